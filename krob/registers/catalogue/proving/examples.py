"""Worked examples: what a service makes of some answers, and whether that is what its author said.

An example says who asks for what on which day with which answers, and what should come of it:
documents, fee per authority, whether it may be filed or why not, the way to approval with its days,
the messages on that way. Only what it says is compared.

Req: 2.2.1, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from krob.engines.documents import needs as document_needs
from krob.engines.documents import spec as documents
from krob.engines.notifications import spec as messages
from krob.engines.notifications.types import MOMENTS
from krob.engines.smartforms import files, state
from krob.engines.smartforms.types import CompiledForm
from krob.engines.workflow import spec as workflow
from krob.engines.workflow.approving import approval
from krob.engines.workflow.graph import parse
from krob.foundation.core import clock
from krob.foundation.core.errors import DomainError
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import ExpressionError, compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Keyed, Record, misfits
from krob.foundation.rules.values import Type
from krob.registers.catalogue.proving import alike
from krob.registers.catalogue.types import rule_types
from krob.registers.catalogue.versioning.definition import OfferingDefinition
from krob.registers.payments import spec as payments

SHAPE = Each(
    Record(
        {
            "name": "text",
            "says": "words",
            "applicant": "text",
            "action": "text",
            "on": "text",
            "answers": Keyed("any"),
            "expect": Record(
                {
                    "documents": Each("text"),
                    "fee": Keyed(Either("text", "number")),
                    "route": Each("text"),
                    "days": "number",
                    "messages": Each("text"),
                    "eligible": "flag",
                    "refusal": "text",
                }
            ),
        }
    )
)
APPLICANTS = ("person", "juristic")
NATION = ""
Part = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What comes of an example. ``fees`` by authority; ``faults`` are what could not be computed.

    Before an authority has an ordinance there is at most the fee that the service itself sets, for
    everybody (``NATION``); without one the fee is not known.

    ``refusals`` are the reasons for which these answers may not be filed (none = eligible).
    """

    documents: tuple[str, ...] = ()
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    refusals: tuple[Text, ...] = ()
    route: tuple[str, ...] = ()
    days: int | None = None
    messages: tuple[str, ...] = ()
    faults: tuple[Text, ...] = ()

    @property
    def eligible(self) -> bool:
        """Say whether these answers may be filed."""
        return not self.refusals

    def as_expectation(self) -> dict[str, Any]:
        """Return it as an author would write it down."""
        said: dict[str, Any] = {"eligible": self.eligible, "documents": list(self.documents)}
        if not self.eligible:
            return said | {"refusal": self.refusals[0].th}
        fees = {code: f"{amount:.2f}" for code, amount in self.fees.items() if code != NATION}
        said |= {"fee": fees} if fees else {}
        if self.days is not None:
            said |= {"route": list(self.route), "days": self.days}
            said |= {"messages": list(self.messages)}
        return said


def context_of(example: Part) -> dict[str, Any]:
    """Return what the rules read besides the answers: who applies, for what, on which day.

    Raises:
        ValueError: the day is none.
    """
    on = example.get("on")
    return {
        "applicant": {"kind": example.get("applicant") or APPLICANTS[0]},
        "action": example.get("action") or "new",
        "today": date.fromisoformat(on) if on else None,
    }


def outcome(
    parts: Part, offerings: Sequence[OfferingDefinition], form: CompiledForm, example: Part
) -> Outcome:
    """Return what comes of an example; what cannot be computed is said, not raised."""
    try:
        context = context_of(example)
        answers = state.effective(form, example.get("answers") or {}, context)
        typed = state.typed(form, answers, context)
    except DomainError as fault:
        return Outcome(faults=(_both(fault),))
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
        return Outcome(faults=(UNREADABLE,))
    return _Case(parts, offerings, form, example, typed).outcome()


UNREADABLE = Text("อ่านคำตอบของตัวอย่างนี้ไม่ได้", "The answers of this example cannot be read.")
NO_ROUTE = Text("ไม่มีทางไปถึงการอนุมัติจากขั้นตอน “{step}”", "No way leads to an approval from “{step}”.")


def _both(fault: DomainError) -> Text:
    text = getattr(fault, "text", None)
    return text if isinstance(text, Text) else Text(str(fault), str(fault))


