"""What the bank reports becomes a payment, a settled bill, or a question to an officer."""

from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.payments import ledger, settling
from krob.registers.payments.models import Bill, Payment, PaymentException, RefusedNotice
from krob.registers.payments.types import Account, BankNotice, NoticeKind, Recorded, Status, Trouble

MATCHED = "matched"
REVERSED = "reversed"


def _known(actor: Actor, notice: BankNotice) -> Recorded | None:
    payment = Payment.objects.filter(bank=notice.bank, notice_id=notice.id).first()
    if payment is None:
        return None
    stored = (payment.kind, payment.biller, payment.ref1, payment.ref2, payment.amount)
    told = (notice.kind, notice.biller, notice.ref1, notice.ref2, notice.amount)
    if stored != told or payment.reverses != notice.reverses:
        raise Conflict("notice-changed", _("This notice was sent before with other content."))
    if actor.kind == ActorKind.CLIENT_SYSTEM:
        Payment.objects.filter(pk=payment.pk).update(repeats=F("repeats") + 1)
    return Recorded(payment=str(payment.uuid), outcome=payment.outcome, repeated=True)


def _stored(notice: BankNotice, bill: Bill | None) -> Payment:
    return Payment.objects.create(
        bank=notice.bank,
        notice_id=notice.id,
        kind=notice.kind,
        biller=notice.biller,
        ref1=notice.ref1,
        ref2=notice.ref2,
        amount=notice.amount,
        paid_at=notice.paid_at,
        channel=notice.channel,
        reverses=notice.reverses,
        received_at=clock.now(),
        kept_from=clock.today(),
        bill=bill,
    )


def _misfit(payment: Payment, bill: Bill | None) -> Trouble | None:
    """Say why a payment cannot be counted towards its bill; the most telling reason first."""
    if bill is None:
        return Trouble.UNKNOWN
    checks = (
        (Trouble.WRONG_BILLER, bill.biller != payment.biller),
        (Trouble.WRONG_CHECK, bill.check_value != payment.ref2),
        (Trouble.DOUBLE, bill.is_paid),
        (Trouble.LATE, not bill.is_owed or clock.local_date(payment.paid_at) > bill.due_on),
    )
    return next((trouble for trouble, applies in checks if applies), None)


def _record(actor: Actor, name: str, payment: Payment, **details: str) -> None:
    bill = payment.bill
    about: dict[str, str] = {}
    if bill is not None:
        about = {"subject": bill.subject, "bill": bill.reference, "precedes": bill.precedes}
    journal.record(
        actor=actor,
        name=name,
        subject=bill.subject if bill else f"payment:{payment.uuid}",
        data={"payment": str(payment.uuid), **about, **details},
    )


def _count(actor: Actor, payment: Payment, bill: Bill) -> str:
    over = settling.count(payment, bill, payment.amount, Account.BANK)
    if left := ledger.remaining(bill):
        settling.refresh(bill)
        settling.ask_officer(payment, Trouble.SHORT, left)
        _record(actor, "payments.bill-part-paid", payment, left=str(left))
        return Trouble.SHORT.value
    if over:
        settling.ask_officer(payment, Trouble.OVER, over)
    receipt = settling.settle(actor, bill, payment)
    _record(actor, "payments.bill-settled", payment, receipt=str(receipt.uuid))
    return Trouble.OVER.value if over else MATCHED


def _receive(actor: Actor, payment: Payment, bill: Bill | None) -> str:
    if (early := _waiting_reversal(payment)) is not None:
        return _cancel_out(actor, payment, early)
    trouble = _misfit(payment, bill)
    if trouble is None and bill is not None:
        return _count(actor, payment, bill)
    trouble = trouble or Trouble.UNKNOWN
    settling.set_aside(payment)
    settling.ask_officer(payment, trouble, payment.amount)
    if bill is not None and bill.is_paid:
        settling.weigh_surplus(bill)
    _record(actor, "payments.payment-excepted", payment, trouble=trouble.value)
    return trouble.value


def _waiting_reversal(payment: Payment) -> PaymentException | None:
    return (
        PaymentException.objects.waiting()
        .filter(
            trouble=Trouble.OUT_OF_ORDER,
            payment__bank=payment.bank,
            payment__reverses=payment.notice_id,
            payment__amount=payment.amount,
        )
        .select_related("payment")
        .first()
    )


def _cancel_out(actor: Actor, payment: Payment, early: PaymentException) -> str:
    settling.set_aside(payment)
    settling.take_back(payment, payment.amount)
    settling.end_exceptions(early.payment, "The payment was reported later; both cancel out.")
    _record(actor, "payments.payment-reversed", payment)
    return REVERSED


