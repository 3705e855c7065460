"""The editor of what a service says of its public manual.

Req: 2.2.2.
"""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text
from krob.foundation.editing.parts import SettingsEditor
from krob.foundation.editing.types import Choice, Setting

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


class ManualEditor(SettingsEditor):
    """The manual that the service keeps to, with the way to the comparison."""

    code = "manual"
    part = "service"
    title = _("Public manual")
    settings = SETTINGS
    template = "catalogue/agency/manual.html"

    def owns(self, path: str) -> bool:
        """What is wrong with the manual is mended here."""
        return path.startswith("manual")