class _Case:
    """One example under one set of rules."""

    def __init__(
        self,
        parts: Part,
        offerings: Sequence[OfferingDefinition],
        form: CompiledForm,
        example: Part,
        typed: Mapping[str, Any],
    ) -> None:
        self.parts, self.offerings, self.example, self.typed = parts, offerings, example, typed
        self.types: dict[str, Type] = rule_types(form)
        self.faults: list[Text] = []

    def outcome(self) -> Outcome:
        """Compute every part apart, so that a fault in one leaves the others."""
        fees, way = self._fees(), self._way()
        return Outcome(
            documents=self._documents(),
            fees=fees,
            refusals=self._refusals(),
            route=way[0],
            days=way[1],
            messages=self._messages(way, fees),
            faults=tuple(dict.fromkeys(self.faults)),
        )

    def _documents(self) -> tuple[str, ...]:
        try:
            required = documents.parse(
                [*(self.parts.get("documents") or []), *files.rows(self.parts.get("form") or {})]
            )
            found = document_needs.needs(required, self.typed, self.types)
        except DomainError as fault:
            self.faults.append(_both(fault))
            return ()
        except (ValueError, LookupError):
            return ()  # the checks of the documents say what is wrong
        return tuple(need.code for need in found if need.state == "needed")

    def _refusals(self) -> tuple[Text, ...]:
        found = []
        for rule in (self.parts.get("service") or {}).get("eligibility") or ():
            try:
                holds = compile_expression(str(rule["rule"]), self.types, "bool")(self.typed)
            except (ExpressionError, LookupError, TypeError):
                continue  # the checks of the service say what is wrong
            if holds is False:
                found.append(Text.of(rule.get("message")))
        return tuple(found)

    def _fees(self) -> dict[str, Decimal]:
        found = {}
        for offering in self.offerings:
            try:
                found[offering.authority] = self._fee(
                    offering.parts.get("tables", []), offering.in_force_from
                )
            except DomainError as fault:
                self.faults.append(_both(fault))
            except LookupError:
                continue  # the checks of the fees say what is wrong
        return found if self.offerings else self._fee_of_the_nation()

    def _fee_of_the_nation(self) -> dict[str, Decimal]:
        """Return what the service itself sets; nothing where an ordinance has to say it."""
        try:
            return {NATION: self._fee([], clock.today())}
        except (DomainError, LookupError):
            return {}

    def _fee(self, tables: Sequence[Part], since: date) -> Decimal:
        dates = dict.fromkeys(payments.DATES, self.typed.get("today") or since)
        fees = self.parts.get("fees") or {}
        lines = payments.charge_lines(fees, tables, self.typed, self.types, dates)
        return sum((line.amount for line in lines), Decimal(0))

    def _way(self) -> tuple[tuple[str, ...], int | None, bool]:
        part = self.parts.get("steps") or {}
        found = workflow.problems(part, self.types)
        if any(problem.severity == "error" for problem in found):
            return (), None, False
        graph = parse(part)
        way = approval(graph, self.typed, self.types)
        if way.stuck:
            title = graph.steps[way.stuck].title
            said = (NO_ROUTE.th.format(step=title.th), NO_ROUTE.in_("en").format(step=title.en))
            self.faults.append(Text(*said))
            return (), None, False
        return way.steps, way.days(graph), way.starts_clock

    def _messages(
        self, way: tuple[tuple[str, ...], int | None, bool], fees: Mapping[str, Decimal]
    ) -> tuple[str, ...]:
        """Return what the applicant is told on the way to approval, in its order."""
        route, days, starts_clock = way
        if days is None:
            return ()
        steps = self.parts["steps"]["steps"]
        pays = any(steps[key].get("kind") == "payment" for key in route)
        told = {
            "received": True,
            "accepted": starts_clock,
            "fee_due": pays and (not fees or any(fees.values())),
            "issued": True,
        }
        part = self.parts.get("messages") or {}
        return tuple(
            code for code, is_told in told.items() if is_told and self._wanted(part.get(code))
        )

    def _wanted(self, message: Any) -> bool:
        try:
            return message is not None and messages.is_wanted(message, self.types, self.typed)
        except (DomainError, AttributeError):
            return False


# -- compared with what the author says ---------------------------------------------------------


def differences(
    parts: Part, example: Part, found: Outcome, offerings: Sequence[OfferingDefinition] = ()
) -> Iterator[tuple[str, Text]]:
    """Yield what comes out otherwise than the example says: which expectation, and in words."""
    names = {each.authority: each.name for each in offerings if each.name}
    expected = example.get("expect") or {}
    for fault in found.faults:
        yield "", fault
    if "eligible" in expected and bool(expected["eligible"]) != found.eligible:
        yield "eligible", _eligibility_differs(found)
    elif expected.get("refusal") and expected["refusal"] not in _said(found.refusals):
        yield "refusal", _refusal_differs(found)
    if "documents" in expected:
        titles = {str(each.get("code")): Text.of(each.get("title")) for each in parts["documents"]}
        yield from _lists_differ("documents", expected, found.documents, titles)
    yield from _fees_differ(expected.get("fee") or {}, found, names)
    if found.eligible and found.days is not None:
        yield from _way_differs(parts, expected, found)


def _said(texts: Sequence[Text]) -> set[str]:
    return {side for text in texts for side in (text.th, text.en)}


