"""What a service page says: law, steps, days, fee, documents, validity, office. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from krob.engines.documents import spec as documents
from krob.engines.documents.types import Requirement
from krob.engines.smartforms import files
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.rules.wording import describe
from krob.people.agencies.models import Unit
from krob.registers.catalogue import queries
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.versioning import relations
from krob.registers.catalogue.versioning.legal import profile_of
from krob.registers.payments import spec as payments

SHOWN_KINDS = ("review", "inspection", "recommendation", "decision", "payment", "wait", "consult")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step that an application takes, with its days."""

    title: Text
    days: int
    kind: str


IF_ANY = Text("ถ้ามี", "if there is one")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the service, and when it is needed."""

    requirement: Requirement
    when: Text


@dataclass(frozen=True, slots=True)
class Fees:
    """What one authority charges, row by row, with the source of each."""

    authority: Text
    rows: Sequence[Mapping[str, Any]]


def service_page(code: str) -> dict[str, Any]:
    """Return everything that the page of a service shows.

    Req: 1.4.1, P.1.

    Raises:
        NotFound: there is no such service.
    """
    today = clock.today()
    version = queries.version_in_force(code, today)
    parts = version.parts
    offerings = queries.offerings_in_force(code, today)
    rates = _rates(version, offerings)
    charging = offerings[:1] if rates == "nation" else offerings
    papers = _papers(version)
    return {
        "version": version,
        "service": parts["service"],
        "agency": version.service.agency,
        "deadline": parts["steps"].get("deadline", {}),
        "legal": profile_of(parts["service"]),
        "marks": parts["service"].get("legal") or {},
        "steps": planned(parts["steps"]),
        "fetched": [paper for paper in papers if paper.requirement.how == "fetch"],
        "brought": [paper for paper in papers if paper.requirement.how == "upload"],
        "offered": bool(offerings),
        "rates": rates,
        "fees": [_fees(version, offering, today) for offering in charging],
        "offices": _offices(offerings),
        "has_group": bool(parts["service"].get("group")),
        "relations": _relations(parts["service"]),
        "siblings": [v for v in queries.group_of(code, today) if v.pk != version.pk],
    }


def _relations(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how the service stands to others, kind by kind, with the names that people know."""
    rows = [row for row in relations.of_part(service) if row.get("service")]
    titles = queries.titles({row["service"] for row in rows}, clock.today())
    return [
        {
            "kind": relations.KINDS[row["kind"]],
            "service": row["service"],
            "title": titles[row["service"]],
            "message": Text.of(row.get("message")),
            "law": row.get("law", ""),
            "mark": row.get("mark", ""),
        }
        for kind in relations.KINDS
        for row in rows
        if row.get("kind") == kind and row["service"] in titles
    ]


def _offices(offerings: Sequence[ServiceOffering]) -> list[Unit]:
    """Return where people find the authorities that give the service."""
    chosen = {offering.authority_id: offering.parts.get("units") for offering in offerings}
    units = Unit.objects.filter(authority__in=chosen).order_by("code")
    return [
        unit
        for unit in units
        if unit.authority_id and unit.code in (chosen[unit.authority_id] or [unit.code])
    ]


def planned(part: Mapping[str, Any]) -> list[PlannedStep]:
    """Return the steps of a graph in the order in which a straight application meets them."""
    order, waiting = [], [part["start"]]
    while waiting:
        key = waiting.pop(0)
        if key in order or key not in part["steps"]:
            continue
        order.append(key)
        for action in part["steps"][key]["actions"].values():
            waiting += [to["step"] if isinstance(to, dict) else to for to in action["to"]]
    return [
        PlannedStep(Text.of(step["title"]), int(step.get("days", 0)), step["kind"])
        for step in (part["steps"][key] for key in order)
        if step["kind"] in SHOWN_KINDS
    ]


def _papers(version: ServiceVersion) -> list[Paper]:
    labels = {field.key: field.label for field in queries.form_of(version).fields.values()}
    labels["applicant.kind"] = Text("ประเภทผู้ขอ", "kind of applicant")
    labels["applicant.kind=juristic"] = Text("นิติบุคคล", "a company")
    labels["applicant.kind=person"] = Text("บุคคลธรรมดา", "a person")
    for field in queries.form_of(version).fields.values():
        labels |= {f"{field.key}.{cell.key}": cell.label for cell in field.fields}
        for option in field.options.get("options", ()):
            labels[f"{field.key}={option['code']}"] = Text.of(option["label"])
    return [
        Paper(required, _when(required, labels))
        for required in documents.parse(
            [*version.parts["documents"], *files.rows(version.parts["form"])]
        )
    ]


def _when(required: Requirement, labels: Mapping[str, Text]) -> Text:
    """Read aloud when a document is needed: always (""), by its rules, or if there is one."""
    if required.required_when == files.NEVER:
        return IF_ANY
    rules = [f"({rule})" for rule in (required.needed_when, required.required_when) if rule]
    return describe(" and ".join(rules), labels) if rules else Text("")


def _fees(version: ServiceVersion, offering: ServiceOffering, on: date) -> Fees:
    tables = payments.tables_in_force(version.parts["fees"], offering.parts)
    rows: list[Mapping[str, Any]] = []
    for line in payments.lines_of(version.parts["fees"]):
        table = tables.get(line.get("table") or "")
        rows += [_row(line, row) for row in (table or {}).get("rows", []) if _holds(row, on)]
        if table is None and line.get("amount"):
            rows.append(_row(line, line))
    return Fees(offering.authority.name, rows)


def _rates(version: ServiceVersion, offerings: Sequence[ServiceOffering]) -> str:
    """Say who sets the rates: each ``authority``, the law for the ``nation``, or none: ``free``."""
    fees = version.parts["fees"]
    if not payments.lines_of(fees):
        return "free"
    own, named = payments.tables_of(fees), {one.get("table") for one in payments.lines_of(fees)}
    local = any(table and table not in own for table in named)
    return "authority" if local or any(one.parts.get("tables") for one in offerings) else "nation"


def _holds(row: Mapping[str, Any], on: date) -> bool:
    since, until = row.get("valid_from"), row.get("valid_to")
    return (not since or since <= on.isoformat()) and (not until or on.isoformat() < until)


def _row(line: Mapping[str, Any], row: Mapping[str, Any]) -> Mapping[str, Any]:
    amount = payments.constant(str(row.get("output") or row.get("amount")), {})
    return {
        "label": Text.of(line["label"]),
        "explanation": Text.of(row.get("explanation") or line["label"]),
        "amount": amount,
        "law": row.get("law") or line.get("law", ""),
        "mark": row.get("mark") or line.get("mark", ""),
    }
