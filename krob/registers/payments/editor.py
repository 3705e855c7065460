"""The editors of fees: charge lines and national tables of a service, tables of an authority.

Req: 2.10.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import lists
from krob.foundation.editing.parts import (
    PartEditor,
    Verb,
    problems_of,
    saved,
    settings_screen,
)
from krob.foundation.editing.posting import last, typed_day
from krob.foundation.editing.reading import shown
from krob.foundation.editing.types import (
    JSON,
    Around,
    Edited,
    Posted,
    Screen,
    Setting,
    Told,
)
from krob.registers.payments import editing_lines, editing_tables, spec, trying
from krob.registers.payments.editing_lines import DUE, LINE
from krob.registers.payments.editing_offered import (
    TablesOfPart,
    listed_tables,
    new_table,
    paste,
    remove_table,
    save_table,
    try_it,
)

MOST_LINES = 100


def _line_place(part: JSON, name: str) -> int:
    place = name.removeprefix("line-")
    known = [str(at) for at in range(len(part.get("lines") or ()))]
    if not name.startswith("line-") or place not in known:
        raise NotFound("item-not-found", _("This is not there any more."))
    return int(place)


def _new_line(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    lines = list(part.get("lines") or ())
    if len(lines) >= MOST_LINES:
        raise Invalid("not-saved", _("There are too many charges."))
    code = lists.fresh("fee", {str(line.get("code")) for line in lines})
    line = {"code": code, "kind": "fee", "date": "submitted", "precedes": "issue"}
    return Edited(part={**part, "lines": [*lines, line]}, item=f"line-{len(lines)}")


def _with_lines(part: JSON, lines: Sequence[Any]) -> JSON:
    return {**part, "lines": list(lines)}


def _move(by: int) -> Verb:
    def move(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
        place, lines = _line_place(part, name), list(part["lines"])
        line = lines.pop(place)
        to = max(0, min(place + by, len(lines)))
        return Edited(part=_with_lines(part, [*lines[:to], line, *lines[to:]]))

    return move


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    if name.startswith(editing_tables.PREFIX):
        return save_table(editor, part, name, posted, around)
    if not name:
        return Edited(part=saved(DUE, posted, part, around))
    place, lines = _line_place(part, name), list(part["lines"])
    lines[place] = saved(LINE, posted, lines[place], around)
    return Edited(part=_with_lines(part, lines), item=name)


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    if name.startswith(editing_tables.PREFIX):
        return remove_table(editor, part, name, posted, around)
    place = _line_place(part, name)
    lines = [line for at, line in enumerate(part["lines"]) if at != place]
    return Edited(part=_with_lines(part, lines), notice=_("The charge was removed."))


class FeesEditor(TablesOfPart):
    """What is charged, by which table or amount, when, and by which law."""

    code = "fees"
    title = _("Fees")
    empty: ClassVar[JSON] = {"due_days": 30, "lines": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "down": _move(1),
        "new-line": _new_line,
        "new-table": new_table,
        "paste": paste,
        "remove": _remove,
        "save": _save,
        "try": try_it,
        "up": _move(-1),
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Return the charges and the tables in words."""
        return [*editing_lines.told(part, around), *super().told(part, around)]

    def item(self, part: JSON, name: str) -> JSON:
        """Return a line, a table, or the days to pay."""
        if not name:
            return {"due_days": part.get("due_days")}
        if name.startswith(editing_tables.PREFIX):
            return super().item(part, name)
        return dict(part["lines"][_line_place(part, name)])

    def overview(self, part: JSON, around: Around) -> Screen:
        """Show all charges and tables, and the box to try them."""
        return self.page(part, "", around)

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Show the overview, a table, or a charge."""
        if name.startswith(editing_tables.PREFIX):
            return super().page(part, name, around, posted=posted, errors=errors)
        if not name:
            return self._overview(part, around, posted, errors or {})
        line = self.item(part, name)
        return settings_screen(
            self,
            LINE,
            line,
            name,
            around,
            title=Text.of(line.get("label")) or _("A charge"),
            posted=posted,
            errors=errors,
            template="payments/agency/line.html",
            tables=[str(code) for code in spec.tables_of(part)],
        )

    def _overview(
        self,
        part: JSON,
        around: Around,
        posted: Posted | None,
        errors: Mapping[str, Message],
    ) -> Screen:
        lines = [
            {
                "name": f"line-{place}",
                "line": line,
                "label": Text.of(line.get("label")) or Text(str(line.get("code") or "")),
                "problems": problems_of(around, self, f"line-{place}"),
            }
            for place, line in enumerate(spec.lines_of(part))
        ]
        tried = last(posted or {}, "_ask") == "try"
        return Screen(
            template="payments/agency/fees.html",
            title=self.title,
            shown={
                "lines": lines,
                "fields": shown(DUE, part, around, errors=errors, posted=posted),
                "problems": problems_of(around, self, ""),
                "base": around.base,
                "name": "",
                "try": trying.asked(trying.sources_of_fees(part), posted, around),
                "try_on": typed_day(trying.day_of(posted).isoformat()),
                "tried": trying.fees(part, posted or {}, around) if tried else None,
                **listed_tables(self, part, around, errors, posted),
            },
        )

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the charge or the table that a path is in."""
        name, rest = super().place(path)
        if name:
            return name, rest
        if found := re.fullmatch(r"lines\[(\d+)\]\.?(.*)", path):
            return f"line-{found[1]}", found[2]
        return "", path

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return the name of a charge or a table."""
        if not item or item.startswith(editing_tables.PREFIX):
            return super().called(part, item)
        place = _line_place(part, item)
        numbered = _("Charge %(number)s") % {"number": place + 1}
        return Text.of(spec.lines_of(part)[place].get("label")) or numbered

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of a charge, or of all of them; a table is a grid."""
        if item.startswith(editing_tables.PREFIX):
            return ()
        return LINE if item else DUE
