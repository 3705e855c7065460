"""A question as a page shows it: everything that its template needs, worked out beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import outlines, places
from krob.engines.smartforms.kinds.choices import option_labels
from krob.engines.smartforms.kinds.groups import least_shown, most_rows
from krob.engines.smartforms.kinds.times import ENGLISH, in_english
from krob.engines.smartforms.state import FETCHED, FormState
from krob.engines.smartforms.summary import written
from krob.engines.smartforms.types import Answer, CompiledForm, Field, Page, Posted
from krob.engines.smartforms.visibility import Row, Walk, empty_row
from krob.foundation.core import thai
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text

SELECT_FROM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUrls:
    """Where a page sends what; the caller's view stands behind each address.

    ``save`` autosave, ``toggle`` conditions, ``submit`` the form itself, ``places`` the search,
    ``page`` a pattern for links to other pages with ``{page}`` in it, ``notice`` one for privacy
    notices with ``{notice}``, ``back`` the link beside the button.
    """

    save: str = ""
    toggle: str = ""
    submit: str = ""
    places: str = ""
    page: str = ""
    notice: str = ""
    back: str = ""

    def of_page(self, key: str) -> str:
        """Return the address of a page of the form; "" when the caller gave no pattern."""
        return self.page.replace("{page}", key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the shown answer came from, and what was fetched when the person said otherwise."""

    kind: str
    source: Text
    at: datetime | None
    fetched: str = ""
    fetched_source: Text = made(default_factory=lambda: Text(""))
    fetched_at: datetime | None = None

    @property
    def is_fetched(self) -> bool:
        """Say whether somebody else than the person answered."""
        return self.kind in FETCHED


@dataclass(slots=True, kw_only=True)
class PartView:
    """One input of a question that has several."""

    name: str
    label: Message
    value: str
    error: Message = ""
    options: list[tuple[str, str]] = made(default_factory=list)
    autocomplete: str = ""
    inputmode: str = ""
    described_by: str = ""


@dataclass(slots=True, kw_only=True)
class RowView:
    """One row of a group."""

    index: int
    name: str
    fields: list["FieldView"]


@dataclass(slots=True, kw_only=True)
class FieldView:
    """One question. ``name`` is the input's name and the stem of all its ids."""

    field: Field
    name: str
    value: Answer
    written: str
    error: Message = ""
    errors: Mapping[str, Message] = made(default_factory=dict)
    required: bool = False
    visible: bool = True
    editable: bool = True
    toggles: bool = False
    urls: FormUrls = made(default_factory=FormUrls)
    source: Source | None = None
    parts: dict[str, PartView] = made(default_factory=dict)
    rows: list[RowView] = made(default_factory=list)
    options: list[dict[str, Any]] = made(default_factory=list)
    found: list[places.Place] = made(default_factory=list)
    searched: bool = False
    marker: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        """The code of the kind."""
        return self.field.kind.code

    @property
    def template(self) -> str:
        """The template of the kind."""
        return self.field.kind.template

    @property
    def grouped(self) -> bool:
        """Say whether the question is a fieldset with a legend."""
        return self.field.kind.grouped and not self.as_select

    @property
    def as_select(self) -> bool:
        """Say whether a choice is a select box rather than radio buttons."""
        layout = self.field.options.get("layout")
        many = len(self.options) >= SELECT_FROM and layout != "radio"
        return self.kind == "choice" and (layout == "select" or many)

    @property
    def described_by(self) -> str:
        """The ids of hint and error."""
        ids = [f"{self.name}_helptext"] * bool(self.hint) + [f"{self.name}_error"] * bool(
            self.error
        )
        return " ".join(ids)

    @property
    def hint(self) -> str:
        """The help text of the author, else what the kind always says."""
        return str(self.field.help or _HINTS.get(self.kind, ""))

    @property
    def autocomplete(self) -> str:
        """What the browser may offer."""
        return str(self.field.options.get("autocomplete") or self.field.kind.autocomplete or "off")

    @property
    def inputmode(self) -> str:
        """Which keyboard a telephone shows."""
        whole = self.kind == "number" and self.field.options.get("decimals") == 0
        return "numeric" if whole else self.field.kind.inputmode

    @property
    def unit(self) -> str:
        """The unit behind the input."""
        return str(_("baht")) if self.kind == "money" else str(self.field.text("unit"))

    @property
    def maxlength(self) -> int:
        """How much may be typed: a little more than allowed, so that the message can say so."""
        longest = getattr(self.field.kind, "longest", 200)
        return int(self.field.options.get("max_length", longest))

    @property
    def is_bad(self) -> bool:
        """Say whether anything in the question is wrong."""
        return bool(self.error or (self.errors and self.kind != "group"))

    @property
    def is_got(self) -> bool:
        """Say whether the answer is shown rather than asked: fetched, and nothing wrong with it."""
        fetched = bool(self.source and self.source.is_fetched)
        return fetched and self.editable and not self.is_bad and not self.rows

    @property
    def can_add(self) -> bool:
        """Say whether the group takes another row."""
        return len(self.rows) < most_rows(self.field)

    @property
    def text(self) -> Text:
        """The text of a note or consent."""
        return self.field.text("text")

    @property
    def notice_url(self) -> str:
        """Where the privacy notice of a consent is read."""
        notice = str(self.field.options.get("notice", ""))
        return self.urls.notice.replace("{notice}", notice) if notice else ""

    @property
    def outline(self) -> outlines.Outline | None:
        """The picture on which a point is clicked."""
        return outlines.OUTLINES.get(self.field.options.get("outline", "thailand"))


