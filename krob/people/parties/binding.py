"""Whether a person may bind a company alone, by what the registry says today."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.thai import digits
from krob.people.parties.models import Person
from krob.people.parties.signing_rules import parse, same_name
from krob.people.parties.types import BusinessFacts, Director, Effect, effect_of

_BY_EFFECT = {
    Effect.STOP: "company-dissolved",
    Effect.CLOSING_ONLY: "company-in-liquidation",
    Effect.REVIEW: "company-needs-review",
    Effect.ALLOW_WITH_NEW_NUMBER: "company-has-new-number",
}

REASONS: dict[str, Message] = {
    "company-unknown": _("The registry knows no company with this number."),
    "company-dissolved": _("The company no longer exists, so nobody can act for it."),
    "company-in-liquidation": _(
        "The company is being wound up. Only its liquidator may close its licences, at the office."
    ),
    "company-needs-review": _(
        "The registry shows a status that an officer has to look at. Please contact the office."
    ),
    "company-has-new-number": _(
        "The company has been converted or merged. Add it under its new registration number."
    ),
    "not-a-director": _("The registry does not list you among those who may bind this company."),
    "does-not-sign": _("You are a director, but the signing authority does not name you."),
    "signs-with-others": _(
        "You may bind this company only together with others. You may prepare the application; "
        "it takes the signature of everyone needed to act for the company."
    ),
    "signing-text-unread": _(
        "The signing authority of this company is written in a way that an officer has to read "
        "first. Please contact the office."
    ),
    "registry-silent": _("The registry did not answer. Please try again later."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the person may bind the company, and if not, why and what it would take."""

    reason: str = ""
    needed: dict[str, Any] | None = None

    @property
    def may_bind(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.reason


def _is(person: Person, director: Director) -> bool:
    """Compare by number where the registry gives one, else by name."""
    if director.number:
        return digits(director.number) == person.number
    return same_name(director.name, person.full_name.th)


def verdict(person: Person, facts: BusinessFacts) -> Verdict:
    """Say whether ``person`` alone may bind the company that ``facts`` describe."""
    effect = effect_of(facts.status)
    if effect != Effect.ALLOW:
        return Verdict(_BY_EFFECT[effect])
    director = next((one for one in facts.directors if _is(person, one)), None)
    if director is None:
        return Verdict("not-a-director")
    return _by_signing_text(director, facts)


def _by_signing_text(director: Director, facts: BusinessFacts) -> Verdict:
    rule = parse(facts.signing_text, facts.directors)
    if rule is None:
        return Verdict("signing-text-unread")
    signers = rule.signers_with(director.name)
    if signers is None:
        return Verdict("does-not-sign")
    if signers > 1:
        needed = {"signers": signers, "seal": rule.seal_with(director.name)}
        return Verdict("signs-with-others", needed)
    return Verdict()
