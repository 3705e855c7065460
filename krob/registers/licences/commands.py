"""Grant a licence; suspend, reinstate and revoke it."""

import hashlib
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.retention import RecordClass
from krob.foundation.events import journal
from krob.registers.licences import numbering, policies
from krob.registers.licences.models import Licence, LicenceRelation, StatusChange, StatusEntry
from krob.registers.licences.types import LicenceStatus, Relation, Terms

LIVING: set[str] = {
    LicenceStatus.GRANTED,
    LicenceStatus.SEALING,
    LicenceStatus.IN_FORCE,
    LicenceStatus.SUSPENDED,
}
ENDING = {ActorKind.OFFICER, ActorKind.OPERATOR}


@command("licences.grant", kinds={ActorKind.OFFICER, ActorKind.SYSTEM, ActorKind.OPERATOR})
def grant_licence(*, actor: Actor, terms: Terms) -> Licence:
    """Grant what was decided: the number is allotted now, the document is sealed by a job.

    A subject has one licence: granting again returns it, whatever the terms.

    Raises:
        NotAllowed: the actor does not decide for that unit.
        Invalid: the pattern has no running number, or it ends before it begins.
        NotFound: the earlier licence that it replaces or converts does not exist.
    """
    if not policies.may_grant(actor, terms.unit):
        raise NotAllowed("not-your-unit", _("You may not grant licences of this unit."))
    granted = Licence.objects.select_for_update().filter(subject=terms.subject).first()
    if granted is not None:
        return granted
    _check(terms)
    licence = Licence.objects.create(
        number=numbering.allot(terms.authority, terms.number_pattern, terms.decided_on),
        output_kind=terms.output_kind,
        subject=terms.subject,
        holder=terms.holder,
        title=terms.title.as_json(),
        service=terms.service,
        service_version=terms.service_version,
        authority=terms.authority,
        authority_name=terms.authority_name.as_json(),
        unit=terms.unit,
        decided_on=terms.decided_on,
        valid_from=terms.valid_from or terms.decided_on,
        valid_until=terms.valid_until,
        granted_at=clock.now(),
        template=terms.template,
        template_digest=hashlib.sha256(terms.template.encode()).hexdigest(),
        manifest=dict(terms.manifest),
        record_class=RecordClass.LICENCE,
        kept_from=terms.decided_on,
        **_encrypted(terms),
    )
    StatusEntry.objects.create(licence=licence)
    _relate(licence, terms)
    _record(actor, "licences.granted", licence)
    return licence


def _check(terms: Terms) -> None:
    if "{running" not in terms.number_pattern:
        raise Invalid("number-pattern", _("The number pattern needs a running number."))
    start = terms.valid_from or terms.decided_on
    if terms.valid_until is not None and terms.valid_until < start:
        raise Invalid("ends-before-start", _("The licence would end before it begins."))


def _encrypted(terms: Terms) -> dict[str, Any]:
    content = {
        "holder_number": terms.holder_number_masked,
        "premises": terms.premises_text.as_json(),
        "signatory": dict(terms.signatory),
        "conditions": [condition.as_json() for condition in terms.conditions],
        "rows": [[label.as_json(), value] for label, value in terms.rows],
    }
    return {"holder_name": terms.holder_name.as_json(), "snapshot": content}


def _relate(licence: Licence, terms: Terms) -> None:
    for number, relation in (
        (terms.replaces, Relation.REPLACES),
        (terms.converts, Relation.CONVERTS),
    ):
        if not number:
            continue
        earlier = Licence.objects.filter(authority=terms.authority, number=number).first()
        if earlier is None or earlier.holder != terms.holder:
            raise NotFound("earlier-not-found", _("There is no such earlier licence."))
        LicenceRelation.objects.create(later=licence, earlier=earlier, relation=relation)


