"""The editor of what a service says about itself.

Req: 2.2.1.
"""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.parts import SettingsEditor
from krob.foundation.editing.types import JSON, Choice, Setting
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
        help=_("When the time is over, an officer must write the reasons every so many days."),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.delay_notice_law",
        label=_("Law that asks for an explanation"),
        kind="words",
        group=LEGAL,
    ),
    Setting(
        key="legal.delay_notice_mark",
        label=_("Source of that duty"),
        kind="choice",
        choices=MARK_CHOICES,
        group=LEGAL,
    ),
    Setting(
        key="legal.supervisor",
        label=_("Unit that receives a copy of each explanation"),
        kind="choice",
        among="supervisors",
        group=LEGAL,
    ),
    Setting(
        key="legal.extension_days",
        label=_("Days by which the time may be extended at most"),
        help=_("Each time, in the unit of the deadline. Leave it empty where the law allows none."),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.extension_times",
        label=_("How often the time may be extended"),
        help=_("Once, unless said."),
        kind="number",
        group=LEGAL,
    ),
    Setting(
        key="legal.extension_law",
        label=_("Law that allows the extension"),
        kind="words",
        group=LEGAL,
    ),
    Setting(
        key="legal.extension_mark",
        label=_("Source of the extension"),
        kind="choice",
        choices=MARK_CHOICES,
        group=LEGAL,
    ),
    Setting(
        key="legal.tacit_approval",
        label=_("Silence is approval"),
        help=_("When the time is over without a decision, the system records the approval."),
        kind="flag",
        default=False,
        group=LEGAL,
    ),
    Setting(
        key="legal.tacit_law",
        label=_("Law by which silence is approval"),
        kind="words",
        group=LEGAL,
    ),
    Setting(
        key="legal.tacit_mark",
        label=_("Source of that rule"),
        kind="choice",
        choices=MARK_CHOICES,
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


class ServiceEditor(SettingsEditor):
    """Names, law, criteria and everything else that the service page shows."""

    code = "service"
    title = _("Service")
    settings = SETTINGS

    def owns(self, path: str) -> bool:
        """All but what has a tab of its own."""
        return not path.startswith(ELSEWHERE)

    def heading(self, item: JSON) -> Text:
        """The name of the service."""
        return Text.of(item.get("title"))
