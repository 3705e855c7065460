"""What the worked examples of a service try of its rules: which sides, and which did nobody take.

Looked at are the rules that decide on a case: who may file, which documents, which fee, which way,
which messages, and the rows of the service's own fee tables.

Req: 2.2.1, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from krob.engines.notifications.types import MOMENTS
from krob.engines.smartforms import state
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core import clock
from krob.foundation.core.errors import DomainError
from krob.foundation.core.text import Text
from krob.foundation.rules import coverage
from krob.foundation.rules.cells import BadCell
from krob.foundation.rules.coverage import Coverage
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.values import Type
from krob.registers.catalogue import examples
from krob.registers.catalogue.types import rule_types
from krob.registers.payments import spec as payments

Part = Mapping[str, Any]
Case = tuple[Mapping[str, Any], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One rule or table: what it decides (``title``), its ``part``, which branches were taken."""

    title: Text
    part: str
    coverage: Coverage

    @property
    def said(self) -> Text:
        """Return how many branches were taken, in words."""
        every = len(self.coverage.every)
        taken = every - len(self.coverage.missing)
        return Text(f"ทดสอบแล้ว {taken} จาก {every} กรณี", f"{taken} of {every} branches tried")

    def missing(self, labels: Mapping[str, Text]) -> Text:
        """Return what no example has tried, read aloud; empty where nothing is left."""
        left = [coverage.said(branch, labels) for branch in self.coverage.missing]
        if not left:
            return Text("")
        th, en = "; ".join(each.th for each in left), "; ".join(each.in_("en") for each in left)
        return Text(f"ยังขาด {th}", f"missing: {en}")


def tried(parts: Part, form: CompiledForm) -> list[Tried]:
    """Return every rule that decides on cases with what the examples try of it.

    Rules that do not compile are left out; the checks say what is wrong with them.
    """
    types = rule_types(form)
    cases = list(_cases(parts, form))
    contexts = [context for context, _day in cases]
    found = []
    for title, part, source in _rules(parts):
        try:
            taken = coverage.of_rule(source, types, contexts)
        except RuleError:
            continue
        if taken.every:
            found.append(Tried(title=title, part=part, coverage=taken))
    return [*found, *_tables(parts, types, cases)]


def _cases(parts: Part, form: CompiledForm) -> Iterator[Case]:
    for example in parts.get("examples") or ():
        try:
            context = examples.context_of(example)
            typed = state.typed(form, example.get("answers") or {}, context)
        except (DomainError, ValueError, TypeError, AttributeError, LookupError):
            continue  # the checks say which example cannot be read
        yield typed, context["today"] or clock.today()


def _rules(parts: Part) -> Iterator[tuple[Text, str, str]]:
    for rule in (parts.get("service") or {}).get("eligibility") or ():
        yield Text.of(rule.get("message")), "service", str(rule.get("rule") or "")
    for row in parts.get("documents") or ():
        if row.get("needed_when"):
            yield Text.of(row.get("title")), "documents", str(row["needed_when"])
    for line in payments.lines_of(parts.get("fees") or {}):
        if line.get("when"):
            yield Text.of(line.get("label")), "fees", str(line["when"])
    yield from _rules_of_the_way(parts)


def _rules_of_the_way(parts: Part) -> Iterator[tuple[Text, str, str]]:
    for step in ((parts.get("steps") or {}).get("steps") or {}).values():
        for action in (step.get("actions") or {}).values():
            targets = [to for to in action.get("to") or () if isinstance(to, Mapping)]
            for rule in (str(to["if"]) for to in targets if to.get("if")):
                yield Text.of(step.get("title")), "steps", rule
    for code, message in (parts.get("messages") or {}).items():
        if message.get("when"):
            moment = str(MOMENTS.get(code, code))
            yield Text.of(message.get("title")) or Text(moment), "messages", str(message["when"])


def _tables(parts: Part, types: Mapping[str, Type], cases: Sequence[Case]) -> Iterator[Tried]:
    for code, table in payments.tables_of(parts.get("fees") or {}).items():
        try:
            taken = coverage.of_table(table, types, cases)
        except (RuleError, BadCell, LookupError, TypeError, ValueError):
            continue  # the checks of the fees say what is wrong
        title = Text(f"ตาราง {code}", f"Table {code}")
        yield Tried(title=title, part="fees", coverage=taken)
