"""The editor of what a service says about itself.

Req: 2.2.1.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import PartEditor, Verb, saved, settings_screen
from krob.foundation.editing.types import JSON, Around, Choice, Edited, Posted, Screen, Setting
from krob.people.identity.types import IAL_LEVELS
from krob.registers.catalogue.types import (
    ACTIONS,
    CHANNELS,
    OUTPUT_KINDS,
    PAYMENT_CHANNELS,
)

APPLICANTS: tuple[Choice, ...] = (
    ("person", Text("บุคคลธรรมดา", "a person")),
    ("juristic", Text("นิติบุคคล", "a juristic person")),
)
LEVELS: tuple[Choice, ...] = tuple(
    (level, Text(f"ระดับ {level} ขึ้นไป", f"level {level} or higher")) for level in IAL_LEVELS
)
FOR_WHOM: Message = _("For whom")
CHANNEL: Message = _("Actions and channels")
RESULT: Message = _("What is given")
LEGAL: Message = _("What the law says of the procedure")
PLACES: Message = _("Answers that Krob works with")
SETTINGS = (
    Setting(key="title", label=_("Name of the service"), kind="words", longest=200),
    Setting(
        key="subtitle",
        label=_("What tells it from similar services"),
        kind="words",
        longest=200,
    ),
    Setting(key="summary", label=_("What it is for, in a sentence or two"), kind="prose"),
    Setting(key="law", label=_("Law"), kind="words"),
    Setting(key="law_mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES),
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
    Setting(
        key="power",
        label=_("Power under which it is given"),
        help=_("With the place it decides which authority is competent."),
        kind="choice",
        among="powers",
    ),
    Setting(
        key="review_by",
        label=_("Review it by"),
        help=_("After this day the service stands under overdue reviews."),
        kind="date",
    ),
    Setting(
        key="applicants",
        label=_("Who may apply"),
        kind="choices",
        choices=APPLICANTS,
        group=FOR_WHOM,
    ),
    Setting(
        key="ial",
        label=_("Assurance level of the sign-in"),
        kind="choice",
        choices=LEVELS,
        group=FOR_WHOM,
    ),
    Setting(
        key="business_types",
        label=_("Kinds of business (TSIC)"),
        kind="choices",
        among="business types",
        group=FOR_WHOM,
    ),
    Setting(
        key="life_events",
        label=_("Events in the life of a business"),
        kind="choices",
        among="life events",
        group=FOR_WHOM,
    ),
    Setting(
        key="actions",
        label=_("What may be asked for"),
        kind="choices",
        choices=tuple(ACTIONS.items()),
        group=CHANNEL,
    ),
    Setting(
        key="channels",
        label=_("Where one can apply"),
        kind="choices",
        choices=tuple(CHANNELS.items()),
        group=CHANNEL,
    ),
    Setting(
        key="payment_channels",
        label=_("How it can be paid"),
        kind="choices",
        choices=tuple(PAYMENT_CHANNELS.items()),
        group=CHANNEL,
    ),
    Setting(key="output", label=_("What the applicant receives"), kind="words", group=RESULT),
    Setting(
        key="output_kind",
        label=_("Kind of output"),
        kind="choice",
        choices=tuple(OUTPUT_KINDS.items()),
        group=RESULT,
    ),
    Setting(key="validity", label=_("How long it is good for"), kind="words", group=RESULT),
    Setting(
        key="validity_mark",
        label=_("Source of the validity"),
        kind="choice",
        choices=MARK_CHOICES,
        group=RESULT,
    ),
    Setting(
        key="legal.correction_rounds",
        label=_("How often corrections may be asked for"),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.result_notice_days",
        label=_("Days within which the result is told"),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.delay_notice_days",
        label=_("Days after which a delay is explained, again and again"),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.extension_days",
        label=_("Days by which the time may be extended at most"),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.tacit_approval",
        label=_("Silence is approval"),
        kind="flag",
        default=False,
        group=LEGAL,
    ),
    Setting(
        key="legal.renewal_by_fee",
        label=_("Paying the fee renews it"),
        kind="flag",
        default=False,
        group=LEGAL,
    ),
    Setting(
        key="label_field",
        label=_("Answer that names an application in lists"),
        kind="choice",
        among="answers",
        group=PLACES,
    ),
    Setting(
        key="contact_field",
        label=_("Answer with the address for messages"),
        kind="choice",
        among="answers of kind email",
        group=PLACES,
    ),
    Setting(
        key="premises.address",
        label=_("Answer with the address of the premises"),
        kind="choice",
        among="answers of kind address",
        group=PLACES,
    ),
    Setting(
        key="premises.point",
        label=_("Answer with their place on the map"),
        kind="choice",
        among="answers of kind point",
        group=PLACES,
    ),
    Setting(
        key="premises.area",
        label=_("Answer with their area"),
        kind="choice",
        among="answers",
        group=PLACES,
    ),
    Setting(
        key="premises.house_code",
        label=_("Answer with their house code"),
        kind="choice",
        among="answers",
        group=PLACES,
    ),
)
ELSEWHERE = (
    "applies_when",
    "eligibility",
    "endings",
    "group",
    "manual",
    "personas",
    "questions",
    "relations",
)


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    return Edited(part=saved(SETTINGS, posted, part, around))


class ServiceEditor(PartEditor):
    """Names, law, criteria and everything else that the service page shows."""

    code = "service"
    title = _("Service")
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save}

    def owns(self, path: str) -> bool:
        """All but what has a tab of its own."""
        return not path.startswith(ELSEWHERE)

    def named(self, path: str) -> Message:
        """The label of the setting."""
        return next((setting.label for setting in SETTINGS if setting.key == path), path)

    def item(self, part: JSON, name: str) -> JSON:
        """What this tab changes is one item."""
        if name:
            return super().item(part, name)
        own = {setting.key.partition(".")[0] for setting in SETTINGS}
        return {key: value for key, value in part.items() if key in own}

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
