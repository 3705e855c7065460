"""The editors of a journey and of the kinds of business.

Req: 2.5.1, 2.6.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import lists, telling
from krob.foundation.editing.conditions import told
from krob.foundation.editing.parts import (
    PartEditor,
    SettingsEditor,
    Verb,
    problems_of,
    saved,
    settings_screen,
)
from krob.foundation.editing.posting import last
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told
from krob.registers.catalogue.editors import advisor
from krob.registers.catalogue.editors.advisor import AdvisorEditor, asking
from krob.registers.catalogue.guiding import advising, guide_checks
from krob.registers.catalogue.types import ACTIONS, BUSINESS_TYPES, JOURNEY, Question

MOST_SERVICES = 60
MOST_TYPES = 2_000
LEG = (
    Setting(
        key="when",
        label=_("When it belongs to the journey"),
        help=_("Empty: as the service itself says."),
        kind="rule",
    ),
    Setting(
        key="action", label=_("What is asked for"), kind="choice", choices=tuple(ACTIONS.items())
    ),
)
TYPE = (
    Setting(key="code", label=_("TSIC code"), help=_("Five digits."), longest=5),
    Setting(key="title", label=_("Name"), kind="words"),
)


class JourneyEditor(SettingsEditor):
    """What a journey is called, what it is about, and for which kinds of business."""

    code = "journey"
    title = _("Journey")
    template = "catalogue/agency/journey.html"
    settings = (
        Setting(key="title", label=_("Name"), kind="words", longest=200),
        Setting(key="summary", label=_("Summary"), kind="words", longest=400),
        Setting(
            key="kind",
            label=_("What it is about"),
            kind="choice",
            choices=tuple(guide_checks.KINDS.items()),
        ),
        Setting(
            key="business_types",
            label=_("Kinds of business"),
            kind="choices",
            among="business types",
            group=_("Kinds of business"),
        ),
        Setting(
            key="hidden",
            label=_("Hidden from the public"),
            kind="flag",
            default=False,
        ),
    )

    def owns(self, path: str) -> bool:
        """What the other two tabs do not own."""
        return not path.startswith(("services", *JourneyQuestionsEditor().own))


class JourneyQuestionsEditor(AdvisorEditor):
    """Questions, endings and personas of a journey, with every way through them counted."""

    code = "questions"
    part = JOURNEY
    title = _("Questions")
    settings = tuple(
        setting for setting in advisor.SETTINGS if setting.key not in ("group", "applies_when")
    )

    def group(self, part: Mapping[str, Any], around: Around) -> dict[str, Mapping[str, Any]]:
        """Return the journey's services, each with the journey's rule."""
        return guide_checks.group_of(part, around.beside)

    def asked(self, part: Mapping[str, Any], around: Around) -> list[Question]:
        """Return the journey's own questions."""
        return advising.questions(part)


# -- services in order ------------------------------------------------------------------------


def _rows(part: JSON) -> list[dict[str, Any]]:
    return [dict(row) for row in advising.rows(part, "services")]


def _with(part: JSON, rows: Sequence[Any]) -> JSON:
    return {**part, "services": list(rows)}


