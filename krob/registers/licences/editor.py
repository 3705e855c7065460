"""The editor of what is issued: kind, number, validity, conditions, printed answers, template.

Req: 2.2.1, A.8.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text
from krob.foundation.editing import telling
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import PartEditor, SettingsEditor, Verb
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Setting, Told
from krob.registers.licences.defaults import licence_template
from krob.registers.licences.spec import LONGEST_TEMPLATE
from krob.registers.licences.types import OutputKind

PAIR = (
    Setting(key="th", label=_("Thai"), longest=500),
    Setting(key="en", label=_("English"), longest=500),
)


def settings_of(around: Around) -> tuple[Setting, ...]:
    """Return the settings of the part; the questions of the form are its choices."""
    fields = tuple(
        (key, label) for key, label in around.labels.items() if "=" not in key and "." not in key
    )
    return (
        Setting(
            key="kind", label=_("What is issued"), kind="choice", choices=tuple(OutputKind.choices)
        ),
        Setting(key="title", label=_("Title on the document"), kind="words", longest=200),
        Setting(
            key="number_pattern",
            label=_("Number"),
            longest=60,
            help=_("{running:05} is the running number, {year_be} the Buddhist year."),
        ),
        Setting(
            key="validity.years",
            label=_("Good for so many years"),
            kind="number",
            help=_("Leave it empty: it has no end."),
        ),
        Setting(
            key="validity.until",
            label=_("It ends"),
            kind="choice",
            choices=(("year-end", _("on 31 December of that year")),),
            help=_("Nothing chosen: on the day before the anniversary."),
        ),
        Setting(
            key="validity.mark",
            label=_("Source of the validity"),
            kind="choice",
            choices=MARK_CHOICES,
        ),
        Setting(
            key="signatory",
            label=_("Position that signs"),
            kind="choice",
            among="positions",
            help=_("Nothing chosen: who may sign for the authority by its orders."),
        ),
        Setting(
            key="rows",
            label=_("Answers that the document prints"),
            kind="rows",
            columns=(
                Setting(key="label", label=_("Name of the line"), kind="words", longest=120),
                Setting(key="field", label=_("Question"), kind="choice", choices=fields),
            ),
        ),
        Setting(key="conditions", label=_("Conditions"), kind="rows", columns=PAIR),
        Setting(
            key="template",
            label=_("Template (Typst)"),
            kind="code-text",
            longest=LONGEST_TEMPLATE,
            group=_("Template for experts"),
            help=_("It is made in a process of its own, without network and files."),
        ),
    )


def _usual(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Take Krob's own template again."""
    return Edited(part={**part, "template": licence_template()}, notice=_("Saved."))


class LicenceEditor(SettingsEditor):
    """What is issued at the end, with a picture of it."""

    code = "licence"
    title = _("Document issued")
    template = "licences/agency/licence.html"
    verbs: ClassVar[Mapping[str, Verb]] = {**SettingsEditor.verbs, "usual": _usual}

    def settings_of(self, around: Around) -> Sequence[Setting]:
        """What is issued, with the values that its texts may name."""
        return settings_of(around)

    def heading(self, item: JSON) -> Text:
        """The name of the document."""
        return Text.of(item.get("title"))

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """What is issued in words, with a picture of it."""
        usual = part.get("template") == licence_template()
        settings = settings_of(around)
        lines = telling.lines_of(settings, part, around, but=("template",) if usual else ())
        drawn = (telling.plain(settings[-1].label, _("Krob's own")),) if usual else ()
        picture = around.base.removesuffix(f"{self.code}/") + "document.png" if around.base else ""
        return [Told(lines=(*lines, *drawn), picture=picture)]

    def item(self, part: JSON, name: str) -> JSON:
        """The part is one item."""
        return super().item(part, name) if name else part
