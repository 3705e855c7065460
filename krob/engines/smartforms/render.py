"""Pages of a form as HTML: what the template needs, and the parts that an answer changes."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from krob.engines.smartforms import showing
from krob.engines.smartforms.fieldviews import FieldView, Files, FormUrls
from krob.engines.smartforms.scene import Scene
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm, Page, Posted
from krob.engines.smartforms.visibility import Walk, walk
from krob.foundation.core.clock import BANGKOK
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text


@dataclass(slots=True, kw_only=True)
class Block:
    """Questions that stand together: opened by one condition, or all fetched for the person."""

    id: str
    look: str
    fields: list[FieldView]
    because: Text = field(default_factory=lambda: Text(""))

    @property
    def runs(self) -> list[tuple[bool, list[FieldView]]]:
        """The questions in order, those that were answered for the person put together."""
        return [
            (got, list(views))
            for got, views in groupby(self.fields, key=lambda view: view.is_got and view.visible)
        ]

    @property
    def visible(self) -> bool:
        """Say whether any of it is asked."""
        return any(view.visible for view in self.fields)


@dataclass(slots=True, kw_only=True)
class PageView:
    """One page of a form as the template shows it."""

    key: str
    title: Text
    help: Text
    blocks: list[Block]


@dataclass(slots=True, kw_only=True)
class Step:
    """A page in the list of pages; ``state`` is ``done``, ``now`` or "" (to come)."""

    key: str
    title: Text
    state: str
    url: str


def page_context(
    form: CompiledForm,
    state: FormState,
    page: str | None,
    errors: Mapping[str, Message],
    *,
    urls: FormUrls,
    only: frozenset[str] | None = None,
    context: Mapping[str, Any] | None = None,
    version: int = 0,
    saved_at: datetime | None = None,
    kept_until: date | None = None,
    posted: Posted | None = None,
    files: Mapping[str, Files] | None = None,
) -> dict[str, Any]:
    """Return what ``smartforms/page.html`` shows.

    Args:
        form: the compiled form.
        state: the draft.
        page: the page to show; ``None`` shows every page that is asked, one below the other.
        errors: from ``checks.errors_of``, empty before the first try.
        urls: the caller's addresses.
        only: in a correction round the fields that may be changed; the rest is shown only.
        context: what conditions read beside the answers.
        version: the draft's version, posted back as ``_version``.
        saved_at: time of the last save.
        kept_until: until when the draft is kept.
        posted: the post that stays on the page (``state.stays_on_page``), for its search results.
        files: what was brought for the questions of kind ``file``, by key.
    """
    found = walk(form, state.answers, context or {})
    scene = Scene(form, state, found, errors, urls, only, posted or {}, files or {})
    pages = [
        _page_view(each, scene)
        for each in form.page(page)
        if each.key in found.pages or page is not None
    ]
    steps = _steps(form, found, page, urls)
    return {
        "page": pages[0] if pages and page is not None else None,
        "pages": pages,
        "page_key": page or "",
        "errors": error_links(form, errors),
        "urls": urls,
        "takes_files": any(
            each.kind.code == "file" for one in form.page(page) for each in one.fields
        ),
        "steps": steps,
        "step": next((n for n, step in enumerate(steps, 1) if step.state == "now"), 0),
        "only": only,
        "version": version,
        "was": showing.shown(form, state, page) if urls.save else "",
        "tab": ((posted or {}).get("_tab") or [secrets.token_hex(8)])[-1],
        "saved_at": saved_at,
        "kept_until": kept_until,
    }


def _page_view(page: Page, scene: Scene) -> PageView:
    return PageView(
        key=page.key, title=page.title, help=page.help, blocks=list(_blocks(scene.page(page)))
    )


def _blocks(views: Sequence[FieldView]) -> Iterator[Block]:
    """Put questions together that share a condition, and runs of fetched answers."""
    open_block: Block | None = None
    opened = ("", "")
    for view in views:
        condition = view.field.condition
        look = "cond" if condition else "got" if view.is_got and view.visible else "plain"
        if open_block and (look, condition) == opened and look != "plain":
            open_block.fields.append(view)
            continue
        if open_block:
            yield open_block
        open_block = Block(
            id=f"b-{view.name}", look=look, fields=[view], because=view.field.because
        )
        opened = (look, condition)
    if open_block:
        yield open_block


def _steps(form: CompiledForm, found: Walk, page: str | None, urls: FormUrls) -> list[Step]:
    asked = [each for each in form.pages if each.key in found.pages]
    keys = [each.key for each in asked]
    now = keys.index(page) if page in keys else len(keys)
    return [
        Step(
            key=each.key,
            title=each.title,
            state="done" if at < now else "now" if at == now else "",
            url=urls.of_page(each.key) if at < now else "",
        )
        for at, each in enumerate(asked)
    ]


def error_links(form: CompiledForm, errors: Mapping[str, Message]) -> list[dict[str, Any]]:
    """Return the messages with the id of the input that each is about."""
    return [
        {"id": _anchor(form, name), "message": f"{_row_named(form, name)}{message}"}
        for name, message in errors.items()
    ]


def _row_named(form: CompiledForm, name: str) -> str:
    """Return which row of a group a message is about, as the page calls it; "" outside groups."""
    key, *rest = name.split("-")
    group = form.fields.get(key)
    if group is None or not group.fields or not rest:
        return ""
    return f"{group.text('row_label') or group.label} {int(rest[0]) + 1}: "


def _anchor(form: CompiledForm, name: str) -> str:
    """Return the id of the first input that a message is about; a group's is its frame."""
    key, *rest = name.split("-")
    each = form.fields.get(key)
    if each is not None and len(rest) == 2:
        each = next((cell for cell in each.fields if cell.key == rest[1]), None)
    elif rest:
        return name
    if each is None:
        return name
    if each.kind.code == "group":
        return f"f-{name}"
    parts = each.kind.parts_of(each)
    return f"{name}-{parts[0]}" if parts else name


