"""A claimed company is looked up at the juristic registry; its answer decides the claim."""

from datetime import timedelta

from krob.engines.exchange import commands
from krob.engines.exchange.businesses import business_from
from krob.engines.exchange.models import Lookup
from krob.engines.exchange.types import LookupState
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.people.parties import commands as parties
from krob.people.parties import queries
from krob.people.parties.binding import verdict

CLAIM = "claim:"
REGISTRY = "dbd.juristic"
CLAIM_FRESH_FOR = timedelta(minutes=5)


@subscribe("parties.company-claimed")
def ask_the_registry(event: Event) -> None:
    """Ask the juristic registry about a claimed company."""
    claim = queries.claim(SYSTEM, event.subject.removeprefix(CLAIM))
    lookup = commands.ask(
        actor=SYSTEM,
        registry=REGISTRY,
        key=claim.number,
        subject=claim.key,
        purpose="bind-company",
        fresh_for=CLAIM_FRESH_FOR,
    )
    if lookup.state != LookupState.WAITING:
        _settle(lookup)


@subscribe("exchange.lookup-answered")
def decide_the_claim(event: Event) -> None:
    """Confirm or refuse the claim that a look-up was made for."""
    if event.subject.startswith(CLAIM):
        _settle(Lookup.objects.get(pk=event.data["lookup"]))


def _settle(lookup: Lookup) -> None:
    claim_id = lookup.subject.removeprefix(CLAIM)
    match lookup.state:
        case LookupState.ANSWERED:
            _by_facts(claim_id, lookup)
        case LookupState.NONE:
            parties.refuse_claim(actor=SYSTEM, claim_id=claim_id, reason="company-unknown")
        case LookupState.FAILED:
            parties.fail_claim(actor=SYSTEM, claim_id=claim_id)


def _by_facts(claim_id: str, lookup: Lookup) -> None:
    facts = business_from(lookup.found, Text.of(lookup.source), lookup.as_of)
    claim = queries.claim(SYSTEM, claim_id)
    found = verdict(queries.claimant(claim), facts)
    if found.may_bind:
        parties.confirm_claim(actor=SYSTEM, claim_id=claim_id, facts=facts)
    else:
        parties.refuse_claim(
            actor=SYSTEM, claim_id=claim_id, reason=found.reason, needed=found.needed
        )
