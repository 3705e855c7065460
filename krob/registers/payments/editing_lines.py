"""What may be said of a charge, and what is said of it in words.

Req: 2.10.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from krob.foundation.editing import telling
from krob.foundation.editing.marks import MARK_CHOICES
from krob.foundation.editing.types import JSON, Around, Choice, Setting, Told
from krob.registers.payments import spec
from krob.registers.payments.types import Kind, Precedes

DATES: tuple[Choice, ...] = (
    ("submitted", _("the day of filing")),
    ("completed", _("the day on which the application was complete")),
    ("decided", _("the day of the decision")),
)
LINE = (
    Setting(key="code", label=_("Code"), kind="code"),
    Setting(key="label", label=_("What is charged"), kind="words", longest=200),
    Setting(key="kind", label=_("Kind"), kind="choice", choices=tuple(Kind.choices)),
    Setting(key="when", label=_("Charged when"), kind="rule", help=_("Empty means always.")),
    Setting(
        key="table",
        label=_("Table that says how much"),
        kind="code",
        help=_("The code of a table here, or of one that every authority has. Or an amount below."),
    ),
    Setting(key="amount", label=_("Amount in baht"), kind="formula", want="number"),
    Setting(key="date", label=_("Day whose rates count"), kind="choice", choices=DATES),
    Setting(
        key="precedes", label=_("Must be paid"), kind="choice", choices=tuple(Precedes.choices)
    ),
    Setting(key="ceiling", label=_("Highest amount that the law allows"), kind="amount"),
    Setting(key="law", label=_("Law"), longest=500),
    Setting(key="mark", label=_("Source of the law"), kind="choice", choices=MARK_CHOICES),
    Setting(key="explanation", label=_("Explanation for the applicant"), kind="words"),
)
DUE = (Setting(key="due_days", label=_("Days in which a bill may be paid"), kind="number"),)


def told(part: JSON, around: Around) -> Sequence[Told]:
    """Return the days to pay and every charge in words."""
    return [
        *telling.whole(DUE, part, around),
        *(
            Told(
                title=telling.titled(line.get("label"), str(line.get("code") or "")),
                item=f"line-{place}",
                note=_("A charge"),
                lines=telling.lines_of(LINE, line, around, but=("label",)),
            )
            for place, line in enumerate(spec.lines_of(part))
        ),
    ]
