"""The editor of what a service says about itself.

Req: 2.2.1.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.parts import PartEditor, Verb, saved, settings_screen
from krob.foundation.editing.types import JSON, Around, Choice, Edited, Posted, Screen, Setting
from krob.registers.catalogue.types import MARKS

MARK_CHOICES: tuple[Choice, ...] = tuple((code, words) for code, words in MARKS.items())
SETTINGS = (
    Setting(key="title", label=_("Name of the service"), kind="words", longest=200),
    Setting(key="summary", label=_("What it is for, in a sentence or two"), kind="prose"),
    Setting(key="law", label=_("Law"), kind="words"),
    Setting(key="law_mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES),
    Setting(key="output", label=_("What the applicant receives"), kind="words"),
    Setting(key="keywords", label=_("Words that people search for"), kind="words"),
    Setting(
        key="criteria",
        label=_("Criteria"),
        kind="rows",
        columns=(
            Setting(key="th", label=_("Thai"), longest=500),
            Setting(key="en", label=_("English"), longest=500),
        ),
    ),
)


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    return Edited(part=saved(SETTINGS, posted, part, around))


class ServiceEditor(PartEditor):
    """Names, law, criteria and everything else that the service page shows."""

    code = "service"
    title = _("Service")
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save}

    def owns(self, path: str) -> bool:
        """Everything but eligibility and relations, which have a tab of their own."""
        return not path.startswith(("eligibility", "relations"))

    def item(self, part: JSON, name: str) -> JSON:
        """The part is one item."""
        return part if not name else super().item(part, name)

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
        """All settings on one page."""
        shown: Any = self.item(part, name)
        return settings_screen(
            self,
            SETTINGS,
            shown,
            name,
            around,
            title=Text.of(shown.get("title")),
            posted=posted,
            errors=errors,
        )
