"""Which branches of a service's rules its worked examples take: what is tried, and what is not.

Looked at are eligibility, documents, fees with the service's own tables, and the ways between
steps. What cannot be compiled is not looked at: the checks say what is wrong with it.

Req: 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.visibility import walk
from krob.foundation.core import clock
from krob.foundation.core.errors import DomainError
from krob.foundation.core.text import Text
from krob.foundation.rules.cells import BadCell
from krob.foundation.rules.coverage import Coverage, of_rule, of_table
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.values import Type
from krob.registers.catalogue.proving.examples import context_of
from krob.registers.catalogue.types import CONTEXT_TYPES, rule_types

Part = Mapping[str, Any]
Cases = Sequence[tuple[Mapping[str, Any], date]]


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule or table: what it is about, where it stands, and how far examples try it."""

    title: Text
    place: str
    coverage: Coverage

    @property
    def missing(self) -> str:
        """Return the branches that no example took."""
        said = [
            branch.what if branch.held else f"✗ {branch.what}" for branch in self.coverage.missing
        ]
        return ", ".join(said)


def covered(parts: Part) -> list[Covered]:
    """Return every rule of a service with the branches that its examples took.

    Raises:
        Invalid: the form has errors, so that nothing can be computed.
    """
    form = compiled(parts["form"], CONTEXT_TYPES)
    types = rule_types(form)
    cases: list[tuple[Mapping[str, Any], date]] = []
    for example in parts.get("examples") or ():
        context = context_of(example)
        values = walk(form, example.get("answers") or {}, context).values
        cases.append((values, context.get("today") or clock.today()))
    rules = [*_rules(parts)]
    found = [_rule(title, place, source, types, cases) for title, place, source in rules]
    tables = [_table(table, types, cases) for table in parts["fees"].get("tables") or ()]
    return [each for each in [*found, *tables] if each is not None]


def untried(parts: Part) -> list[Covered]:
    """Return the rules of which no example takes some branch."""
    return [each for each in covered(parts) if not each.coverage.is_whole]


def _rule(
    title: Text, place: str, source: str, types: Mapping[str, Type], cases: Cases
) -> Covered | None:
    try:
        coverage = of_rule(source, types, [values for values, _day in cases])
    except RuleError:
        return None
    return Covered(title, place, coverage) if coverage.every else None


def _table(table: Part, types: Mapping[str, Type], cases: Cases) -> Covered | None:
    name = Text.of(table.get("title")) or Text(str(table.get("code")), str(table.get("code")))
    try:
        return Covered(name, "fees/", of_table(table, types, cases))
    except (RuleError, BadCell):
        return None


def _rules(parts: Part) -> Iterator[tuple[Text, str, str]]:
    for rule in parts["service"].get("eligibility") or ():
        yield Text.of(rule.get("message")), "service/", str(rule.get("rule") or "")
    for document in parts["documents"]:
        for key in ("needed_when", "required_when"):
            if document.get(key):
                yield Text.of(document.get("title")), "documents/", str(document[key])
    for line in parts["fees"].get("lines") or ():
        for key in ("when", "amount"):
            if line.get(key):
                yield Text.of(line.get("label")), "fees/", str(line[key])
    yield from _ways(parts["steps"])


def _ways(part: Part) -> Iterator[tuple[Text, str, str]]:
    for step in (part.get("steps") or {}).values():
        for action in (step.get("actions") or {}).values():
            for target in action.get("to") or ():
                if isinstance(target, Mapping) and target.get("if"):
                    yield Text.of(step.get("title")), "steps/", str(target["if"])


UNREADABLE = (DomainError, AttributeError, LookupError, TypeError, ValueError)


def shown(parts: Part, base: str) -> list[dict[str, Any]]:
    """Return what the examples' screen says of each rule; nothing while the draft is unreadable.

    ``base`` is the address of the examples' tab; links lead to the tab of the rule.
    """
    try:
        found = covered(parts)
    except UNREADABLE:
        return []
    draft = base.rstrip("/").rpartition("/")[0]
    return [
        {
            "title": each.title,
            "said": _("%(taken)s of %(all)s branches are tried")
            % {
                "taken": len(each.coverage.every & each.coverage.taken),
                "all": len(each.coverage.every),
            },
            "missing": each.missing,
            "link": f"{draft}/{each.place}" if each.missing else "",
        }
        for each in found
    ]
