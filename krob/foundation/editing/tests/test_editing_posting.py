"""What a browser sends is read as people see it."""

import pytest

from krob.foundation.editing.inputs import INPUTS
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
