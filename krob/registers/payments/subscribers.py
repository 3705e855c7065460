"""After an event of this room: its documents are made, behind the page."""

from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.foundation.jobs import queue
from krob.registers.payments.models import Bill, Receipt
from krob.registers.payments.types import ReceiptState


@subscribe("payments.bill-raised", "payments.bill-part-paid", "payments.payment-reversed")
def make_slips(event: Event) -> None:
    """Have the slip made for what is owed now."""
    for bill in Bill.objects.owed().filter(subject=event.subject):
        key = f"payments.make-slip {bill.uuid}"
        queue.enqueue("payments.make-slip", {"bill": str(bill.uuid)}, unique_key=key)


@subscribe("payments.bill-settled", "payments.exception-resolved")
def make_receipts(event: Event) -> None:
    """Have the receipts made that have no document yet."""
    receipts = Receipt.objects.filter(bill__subject=event.subject, state=ReceiptState.WAITING)
    for receipt in receipts:
        key = f"payments.make-receipt {receipt.uuid}"
        queue.enqueue("payments.make-receipt", {"receipt": str(receipt.uuid)}, unique_key=key)
    if event.name == "payments.exception-resolved":
        make_slips(event)
