"""Each kind: what people type, what is kept, what they are told."""

from types import MappingProxyType
from typing import Any

import pytest
from django.template.loader import get_template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from krob.engines.smartforms.kinds import kinds
from krob.engines.smartforms.types import Field, Unreadable
from krob.foundation.core.text import Text

LABEL = Text("พื้นที่", "The area")


def field(kind: str, **options: Any) -> Field:
    """A question of one kind."""
    return Field(
        key="it",
        page="page",
        kind=kinds.get(kind),
        label=LABEL,
        short=Text(""),
        help=Text(""),
        why=Text(""),
        law="",
        required=True,
        visible_when=None,
        because=Text(""),
        options=MappingProxyType(options),
    )


def read(kind: str, raw: Any, **options: Any) -> Any:
    """Parse with a fresh field."""
    each = field(kind, **options)
    return each.kind.parse(raw, each)


def complaint(kind: str, raw: Any, **options: Any) -> dict[str, str]:
    """The messages, in English."""
    with translation.override("en"), pytest.raises(Unreadable) as refused:
        read(kind, raw, **options)
    with translation.override("en"):
        return {part: str(message) for part, message in refused.value.parts.items()}


OPTIONS = [{"code": c, "label": {"th": c.upper(), "en": c.upper()}} for c in ("a", "b", "c")]
SILOM = {
    "house_no": "๙๙/๙",
    "road": "สีลม",
    "province": "10",
    "district": "1004",
    "subdistrict": "100402",
    "postcode": "๑๐๕๐๐",
}

EVENING = {"opens": "09:00", "closes": "21:30"}
NIGHT = {"opens": "18:00", "closes": "02:00"}

READ = [
    ("text", "  ร้าน   ก๋วยเตี๋ยว \n", {}, "ร้าน ก๋วยเตี๋ยว"),
    ("text", "a\u2060b\u202ec\x00d", {}, "abcd"),
    ("long_text", "หนึ่ง\r\nสอง  \r\n", {}, "หนึ่ง\nสอง"),
    ("number", "๒๔๐", {}, "240"),
    ("number", "1,234.50", {}, "1234.5"),
    ("number", " 240 ตร.ม.", {"unit": {"th": "ตร.ม.", "en": "m²"}}, "240"),
    ("number", "-0", {}, "0"),
    ("number", 12, {}, "12"),
    ("money", "฿๑,๕๐๐ บาท", {}, "1500.00"),
    ("money", "0.005", {"decimals": 3}, "0.01"),
    ("date", {"day": "๙", "month": "2", "year": "๒๕๖๗"}, {}, "2024-02-09"),
    ("date", {"day": "29", "month": "2", "year": "2567"}, {}, "2024-02-29"),
    ("date", {"day": "1", "month": "5", "year": "1999"}, {}, "1999-05-01"),
    ("date", {"day": "", "month": "", "year": "2538"}, {"partial": True}, "1995"),
    ("date", "2026-11-22", {}, "2026-11-22"),
    ("choice", "b", {"options": OPTIONS}, "b"),
    ("choices", ["c", "a", "c"], {"options": OPTIONS}, ["a", "c"]),
    ("yes_no", "no", {}, False),
    ("consent", "yes", {}, True),
    ("consent", "", {}, None),
    ("person", "1-2345-45678-78-1", {}, "1234545678781"),
    ("person", "๓๑๐๐๖๐๐๔๔๕๖๓๕", {}, "3100600445635"),
    ("juristic", "0 1055 36112 01 4", {}, "0105536112014"),
    ("phone", "081-234 5678", {}, "+66812345678"),
    ("phone", "๐๒ ๑๒๓ ๔๕๖๗ ต่อ ๑๒", {}, "+6621234567;ext=12"),
    ("phone", "+66 2 123 4567", {}, "+6621234567"),
    ("phone", "1111", {}, "1111"),
    ("email", " Somying@Example.CO.TH ", {}, "Somying@example.co.th"),
    ("time_range", {"opens": "๙", "closes": "21.30 น."}, {}, {"opens": "09:00", "closes": "21:30"}),
    (
        "time_range",
        {"opens": "18:00", "closes": "02:00"},
        {},
        {"opens": "18:00", "closes": "02:00"},
    ),
]


@pytest.mark.req("1.3.3")
@pytest.mark.req("2.3")
@pytest.mark.parametrize(("kind", "raw", "options", "kept"), READ)
def test_what_people_type_becomes_one_canonical_answer(kind, raw, options, kept):
    answer = read(kind, raw, **options)

    assert answer == kept
    assert read(kind, answer, **options) == answer


