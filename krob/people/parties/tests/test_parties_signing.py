"""What a signing text says, read or honestly not read."""

import pytest

from krob.people.parties.signing_rules import SigningRule, parse, same_name
from krob.people.parties.types import Director

A, B, C = "นายกฤต ศรีสวัสดิ์", "นางมาลี พงษ์ไพบูลย์", "นางวิภา รุ่งเรืองกิจ"
THREE = (Director(name=A), Director(name=B), Director(name=C))


@pytest.mark.parametrize(
    ("text", "signers"),
    [
        ("กรรมการหนึ่งคนลงลายมือชื่อและประทับตราสำคัญของบริษัท", (1, 1, 1)),
        ("กรรมการคนใดคนหนึ่งลงลายมือชื่อ", (1, 1, 1)),
        ("กรรมการสองคนลงลายมือชื่อร่วมกันและประทับตราสำคัญของบริษัท", (2, 2, 2)),
        ("กรรมการ 2 ใน 3 คน ลงลายมือชื่อร่วมกัน", (2, 2, 2)),
        ("กรรมการทุกคนลงลายมือชื่อร่วมกัน", (3, 3, 3)),
        ("นายกฤต ศรีสวัสดิ์ ลงลายมือชื่อและประทับตราสำคัญของบริษัท", (1, None, None)),
        ("นายกฤต ศรีสวัสดิ์ หรือ นางมาลี พงษ์ไพบูลย์ คนใดคนหนึ่งลงลายมือชื่อ", (1, 1, None)),
        ("นายกฤต ศรีสวัสดิ์ และ นางวิภา รุ่งเรืองกิจ ลงลายมือชื่อร่วมกัน", (2, None, 2)),
        (
            "นายกฤต ศรีสวัสดิ์ ลงลายมือชื่อร่วมกับ นางมาลี พงษ์ไพบูลย์ หรือ นางวิภา รุ่งเรืองกิจ",
            (2, 2, 2),
        ),
        (
            (
                "จำนวนหรือชื่อกรรมการซึ่งลงชื่อผูกพันบริษัทได้คือ นางวิภา รุ่งเรืองกิจ ลงลายมือชื่อ "
                "หรือ กรรมการสองคนลงลายมือชื่อร่วมกัน"
            ),
            (2, 2, 1),
        ),
    ],
)
def test_a_text_that_is_understood_says_how_many_must_sign(text, signers):
    rule = parse(text, THREE)

    assert rule is not None
    assert tuple(rule.signers_with(name) for name in (A, B, C)) == signers
    assert SigningRule.from_json(rule.as_json()) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "กรรมการลงลายมือชื่อ",
        "กรรมการสี่คนลงลายมือชื่อร่วมกัน",
        "กรรมการหนึ่งคนลงลายมือชื่อ เว้นแต่สัญญาเกินหนึ่งล้านบาทต้องสองคน",
        "นายสมศักดิ์ คนนอก ลงลายมือชื่อ",
        "หุ้นส่วนผู้จัดการลงลายมือชื่อ",
        "ตามข้อบังคับของบริษัท",
    ],
)
def test_a_text_with_a_word_too_many_stays_text(text):
    assert parse(text, THREE) is None


def test_a_managing_partner_binds_a_partnership():
    partners = (Director(name=A, kind="managing-partner"), Director(name=B))

    rule = parse("หุ้นส่วนผู้จัดการลงลายมือชื่อและประทับตราสำคัญของห้าง", partners)

    assert rule is not None
    assert (rule.signers_with(A), rule.signers_with(B), rule.seal_with(A)) == (1, None, True)


def test_titles_and_spaces_do_not_make_another_name():
    assert same_name("นางสาวสมหญิง  ตัวอย่างดี", "สมหญิง ตัวอย่างดี")
    assert not same_name("สมหญิง ตัวอย่างดี", "สมชาย ตัวอย่างดี")
