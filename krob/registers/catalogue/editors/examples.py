"""The editor of worked examples: who asks for what with which answers, and what comes of it.

An example is one item (``small``); the answers of each page of the form are items of their own
(``small.shop``), so that two officials may work on one example.

Req: 2.2.1, 2.10.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import checks as form_checks
from krob.engines.smartforms import state
from krob.engines.smartforms.compile import drafted
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import lists
from krob.foundation.editing.inputs import CODE, last
from krob.foundation.editing.parts import (
    Asked,
    PartEditor,
    Verb,
    problems_of,
    saved,
    settings_screen,
)
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told
from krob.foundation.rules.shapes import misfits
from krob.registers.catalogue.editors import example_screens as screens
from krob.registers.catalogue.proving import branches, examples
from krob.registers.catalogue.types import CONTEXT_TYPES
from krob.registers.catalogue.versioning.definition import OfferingDefinition

MOST = 500
LONGEST = 200_000


def rows_of(part: JSON) -> list[dict[str, Any]]:
    """Return the examples of a part, whatever else stands in it."""
    rows = part if isinstance(part, list) else []
    return [dict(row) for row in rows if isinstance(row, Mapping)]


def form_of(around: Around) -> CompiledForm:
    """Return the draft's form as far as it is in order."""
    form, _broken = drafted(around.parts.get("form") or {}, CONTEXT_TYPES)
    return form


def offerings_of(around: Around) -> list[OfferingDefinition]:
    """Return what authorities offer of the service."""
    return [
        OfferingDefinition(
            service="",
            authority=code,
            number=1,
            in_force_from=date.fromisoformat(str(each["in_force_from"])),
            parts=each["parts"],
            name=Text.of(each.get("name")),
        )
        for code, each in around.offerings.items()
    ]


def outcome_of(example: Mapping[str, Any], around: Around) -> examples.Outcome | None:
    """Return what comes of an example; None where it is not built as examples are."""
    if any(misfits([example], examples.SHAPE)):
        return None
    return examples.outcome(around.parts, offerings_of(around), form_of(around), example)


def _split(name: str) -> tuple[str, str]:
    example, _dot, page = name.partition(".")
    return example, page


def _place(rows: list[dict[str, Any]], name: str) -> int:
    if name.isdigit() and int(name) < len(rows):
        return int(name)
    return lists.place_of(rows, name, by="name")


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save who asks for what, and what should come of it."""
    rows = rows_of(part)
    place = _place(rows, name)
    before = screens.unfolded(rows[place])
    after = screens.folded(saved(screens.settings_of(around), posted, before, around), posted)
    new = str(after.get("name") or "")
    others = {row.get("name") for row in [*rows[:place], *rows[place + 1 :]]}
    if not CODE.fullmatch(new) or new in others:
        wrong = _("Choose a name that no other example has, such as small-shop.")
        raise Invalid("not-saved", _("This was not saved."), fields={"name": wrong})
    rows[place] = after
    return Edited(part=rows, item=new, notice=_("Saved."))


def _answer(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save the answers of one page of the form."""
    rows, (example, page) = rows_of(part), _split(name)
    place, form = _place(rows, example), form_of(around)
    merged = _merged(form, rows[place], page, posted)
    if state.stays_on_page({key: list(values) for key, values in posted.items()}):
        raise Asked
    wrong = form_checks.errors_of(form, merged, page, _context(rows[place]))
    unread = {key: said for key, said in wrong.items() if key.partition("-")[0] in merged.raw}
    if unread:
        raise Invalid("not-saved", _("This was not saved."), fields=unread)
    rows[place] = {**rows[place], "answers": dict(merged.answers)}
    return Edited(part=rows, item=name, notice=_("Saved."))


def _merged(form: CompiledForm, example: Mapping[str, Any], page: str, posted: Posted) -> FormState:
    known = FormState(dict(example.get("answers") or {}))
    lists_of = {key: list(values) for key, values in posted.items()}
    return state.merge(form, known, page, lists_of, _context(example))


