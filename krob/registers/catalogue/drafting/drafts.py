"""What the screens of the back office show of drafts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing.parts import PartEditor
from krob.foundation.editing.reading import input_id, refreshed
from krob.foundation.editing.types import Around, Posted, Screen, Setting
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type
from krob.people.agencies import queries as agencies
from krob.registers.catalogue import policies, queries
from krob.registers.catalogue.checking import gate, placing, shape
from krob.registers.catalogue.drafting import offerings
from krob.registers.catalogue.drafting.surroundings import around, part_of
from krob.registers.catalogue.models import DraftChange, ServiceDraft, ServiceVersion
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.public_manuals import drifting, reasons
from krob.registers.catalogue.tabs import tab_of, tabs_of
from krob.registers.catalogue.types import DraftStatus
from krob.registers.catalogue.versioning.definition import digest_of_item
from krob.registers.licences import spec as licences

PAGE = 50
WAITING_TOO_LONG = timedelta(days=7)


def address(draft: UUID) -> str:
    """Return where a draft lives, with a slash at its end."""
    return reverse("catalogue-agency:draft", args=[draft])


def visible(actor: Actor, draft: UUID) -> ServiceDraft:
    """Return a draft that the actor sees.

    Raises:
        NotFound: there is none.
    """
    row = (
        ServiceDraft.objects.visible_to(actor)
        .select_related("agency", "authority")
        .filter(pk=draft)
        .first()
    )
    if row is None:
        raise NotFound("draft-not-found", _("There is no such draft."))
    return _entitled([row])[0]


def _entitled(rows: list[ServiceDraft]) -> list[ServiceDraft]:
    """Let the drafts of offerings know what their services are called (one query)."""
    codes = {row.code for row in rows if row.is_offering}
    versions = ServiceVersion.objects.filter(service__code__in=codes).newest()
    named = versions.values_list("service__code", "parts__service__title") if codes else ()
    titles = {code: Text.of(title) for code, title in named}
    for row in rows:
        row.title_of_service = titles.get(row.code) if row.is_offering else None
    return rows


def first_tab(actor: Actor, draft: UUID) -> str:
    """Return the address of a draft's first tab."""
    return tabs_of(visible(actor, draft))[0].code


def home(actor: Actor) -> dict[str, Any]:
    """Return an official's own drafts, what waits for approval, what fails, and what is published.

    Raises:
        NotAllowed: the officer neither writes nor approves services.
    """
    can = _can(actor)
    if not any(can.values()):
        raise NotAllowed("services-not-yours", _("You may not write services."))
    rows = list(
        ServiceDraft.objects.visible_to(actor)
        .open()
        .select_related("authority")
        .order_by("-changed_at")[:200]
    )
    _entitled(rows)
    waiting = [row for row in rows if row.status == DraftStatus.IN_REVIEW]
    late = clock.now() - WAITING_TOO_LONG
    services = _own_services(actor)
    return {
        "can": can,
        "drafts": [row for row in rows if row.status == DraftStatus.DRAFT],
        "waiting": waiting,
        "overdue": [row for row in waiting if row.asked_at and row.asked_at < late],
        "failing": [row for row in rows if row.errors],
        "services": services,
        "changed_manuals": reasons.drifted(actor.agency, drifting.outdated(in_force_of(actor))),
        "overdue_reviews": [row for row in services if _review_overdue(row)],
        "offerable": offerings.offerable(actor) if can["offer"] else [],
        "names": agencies.staff_names({row.changed_by for row in rows}),
    }


def _can(actor: Actor) -> dict[str, bool]:
    return {
        "write": policies.may_write(actor),
        "offer": policies.may_write_offerings(actor),
        "approve": policies.approves(actor),
        "guide": policies.may_see_guides(actor),
    }


def _own_services(actor: Actor) -> Sequence[ServiceVersion]:
    """Return the last published version of each service of the actor's agency."""
    rows = ServiceVersion.objects.filter(service__agency__code=actor.agency).newest()
    return list(rows.select_related("service").order_by("service__code"))


