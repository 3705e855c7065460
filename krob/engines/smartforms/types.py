"""The words of a form: pages, fields, what every kind of field must offer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Setting
from krob.foundation.rules.expressions import Expression
from krob.foundation.rules.values import Type

Answer = Any
"""Canonical JSON: numbers and money as text, dates ISO C.E., lists of dicts for groups."""

Posted = Mapping[str, list[str]]
"""What a browser sent: each name with all its values."""

MAX_RAW = 20_000
"""Characters kept of one unreadable text: enough to correct it, not enough to fill a disk."""


class Unreadable(Exception):
    """A text is not a value of its kind; ``parts`` says which input is wrong ("" = all)."""

    def __init__(self, message: Message = "", **parts: Message) -> None:
        super().__init__()
        self.parts: dict[str, Message] = {"": message} if message else dict(parts)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that an answer keeps, and what the person is told where it does not."""

    rule: Expression
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a compiled form. ``options`` are the settings of its kind."""

    key: str
    page: str
    kind: "Kind"
    label: Text
    short: Text
    help: Text
    why: Text
    law: str
    required: bool | Expression
    visible_when: Expression | None
    because: Text
    checks: tuple[Check, ...] = ()
    prefill: str = ""
    purpose: str = ""
    sensitivity: str = "none"
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple["Field", ...] = ()
    value: Expression | None = None

    @property
    def name(self) -> Text:
        """What messages call the field: its short name, else its label."""
        return self.short or self.label

    def text(self, option: str) -> Text:
        """Return an option that is a text."""
        return Text.of(self.options.get(option))

    @property
    def condition(self) -> str:
        """The source of the condition under which the question is asked; "" = always."""
        return self.visible_when.source if self.visible_when else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a compiled form. ``triggers`` are the fields that some condition on it reads."""

    key: str
    title: Text
    help: Text
    visible_when: Expression | None
    fields: tuple[Field, ...]
    triggers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledForm:
    """A form that has been checked and may be filled in. Frozen; shared between requests."""

    pages: tuple[Page, ...]
    fields: Mapping[str, Field]
    types: Mapping[str, Type]
    digest: str
    triggers: frozenset[str]

    def page(self, key: str | None) -> tuple[Page, ...]:
        """Return the page called ``key``, all pages for ``None``, nothing for an unknown one."""
        return tuple(page for page in self.pages if key is None or page.key == key)


class Kind(ABC):
    """One sort of question: how it is posted, read, checked, shown and described to machines.

    Subclasses set ``code`` and ``title``, declare the ``settings`` that officials may make beside
    those that every field has (``options`` are their keys), and override what differs. They hold
    no state.
    """

    code: ClassVar[str] = ""
    title: ClassVar[Message] = ""
    asks: ClassVar[bool] = True
    parts: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[tuple[Setting, ...]] = ()
    options: ClassVar[frozenset[str]] = frozenset()
    grouped: ClassVar[bool] = False
    inputmode: ClassVar[str] = ""
    autocomplete: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Know the options of a kind by its settings."""
        super().__init_subclass__()
        cls.options = frozenset(setting.key for setting in cls.settings)

    @property
    def template(self) -> str:
        """The template that draws the input."""
        return f"smartforms/kinds/{self.code}.html"

    def parts_of(self, field: Field) -> tuple[str, ...]:
        """The inputs of which a question of this kind consists; none where it is one input."""
        return self.parts

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect what was posted under ``name``; ``None`` when nothing was."""
        values = posted.get(name)
        return values[-1][:MAX_RAW] if values else None

    @abstractmethod
    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read what was posted, or given by an interface, into the canonical answer.

        ``None`` means that nothing was answered.

        Raises:
            Unreadable: it is not a value of this kind; the messages say what to type.
        """

    def adapt(self, fact: Any, field: Field) -> Answer:
        """Return a fact of a registry in a form that ``parse`` reads."""
        return fact

    def typed(self, answer: Answer, field: Field) -> Any:
        """Return the value that rules compute with."""
        return answer

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Return the types that rules know the answer by: suffix of the key → type."""
        return {"": "text"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the answer as a person reads it in the summary."""
        return str(answer)

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the answer in JSON Schema (2020-12)."""
        return {"type": "string"}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Yield (option, what is wrong) of a field as an official wrote it."""
        yield from ()

    def missing(self, field: Field) -> Message:
        """Say what to do where a required answer is not there."""
        return _("Enter %(name)s.") % {"name": field.name}

    def show(self, raw: Answer, field: Field) -> Answer:
        """Return what the inputs contain, from an answer or from unreadable text."""
        return "" if raw is None else raw
