"""What follows when money meets a bill: paid, receipt, whoever waited goes on. And the way back.

Called by commands that hold the lock on the bill, inside their transaction.
"""

import logging
import secrets
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from krob.foundation.core import clock, thai
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError
from krob.registers.payments import ledger, ports
from krob.registers.payments.ledger import Move
from krob.registers.payments.models import (
    Bill,
    Payment,
    PaymentException,
    Receipt,
    ReceiptCounter,
)
from krob.registers.payments.types import Account, NoticeKind, Resolution, Status, Trouble

log = logging.getLogger(__name__)


def hold(subject: str) -> None:
    """Lock what a bill is for; before the bill itself, as those do who begin at that end."""
    for name in ports.owners:
        ports.owners.get(name)(subject)


def set_aside(payment: Payment) -> None:
    """Post a payment that cannot be counted: at the bank, not yet assigned."""
    move = Move(Account.BANK, Account.SUSPENSE, payment.amount)
    ledger.post("set-aside", [move], bill=payment.bill, payment=payment)


def count(payment: Payment, bill: Bill, amount: Decimal, source: Account) -> Decimal:
    """Count money from ``source`` towards a bill; return what was more than is owed."""
    taken = min(amount, ledger.remaining(bill))
    moves = [Move(source, Account.RECEIVABLE, taken)]
    if source != Account.SUSPENSE:
        moves.append(Move(source, Account.SUSPENSE, amount - taken))
    ledger.post("payment", moves, bill=bill, payment=payment)
    payment.bill = bill
    return amount - taken


def ask_officer(payment: Payment, trouble: Trouble, amount: Decimal) -> PaymentException:
    """Put a notice on the list of exceptions; once per trouble."""
    found, _ = PaymentException.objects.get_or_create(
        payment=payment,
        trouble=trouble,
        defaults={"amount": amount, "raised_at": clock.now()},
    )
    return found


def end_exceptions(payment_or_bill: Payment | Bill, reasons: str, *troubles: Trouble) -> None:
    """Close waiting exceptions that a later notice has answered; money is not touched."""
    by_bill = isinstance(payment_or_bill, Bill)
    about = {"payment__bill" if by_bill else "payment": payment_or_bill}
    waiting = PaymentException.objects.waiting().filter(**about)
    if troubles:
        waiting = waiting.filter(trouble__in=troubles)
    waiting.update(
        resolved_at=clock.now(),
        resolution=Resolution.NOTE,
        reasons=reasons,
        resolved_by="system",
    )


def _next_number(authority: str, fiscal_year: int) -> int:
    counter, _ = ReceiptCounter.objects.get_or_create(authority=authority, fiscal_year=fiscal_year)
    ReceiptCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    return ReceiptCounter.objects.values_list("last", flat=True).get(pk=counter.pk)


def issue_receipt(bill: Bill) -> Receipt:
    """Allot the next number of the authority and fiscal year; the row lock makes it gapless."""
    now = clock.now()
    fiscal_year = thai.fiscal_year(clock.local_date(now))
    return Receipt.objects.create(
        token=secrets.token_urlsafe(18)[:24],
        bill=bill,
        authority=bill.authority,
        fiscal_year=fiscal_year,
        running=_next_number(bill.authority, fiscal_year),
        amount=bill.amount,
        issued_at=now,
        kept_from=clock.local_date(now),
    )


def move_on(actor: Actor, bill: Bill) -> None:
    """Tell every room that waits for the money; part of the transaction.

    Raises:
        DomainError: one of them could not go on.
    """
    for name in ports.settled:
        ports.settled.get(name)(actor, bill.subject, bill.precedes)


def ask_anew(actor: Actor, bill: Bill) -> None:
    """Tell every room that the money of a bill is gone, so that who still waits asks for it anew.

    Raises:
        DomainError: one of them could not ask.
    """
    for name in ports.released:
        ports.released.get(name)(actor, bill.subject, bill.precedes)


