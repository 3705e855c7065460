"""What would have become of a past application under other rules: pure functions.

``Rules`` is a definition with its offerings, compiled once; ``compared`` looks at one case under
two of them and names what differs. A name (signature) says what differs, never for whom: the same
difference of a thousand cases has one name. Only parts that changed are computed.

The rules of a fee hold by days; both sides are asked for the rules of the day of the case, but not
of a day before the draft would be in force.

Req: 2.2.1, 2.10.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from krob.engines.documents import needs as document_needs
from krob.engines.documents import spec as documents
from krob.engines.documents.types import Need, NeedState, Requirement
from krob.engines.smartforms import files
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm
from krob.engines.smartforms.visibility import Walk, walk
from krob.engines.workflow import routes
from krob.engines.workflow.graph import StepGraph, parse
from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.errors import DomainError
from krob.foundation.core.pinned import pinned
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import Expression, RuleError, compile_expression
from krob.foundation.rules.values import Type
from krob.registers.catalogue.ports import PastApplication
from krob.registers.catalogue.types import CONTEXT_TYPES, rule_types
from krob.registers.payments import spec as payments

Parts = Mapping[str, Any]
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Found:
    """One difference: its name, its kind, and whose words explain it (``thing``)."""

    signature: str
    kind: str
    thing: str
    change: str = ""


@dataclass(frozen=True)
class Rules:
    """A definition's parts and what authorities offer of it, read once for many cases."""

    parts: Parts
    offerings: Mapping[str, Parts]

    @classmethod
    def of(cls, parts: Parts, offerings: Mapping[str, Parts]) -> "Rules":
        """Take parts as they are stored; compiled tables are kept by the identity of these."""
        return cls(_frozen(parts), {code: _frozen(each) for code, each in offerings.items()})

    @cached_property
    def form(self) -> CompiledForm:
        """The compiled form."""
        return compiled(self.parts["form"], CONTEXT_TYPES)

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """What rules may read."""
        return rule_types(self.form)

    @cached_property
    def requirements(self) -> Sequence[Requirement]:
        """The documents that may be asked for."""
        return documents.parse([*self.parts["documents"], *files.rows(self.parts["form"])])

    @cached_property
    def eligibility(self) -> Sequence[tuple[Expression, Text]]:
        """The rules that a case must keep, each with its reason."""
        return [
            (compile_expression(rule["rule"], self.types, "bool"), Text.of(rule["message"]))
            for rule in self.parts["service"].get("eligibility", [])
        ]

    @cached_property
    def graph(self) -> StepGraph:
        """The way from filing to decision."""
        return parse(self.parts["steps"])

    def tables(self, authority: str) -> Sequence[Parts] | None:
        """Return an authority's fee tables; None where it does not give the service."""
        offering = self.offerings.get(authority)
        return None if offering is None else offering.get("tables", [])


def _frozen(parts: Parts) -> Parts:
    frozen: Parts = pinned(canonical_json(parts).decode())
    return frozen


