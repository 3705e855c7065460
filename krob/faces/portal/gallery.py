"""Examples of every component, in Thai and English, for the pattern page."""

from datetime import timedelta

from krob.foundation.core import clock
from krob.foundation.core.icons import ICONS
from krob.foundation.core.text import Text

Example = dict[str, object]


def examples() -> Example:
    """Return what the pattern page shows."""
    return {
        "icons": list(ICONS),
        "chips": chips(),
        "steps": steps(),
        "facts": facts(),
        "fetched": [_row("หนังสือรับรองนิติบุคคล", "Company certificate", "กรมพัฒนาธุรกิจการค้า", "DBD")],
        "brought": [_row("แผนผังภายใน", "Floor plan", "วาดเองได้ มีตัวอย่าง", "Draw it yourself")],
        "problems": [
            {"id": "area", "message": Text("พื้นที่ต้องเป็นตัวเลข เช่น 240", "Area is a number, like 240")}
        ],
        "columns": [
            {"label": Text("พื้นที่", "Area"), "right": False},
            {"label": Text("บาท", "Baht"), "right": True},
        ],
        "rows": [["201–300 ตร.ม.", "2,000"], ["301–500 ตร.ม.", "3,000"]],
        "terms": [{"term": Text("เลขที่", "Number"), "value": "KRB-2569-000123"}],
        "bar": bar(),
        "checks": checks(),
        "now": clock.now(),
        "later": clock.today() + timedelta(days=90),
    }


def _row(title: str, title_en: str, note: str, note_en: str) -> Example:
    return {"title": Text(title, title_en), "note": Text(note, note_en)}


def chips() -> list[Example]:
    """Return the states of an application, as the applicant reads them."""
    rows = [
        ("", "pen", "ร่าง", "Draft"),
        ("busy", "doc", "ส่งแล้ว", "Sent"),
        ("busy", "person", "กำลังตรวจ", "Being checked"),
        ("wait", "pen", "รอคุณแก้ไข", "Your turn: correct"),
        ("wait", "card", "รอคุณชำระเงิน", "Your turn: pay"),
        ("", "pause", "นาฬิกาหยุด", "Clock stopped"),
        ("ok", "ok", "อนุญาตแล้ว", "Approved"),
        ("bad", "no", "ไม่อนุญาต", "Refused"),
        ("bad", "warn", "เกินกำหนด", "Overdue"),
        ("", "no", "ยกเลิกแล้ว", "Withdrawn"),
    ]
    return [{"kind": k, "symbol": s, "label": Text(th, en)} for k, s, th, en in rows]


def steps() -> list[Example]:
    """Return three steps: done, now and to come."""
    return [
        {
            "title": Text("ยื่นคำขอ", "File"),
            "aside": Text("ประมาณ 15 นาที", "about 15 minutes"),
            "state": "done",
        },
        {
            "title": Text("ตรวจสถานที่", "Inspection"),
            "aside": Text("ไม่เกิน 14 วัน", "up to 14 days"),
            "body": Text("เลือกวันนัดได้เองตอนยื่น", "You choose the day when you file"),
            "state": "now",
        },
        {"title": Text("รับใบอนุญาต", "Receive the licence")},
    ]


def facts() -> list[Example]:
    """Return the four facts of a service page, each with another source mark."""
    return [
        {
            "term": Text("เวลาที่สัญญา", "Time promised"),
            "figure": Text("ไม่เกิน 30 วัน", "30 days at most"),
            "mark": "V",
        },
        {
            "term": Text("วัดจริง", "Time measured"),
            "figure": "–",
            "note": Text("ยังไม่มีคำขอให้วัด", "Nothing to measure yet"),
        },
        {
            "term": Text("ค่าธรรมเนียม", "Fee"),
            "figure": Text("2,000–3,000 บาท", "2,000–3,000 baht"),
            "mark": "M",
        },
        {"term": Text("อายุใบอนุญาต", "Valid for"), "figure": Text("1 ปี", "1 year"), "mark": "S"},
    ]


def bar() -> Example:
    """Return a clock that ran, stood and runs again."""
    return {
        "label": Text("ใช้ไป 5 จาก 30 วัน หยุด 3 วัน", "5 of 30 days used, 3 stopped"),
        "parts": [
            {"kind": "run", "x": 0, "width": 24.2},
            {"kind": "stop", "x": 12.1, "width": 9.1},
        ],
    }


def checks() -> list[Example]:
    """Return one check of each result."""
    rows = [
        ("ok", "ลายเซ็นดิจิทัลถูกต้อง", "Signature intact"),
        ("wait", "พื้นที่ต่างจาก อ.6", "Area differs from the building certificate"),
        ("bad", "อยู่ในรายชื่อต้องห้าม", "On the forbidden list"),
        ("idle", "ปลายทางไม่ตอบ", "The registry does not answer"),
    ]
    return [{"state": state, "title": Text(th, en)} for state, th, en in rows]