REFUSED = [
    ("number", "240 ตรม", {}, {"": "The area must be a number, such as 240."}),
    ("number", "1,5", {}, {"": "The area must be a number, such as 240."}),
    ("number", "1e999999999", {}, {"": "The area must be a number, such as 240."}),
    ("number", "9" * 10_000, {}, {"": "The area must be a number, such as 240."}),
    ("number", "2.5", {"decimals": 0}, {"": "The area must be a whole number."}),
    ("number", "0", {"min": "1"}, {"": "The area must be 1 or more."}),
    ("number", "5000", {"max": "1000"}, {"": "The area must be 1,000 or less."}),
    (
        "money",
        "สิบบาท",
        {},
        {"": "The area must be an amount in baht, such as 1,500 or 1,500.50."},
    ),
    ("money", "1.234", {}, {"": "The area may have at most 2 decimal places."}),
    (
        "text",
        "x" * 10_000,
        {},
        {"": "The area may have at most 300 characters; you have 10,000."},
    ),
    (
        "date",
        {"day": "30", "month": "2", "year": "2567"},
        {},
        {"day": "There is no such day in this month."},
    ),
    (
        "date",
        {"day": "1", "month": "", "year": ""},
        {},
        {"month": "Choose the month.", "year": "Enter the year."},
    ),
    (
        "date",
        {"day": "1", "month": "2", "year": "69"},
        {},
        {"year": "Enter the year with four digits, such as 2026."},
    ),
    ("date", {"day": "x", "month": "2", "year": "2569"}, {}, {"day": "Use digits only."}),
    (
        "date",
        "2020-01-01",
        {"min": "2026-01-01"},
        {"": "The area must be 1\xa0Jan\xa02026 or later."},
    ),
    ("choice", "z", {"options": OPTIONS}, {"": "Choose one of the options."}),
    ("choices", ["a", "z"], {"options": OPTIONS}, {"": "Choose from the options."}),
    ("choices", ["a", "b"], {"options": OPTIONS, "max": 1}, {"": "Choose at most 1."}),
    ("yes_no", "perhaps", {}, {"": "Choose yes or no."}),
    ("person", "123", {}, {"": "The area has 13 digits; you typed 3."}),
    ("person", "12345๔๕๖๗๘๗๘a", {}, {"": "The area has digits only."}),
    (
        "person",
        "1234545678789",
        {},
        {"": "This number cannot be right: the last digit does not fit. Look for a slip."},
    ),
    (
        "phone",
        "12345",
        {},
        {"": "A telephone number has 9 or 10 digits and starts with 0, such as 081 234 5678."},
    ),
    (
        "email",
        "somying@",
        {},
        {"": "An e-mail address looks like name@example.com. Check this one."},
    ),
    (
        "time_range",
        {"opens": "25:00", "closes": ""},
        {},
        {"opens": "Enter a time such as 09:00.", "closes": "Enter a time such as 09:00."},
    ),
    (
        "time_range",
        {"opens": "9", "closes": "9.00"},
        {},
        {"closes": "The two times are the same."},
    ),
    ("point", "40.7, -74.0", {}, {"": "This point is not in Thailand. Check both numbers."}),
]


@pytest.mark.req("1.3.4")
@pytest.mark.parametrize(("kind", "raw", "options", "said"), REFUSED)
def test_what_cannot_be_read_is_answered_by_what_to_type(kind, raw, options, said):
    assert complaint(kind, raw, **options) == said


def test_an_address_is_kept_with_its_codes():
    answer = read("address", SILOM)

    assert answer["house_no"] == "๙๙/๙"
    assert (answer["province"], answer["district"], answer["subdistrict"]) == (
        "10",
        "1004",
        "100402",
    )
    assert answer["postcode"] == "10500"
    assert set(answer) == set(kinds.get("address").parts)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"province": "99"}, {"province": "Choose the province."}),
        ({"district": "1101"}, {"district": "Choose the district."}),
        ({"subdistrict": ""}, {"subdistrict": "Choose the subdistrict."}),
        ({"postcode": "10110"}, {"postcode": "The postcode here is 10500."}),
        (
            {"house_no": ""},
            {"house_no": "Enter the house number; write - if there is none."},
        ),
    ],
)
def test_an_address_whose_parts_disagree_says_which_part(change, said):
    assert complaint("address", SILOM | change) == said


SAME_PLACE = {"lat": "13.729100", "lon": "100.524600"}


