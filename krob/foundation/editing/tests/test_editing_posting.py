"""What a browser sends is read as people see it."""

import pytest
from django.utils.translation import override

from krob.foundation.editing.inputs import INPUTS, Unread
from krob.foundation.editing.posting import last
from krob.foundation.editing.types import Around, Setting

TURNED = "ใบ\u202eอนุญาต\u2066 \u200fกลับ\u2069"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (TURNED, "ใบอนุญาต กลับ"),
        ("ก\x00ข\x1b[31mค", "กข[31mค"),
        ("หนึ่ง\r\nสอง\tสาม", "หนึ่ง\nสอง\tสาม"),
        ("ครอบครัว 👩\u200d👩\u200d👧", "ครอบครัว 👩\u200d👩\u200d👧"),
        ("คัด\u2060ลอก\ufeff", "คัดลอก"),
    ],
)
def test_characters_that_turn_or_hide_text_are_left_out(sent, read):
    assert last({"label": [sent]}, "label") == read


def test_a_label_in_two_languages_is_kept_as_it_is_seen():
    setting = Setting(key="label", label="Question", kind="words")

    found = INPUTS["words"].read(
        setting, {"label-th": [TURNED], "label-en": ["\u202eevil"]}, "label", Around()
    )

    assert found == {"th": "ใบอนุญาต กลับ", "en": "evil"}


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("typed", ["1/1/2400", "31/12/2942", "1/1/1857", "31/12/2399", "29/2/2567"])
def test_a_day_that_is_saved_again_stays_the_same(language, typed):
    setting = Setting(key="day", label="Day", kind="date")
    kind = INPUTS["date"]
    with override(language):
        first = kind.read(setting, {"day": [typed]}, "day", Around())
        shown = kind.show(setting, first, "day", Around())
        posted = {f"day-{part}": [str(shown[part])] for part in ("day", "month", "year")}
        again = kind.read(setting, posted, "day", Around())

    assert again == first


@pytest.mark.parametrize(
    "typed", ["1/1/0543", "31/12/9999", "1/1/2943", "31/12/1856", "0000-00-00"]
)
def test_a_year_of_no_clear_era_is_refused(typed):
    setting = Setting(key="day", label="Day", kind="date")

    with pytest.raises(Unread):
        INPUTS["date"].read(setting, {"day": [typed]}, "day", Around())
