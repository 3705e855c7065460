"""What the advisor's screen shows: questions, what was answered, what applies. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from krob.foundation.core import clock, thai
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue import queries
from krob.registers.catalogue.guiding import advisor
from krob.registers.catalogue.types import Question

YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the person said and what is wrong with it."""

    question: Question
    raw: str
    value: bool | Decimal | None
    error: str


def page(group: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the advisor's page for a group of services.

    Req: 1.4.4, 2.6.

    Raises:
        NotFound: no service in force belongs to this group.
    """
    versions = queries.services_of_group(group, clock.today())
    if not versions:
        raise NotFound("group-not-found", _("There is no such group of services."))
    answers = [asked(question, query) for question in advisor.questions_for(versions)]
    values = {one.question.key: one.value for one in answers}
    advice = advisor.advise(versions, values)
    begun = any(one.raw for one in answers)
    return {
        "group": group,
        "asked": answers,
        "advice": advice if begun else [],
        "applying": [one for one in advice if one.applies],
        "undecided": begun and any(one.applies is None for one in advice),
        "none": begun and all(one.applies is False for one in advice),
        "endings": advisor.endings_for(versions, values) if begun else [],
        "errors": [one for one in answers if one.error],
    }


def asked(question: Question, query: Mapping[str, str]) -> Asked:
    """Read what a person answered to one question; what cannot be read is said."""
    raw = query.get(question.key, "").strip()[:40]
    if question.kind == "yes_no":
        return Asked(question, raw, YES_NO.get(raw), "")
    if not raw:
        return Asked(question, raw, None, "")
    try:
        value = Decimal(thai.digits(raw).replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= MOST:
        return Asked(question, raw, None, _("Enter a number, such as 120."))
    return Asked(question, raw, value, "")
