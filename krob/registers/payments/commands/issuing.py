"""The receipt's document, made by the worker, becomes part of the register."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments.models import Receipt
from krob.registers.payments.types import ReceiptState


@command(
    "payments.attach-receipt",
    kinds={ActorKind.SYSTEM},
    states={ReceiptState.WAITING, ReceiptState.RENDERED},
)
def attach_receipt(*, actor: Actor, receipt: UUID, digest: str, sealed: bool) -> Receipt:
    """Record that a receipt's document is stored; ``digest`` is its SHA-256 in hexadecimal.

    A sealed document is final: attaching again changes nothing.

    Raises:
        NotFound: there is no such receipt.
    """
    found = Receipt.objects.visible_to(actor).select_for_update().filter(uuid=receipt).first()
    if found is None:
        raise NotFound("receipt-not-found", _("There is no such receipt."))
    if found.state == ReceiptState.SEALED or found.digest == digest:
        return found

    found.state = ReceiptState.SEALED if sealed else ReceiptState.RENDERED
    found.digest = digest
    found.save(update_fields=["state", "digest"])
    journal.record(
        actor=actor,
        name="payments.receipt-attached",
        subject=found.bill.subject,
        data={"receipt": str(found.uuid), "sealed": sealed},
    )
    return found