def _review_overdue(version: ServiceVersion) -> bool:
    """Say whether the agency wanted to look at a service again by now."""
    return version.review_by is not None and version.review_by < clock.today()


def in_force_of(actor: Actor) -> list[ServiceVersion]:
    """Return the versions in force of the actor's own agency."""
    rows = queries.versions_in_force(clock.today())
    return list(rows.filter(service__agency__code=actor.agency))


def require_writer(actor: Actor) -> None:
    """Let only writers of services see a page.

    Raises:
        NotAllowed: the actor is not one.
    """
    policies.require_writes(actor)


def frame(actor: Actor, row: ServiceDraft, here: str) -> dict[str, Any]:
    """Return what surrounds every page of a draft: name, tabs, state, who changed it last."""
    return {
        "draft": row,
        "address": address(row.pk),
        "here": here,
        "tabs": [{"code": tab.code, "title": tab.title} for tab in tabs_of(row)],
        "writes": policies.may_write_draft(actor, row) and row.status == DraftStatus.DRAFT,
        "changed_by": agencies.staff_names({row.changed_by}).get(row.changed_by, ""),
        "me": actor.id,
    }


def page(
    actor: Actor,
    draft: UUID,
    tab: str,
    item: str,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
) -> dict[str, Any]:
    """Return a tab of a draft, or one item of it; in words for whoever may not change it now.

    Raises:
        NotFound: no such draft, tab or item.
    """
    row = visible(actor, draft)
    editor = tab_of(row, tab)
    part = part_of(row, editor.edits, editor.empty)
    here = around(row, base=f"{address(row.pk)}{tab}/", problems=problems_in(row, editor))
    around_it = frame(actor, row, tab)
    if around_it["writes"] or posted is not None:
        screen = _screen(editor, part, item, here, posted, errors)
    else:
        screen = _told(editor, part, item, here)
    return {
        **around_it,
        **screen.shown,
        "screen": screen,
        "item_name": item,
        "seen": _seen(editor, part, item),
        "window": uuid4().hex,
        "errors": [{"id": input_id(name), "message": m} for name, m in (errors or {}).items()],
    }


RULES: Mapping[str, Type | None] = {
    "any": None,
    "bool": "bool",
    "number": "number",
    "text": "text",
    "date": "date",
}


def heard(
    actor: Actor, draft: UUID, *, name: str, kind: str, want: str, posted: Posted
) -> dict[str, Any]:
    """Return a rule as it is being typed: its rows, and what it says or what is wrong with it.

    Raises:
        NotFound: no such draft, or no such kind of rule.
    """
    row = visible(actor, draft)
    if kind not in ("rule", "rule_or_flag", "formula") or want not in RULES:
        raise NotFound("rule-not-found", _("There is no such page."))
    setting = Setting(key=name, label="", kind=kind, want=RULES[want])
    return refreshed(setting, posted, around(row))


def _screen(
    editor: Any,
    part: Any,
    item: str,
    here: Around,
    posted: Posted | None,
    errors: Mapping[str, Message] | None,
) -> Screen:
    if crooked := _crooked(editor, part):
        return crooked
    if item or posted is not None:
        screen: Screen = editor.page(part, item, here, posted=posted, errors=errors)
        return screen
    overview: Screen = editor.overview(part, here)
    return overview


def _told(editor: PartEditor, part: Any, item: str, here: Around) -> Screen:
    """Return a tab in words; what an item's address leads to stands among the others."""
    if crooked := _crooked(editor, part):
        return crooked
    if item:
        editor.item(part, item)
    told = editor.told(part, here)
    return Screen(template="catalogue/agency/told.html", title=editor.title, shown={"told": told})


def _crooked(editor: PartEditor, part: Any) -> Screen | None:
    found = shape.problems_of(editor.edits, part)
    if not found:
        return None
    return Screen(
        template="catalogue/agency/crooked.html", title=editor.title, shown={"crooked": found}
    )


