"""What stands against publishing a definition, said to the official who wrote it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from krob.engines.documents import spec as documents
from krob.engines.exchange import ports as exchange
from krob.engines.notifications import spec as messages
from krob.engines.smartforms import spec as smartforms
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.scrutiny import strange_codes
from krob.engines.smartforms.types import CompiledForm
from krob.engines.workflow import spec as workflow
from krob.foundation.core.text import Text
from krob.foundation.editing import uses
from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.expressions import ExpressionError, compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type
from krob.foundation.rules.wording import describe
from krob.registers.catalogue.checking import service_checks, shape
from krob.registers.catalogue.checking.answers import labels_of
from krob.registers.catalogue.drafting import offerings as offerings_of
from krob.registers.catalogue.proving import examples
from krob.registers.catalogue.types import (
    CONTEXT_TYPES,
    MESSAGE_VALUES,
    PREFILL,
    Question,
    rule_types,
)
from krob.registers.catalogue.versioning import legal, relations
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from krob.registers.licences import spec as licences
from krob.registers.payments import spec as payments

Labels = Mapping[str, Text]


def problems(
    definition: Definition,
    offerings: Sequence[OfferingDefinition] = (),
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Iterator[Problem]:
    """Yield everything that must be mended before the version may be published.

    Paths begin with the part: ``form/pages[one].title``. ``known`` are the codes of kinds of
    business and life events where they are not those that ship.
    """
    parts = shape.whole(definition.parts)
    crooked = list(shape.problems(parts))
    if crooked:
        yield from crooked
        return  # whatever is not built as it must be cannot be read
    yield from _service(parts["service"], known)
    found = list(smartforms.problems(parts["form"], CONTEXT_TYPES, sources=PREFILL))
    yield from _in("form", found)
    if any(problem.severity == "error" for problem in found):
        return  # every other part reads the form's types
    form = compiled(parts["form"], CONTEXT_TYPES)
    types, labels = rule_types(form), labels_of(form.pages)
    yield from _in("service", service_checks.problems_with_form(parts["service"], form.fields))
    yield from service_checks.problems_with_manual(parts)
    yield from _eligibility(parts["service"], types, labels)
    yield from _codes(parts, form)
    yield from _in("service", relations.problems(parts["service"], types))
    manual = (parts["service"].get("manual") or {}).get("documents")
    asked = documents.problems(parts["documents"], types, manual, list(exchange.registries))
    yield from _in("documents", asked)
    found = workflow.problems(parts["steps"], types)
    yield from _in("steps", found)
    if not any(each.severity == "error" and each.path != "deadline.days" for each in found):
        yield from _longer_than_the_manual(parts)
        yield from _in("service", legal.problems_with_steps(parts["service"], parts["steps"]))
    told = legal.problems_with_messages(parts["service"], parts["steps"], parts["messages"])
    yield from _in("service", told)
    yield from _in("licence", licences.problems(parts["licence"], form.fields))
    yield from _in("messages", messages.problems(parts["messages"], MESSAGE_VALUES, types))
    yield from _in("fees", payments.problems(parts["fees"], None, types, labels))
    for offering in offerings:
        yield from offering_problems(offering, parts)
    yield from _in("examples", examples.problems(parts, offerings, form))


def _codes(parts: Mapping[str, Any], form: CompiledForm) -> Iterator[Problem]:
    """Yield the codes with which rules outside the form compare its choices in vain."""
    others = {code: part for code, part in parts.items() if code != "form"}
    for use, rule in uses.rules(others):
        for said in strange_codes(rule, form.fields):
            yield Problem(use.place, said)


def _longer_than_the_manual(parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield when the steps, or the time of the law, take longer than the public manual says."""
    manual = parts["service"].get("manual")
    given = manual.get("days") if isinstance(manual, Mapping) else None
    if not isinstance(given, int):
        return
    needed = workflow.longest(parts["steps"])
    if needed is not None and needed > given:
        said = Text(
            f"ขั้นตอนรวมกันนานสุด {needed} วันทำการ แต่คู่มือสำหรับประชาชนบอก {given} วัน",
            f"The steps take up to {needed} working days; the public manual says {given} days.",
        )
        yield Problem("steps/steps", said)


