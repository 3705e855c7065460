"""The words of editing: settings, what surrounds a part, what an edit leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type

Words = Message | Text
JSON = Any
"""What a definition holds: texts, numbers, booleans, null, lists and mappings of these."""

Posted = Mapping[str, Sequence[str]]
"""What a browser sent: each name with all its values."""

Choice = tuple[str, Message | Text]
"""A code and what people call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that an official may say about an item.

    ``key`` is where the value stands in the item; dots lead into mappings (``validity.years``).
    ``kind`` names an input of ``inputs.INPUTS``. ``choices`` are (code, words); ``among`` names
    choices that only the catalogue knows (``Around.choices``). ``want`` is the type of a rule.
    ``columns`` are the settings of every row of a list. A value equal to ``default`` is not
    stored. Settings with a ``group`` are folded together under its heading.
    """

    key: str
    label: Message
    kind: str = "text"
    help: Message = ""
    choices: tuple[Choice, ...] = ()
    among: str = ""
    want: Type | None = "bool"
    columns: "tuple[Setting, ...]" = ()
    default: JSON = None
    group: Message = ""
    longest: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What an editor may know beyond its own part.

    ``types`` are the answers that rules may read and ``labels`` what people call them; ``parts``
    is the whole definition, to be read only; ``choices`` are lists that other rooms keep (roles,
    registries, units …), by name; ``blocks`` are questions that may be copied (code → title,
    fields, pin); ``offerings`` is what authorities say about the service, by authority
    (``in_force_from`` as ISO date, ``parts``, the authority's ``name``); ``base`` is the address of
    the tab, with a slash at its end. ``problems`` are those of this part, with paths inside it.
    ``listening`` is the address that reads a rule aloud while it is typed ("" = nobody listens).
    ``code`` is the service's; ``beside`` are the service parts of those that share its advisor, by
    code.
    """

    types: Mapping[str, Type] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    parts: Mapping[str, JSON] = field(default_factory=dict)
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    blocks: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    offerings: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    base: str = ""
    listening: str = ""
    code: str = ""
    beside: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A part after an edit; ``item`` is where the official goes on ("" = the part's overview).

    ``renamed`` are answers whose last step has a new name (path → name), ``recoded`` a document,
    table or step with another code (``document`` → old, new): the catalogue puts it wherever the
    other parts name them in the same change.
    """

    part: JSON
    item: str = ""
    notice: Message = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    recoded: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a tab or an item shows: a template of the room and its values."""

    template: str
    title: Message | Text
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Some words for a reader: ``text`` in their language, ``also`` in the other one.

    ``language`` is that of ``also``. A ``program`` is shown as it is written.
    """

    text: Words
    also: str = ""
    language: str = ""
    program: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One setting in words; the rows of a list have lines of their own."""

    label: Words
    said: Sequence[Said] = ()
    rows: "Sequence[Sequence[Line]]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table in words: what its columns are called, and its rows cell by cell."""

    columns: Sequence[Words]
    cells: Sequence[Sequence[Words]]

    @property
    def rows(self) -> list[list[tuple[Words, Words]]]:
        """The rows, each cell with what its column is called."""
        return [list(zip(self.columns, row, strict=True)) for row in self.cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing of a part in words, for whoever reads it without changing it.

    Without a ``title`` it is the part itself.

    ``item`` is its name in the editor ("" = the part), ``note`` what kind of thing it is,
    ``inside`` the things in it. ``state`` is that of a chip with the words ``chip``. ``drawing``
    is an SVG, ``picture`` the address of one.
    """

    title: Said | None = None
    item: str = ""
    note: Words = ""
    chip: Words = ""
    state: str = ""
    lines: Sequence[Line] = ()
    grid: Grid | None = None
    drawing: str = ""
    picture: str = ""
    inside: "Sequence[Told]" = ()
