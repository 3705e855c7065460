"""The path of a problem leads to words that officials know, and to the field on the screen."""

import pytest
from django.utils import translation

from krob.foundation.editing.pointing import Pointed, pointed
from krob.foundation.editing.types import Setting

SETTINGS = (
    Setting(key="title", label="Title", kind="words"),
    Setting(key="validity.years", label="Years", kind="number"),
    Setting(
        key="rows",
        label="Lines",
        kind="rows",
        columns=(
            Setting(key="label", label="Name of the line", kind="words"),
            Setting(key="field", label="Question", kind="choice"),
        ),
    ),
)


@pytest.mark.parametrize(
    ("inside", "words", "anchor"),
    [
        ("title", "Step one · Title", "s-title-field"),
        ("title.en", "Step one · Title · English", "s-title-field"),
        ("validity.years", "Step one · Years", "s-validity-years-field"),
        ("rows", "Step one · Lines", "s-rows-field"),
        (
            "rows[1].label",
            "Step one · Lines, row 2 · Name of the line",
            "s-rows-1-label-field",
        ),
        (
            "rows[0].label.th",
            "Step one · Lines, row 1 · Name of the line · Thai",
            "s-rows-0-label-field",
        ),
        ("rows[3]", "Step one · Lines, row 4", "s-rows-3-label-field"),
        ("", "Step one", ""),
        ("nobody.knows[2]", "Step one", ""),
        ("titles", "Step one", ""),
    ],
)
def test_a_path_is_called_by_its_item_and_setting(inside, words, anchor):
    with translation.override("en"):
        found = pointed("Step one", "one", inside, SETTINGS)

    assert found == Pointed(words, f"one/#{anchor}" if anchor else "one/")


def test_what_belongs_to_the_part_as_a_whole_leads_to_its_tab():
    with translation.override("en"):
        found = pointed("", "", "validity.years", SETTINGS)

    assert found == Pointed("Years", "#s-validity-years-field")