@command("licences.revoke", kinds=ENDING, states=LIVING)
def revoke_licence(*, actor: Actor, number: str, reason: str, authority: str = "") -> Licence:
    """Revoke a licence (เพิกถอน) from today; everyone who verifies it sees that at once.

    Doing it again changes nothing.

    Raises:
        NotFound: there is no such licence that the actor may see.
        NotAllowed: the actor may not revoke it.
        Invalid: there is no reason.
        Conflict: it has ended in another way.
    """
    licence = _to_end(actor, number, authority)
    if licence.status == LicenceStatus.REVOKED:
        return licence
    _require_state(licence, LIVING)
    licence.ended_on = clock.today()
    licence.suspended_until = None
    _change(actor, licence, LicenceStatus.REVOKED, reason)
    _record(actor, "licences.revoked", licence)
    return licence


@command("licences.suspend", kinds=ENDING, states={LicenceStatus.IN_FORCE})
def suspend_licence(
    *, actor: Actor, number: str, reason: str, until: date | None = None, authority: str = ""
) -> Licence:
    """Suspend a licence (พักใช้), until a day or until it is reinstated.

    Raises:
        NotFound: there is no such licence that the actor may see.
        NotAllowed: the actor may not suspend it.
        Invalid: there is no reason, or the day has passed.
        Conflict: it is not in force.
    """
    licence = _to_end(actor, number, authority)
    if licence.status == LicenceStatus.SUSPENDED:
        return licence
    _require_state(licence, {LicenceStatus.IN_FORCE})
    if until is not None and until < clock.today():
        raise Invalid("day-passed", _("That day has passed."), fields={"until": _("Passed.")})
    licence.suspended_until = until
    _change(actor, licence, LicenceStatus.SUSPENDED, reason, until)
    _record(actor, "licences.suspended", licence)
    return licence


@command(
    "licences.reinstate",
    kinds={*ENDING, ActorKind.SYSTEM},
    states={LicenceStatus.SUSPENDED},
)
def reinstate_licence(*, actor: Actor, number: str, reason: str, authority: str = "") -> Licence:
    """Put a suspended licence in force again; the system does so when the suspension ends.

    Raises:
        NotFound: there is no such licence that the actor may see.
        NotAllowed: the actor may not do this.
        Invalid: there is no reason.
        Conflict: it is not suspended.
    """
    licence = _to_end(actor, number, authority)
    if licence.status == LicenceStatus.IN_FORCE:
        return licence
    if licence.status != LicenceStatus.SUSPENDED:
        said = _("The %(kind)s is not suspended.")
        raise Conflict("not-suspended", said % {"kind": licence.kind.noun})
    licence.suspended_until = None
    _change(actor, licence, LicenceStatus.IN_FORCE, reason)
    _record(actor, "licences.reinstated", licence)
    return licence


def _to_end(actor: Actor, number: str, authority: str) -> Licence:
    """Return the licence, locked, when the actor may end it."""
    seen = Licence.objects.visible_to(actor).select_for_update()
    seen = seen.filter(number=numbering.normal(number)).order_by("id")
    found = list(seen.filter(authority=authority) if authority else seen)
    if not found:
        raise NotFound("licence-not-found", _("There is no such licence."))
    if len(found) > 1:
        raise Conflict("several-licences", _("Several authorities gave this number: name one."))
    if actor.kind != ActorKind.SYSTEM and not policies.may_end(actor, found[0]):
        said = _("You may not suspend or revoke this %(kind)s.")
        raise NotAllowed("may-not-end", said % {"kind": found[0].kind.noun})
    return found[0]


def _require_state(licence: Licence, states: set[str]) -> None:
    if licence.status_today not in states:
        said = _("The %(kind)s is not in force any more.")
        raise Conflict("not-in-force", said % {"kind": licence.kind.noun})


def _change(
    actor: Actor, licence: Licence, status: LicenceStatus, reason: str, until: date | None = None
) -> None:
    if not reason.strip():
        raise Invalid(
            "reason-missing",
            _("Give the reason: everyone who verifies it reads it."),
            fields={"reason": _("Give the reason.")},
        )
    licence.status = status
    licence.save(update_fields=["status", "ended_on", "suspended_until"])
    StatusChange.objects.create(
        licence=licence,
        status=status,
        reason=reason.strip(),
        at=clock.now(),
        by=actor.id,
        until=until,
    )


def _record(actor: Actor, name: str, licence: Licence) -> None:
    journal.record(
        actor=actor,
        name=name,
        subject=licence.subject,
        data={"licence": str(licence.id), "number": licence.number},
    )
