"""From a form part, as an official wrote it, to a form that can be filled in.

One walk from top to bottom does both jobs: it builds the frozen form and it collects everything
that is wrong, so that what is published is exactly what was checked.
"""

import hashlib
import json
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import limits
from krob.engines.smartforms.kinds import kinds
from krob.engines.smartforms.types import Check, CompiledForm, Field, Page
from krob.foundation.core.errors import Invalid
from krob.foundation.core.pinned import Pinned
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import (
    Expression,
    ExpressionError,
    GroupOf,
    ListOf,
    Type,
    compile_expression,
)
from krob.foundation.rules.problems import Problem, Severity, has_errors

KEY = re.compile(r"[a-z][a-z0-9_]*")
PREFILL = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_]*)+")
NOT_IN_GROUPS = frozenset({"group", "computed", "file"})
SENSITIVITIES = ("none", "personal", "sensitive")
COMMON = frozenset(
    "key kind label short help why law mark required visible_when because checks prefill purpose"
    " sensitivity fields".split()
)


FOR_THE_CALLER = frozenset({"block", "lookup"})
"""Settings that any field may carry and that others read: a registry to ask, the field's block."""


def compiled(
    part: Mapping[str, Any], extra_types: Mapping[str, Type] | None = None
) -> CompiledForm:
    """Return the form of a part, compiled once per content.

    Args:
        part: the form part of a definition.
        extra_types: names that conditions may read though the form does not ask for them.

    Raises:
        Invalid: the part has errors (``spec.problems`` says which).
    """
    types = _Types(extra_types or {})
    if isinstance(part, Pinned):
        return _of_pinned(part, types)
    if too_much := limits.broken(part):
        raise Invalid("form-broken", too_much)
    return _compiled(canonical(part), types)


def drafted(
    part: Mapping[str, Any], extra_types: Mapping[str, Type] | None = None
) -> tuple[CompiledForm, int]:
    """Return a form that is still being written, and how many questions had to be left out.

    What is in order works as it will; a question with an error, and a page without a key, wait.
    """
    builder = Builder(part, extra_types or {})
    broken = [p.path for p in builder.problems if p.severity == "error"]
    pages = tuple(_without_broken(page, broken) for page in builder.pages if page.key)
    left_out = sum(len(page.fields) for page in builder.pages) - sum(len(p.fields) for p in pages)
    return _form(pages, builder.own_types, ""), left_out


def _without_broken(page: Page, broken: Sequence[str]) -> Page:
    path = f"pages[{page.key}].fields"
    whole = tuple(
        field
        for field in page.fields
        if field.key and not any(each.startswith(f"{path}[{field.key}]") for each in broken)
    )
    return replace(page, fields=whole, triggers=frozenset().union(*map(_reads_of, whole)))


