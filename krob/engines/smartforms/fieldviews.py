"""A question as a page shows it: everything that its template needs, worked out beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import outlines, places
from krob.engines.smartforms.kinds.groups import most_rows
from krob.engines.smartforms.state import FETCHED
from krob.engines.smartforms.types import Answer, Field
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text

SELECT_FROM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """A registry that can be asked by an answer: where the button sends it, and what it is for."""

    url: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUrls:
    """Where a page sends what; the caller's view stands behind each address.

    ``save`` autosave, ``toggle`` conditions, ``submit`` the form itself, ``places`` the search,
    ``page`` a pattern for links to other pages with ``{page}`` in it, ``notice`` one for privacy
    notices with ``{notice}``, ``back`` the link beside the button, ``look_ups`` the registries
    that can be asked, by field; ``keeps_files`` says that ``submit`` takes files too.
    """

    save: str = ""
    toggle: str = ""
    submit: str = ""
    places: str = ""
    page: str = ""
    notice: str = ""
    back: str = ""
    keeps_files: bool = False
    look_ups: Mapping[str, LookUp] = made(default_factory=dict)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One file that was brought: how people call it, where it is read ("" not yet), its state.

    ``stays`` says that it was handed in and cannot be taken away.
    """

    id: str
    name: str
    size: int
    url: str = ""
    state: Message = ""
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What a question of kind ``file`` shows: what may be brought, and what was."""

    accept: Sequence[str]
    max_mb: int
    brought: Sequence[Brought] = ()
    open: bool = True

    @classmethod
    def of(cls, field: Field) -> "Files":
        """Return what the question itself says, where nobody has brought anything."""
        options = field.options
        accept = tuple(options.get("accept") or ("pdf", "jpg", "png"))
        return cls(accept=accept, max_mb=int(options.get("max_mb") or 10))


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
    files: Files | None = None

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
    def look_up(self) -> LookUp | None:
        """The registry that can be asked by the answer."""
        return self.urls.look_ups.get(self.name)

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