def offering_problems(offering: OfferingDefinition, parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with an authority's offering of a service with these parts."""
    crooked = shape.problems_of("offering", offering.parts)
    if crooked:
        yield from _in(f"offering/{offering.authority}", crooked)
        return
    tables = offering.parts.get("tables", [])
    form = compiled(parts["form"], CONTEXT_TYPES)
    labels = labels_of(form.pages)
    found = payments.problems(parts["fees"], tables, rule_types(form), labels)
    yield from _in(f"offering/{offering.authority}", found)
    yield from _in(f"offering/{offering.authority}", offerings_of.problems(offering.parts))


def _in(part: str, found: Iterable[Problem]) -> Iterator[Problem]:
    for problem in found:
        yield Problem(f"{part}/{problem.path}", problem.message, problem.severity)


def _service(part: Mapping[str, Any], known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    yield from _in("service", service_checks.problems(part, known))
    when = part.get("applies_when", "")
    if when or part.get("group"):  # a service of its own is for everybody who looks for it
        types = {question.key: question.type for question in questions_of(part)}
        yield from _expression("service/applies_when", when, types)


def questions_of(part: Mapping[str, Any]) -> list[Question]:
    """Return the advisor's questions that a service part asks."""
    return [Question.of(question) for question in part.get("questions", [])]


def _eligibility(
    part: Mapping[str, Any], types: Mapping[str, Type], labels: Labels
) -> Iterator[Problem]:
    found = part.get("eligibility", [])
    rules = [str(rule.get("rule", "")) for rule in found]
    for place, rule in enumerate(found):
        yield from _expression(f"service/eligibility[{place}].rule", rules[place], types)
        reason = Text.of(rule.get("message"))
        if not (reason.th and reason.en):
            said = Text("ไม่มีข้อความบอกเหตุผลทั้งไทยและอังกฤษ", "gives no reason in Thai and English")
            yield Problem(f"service/eligibility[{place}].message", said)
    yield from _impossible(rules, types, labels)


def _impossible(
    rules: Sequence[str], types: Mapping[str, Type], labels: Labels
) -> Iterator[Problem]:
    """Name rules that nobody passes, alone or together, and those that everybody passes."""
    said = [verdict([rule], types) for rule in rules]
    for place, (rule, alone) in enumerate(zip(rules, said, strict=True)):
        at = f"service/eligibility[{place}].rule"
        if alone == "never":
            yield Problem(
                at, _of_rule("ไม่มีใครผ่านเงื่อนไขนี้ได้", "Nobody can pass this", [rule], labels)
            )
        elif alone == "always":
            text = _of_rule("เงื่อนไขนี้ไม่กันใครเลย", "Everybody passes this", [rule], labels)
            yield Problem(at, text, severity="warning")
    if rules and "never" not in said and verdict(rules, types) == "never":
        text = _of_rule(
            "ไม่มีใครผ่านทุกเงื่อนไขพร้อมกันได้", "Nobody can pass all of these together", rules, labels
        )
        yield Problem("service/eligibility", text)


def _of_rule(th: str, en: str, rules: Sequence[str], labels: Labels) -> Text:
    """Say something of rules, which are read aloud."""
    read = [describe(rule, labels) for rule in rules]
    return Text(
        f"{th}: {' และ '.join(each.th for each in read)}",
        f"{en}: {' and '.join(each.in_('en') for each in read)}",
    )


def _expression(path: str, source: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    try:
        compile_expression(source, types, "bool")
    except ExpressionError as error:
        yield Problem(path, str(error))
