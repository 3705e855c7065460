"""The time that the law gives: extended, explained when it has passed, ended by approval.

Req: 2.7.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import moving, policies
from krob.casework.applications.clocks import bylaw, delays
from krob.casework.applications.commands.deciding import OWN_MATTER
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application, DelayNotice
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.workflow import clock as clocks
from krob.engines.workflow import commands as workflow
from krob.engines.workflow import queries as steps
from krob.engines.workflow.types import ExtensionLimits
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.agencies import queries as agencies

_OFFICER = {ActorKind.OFFICER}
_CONSIDERED = {status.value for status in BEFORE_DECISION - {Status.ROUTING, Status.CORRECTING}}
_LENGTH = 3000


def _considered(actor: Actor, reference: str) -> Application:
    application = locked(actor, reference)
    require(policies.may_view(actor))
    require(not policies.is_own_matter(actor, application), "own-matter", OWN_MATTER)
    return application


@command("applications.extend-deadline", kinds=_OFFICER, states=_CONSIDERED)
def extend_deadline(
    *, actor: Actor, reference: str, number: int, days: int, reason: str
) -> Application:
    """Give the authority more time where the law allows it, before the time is over.

    ``number`` is the extension that the officer saw coming, 1 for the first: a form sent twice
    extends once. The applicant is told how much longer it takes, and the reasons.

    Raises:
        NotFound: the application is not one of this officer's units.
        NotAllowed: the officer does not decide there, or it is the officer's own matter.
        Conflict: the law allows no extension or no further one, the time is over, or the clock
            does not run.
        Invalid: the law does not allow so many days, or the reasons are missing.
    """
    application = _considered(actor, reference)
    legal = bylaw.profile(application)
    if not legal.extension_times:
        raise Conflict("no-extension", _("The law of this service allows no extension."))
    process = workflow.extend_deadline(
        actor=actor,
        subject=application.subject,
        number=number,
        days=days,
        reason=reason[:_LENGTH],
        limits=ExtensionLimits(legal.extension_times, legal.extension_days),
    )
    journal.record(
        actor=actor,
        name="application.deadline-extended",
        subject=application.subject,
        data={"number": number, "days": days, "due": str(process.due_on)},
    )
    return application


@command("applications.explain-delay", kinds=_OFFICER, states=_CONSIDERED)
def explain_delay(
    *, actor: Actor, reference: str, until: date, reason: str, state: str
) -> Application:
    """Tell the applicant in writing why it is not decided yet, and how it stands.

    ``until`` is the last day of the stretch of days that the officer saw; once it was told, telling
    it again changes nothing.

    Law: Licensing Facilitation Act B.E. 2558, s. 10.

    Raises:
        NotFound: the application is not one of this officer's units.
        NotAllowed: the officer does not consider applications there, or it is the officer's own.
        Conflict: nothing is to be explained now, or another stretch of days has begun.
        Invalid: the reasons or the state are missing.
    """
    application = _considered(actor, reference)
    require(policies.may_explain(actor, application))
    if application.delay_notices.filter(until=until).exclude(told_at=None).exists():
        return application
    reading = clocks.reading(application.subject)
    owed = delays.due(application, reading)
    if owed is None:
        raise Conflict("no-delay", _("There is no delay to explain now."))
    if owed.until != until:
        raise Conflict("other-days", _("Other days count now. Look at the date and send it again."))
    _refuse_unwritten(reason, state)
    notice = _asked(application, owed)
    notice.reason, notice.state = reason.strip()[:_LENGTH], state.strip()[:_LENGTH]
    notice.told_at, notice.told_by = clock.now(), actor.id
    notice.days_late, notice.copied_to = reading.days_late, _supervisor(application)
    notice.save()
    journal.record(
        actor=actor,
        name="application.delay-explained",
        subject=application.subject,
        data={"notice": notice.pk, "until": str(until), "missed": owed.missed},
    )
    return application


def _refuse_unwritten(reason: str, state: str) -> None:
    wrong: dict[str, Message] = {}
    if not reason.strip():
        wrong["reason"] = _("Write the reasons.")
    if not state.strip():
        wrong["state"] = _("Write how it stands.")
    if wrong:
        raise Invalid("explanation-incomplete", _("Something is missing."), fields=wrong)


def _asked(application: Application, owed: delays.Period) -> DelayNotice:
    """Return the notice of a stretch of days: the one asked for, even if its last day moved."""
    waiting = application.delay_notices.filter(told_at=None, until__gte=clock.today())
    notice = waiting.order_by("until").first()
    if notice is None:
        notice = DelayNotice(application=application, asked_at=clock.now())
    notice.until = owed.until
    return notice


def _supervisor(application: Application) -> str:
    code = bylaw.profile(application).supervisor
    return code if code in agencies.unit_names([code]) else ""


@command(
    "applications.ask-explanation",
    kinds={ActorKind.SYSTEM},
    states={status.value for status in BEFORE_DECISION},
)
def ask_explanation(*, actor: Actor, reference: str) -> Application:
    """Ask the office to explain a delay, once for each stretch of days; repeating it does nothing.

    Raises:
        NotFound: there is no such application.
    """
    application = locked(actor, reference)
    owed = delays.due(application, clocks.reading(application.subject))
    if owed is None:
        return application
    notice = _asked(application, owed)
    is_new = notice.pk is None
    notice.save()
    if is_new:
        journal.record(
            actor=actor,
            name="application.delay-notice-asked",
            subject=application.subject,
            data={
                "until": str(owed.until),
                "by": str(delays.write_by(application, owed)),
                "missed": owed.missed,
            },
        )
    return application


@command(
    "applications.approve-by-law",
    kinds={ActorKind.SYSTEM},
    states={status.value for status in BEFORE_DECISION},
)
def approve_by_law(*, actor: Actor, reference: str) -> Application:
    """Record that silence became approval: as of the last day in time, with its law.

    What an approval brings about follows in the same transaction: charges are owed, or the licence
    is granted. Where the time is not over, or somebody decided in time, nothing happens.

    Raises:
        NotFound: there is no such application, or no order says who signs for the authority today.
        Conflict: the steps do not say where an approval leads.
    """
    application = locked(actor, reference)
    if not bylaw.is_decided(application):
        return application
    due, law = steps.due_on(application.subject), bylaw.profile(application).tacit_law
    decisive, said = steps.decisive(application.subject), bylaw.reasons(application)
    outcome = workflow.decide_by_law(actor=actor, subject=application.subject)
    application.decided_at = clock.last_moment(due) if due else clock.now()
    if decisive is not None:
        _note(actor, application, decisive.step, decisive.action, said)
    moving.follow(application, outcome)
    journal.record(
        actor=actor,
        name="application.approved-by-law",
        subject=application.subject,
        data={"due": str(due), "law": law.as_json()},
    )
    return application


def _note(actor: Actor, application: Application, step: str, action: str, said: str) -> None:
    part = moving.step_part(application, step)
    visit = application.findings.filter(step=step).count() + 1
    moving.note_finding(actor, application, part, step, visit, action, said, {})
