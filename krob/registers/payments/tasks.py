"""Work behind the pages: documents of bills and receipts, bills that lapse."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, DomainError, Unavailable
from krob.foundation.core.later import Later
from krob.foundation.jobs.queue import periodic, task
from krob.registers.payments import commands, papers, ports, queries
from krob.registers.payments.models import Bill, Receipt
from krob.registers.payments.types import ReceiptState

if TYPE_CHECKING:
    from krob.engines.documents import seal
else:
    seal = Later("krob.engines.documents.seal")

BATCH = 100
log = logging.getLogger(__name__)


@task("payments.make-slip", atomic=False)
def make_slip(*, bill: str) -> None:
    """Make the slip for what is still owed on a bill; doing it again makes it again."""
    found = queries.bill(SYSTEM, UUID(bill))
    if (left := queries.remaining(found)) > 0:
        papers.keep(papers.slip_key(found, left), papers.slip_pdf(found, left))


@task("payments.make-receipt", atomic=False)
def make_receipt(*, receipt: str) -> None:
    """Make and seal a receipt's document.

    Where the seal cannot be had now, the receipt can be read already and is sealed later.
    """
    found = queries.receipt(SYSTEM, UUID(receipt))
    if found.state == ReceiptState.SEALED:
        return
    pdf, sealed = papers.receipt_pdf(found), True
    try:
        pdf = seal.seal_pdf(pdf)
    except Unavailable:
        sealed = False
    if not sealed and found.is_ready:
        return
    digest = papers.keep(papers.receipt_key(found), pdf)
    commands.attach_receipt(actor=SYSTEM, receipt=found.uuid, digest=digest, sealed=sealed)


@periodic("payments.seal-receipts", every=timedelta(minutes=5), atomic=False)
def seal_receipts() -> None:
    """Seal the receipts that were made while the seal could not be had."""
    waiting = Receipt.objects.filter(state=ReceiptState.RENDERED, cancelled_at=None).order_by("id")
    for receipt in waiting[:BATCH]:
        make_receipt(receipt=str(receipt.uuid))


def _ask_bank(bill: Bill) -> bool:
    """Record what the bank knows about a bill; say whether it answered (or there is none)."""
    if ports.BANK not in ports.gateways or ports.gateways.get(ports.BANK).check():
        return True
    try:
        notices = ports.gateways.get(ports.BANK).payments_of(
            biller=bill.biller, ref1=bill.reference
        )
    except Unavailable:
        return False
    for notice in notices:
        try:
            commands.record_bank_notice(actor=SYSTEM, notice=notice)
        except DomainError as refusal:
            log.warning("bill %s: the bank's notice was refused: %s", bill.reference, refusal.code)
    return True


@periodic("payments.lapse-bills", every=timedelta(minutes=15), atomic=False)
def lapse_bills() -> None:
    """End bills whose last day has passed, after asking the bank for money not reported yet.

    While the bank does not answer, a bill stays open: nobody loses an approval by a lost message.
    """
    overdue = Bill.objects.owed().filter(due_on__lt=clock.today()).order_by("due_on", "id")
    for bill in overdue[:BATCH]:
        if not _ask_bank(bill):
            return
        try:
            commands.lapse_bill(actor=SYSTEM, reference=bill.reference)
        except Conflict:
            log.warning("bill %s did not lapse: it may be paid again", bill.reference)
