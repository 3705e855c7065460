"""The editor of what an authority decides itself: ordinance, payee, offices, numbers.

Its fee tables are edited on a tab of their own.

Req: 2.2.1, 1.6.1.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.editing import telling
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import SettingsEditor
from krob.foundation.editing.types import JSON, Around, Setting, Told

PAYEE: Message = _("Who receives the money")
SETTINGS = (
    Setting(
        key="ordinance.title",
        label=_("Name of the ordinance"),
        help=_("As it was published. Leave it empty where no fee is set by an own ordinance."),
        kind="words",
    ),
    Setting(key="ordinance.dated", label=_("Day of the ordinance"), kind="date"),
    Setting(
        key="ordinance.mark",
        label=_("Source of the ordinance"),
        kind="choice",
        choices=MARK_CHOICES,
    ),
    Setting(key="ordinance.url", label=_("Where it can be read"), longest=400),
    Setting(
        key="units",
        label=_("Offices that give the service"),
        help=_("Without a choice, all offices of the authority."),
        kind="choices",
        among="offices",
    ),
    Setting(
        key="calendar",
        label=_("Own calendar for this service"),
        help=_("Without a choice, the days count by the calendar of the office."),
        kind="choice",
        among="own calendars",
    ),
    Setting(
        key="number_pattern",
        label=_("Own pattern of numbers"),
        help=_("Leave it empty to use the service's: {running:05}/{year_be} gives 00012/2569."),
        longest=80,
    ),
    Setting(key="payee.revenue_code", label=_("Revenue code"), longest=20, group=PAYEE),
    Setting(
        key="payee.biller_suffix",
        label=_("Suffix of the biller number"),
        help=_("Two digits that the bank gave you; they follow the tax number."),
        longest=2,
        group=PAYEE,
    ),
    Setting(
        key="payee.tax_id",
        label=_("Tax number"),
        help=_("Only where it is not the agency's."),
        longest=13,
        group=PAYEE,
    ),
)
FEES = ("lines", "tables")


class OfferingEditor(SettingsEditor):
    """Ordinance, offices, numbers and payee; who signs is shown, and that nobody does."""

    code = "offering"
    title = _("Our ordinance")
    empty: ClassVar[JSON] = {"tables": []}
    settings = SETTINGS
    template = "catalogue/agency/offering.html"

    def owns(self, path: str) -> bool:
        """All but the fees, which have a tab of their own."""
        return not path.startswith(FEES)

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Ordinance, offices, numbers and payee in words, and who signs."""
        signing = [words for _number, words in around.choices.get("signing", ())]
        signs = (telling.plain(_("Who signs"), *signing),) if signing else ()
        return [Told(lines=(*telling.lines_of(SETTINGS, part, around), *signs))]

    def beside(self, around: Around) -> Mapping[str, Any]:
        """Who signs, and whose days count."""
        return {
            "orders": around.choices.get("signing", ()),
            "calendars": around.choices.get("calendars", ()),
            "unsigned": [p for p in around.problems if p.path == "signing"],
        }
