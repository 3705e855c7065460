"""Who takes part in what, and what they were told and agreed to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.parties.models import Mandate, NoticeAcceptance, NoticeVersion, Participation
from krob.people.parties.participation import EVERYTHING, keys_of
from krob.people.parties.policies import may_change_participants, takes_part
from krob.people.parties.types import MandateState

WHO_ACT = {
    ActorKind.APPLICANT,
    ActorKind.OFFICER,
    ActorKind.CLIENT_SYSTEM,
    ActorKind.SYSTEM,
    ActorKind.OPERATOR,
}


def _require_change(actor: Actor, subject: str, role: str) -> None:
    if not may_change_participants(actor, subject, role):
        raise NotAllowed("not-a-participant", _("You may not change who takes part in this."))


@command("parties.add-participant", kinds=WHO_ACT)
def add_participant(
    *,
    actor: Actor,
    subject: str,
    party: str,
    role: str,
    since: datetime | None = None,
    until: datetime | None = None,
    scope: Mapping[str, Any] | None = None,
) -> Participation:
    """Let a party take part in a subject, in a role, for a time.

    Whoever makes a subject adds the first; then those who take part add others. Adding what holds
    already changes nothing (a new ``until`` replaces the old one).

    Raises:
        NotAllowed: the actor takes no part in it, or a registry decides the role.
    """
    _require_change(actor, subject, role)
    place = {"subject": subject, "party": party, "role": str(role)}
    row = Participation.objects.select_for_update().now().filter(**place).first()
    if row is None:
        begun = {"since": since or clock.now(), "until": until, "scope": dict(scope or {})}
        try:
            with transaction.atomic():
                row = Participation.objects.create(**place, **begun)
        except IntegrityError:  # somebody else has just added the same
            return Participation.objects.now().get(**place)
    elif row.until == until:
        return row
    else:
        row.until = until
        row.save(update_fields=["until"])
    data = {"party": party, "role": str(role)}
    journal.record(actor=actor, name="parties.participant-added", subject=subject, data=data)
    return row


@command("parties.end-participation", kinds=WHO_ACT)
def end_participation(*, actor: Actor, subject: str, party: str, role: str) -> int:
    """End a party's role in a subject now; return how many rows ended (0 on a repeat).

    Raises:
        NotAllowed: the actor takes no part in it, or a registry decides the role.
    """
    _require_change(actor, subject, role)
    rows = Participation.objects.now().filter(subject=subject, party=party, role=role)
    ended = rows.update(until=clock.now())
    if ended:
        data = {"party": party, "role": str(role)}
        journal.record(actor=actor, name="parties.participation-ended", subject=subject, data=data)
    return ended


@command("parties.publish-notice", kinds={ActorKind.OPERATOR, ActorKind.SYSTEM})
def publish_notice(
    *,
    actor: Actor,
    code: str,
    number: int,
    title: Text,
    body: Text,
    purposes: Sequence[Mapping[str, Any]],
    in_force_from: date,
) -> NoticeVersion:
    """Publish a version of a privacy notice; a published version never changes.

    ``purposes`` are ``{"code", "text": {th, en}, "basis", "optional": bool}``.

    Req: S.1

    Raises:
        Conflict: this number was published with another text.
    """
    stored = {
        "title": title.as_json(),
        "body": body.as_json(),
        "purposes": [dict(one) for one in purposes],
        "in_force_from": in_force_from,
    }
    known = NoticeVersion.objects.filter(code=code, number=number).first()
    if known is None:
        known = NoticeVersion.objects.create(code=code, number=number, **stored)
        journal.record(
            actor=actor,
            name="parties.notice-published",
            subject=f"notice:{code}",
            data={"number": number},
        )
    elif {name: getattr(known, name) for name in stored} != stored:
        raise Conflict("notice-published", _("This version is published and cannot be changed."))
    return known


@command("parties.accept-notice", kinds={ActorKind.APPLICANT})
def accept_notice(
    *, actor: Actor, notice: NoticeVersion, purposes: Sequence[str], subject: str = ""
) -> NoticeAcceptance:
    """Keep that the actor's party has read a notice and agreed to these optional purposes.

    Accepting again for the same subject keeps the first acceptance unless the purposes differ.

    Req: S.1

    Raises:
        NotFound: it is about a subject that the actor takes no part in.
    """
    if subject and not takes_part(actor, subject):
        raise NotFound("subject-not-found", _("There is nothing here that you may see."))
    optional = {one["code"] for one in notice.purposes if one.get("optional")}
    agreed = sorted(set(purposes) & optional)
    row, created = NoticeAcceptance.objects.select_for_update().get_or_create(
        notice=notice,
        party=actor.party,
        subject=subject,
        defaults={"purposes": agreed, "accepted_at": clock.now(), "kept_from": clock.today()},
    )
    if not created and row.purposes == agreed:
        return row
    if not created:
        row.purposes, row.accepted_at = agreed, clock.now()
        row.save(update_fields=["purposes", "accepted_at"])
    journal.record(
        actor=actor,
        name="parties.notice-accepted",
        subject=subject or actor.party,
        data={"notice": str(notice), "purposes": agreed},
    )
    return row


@command(
    "parties.revoke-mandate",
    kinds={ActorKind.APPLICANT, ActorKind.SYSTEM, ActorKind.OPERATOR},
    states={MandateState.OFFERED, MandateState.ACCEPTED, MandateState.REVOKED},
)
def revoke_mandate(*, actor: Actor, mandate_id: UUID | str) -> Mandate:
    """Take a mandate back at once: its agent no longer takes part in what it covered.

    Doing it twice has the effect of doing it once.

    Req: P.5

    Raises:
        NotFound: there is no such mandate of the actor's party.
        Conflict: it was never offered, or has run out.
    """
    mandates = Mandate.objects.select_for_update()
    if actor.kind not in EVERYTHING:
        mandates = mandates.filter(principal__in=keys_of(actor))
    mandate = mandates.filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound("mandate-not-found", _("There is no such mandate."))
    if mandate.state == MandateState.REVOKED:
        return mandate
    if mandate.state not in (MandateState.OFFERED, MandateState.ACCEPTED):
        raise Conflict("mandate-not-in-force", _("This mandate is not in force."))
    mandate.state, mandate.revoked_at = MandateState.REVOKED, clock.now()
    mandate.save(update_fields=["state", "revoked_at"])
    _end_agency(mandate)
    journal.record(actor=actor, name="parties.mandate-revoked", subject=mandate.key)
    return mandate


def _end_agency(mandate: Mandate) -> None:
    """End what the mandate gave: rows of the agent that name it in their scope."""
    rows = Participation.objects.now().filter(party=mandate.agent, scope__mandate=str(mandate.pk))
    rows.update(until=clock.now())
