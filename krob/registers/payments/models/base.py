"""What all records about money share."""

from decimal import Decimal
from typing import Any

from django.db import models

from krob.foundation.core.retention import Kept, RecordClass

SUBJECT_LENGTH = 120
NOTHING = Decimal("0.00")


def baht(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for an amount in baht, exact to the satang."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class Money(Kept):
    """A record about money, kept as long as the law of public accounts asks."""

    record_class = models.CharField(max_length=16, default=RecordClass.MONEY)

    class Meta:
        abstract = True
