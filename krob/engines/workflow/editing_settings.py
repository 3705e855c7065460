"""What may be said of a step, an action, an end and the time that the law gives."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import editing_tree as tree
from krob.engines.workflow.types import StepRole
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.types import JSON, Around, Choice, Setting

KINDS: tuple[Choice, ...] = (
    ("review", _("Check papers")),
    ("applicant", _("The applicant's turn")),
    ("inspection", _("Inspection")),
    ("consult", _("Ask another office")),
    ("recommendation", _("Recommendation")),
    ("decision", _("Decision")),
    ("payment", _("Payment")),
    ("hand-over", _("Hand over to the agency's own system")),
    ("wait", _("Wait")),
    ("auto", _("Done by the system")),
)
ROLES: tuple[Choice, ...] = (
    (StepRole.CHECKER, _("Checker")),
    (StepRole.INSPECTOR, _("Inspector")),
    (StepRole.RECOMMENDER, _("Recommender")),
    (StepRole.APPROVER, _("Approver")),
    (StepRole.CASHIER, _("Cashier")),
    (StepRole.ROUTER, _("Router")),
    (StepRole.APPLICANT, _("Applicant")),
    (StepRole.SYSTEM, _("System")),
)
OFFICERS = ROLES[:6]
CLOCKS: tuple[Choice, ...] = (
    ("runs", _("The time counts against the office")),
    ("paused", _("The time stands still")),
    ("off", _("Does not count")),
)
NEEDS: tuple[Choice, ...] = (
    ("checklist", _("Every line of the checklist answered")),
    ("note", _("A note")),
    ("corrections", _("What the applicant must correct")),
    ("reasons", _("Reasons")),
)
STYLES: tuple[Choice, ...] = (
    ("primary", _("The usual way on")),
    ("line", _("Another way")),
    ("bad", _("Refuses or rejects")),
)
STATUSES: tuple[Choice, ...] = (
    ("approved", _("Approved")),
    ("refused", _("Not approved")),
    ("withdrawn", _("Withdrawn")),
    ("lapsed", _("Lapsed")),
)
UNITS: tuple[Choice, ...] = (("calendar", _("calendar days")), ("working", _("working days")))
ROLE_OF_KIND = {
    "applicant": "applicant",
    "auto": "system",
    "decision": "approver",
    "hand-over": "approver",
    "inspection": "inspector",
    "payment": "system",
    "recommendation": "recommender",
    "wait": "system",
}
CLOCK_OF_KIND = {"applicant": "paused", "payment": "paused"}

_TIME, _LATE, _ORDER = _("Time"), _("When time runs out"), _("Who, and after whom")
_CHECKLIST = Setting(
    key="checklist",
    label=_("Checklist"),
    help=_("What the officer answers before going on, line by line."),
    kind="rows",
    columns=(
        Setting(key="code", label=_("Code"), kind="code", longest=40),
        Setting(key="title", label=_("What is checked"), kind="words"),
    ),
)
_WARNING = Setting(
    key="warning",
    label=_("Words of the reminder"),
    help=_("{step}, {reference} and {due} are filled in. Empty means the usual words."),
    kind="prose",
    longest=1000,
    group=_LATE,
)
_ESCALATE = Setting(
    key="escalate",
    label=_("Who is told next"),
    help=_("So many working days after the step was due."),
    kind="rows",
    columns=(
        Setting(key="after_days", label=_("Working days late"), kind="number"),
        Setting(key="role", label=_("Role"), kind="choice", choices=OFFICERS),
    ),
    group=_LATE,
)


def step_settings(part: JSON, name: str, around: Around) -> tuple[Setting, ...]:
    """Return the settings of a step; what others of its part are called stands in the choices."""
    step = tree.item(part, name)
    others = tuple((key, named(plan, key)) for key, plan in tree.steps(part).items() if key != name)
    return (
        Setting(key="title", label=_("Name of the step"), kind="words", longest=200),
        Setting(key="kind", label=_("Kind"), kind="choice", choices=KINDS),
        Setting(key="role", label=_("Who acts"), kind="choice", choices=ROLES),
        _CHECKLIST,
        Setting(
            key="days",
            label=_("Working days for this step"),
            help=_("0 or nothing means that the step has no time of its own."),
            kind="number",
            group=_TIME,
        ),
        Setting(
            key="clock",
            label=_("The time of the law during this step"),
            kind="choice",
            choices=CLOCKS,
            group=_TIME,
        ),
        Setting(
            key="warn_days",
            label=_("Remind so many working days before"),
            kind="number",
            group=_LATE,
        ),
        Setting(
            key="on_overdue",
            label=_("When the step is late"),
            kind="choice",
            choices=overdue_choices(step),
            group=_LATE,
        ),
        _ESCALATE,
        _WARNING,
        Setting(
            key="not_same_as",
            label=_("Must not be done by the person who did"),
            kind="choices",
            choices=others,
            group=_ORDER,
        ),
        Setting(
            key="join",
            label=_("Waits until all of these are done"),
            help=_("Parallel steps come together here."),
            kind="choices",
            choices=others,
            group=_ORDER,
        ),
        Setting(
            key="unit",
            label=_("Another unit does it"),
            help=_("Empty means the unit that has the application."),
            kind="choice",
            among="units",
            group=_ORDER,
        ),
        *_handing_over(step, around),
    )


def _handing_over(step: JSON, around: Around) -> tuple[Setting, ...]:
    if step.get("kind") != "hand-over" and not step.get("hand_over"):
        return ()
    label = _("System that the application is handed to")
    shown = Setting(key="hand_over", label=label, kind="choice", among="back_offices")
    return (shown,) if around.choices.get("back_offices") else (_as_code(shown),)


def _as_code(setting: Setting) -> Setting:
    return Setting(key=setting.key, label=setting.label, kind="code")


def overdue_choices(step: JSON) -> tuple[Choice, ...]:
    """Return what may happen when a step is late: its own actions among it."""
    does = tuple(
        (f"action:{key}", _("Do by itself: %(action)s") % {"action": named(action, key)})
        for key, action in tree.actions(step).items()
    )
    return (
        ("notify", _("Tell the officer or the unit")),
        ("escalate", _("Tell the next in line")),
        *does,
    )


def action_settings(part: JSON, name: str) -> tuple[Setting, ...]:
    """Return the settings of an action; the steps and ends are where it may lead."""
    return (
        Setting(key="label", label=_("Words on the button"), kind="words", longest=120),
        Setting(
            key="to",
            label=_("What comes next"),
            help=_(
                "Without conditions all of them begin side by side. With conditions the first that "
                "holds is taken; the last must have none."
            ),
            kind="rows",
            columns=(
                Setting(key="step", label=_("Step or end"), kind="choice", choices=places(part)),
                Setting(key="if", label=_("Only if"), kind="rule"),
            ),
        ),
        Setting(key="needs", label=_("Needed before it is done"), kind="choices", choices=NEEDS),
        Setting(key="style", label=_("Look"), kind="choice", choices=STYLES),
        Setting(
            key="starts_clock",
            label=_("The time of the law begins with this"),
            kind="flag",
            default=False,
        ),
    )


def places(part: JSON) -> tuple[Choice, ...]:
    """Return every step and end as a choice."""
    found = [(key, named(plan, key)) for key, plan in tree.steps(part).items()]
    finished = [
        (key, _("End: %(end)s") % {"end": named(end, key)}) for key, end in tree.ends(part).items()
    ]
    return (*found, *finished)


def deadline_settings(part: JSON) -> tuple[Setting, ...]:
    """Return the settings of the time that the law gives for the whole application."""
    begins: list[Choice] = [("submission", _("The application is filed"))]
    begins += [(key, named(plan, key)) for key, plan in tree.steps(part).items()]
    return (
        Setting(key="days", label=_("Days"), kind="number"),
        Setting(key="unit", label=_("Counted in"), kind="choice", choices=UNITS),
        Setting(key="starts", label=_("Counts from"), kind="choice", choices=tuple(begins)),
        Setting(key="law", label=_("Law"), kind="words"),
        Setting(key="mark", label=_("Source of the law"), kind="choice", among="marks"),
        Setting(
            key="office_closes",
            label=_("Offices close at"),
            help=_("Such as 16:30. What comes later counts from the next working day."),
            longest=5,
        ),
        Setting(
            key="warn_days",
            label=_("Remind so many working days before"),
            kind="number",
            group=_LATE,
        ),
        _ESCALATE,
        _WARNING,
    )


END_SETTINGS = (
    Setting(key="title", label=_("Name of the end"), kind="words", longest=200),
    Setting(key="status", label=_("The application is then"), kind="choice", choices=STATUSES),
)


def settings_of(part: JSON, name: str, around: Around) -> tuple[Setting, ...]:
    """Return the settings of an item."""
    if name == tree.DEADLINE:
        return deadline_settings(part)
    if name.startswith(tree.END):
        return END_SETTINGS
    if tree.split(name)[1]:
        return action_settings(part, name)
    return step_settings(part, name, around)


def unfolded(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it is edited: every way of an action is a row."""
    if not tree.split(name)[1] or name.startswith(tree.END):
        return dict(item)
    rows = [each if isinstance(each, Mapping) else {"step": each} for each in tree.ways(item)]
    return {**item, "to": rows}


def folded(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it is stored: a way without a condition is a plain key."""
    if not tree.split(name)[1] or name.startswith(tree.END):
        return dict(item)
    ways = [each if each.get("if") else each.get("step", "") for each in item.get("to") or ()]
    return {**item, "to": ways}


def called(part: JSON, name: str) -> Message:
    """Return what officials call an item, with the step to which an action belongs.

    Raises:
        NotFound: there is no such item (any more).
    """
    item, (step, action) = tree.item(part, name), tree.split(name)
    if name == tree.DEADLINE:
        return _("Time that the law gives")
    if name.startswith(tree.END):
        return _("End “%(name)s”") % {"name": named(item, step.removeprefix(tree.END))}
    if not action:
        return _("Step “%(name)s”") % {"name": named(item, step)}
    return _("Button “%(name)s” of the step “%(step)s”") % {
        "name": named(item, action),
        "step": named(tree.item(part, step), step),
    }


def named(item: Mapping[str, Any], key: str) -> str:
    """Return what people call an item, else its key."""
    words = item.get("title") or item.get("label")
    return str(Text.of(words)) or key if isinstance(words, Mapping | str | Text) else key
