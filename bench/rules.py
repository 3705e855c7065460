"""Rows of rules: how many applications a process decides on in a second."""

from datetime import date
from pathlib import Path
from typing import Any

from bench.rows import Figure, best_of, row
from krob.engines.documents import spec as documents
from krob.engines.documents.needs import needs
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.state import typed
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.types import CONTEXT_TYPES, rule_types
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all
from krob.registers.payments import spec as payments

SERVICE, AUTHORITY = "food-premises-licence", "bma-bangrak"
APPLICATIONS = 200
DAY = date(2026, 10, 1)


def _service() -> tuple[dict[str, Any], dict[str, Any]]:
    everything = list(read_all(Path(__file__).parents[1] / "definitions"))
    parts = next(
        dict(one.parts) for one in everything if isinstance(one, Definition) and one.code == SERVICE
    )
    offering = next(
        dict(one.parts)
        for one in everything
        if isinstance(one, OfferingDefinition)
        and (one.service, one.authority) == (SERVICE, AUTHORITY)
    )
    return parts, offering


def _decide(
    form: CompiledForm, parts: dict[str, Any], offering: dict[str, Any], example: dict[str, Any]
) -> int:
    types = rule_types(form)
    context = {
        "applicant": {"kind": example.get("applicant", "person")},
        "action": "new",
        "today": DAY,
    }
    answers = typed(form, example["answers"], context)
    for rule in parts["service"].get("eligibility", []):
        compile_expression(rule["rule"], types, "bool")(answers)
    needed = needs(documents.parse(parts["documents"]), answers, types)
    dates = dict.fromkeys(payments.DATES, DAY)
    lines = payments.charge_lines(parts["fees"], offering, answers, types, dates)
    return len(needed) + len(lines)


@row(
    "rules and fees of applications",
    how=(
        "the food licence's examples: visible answers, eligibility, documents, fees;"
        f" {APPLICATIONS} in a row, the shortest of 5 rounds"
    ),
    goal="≥ 1,000/s",
)
def rules_and_fees() -> Figure:
    """Return how many applications' rules and fees are computed in a second by one process."""
    parts, offering = _service()
    form = compiled(parts["form"], CONTEXT_TYPES)
    examples = [each for each in parts["examples"] if each["expect"].get("eligible", True)]

    def decide() -> None:
        for number in range(APPLICATIONS):
            if not _decide(form, parts, offering, examples[number % len(examples)]):
                raise RuntimeError("the food licence asks for documents")

    decide()
    return Figure(f"{APPLICATIONS / best_of(5, decide):,.0f}/s")
