"""Settings that are rules: built by rows, written as text by experts, read aloud below.

Posted names: ``<name>-mode`` (``rows`` or ``text``), ``<name>-join`` (``all`` or ``any``),
``<name>-<n>-field``, ``-op`` and ``-value`` (several where an operator takes several),
``<name>-out`` (a row to take out), ``<name>-fix`` (an offered text), ``<name>-was`` (the rule that
the page showed) and ``<name>`` (the text). In the mode ``rows`` the text counts where it alone was
changed; without a mode it always counts.

Req: 2.10.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.editing.posting import Input, Unread, last, typed_day
from krob.foundation.editing.types import JSON, Around, Posted, Said, Setting
from krob.foundation.rules import rows as rules
from krob.foundation.rules import written
from krob.foundation.rules.expressions import ExpressionError, compile_expression, describe
from krob.foundation.rules.parsing import MAX_LENGTH
from krob.foundation.rules.rows import BadRow, Join, Row, Rows
from krob.foundation.rules.values import Type

FLAGS = ("no", "always", "rule")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_SINGLE_EQUALS = re.compile(r"(?<![=!<>:])=(?!=)")


def heard(source: str, around: Around, want: Type | None) -> dict[str, Any]:
    """Return a rule read aloud, or what is wrong with it and, where we know it, the right text."""
    if not source:
        return {}
    try:
        compile_expression(source, around.types, want)
        return {"reading": describe(source, around.labels)}
    except ExpressionError as fault:
        return {"fault": fault.text, "fix": _mended(source, around, want)}


def _mended(source: str, around: Around, want: Type | None) -> str:
    mended = _SINGLE_EQUALS.sub("==", source.translate(_STRAIGHT))
    if mended == source:
        return ""
    try:
        compile_expression(mended, around.types, want)
    except ExpressionError:
        return ""
    return mended


def told(source: str, around: Around) -> Text:
    """Return a rule in plain words; the rule itself where it does not compile."""
    try:
        return describe(source, around.labels)
    except ExpressionError:
        return Text(source, source)


class FormulaInput(Input):
    """A rule of any type (``setting.want``), written as text and read aloud."""

    template = "editing/inputs/formula.html"
    longest = MAX_LENGTH

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read the rule as text; whether it compiles is for the checks."""
        return self._text(posted, name)

    def _text(self, posted: Posted, name: str) -> str | None:
        return self._short(last(posted, f"{name}-fix") or last(posted, name))

    def _short(self, text: str) -> str | None:
        if len(text) > self.longest:
            raise Unread(_("At most %(most)s characters.") % {"most": self.longest})
        return text or None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Read the rule aloud below its text."""
        source = value if isinstance(value, str) else "" if value is None else str(value)
        return {
            "value": source,
            "kind": setting.kind,
            "want": setting.want or "any",
            "listening": around.listening,
            **heard(source, around, setting.want),
        }

    def say(self, setting: Setting, value: JSON, around: Around) -> Sequence[Said]:
        """Read the rule in plain words."""
        if isinstance(value, bool):
            return (Said(text=_("Always") if value else _("Never")),)
        return (Said(text=told(str(value), around)),)

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Show the text as it was typed, up to its greatest length."""
        return self.show(setting, last(posted, name)[: self.longest], name, around)


