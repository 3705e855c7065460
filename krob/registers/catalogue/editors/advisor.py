"""The editor of the advisor: questions that a group shares, when this service applies, personas.

Req: 2.6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message
from krob.foundation.core.text import Text
from krob.foundation.editing import telling
from krob.foundation.editing.parts import PartEditor, Verb, saved, settings_screen
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told
from krob.registers.catalogue.guiding import advising
from krob.registers.catalogue.types import Question

YES_NO = {"yes": True, "no": False}
SETTINGS = (
    Setting(
        key="group",
        label=_("Group"),
        help=_("Services of a group share one page of questions. Small letters and hyphens."),
        kind="code",
    ),
    Setting(
        key="questions",
        label=_("Questions"),
        help=_("A question of the same key is one question for the whole group."),
        kind="rows",
        columns=(
            Setting(key="key", label=_("Key"), kind="code"),
            Setting(
                key="kind",
                label=_("Kind of answer"),
                kind="choice",
                choices=tuple(advising.KINDS.items()),
            ),
            Setting(key="label", label=_("Question"), kind="words"),
            Setting(key="hint", label=_("Hint"), kind="words"),
            Setting(key="unit", label=_("Unit of the number"), kind="words"),
        ),
    ),
    Setting(key="applies_when", label=_("When this service is the right one"), kind="rule"),
    Setting(
        key="endings",
        label=_("Endings: what to say where no service applies"),
        kind="rows",
        columns=(
            Setting(key="when", label=_("Rule (empty: always)"), kind="text"),
            Setting(key="text", label=_("What is said"), kind="words"),
        ),
    ),
    Setting(
        key="personas",
        label=_("Personas: who must be told what"),
        help=_("Answers as key=value with commas between: sells_food=yes, area_sqm=240"),
        kind="rows",
        columns=(
            Setting(key="name", label=_("Who"), kind="words"),
            Setting(key="answers", label=_("Answers"), longest=1000),
            Setting(
                key="expect",
                label=_("Services that apply"),
                kind="choices",
                among="services of the group",
            ),
        ),
    ),
)


def _save(editor: "AdvisorEditor", part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    after = saved(editor.settings, posted, _typed(part), around)
    personas = after.get("personas")
    if isinstance(personas, list):
        after["personas"] = [_stored(one, place) for place, one in enumerate(personas)]
    return Edited(part=after, notice=_("Saved."))


def _typed(part: JSON) -> dict[str, Any]:
    """Write the answers of personas as an official types them."""
    personas = [
        {**one, "answers": _said(one.get("answers"))} for one in advising.rows(part, "personas")
    ]
    return {**part, "personas": personas} if personas else dict(part)


def _said(answers: Any) -> str:
    if not isinstance(answers, Mapping):
        return str(answers or "")
    words = {True: "yes", False: "no"}
    return ", ".join(
        f"{key}={words[value] if isinstance(value, bool) else value}"
        for key, value in answers.items()
    )


def _stored(persona: Mapping[str, Any], place: int) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for pair in str(persona.get("answers") or "").split(","):
        key, equals, value = (piece.strip() for piece in pair.partition("="))
        if not pair.strip():
            continue
        if not key or not equals or not value:
            wrong = {f"personas-{place}-answers": say("Write key=value, with commas between.")}
            raise Invalid("not-saved", _("This was not saved."), fields=wrong)
        answers[key] = YES_NO.get(value.casefold(), value)
    return {**persona, "answers": answers, "expect": persona.get("expect") or []}


class AdvisorEditor(PartEditor):
    """Questions, rule, endings and personas, with every way through them counted."""

    code = "advisor"
    part = "service"
    title = _("Advisor")
    settings: ClassVar[Sequence[Setting]] = SETTINGS
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save}

    @property
    def own(self) -> tuple[str, ...]:
        """What of the part is said here."""
        return tuple(setting.key for setting in self.settings)

    def group(self, part: Mapping[str, Any], around: Around) -> dict[str, Mapping[str, Any]]:
        """Return the services that are advised together; those beside come with ``around``."""
        return advising.group_of(around.code, part, around.beside)

    def owns(self, path: str) -> bool:
        """What is wrong with questions, rule and personas is mended here."""
        return path.startswith(self.own)

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """All settings of the tab."""
        return SETTINGS

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Questions, rule, endings and personas in words."""
        heard = asking(around, self.asked(part, around))
        return telling.whole(self.settings, _typed(part), heard)

    def asked(self, part: Mapping[str, Any], around: Around) -> list[Question]:
        """Return the questions that rules may read."""
        return advising.all_questions(self.group(part, around))

    def item(self, part: JSON, name: str) -> JSON:
        """The advisor is one item."""
        if name:
            return super().item(part, name)
        return {key: value for key, value in part.items() if key in self.own}

    def overview(self, part: JSON, around: Around) -> Screen:
        """All settings on one page."""
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
        """All settings, with the number of ways and where they lead nowhere."""
        shown: Any = _typed(self.item(part, name))
        group = self.group(part, around)
        asked = self.asked(part, around)
        return settings_screen(
            self,
            self.settings,
            shown,
            name,
            asking(around, asked),
            title=self.title,
            posted=posted,
            errors=errors,
            template="catalogue/agency/advisor.html",
            walk=advising.walked(group),
            dead=[_said(answers) for answers in advising.walked(group).dead],
            used=[(one, _used_by(one.key, group)) for one in asked],
        )


def asking(around: Around, asked: Sequence[Question]) -> Around:
    """Let rules read the advisor's questions, and nothing else."""
    return replace(
        around,
        types={one.key: one.type for one in asked},
        labels={one.key: one.label for one in asked},
        listening="",
    )


def _used_by(key: str, group: Mapping[str, Mapping[str, Any]]) -> list[Text]:
    return [
        Text.of(part.get("title"))
        for part in group.values()
        if key in {one.key for one in advising.questions(part)}
    ]
