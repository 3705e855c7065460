"""What payments need from others: a bank that reports, and the rooms that wait for the money."""

from collections.abc import Callable, Mapping
from typing import Protocol

from krob.foundation.core.actor import Actor
from krob.foundation.core.registry import Registry
from krob.registers.payments.types import BankNotice

Settled = Callable[[Actor, str, str], None]

settled: Registry[Settled] = Registry("settlement hook")
"""Called ``(actor, subject, precedes)`` inside the settling transaction; safe to run again.

A hook that raises a ``DomainError`` is undone by itself: the money stays recorded and an officer
is told that the matter could not go on.
"""


released: Registry[Settled] = Registry("release hook")
"""Called ``(actor, subject, precedes)`` when the money of a paid bill no longer counts for it.

Inside the transaction in which it is given back or goes over to another bill; the old bill is
cancelled by then. Whoever still waits for money asks for it anew. Safe to run again.
"""


owners: Registry[Callable[[str], None]] = Registry("owner of subjects")
"""Called ``(subject)`` before a bill about it is locked, to lock the row that the bill is for.

One order for everybody: first the matter, then its bills. Repeating it does nothing.
"""


class BankGateway(Protocol):
    """A bank through which bills are paid (Thai QR tag 30, slip, counter)."""

    def open_notice(
        self, *, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> BankNotice:
        """Return what the bank says, after proving that the bank said it, to us and just now.

        Raises:
            Unauthenticated: signature, digest, key or time is wrong.
            Invalid: it is the bank's, but not a notice.
        """
        ...

    def payments_of(self, *, biller: str, ref1: str) -> tuple[BankNotice, ...]:
        """Ask the bank what was paid on a reference. Never called inside a page's request.

        Raises:
            Unavailable: the bank did not answer in time or not credibly.
        """
        ...

    def check(self) -> str:
        """Return "" when configured, else what is missing, for the status page."""
        ...


gateways: Registry[BankGateway] = Registry("bank gateway")
BANK = "thai-bank"
