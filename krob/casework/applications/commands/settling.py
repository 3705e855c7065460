"""What money does to an application: paid, or not paid in time."""

from django.utils.translation import gettext_lazy as _

from krob.casework.applications.locking import locked
from krob.casework.applications.models import Application
from krob.casework.applications.moving import pass_payment, raise_bill
from krob.casework.applications.queries import reference_of
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.workflow import commands as workflow
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments import queries as bills
from krob.registers.payments.ports import owners, released, settled
from krob.registers.payments.types import CLOSED, Precedes


@command("applications.conclude-settlement", kinds={ActorKind.SYSTEM}, states={Status.PAYING.value})
def conclude_settlement(*, actor: Actor, reference: str) -> Application:
    """Grant the licence of an approved application whose charges are settled.

    Runs inside the settling transaction, so that money and licence come to be together; repeating
    it changes nothing.

    Raises:
        Conflict: it has ended without a licence, so that the money must go another way.
    """
    application = locked(actor, reference)
    if application.status == Status.APPROVED:
        return application
    if application.status != Status.PAYING:
        raise Conflict("not-waiting-for-money", _("The application does not wait for this money."))
    pass_payment(application)
    journal.record(actor=actor, name="application.issued", subject=application.subject, data={})
    return application


WAITING = {
    Precedes.ISSUE.value: {Status.PAYING},
    Precedes.REVIEW.value: BEFORE_DECISION - {Status.ROUTING},
}


@command(
    "applications.lapse-unpaid",
    kinds={ActorKind.SYSTEM},
    states={status.value for waiting in WAITING.values() for status in waiting},
)
def lapse_unpaid(*, actor: Actor, reference: str, precedes: str = Precedes.ISSUE) -> Application:
    """End what was not paid by its date: an approval, or a filing whose review costs a fee.

    No licence number is used up. Where the bill was taken up again meanwhile nothing happens.
    """
    application = locked(actor, reference)
    raised = bills.bills_of(SYSTEM, application.subject).filter(precedes=precedes)
    alive = raised.exclude(status__in=CLOSED).exists()
    if application.status not in WAITING[precedes] or alive:
        return application
    workflow.end_process(actor=actor, subject=application.subject, end="lapsed")
    application.status = Status.LAPSED
    application.save()
    journal.record(actor=actor, name="application.lapsed", subject=application.subject, data={})
    return application


@command(
    "applications.ask-fee-again",
    kinds={ActorKind.SYSTEM},
    states={status.value for waiting in WAITING.values() for status in waiting},
)
def ask_fee_again(*, actor: Actor, reference: str, precedes: str = Precedes.ISSUE) -> Application:
    """Raise a new bill where the money that was paid counts no longer and is still waited for.

    It is due as a first bill would be today. Where a bill is open, or nothing waits for money any
    more, nothing happens.
    """
    application = locked(actor, reference)
    raised = bills.bills_of(SYSTEM, application.subject).filter(precedes=precedes)
    alive = raised.exclude(status__in=CLOSED).exists()
    if application.status not in WAITING[precedes] or alive:
        return application
    if raise_bill(application, precedes):
        journal.record(
            actor=actor,
            name="application.fee-due-again",
            subject=application.subject,
            data={"precedes": str(precedes)},
        )
    return application


def _on_released(_actor: Actor, subject: str, precedes: str) -> None:
    reference = reference_of(subject)
    if reference:
        ask_fee_again(actor=SYSTEM, reference=reference, precedes=precedes)


def _on_settled(_actor: Actor, subject: str, precedes: str) -> None:
    """Go on because of the money, whoever told of it; what they told is on record there."""
    reference = reference_of(subject)
    if reference and precedes == "issue":
        conclude_settlement(actor=SYSTEM, reference=reference)


def _hold(subject: str) -> None:
    list(Application.objects.select_for_update().filter(subject=subject).values_list("pk"))


owners.add("applications", _hold)
settled.add("applications", _on_settled)
released.add("applications", _on_released)