@dataclass(frozen=True, slots=True)
class Changed:
    """Which parts two sets of rules differ in; the others need not be computed."""

    form: bool
    documents: bool
    fees: bool
    eligibility: bool
    steps: bool

    @classmethod
    def between(cls, before: Rules, after: Rules) -> "Changed":
        """Compare part by part; everything hangs on the form."""
        form = before.parts["form"] != after.parts["form"]

        def differs(one: Any, other: Any) -> bool:
            return form or bool(one != other)

        return cls(
            form=form,
            documents=differs(before.parts["documents"], after.parts["documents"]),
            fees=differs(
                (before.parts["fees"], before.offerings), (after.parts["fees"], after.offerings)
            ),
            eligibility=differs(
                before.parts["service"].get("eligibility"),
                after.parts["service"].get("eligibility"),
            ),
            steps=differs(before.parts["steps"], after.parts["steps"]),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of rules side by side, ready for many cases; fees not before ``since``."""

    before: Rules
    after: Rules
    since: date
    changed: Changed

    @classmethod
    def of(cls, before: Rules, after: Rules, since: date) -> "Comparison":
        """Prepare a comparison."""
        return cls(before, after, since, Changed.between(before, after))

    def of_case(self, case: PastApplication) -> list[Found]:
        """Return what would be different for one case, each difference once."""
        if not any(astuple(self.changed)):
            return []
        old = walk(self.before.form, case.answers, case.context)
        new = walk(self.after.form, case.answers, case.context) if self.changed.form else old
        seen = _Seen(case, old, new)
        found: list[Found] = []
        for part, find in PARTS.items():
            if getattr(self.changed, part):
                try:
                    found += find(self, seen)
                except RuleError:  # a rule met an answer that it cannot work with
                    found.append(Found(f"broken:{part}", "broken", part))
        return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """One case with its answers as both sides read them."""

    case: PastApplication
    old: Walk
    new: Walk


def _answers(both: Comparison, seen: _Seen) -> Iterator[Found]:
    """Name what the form would ask again, and which answers it would not take any more."""
    case, state = seen.case, FormState(seen.case.answers)
    was = {_field(name) for name in errors_of(both.before.form, state, None, case.context)}
    now = {_field(name) for name in errors_of(both.after.form, state, None, case.context)}
    for key in sorted(now - was):
        kind = "answer" if case.answers.get(key) is not None else "asked"
        yield Found(f"{kind}:{key}", kind, key)


def _field(name: str) -> str:
    return name.split("-")[0]


def _eligibility(both: Comparison, seen: _Seen) -> Iterator[Found]:
    was, now = _refusals(both.before, seen.old), _refusals(both.after, seen.new)
    for said, number in now.items():
        if said not in was:
            yield Found(f"refused:eligibility-{number}", "refused", str(number))
    for said, number in was.items():
        if said not in now:
            yield Found(f"admitted:eligibility-{number}", "admitted", str(number))


def _refusals(rules: Rules, found: Walk) -> dict[str, int]:
    """Return the rules that a case breaks: by what they say, with their number."""
    return {
        f"{rule.source}\0{text.th}": number
        for number, (rule, text) in enumerate(rules.eligibility, start=1)
        if _holds(rule, found.values) is False
    }


def _holds(rule: Expression, values: Mapping[str, Any]) -> Any:
    try:
        return rule(values)
    except RuleError:
        return None


def _documents(both: Comparison, seen: _Seen) -> Iterator[Found]:
    was, now = _asked_for(both.before, seen.old), _asked_for(both.after, seen.new)
    for code in sorted(now.keys() - was.keys()):
        yield Found(f"document:+{code}", "document", code, "+")
    for code in sorted(was.keys() - now.keys()):
        yield Found(f"document:-{code}", "document", code, "-")


def _asked_for(rules: Rules, found: Walk) -> dict[str, Need]:
    needs = document_needs.needs(rules.requirements, found.values, rules.types)
    asked = (NeedState.NEEDED, NeedState.MAYBE)
    return {need.code: need for need in needs if need.state in asked}


def _fees(both: Comparison, seen: _Seen) -> Iterator[Found]:
    case = seen.case
    day = {name: max(case.dates.get(name, both.since), both.since) for name in payments.DATES}
    was = _charges(both.before, case.authority, seen.old, day)
    now = _charges(both.after, case.authority, seen.new, day)
    if was is None or now is None:
        if was is not None:
            yield Found("fee:?", "fee", UNKNOWN, UNKNOWN)
        return
    for code in sorted(was.keys() | now.keys()):
        change = now.get(code, Decimal(0)) - was.get(code, Decimal(0))
        if change:
            yield Found(f"fee:{code}:{_signed(change)}", "fee", code, _signed(change))


def _signed(change: Decimal) -> str:
    text = format(change, "+f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _charges(
    rules: Rules, authority: str, found: Walk, days: Mapping[str, date]
) -> dict[str, Decimal] | None:
    """Return the amounts by line; None where they cannot be computed (nothing is guessed)."""
    if not authority:
        return {}
    try:
        lines = payments.charge_lines(
            rules.parts["fees"], rules.tables(authority), found.values, rules.types, days
        )
    except DomainError:
        return None
    charges: dict[str, Decimal] = {}
    for line in lines:
        charges[line.code] = charges.get(line.code, Decimal(0)) + line.amount
    return charges


def _route(both: Comparison, seen: _Seen) -> Iterator[Found]:
    was = routes.way(both.before.graph, seen.old.values, both.before.types)
    now = routes.way(both.after.graph, seen.new.values, both.after.types)
    for step in now.stuck:
        if step not in was.stuck:
            yield Found(f"dead-end:{step}", "dead-end", step)
    for step in sorted(now.steps - was.steps):
        yield Found(f"route:+{step}", "route", step, "+")
    for step in sorted(was.steps - now.steps):
        yield Found(f"route:-{step}", "route", step, "-")


PARTS: Mapping[str, Callable[[Comparison, _Seen], Iterator[Found]]] = {
    "form": _answers,
    "eligibility": _eligibility,
    "documents": _documents,
    "fees": _fees,
    "steps": _route,
}
