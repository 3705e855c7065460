"""The editor of who may file, and of what goes together: eligibility and relations of services.

Both stand in the part ``service``; this tab edits them alone.

Req: 2.8.2, 2.10.
"""

from django.utils.translation import gettext_lazy as _

from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import SettingsEditor
from krob.foundation.editing.types import Setting
from krob.registers.catalogue.versioning.relations import KINDS, SCOPES

SETTINGS = (
    Setting(
        key="eligibility",
        label=_("Who may file"),
        kind="rows",
        help=_("Each rule must hold; whoever fails it is told the reason and the law."),
        columns=(
            Setting(key="rule", label=_("What must hold"), kind="rule"),
            Setting(key="message", label=_("Reason when it does not hold"), kind="prose"),
            Setting(key="law", label=_("Law"), longest=500),
            Setting(key="mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES),
        ),
    ),
    Setting(
        key="relations",
        label=_("Relations to other services"),
        kind="rows",
        columns=(
            Setting(
                key="kind",
                label=_("Relation"),
                kind="choice",
                choices=tuple(KINDS.items()),
            ),
            Setting(key="service", label=_("Service"), kind="choice", among="services"),
            Setting(
                key="scope",
                label=_("What it excludes"),
                kind="choice",
                choices=tuple(SCOPES.items()),
                help=_("Only for services that exclude each other; empty means both."),
            ),
            Setting(
                key="one_way",
                label=_("Only this service is stopped"),
                kind="flag",
                default=False,
                help=_("Otherwise each of the two stops the other."),
            ),
            Setting(key="when", label=_("Only when"), kind="rule", help=_("Empty means always.")),
            Setting(key="message", label=_("What the applicant is told"), kind="prose"),
            Setting(
                key="enforce",
                label=_("Not taken without it"),
                kind="flag",
                default=False,
                help=_("Only for a service that this one requires."),
            ),
            Setting(key="law", label=_("Law"), longest=500),
            Setting(key="mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES),
        ),
    ),
)


class RulesEditor(SettingsEditor):
    """Eligibility with reasons, incompatibilities and other relations."""

    code = "rules"
    part = "service"
    title = _("Rules")
    settings = SETTINGS

    def owns(self, path: str) -> bool:
        """Only what is wrong with eligibility and relations."""
        return path.startswith(("eligibility", "relations"))