@pytest.mark.parametrize(
    "text",
    [
        "13.7291, 100.5246",
        "13.7291 100.5246",
        "100.5246, 13.7291",
        "(13.7291,100.5246)",
        "๑๓.๗๒๙๑, ๑๐๐.๕๒๔๖",
        "https://www.google.com/maps/@13.7291,100.5246,17z",
        "https://maps.google.com/?q=13.7291,100.5246",
        "https://www.google.com/maps/place/x/@13.7,100.5,17z/data=!3d13.7291!4d100.5246",
        "geo:13.7291,100.5246",
        "13°43'44.76\"N 100°31'28.56\"E",
        "13°43′44.76″N, 100°31′28.56″E",
    ],
)
def test_a_point_is_read_in_the_notations_that_people_paste(text):
    assert read("point", text) == SAME_PLACE


def test_a_click_on_the_outline_is_a_point_without_script():
    each = field("point", outline="thailand")

    raw = each.kind.gather("it", {"it": [""], "it-map.x": ["107"], "it-map.y": ["236"]}, each)

    lat, lon = raw.split(", ")
    assert abs(float(lat) - 13.75) < 0.15
    assert abs(float(lon) - 100.5) < 0.15


@pytest.mark.parametrize("kind", list(kinds))
@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "\x00",
        "\u202e" * 50,
        "x" * 10_000,
        "๙" * 10_000,
        [],
        ["x"] * 5000,
        {"a": {"b": {"c": []}}},
        3.5,
        True,
        "\ud800",
    ],
    ids=lambda raw: repr(raw)[:20],
)
def test_no_input_breaks_a_kind(kind, raw):
    each = field(kind, options=OPTIONS)
    if not each.kind.asks:
        return

    try:
        answer, messages = each.kind.parse(raw, each), {}
    except Unreadable as error:
        answer, messages = None, error.parts

    assert all(str(message) for message in messages.values())
    assert answer is None or each.kind.parse(answer, each) == answer


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from([k for k in kinds if kinds.get(k).asks]), raw=st.text(max_size=60))
def test_what_was_read_once_reads_the_same_again(kind, raw):
    each = field(kind, options=OPTIONS)

    try:
        answer = each.kind.parse(raw, each)
    except Unreadable:
        return

    assert answer is None or each.kind.parse(answer, each) == answer
    if answer is not None:
        each.kind.typed(answer, each)
        assert each.kind.write(answer, each)


@given(number=st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_thai_digits_are_the_same_number(number):
    thai_text = f"{number:,}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

    assert read("number", thai_text) == read("number", str(number))


@pytest.mark.parametrize("kind", list(kinds))
def test_every_kind_is_complete(kind):

    each = kinds.get(kind)

    assert each.code == kind
    assert get_template(each.template)
    assert isinstance(each.schema(field(kind, options=OPTIONS)), dict)
    assert str(each.missing(field(kind)))
    assert each.show(None, field(kind)) in ("", [], False) or isinstance(
        each.show(None, field(kind)), dict
    )


@pytest.mark.parametrize(
    ("kind", "answer", "options", "thai", "english"),
    [
        ("date", "2026-11-22", {}, "22\xa0พ.ย.\xa02569", "22\xa0Nov\xa02026"),
        ("date", "1995", {"partial": True}, "2538", "1995"),
        ("money", "1500.50", {}, "1,500.50\xa0บาท", "1,500.50\xa0baht"),
        ("phone", "+66812345678", {}, "081-234-5678", "081-234-5678"),
        ("person", "1234545678781", {}, "1-2345-45678-78-1", "1-2345-45678-78-1"),
        ("yes_no", True, {}, "ใช่", "Yes"),
        (
            "time_range",
            {"opens": "09:00", "closes": "21:30"},
            {},
            "09:00–21:30\xa0น.",
            "09:00–21:30",
        ),
        (
            "address",
            {"house_no": "99", "subdistrict": "100402", "postcode": "10500"},
            {},
            "99 แขวงสีลม เขตบางรัก กรุงเทพมหานคร 10500",
            "99 Si Lom Bang Rak Bangkok 10500",
        ),
    ],
)
def test_the_summary_speaks_the_reader_s_language(kind, answer, options, thai, english):
    each = field(kind, **options)

    with translation.override("th"):
        assert each.kind.write(answer, each) == thai
    with translation.override("en"):
        assert each.kind.write(answer, each) == english


def test_a_masked_person_shows_no_whole_number():
    each = field("person")

    assert each.kind.write("1234545678781", each, masked=True) == "1-2345-xxxxx-78-1"
