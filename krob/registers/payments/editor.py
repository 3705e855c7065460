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
from krob.foundation.editing.inputs import CODE
from krob.foundation.editing.parts import (
    Asked,
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
    Told,
)
from krob.registers.payments import editing_lines, editing_tables, spec, trying
from krob.registers.payments.editing_lines import DUE, LINE
from krob.registers.payments.editing_tables import code_of, name_of
from krob.registers.payments.grid import PAGE, words_of

MOST_LINES = 100
MOST_TABLES = 100
_TABLE = re.compile(r"(?:lines\[\d+\]\.|tables\.)(?P<code>[a-z][\w-]*)\.?(?P<rest>.*)", re.ASCII)
_INSIDE = re.compile(r"(?:rows|inputs|hit|code)(?:[\[.].*)?")


def _gone() -> NotFound:
    return NotFound("item-not-found", _("This is not there any more."))


class _Tables(PartEditor):
    """What both editors do with decision tables: the part's ``tables``."""

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Return the tables in words."""
        return [editing_tables.told(table, around) for table in _tables(part)]

    def item(self, part: JSON, name: str) -> JSON:
        """Return the table that a name means."""
        return lists.found(_tables(part), code_of(name), by="code")

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Show a table as a grid."""
        code = code_of(name)
        table = lists.found(_tables(part), code, by="code")
        problems = problems_of(around, self, name_of(code))
        return Screen(
            template="payments/agency/table.html",
            title=_("Table %(code)s") % {"code": code},
            shown={
                "name": name,
                "base": around.base,
                **editing_tables.shown(table, name, around, problems, posted, errors or {}),
            },
        )

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the table that a path is in."""
        found = _TABLE.fullmatch(path)
        if found and (path.startswith("tables.") or _INSIDE.fullmatch(found["rest"])):
            return name_of(found["code"]), found["rest"]
        return "", path


def _tables(part: JSON) -> list[dict[str, Any]]:
    return [dict(table) for table in part.get("tables") or ()]


def _new_table(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    tables, code = _tables(part), last(posted, "new-code")
    if not CODE.fullmatch(code) or any(table.get("code") == code for table in tables):
        wrong = _("Choose a code that no other table has, such as licence-fee.")
        raise Invalid("not-saved", _("This was not saved."), fields={"new-code": wrong})
    if len(tables) >= MOST_TABLES:
        raise Invalid("not-saved", _("There are too many tables."))
    source = last(posted, "new-input")
    table = {"code": code, "hit": "unique", "inputs": [source] if source else [], "rows": []}
    copied = spec.tables_of(around.parts.get("fees") or {}).get(code)
    if copied and editor.edits != "fees":
        table = dict(copied)
    return Edited(part={**part, "tables": [*tables, table]}, item=name_of(code))


def _save_table(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    tables, code = _tables(part), code_of(name)
    others = [str(table.get("code")) for table in tables if table.get("code") != code]
    table = lists.found(tables, code, by="code")
    new = editing_tables.saved(table, posted, around, others)
    part = {**part, "tables": lists.replaced(tables, code, new, by="code")}
    page = min(editing_tables.page_of(name), max(1, -(-len(new["rows"]) // PAGE)))
    renamed = editor.edits == "fees" and new["code"] != code
    return Edited(
        part=part,
        item=name_of(new["code"], page),
        notice=_("Saved"),
        recoded={"table": (code, new["code"])} if renamed else {},
    )


def _paste(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    tables, code = _tables(part), code_of(name)
    new = editing_tables.pasted(lists.found(tables, code, by="code"), posted, around)
    kept = lists.replaced(tables, code, new, by="code")
    return Edited(part={**part, "tables": kept}, item=name_of(code), notice=_("The rows are in."))


def _try(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    raise Asked


def _remove_table(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    kept = lists.without(_tables(part), code_of(name), by="code")
    return Edited(part={**part, "tables": kept}, notice=_("The table was removed."))


# -- charge lines -------------------------------------------------------------------------------


def _line_place(part: JSON, name: str) -> int:
    place = name.removeprefix("line-")
    known = [str(at) for at in range(len(part.get("lines") or ()))]
    if not name.startswith("line-") or place not in known:
        raise _gone()
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
        return _save_table(editor, part, name, posted, around)
    if not name:
        return Edited(part=saved(DUE, posted, part, around))
    place, lines = _line_place(part, name), list(part["lines"])
    lines[place] = saved(LINE, posted, lines[place], around)
    return Edited(part=_with_lines(part, lines), item=name)


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    if name.startswith(editing_tables.PREFIX):
        return _remove_table(editor, part, name, posted, around)
    place = _line_place(part, name)
    lines = [line for at, line in enumerate(part["lines"]) if at != place]
    return Edited(part=_with_lines(part, lines), notice=_("The charge was removed."))


class FeesEditor(_Tables):
    """What is charged, by which table or amount, when, and by which law."""

    code = "fees"
    title = _("Fees")
    empty: ClassVar[JSON] = {"due_days": 30, "lines": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "down": _move(1),
        "new-line": _new_line,
        "new-table": _new_table,
        "paste": _paste,
        "remove": _remove,
        "save": _save,
        "try": _try,
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
                **_listed_tables(self, part, around, errors, posted),
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


def _listed_tables(
    editor: PartEditor,
    part: JSON,
    around: Around,
    errors: Mapping[str, Message],
    posted: Posted | None,
) -> dict[str, Any]:
    tables = [
        {
            "name": name_of(str(table.get("code"))),
            "code": table.get("code"),
            "rows": len(table.get("rows") or ()),
            "inputs": [words_of(str(each), around) for each in table.get("inputs") or ()],
            "problems": problems_of(around, editor, name_of(str(table.get("code")))),
        }
        for table in _tables(part)
    ]
    return {
        "tables": tables,
        "offered": [
            (name, around.labels.get(name) or name) for name in editing_tables.scalars(around)
        ],
        "new_error": errors.get("new-code", ""),
        "new_code": last(posted or {}, "new-code"),
    }


class TablesEditor(_Tables):
    """The tables of an authority's offering; those of the service's code take their place."""

    code = "tables"
    part = "offering"
    title = _("Fee tables")
    empty: ClassVar[JSON] = {"tables": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "new-table": _new_table,
        "paste": _paste,
        "remove": _remove_table,
        "save": _save_table,
        "try": _try,
    }

    def owns(self, path: str) -> bool:
        """What is wrong with tables and amounts is mended here."""
        return "tables." in path or "lines[" in path

    def overview(self, part: JSON, around: Around) -> Screen:
        """Show the authority's tables, and those of the service that it may replace."""
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
        """Show the overview or a table."""
        if name:
            return super().page(part, name, around, posted=posted, errors=errors)
        fees, own = around.parts.get("fees") or {}, spec.tables_of(part)
        wanted = [str(line["table"]) for line in spec.lines_of(fees) if line.get("table")]
        national = spec.tables_of(fees)
        return Screen(
            template="payments/agency/tables.html",
            title=self.title,
            shown={
                "national": [code for code in national if code not in own],
                "missing": [code for code in wanted if code not in own and code not in national],
                "problems": problems_of(around, self, ""),
                "base": around.base,
                "name": "",
                **_listed_tables(self, part, around, errors or {}, posted),
            },
        )

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the table that a path is in; the authority's code stands before it."""
        return super().place(path.partition("/")[2] or path)
