"""Differences: made, they lead to the newer version; taken back, to the older."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.editing.differences import (
    ABSENT,
    Difference,
    Diverged,
    applied,
    differences,
    taken_back,
)

FORM = {
    "pages": [
        {"key": "one", "title": {"th": "ก", "en": "A"}, "fields": [{"key": "a"}, {"key": "b"}]},
        {"key": "two", "fields": []},
    ]
}

keys = st.sampled_from(["a", "b", "c", "d"])
scalars = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "y"])


def named(children):
    return st.lists(keys, unique=True, max_size=4).flatmap(
        lambda names: st.tuples(*[children for _ in names]).map(
            lambda values: [{"key": n, "v": v} for n, v in zip(names, values, strict=True)]
        )
    )


json = st.recursive(
    scalars,
    lambda children: st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(keys, children, max_size=3),
        named(children),
    ),
    max_leaves=12,
)


@given(json, json)
def test_making_the_differences_leads_to_the_newer_version(before, after):
    changes = list(differences(before, after))

    assert applied(before, changes) == after


@given(json, json)
def test_taking_them_back_leads_to_the_older_version(before, after):
    changes = list(differences(before, after))

    stored = [Difference.of(change.as_json()) for change in changes]

    assert taken_back(after, stored) == before


def test_a_changed_field_is_named_by_its_way_through_the_form():
    after = copy.deepcopy(FORM)
    after["pages"][0]["title"]["th"] = "ข"

    assert list(differences(FORM, after)) == [
        Difference(("pages", "[one]", "title", "th"), "ก", "ข")
    ]


def test_two_officials_who_change_two_fields_do_not_touch_each_other():
    mine, theirs = copy.deepcopy(FORM), copy.deepcopy(FORM)
    mine["pages"][0]["fields"][0]["required"] = True
    theirs["pages"][0]["fields"][1]["required"] = True
    change = list(differences(FORM, mine))

    both = applied(theirs, change)

    assert both["pages"][0]["fields"] == [
        {"key": "a", "required": True},
        {"key": "b", "required": True},
    ]
    assert taken_back(both, change) == theirs


def test_a_place_that_somebody_changed_since_is_not_overwritten():
    mine, theirs = copy.deepcopy(FORM), copy.deepcopy(FORM)
    mine["pages"][0]["title"]["th"] = "ของฉัน"
    theirs["pages"][0]["title"]["th"] = "ของเขา"
    change = list(differences(FORM, mine))

    with pytest.raises(Diverged) as refused:
        applied(theirs, change)

    assert refused.value.path == ("pages", "[one]", "title", "th")
    assert theirs["pages"][0]["title"]["th"] == "ของเขา"


def test_an_order_taken_back_keeps_what_somebody_added_since():
    before = {"items": [{"key": "a"}, {"key": "b"}, {"key": "c"}]}
    after = {"items": [{"key": "c"}, {"key": "a"}, {"key": "b"}]}
    change = list(differences(before, after))
    since = {"items": [{"key": "c"}, {"key": "a"}, {"key": "new"}, {"key": "b"}]}

    assert taken_back(since, change) == {
        "items": [{"key": "a"}, {"key": "new"}, {"key": "b"}, {"key": "c"}]
    }


def test_an_added_item_is_absent_before():
    after = copy.deepcopy(FORM)
    after["pages"].append({"key": "three"})

    assert list(differences(FORM, after)) == [
        Difference(("pages", "[three]"), ABSENT, {"key": "three"})
    ]
