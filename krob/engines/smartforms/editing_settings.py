"""What an official may say about a page and about a question, beside what its kind asks for.

Two settings are kept in another shape than they are edited in: ``required`` (never, always, or by
a rule) and what a look-up fills (a mapping that is edited as rows).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds import kinds
from krob.engines.smartforms.types import Kind
from krob.foundation.core.errors import Message
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.types import Setting

WHEN = _("When it is asked")
WORDS = _("Help and reasons")
CHECKS = _("Checks of the answer")
SOURCES = _("Personal data and where the answer comes from")
PAGE_SETTINGS = (
    Setting(key="title", label=_("Title of the page"), kind="words", longest=200),
    Setting(key="help", label=_("What helps with the page"), kind="prose", longest=2000),
    Setting(key="visible_when", label=_("The page is asked when"), kind="rule", group=WHEN),
)
LABEL = Setting(key="label", label=_("Question"), kind="words", longest=300)
VISIBLE = (
    Setting(key="visible_when", label=_("It is asked when"), kind="rule", group=WHEN),
    Setting(
        key="because",
        label=_("Why it appears"),
        kind="words",
        help=_("Stands above the question when it opens."),
        group=WHEN,
    ),
)
REQUIRED = (
    Setting(
        key="must",
        label=_("Must it be answered?"),
        kind="choice",
        choices=(("always", _("Always")), ("rule", _("When a rule holds"))),
        help=_("Nothing chosen: it may be left empty."),
    ),
    Setting(key="must_when", label=_("It must be answered when"), kind="rule", group=WHEN),
)
SHORT = Setting(
    key="short", label=_("Short name for tables and messages"), kind="words", group=WORDS
)
REASONS = (
    SHORT,
    Setting(key="help", label=_("Help"), kind="prose", longest=1000, group=WORDS),
    Setting(key="why", label=_("Why we ask"), kind="prose", longest=1000, group=WORDS),
    Setting(key="law", label=_("Law that allows asking"), group=WORDS),
    Setting(
        key="mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES, group=WORDS
    ),
)
CHECK_ROWS = Setting(
    key="checks",
    label=_("Checks of the answer"),
    kind="rows",
    columns=(
        Setting(key="rule", label=_("This must hold"), kind="rule"),
        Setting(key="message", label=_("What the person reads where it does not"), kind="words"),
    ),
    group=CHECKS,
)
PERSONAL = (
    Setting(
        key="sensitivity",
        label=_("Personal data"),
        kind="choice",
        choices=(
            ("personal", _("Personal")),
            ("sensitive", _("Sensitive personal data")),
        ),
        help=_("Nothing chosen: the answer says nothing about a person."),
        group=SOURCES,
    ),
    Setting(
        key="purpose",
        label=_("What the personal data is for"),
        kind="code",
        help=_("A purpose in one word, such as identify-applicant."),
        group=SOURCES,
    ),
)
PREFILL = Setting(
    key="prefill",
    label=_("Filled in beforehand with"),
    kind="choice",
    among="prefill",
    group=SOURCES,
)
LOOKUP = (
    Setting(
        key="lookup.registry",
        label=_("Registry that is asked by this answer"),
        kind="choice",
        among="registries",
        group=SOURCES,
    ),
    Setting(
        key="lookup.label", label=_("Words on the button that asks"), kind="words", group=SOURCES
    ),
    Setting(
        key="fills",
        label=_("What the registry's answer fills in"),
        kind="rows",
        columns=(
            Setting(key="field", label=_("Question (key)"), kind="code"),
            Setting(key="fact", label=_("Fact of the registry"), longest=60),
        ),
        group=SOURCES,
    ),
)


def settings_of(item: Mapping[str, Any], *, cell: bool = False) -> tuple[Setting, ...]:
    """Return everything that may be said about a question, by its kind; cells have no sources."""
    found = _settings(kind_of(item), cell=cell)
    order: tuple[Message, ...] = ("", WHEN, CHECKS, WORDS, SOURCES)
    rank: dict[Message, int] = {group: place for place, group in enumerate(order)}
    return tuple(sorted(found, key=lambda setting: rank.get(setting.group, len(rank))))


def _settings(kind: Kind, *, cell: bool) -> tuple[Setting, ...]:
    if kind.code == "heading":
        return (LABEL, VISIBLE[0])
    if kind.code == "note":
        return (LABEL, *kind.settings, *VISIBLE)
    if kind.code == "file":
        return (LABEL, *REQUIRED, *kind.settings, *VISIBLE, *REASONS)
    if not kind.asks:
        return (LABEL, *kind.settings, *VISIBLE, *REASONS)
    sources = () if cell else (PREFILL, *LOOKUP)
    return (
        LABEL,
        *REQUIRED,
        *kind.settings,
        *VISIBLE,
        *REASONS,
        CHECK_ROWS,
        *PERSONAL,
        *sources,
    )


def kind_of(item: Mapping[str, Any]) -> Kind:
    """Return the kind of a question; one that nobody knows is taken for a text."""
    code = str(item.get("kind"))
    return kinds.get(code if code in kinds else "text")


def unfolded(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question in the shape in which it is edited."""
    result = {key: value for key, value in item.items() if key not in {"required", "fields"}}
    required = item.get("required")
    if isinstance(required, str) and required:
        result |= {"must": "rule", "must_when": required}
    elif required:
        result["must"] = "always"
    if result.get("sensitivity") == "none":
        del result["sensitivity"]
    lookup = item.get("lookup")
    fills = lookup.get("fills") if isinstance(lookup, Mapping) else None
    if isinstance(fills, Mapping):
        result["fills"] = [{"field": key, "fact": fact} for key, fact in fills.items()]
    return result


def folded(item: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edited question in the shape in which it is kept.

    What the new kind does not know falls away; the questions of a group stay.
    """
    result = {
        key: value for key, value in item.items() if key not in {"must", "must_when", "fills"}
    }
    must, rule = item.get("must"), item.get("must_when")
    if must == "always" or (must == "rule" and rule):
        result["required"] = True if must == "always" else rule
    elif "required" in before:
        result["required"] = False
    result = _with_fills(result, item.get("fills"))
    old, new = kind_of(before), kind_of(result)
    for option in old.options - new.options:
        result.pop(option, None)
    if "fields" in before and new.code == "group":
        result["fields"] = before["fields"]
    return _in_order(result, before)


def _with_fills(item: dict[str, Any], fills: Any) -> dict[str, Any]:
    lookup = {key: value for key, value in (item.get("lookup") or {}).items() if key != "fills"}
    pairs = {row["field"]: row.get("fact", "") for row in fills or [] if row.get("field")}
    if lookup or pairs:
        return item | {"lookup": lookup | ({"fills": pairs} if pairs else {})}
    return {key: value for key, value in item.items() if key != "lookup"}


def _in_order(item: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the keys of a question in the order in which they stood."""
    rank = {key: place for place, key in enumerate(before)}
    return dict(sorted(item.items(), key=lambda pair: rank.get(pair[0], len(rank))))


PATHS = {"required": "must_when", "fields": "", "lookup": "lookup.registry"}
"""Where problems of a kept setting are shown."""


def edited_path(path: str) -> str:
    """Return the setting at which a problem of a question is shown."""
    head, dot, rest = path.partition(".")
    return PATHS.get(head, head) + (dot + rest if head not in PATHS else "")