def changes(
    form: CompiledForm,
    before: FormState,
    after: FormState,
    page: str,
    urls: FormUrls,
    *,
    context: Mapping[str, Any] | None = None,
    posted: Posted | None = None,
    only: frozenset[str] | None = None,
    files: Mapping[str, Files] | None = None,
) -> str | None:
    """Return the HTML that brings a page from one state to the next; ``None`` for no change.

    The fragments swap themselves in by id (HTMX out-of-band); the control that fired keeps its
    place and focus. ``posted`` lets the page say what it shows, which may differ from what was
    stored. The caller answers ``None`` with 204.
    """
    views = [
        Scene(
            form,
            each,
            walk(form, each.answers, context or {}),
            {},
            urls,
            only,
            posted or {},
            files or {},
        )
        for each in (before, after)
    ]
    each_page = next((each for each in form.pages if each.key == page), None)
    if each_page is None:
        return None
    old, new = (
        {view.name: view for block in _blocks(scene.page(each_page)) for view in block.fields}
        for scene in views
    )
    shown = _shown(posted, old)
    changed = _Changes(old, new, shown, posted or {})
    blocks = list(_blocks(views[1].page(each_page)))
    html = [part for block in blocks for part in changed.of_block(block)]
    if not html:
        return None
    said = changed.announcement()
    return "".join(html) + render_to_string("smartforms/live.html", {"said": said, "oob": True})


def _shown(posted: Posted | None, old: Mapping[str, FieldView]) -> frozenset[str]:
    if posted and "_shown" in posted:
        return frozenset(posted["_shown"])
    asked = {name for name, view in old.items() if view.visible}
    cells = {
        cell.name
        for view in old.values()
        for row in view.rows
        for cell in row.fields
        if cell.visible
    }
    return frozenset(asked | cells)


