"""Thai on the screen."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from krob.foundation.core import typography
from krob.foundation.core.templatetags import krob as library
from krob.foundation.core.text import Text

WJ, NB = "\u2060", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ใบอนุญาตของหน่วยงาน", f"ใบ{WJ}อนุญาตของหน่วย{WJ}งาน"),
        ("เจ้าพนักงานท้องถิ่น", f"เจ้า{WJ}พนักงานท้อง{WJ}ถิ่น"),
        ("30 วัน", f"30{NB}วัน"),
        ("ยื่น 15 ธ.ค. 2569 แล้ว", f"ยื่น 15{NB}ธ.ค.{NB}2569 แล้ว"),
        ("มาตรา 38 พ.ศ. 2535", f"มาตรา{NB}38 พ.ศ.{NB}2535"),
        ("within 30 days of Section 5", f"within 30{NB}days of Section{NB}5"),
        ("200 daylight", "200 daylight"),
    ],
)
def test_compounds_units_dates_and_law_references_stay_on_one_line(typed, shown):
    assert typography.kept_together(typed) == shown
    assert typography.plain(shown) == typed


def test_the_thai_filter_escapes_text_and_leaves_attributes_of_mark_up_alone():
    markup = mark_safe('<a title="ใบอนุญาต">ใบอนุญาต</a>')

    assert library.thai("<b>ใบอนุญาต") == f"&lt;b&gt;ใบ{WJ}อนุญาต"
    assert library.thai(markup) == f'<a title="ใบอนุญาต">ใบ{WJ}อนุญาต</a>'


def test_dates_are_buddhist_for_thai_readers_and_common_for_others():
    moment = datetime(2026, 12, 14, 18, 5, tzinfo=UTC)

    with override("th"):
        assert library.date_short(date(2026, 12, 15)) == f"15{NB}ธ.ค.{NB}2569"
        assert library.datetime_short(moment) == f"15{NB}ธ.ค.{NB}2569 01:05{NB}น."
        assert library.date_long("2026-12-15") == f"15{NB}ธันวาคม{NB}2569"
    with override("en"):
        assert library.datetime_short(moment) == f"15{NB}Dec{NB}2026 01:05"
        assert library.date_long(date(2026, 12, 15)) == f"15{NB}December{NB}2026"
    assert library.date_short(None) == ""


def test_money_has_thousands_and_satang_only_where_there_are_any():
    with override("th"):
        assert library.baht(Decimal("5448.00")) == f"5,448{NB}บาท"
    with override("en"):
        assert library.baht("5448.5") == f"5,448.50{NB}baht"


def test_content_is_read_in_the_readers_language_and_falls_back_to_thai():
    with override("en"):
        assert library.text({"th": "ร้าน", "en": "Shop"}) == "Shop"
        assert library.text(Text("ร้าน")) == "ร้าน"


def test_a_link_to_a_page_that_is_not_installed_is_not_shown():
    page = Template('{% load krob %}{% nav_link "nowhere:at-all" "Nowhere" %}')

    assert page.render(Context({})) == ""


def test_a_source_mark_says_how_sure_a_figure_is():
    with override("en"):
        assert "is-half" in library.source_mark("S")
        assert library.source_mark("M", "s.38").startswith(f"s.{NB}38") is False
        assert "is-open" in library.source_mark("M")
