import pytest

from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import ExpressionError, describe

LABELS = {
    "area": Text("พื้นที่", "Area"),
    "kind": Text("ประเภท", "Kind"),
    "kind=juristic": Text("นิติบุคคล", "Company"),
    "kind=person": Text("บุคคลธรรมดา", "Person"),
    "staff": Text("พนักงาน", "staff"),
    "staff.pay": Text("ค่าจ้าง", "pay"),
    "cooks": Text("ปรุงอาหาร", "Cooks food"),
    "opened": Text("วันเปิด", "Opening day"),
}


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    ("source", "thai", "english"),
    [
        ("area > 200", "พื้นที่ มากกว่า 200", "Area is more than 200"),
        ("200 < area", "พื้นที่ มากกว่า 200", "Area is more than 200"),
        (
            "area <= 1000 and kind == 'juristic'",
            "พื้นที่ ไม่เกิน 1,000 และ ประเภท เป็น นิติบุคคล",
            "Area is at most 1,000 and Kind is Company",
        ),
        (
            "kind in ['juristic', 'person'] or cooks",
            "ประเภท เป็น นิติบุคคล หรือ บุคคลธรรมดา หรือ ปรุงอาหาร",
            "Kind is Company or Person or Cooks food",
        ),
        ("'juristic' in kind", "ประเภท มี นิติบุคคล", "Kind includes Company"),
        ("'x' not in kind", "ประเภท ไม่มี “x”", "Kind does not include “x”"),
        ("not cooks", "ปรุงอาหาร เป็น ไม่ใช่", "Cooks food is no"),
        ("area == None", "พื้นที่ เป็น ไม่มีคำตอบ", "Area is not answered"),
        ("area * 2 + 100", "(พื้นที่ × 2) + 100", "(Area × 2) + 100"),
        (
            "opened >= date('2026-12-01')",
            "วันเปิด ตั้งแต่ 1 ธันวาคม 2569 ขึ้นไป",
            "Opening day is at least 1 December 2026",
        ),
        (
            "sum(i.pay for i in staff if i.pay > 0) >= 500",
            "ผลรวมของ ค่าจ้าง เฉพาะที่ ค่าจ้าง มากกว่า 0 ในทุกแถวของ พนักงาน ตั้งแต่ 500 ขึ้นไป",
            "the sum of pay only where pay is more than 0 over all staff is at least 500",
        ),
        ("round(area / 3)", "(พื้นที่ ÷ 3) (ปัดเศษ)", "(Area ÷ 3), rounded"),
        ("'x' == unnamed", "unnamed เป็น “x”", "unnamed is “x”"),
    ],
)
def test_a_rule_is_read_aloud_in_both_languages(source, thai, english):
    said = describe(source, LABELS)

    assert (said.th.replace("\u00a0", " "), said.en) == (thai, english)


def test_what_cannot_be_read_is_refused():
    with pytest.raises(ExpressionError):
        describe("area >", LABELS)
