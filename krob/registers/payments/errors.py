"""What can go wrong in this room beyond the general errors.

``unknown-biller``, ``notice-changed`` and ``bad-signature`` are codes that the bank's side sees;
they are listed in the interface description of the callback.
"""

from krob.foundation.core.errors import Conflict, DomainError


class Unauthenticated(DomainError):
    """A message from outside does not prove who sent it, or is not fresh."""

    status = 401


class BillDiffers(Conflict):
    """A bill for the same thing is open, with other lines or another payee."""
