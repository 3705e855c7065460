"""Thai on the screen: keeps compounds, dates, units and law references on one line.

Browsers break Thai lines between words and split compounds (ใบ|อนุญาต). U+2060 inside the listed
compounds and U+00A0 in front of units mend that at display; stored text stays clean.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from krob.foundation.core.clock import BANGKOK
from krob.foundation.core.thai import MONTHS, MONTHS_SHORT, NBSP, long_date, short_date

JOINER = "\u2060"
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029"
    "\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\uffff]"
)
"""Invisible characters that reorder, hide or break text, and the joiner that our display adds."""
COMPOUNDS = """
กรมการ|ปกครอง ข้อ|บัญญัติ ข้อ|มูล คำ|ขอ ค่า|ธรรมเนียม เข้า|สู่|ระบบ จด|ทะเบียน เจ้า|พนักงาน
เจ้า|หน้าที่ ต่อ|อายุ ตรวจ|สอบ ต่าง|ประเทศ ตาราง|เมตร ทะเบียน|บ้าน ท้อง|ถิ่น เท่า|เดิม ใบ|เสร็จ
ใบ|สั่ง ใบ|อนุญาต ใบ|อื่น ประกอบ|กิจการ ประกัน|สังคม ผู้|ถือ|หุ้น ผู้|สัมผัส|อาหาร พาณิชย|กรรม
เพิก|ถอน ภาษี|ป้าย มอบ|อำนาจ มูลค่า|เพิ่ม ยื่น|คำ|ขอ รหัส|ไปรษณีย์ ลาย|เซ็น วัน|นี้ สถาน|ที่
สถาน|ประกอบ|การ สรรพ|สามิต สาธารณ|สุข สำนักงาน|เขต เส้น|ทาง หนังสือ|รับรอง หน่วย|งาน เขต|บางรัก
""".split()
UNITS = """
วัน บาท ตร.ม. ตารางเมตร เมตร คน ปี เดือน สัปดาห์ ชั่วโมง ชม. นาที วินาที น. ข้อ เรื่อง รายการ หน้า
ครั้ง แห่ง ฉบับ ใบ ขั้น ไฟล์ ภาพ บริการ หน่วย ล้านบาท หลัก ตัวอักษร MB KB kB GB days day baht hours
hour minutes minute years year months month people pages page items sq services
""".split()
LAW_WORDS = "มาตรา ข้อ วรรค หมวด พ.ศ. ค.ศ. ฉบับที่ เลขที่ ขั้นที่ ขั้น หน้า รุ่น Section section s. B.E.".split()
MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MONTHS_EN_LONG = (
    "January February March April May June July August September October November December".split()
)


def without_unwanted(text: str) -> str:
    """Return what somebody typed without characters that nobody sees; tabs and lines stay."""
    return UNWANTED.sub("", text)


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_JOINED = {entry.replace("|", ""): entry.replace("|", JOINER) for entry in COMPOUNDS}
_compound = re.compile(_any_of(list(_JOINED)))
_before_unit = re.compile(rf"(?<=[0-9]) (?=(?:{_any_of(UNITS)})(?![a-z]))")
_after_law = re.compile(rf"(?<![0-9A-Za-z])({_any_of(LAW_WORDS)}) (?=[0-9])")
_day_month = re.compile(
    rf"\b([0-9]{{1,2}}) ({_any_of([*MONTHS, *MONTHS_SHORT, *MONTHS_EN, *MONTHS_EN_LONG])})"
    r"(?: ([0-9]{4}))?"
)
_tags = re.compile(r"(<[^>]*>)")


def _date_kept(match: re.Match[str]) -> str:
    return NBSP.join(part for part in match.groups() if part)


@lru_cache(maxsize=4096)
def kept_together(text: str) -> str:
    """Return the text with its compounds, numbers, dates and law references kept on one line."""
    text = _compound.sub(lambda match: _JOINED[match.group()], text)
    text = _day_month.sub(_date_kept, text)
    text = _after_law.sub(rf"\1{NBSP}", text)
    return _before_unit.sub(NBSP, text)


def kept_together_in_html(html: str) -> str:
    """Do the same between the tags of mark-up, leaving attributes alone."""
    parts = _tags.split(html)
    return "".join(p if p.startswith("<") else kept_together(p) for p in parts)


def plain(text: str) -> str:
    """Return the text as it was typed: without joiners, with ordinary spaces."""
    return text.replace(JOINER, "").replace(NBSP, " ")


def local_day(value: date | datetime) -> date:
    """Return the day of a value in Bangkok."""
    if isinstance(value, datetime):
        return value.astimezone(BANGKOK).date() if value.tzinfo else value.date()
    return value


def day_short(value: date | datetime, language: str) -> str:
    """Return ``15 ธ.ค. 2569`` for Thai readers, ``15 Dec 2026`` for others."""
    day = local_day(value)
    if language.startswith("th"):
        return short_date(day)
    return f"{day.day}{NBSP}{MONTHS_EN[day.month - 1]}{NBSP}{day.year}"


def day_long(value: date | datetime, language: str) -> str:
    """Return ``15 ธันวาคม 2569`` for Thai readers, ``15 December 2026`` for others."""
    day = local_day(value)
    if language.startswith("th"):
        return long_date(day)
    return f"{day.day}{NBSP}{MONTHS_EN_LONG[day.month - 1]}{NBSP}{day.year}"


def clock_time(value: datetime, language: str) -> str:
    """Return the time in Bangkok on the 24-hour clock, with น. for Thai readers."""
    local = value.astimezone(BANGKOK) if value.tzinfo else value
    return f"{local:%H:%M}{NBSP}น." if language.startswith("th") else f"{local:%H:%M}"


def amount(value: Decimal | int | str) -> str:
    """Return an amount of baht with thousands, and satang only where there are any."""
    number = Decimal(str(value))
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
