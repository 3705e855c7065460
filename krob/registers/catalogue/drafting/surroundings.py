"""What the editors of a draft may know beyond their own part: answers, names, lists of others."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from krob.engines.exchange import ports as exchange
from krob.engines.exchange import queries as exchange_queries
from krob.engines.smartforms.compile import Builder
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.types import Around, Choice
from krob.foundation.rules.problems import Problem
from krob.people.agencies import queries as agencies
from krob.people.agencies.calendars import own_calendars
from krob.people.agencies.models import Authority, Jurisdiction, Position, Unit
from krob.people.agencies.types import ROUTING_UNIT
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.checking.answers import labels_of
from krob.registers.catalogue.code_lists import keeping as code_lists
from krob.registers.catalogue.drafting import offerings, renaming
from krob.registers.catalogue.drafting.library import library
from krob.registers.catalogue.guiding import advising, guides, shipped
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceVersion
from krob.registers.catalogue.types import CONTEXT_TYPES, JOURNEY, PREFILL_WORDS
from krob.registers.catalogue.versioning import relations
from krob.registers.catalogue.versioning.legal import profile_of


def around(draft: ServiceDraft, *, base: str = "", problems: Sequence[Problem] = ()) -> Around:
    """Return the surroundings of a draft's parts; works while the form is still wrong."""
    if draft.is_guide:
        return _around_guide(draft, base, problems)
    parts = shape.whole(shape.readable({**_parts_of_service(draft), **draft.parts}))
    built = Builder(parts.get("form") or {}, CONTEXT_TYPES)
    beside = {} if draft.is_offering else _beside(draft.code, parts.get("service") or {})
    group = [draft.code, *beside]
    return Around(
        types={**CONTEXT_TYPES, **built.own_types},
        labels=labels_of(built.pages),
        parts=parts,
        choices={
            **_choices(draft, parts),
            **_answers(built),
            "services of the group": [(code, code) for code in group],
        },
        offerings=_offerings(draft),
        blocks=library(draft.agency_id),
        problems=problems,
        base=base,
        listening=reverse("catalogue-agency:listen", args=[draft.pk]),
        code=draft.code,
        beside=beside,
    )


def _around_guide(draft: ServiceDraft, base: str, problems: Sequence[Problem]) -> Around:
    """Return what the editors of a journey may know: its questions, and the services there are."""
    rows = ServiceVersion.objects.newest().order_by("service__code")
    services = dict(rows.values_list("service__code", "parts__service"))
    journey = shape.readable(draft.parts).get(JOURNEY) or {}
    asked = advising.questions(journey)
    named = [str(row.get("code")) for row in advising.rows(journey, "services")]
    titles = [(code, Text.of(services[code].get("title"))) for code in named if code in services]
    return Around(
        types={one.key: one.type for one in asked},
        labels={one.key: one.label for one in asked},
        parts=shape.readable(draft.parts),
        choices={
            "services of the group": titles,
            "business types": _business_types(),
        },
        problems=problems,
        base=base,
        listening=reverse("catalogue-agency:listen", args=[draft.pk]),
        code=draft.code,
        beside=services,
    )


def _business_types() -> list[Choice]:
    return [(code, _joined_code(code, words)) for code, words in guides.business_types().items()]


def _offerings(draft: ServiceDraft) -> Mapping[str, Mapping[str, Any]]:
    """Return the newest offering of each authority; of an own one without any, its draft."""
    codes = Authority.objects.filter(offerings__service__code=draft.code).distinct()
    names = {one.code: one.name for one in codes}
    published = {
        code: {
            "in_force_from": one.in_force_from.isoformat(),
            "parts": one.parts,
            "name": names[code],
        }
        for code, one in renaming.offered(draft).items()
    }
    return {**_being_written(draft), **published}


def _being_written(draft: ServiceDraft) -> Mapping[str, Mapping[str, Any]]:
    rows = ServiceDraft.objects.open().filter(code=draft.code, agency=draft.agency_id)
    return {
        row.authority.code: {
            "in_force_from": (row.wanted_from or clock.today()).isoformat(),
            "parts": row.parts["offering"],
            "name": row.authority.name,
            "draft": True,
        }
        for row in rows.select_related("authority").order_by("authority__code")
        if row.authority and not shape.problems_of("offering", row.parts["offering"])
    }


def _parts_of_service(draft: ServiceDraft) -> Mapping[str, Any]:
    """Return the parts of the service that an offering belongs to."""
    return offerings.parts_of_service(draft) if draft.is_offering else {}


