"""The editor of the documents that a service asks for.

Req: 2.4.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import spec
from krob.engines.documents.types import How
from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import lists, telling
from krob.foundation.editing.inputs import last
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import PartEditor, Verb, problems_of, saved, settings_screen
from krob.foundation.editing.types import (
    JSON,
    Around,
    Choice,
    Edited,
    Posted,
    Screen,
    Setting,
    Told,
)
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.expressions import compile_expression, describe

MOST = 100
FETCHED: Message = _("Asking the issuer")
FILE: Message = _("The file")
CHECKED: Message = _("What the officer is reminded to check")
SOURCE: Message = _("Law and source")
HOW: tuple[Choice, ...] = (
    (How.UPLOAD.value, _("The applicant brings it")),
    (How.FETCH.value, _("We ask the issuer")),
    (How.FORM.value, _("The form itself is it")),
)


def settings_of(around: Around) -> tuple[Setting, ...]:
    """Return what may be said about a document; answers of the form are choices."""
    return (
        Setting(
            key="code", label=_("Code"), kind="code", help=_("Examples and the manual use it.")
        ),
        Setting(key="title", label=_("Name of the document"), kind="words", longest=200),
        Setting(key="how", label=_("How it comes"), kind="choice", choices=HOW),
        Setting(key="issuer", label=_("Who issues it"), kind="words", longest=200),
        Setting(
            key="needed_when", label=_("Needed when"), kind="rule", help=_("Empty means always.")
        ),
        Setting(
            key="required_when",
            label=_("May be left out unless"),
            kind="rule",
            help=_("Empty means that it may not be left out."),
        ),
        Setting(key="hint", label=_("Hint for the applicant"), kind="prose", longest=1000),
        Setting(
            key="sample",
            label=_("Sample"),
            kind="words",
            longest=500,
            help=_("What a good one looks like, or the name of a file that shows it."),
        ),
        *_fetching(),
        *_filed(),
        *_checked(around),
        Setting(key="law", label=_("Law"), kind="words", longest=500, group=SOURCE),
        Setting(
            key="mark",
            label=_("Source of the law"),
            kind="choice",
            choices=MARK_CHOICES,
            group=SOURCE,
        ),
    )


def _fetching() -> tuple[Setting, ...]:
    return (
        Setting(
            key="registry", label=_("Registry"), kind="choice", among="registries", group=FETCHED
        ),
        Setting(
            key="key",
            label=_("Asked by this answer"),
            kind="formula",
            want="text",
            group=FETCHED,
            help=_("Such as applicant.number or house_code."),
        ),
    )


def _filed() -> tuple[Setting, ...]:
    kinds = tuple((kind, kind.upper()) for kind in spec.KINDS)
    return (
        Setting(key="accept", label=_("Kinds of file"), kind="choices", choices=kinds, group=FILE),
        Setting(key="max_mb", label=_("Largest file in MB"), kind="number", group=FILE),
        Setting(key="max_pages", label=_("Most pages of a file"), kind="number", group=FILE),
        Setting(key="copies", label=_("How many files may be brought"), kind="number", group=FILE),
    )


def _checked(around: Around) -> tuple[Setting, ...]:
    return (
        Setting(
            key="valid_days", label=_("How old it may be, in days"), kind="number", group=CHECKED
        ),
        Setting(
            key="expiry_field",
            label=_("Answer that says until when it is good"),
            kind="choice",
            choices=_answers(around, "date"),
            group=CHECKED,
        ),
        Setting(
            key="name_field",
            label=_("Answer that the name on it must match"),
            kind="choice",
            choices=_answers(around, "text"),
            group=CHECKED,
        ),
    )


def _answers(around: Around, kind: str) -> tuple[Choice, ...]:
    keys = (key for key, of in around.types.items() if of == kind and "." not in key)
    return tuple((key, around.labels.get(key) or key) for key in keys if key in around.labels)


def _rows(part: JSON) -> list[dict[str, Any]]:
    return [dict(row) for row in part or () if isinstance(row, Mapping)]


def _place(part: JSON, name: str) -> int:
    rows = _rows(part)
    if name.isdigit() and int(name) < len(rows):
        return int(name)
    return lists.place_of(rows, name, by="code")


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save one document; a new code must be free, and whatever names the old one follows."""
    rows, place = _rows(part), _place(part, name)
    after = saved(settings_of(around), posted, rows[place], around)
    code = str(after.get("code") or "")
    others = {row.get("code") for row in [*rows[:place], *rows[place + 1 :]]}
    if not code or code in others:
        wrong = _("Choose a code that no other document has, such as floor-plan.")
        raise Invalid("not-saved", _("This was not saved."), fields={"code": wrong})
    old = str(rows[place].get("code") or "")
    return Edited(
        part=[*rows[:place], after, *rows[place + 1 :]],
        item=code,
        notice=_("Saved."),
        recoded={"document": (old, code)} if old not in ("", code) else {},
    )


def naming(code: str, around: Around) -> list[str]:
    """Return the names of the worked examples that expect a document."""
    return [
        str(Text.of(example.get("says")) or example.get("name"))
        for example in around.parts.get("examples") or ()
        if code in ((example.get("expect") or {}).get("documents") or ())
    ]


