"""Filed applications as the catalogue's replays read them, in the worker.

Nothing of them is written anywhere but into the access log, which says before anything is decrypted
for which draft's official they were read.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from krob.casework.applications import dossier, policies
from krob.casework.applications.models import Application, Submission
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.events import access
from krob.registers.catalogue.ports import Batch, PastApplication

READ = ("answers", "dates", "authority")
COLUMNS = ("reference", "status", "party_kind", "submitted_at", "completed_at", "decided_at")


class FiledApplications:
    """Lends the applications of this installation, drafts apart."""

    def count(self, service: str, authority: str = "") -> int:
        """Return how many applications of a service (at one authority) were filed."""
        return _filed(service, authority).count()

    def batch(
        self, *, actor: Actor, service: str, authority: str, before: str, many: int, one_in: int
    ) -> Batch:
        """Return the next applications behind a reference, the newest first.

        References grow with time, so that a sample of one in so many is spread over it.
        """
        rows = _filed(service, authority).order_by("-reference")
        if before:
            rows = rows.filter(reference__lt=before)
        names = list(rows.values_list("reference", "subject")[: many * one_in])
        taken = names[::one_in]
        if taken:
            subjects = [subject for _reference, subject in taken]
            access.reading(
                actor=actor, purpose="applications.replay", subjects=subjects, fields=READ
            )
        ended = len(names) < many * one_in
        return Batch(
            applications=_read([reference for reference, _subject in taken]),
            cursor="" if ended else names[-1][0],
            passed=len(names),
        )

    def visible(self, actor: Actor, references: Collection[str]) -> frozenset[str]:
        """Return those of the references that the actor may open."""
        if not policies.may_view(actor):
            return frozenset()
        seen = Application.objects.visible_to(actor).filter(reference__in=references)
        return frozenset(seen.values_list("reference", flat=True))


def _filed(service: str, authority: str) -> QuerySet[Application]:
    rows = Application.objects.filter(version__service__code=service).exclude(status=Status.DRAFT)
    return rows.filter(offering__authority__code=authority) if authority else rows


def _read(references: Sequence[str]) -> list[PastApplication]:
    rows = (
        Application.objects.filter(reference__in=references)
        .select_related("offering__authority")
        .only(*COLUMNS, "answers", "offering__authority__code")
        .order_by("-reference")
    )
    applications = list(rows)
    handed_in = _handed_in([one for one in applications if one.status == Status.CORRECTING])
    return [_past(one, handed_in.get(one.pk, one.answers)) for one in applications]


def _handed_in(correcting: Sequence[Application]) -> dict[Any, Any]:
    """Return what was handed in last, of those whose answers are being corrected now."""
    rows = Submission.objects.filter(application__in=correcting).order_by("number")
    return {row.application_id: row.answers for row in rows}


def _past(application: Application, answers: Any) -> PastApplication:
    filed = _day(application.submitted_at)
    days = {
        "submitted": filed,
        "completed": _day(application.completed_at) or filed,
        "decided": _day(application.decided_at),
    }
    return PastApplication(
        reference=application.reference,
        authority=application.offering.authority.code if application.offering else "",
        answers=answers or {},
        context=dossier.context_of(application),
        dates={name: day for name, day in days.items() if day},
        outcome=application.status,
    )


def _day(at: datetime | None) -> date | None:
    return clock.local_date(at) if at else None