def _owe_again(bill: Bill) -> None:
    """Turn a paid bill back: the receipt is cancelled, and one bill at most asks for the money."""
    bill.receipts.filter(cancelled_at=None).update(cancelled_at=clock.now())
    others = Bill.objects.owed().filter(subject=bill.subject, precedes=bill.precedes)
    if others.exclude(pk=bill.pk).exists():
        settling.close(bill, Status.CANCELLED)
    else:
        settling.refresh(bill)


def _after_reversal(bill: Bill, payment: Payment, owed_again: Decimal) -> None:
    payment.bill = bill
    if owed_again and (bill.is_paid or bill.is_owed):
        _owe_again(bill)
        settling.ask_officer(payment, Trouble.REVERSED, owed_again)
    elif bill.is_paid:
        settling.weigh_surplus(bill)


def _reverse(actor: Actor, payment: Payment) -> str:
    original = (
        Payment.objects.select_for_update()
        .filter(bank=payment.bank, notice_id=payment.reverses, kind=NoticeKind.PAYMENT)
        .exclude(outcome=REVERSED)
        .first()
    )
    if original is None or payment.amount != original.amount:
        settling.ask_officer(payment, Trouble.OUT_OF_ORDER, payment.amount)
        _record(actor, "payments.payment-excepted", payment, trouble=Trouble.OUT_OF_ORDER.value)
        return Trouble.OUT_OF_ORDER.value
    owed_again = settling.take_back(original, original.amount)
    settling.end_exceptions(original, "The bank took the payment back.")
    Payment.objects.filter(pk=original.pk).update(outcome=REVERSED)
    if original.bill_id is not None:
        bill = Bill.objects.select_for_update().get(pk=original.bill_id)
        _after_reversal(bill, payment, owed_again)
    _record(actor, "payments.payment-reversed", payment)
    return REVERSED


def _bill_for(notice: BankNotice) -> Bill | None:
    bills = Bill.objects.filter(reference=notice.ref1)
    for subject in bills.values_list("subject", flat=True):
        settling.hold(subject)
    return bills.select_for_update().first()


@command("payments.record-bank-notice", kinds={ActorKind.CLIENT_SYSTEM, ActorKind.SYSTEM})
def record_bank_notice(*, actor: Actor, notice: BankNotice) -> Recorded:
    """Believe a bank about money that came or was taken back.

    The signature has been verified. A notice id counts once per bank: sent again, it changes
    nothing. Whatever does not simply settle a bill is set aside and put before an officer.

    Req: 1.6.3, 1.6.4, 2.11.7.

    Raises:
        Invalid: nobody here is paid under that biller id, or the amount is not exact.
        Conflict: the same notice id came before with other content.
    """
    if not Bill.objects.filter(biller=notice.biller).exists():
        raise Invalid("unknown-biller", _("Nobody here is paid under this biller id."))
    bill = _bill_for(notice)
    if (known := _known(actor, notice)) is not None:
        return known
    try:
        with transaction.atomic():
            payment = _stored(notice, bill)
    except IntegrityError:
        if (known := _known(actor, notice)) is not None:
            return known
        raise

    if payment.kind == NoticeKind.REVERSAL:
        payment.outcome = _reverse(actor, payment)
    else:
        payment.outcome = _receive(actor, payment, bill)
    payment.save(update_fields=["outcome", "bill"])
    return Recorded(payment=str(payment.uuid), outcome=payment.outcome, repeated=False)


REFUSALS_A_DAY = 1000


@command("payments.note-refused-notice", kinds={ActorKind.CLIENT_SYSTEM, ActorKind.SYSTEM})
def note_refused_notice(
    *, actor: Actor, digest: str, reason: str, biller: str, ref1: str
) -> RefusedNotice | None:
    """Keep what a refused message claimed, for the officers of that payee to see.

    The same message counts up. A flood is not kept: after some rows a day, nothing is (None).
    """
    now = clock.now()
    same = RefusedNotice.objects.filter(digest=digest)
    if same.update(times=F("times") + 1, last_at=now):
        return same.get()
    recent = RefusedNotice.objects.filter(first_at__gt=now - timedelta(days=1))
    if recent.count() >= REFUSALS_A_DAY:
        return None
    noted = RefusedNotice.objects.create(
        digest=digest,
        reason=reason,
        claimed_biller=biller,
        claimed_ref1=ref1,
        first_at=now,
        last_at=now,
    )
    journal.record(
        actor=actor,
        name="payments.notice-refused",
        subject=f"payment:refused-{noted.pk}",
        data={"reason": reason},
    )
    return noted
