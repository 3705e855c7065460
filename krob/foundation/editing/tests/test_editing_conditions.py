"""Rules in forms: rows, text, what is kept, what is read aloud."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from krob.foundation.core.text import Text
from krob.foundation.editing import reading
from krob.foundation.editing.types import Around, Setting
from krob.foundation.rules.values import ListOf

AROUND = Around(
    types={"area": "number", "kind": "text", "cooks": "bool", "foods": ListOf("text")},
    labels={
        "area": Text("พื้นที่", "Area"),
        "kind": Text("ประเภท", "Kind"),
        "kind=juristic": Text("นิติบุคคล", "Company"),
        "kind=person": Text("บุคคล", "Person"),
        "cooks": Text("ปรุงอาหาร", "Cooks food"),
    },
    listening="/listen/",
)
RULE = Setting(key="when", label="When", kind="rule")
FLAG = Setting(key="required", label="Required", kind="rule_or_flag")
FORMULA = Setting(key="amount", label="Amount", kind="formula", want="number")


def post(setting, *rows, item=None, **posted):
    """Save one setting: ``rows`` are (field, op, values…); the rest is named by its end."""
    sent = {f"{setting.key}-{key}": [value] for key, value in posted.items() if key != "text"}
    if "text" in posted:
        sent[setting.key] = [posted["text"]]
    for place, (field, op, *values) in enumerate(rows):
        at = f"{setting.key}-{place}"
        sent |= {f"{at}-field": [field], f"{at}-op": [op], f"{at}-value": values}
    with override("en"):
        kept, errors = reading.read([setting], sent, item or {}, AROUND)
        return kept, {key: str(said) for key, said in errors.items()}, sent


def page(setting, item=None, **more):
    with override("en"):
        [field] = reading.shown([setting], item or {}, AROUND, **more)
        return field, render_to_string(field["template"], {"field": field})


BLANK = ("", "ge", "")


@pytest.mark.req("2.10", part="condition builder")
def test_rows_are_kept_as_the_rule_that_they_say():
    rows = [("area", "gt", "๒๐๐"), ("kind", "in", "juristic", "person"), BLANK]

    kept, errors, _ = post(RULE, *rows, mode="rows", join="any", was="", text="")

    assert (kept, errors) == ({"when": "area > 200 or kind in ['juristic', 'person']"}, {})


@pytest.mark.req("2.10", part="condition builder")
def test_text_alone_is_kept_as_it_was_typed():
    assert post(RULE, text="area  >200")[0] == {"when": "area  >200"}
    assert post(RULE, text="area +", mode="text", was="area > 2")[0] == {"when": "area +"}


def test_rows_that_nobody_changed_leave_the_text_untouched():
    source = 'kind   == "juristic"'
    kept, _, _ = post(RULE, ("kind", "is", "juristic"), BLANK, mode="rows", was=source, text=source)

    assert kept == {"when": source}


def test_the_text_counts_where_it_alone_was_changed():
    kept, _, _ = post(RULE, ("cooks", "yes"), mode="rows", was="cooks", text="cooks and area > 1")

    assert kept == {"when": "cooks and area > 1"}


def test_rows_and_text_changed_at_once_are_refused():
    kept, errors, _ = post(RULE, ("cooks", "no"), mode="rows", was="cooks", text="area > 1")

    assert kept == {}
    assert errors == {"when": "You changed both the rows and the text. Change one of them."}


def test_a_row_is_taken_out_by_its_button_or_by_emptying_it():
    rows = [("area", "gt", "5"), ("cooks", "yes"), BLANK]
    before = "area > 5 and cooks"

    assert post(RULE, *rows, mode="rows", was=before, text=before, out="0")[0] == {"when": "cooks"}
    assert post(RULE, rows[0], BLANK, mode="rows", was=before, text=before)[0] == {
        "when": "area > 5"
    }
    assert (
        post(RULE, BLANK, mode="rows", was="cooks", text="cooks", item={"when": "cooks"})[0] == {}
    )


@pytest.mark.req("2.10", part="condition builder")
def test_an_unfinished_row_is_refused_with_its_number_and_shown_again():
    kept, errors, sent = post(
        RULE, ("cooks", "yes"), ("area", "gt", "big"), mode="rows", was="", text=""
    )
    _, html = page(RULE, errors=errors, posted=sent)

    assert kept == {}
    assert errors == {"when": "Row 2: Enter a number, such as 1,500.50."}
    assert 'name="when-1-value" value="big"' in html


def test_while_a_page_saves_itself_an_unfinished_row_waits():
    rows = {"when-0-field": ["area"], "when-0-op": ["gt"], "when-0-value": [""]}
    sent = {**rows, "when-mode": ["rows"], "when-was": ["cooks"], "autosave": ["1"]}

    assert reading.read([RULE], sent, {"when": "cooks"}, AROUND) == ({"when": "cooks"}, {})


@pytest.mark.req("2.10", part="plain reading")
def test_a_rule_is_read_aloud_with_the_words_of_the_form():
    field, html = page(RULE, {"when": "area > 200 and kind == 'juristic'"})

    assert field["reading"] == Text(
        "พื้นที่ มากกว่า 200 และ ประเภท เป็น นิติบุคคล", "Area is more than 200 and Kind is Company"
    )
    assert '<option value="juristic" selected>Company</option>' in html
    assert [row["row"].field for row in field["rows"]] == ["area", "kind", ""]


@pytest.mark.req("2.10", part="condition builder")
def test_a_rule_that_rows_cannot_say_is_shown_as_text():
    field, html = page(RULE, {"when": "area * 2 > 5"})

    assert field["mode"] == "text"
    assert "when-0-field" not in html
    assert "This rule is more than rows can say." in html


@pytest.mark.req("2.10", part="condition builder")
def test_a_single_equals_sign_is_named_with_its_column_and_mended_by_a_button():
    field, html = page(RULE, {"when": "kind = “juristic”"})

    assert field["fault"].en.startswith("Column 8: Use straight")
    assert 'name="when-fix" value="kind == &quot;juristic&quot;"' in html
    assert post(RULE, text="kind = 'a'", fix="kind == 'a'", mode="text")[0] == {
        "when": "kind == 'a'"
    }


def test_nothing_is_offered_where_we_do_not_know_better():
    field, html = page(RULE, {"when": "size = 5"})

    assert field["fix"] == ""
    assert "when-fix" not in html


@pytest.mark.parametrize("text", ["x" * 10_000, "(" * 2001, "not " * 600 + "cooks"])
def test_a_rule_longer_than_anybody_reads_is_refused(text):
    kept, errors, sent = post(RULE, text=text, mode="text", item={"when": "cooks"})
    _, html = page(RULE, errors=errors, posted=sent)

    assert kept == {}
    assert errors == {"when": "At most 2000 characters."}
    assert len(html) < 20_000


def test_deep_nesting_is_said_not_suffered():
    field, _ = page(RULE, {"when": "(" * 900 + "cooks" + ")" * 900})

    assert field["fault"].en == "Column 201: The rule cannot be read here."
    assert field["mode"] == "text"


def test_what_a_rule_holds_cannot_become_markup():
    _, html = page(RULE, {"when": "kind == '<script>'"})

    assert "<script>" not in html


@pytest.mark.parametrize(
    ("when", "text", "kept"),
    [
        ("no", "cooks", {}),
        ("always", "cooks", {"required": True}),
        ("rule", "cooks", {"required": "cooks"}),
    ],
)
def test_required_is_no_always_or_a_rule(when, text, kept):
    assert post(FLAG, text=text, when=when, item={"required": True})[0] == kept


def test_a_rule_is_asked_for_where_it_was_promised():
    _, errors, sent = post(FLAG, text="", when="rule")
    field, _ = page(FLAG, errors=errors, posted=sent)

    assert errors == {"required": "Say when, or choose always or no."}
    assert field["when"] == "rule"


@pytest.mark.parametrize(("value", "when"), [(None, "no"), (True, "always"), ("cooks", "rule")])
def test_what_is_required_is_shown_as_one_of_three(value, when):
    field, html = page(FLAG, {"required": value} if value else {})

    assert field["when"] == when
    assert f'value="{when}" checked' in html


def test_a_formula_is_read_aloud_and_its_type_is_checked():
    good, _ = page(FORMULA, {"amount": "area * 2"})
    bad, _ = page(FORMULA, {"amount": "cooks"})

    assert good["reading"].en == "Area × 2"
    assert bad["fault"].en == "Column 1: Expected a number, got yes or no."


def test_a_rule_being_typed_says_what_is_still_to_do():
    sent = {
        "when-0-field": ["area"],
        "when-0-op": ["gt"],
        "when-0-value": [""],
        "when-mode": ["rows"],
    }
    with override("en"):
        field = reading.refreshed(RULE, sent, AROUND)
        done = reading.refreshed(RULE, sent | {"when-0-value": ["5"]}, AROUND)

        assert str(field["waiting"]) == "Row 1: Enter a value."
    assert (done["value"], done["was"], done["waiting"]) == ("area > 5", "area > 5", "")


def test_rows_that_write_too_long_a_rule_are_refused():
    rows = [("kind", "is", "ก" * 190)] * 20

    kept, errors, _ = post(RULE, *rows, mode="rows", was="", text="")

    assert (kept, errors) == ({}, {"when": "At most 2000 characters."})


@pytest.mark.parametrize("forged", ["x" * 10_000, "(" * 5_000, "__import__('os')"])
def test_a_forged_rule_before_is_never_kept(forged):
    rows = [("cooks", "yes")]

    kept, errors, _ = post(RULE, *rows, mode="rows", was=forged, text=forged)

    assert (kept, errors) in (
        ({"when": "cooks"}, {}),
        ({}, {"when": "At most 2000 characters."}),
    )