def _seen(editor: Any, part: Any, item: str) -> str:
    try:
        return (
            "" if shape.problems_of(editor.edits, part) else digest_of_item(editor.item(part, item))
        )
    except NotFound:
        return ""


def problems_in(row: ServiceDraft, editor: PartEditor) -> list[Problem]:
    """Return the problems that are mended on a tab of a draft, with paths inside its part."""
    found = []
    for problem in gate.problems_of(row):
        part, _slash, path = problem.path.partition("/")
        if part == editor.edits and editor.owns(path):
            found.append(Problem(path, problem.message, problem.severity))
    return found


def count_problems(row: ServiceDraft) -> None:
    """Keep how many errors and warnings a draft has now, unless somebody was faster."""
    found = gate.problems_of(row)
    errors = sum(problem.severity == "error" for problem in found)
    ServiceDraft.objects.filter(pk=row.pk, row_version=row.row_version).update(
        errors=errors, warnings=len(found) - errors, counted_version=row.row_version
    )


def conflict(
    actor: Actor, draft: UUID, tab: str, item: str, verb: str, posted: Posted
) -> dict[str, Any]:
    """Return both sides of a conflict: how the item stands now, and what the official typed."""
    row = visible(actor, draft)
    now = page(actor, draft, tab, item)
    mine = page(actor, draft, tab, item, posted=posted, errors={"": ""})
    change = row.changes.filter(tab=tab, item=item).order_by("-number").first()
    return {
        **now,
        "verb": verb,
        "mine": mine.get("fields", []),
        "theirs": now.get("fields", []),
        "posted": [(k, v) for k, values in posted.items() for v in values if k not in NOT_OURS],
        "change": change,
        "who": agencies.staff_names({change.by}).get(change.by, "") if change else "",
    }


NOT_OURS = frozenset({"autosave", "csrfmiddlewaretoken", "seen", "window"})


def pulse(actor: Actor, draft: UUID, since: int) -> dict[str, Any] | None:
    """Return what others changed after row version ``since``; ``None`` when nothing."""
    row = visible(actor, draft)
    if row.row_version <= since:
        return None
    others = list(row.changes.filter(number__gt=since).exclude(by=actor.id).order_by("-number")[:5])
    if not others:
        return None
    return {
        "draft": row,
        "address": address(row.pk),
        "changes": _named(row, others),
    }


def _named(row: ServiceDraft, changes: Sequence[DraftChange]) -> list[dict[str, Any]]:
    names = agencies.staff_names({change.by for change in changes})
    titles = {tab.code: tab.title for tab in tabs_of(row)}
    return [
        {"change": c, "who": names.get(c.by, ""), "tab": titles.get(c.tab, c.tab)} for c in changes
    ]


def history(actor: Actor, draft: UUID, number: int) -> dict[str, Any]:
    """Return a page of the changes of a draft, the newest first."""
    row = visible(actor, draft)
    start = (number - 1) * PAGE
    rows = list(row.changes.order_by("-number")[start : start + PAGE + 1])
    return {
        **frame(actor, row, "history"),
        "changes": _named(row, rows[:PAGE]),
        "page": number,
        "has_next": len(rows) > PAGE,
    }


def checks(actor: Actor, draft: UUID) -> dict[str, Any]:
    """Return everything that is wrong with a draft, with the way to where it is mended."""
    row = visible(actor, draft)
    return {**frame(actor, row, "checks"), "found": placing.placed(row, gate.all_problems_of(row))}


def replay(actor: Actor, draft: UUID) -> dict[str, Any]:
    """Return how far the replay of a draft is, what it found, and what is still to be said."""
    row = visible(actor, draft)
    return {**frame(actor, row, "replay"), **replaying.screen(actor, row)}


def document_picture(actor: Actor, draft: UUID) -> bytes:
    """Return a PNG of the document that a draft would issue, with examples for answers.

    Raises:
        NotFound: there is no such draft.
        TemplateError: the template makes no document.
    """
    row = visible(actor, draft)
    return licences.picture(shape.readable(row.parts).get("licence") or {})
