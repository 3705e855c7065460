"""Taking an application back."""

from krob.casework.applications import policies
from krob.casework.applications.clocks import bylaw
from krob.casework.applications.locking import TOO_LATE, locked, require
from krob.casework.applications.models import Application
from krob.casework.applications.types import BEFORE_DECISION, Status
from krob.engines.workflow import commands as workflow
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments import commands as payments
from krob.registers.payments import queries as bills
from krob.registers.payments.types import OWED

REASON_LENGTH = 1000


@command(
    "applications.withdraw",
    kinds={ActorKind.APPLICANT},
    states={status.value for status in BEFORE_DECISION},
)
def withdraw_application(*, actor: Actor, reference: str, reason: str = "") -> Application:
    """Take a filed application back before it is decided; what is owed for it is cancelled.

    ``reason`` is kept with the application, encrypted, for both sides to read.

    Doing it twice has the effect of doing it once.

    Raises:
        Conflict: it has been decided, by an officer or by law, or was never filed.
    """
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    if application.status == Status.WITHDRAWN:
        return application
    bylaw.refuse_decided(application)
    if not policies.may_withdraw(actor, application):
        raise Conflict("too-late-to-withdraw", TOO_LATE)
    if application.status != Status.ROUTING:
        workflow.end_process(actor=SYSTEM, subject=application.subject, end="withdrawn")
        for bill in bills.bills_of(SYSTEM, application.subject).filter(status__in=OWED):
            payments.cancel_bill(actor=SYSTEM, reference=bill.reference)
    application.status = Status.WITHDRAWN
    application.withdrawal_reason = reason.strip()[:REASON_LENGTH]
    application.save()
    journal.record(
        actor=actor,
        name="application.withdrawn",
        subject=application.subject,
        data={"gave_reason": bool(application.withdrawal_reason)},
    )
    return application