class _Changes:
    """Compares what a page shows with what it should show."""

    def __init__(
        self,
        old: Mapping[str, FieldView],
        new: Mapping[str, FieldView],
        shown: frozenset[str],
        posted: Posted,
    ) -> None:
        self.old, self.new, self.shown, self.posted = old, new, shown, posted
        self.opened: list[str] = []
        self.filled: list[str] = []
        self.closed = 0
        self.rows = 0

    def of_block(self, block: Block) -> Iterator[str]:
        """Yield the fragments that a block needs: itself whole, or single questions."""
        if block.look == "cond" and block.visible != self._was_visible(block.fields[0]):
            self._note(block)
            yield render_to_string("smartforms/block.html", {"block": block, "oob": True})
            return
        for view in block.fields:
            if view.visible:
                yield from self._of_field(view)

    def _was_visible(self, view: FieldView) -> bool:
        if not view.editable:
            return self.old[view.name].visible
        return view.name in self.shown

    def _note(self, block: Block) -> None:
        if block.visible:
            self.opened += [str(view.field.label) for view in block.fields]
        else:
            self.closed += len(block.fields)

    def _of_field(self, view: FieldView) -> Iterator[str]:
        old = self.old[view.name]
        if view.kind == "group":
            yield from self._of_group(view, old)
        elif view.kind == "address":
            yield from self._of_address(view)
        elif self._differs(view, old):
            yield _slot(view)

    def _differs(self, view: FieldView, old: FieldView) -> bool:
        if view.kind == "computed":
            return view.written != old.written
        if view.is_got and view.source != old.source:
            self.filled.append(str(view.field.label))
            return True
        return view.required != old.required or self._was_clicked(view)

    def _was_clicked(self, view: FieldView) -> bool:
        return f"{view.name}-map.x" in self.posted

    def _of_group(self, view: FieldView, old: FieldView) -> Iterator[str]:
        pressed = {*self.posted.get("_add", []), *self.posted.get("_remove", [])}
        if any(name.split("-")[0] == view.name for name in pressed) or len(view.rows) != len(
            old.rows
        ):
            self.rows = len(view.rows)
            yield _slot(view)
            return
        for row in view.rows:
            for cell in row.fields:
                if cell.visible != (cell.name in self.shown) and cell.field.kind.asks:
                    self.opened += [str(cell.field.label)] * cell.visible
                    self.closed += not cell.visible
                    yield _slot(cell)
                elif cell.visible and cell.kind == "address":
                    yield from self._of_address(cell)

    def _of_address(self, view: FieldView) -> Iterator[str]:
        """Yield the selects whose list no longer fits what is chosen above them."""
        picked = any(p.startswith(f"{view.name}:") for p in self.posted.get("_place", []))
        if picked or self.posted.get("_find") == [view.name]:
            yield _slot(view)
        elif self._lists_differ(view) or self._postcode_differs(view):
            yield render_to_string("smartforms/areas.html", {"f": view, "oob": True})

    def _lists_differ(self, view: FieldView) -> bool:
        listed = self.posted.get(f"{view.name}-listed")
        areas = f"{view.parts['province'].value}/{view.parts['district'].value}"
        return listed is not None and listed[-1] != areas

    def _postcode_differs(self, view: FieldView) -> bool:
        typed = self.posted.get(f"{view.name}-postcode")
        return typed is not None and typed[-1] != view.parts["postcode"].value

    def announcement(self) -> str:
        """Say in one line what happened, for those who do not see it."""
        said = []
        if self.opened:
            said.append(gettext("New questions: %(labels)s.") % {"labels": ", ".join(self.opened)})
        if self.filled:
            said.append(
                gettext("Filled in for you: %(labels)s.") % {"labels": ", ".join(self.filled)}
            )
        if self.closed:
            said.append(
                ngettext(
                    "%(count)s question is no longer asked.",
                    "%(count)s questions are no longer asked.",
                    self.closed,
                )
                % {"count": self.closed}
            )
        if self.rows:
            said.append(
                ngettext("There is now %(count)s row.", "There are now %(count)s rows.", self.rows)
                % {"count": self.rows}
            )
        return " ".join(said) or gettext("The page was updated.")


def _slot(view: FieldView) -> str:
    return render_to_string("smartforms/slot.html", {"f": view, "oob": True})


def saved_answer(version: int, at: datetime) -> dict[str, Any]:
    """Return what the autosave script wants to hear after a save, as JSON.

    On a conflict the caller answers 409; the script then offers to load the newer draft.
    """
    with timezone.override(BANGKOK):
        clock_time = timezone.localtime(at).strftime("%H:%M")
    return {"version": version, "said": gettext("Saved %(time)s") % {"time": clock_time}}
