"""All questions of a page, worked out from the form, the draft and what is asked now."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import codes, places
from krob.engines.smartforms.fieldviews import (
    FieldView,
    Files,
    FormUrls,
    PartView,
    RowView,
    Source,
)
from krob.engines.smartforms.kinds.choices import offered, option_labels
from krob.engines.smartforms.kinds.groups import least_shown
from krob.engines.smartforms.kinds.times import ENGLISH, in_english
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.summary import written
from krob.engines.smartforms.types import Answer, CompiledForm, Field, Page, Posted
from krob.engines.smartforms.visibility import Row, Walk, empty_row
from krob.foundation.core import thai
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text

_LABELS: dict[str, Message] = {
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year B.E."),
    "number": _("Passport number"),
    "country": _("Nationality in the passport"),
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
    files: Mapping[str, Files] = made(default_factory=dict)

    def page(self, page: Page) -> list[FieldView]:
        """Return the questions of a page, hidden ones included (they keep their place)."""
        return [self.field(each, page) for each in page.fields]

    def field(self, each: Field, page: Page) -> FieldView:
        """Return one question."""
        asks = each.kind.asks or each.kind.code == "file"
        editable = asks and (self.only is None or each.key in self.only)
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
        if each.kind.code == "file":
            view.files = self.files.get(each.key) or Files.of(each)
            view.written = "\n".join(one.name for one in view.files.brought)
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
    own = view.field.kind.parts_of(view.field)
    names = (*own, "find") if view.kind == "address" else own
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
        case "country":
            return [(str(o["code"]), str(Text.of(o["label"]))) for o in codes.options("countries")]
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
        hints = {o["code"]: Text.of(o.get("hint")) for o in offered(view.field.options)}
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
