"""Roles, officers and their duties."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.agencies import policies
from krob.people.agencies.commands.recording import ADMINISTRATORS, OPERATORS, one, put
from krob.people.agencies.models import Agency, Duty, Role, Staff, Unit
from krob.people.identity.commands import open_officer_account
from krob.people.identity.models import User


@command("agencies.define-role", kinds=OPERATORS)
def define_role(
    *, actor: Actor, code: str, name: Text, permissions: Iterable[Permission | str]
) -> Role:
    """Say which permissions a role holds; whoever has the role has them from the next request.

    Req: 2.1.1

    Raises:
        Invalid: a permission does not exist.
    """
    wanted = sorted({str(permission) for permission in permissions})
    if set(wanted) - {permission.value for permission in Permission}:
        raise Invalid("permission-unknown", _("There is no such permission."))
    values = {"name_th": name.th, "name_en": name.en, "permissions": wanted}
    return put(actor, Role, code, "role.defined", values)


@command("agencies.appoint-officer", kinds=ADMINISTRATORS)
def appoint_officer(
    *, actor: Actor, agency: str, login: str, password: str, name: Text, language: str = "th"
) -> Staff:
    """Open an account for an officer of an agency, under the officer's own name.

    Req: 2.1.1, 2.1.2

    Raises:
        NotFound: there is no such agency.
        NotAllowed: the actor administers another agency, or none.
        Invalid: login name or password.
        Conflict: the login name is taken.
    """
    home = one(Agency, agency)
    policies.require_administers(actor, agency)
    user = open_officer_account(actor=actor, login=login, password=password, language=language)
    staff = Staff.objects.create(user=user, agency=home, name_th=name.th, name_en=name.en)
    _record(actor, "officer.appointed", user, agency=agency)
    return staff


@command("agencies.grant-duty", kinds=ADMINISTRATORS)
def grant_duty(
    *,
    actor: Actor,
    user: str,
    unit: str,
    role: str,
    since: date | None = None,
    until: date | None = None,
) -> Duty:
    """Give an officer (by public id) a role in a unit, from today or a day on, before another.

    Granting what is held already, over the same days, changes nothing.

    Req: 2.1.2

    Raises:
        NotFound: officer, unit or role does not exist.
        NotAllowed: another agency's unit, more than the actor holds, or the actor's own account.
        Invalid: the duty ends before it begins.
    """
    begins = since or clock.today()
    account, place, job = _officer(user), one(Unit, unit), one(Role, role)
    policies.require_administers(actor, place.agency.code)
    policies.require_may_grant(actor, account.public_id, job.granted)
    if until and until < begins:
        raise Invalid("duty-dates", _("A duty ends after it begins."))
    same = Duty.objects.filter(user=account, unit=place, role=job, since__lte=begins, until=until)
    if held := same.first():
        return held
    duty = Duty.objects.create(
        user=account, unit=place, role=job, since=begins, until=until, granted_by=actor.id
    )
    _record(actor, "duty.granted", account, unit=unit, role=role)
    return duty


@command("agencies.end-duty", kinds=ADMINISTRATORS)
def end_duty(*, actor: Actor, user: str, unit: str, role: str, on: date | None = None) -> None:
    """Take a duty away from a day on (today if none is given): the next request knows.

    Ending what has ended changes nothing.

    Req: 2.1.2

    Raises:
        NotFound: officer, unit or role does not exist.
        NotAllowed: the actor administers another agency, or none.
    """
    last = on or clock.today()
    account, place, job = _officer(user), one(Unit, unit), one(Role, role)
    policies.require_administers(actor, place.agency.code)
    held = [
        duty
        for duty in Duty.objects.select_for_update().filter(user=account, unit=place, role=job)
        if duty.until is None or duty.until > last
    ]
    for duty in held:
        duty.until = max(last, duty.since)
        duty.save(update_fields=["until"])
    if held:
        _record(actor, "duty.ended", account, unit=unit, role=role)


def _officer(public_id: str) -> User:
    found = User.objects.filter(public_id=public_id, staff__isnull=False).first()
    if found is None:
        raise NotFound("officer-not-found", _("There is no such officer."))
    return found


def _record(actor: Actor, name: str, user: User, **details: str) -> None:
    journal.record(actor=actor, name=name, subject=f"account:{user.public_id}", data=details)