def _form(pages: tuple[Page, ...], types: Mapping[str, Type], text: str) -> CompiledForm:
    return CompiledForm(
        pages=pages,
        fields=MappingProxyType({f.key: f for page in pages for f in page.fields}),
        types=MappingProxyType(dict(types)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        triggers=frozenset().union(*(page.triggers for page in pages)),
    )


def canonical(part: Any) -> str:
    """Return the one text by which a part is known: sorted keys, no white space."""
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class _Types(dict[str, Type]):
    """Types as a key of the cache."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


@lru_cache(maxsize=256)
def _of_pinned(part: Pinned, extra_types: _Types) -> CompiledForm:
    return _compiled(canonical(part), extra_types)


@lru_cache(maxsize=256)
def _compiled(text: str, extra_types: _Types) -> CompiledForm:
    builder = Builder(json.loads(text), extra_types)
    if has_errors(builder.problems):
        first = next(p for p in builder.problems if p.severity == "error")
        raise Invalid("form-broken", _("The form has an error: %(problem)s") % {"problem": first})
    return _form(builder.pages, builder.own_types, text)


class Builder:
    """Walks a part once; afterwards ``pages``, ``own_types`` and ``problems`` are complete."""

    def __init__(self, part: Mapping[str, Any], extra_types: Mapping[str, Type]) -> None:
        self.problems: list[Problem] = []
        self.own_types: dict[str, Type] = {}
        self._known: dict[str, Type] = dict(extra_types)
        self._reserved = {name.partition(".")[0] for name in extra_types}
        self._later: set[str] = set()
        self._seen: set[str] = set()
        too_much = limits.broken(part)
        if too_much:
            self._say("pages", too_much)
            part = {}
        pages = part.get("pages") if isinstance(part, Mapping) else None
        if too_much:
            pages = []
        elif not isinstance(pages, list) or not pages:
            self._say("pages", _("A form has at least one page."))
            pages = []
        self._later = {key for page in pages for key in _keys_of(page)}
        self._words = {key: said for page in pages for key, said in _words_of(page).items()}
        self.pages = tuple(self._page(page, f"pages[{i}]") for i, page in enumerate(pages))

    def _say(self, path: str, message: Text | Promise | str, severity: Severity = "error") -> None:
        self.problems.append(Problem(path, message, severity))

    def _page(self, page: Any, path: str) -> Page:
        page = page if isinstance(page, Mapping) else {}
        key = self._key(page, path, "page:")
        path = f"pages[{key}]" if key else path
        title = self._text(page, "title", path)
        condition = self._condition(page.get("visible_when"), f"{path}.visible_when")
        fields = tuple(
            self._field(each, f"{path}.fields[{i}]", key) for i, each in enumerate(_fields_of(page))
        )
        if not fields:
            self._say(f"{path}.fields", _("The page asks nothing."), "warning")
        help_text = self._hint(page, "help", path)
        return Page(
            key=key,
            title=title,
            help=help_text,
            visible_when=condition,
            fields=fields,
            triggers=frozenset().union(*map(_reads_of, fields)),
        )

    def _key(self, thing: Mapping[str, Any], path: str, prefix: str = "") -> str:
        key = thing.get("key", "")
        if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > 60:
            self._say(
                f"{path}.key",
                _("A key has small letters, digits and _ and starts with a letter."),
            )
            return ""
        if not prefix and (keyword.iskeyword(key) or key in self._reserved):
            self._say(
                f"{path}.key", _("“%(key)s” is a word of rules. Choose another key.") % {"key": key}
            )
        if prefix + key in self._seen:
            self._say(f"{path}.key", _("The key “%(key)s” is used twice.") % {"key": key})
        self._seen.add(prefix + key)
        return key

    def _text(self, thing: Mapping[str, Any], name: str, path: str) -> Text:
        text = Text.of(thing.get(name))
        if not text.th:
            self._say(f"{path}.{name}", _("The Thai text is missing."))
        elif not text.en:
            self._say(f"{path}.{name}", _("The English text is missing."))
        return text

    def _hint(self, thing: Mapping[str, Any], name: str, path: str) -> Text:
        """Return a text that may be absent; one that is there should be in both languages."""
        text = Text.of(thing.get(name))
        if bool(text.th) != bool(text.en):
            missing = (
                _("The English text is missing.") if text.th else _("The Thai text is missing.")
            )
            self._say(f"{path}.{name}", missing, "warning")
        return text

    def _field(self, spec: Any, path: str, page: str, scope: str = "") -> Field:
        spec = spec if isinstance(spec, Mapping) else {}
        key = self._key(spec, path, scope)
        path = f"{path.rpartition('[')[0]}[{key}]" if key else path
        code = str(spec.get("kind", ""))
        if code not in kinds:
            self._say(
                f"{path}.kind", _("There is no kind of field called “%(kind)s”.") % {"kind": code}
            )
            code = "note"
        kind = kinds.get(code)
        conditions = self._conditions(spec, path)
        subfields = self._cells(spec, path, page) if code == "group" else ()
        value = self._rule(spec.get("value"), f"{path}.value", None) if code == "computed" else None
        field = Field(
            key=key,
            page=page,
            kind=kind,
            label=Text.of(spec.get("label")) if code == "note" else self._text(spec, "label", path),
            short=self._hint(spec, "short", path),
            help=self._hint(spec, "help", path),
            why=self._hint(spec, "why", path),
            law=str(spec.get("law") or ""),
            because=self._hint(spec, "because", path),
            prefill=str(spec.get("prefill") or ""),
            purpose=str(spec.get("purpose") or ""),
            sensitivity=str(spec.get("sensitivity") or "none"),
            options=MappingProxyType({k: v for k, v in spec.items() if k not in COMMON}),
            fields=subfields,
            value=value,
            **conditions,
        )
        self._settings(spec, field, path, nested=bool(scope))
        self._learn(field, nested=bool(scope))
        checks = tuple(self._checks(spec, path))
        return _with_checks(field, checks)

    def _conditions(self, spec: Mapping[str, Any], path: str) -> dict[str, Any]:
        required = spec.get("required", False)
        if isinstance(required, str):
            required = self._condition(required, f"{path}.required") or False
        elif not isinstance(required, bool):
            self._say(f"{path}.required", _("Choose when it must be answered."))
            required = False
        visible = self._condition(spec.get("visible_when"), f"{path}.visible_when")
        return {"required": required, "visible_when": visible}

    def _condition(self, source: Any, path: str) -> Expression | None:
        return self._rule(source, path, "bool") if source else None

    def _rule(self, source: Any, path: str, want: Type | None) -> Expression | None:
        """Compile a rule over what stands earlier in the form; note what is wrong with it."""
        if not isinstance(source, str) or not source.strip():
            if source:
                self._say(path, _("This rule cannot be read."))
            return None
        try:
            return compile_expression(source, self._known, want)
        except ExpressionError as error:
            later = sorted(set(re.findall(r"[a-z][a-z0-9_]*", _bare(source))) & self._later)
            if error.code == "unknown-name" and later:
                self._say(
                    path,
                    _(
                        "The rule reads “%(names)s”, which is asked later or here. It may"
                        " read what stands above it only."
                    )
                    % {"names": "”, “".join(self._words.get(name) or name for name in later)},
                )
            else:
                self._say(path, error.text)
            return None

    def _cells(self, spec: Mapping[str, Any], path: str, page: str) -> tuple[Field, ...]:
        outside_known, outside_later = dict(self._known), self._later
        self._later = self._later | set(_keys_of(spec))
        scope = f"{spec.get('key')}."
        cells = tuple(
            self._field(cell, f"{path}.fields[{i}]", page, scope)
            for i, cell in enumerate(_fields_of(spec))
        )
        self._known, self._later = outside_known, outside_later
        if not cells:
            self._say(f"{path}.fields", _("The group has no questions."))
        return cells

    def _settings(self, spec: Mapping[str, Any], field: Field, path: str, *, nested: bool) -> None:
        kind = field.kind
        for option in sorted(set(field.options) - kind.options - FOR_THE_CALLER):
            said = _("This kind of question has no setting “%(name)s”.") % {"name": option}
            self._say(f"{path}.{option}", said, "warning")
        for option, message in kind.problems(field.options):
            self._say(f"{path}.{option}", message)
        if field.sensitivity not in SENSITIVITIES:
            self._say(f"{path}.sensitivity", _("Choose how sensitive the answer is."))
        elif field.sensitivity != "none" and not field.purpose:
            self._say(f"{path}.purpose", _("Personal data needs a purpose."))
        if field.prefill and not PREFILL.fullmatch(field.prefill):
            self._say(f"{path}.prefill", _("Choose where the answer comes from."))
        if field.prefill and not kind.asks:
            self._say(f"{path}.prefill", _("This kind takes no answer."))
        if nested and kind.code in NOT_IN_GROUPS:
            self._say(f"{path}.kind", _("This kind cannot stand inside a group."))

    def _learn(self, field: Field, *, nested: bool) -> None:
        """From here on rules may read the field."""
        if not field.key:
            return
        self._later = self._later - {field.key}
        types = {f"{field.key}{end}": t for end, t in field.kind.rules_types(field).items()}
        self._known = self._known | types
        if not nested:
            self.own_types |= types

    def _checks(self, spec: Mapping[str, Any], path: str) -> list[Check]:
        found = []
        for i, check in enumerate(spec.get("checks") or []):
            here = f"{path}.checks[{i}]"
            check = check if isinstance(check, Mapping) else {}
            if not check.get("rule"):
                self._say(f"{here}.rule", _("The rule is missing."))
            rule = self._condition(check.get("rule"), f"{here}.rule")
            message = self._text(check, "message", here)
            if rule:
                found.append(Check(rule, message))
        return found


def _with_checks(field: Field, checks: tuple[Check, ...]) -> Field:
    return replace(field, checks=checks)


def _fields_of(thing: Any) -> list[Any]:
    fields = thing.get("fields") if isinstance(thing, Mapping) else None
    return fields if isinstance(fields, list) else []


def _keys_of(thing: Any) -> list[str]:
    return [str(f.get("key")) for f in _fields_of(thing) if isinstance(f, Mapping)]


def _words_of(thing: Any) -> dict[str, str]:
    """Return what the questions of a page or group are called, and those inside its groups."""
    found: dict[str, str] = {}
    for field in _fields_of(thing):
        if isinstance(field, Mapping):
            found |= _words_of(field) | {str(field.get("key")): str(Text.of(field.get("label")))}
    return found


def _bare(source: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", source)


def _reads_of(field: Field) -> frozenset[str]:
    """Return the fields that decide whether and how a field is asked, without its checks."""
    rules = [field.visible_when, field.value, *(f.visible_when for f in field.fields)]
    rules += [
        each.required for each in (field, *field.fields) if not isinstance(each.required, bool)
    ]
    return frozenset(name.split(".")[0] for rule in rules if rule for name in rule.reads)


__all__ = ["Builder", "CompiledForm", "GroupOf", "ListOf", "canonical", "compiled"]