class RuleInput(FormulaInput):
    """A condition: rows *field - operator - value*, or text for experts."""

    template = "editing/inputs/rule.html"
    together = True

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read the rows or the text, whichever was changed.

        While a page saves itself, a row that is not finished waits: the rule stays as it was.
        """
        was = last(posted, f"{name}-was")
        if last(posted, f"{name}-mode") != "rows" or last(posted, f"{name}-fix"):
            return self._text(posted, name)
        condition = _posted_rows(posted, name, around)
        text = self._text(posted, name) if name in posted else None
        rows_changed = condition != _rows_of(was, around)
        if name in posted and (text or "") != was:
            if rows_changed:
                raise Unread(_("You changed both the rows and the text. Change one of them."))
            return text
        if not rows_changed:
            return was or None
        try:
            return self._short(rules.source_of(condition, around.types))
        except BadRow as bad:
            if last(posted, "autosave"):
                return was or None
            raise Unread(_row_fault(bad)) from None

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Show the rule as rows where it is of that shape."""
        shown = dict(super().show(setting, value, name, around))
        found = _rows_of(shown["value"], around)
        shown |= {"was": shown["value"], "mode": "text"}
        return shown if found is None else shown | _grid(found, name, around)

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Show rows that could not be read as they were typed."""
        if last(posted, f"{name}-mode") != "rows":
            return super().again(setting, posted, name, around)
        shown = dict(super().again(setting, posted, name, around))
        was = last(posted, f"{name}-was")[: self.longest]
        return shown | {"was": was} | _grid(_posted_rows(posted, name, around), name, around)


class RuleOrFlagInput(RuleInput):
    """Never, always, or when a rule holds: ``None``, ``True`` or the rule.

    ``<name>-when`` is posted as ``no``, ``always`` or ``rule``.
    """

    template = "editing/inputs/rule_or_flag.html"

    def read(self, setting: Setting, posted: Posted, name: str, around: Around) -> JSON:
        """Read which of the three it is; without ``-when``, what the text says."""
        when = last(posted, f"{name}-when")
        if when in ("no", "always"):
            return True if when == "always" else None
        rule = super().read(setting, posted, name, around)
        if when == "rule" and not rule:
            raise Unread(_("Say when, or choose always or no."))
        return True if rule in ("true", "True") else rule

    def show(self, setting: Setting, value: JSON, name: str, around: Around) -> Mapping[str, Any]:
        """Show which of the three it is, and the rule."""
        source = value if isinstance(value, str) else None
        when = "rule" if source else "always" if value else "no"
        return {**super().show(setting, source, name, around), "when": when}

    def again(
        self, setting: Setting, posted: Posted, name: str, around: Around
    ) -> Mapping[str, Any]:
        """Keep the choice that was made."""
        shown = super().again(setting, posted, name, around)
        return {**shown, "when": last(posted, f"{name}-when") or "rule"}


def _rows_of(source: str, around: Around) -> Rows | None:
    return rules.rows_of(source, around.types) if source else Rows("all", ())


def _posted_rows(posted: Posted, name: str, around: Around) -> Rows:
    join: Join = "any" if last(posted, f"{name}-join") == "any" else "all"
    out = last(posted, f"{name}-out")
    found: list[Row] = []
    for place in range(rules.MOST_ROWS + 1):
        if f"{name}-{place}-field" not in posted:
            break
        row = _posted_row(posted, f"{name}-{place}", around)
        if row.field and str(place) != out:
            found.append(row)
    return Rows(join if len(found) > 1 else "all", tuple(found))


def _posted_row(posted: Posted, at: str, around: Around) -> Row:
    values = posted.get(f"{at}-value") or ()
    lines = (line.strip() for value in values for line in value.splitlines())
    field, operator = last(posted, f"{at}-field"), last(posted, f"{at}-op")
    kept = [line for line in lines if line]
    if around.types.get(field) == "date":
        kept = [_as_day(line) for line in kept]
    return Row(field, operator, tuple(kept))


def _as_day(typed: str) -> str:
    """Read a day of any era; what is none is left for whoever checks the row."""
    try:
        return written.day(typed)
    except written.Unreadable:
        return typed


def _row_fault(bad: BadRow) -> Any:
    said = Text(f"แถวที่ {bad.place + 1}: {bad.text.th}", f"Row {bad.place + 1}: {bad.text.en}")
    return lazystr(said)


# -- what the template shows of rows ------------------------------------------------------------


def _grid(condition: Rows, name: str, around: Around) -> dict[str, Any]:
    fields = [(each, around.labels.get(each) or each) for each in rules.offered(around.types)]
    choices = _choices(around)
    rows = [*condition.rows, Row("", "")][: rules.MOST_ROWS]
    return {
        "mode": "rows",
        "join": condition.join,
        "fields": fields,
        "rows": [_shown_row(row, f"{name}-{place}", around, choices) for place, row in _of(rows)],
    }


def _of(rows: Sequence[Row]) -> Sequence[tuple[int, Row]]:
    return list(enumerate(rows))


def _choices(around: Around) -> dict[str, list[tuple[str, Text]]]:
    found: dict[str, list[tuple[str, Text]]] = {}
    for key, words in around.labels.items():
        field, equals, code = key.partition("=")
        if equals:
            found.setdefault(field, []).append((code, words))
    return found


def _shown_row(
    row: Row, name: str, around: Around, choices: Mapping[str, list[tuple[str, Text]]]
) -> dict[str, Any]:
    kind = around.types.get(row.field)
    operators = rules.operators_of(kind)
    operator = next((each for each in operators if each.code == row.operator), None)
    codes = choices.get(row.field, [])
    strange = [(each, each) for each in row.values if each not in dict(codes)]
    counting = row.operator.startswith("count_")
    shape = "number" if counting else rules.shape_of(kind)
    return {
        "name": name,
        "id": f"s-{name.replace('.', '-')}",
        "row": row,
        "operators": [] if not kind else operators,
        "groups": () if kind else GROUPS,
        "takes": operator.takes if operator else "one",
        "type": shape,
        "choices": [*codes, *strange] if codes and not counting else [],
        "value": "\n".join(map(typed_day, row.values) if shape == "date" else row.values),
        "example": typed_day(clock.today().isoformat()) if shape == "date" else "",
    }


GROUPS = tuple(
    (words, rules.OPERATORS[shape])
    for shape, words in {
        "number": Text("ตัวเลข", "Number"),
        "text": Text("ข้อความหรือตัวเลือก", "Text or choice"),
        "bool": Text("ใช่หรือไม่ใช่", "Yes or no"),
        "date": Text("วันที่", "Day"),
        "list": Text("เลือกได้หลายข้อ", "Several choices"),
        "group": Text("รายการซ้ำ", "Repeated rows"),
    }.items()
)
"""All operators by type: what a new row offers before its field is known."""
