"""Who reads an answer: every place of a definition that names a question of its form.

Rules of all parts are texts under a few keys; some settings name a question plainly. Both are
known here once, so that "used by" and renaming say the same. Documents, tables and steps have
codes, which a few other places name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from krob.foundation.core.text import Text
from krob.foundation.editing.types import JSON
from krob.foundation.rules.renaming import names, renamed

RULES = frozenset(
    "visible_when required rule value needed_when when if amount output inputs".split()
)
"""Keys under which a text (or a list of texts) is a rule over the answers."""

NAMES = frozenset("label_field contact_field expiry_field name_field field".split())
"""Keys under which a text is the path of an answer."""

CODES: Mapping[str, tuple[str, ...]] = {
    "document": ("service.manual.documents", "examples.expect.documents", "documents.code"),
    "table": ("fees.lines.table", "fees.tables.code", "offering.tables.code"),
    "step": ("examples.expect.route",),
}
"""Where the code of a document, table or step stands besides its own part; lists are passed."""

Path = tuple[str | int, ...]
Local = Mapping[str, str]
Visit = Callable[["Use", JSON, str, Local], JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place that reads an answer.

    ``part`` is the part of the definition, ``path`` the steps that lead to the place in it,
    ``words`` what people call the thing that reads (a document, a step, a question).
    """

    part: str
    path: Path
    words: Text

    @property
    def setting(self) -> str:
        """The key under which the answer is named."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def place(self) -> str:
        """The path as problems write it, part first: ``documents/[0].needed_when``."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{self.part}/" + "".join(steps).lstrip(".")


def used(parts: Mapping[str, JSON]) -> dict[str, list[Use]]:
    """Return the places that read each answer, by the path of the answer."""
    found: dict[str, list[Use]] = {}

    def visit(use: Use, value: JSON, kind: str, local: Local) -> JSON:
        for name in names(value, local) if kind == "rule" else {value}:
            if name:
                found.setdefault(name, []).append(use)
        return value

    for part, value in parts.items():
        _walk(Use(part=part, path=(), words=Text("")), value, {}, visit)
    return found


def rules(parts: Mapping[str, JSON]) -> list[tuple[Use, str]]:
    """Return every rule over the answers with the place where it stands."""
    found: list[tuple[Use, str]] = []

    def visit(use: Use, value: JSON, kind: str, local: Local) -> JSON:
        if kind == "rule":
            found.append((use, value))
        return value

    for part, value in parts.items():
        _walk(Use(part=part, path=(), words=Text("")), value, {}, visit)
    return found


def uses(parts: Mapping[str, JSON], path: str) -> list[Use]:
    """Return every place that reads the answer at a path (``area``, ``staff.trained``) once."""
    found = [
        use
        for name, those in used(parts).items()
        if name == path or name.startswith(f"{path}.")
        for use in those
    ]
    return list({(use.part, use.path): use for use in found}.values())


def with_name(parts: Mapping[str, JSON], old: str, new: str) -> dict[str, JSON]:
    """Return the parts with every reading of the path ``old`` led to its new last step.

    The question itself is not renamed: its editor does that.
    """
    full = ".".join([*old.split(".")[:-1], new])

    def visit(use: Use, value: JSON, kind: str, local: Local) -> JSON:
        if kind == "rule":
            return renamed(value, old, new, local)
        inside = value == old or value.startswith(f"{old}.")
        return full + value[len(old) :] if inside else value

    return {
        part: _walk(Use(part=part, path=(), words=Text("")), value, {}, visit)
        for part, value in parts.items()
    }


@dataclass(frozen=True, slots=True)
class Renaming:
    """Another name: of an ``answer`` (old path, new last step), or a code of one of ``CODES``."""

    kind: str
    old: str
    new: str


def followed(parts: Mapping[str, JSON], renamings: Iterable[Renaming]) -> dict[str, JSON]:
    """Return the parts with every mention of what was renamed led to its new name, in order."""
    result = dict(parts)
    for each in renamings:
        if each.kind == "answer":
            result = with_name(result, each.old, each.new)
        for place in CODES.get(each.kind, ()):
            part, *steps = place.split(".")
            if part in result:
                result[part] = _recoded(result[part], steps, each)
    return result


def _recoded(value: JSON, steps: list[str], renaming: Renaming) -> JSON:
    """Return a value with the code replaced at the end of a path."""
    if isinstance(value, list):
        return [_recoded(each, steps, renaming) for each in value]
    if not steps:
        return renaming.new if value == renaming.old else value
    if not isinstance(value, Mapping) or steps[0] not in value:
        return value
    return {**value, steps[0]: _recoded(value[steps[0]], steps[1:], renaming)}


def _walk(use: Use, value: JSON, local: Local, visit: Visit) -> JSON:
    """Return the value with every rule and every name in it visited."""
    if isinstance(value, str):
        kind = _kind(use)
        return visit(use, value, kind, local) if kind and value.strip() else value
    if isinstance(value, list):
        return [_walk(_at(use, place), each, local, visit) for place, each in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    if use.setting in _KEYED.get(use.part, ()):
        return _walk_keys(use, value, "", visit)
    use = Use(part=use.part, path=use.path, words=_words(value) or use.words)
    return {
        key: _walk(_at(use, key), each, _local(value, local) if key == "fields" else local, visit)
        for key, each in value.items()
    }


_KEYED = {"form": ("fills",), "examples": ("answers",)}
"""Settings of a part that are mappings by the keys of questions."""


def _walk_keys(use: Use, value: Mapping[str, Any], prefix: str, visit: Visit) -> JSON:
    """Visit the keys of a mapping that has an entry for each question, rows of groups too."""
    result = {}
    for key, each in value.items():
        name = str(visit(use, f"{prefix}{key}", "name", {}))
        if isinstance(each, list):
            each = [
                _walk_keys(use, row, f"{key}.", visit) if isinstance(row, Mapping) else row
                for row in each
            ]
        result[name.rpartition(".")[2] if prefix else name] = each  # the group may be renamed
    return result


def _at(use: Use, step: str | int) -> Use:
    return Use(part=use.part, path=(*use.path, step), words=use.words)


def _kind(use: Use) -> str:
    """Return whether a text is a ``rule`` over the answers, the ``name`` of one, or neither."""
    setting = use.setting
    if setting in RULES:
        return "rule"
    if (
        setting in NAMES
        or "premises" in use.path[:1]
        or (use.part, setting) == ("documents", "key")
    ):
        return "name"
    return ""


def _local(group: Mapping[str, Any], local: Local) -> Local:
    """Return what bare names mean in the questions of a group: its own cells first."""
    if group.get("kind") != "group":
        return local
    cells = [cell.get("key") for cell in group["fields"] or () if isinstance(cell, Mapping)]
    return {**local, **{str(cell): f"{group.get('key')}.{cell}" for cell in cells}}


def _words(thing: Mapping[str, Any]) -> Text:
    """Return what people call a thing of a definition; nothing where it has no name."""
    for key in ("label", "title", "name", "code", "key"):
        text = Text.of(thing.get(key)) if isinstance(thing.get(key), str | Mapping) else Text("")
        if text:
            return text
    return Text("")
