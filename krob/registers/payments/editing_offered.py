"""What both editors of fees do with decision tables, and the tab of an authority's own.

Req: 2.10.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message
from krob.foundation.core.text import Text
from krob.foundation.editing import lists
from krob.foundation.editing.inputs import CODE
from krob.foundation.editing.parts import (
    Asked,
    PartEditor,
    Verb,
    problems_of,
)
from krob.foundation.editing.pointing import Pointed
from krob.foundation.editing.posting import last
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Told
from krob.registers.payments import editing_tables, spec
from krob.registers.payments.editing_tables import code_of, name_of
from krob.registers.payments.grid import PAGE, words_of

MOST_LINES = 100
MOST_TABLES = 100
_TABLE = re.compile(r"(?:lines\[\d+\]\.|tables\.)(?P<code>[a-z][\w-]*)\.?(?P<rest>.*)", re.ASCII)
_GRID_ROW = re.compile(r"rows\[(\d+)\]")
_INSIDE = re.compile(r"(?:rows|inputs|hit|code)(?:[\[.].*)?")


class TablesOfPart(PartEditor):
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

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return the name of a table."""
        return _("Table %(code)s") % {"code": code_of(item)} if item else ""

    def pointed(self, part: JSON, path: str, around: Around) -> Pointed:
        """Lead to the row of a table, on its page of the grid."""
        item, inside = self.place(path)
        found = _GRID_ROW.match(inside)
        if not (found and item.startswith(editing_tables.PREFIX)):
            return super().pointed(part, path, around)
        place = int(found[1])
        row = _("row %(number)s") % {"number": place + 1}
        page = name_of(code_of(item), place // PAGE + 1)
        return Pointed(f"{self.called(part, item)} · {row}", f"{page}/#row-{place + 1}")


def _tables(part: JSON) -> list[dict[str, Any]]:
    return [dict(table) for table in part.get("tables") or ()]


def new_table(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Begin a table; an authority begins with what the nation says."""
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


def save_table(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save the rows of a page of the grid, the columns and the settings of a table."""
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


def paste(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put the rows of a spreadsheet into a table."""
    tables, code = _tables(part), code_of(name)
    new = editing_tables.pasted(lists.found(tables, code, by="code"), posted, around)
    kept = lists.replaced(tables, code, new, by="code")
    return Edited(part={**part, "tables": kept}, item=name_of(code), notice=_("The rows are in."))


def try_it(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Ask what a table gives; nothing changes."""
    raise Asked


def remove_table(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    """Take a table away."""
    kept = lists.without(_tables(part), code_of(name), by="code")
    return Edited(part={**part, "tables": kept}, notice=_("The table was removed."))


# -- charge lines -------------------------------------------------------------------------------


def listed_tables(
    editor: PartEditor,
    part: JSON,
    around: Around,
    errors: Mapping[str, Message],
    posted: Posted | None,
) -> dict[str, Any]:
    """Return the tables as an overview lists them, with the box for a new one."""
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


class TablesEditor(TablesOfPart):
    """The tables of an authority's offering; those of the service's code take their place."""

    code = "tables"
    part = "offering"
    title = _("Fee tables")
    empty: ClassVar[JSON] = {"tables": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "new-table": new_table,
        "paste": paste,
        "remove": remove_table,
        "save": save_table,
        "try": try_it,
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
                **listed_tables(self, part, around, errors or {}, posted),
            },
        )

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the table that a path is in; the authority's code stands before it."""
        return super().place(path.partition("/")[2] or path)

    def pointed(self, part: JSON, path: str, around: Around) -> Pointed:
        """Name the charge of the service that lacks a table here."""
        found = re.match(r"lines\[(\d+)\]", path)
        lines = spec.lines_of(around.parts.get("fees") or {})
        if not found or self.place(path)[0] or int(found[1]) >= len(lines):
            return super().pointed(part, path, around)
        return Pointed(str(Text.of(lines[int(found[1])].get("label"))))