def _save_leg(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = _rows(part)
    leg = lists.found(rows, name, by="code")
    after = saved(LEG, posted, leg, _asked(part, around))
    return Edited(part=_with(part, lists.replaced(rows, name, after, "code")), notice=_("Saved."))


def _add_leg(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows, code = _rows(part), last(posted, "code")
    wrong: Message = ""
    if code not in around.beside:
        wrong = _("Choose one of the list.")
    elif any(row.get("code") == code for row in rows) or len(rows) >= MOST_SERVICES:
        wrong = _("This service is part of the journey already.")
    if wrong:
        raise Invalid("not-saved", _("This was not saved."), fields={"code": wrong})
    return Edited(part=_with(part, [*rows, {"code": code}]), item=code)


def _remove_leg(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    return Edited(part=_with(part, lists.without(_rows(part), name, "code")), notice=_("Removed."))


def _move(by: int) -> Verb:
    def move(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
        rows = _rows(part)
        to = lists.place_of(rows, name, "code") + by
        return Edited(part=_with(part, lists.moved(rows, name, to, "code")), notice=_("Moved."))

    return move


def _asked(part: JSON, around: Around) -> Around:
    """Let rules read the journey's questions."""
    return asking(around, advising.questions(part))


class JourneyServicesEditor(PartEditor):
    """The services of a journey in their order, each with the rule that says when it belongs."""

    code = "services"
    part = JOURNEY
    title = _("Services")
    verbs: ClassVar[Mapping[str, Verb]] = {
        "save": _save_leg,
        "add": _add_leg,
        "remove": _remove_leg,
        "up": _move(-1),
        "down": _move(1),
    }

    def owns(self, path: str) -> bool:
        """What is wrong with the services is mended here."""
        return path.startswith("services")

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Every service in words."""
        heard = _asked(part, around)
        return [
            Told(
                title=telling.titled(_named(str(row.get("code")), around).as_json()),
                lines=tuple(telling.lines_of(LEG, row, heard)),
            )
            for row in _rows(part)
        ]

    def item(self, part: JSON, name: str) -> JSON:
        """Return a service of the journey."""
        return lists.found(_rows(part), name, by="code")

    def place(self, path: str) -> tuple[str, str]:
        """Problems name services by place; the list shows them."""
        return "", path

    def overview(self, part: JSON, around: Around) -> Screen:
        """The services in order, and those that may be added."""
        rows = _rows(part)
        there = {str(row.get("code")) for row in rows}
        return Screen(
            template="catalogue/agency/journey_services.html",
            title=self.title,
            shown={
                "base": around.base,
                "legs": [_leg(row, around) for row in rows],
                "addable": [(c, _named(c, around)) for c in around.beside if c not in there],
                "problems": problems_of(around, self, ""),
            },
        )

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """When a service belongs; after a refused addition, the list."""
        if not name:
            screen = self.overview(part, around)
            return Screen(
                template=screen.template,
                title=screen.title,
                shown={**screen.shown, "wrong": (errors or {}).get("code", "")},
            )
        return settings_screen(
            self,
            LEG,
            self.item(part, name),
            name,
            _asked(part, around),
            title=_named(name, around),
            posted=posted,
            errors=errors,
        )


def _leg(row: Mapping[str, Any], around: Around) -> dict[str, Any]:
    code = str(row.get("code"))
    service = around.beside.get(code) or {}
    return {
        "code": code,
        "title": _named(code, around),
        "when": _read(row.get("when"), around),
        "own": _read(service.get("applies_when"), around),
        "action": ACTIONS.get(str(row.get("action") or ""), ""),
    }


def _read(rule: JSON, around: Around) -> Text:
    """Return a rule in plain words; nothing for none."""
    return told(str(rule), around) if rule else Text("")


def _named(code: str, around: Around) -> Text:
    return Text.of((around.beside.get(code) or {}).get("title")) or Text(code, code)


# -- kinds of business ------------------------------------------------------------------------


def _types(part: JSON) -> list[dict[str, Any]]:
    return [dict(row) for row in advising.rows(part, "types")]


def _save_type(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = _types(part)
    after = saved(TYPE, posted, lists.found(rows, name, by="code"), around)
    others = {row.get("code") for row in lists.without(rows, name, "code")}
    kept = lists.replaced(rows, name, _fit(after, others), "code")
    return Edited(part={**part, "types": _sorted(kept)}, notice=_("Saved."))


def _add_type(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    rows = _types(part)
    if len(rows) >= MOST_TYPES:
        raise Invalid("not-saved", _("There are too many kinds of business."))
    new = _fit(saved(TYPE, posted, {}, around), {row.get("code") for row in rows})
    return Edited(part={**part, "types": _sorted([*rows, new])}, notice=_("Added."))


def _fit(row: dict[str, Any], others: set[Any]) -> dict[str, Any]:
    wrong: dict[str, Message] = {}
    if not guide_checks.TSIC.fullmatch(str(row.get("code") or "")):
        wrong["code"] = _("Write the five digits of the TSIC code.")
    elif row["code"] in others:
        wrong["code"] = _("This code is in the list already.")
    if not Text.of(row.get("title")).th:
        wrong["title-th"] = _("Write it in Thai.")
    if wrong:
        raise Invalid("not-saved", _("This was not saved."), fields=wrong)
    return row


def _sorted(rows: Sequence[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: str(row.get("code")))


def _remove_type(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    kept = lists.without(_types(part), name, "code")
    return Edited(part={**part, "types": kept}, notice=_("Removed."))


class BusinessTypesEditor(PartEditor):
    """The kinds of business (TSIC) with our own titles."""

    code = BUSINESS_TYPES
    title = _("Kinds of business")
    empty: ClassVar[JSON] = {"types": []}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "save": _save_type,
        "add": _add_type,
        "remove": _remove_type,
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Every kind of business by name."""
        lines = tuple(
            telling.plain(str(row.get("code")), Text.of(row.get("title"))) for row in _types(part)
        )
        return [Told(title=telling.titled(None, self.title), lines=lines)]

    def item(self, part: JSON, name: str) -> JSON:
        """Return a kind of business."""
        return lists.found(_types(part), name, by="code")

    def overview(self, part: JSON, around: Around) -> Screen:
        """The list, and a new one."""
        return self._listed(part, around, None, None)

    def _listed(
        self,
        part: JSON,
        around: Around,
        posted: Posted | None,
        errors: Mapping[str, Message] | None,
    ) -> Screen:
        new = settings_screen(
            self, TYPE, {}, "-", around, title=self.title, posted=posted, errors=errors
        )
        return Screen(
            template="catalogue/agency/business_types.html",
            title=self.title,
            shown={
                **new.shown,
                "rows": [(str(r.get("code")), Text.of(r.get("title"))) for r in _types(part)],
                "problems": problems_of(around, self, ""),
            },
        )

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """One kind of business; after a refused addition, the list."""
        if not name:
            return self._listed(part, around, posted, errors)
        if not guide_checks.TSIC.fullmatch(name):
            raise NotFound("item-not-found", _("This is not there any more."))
        title = Text.of(self.item(part, name).get("title"))
        return settings_screen(
            self,
            TYPE,
            self.item(part, name),
            name,
            around,
            title=title,
            posted=posted,
            errors=errors,
            template="catalogue/agency/business_type.html",
        )
