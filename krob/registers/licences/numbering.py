"""Licence numbers: without gaps, per authority, pattern and year."""

import re
from collections.abc import Mapping
from datetime import date

from django.db.models import F

from krob.foundation.core.thai import ARABIC, ERA, fiscal_year
from krob.registers.licences.models import NumberSeries

PLACEHOLDER = re.compile(r"\{(running|year_be|fiscal_year_be|year)(?::0([1-9]))?\}")


def allot(authority: str, pattern: str, day: date) -> str:
    """Return the next number of a series; call it in the transaction that uses the number.

    Raises:
        ValueError: the pattern has no running number.
    """
    if "{running" not in pattern:
        raise ValueError("a number pattern needs {running}")
    years = {"year": day.year, "year_be": day.year + ERA, "fiscal_year_be": fiscal_year(day)}
    used = [years[name] for name, _width in PLACEHOLDER.findall(pattern) if name in years]
    series, _made = NumberSeries.objects.get_or_create(
        authority=authority, pattern=pattern, year=used[0] if used else 0
    )
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return filled(pattern, {**years, "running": series.last})


def filled(pattern: str, values: Mapping[str, int]) -> str:
    """Return the pattern with its values: ``{running:05}/{year_be}`` gives ``00012/2569``."""
    return PLACEHOLDER.sub(
        lambda match: f"{values[match[1]]:0{match[2] or 1}d}",
        pattern,
    )


def normal(number: str) -> str:
    """Return a number as people may type it in the form in which it is stored."""
    return "".join(number.translate(ARABIC).split())
