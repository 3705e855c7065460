"""What money does to an application: paid, or not paid in time."""

from krob.casework.applications.locking import locked
from krob.casework.applications.models import Application
from krob.casework.applications.moving import pass_payment
from krob.casework.applications.queries import reference_of
from krob.casework.applications.types import Status
from krob.engines.workflow import commands as workflow
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments.ports import settled


@command("applications.conclude-settlement", kinds={ActorKind.SYSTEM}, states={Status.PAYING.value})
def conclude_settlement(*, actor: Actor, reference: str) -> Application:
    """Grant the licence of an approved application whose charges are settled.

    Runs inside the settling transaction, so that money and licence come to be together; repeating
    it changes nothing.
    """
    application = locked(actor, reference)
    if application.status != Status.PAYING:
        return application
    pass_payment(application)
    journal.record(actor=actor, name="application.issued", subject=application.subject, data={})
    return application


@command("applications.lapse-unpaid", kinds={ActorKind.SYSTEM}, states={Status.PAYING.value})
def lapse_unpaid(*, actor: Actor, reference: str) -> Application:
    """End an approval that was not paid by its date; no licence number is used up."""
    application = locked(actor, reference)
    if application.status != Status.PAYING:
        return application
    workflow.end_process(actor=actor, subject=application.subject, end="lapsed")
    application.status = Status.LAPSED
    application.save()
    journal.record(actor=actor, name="application.lapsed", subject=application.subject, data={})
    return application


def _on_settled(_actor: Actor, subject: str, precedes: str) -> None:
    """Go on because of the money, whoever told of it; what they told is on record there."""
    reference = reference_of(subject)
    if reference and precedes == "issue":
        conclude_settlement(actor=SYSTEM, reference=reference)


settled.add("applications", _on_settled)