_HINTS: dict[str, Message] = {
    "date": _("For example 22 November 2026"),
    "person": _("13 digits"),
    "juristic": _("13 digits"),
    "time_range": _("For example 09:00 to 21:30"),
    "point": _(
        "Use the location of this device, paste coordinates or a map link, or click the outline."
    ),
}
_LABELS: dict[str, Message] = {
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year B.E."),
    "opens": _("Opens"),
    "closes": _("Closes"),
    "house_no": _("House number"),
    "building": _("Building or village"),
    "moo": _("Moo"),
    "soi": _("Soi"),
    "road": _("Road"),
    "province": _("Province"),
    "district": _("District"),
    "subdistrict": _("Subdistrict"),
    "postcode": _("Postcode"),
    "find": _("Find by subdistrict, district or postcode"),
}
_AUTOCOMPLETE = {
    "bday": {"day": "bday-day", "month": "bday-month", "year": "bday-year"},
    "address": {"house_no": "address-line1", "postcode": "postal-code"},
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What all questions of one rendering share."""

    form: CompiledForm
    state: FormState
    found: Walk
    errors: Mapping[str, Message]
    urls: FormUrls
    only: frozenset[str] | None
    posted: Posted = made(default_factory=dict)

    def page(self, page: Page) -> list[FieldView]:
        """Return the questions of a page, hidden ones included (they keep their place)."""
        return [self.field(each, page) for each in page.fields]

    def field(self, each: Field, page: Page) -> FieldView:
        """Return one question."""
        editable = each.kind.asks and (self.only is None or each.key in self.only)
        view = self._view(
            each,
            each.key,
            self.state.given(each.key),
            written(each, self.found.answers.get(each.key)),
        )
        view.required = each.key in self.found.required
        view.visible = each.key in self.found.visible
        view.editable = editable
        view.toggles = bool(self.urls.toggle) and each.key in page.triggers
        view.source = source_of(self.state.provenance.get(each.key), each)
        if each.kind.code == "group" and view.visible:
            view.rows = self._rows(each, page, editable=editable)
        return view

    def _view(self, each: Field, name: str, given: Answer, text: str) -> FieldView:
        prefix = f"{name}-"
        view = FieldView(
            field=each,
            name=name,
            value=each.kind.show(given, each),
            written=text,
            error=self.errors.get(name, ""),
            errors={
                key[len(prefix) :]: message
                for key, message in self.errors.items()
                if key.startswith(prefix)
            },
            urls=self.urls,
        )
        if each.kind.parts:
            view.parts = _parts(view)
        view.options = _options(view)
        if each.kind.code == "address":
            self._search(view)
        if each.kind.code == "point" and isinstance(given, Mapping) and view.outline:
            view.marker = view.outline.pixel_of(float(given["lat"]), float(given["lon"]))
        return view

    def _search(self, view: FieldView) -> None:
        """Find places for a search box that was posted with its button, without script."""
        asked = self.posted.get("_find", [])
        text = self.posted.get(f"{view.name}-find", [""])[-1][:80]
        if view.name in asked and text:
            view.parts["find"].value = text
            view.found, view.searched = places.search(text), True

    def _rows(self, group: Field, page: Page, *, editable: bool) -> list[RowView]:
        given = self.state.rows(group.key)
        if editable:
            given += [{} for _row in range(least_shown(group) - len(given))]
        walked = self.found.rows.get(group.key, [])
        blank = empty_row(group, self.found.values)
        views = []
        for index, cells in enumerate(given):
            row = walked[index] if index < len(walked) else blank
            name = f"{group.key}-{index}"
            fields = [
                self._cell(cell, f"{name}-{cell.key}", cells, row, page) for cell in group.fields
            ]
            views.append(RowView(index=index, name=name, fields=fields))
        return views

    def _cell(
        self, cell: Field, name: str, cells: Mapping[str, Answer], row: Row, page: Page
    ) -> FieldView:
        given = cells.get(cell.key)
        view = self._view(cell, name, given, written(cell, given))
        view.visible = cell.key in row.visible
        view.required = cell.key in row.required
        group = name.split("-")[0]
        view.editable = cell.kind.asks and (self.only is None or group in self.only)
        view.toggles = bool(self.urls.toggle) and bool({cell.key, group} & page.triggers)
        return view


def source_of(record: Mapping[str, Any] | None, each: Field) -> Source | None:
    """Read a stored provenance record for the page."""
    if not record:
        return None
    fetched = record.get("fetched") or {}
    return Source(
        kind=str(record.get("kind", "")),
        source=Text.of(record.get("source")),
        at=_time(record.get("at")),
        fetched=written(each, fetched.get("value")),
        fetched_source=Text.of(fetched.get("source")),
        fetched_at=_time(fetched.get("at")),
    )


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _parts(view: FieldView) -> dict[str, PartView]:
    names = (*view.field.kind.parts, "find") if view.kind == "address" else view.field.kind.parts
    allowed = _AUTOCOMPLETE.get(
        "address" if view.kind == "address" else str(view.field.options.get("autocomplete")), {}
    )
    return {
        part: PartView(
            name=f"{view.name}-{part}",
            label=_part_label(part),
            value=view.value.get(part, ""),
            error=view.errors.get(part, ""),
            options=_part_options(part, view.value),
            autocomplete=allowed.get(part, "off"),
            inputmode="numeric" if part in {"day", "year", "postcode"} else "",
            described_by=f"{view.name}-{part}_error" if view.errors.get(part) else "",
        )
        for part in names
    }


def _part_label(part: str) -> Message:
    return _("Year") if part == "year" and in_english() else _LABELS[part]


def _part_options(part: str, value: Mapping[str, str]) -> list[tuple[str, str]]:
    match part:
        case "month":
            names = ENGLISH if in_english() else thai.MONTHS
            return [(str(i), name) for i, name in enumerate(names, 1)]
        case "province":
            return places.province_options()
        case "district":
            return places.district_options(value["province"])
        case "subdistrict":
            return places.subdistrict_options(value["district"])
    return []


def _options(view: FieldView) -> list[dict[str, Any]]:
    chosen = view.value if isinstance(view.value, list) else [view.value]
    if view.kind == "yes_no":
        yes, no = view.field.text("yes") or _("Yes"), view.field.text("no") or _("No")
        pairs: list[tuple[str, Any, Any]] = [("yes", yes, ""), ("no", no, "")]
    else:
        hints = {o["code"]: Text.of(o.get("hint")) for o in view.field.options.get("options", ())}
        pairs = [(c, label, hints.get(c)) for c, label in option_labels(view.field).items()]
    return [
        {
            "code": code,
            "label": label,
            "hint": hint,
            "id": f"{view.name}-{code}" if i else view.name,
            "chosen": code in chosen,
        }
        for i, (code, label, hint) in enumerate(pairs)
    ]
