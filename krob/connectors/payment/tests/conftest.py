"""Noon on 23 November 2026, as in the tests of payments."""

from krob.registers.payments.tests.conftest import _noon

__all__ = ["_noon"]