def _eligibility_differs(found: Outcome) -> Text:
    if found.eligible:
        return Text("ยื่นได้ แต่ตัวอย่างว่ายื่นไม่ได้", "It may be filed; the example says that it may not.")
    th, en = found.refusals[0].th, found.refusals[0].in_("en")
    return Text(
        f"ยื่นไม่ได้ เพราะ “{th}” แต่ตัวอย่างว่ายื่นได้",
        f"It may not be filed (“{en}”); the example says that it may.",
    )


def _refusal_differs(found: Outcome) -> Text:
    if found.eligible:
        return Text("ยื่นได้ แต่ตัวอย่างว่ามีเหตุให้ยื่นไม่ได้", "It may be filed; the example names a refusal.")
    th, en = found.refusals[0].th, found.refusals[0].in_("en")
    return Text(f"เหตุที่ยื่นไม่ได้คือ “{th}”", f"It is refused for another reason: “{en}”.")


def _lists_differ(
    key: str, expected: Part, found: Sequence[str], titles: Mapping[str, Text]
) -> Iterator[tuple[str, Text]]:
    wanted = [str(code) for code in expected[key] or ()]
    more = [code for code in found if code not in wanted]
    fewer = [code for code in wanted if code not in found]
    if more:
        th, en = _named(more, titles)
        yield key, Text(f"ได้ {th} ด้วย แต่ตัวอย่างไม่ได้ระบุ", f"{en} as well, which the example lacks.")
    if fewer:
        th, en = _named(fewer, titles)
        yield key, Text(f"ไม่มี {th} ตามที่ตัวอย่างระบุ", f"No {en}, which the example expects.")


def _named(codes: Sequence[str], titles: Mapping[str, Text]) -> tuple[str, str]:
    named = [titles.get(code) or Text(code, code) for code in codes]
    return ", ".join(f"“{name.th}”" for name in named), ", ".join(
        f"“{name.in_('en')}”" for name in named
    )


def _fees_differ(
    expected: Part, found: Outcome, names: Mapping[str, Text]
) -> Iterator[tuple[str, Text]]:
    for authority, amount in expected.items():
        come = found.fees.get(authority)
        if come is None:
            continue
        try:
            same = Decimal(str(amount)) == come
        except InvalidOperation:
            same = False
        if not same:
            who = names.get(authority) or Text(authority, authority)
            yield (
                "fee",
                Text(
                    f"{who.th}: ค่าธรรมเนียม {come:,.2f} บาท แต่ตัวอย่างว่า {amount}",
                    f"{who.in_('en')}: the fee is {come:,.2f} baht, the example says {amount}.",
                ),
            )


def _way_differs(parts: Part, expected: Part, found: Outcome) -> Iterator[tuple[str, Text]]:
    steps = {key: Text.of(step.get("title")) for key, step in parts["steps"]["steps"].items()}
    if "route" in expected and sorted(expected["route"] or ()) != sorted(found.route):
        yield from _lists_differ("route", expected, found.route, steps)
    if expected.get("days") is not None and expected["days"] != found.days:
        yield (
            "days",
            Text(
                f"ใช้ {found.days} วัน แต่ตัวอย่างว่า {expected['days']} วัน",
                f"It takes {found.days} days, the example says {expected['days']}.",
            ),
        )
    if "messages" in expected:
        moments = {code: Text(str(said), str(said)) for code, said in MOMENTS.items()}
        yield from _lists_differ("messages", expected, found.messages, moments)


# -- checks -------------------------------------------------------------------------------------


def problems(
    parts: Part, offerings: Sequence[OfferingDefinition], form: CompiledForm
) -> Iterator[Problem]:
    """Yield where examples are wrong, or do not come out; paths begin with the example's name."""
    rows = parts.get("examples") or []
    found = list(misfits(rows, SHAPE))
    if found:
        yield from found
        return
    names: set[str] = set()
    for place, example in enumerate(rows):
        name = str(example.get("name") or "")
        if not name or name in names:
            yield Problem(f"[{place}].name", NAMELESS)
        names.add(name)
        found_here = outcome(parts, offerings, form, example)
        for key, said in differences(parts, example, found_here, offerings):
            yield Problem(f"{name or place}.expect.{key}" if key else name or str(place), said)
    for first, second in alike.pairs(rows):
        name = alike.called(first)
        said = Text(
            f"คำตอบเหมือนกับ “{name}” ทุกข้อ จึงนับเป็นตัวอย่างเดียวกัน",
            f"It has the same answers as “{name}”, so both count as one example.",
        )
        yield Problem(str(second.get("name") or ""), said, "warning")


NAMELESS = Text("ตัวอย่างต้องมีชื่อที่ไม่ซ้ำกัน", "An example needs a name that no other has.")
