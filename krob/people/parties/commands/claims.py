"""A person asks to act for a company; the registry decides, the page waits.

The claim is recorded at once and an event asks the registry outside the page's request. The answer
comes back through one of the system's three commands here.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.thai import digits, is_id13
from krob.foundation.events import journal
from krob.people.parties.binding import REASONS, verdict
from krob.people.parties.commands.people import record_business
from krob.people.parties.models import (
    NUMBER_CONTEXT,
    CompanyClaim,
    Participation,
    Person,
    account_class,
)
from krob.people.parties.types import BusinessFacts, ClaimState, Role

VALID_FOR = timedelta(days=90)
CHECK_BEFORE = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(minutes=10)
CLAIMS_PER_HOUR = 10


@command("parties.claim-company", kinds={ActorKind.APPLICANT})
def claim_company(*, actor: Actor, registration_number: str) -> CompanyClaim:
    """Say that the actor's person may bind a company; the registry is asked whether it is so.

    Claiming the same company again while the first is asked or holds changes nothing; after a
    refusal, a silence or the end of its time the registry is asked again.

    Req: P.4, 1.2.2

    Raises:
        Invalid: the number's check digit is wrong.
        Conflict: too many companies were claimed within the hour.
    """
    number = digits(registration_number)
    if not is_id13(number):
        message = _("A registration number has 13 digits. Please check the last one.")
        raise Invalid("number-invalid", message, fields={"registration_number": message})
    hashed = keyed_hash(number, context=NUMBER_CONTEXT)
    fresh_values: dict[str, Any] = {"number": number, "asked_at": clock.now(), **account_class()}
    claim, fresh = CompanyClaim.objects.select_for_update().get_or_create(
        person=actor.person, number_hash=hashed, defaults=fresh_values
    )
    if not fresh and not _may_ask_again(claim):
        return claim
    _refuse_guessing(actor, claim)
    claim.state, claim.reason, claim.needed = ClaimState.ASKED, "", {}
    claim.asked_at, claim.answered_at, claim.expires_at = clock.now(), None, None
    claim.save()
    journal.record(actor=actor, name="parties.company-claimed", subject=claim.key)
    return claim


def _may_ask_again(claim: CompanyClaim) -> bool:
    if claim.state == ClaimState.ASKED:
        return claim.asked_at + ASK_AGAIN_AFTER < clock.now()
    if claim.state == ClaimState.CONFIRMED:
        return claim.expires_at is None or claim.expires_at <= clock.now()
    return True


def _refuse_guessing(actor: Actor, claim: CompanyClaim) -> None:
    lately = clock.now() - timedelta(hours=1)
    others = CompanyClaim.objects.filter(person=actor.person).exclude(pk=claim.pk)
    recent = others.filter(asked_at__gt=lately)
    if recent.count() >= CLAIMS_PER_HOUR:
        raise Conflict("too-many-claims", _("You have added many companies. Try again in an hour."))


def _waiting(claim_id: UUID | str) -> CompanyClaim:
    """Fetch a claim that waits for an answer, or one that holds and is checked again."""
    claim = CompanyClaim.objects.select_for_update().filter(pk=claim_id).first()
    if claim is None:
        raise NotFound("claim-not-found", _("There is no such claim."))
    return claim


def _answer(claim: CompanyClaim, state: str, **values: Any) -> None:
    claim.state, claim.answered_at = ClaimState(state), clock.now()
    for name, value in values.items():
        setattr(claim, name, value)
    claim.save()


@command(
    "parties.confirm-claim",
    kinds={ActorKind.SYSTEM},
    states={ClaimState.ASKED, ClaimState.CONFIRMED, ClaimState.FAILED},
)
def confirm_claim(*, actor: Actor, claim_id: UUID | str, facts: BusinessFacts) -> CompanyClaim:
    """Let the claimant act for the company that the registry described, for a limited time.

    Confirming a claim that holds already extends it; an answer after a silence counts. Others who
    by the same facts may not bind the company any more stop at once.

    Raises:
        NotFound: there is no such claim.
        NotAllowed: by these facts the person may not bind the company alone.
        Conflict: it was refused already.
    """
    claim = _waiting(claim_id)
    if claim.state == ClaimState.REFUSED:
        raise Conflict("claim-answered", _("This was answered already."))
    found = verdict(_claimant(claim), facts)
    if not found.may_bind:
        raise NotAllowed(found.reason, REASONS[found.reason])
    business = record_business(actor=actor, facts=facts)
    expires = clock.now() + VALID_FOR
    _answer(claim, ClaimState.CONFIRMED, business=business, expires_at=expires, reason="")
    _let_bind(claim, expires)
    journal.record(
        actor=actor,
        name="parties.company-confirmed",
        subject=claim.key,
        data={"business": business.key, "person": claim.person},
    )
    _judge_others(actor, claim, facts)
    return claim


def _judge_others(actor: Actor, claim: CompanyClaim, facts: BusinessFacts) -> None:
    """End what others may do for the company where the same answer no longer bears it.

    A claim that is being answered at this moment is left to its own answer.
    """
    others = CompanyClaim.objects.select_for_update(skip_locked=True).filter(
        business=claim.business, state=ClaimState.CONFIRMED
    )
    for other in others.exclude(pk=claim.pk).order_by("pk"):
        found = verdict(_claimant(other), facts)
        if not found.may_bind:
            refuse_claim(actor=actor, claim_id=other.pk, reason=found.reason, needed=found.needed)


def _claimant(claim: CompanyClaim) -> Person:
    return Person.objects.get(pk=claim.person.removeprefix("person:"))


def _let_bind(claim: CompanyClaim, until: Any) -> None:
    assert claim.business is not None  # noqa: S101 - just set by confirm_claim
    Participation.objects.now().filter(
        subject=claim.business.key, party=claim.person, role=Role.MAY_BIND
    ).update(until=clock.now())
    Participation.objects.create(
        subject=claim.business.key,
        party=claim.person,
        role=Role.MAY_BIND,
        since=clock.now(),
        until=until,
        scope={"claim": str(claim.pk)},
    )


@command(
    "parties.refuse-claim",
    kinds={ActorKind.SYSTEM},
    states={ClaimState.ASKED, ClaimState.CONFIRMED, ClaimState.FAILED},
)
def refuse_claim(
    *, actor: Actor, claim_id: UUID | str, reason: str, needed: dict[str, Any] | None = None
) -> CompanyClaim:
    """Say no to a claim, with a reason the claimant can act on; one that held ends at once.

    Refusing twice has the effect of refusing once. ``reason`` is a key of ``binding.REASONS``.

    Raises:
        NotFound: there is no such claim.
    """
    claim = _waiting(claim_id)
    if claim.state == ClaimState.REFUSED:
        return claim
    if claim.business is not None:
        Participation.objects.now().filter(
            subject=claim.business.key, party=claim.person, role=Role.MAY_BIND
        ).update(until=clock.now())
    _answer(claim, ClaimState.REFUSED, reason=reason, needed=needed or {}, expires_at=None)
    journal.record(
        actor=actor, name="parties.company-refused", subject=claim.key, data={"reason": reason}
    )
    return claim


@command("parties.fail-claim", kinds={ActorKind.SYSTEM}, states={ClaimState.ASKED})
def fail_claim(*, actor: Actor, claim_id: UUID | str) -> CompanyClaim:
    """Note that the registry did not answer; a claim that holds goes on until its time ends.

    Raises:
        NotFound: there is no such claim.
    """
    claim = _waiting(claim_id)
    if claim.state != ClaimState.ASKED:
        return claim
    _answer(claim, ClaimState.FAILED, reason="registry-silent")
    journal.record(actor=actor, name="parties.company-unanswered", subject=claim.key)
    return claim


@command("parties.recheck-claims", kinds={ActorKind.SYSTEM, ActorKind.OPERATOR})
def recheck_claims(*, actor: Actor) -> int:
    """Ask the registry again about claims whose time ends soon; return how many."""
    soon = CompanyClaim.objects.filter(
        state=ClaimState.CONFIRMED,
        expires_at__gt=clock.now(),
        expires_at__lte=clock.now() + CHECK_BEFORE,
    ).order_by("id")
    for claim in soon:
        journal.record(actor=actor, name="parties.company-claimed", subject=claim.key)
    return len(soon)
