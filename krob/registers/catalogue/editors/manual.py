"""The editor of what a service says of its public manual.

Req: 2.2.2.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing import telling
from krob.foundation.editing.parts import PartEditor, Verb, saved, settings_screen
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

UNITS: tuple[Choice, ...] = (
    ("calendar", Text("วัน", "days")),
    ("working", Text("วันทำการ", "working days")),
)
SETTINGS = (
    Setting(
        key="manual.code",
        label=_("Code of the public manual"),
        help=_("As the manual system knows it; by it the manual is fetched and watched."),
        longest=80,
    ),
    Setting(key="manual.url", label=_("Where people read it"), longest=400),
    Setting(key="manual.as_of", label=_("Day of the manual"), kind="date"),
    Setting(key="manual.days", label=_("Days that the manual allows"), kind="number"),
    Setting(
        key="manual.unit",
        label=_("Kind of days"),
        kind="choice",
        choices=UNITS,
    ),
    Setting(
        key="manual.documents",
        label=_("Documents that the manual names"),
        help=_("No others may be asked for."),
        kind="choices",
        among="documents",
    ),
    Setting(key="manual.fees", label=_("Fees as the manual says them"), kind="prose"),
)


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    return Edited(part=saved(SETTINGS, posted, part, around), notice=_("Saved."))


class ManualEditor(PartEditor):
    """The manual that the service keeps to, with the way to the comparison."""

    code = "manual"
    part = "service"
    title = _("Public manual")
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save}

    def owns(self, path: str) -> bool:
        """What is wrong with the manual is mended here."""
        return path.startswith("manual")

    def item(self, part: JSON, name: str) -> JSON:
        """The manual is one item."""
        if name:
            return super().item(part, name)
        return {"manual": part.get("manual") or {}}

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """All settings in words."""
        return telling.whole(SETTINGS, part, around)

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
            title=self.title,
            posted=posted,
            errors=errors,
            template="catalogue/agency/manual.html",
        )