def settle(actor: Actor, bill: Bill, payment: Payment, *, decided: bool = False) -> Receipt:
    """Make a bill paid whose ledger says so; give the receipt; whoever waits goes on.

    What cannot go on does not undo the payment: an officer is asked instead. Where an officer has
    just ``decided`` to count the money, they are told, and may give it back.

    Raises:
        DomainError: what waits cannot go on, and an officer decided.
    """
    bill.settled_at = clock.now()
    bill.status = Status.OVER if ledger.surplus(bill) else Status.SETTLED
    bill.kept_from = clock.today()
    bill.save(update_fields=["status", "settled_at", "kept_from"])
    end_exceptions(bill, "The rest was paid.", Trouble.SHORT)
    try:
        with transaction.atomic():
            move_on(actor, bill)
    except DomainError as refusal:
        if decided:
            raise
        log.warning("bill %s is paid but: %s", bill.reference, refusal.code)
        ask_officer(payment, Trouble.NOT_APPLIED, bill.amount)
    return issue_receipt(bill)


def refresh(bill: Bill) -> None:
    """Bring the status of an owed bill in line with the ledger."""
    bill.status = Status.OPEN if ledger.remaining(bill) == bill.amount else Status.SHORT
    bill.settled_at = bill.closed_at = None
    bill.save(update_fields=["status", "settled_at", "closed_at"])


def weigh_surplus(bill: Bill) -> None:
    """Bring the status of a paid bill in line with what was received beyond it."""
    bill.status = Status.OVER if ledger.surplus(bill) else Status.SETTLED
    bill.save(update_fields=["status"])


def close(bill: Bill, status: Status) -> None:
    """Take an owed bill back: nothing is owed any more, money that came in part is set aside."""
    left = ledger.remaining(bill)
    ledger.post("close", [Move(Account.REVENUE, Account.RECEIVABLE, left)], bill=bill)
    for payment in bill.payments.filter(kind=NoticeKind.PAYMENT):
        counted = -ledger.balance(Account.RECEIVABLE, bill=bill, payment=payment)
        move = Move(Account.REVENUE, Account.SUSPENSE, max(counted, Decimal(0)))
        ledger.post("close", [move], bill=bill, payment=payment)
    bill.status, bill.closed_at, bill.settled_at = status, clock.now(), None
    bill.kept_from = clock.today()
    bill.save(update_fields=["status", "closed_at", "settled_at", "kept_from"])


def release(bill: Bill) -> dict[Payment, Decimal]:
    """Take a paid bill and its receipt back; return how much of each payment is set aside by that.

    What was received beyond the bill is not part of it.
    """
    counted = {
        payment: -ledger.balance(Account.RECEIVABLE, bill=bill, payment=payment)
        for payment in bill.payments.filter(kind=NoticeKind.PAYMENT).order_by("id")
    }
    bill.receipts.filter(cancelled_at=None).update(cancelled_at=clock.now())
    close(bill, Status.CANCELLED)
    return {payment: amount for payment, amount in counted.items() if amount > 0}


def reopen(bill: Bill) -> None:
    """Owe a closed bill again; money that had come in part counts again."""
    missing = bill.amount + ledger.balance(Account.REVENUE, bill=bill)
    ledger.post("reopen", [Move(Account.RECEIVABLE, Account.REVENUE, missing)], bill=bill)
    parts = PaymentException.objects.waiting().filter(payment__bill=bill, trouble=Trouble.SHORT)
    for part in parts.select_related("payment"):
        count(part.payment, bill, ledger.held(part.payment), Account.SUSPENSE)
    refresh(bill)


def take_back(payment: Payment, amount: Decimal) -> Decimal:
    """Post that the bank took money back; return how much of it is owed again on the bill."""
    from_held = min(amount, ledger.held(payment))
    refunding = -ledger.balance(Account.REFUND, payment=payment)
    from_refund = min(amount - from_held, refunding)
    owed_again = amount - from_held - from_refund
    moves = [
        Move(Account.SUSPENSE, Account.BANK, from_held),
        Move(Account.REFUND, Account.BANK, from_refund),
        Move(Account.RECEIVABLE, Account.BANK, owed_again),
    ]
    ledger.post("reversal", moves, bill=payment.bill, payment=payment)
    return owed_again
