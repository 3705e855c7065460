"""What can go wrong with a rule, in Thai and English.

RuleError (Invalid)
├── ExpressionError  the rule is badly written, or met a value it cannot work with
├── MissingInput     an answer that the rule needs has not been given
├── NoMatch          no row of the table fits
└── Overlap          two rows fit where only one may
"""

from collections.abc import Iterable

from django.utils.functional import lazystr

from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text

MESSAGES: dict[str, tuple[str, str]] = {
    "too-long": ("กฎยาวเกิน {limit} ตัวอักษร", "The rule is longer than {limit} characters."),
    "too-complex": ("กฎซับซ้อนเกินไป ลองแบ่งเป็นหลายกฎ", "The rule is too complex; split it."),
    "empty": ("ยังไม่ได้เขียนกฎ", "The rule is empty."),
    "syntax": ("อ่านกฎตรงนี้ไม่ได้", "The rule cannot be read here."),
    "quotes": (
        "ใช้เครื่องหมายคำพูดแบบตรง \" หรือ '",
        "Use straight quotation marks: \" or '.",
    ),
    "equals": (
        "ใช้ == สองตัวเมื่อเปรียบเทียบ ไม่ใช่ = ตัวเดียว",
        "Write == to compare; a single = means something else.",
    ),
    "not-allowed": ("ใช้ {what} ในกฎไม่ได้", "{what} cannot be used in a rule."),
    "null-literal": (
        "ใช้ None ได้เฉพาะกับ == หรือ != หรือเป็นทางเลือกของ if",
        "None may only be compared by == or !=, or be a branch of if.",
    ),
    "is-none": ("ใช้ == None แทน is None", "Write == None instead of is None."),
    "unknown-name": ("ไม่รู้จักข้อมูล “{name}”{hint_th}", "There is no answer “{name}”.{hint_en}"),
    "unknown-function": (
        "ไม่มีฟังก์ชัน “{name}”{hint_th}",
        "There is no function “{name}”.{hint_en}",
    ),
    "row-alone": (
        "ต้องระบุข้อมูลในแถว เช่น {name}.{field}",
        "Name an answer of the row, such as {name}.{field}.",
    ),
    "type": ("ต้องเป็น{want} แต่ได้{got}", "Expected {want}, got {got}."),
    "compare": ("เปรียบเทียบ{left}กับ{right}ไม่ได้", "Cannot compare {left} with {right}."),
    "order": ("เรียงลำดับ{got}ไม่ได้", "There is no order among values of type {got}."),
    "mixed-list": ("รายการต้องเป็นชนิดเดียวกันทั้งหมด", "All items of a list must be of one type."),
    "empty-list": ("รายการว่างเปล่า", "The list is empty."),
    "branches": (
        "ผลทั้งสองทางของ if ต้องเป็นชนิดเดียวกัน แต่ได้{left}กับ{right}",
        "Both branches of if must be of one type; got {left} and {right}.",
    ),
    "one-level": ("วนซ้ำได้ชั้นเดียว", "Only one level of repetition is possible."),
    "arity": ("{name} รับค่า {want} ค่า แต่ได้ {got}", "{name} takes {want} values, got {got}."),
    "number-range": (
        "ตัวเลขต้องไม่เกิน 16 หลัก และทศนิยมไม่เกิน 12 ตำแหน่ง",
        "A number has at most 16 digits and 12 decimals.",
    ),
    "date": (
        "วันที่ต้องเขียนเป็น ปี ค.ศ.-เดือน-วัน เช่น 2026-12-31",
        "Write a date as year-month-day of the Christian era: 2026-12-31.",
    ),
    "divide-by-zero": ("หารด้วยศูนย์", "Division by zero."),
    "too-many": ("มีรายการเกิน {limit} รายการ", "There are more than {limit} items."),
    "wrong-value": ("ข้อมูล “{name}” ต้องเป็น{want}", "The answer “{name}” must be {want}."),
    "runtime": ("คำนวณกฎนี้ไม่ได้", "The rule cannot be computed."),
    "missing-input": ("ยังไม่มีข้อมูล {names}", "Still missing: {names}."),
    "no-match": ("ไม่มีแถวในตาราง {table} ที่ตรง", "No row of table {table} fits."),
    "overlap": (
        "ในตาราง {table} มีหลายแถวที่ตรงพร้อมกัน: {rows}",
        "Several rows of table {table} fit at once: {rows}.",
    ),
}


def message(code: str, **values: Text | str | int) -> Text:
    """Return the message of a code with its values filled in, in both languages."""
    th, en = MESSAGES[code]
    in_thai = {k: v.th if isinstance(v, Text) else v for k, v in values.items()}
    in_english = {k: v.in_("en") if isinstance(v, Text) else v for k, v in values.items()}
    return Text(th.format(**in_thai), en.format(**in_english))


class RuleError(Invalid):
    """A rule gave no answer; ``text`` says why in both languages, ``message`` in the reader's."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(code, lazystr(text))
        self.text = text


class ExpressionError(RuleError):
    """A rule is badly written, or met a value it cannot work with.

    ``column`` counts characters from 1; 0 when the fault is not at one place.
    """

    def __init__(self, code: str, column: int = 0, **values: Text | str | int) -> None:
        text = message(code, **values)
        if column and code != "unknown-name":  # which says what it is about
            text = Text(f"ตำแหน่งที่ {column}: {text.th}", f"Column {column}: {text.en}")
        super().__init__(code, text)
        self.column = column


class MissingInput(RuleError):
    """The rule needs answers that have not been given; ``reads`` names them."""

    def __init__(self, reads: Iterable[str]) -> None:
        self.reads = tuple(sorted(reads))
        super().__init__("missing-input", message("missing-input", names=", ".join(self.reads)))


class NoMatch(RuleError):
    """No row of the table fits the answers on that day."""

    def __init__(self, table: str) -> None:
        super().__init__("no-match", message("no-match", table=table))


class Overlap(RuleError):
    """Several rows of a table fit though it promises that one does; ``rows`` names them."""

    def __init__(self, table: str, rows: Iterable[str]) -> None:
        self.rows = tuple(rows)
        super().__init__("overlap", message("overlap", table=table, rows=", ".join(self.rows)))
