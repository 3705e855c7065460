"""Thai numbers, dates, money in words and payment formats: small, exact, without data.

Formats: EMVCo merchant-presented QR with the Bank of Thailand's tag 30 (bill payment), and the
Bank of Thailand's slip barcode (Std_Barcode).
"""

import binascii
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import bahttext

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
MONTHS_SHORT = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
ERA = 543
NBSP = "\u00a0"


def digits(text: str) -> str:
    """Return the text with Thai digits as 0-9 and without spaces and dashes."""
    return re.sub(r"[\s-]", "", text.translate(ARABIC))


def is_id13(text: str) -> bool:
    """Say whether a 13-digit number has the right check digit.

    One rule for citizens, juristic persons and tax payers. It does not tell which of them it is:
    that is asked of the registry.
    """
    number = digits(text)
    if not re.fullmatch(r"[0-9]{13}", number):
        return False
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(number[:12]))
    return (11 - total % 11) % 10 == int(number[12])


def check_digit(first12: str) -> str:
    """Return the thirteenth digit that belongs to the first twelve."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first12))
    return str((11 - total % 11) % 10)


def format_id13(number: str, *, juristic: bool = False) -> str:
    """Return the number with dashes: 1-4-5-2-1 for a person, 1-2-1-3-5-1 for a juristic one."""
    groups, at = [], 0
    for size in (1, 2, 1, 3, 5, 1) if juristic else (1, 4, 5, 2, 1):
        groups.append(number[at : at + size])
        at += size
    return "-".join(groups)


def mask_id13(number: str) -> str:
    """Return a person's number as it may be shown: ``1-1017-xxxxx-70-8``."""
    return f"{number[0]}-{number[1:5]}-xxxxx-{number[10:12]}-{number[12]}" if number else ""


def long_date(day: date) -> str:
    """Return a date as official Thai text: 22 พฤศจิกายน 2569."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year + ERA}"


def short_date(day: date) -> str:
    """Return a date in short Thai: 22 พ.ย. 2569."""
    return f"{day.day}{NBSP}{MONTHS_SHORT[day.month - 1]}{NBSP}{day.year + ERA}"


def fiscal_year(day: date) -> int:
    """Return the Thai fiscal year (B.E.): 1 October to 30 September, named by its end."""
    return day.year + ERA + (1 if day.month >= 10 else 0)


def money(value: object) -> Decimal:
    """Return an amount in baht, exact to the satang, halves rounded up."""
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def baht_words(amount: Decimal) -> str:
    """Return an amount in Thai words, as receipts carry it."""
    return str(bahttext.bahttext(money(amount)))


def _tlv(tag: str, value: str) -> str:
    if not 1 <= len(value) <= 99:
        raise ValueError(f"tag {tag}: length {len(value)}")
    return f"{tag}{len(value):02d}{value}"


def _crc(payload: str) -> str:
    return f"{binascii.crc_hqx(payload.encode('ascii'), 0xFFFF):04X}"


def bill_qr(
    *, biller: str, ref1: str, ref2: str = "", amount: Decimal | None = None, terminal: str = ""
) -> str:
    """Return the payload of a Thai QR for a bill (tag 30).

    ``biller`` is the tax id with its two-digit suffix (15 digits); the references are 1-20
    capitals and digits; without ``amount`` the payer types it.

    Raises:
        ValueError: a part does not fit the format.
    """
    if not re.fullmatch(r"[0-9]{15}", biller):
        raise ValueError("biller: tax id of 13 digits and a suffix of 2")
    for reference in (ref1, ref2 or "A", terminal or "A"):
        if not re.fullmatch(r"[A-Z0-9]{1,20}", reference):
            raise ValueError("reference: 1 to 20 capitals and digits")
    account = _tlv("00", "A000000677010112") + _tlv("01", biller) + _tlv("02", ref1)
    account += _tlv("03", ref2) if ref2 else ""
    payload = _tlv("00", "01") + _tlv("01", "11" if amount is None else "12")
    payload += _tlv("30", account) + _tlv("53", "764")
    payload += "" if amount is None else _tlv("54", f"{money(amount):f}")
    payload += _tlv("58", "TH") + (_tlv("62", _tlv("07", terminal)) if terminal else "") + "6304"
    return payload + _crc(payload)


def qr_is_intact(payload: str) -> bool:
    """Say whether a Thai QR payload carries the right checksum."""
    return payload[-8:-4] == "6304" and _crc(payload[:-4]) == payload[-4:]


def slip_barcode(*, biller: str, ref1: str, ref2: str = "", amount: Decimal | None = None) -> str:
    """Return the text of the Code 128 on a payment slip; the amount is in satang, 0 is open."""
    satang = "0" if amount is None else str(int(money(amount) * 100))
    return f"|{biller}\r{ref1}\r{ref2}\r{satang}"