def _context(example: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return examples.context_of(example)
    except ValueError:
        return examples.context_of({**example, "on": None})


def _fill(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Write what comes out as what should come out; the author reads and confirms it."""
    rows = rows_of(part)
    place = _place(rows, name)
    found = outcome_of(rows[place], around)
    if found is None or found.faults:
        raise Invalid("not-saved", str(found.faults[0] if found else examples.UNREADABLE))
    rows[place] = {**rows[place], "expect": found.as_expectation()}
    notice = _("What comes out was filled in. Read it: is this what the law says?")
    return Edited(part=rows, item=name, notice=notice)


def _add(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    new = {"applicant": "person", "action": "new", "answers": {}}
    return _added(rows_of(part), new, last(posted, "says").strip()[:300])


def _added(rows: list[dict[str, Any]], new: dict[str, Any], says: str) -> Edited:
    if len(rows) >= MOST:
        raise Invalid("not-saved", _("There are too many examples."))
    name = lists.fresh("example", {str(row.get("name")) for row in rows})
    new = {"name": name, **({"says": says} if says else {}), **new}
    return Edited(part=[*rows, new], item=name)


def _take(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Add an example that was made elsewhere (from an application): ``example`` is its JSON."""
    text = last(posted, "example")
    try:
        new = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        new = None
    if not isinstance(new, dict) or any(misfits([new], examples.SHAPE)):
        raise Invalid("not-saved", str(examples.UNREADABLE))
    new.pop("name", None)
    return _added(rows_of(part), new, "")


def _duplicate(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = rows_of(part)
    place = _place(rows, name)
    new = lists.fresh(str(rows[place].get("name")), {str(row.get("name")) for row in rows})
    copied = {**rows[place], "name": new}
    return Edited(part=[*rows[: place + 1], copied, *rows[place + 1 :]], item=new)


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = rows_of(part)
    place = _place(rows, name)
    return Edited(part=[*rows[:place], *rows[place + 1 :]], notice=_("Removed."))


class ExamplesEditor(PartEditor):
    """Worked examples: each runs whenever it is looked at, and before publishing."""

    code = "examples"
    title = _("Examples")
    empty: ClassVar[JSON] = []
    verbs: ClassVar[Mapping[str, Verb]] = {
        "save": _save,
        "answer": _answer,
        "fill": _fill,
        "add": _add,
        "take": _take,
        "duplicate": _duplicate,
        "remove": _remove,
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """The examples in words: who asks, with which answers, and what comes of it."""
        form = form_of(around)
        return [
            screens.told(
                row,
                form,
                _context(row),
                outcome_of(row, around),
                around,
                screens.named(row, place),
            )
            for place, row in enumerate(rows_of(part))
        ]

    def overview(self, part: JSON, around: Around) -> Screen:
        """List the examples with whether each comes out as its author says."""
        rows = [
            {
                "name": str(row.get("name") or place),
                "title": screens.named(row, place),
                "problems": problems_of(around, self, str(row.get("name") or place)),
                "silent": not row.get("expect"),
            }
            for place, row in enumerate(rows_of(part))
        ]
        shown = {
            "rows": rows,
            "passed": sum(not row["problems"] and not row["silent"] for row in rows),
            "base": around.base,
            "problems": problems_of(around, self, ""),
            "coverage": branches.shown({**around.parts, "examples": part}, around.base),
        }
        return Screen(template="catalogue/agency/examples.html", title=self.title, shown=shown)

    def item(self, part: JSON, name: str) -> JSON:
        """Return an example without its answers, or the answers of one page of it.

        Raises:
            NotFound: there is none (any more).
        """
        if not name:
            raise NotFound("item-not-found", _("This is not there any more."))
        rows, (example, page) = rows_of(part), _split(name)
        found = rows[_place(rows, example)]
        if page:
            return found.get("answers") or {}
        return {key: value for key, value in found.items() if key != "answers"}

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Show an example with what comes of it, or a page of its answers."""
        if not name:
            return self.overview(part, around)
        rows, (example, page) = rows_of(part), _split(name)
        place = _place(rows, example)
        row = rows[place]
        title = screens.named(row, place)
        if page:
            return self._answers(row, example, title, page, around, posted, errors)
        found = outcome_of(row, around)
        return settings_screen(
            self,
            screens.settings_of(around),
            screens.unfolded(row),
            name,
            around,
            title=title,
            posted=posted,
            errors=errors,
            template="catalogue/agency/example.html",
            came=screens.came(found, around) if found else [],
            faults=found.faults if found else [examples.UNREADABLE],
            wrong=problems_of(around, self, name),
            pages=screens.pages_of(form_of(around), row, _context(row), f"{around.base}{name}."),
        )

    def _answers(
        self,
        row: Mapping[str, Any],
        name: str,
        called: Message | Text,
        page: str,
        around: Around,
        posted: Posted | None,
        errors: Mapping[str, Message] | None,
    ) -> Screen:
        form, context = form_of(around), _context(row)
        if not form.page(page):
            raise NotFound("page-not-found", _("There is no such page."))
        given = (
            FormState(dict(row.get("answers") or {}))
            if posted is None
            else _merged(form, row, page, posted)
        )
        shown = screens.answers(form, given, page, context, f"{around.base}{name}.", errors, posted)
        title = say("%(name)s: answers") % {"name": called}
        return Screen(
            template="catalogue/agency/example_answers.html",
            title=title,
            shown={
                **shown,
                "name": f"{name}.{page}",
                "example": name,
                "called": called,
                "base": around.base,
            },
        )

    def place(self, path: str) -> tuple[str, str]:
        """Return the example a problem belongs to."""
        name, _dot, rest = path.partition(".")
        return name.strip("[]"), rest

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return what an example says of itself, else its first answer."""
        if not item:
            return ""
        rows = rows_of(part)
        place = _place(rows, item)
        return screens.named(rows[place], place)

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of an example."""
        return screens.settings_of(around) if item else ()
