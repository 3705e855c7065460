"""Amounts of money: always ``Decimal`` baht, exact to the satang."""

from collections.abc import Iterable
from decimal import Decimal

from krob.foundation.core.thai import money

__all__ = ["money", "total"]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts in baht, exact to the satang."""
    return money(sum(amounts, Decimal(0)))
