"""What officials type where a rule or a table wants a value: Thai digits, commas, days of any era.

Every reader returns the one form in which a value is kept, so that equal values are equal texts.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from krob.foundation.core.text import Text
from krob.foundation.core.thai import ARABIC, ERA
from krob.foundation.rules.functions import iso_date
from krob.foundation.rules.values import Type

MOST = 200
_BUDDHIST = 2400
_EARLIEST, _LATEST = _BUDDHIST - ERA, _BUDDHIST - 1
"""Years of the common era of which it is clear in both eras which one was typed."""
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_YES = frozenset({"yes", "true", "1", "y", "ใช่", "มี", "จริง", "✓"})
_NO = frozenset({"no", "false", "0", "n", "ไม่ใช่", "ไม่", "ไม่มี", "ไม่จริง", "✗"})


class Unreadable(ValueError):
    """A typed text is not a value of its type; ``text`` says what to type."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def number(text: str) -> str:
    """Return a number as exact plain text: ``๑,๕๐๐.50`` becomes ``1500.50``.

    Raises:
        Unreadable: not a number, or beyond 16 digits and 12 decimals.
    """
    plain = text.strip().translate(ARABIC).replace(",", "").replace("−", "-")
    wrong = Unreadable(Text("กรอกตัวเลข เช่น 1,500.50", "Enter a number, such as 1,500.50."))
    if len(plain) > MOST or not _NUMBER.fullmatch(plain):
        raise wrong
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise wrong from None
    exponent = value.as_tuple().exponent
    if value.adjusted() > 15 or not isinstance(exponent, int) or exponent < -12:
        raise wrong
    return format(value, "f") if value else "0"


def day(text: str) -> str:
    """Return a day as ``2026-10-01``; ``1/10/2569`` and ``2569-10-01`` are Buddhist years.

    Raises:
        Unreadable: not a day, or in a year of which nobody could say the era.
    """
    plain = text.strip().translate(ARABIC)
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
        year, month, of_month = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", plain):
        of_month, month, year = map(int, found.groups())
    else:
        raise Unreadable(Text("กรอกวันที่ เช่น 1/10/2569", "Enter a day such as 1/10/2569."))
    year = year - ERA if year >= _BUDDHIST else year
    if not _EARLIEST <= year <= _LATEST:
        raise Unreadable(
            Text(
                f"ปีต้องอยู่ระหว่าง พ.ศ. {_EARLIEST + ERA} ถึง {_LATEST + ERA}",
                f"The year is between {_EARLIEST} and {_LATEST} (B.E. {_EARLIEST + ERA} to "
                f"{_LATEST + ERA}).",
            )
        )
    try:
        return iso_date(date(year, month, of_month).isoformat()).isoformat()
    except ValueError:
        raise Unreadable(Text("ไม่มีวันที่นี้", "There is no such day.")) from None


def text(written: str) -> str:
    """Return a text as it can stand in a rule.

    Raises:
        Unreadable: empty, too long, or with signs that a rule cannot hold.
    """
    plain = " ".join(written.split())
    if not plain:
        raise Unreadable(Text("ยังไม่ได้ใส่ค่า", "Enter a value."))
    if len(plain) > MOST:
        raise Unreadable(Text(f"ยาวได้ไม่เกิน {MOST} ตัวอักษร", f"At most {MOST} characters."))
    strange = any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") for sign in plain)
    if strange or "\\" in plain or ("'" in plain and '"' in plain):
        raise Unreadable(Text("มีเครื่องหมายที่ใช้ในกฎไม่ได้", "It has signs that a rule cannot hold."))
    return plain


def flag(written: str) -> str:
    """Return ``yes`` or ``no``.

    Raises:
        Unreadable: neither.
    """
    plain = written.strip().casefold()
    if plain in _YES:
        return "yes"
    if plain in _NO:
        return "no"
    raise Unreadable(Text("ต้องเป็น ใช่ หรือ ไม่ใช่", "Enter yes or no."))


_READERS: Mapping[str, Callable[[str], str]] = {
    "number": number,
    "date": day,
    "text": text,
    "bool": flag,
}


def value(written: str, kind: Type) -> str:
    """Return what was typed as a value of a type.

    Raises:
        Unreadable: it is not one.
    """
    return _READERS[str(kind)](written)
