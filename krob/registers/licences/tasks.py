"""Sealing, and what time does to licences."""

from datetime import timedelta

from django.db import transaction

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal
from krob.foundation.jobs.queue import periodic, task
from krob.registers.licences import commands
from krob.registers.licences.models import Licence
from krob.registers.licences.sealing import SEAL, seal_licence
from krob.registers.licences.types import LicenceStatus

AT_ONCE = 500


@task(SEAL, atomic=False)
def seal(licence: str) -> None:
    """Make the sealed document of a licence."""
    seal_licence(licence)


@periodic("licences.expire", every=timedelta(hours=1))
def expire() -> None:
    """Mark licences whose last day has passed; what is shown never waits for this."""
    ended = Licence.objects.select_for_update().filter(
        status__in=[LicenceStatus.IN_FORCE, LicenceStatus.SUSPENDED],
        valid_until__lt=clock.today(),
    )
    for licence in ended.order_by("id")[:AT_ONCE]:
        _expire(licence)


@transaction.atomic
def _expire(licence: Licence) -> None:
    licence.status = LicenceStatus.EXPIRED
    licence.ended_on = licence.valid_until
    licence.save(update_fields=["status", "ended_on"])
    journal.record(
        actor=SYSTEM,
        name="licences.expired",
        subject=licence.subject,
        data={"licence": str(licence.id), "number": licence.number},
    )


@periodic("licences.end-suspensions", every=timedelta(hours=1))
def end_suspensions() -> None:
    """Record that suspensions are over; what is shown never waits for this."""
    over = Licence.objects.filter(status=LicenceStatus.SUSPENDED, suspended_until__lt=clock.today())
    for licence in over.order_by("id")[:AT_ONCE]:
        commands.reinstate_licence(
            actor=SYSTEM,
            number=licence.number,
            authority=licence.authority,
            reason="ครบกำหนดพักใช้",
        )