def _add(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = _rows(part)
    _require_room(rows)
    title = {side: last(posted, f"title-{side}").strip()[:200] for side in ("th", "en")}
    code = lists.fresh("document", {str(row.get("code")) for row in rows})
    new = {"code": code, "title": {k: v for k, v in title.items() if v}, "how": How.UPLOAD.value}
    return Edited(part=[*rows, new], item=code)


def _require_room(rows: Sequence[Any]) -> None:
    if len(rows) >= MOST:
        raise Invalid("not-saved", _("There are too many documents."))


def _duplicate(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows, place = _rows(part), _place(part, name)
    _require_room(rows)
    code = lists.fresh(str(rows[place].get("code")), {str(row.get("code")) for row in rows})
    copied = {**rows[place], "code": code}
    return Edited(part=[*rows[: place + 1], copied, *rows[place + 1 :]], item=code)


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows, place = _rows(part), _place(part, name)
    return Edited(part=[*rows[:place], *rows[place + 1 :]], notice=_("Removed."))


def _move(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move a document by one place, or to the place that was asked for (from 1)."""
    rows, here = _rows(part), _place(part, name)
    asked = last(posted, "to")
    steps = {"up": here - 1, "down": here + 1}
    to = steps.get(asked, int(asked) - 1 if asked.isascii() and asked.isdigit() else here)
    row = rows.pop(here)
    to = max(0, min(to, len(rows)))
    said = say("“%(title)s” is now number %(place)s.")
    title = Text.of(row.get("title")) or name
    rows.insert(to, row)
    return Edited(part=rows, notice=said % {"title": title, "place": to + 1})


def spoken(part: Mapping[str, Any], around: Around) -> Mapping[str, Any]:
    """Return in words when a document is needed, and on which answers that hangs.

    Keys: ``always`` · ``when`` (the rule read aloud), ``until`` (labels of the answers without
    which it is not known) · ``broken`` where the rule does not compile.
    """
    source = str(part.get("needed_when") or "")
    if not source:
        return {"always": True}
    try:
        reads = compile_expression(source, around.types, "bool").reads
        words = describe(source, around.labels)
    except ExpressionError:
        return {"broken": True}
    until = [around.labels.get(name) or name for name in sorted(reads)]
    return {"when": words, "until": until}


def _told(row: Mapping[str, Any], around: Around) -> Told:
    settings, code = settings_of(around), str(row.get("code") or "")
    always = () if row.get("needed_when") else (telling.plain(_("Needed when"), _("Always")),)
    lines = telling.lines_of(settings, row, around, but=("title",))
    title = telling.titled(row.get("title"), code)
    return Told(title=title, item=code, lines=(*always, *lines))


class DocumentsEditor(PartEditor):
    """The documents, in the order in which the applicant meets them."""

    code = "documents"
    title = _("Documents")
    empty: ClassVar[JSON] = []
    verbs: ClassVar[Mapping[str, Verb]] = {
        "save": _save,
        "add": _add,
        "duplicate": _duplicate,
        "move": _move,
        "remove": _remove,
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """The documents in words, with when each is needed."""
        return [_told(row, around) for row in _rows(part)]

    def overview(self, part: JSON, around: Around) -> Screen:
        """List the documents, with when each is needed and what is wrong with it."""
        rows = [
            {
                "name": str(row.get("code") or place),
                "title": Text.of(row.get("title")) or str(row.get("code") or place),
                "how": dict(HOW).get(str(row.get("how") or "upload"), ""),
                "spoken": spoken(row, around),
                "problems": problems_of(around, self, str(row.get("code") or place)),
            }
            for place, row in enumerate(_rows(part))
        ]
        shown = {"rows": rows, "base": around.base, "problems": problems_of(around, self, "")}
        return Screen(template="documents/agency/documents.html", title=self.title, shown=shown)

    def item(self, part: JSON, name: str) -> JSON:
        """Return a document by its code (one without a good code: by its place).

        Raises:
            NotFound: there is none (any more).
        """
        if not name:
            raise NotFound("item-not-found", _("This is not there any more."))
        return _rows(part)[_place(part, name)]

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Show one document with all that may be said about it."""
        if not name:
            return self.overview(part, around)
        shown: Any = self.item(part, name)
        return settings_screen(
            self,
            settings_of(around),
            shown,
            name,
            around,
            title=Text.of(shown.get("title")) or name,
            posted=posted,
            errors=errors,
            template="documents/agency/document.html",
            spoken=spoken(shown, around),
            named=naming(name, around),
        )

    def place(self, path: str) -> tuple[str, str]:
        """Return the document a problem belongs to."""
        name, _dot, rest = path.partition(".")
        return name.strip("[]"), rest

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return the title of a document; its number while it has none."""
        if not item:
            return ""
        place = _place(part, item)
        numbered = _("Document %(number)s") % {"number": place + 1}
        return Text.of(_rows(part)[place].get("title")) or numbered

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of a document."""
        return settings_of(around) if item else ()