def _beside(code: str, service: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the newest service part of the others in a service's advisor group, by code."""
    group = service.get("group")
    if not group:
        return {}
    rows = ServiceVersion.objects.exclude(service__code=code).newest()
    parts = dict(rows.values_list("service__code", "parts__service"))
    return {code: part for code, part in parts.items() if part.get("group") == group}


def _answers(built: Builder) -> dict[str, Sequence[Choice]]:
    """Return the questions of the form: all, and those of some kinds."""
    fields = [field for page in built.pages for field in page.fields]
    named: dict[str, Sequence[Choice]] = {"answers": [(field.key, field.name) for field in fields]}
    for kind in ("address", "email", "point"):
        of_kind = [(field.key, field.name) for field in fields if field.kind.code == kind]
        named[f"answers of kind {kind}"] = of_kind
    return named


def _choices(draft: ServiceDraft, parts: Mapping[str, Any]) -> dict[str, Sequence[Choice]]:
    return {
        **(_of_authority(draft) if draft.is_offering else {}),
        "roles": [(role.code, role.name) for role in agencies.roles()],
        "units": [(unit.code, unit.name) for unit in Unit.objects.filter(agency=draft.agency_id)],
        "authorities": [
            (one.code, one.name) for one in Authority.objects.filter(agency=draft.agency_id)
        ],
        "positions": [
            (one.code, one.name)
            for one in Position.objects.filter(authority__agency=draft.agency_id)
        ],
        "services": _services(draft),
        "code_lists": code_lists.choices(draft.agency_id, parts.get("form") or {}),
        "prefill": list(PREFILL_WORDS.items()),
        "business types": _business_types(),
        "life events": list(guides.life_events().items()),
        "supervisors": _supervisors(draft),
        "documents": [
            (str(one.get("code")), Text.of(one.get("title")))
            for one in shape.readable(draft.parts).get("documents") or ()
        ],
        "powers": [(power, shipped.power_named(power)) for power in _powers()],
        "back_offices": [(code, code) for code in exchange_queries.back_offices()],
        "marks": MARK_CHOICES,
        "registries": [(name, name) for name in exchange.registries],
    }


def _supervisors(draft: ServiceDraft) -> list[Choice]:
    """Return the units that decide nothing themselves: bodies that look after other agencies."""
    found = Unit.objects.filter(authority=None).exclude(code=ROUTING_UNIT)
    named = profile_of(shape.readable(draft.parts).get("service") or {}).supervisor
    known = {unit.code: unit.name for unit in found.exclude(agency=draft.agency_id)}
    return [*known.items(), *([(named, Text(named))] if named and named not in known else ())]


def _powers() -> Sequence[str]:
    rows = Jurisdiction.objects.order_by("power").values_list("power", flat=True)
    return list(rows.distinct())


def _of_authority(draft: ServiceDraft) -> dict[str, Sequence[Choice]]:
    """Return the offices of an offering's authority, their calendars, and who signs for it."""
    assert draft.authority is not None  # noqa: S101 - the caller asked is_offering
    power = str((_parts_of_service(draft).get("service") or {}).get("power") or "")
    offices = offerings.offices_of(draft.authority)
    orders = offerings.orders_of(draft.authority, power, draft.wanted_from or clock.today())
    return {
        "offices": [(office.code, office.name) for office in offices],
        "calendars": [
            (office.code, _joined(office.name, office.calendar.name)) for office in offices
        ],
        "own calendars": [
            (one.code, one.name) for one in own_calendars(draft.authority.agency.code)
        ],
        "signing": [
            (order.number, _joined(Text(order.name_th, order.name_en), order.position.name))
            for order in orders
        ],
    }


def _joined_code(code: str, words: Text) -> Text:
    return Text(f"{code} {words.th}", f"{code} {words.in_('en')}")


def _joined(one: Text, other: Text) -> Text:
    return Text(f"{one.th}: {other.th}", f"{one.in_('en')}: {other.in_('en')}")


def _services(draft: ServiceDraft) -> list[Choice]:
    """Return the services that there are, and those that the draft names already."""
    known = set(Service.objects.values_list("code", flat=True))
    named = {
        str(row.get("service") or "") for row in relations.of_part(draft.parts.get("service") or {})
    }
    return [(code, code) for code in sorted((known | named) - {"", draft.code})]


def part_of(draft: ServiceDraft, code: str, empty: Any) -> Any:
    """Return a part of a draft, or what an empty one looks like."""
    return draft.parts.get(code, empty)
