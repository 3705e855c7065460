"""How services relate: what one needs before it, what it replaces, what it cannot go with.

Req: 2.8.2, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type

KINDS: Mapping[str, Text] = {
    "requires": Text("ต้องมีก่อน", "requires"),
    "before": Text("ทำก่อน", "comes before"),
    "parallel": Text("ยื่นพร้อมกันได้", "may be filed together with"),
    "excludes": Text("มีพร้อมกันไม่ได้", "excludes"),
    "replaces": Text("ใช้แทน", "replaces"),
}
SCOPES: Mapping[str, Text] = {
    "held": Text("ถ้าถือใบอนุญาตอยู่แล้ว", "a licence that is held already"),
    "together": Text("ถ้ายื่นพร้อมกัน", "an application that is open"),
}
Relations = Sequence[Mapping[str, Any]]


def of_part(service: Mapping[str, Any]) -> Relations:
    """Return the relations of a service part, whatever a draft holds."""
    found = service.get("relations") if isinstance(service, Mapping) else ()
    rows = found if isinstance(found, list | tuple) else ()
    return [row for row in rows if isinstance(row, Mapping)]


def problems(service: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    """Yield what is wrong with the relations of a service, seen alone."""
    for place, row in enumerate(of_part(service)):
        at = f"relations[{place}]"
        if row.get("kind") not in KINDS:
            said = Text("เลือกว่าเกี่ยวข้องกันอย่างไร", "Choose how the services relate.")
            yield Problem(f"{at}.kind", said)
        if row.get("scope") and row.get("scope") not in SCOPES:
            yield Problem(
                f"{at}.scope", Text("เลือกขอบเขตจากรายการ", "Choose the scope from the list.")
            )
        if not row.get("service"):
            yield Problem(f"{at}.service", Text("เลือกบริการ", "Choose the service."))
        if row.get("when"):
            yield from _rule(f"{at}.when", str(row["when"]), types)
        if row.get("kind") == "excludes":
            yield from _reason(at, row)


def _rule(at: str, source: str, types: Mapping[str, Type]) -> Iterator[Problem]:
    try:
        compile_expression(source, types, "bool")
    except ExpressionError as fault:
        yield Problem(at, fault.text)


def _reason(at: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    reason = Text.of(row.get("message"))
    if not (reason.th and reason.en):
        said = Text(
            "บอกผู้ยื่นทั้งไทยและอังกฤษว่าเหตุใดจึงมีพร้อมกันไม่ได้",
            "Say to the applicant in Thai and English why both cannot be had.",
        )
        yield Problem(f"{at}.message", said)
    if not row.get("law"):
        said = Text("บอกกฎหมายที่ห้าม", "Name the law that forbids it.")
        yield Problem(f"{at}.law", said)


def problems_among(
    code: str, service: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Yield relations to services that nobody offers, and circles of what is needed first.

    ``others`` are the service parts of all other services, by code.
    """
    for place, row in enumerate(of_part(service)):
        name, at = str(row.get("service") or ""), f"relations[{place}].service"
        if name and name not in others and name != code:
            yield Problem(at, Text(f"ไม่มีบริการ {name}", f"There is no service {name}."))
        if row.get("kind") == "requires" and (way := _circle(code, name, others)):
            titles = [_title(each, {**others, code: service}) for each in (code, *way)]
            th, en = " → ".join(t.th for t in titles), " → ".join(t.in_("en") for t in titles)
            said = Text(f"ต้องมีก่อนกันเป็นวงกลม: {th}", f"They require each other in a circle: {en}.")
            yield Problem(at, said)


def _title(code: str, services: Mapping[str, Mapping[str, Any]]) -> Text:
    return Text.of(services.get(code, {}).get("title")) or Text(code, code)


def _circle(
    code: str, start: str, others: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...] | None:
    """Return the shortest way of "requires" from ``start`` back to ``code``; None without one."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == code:
            return way
        for row in of_part(others.get(way[-1], {})):
            following = str(row.get("service") or "")
            if row.get("kind") == "requires" and following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return None
