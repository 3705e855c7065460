import pytest

from krob.foundation.rules.expressions import (
    ExpressionError,
    GroupOf,
    ListOf,
    compile_expression,
)

TYPES = {
    "area": "number",
    "kind": "text",
    "ok": "bool",
    "born": "date",
    "premises.district": "text",
    "tags": ListOf("text"),
    "staff": GroupOf({"pay": "number", "name": "text"}),
}


@pytest.mark.req("2.10")
@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("", "empty", 0),
        ("  ", "empty", 0),
        ("1" * 2001, "too-long", 0),
        ("area = 3", "equals", 6),
        ('kind == "a=b" and area = 3', "equals", 24),
        ("round(area, places=2)", "equals", 13),
        ("area >", "syntax", 7),
        ("(area > 3", "syntax", 1),
        ("kind == “ก”", "quotes", 9),
        ("kind == '\\n'", "not-allowed", 10),
        ("arae > 3", "unknown-name", 1),
        ('"กข" == kinds', "unknown-name", 9),
        ("  arae > 3", "unknown-name", 3),
        ("premises.distric == 'x'", "unknown-name", 1),
        ("staff.pay > 3", "unknown-name", 1),
        ("sum(i.wage for i in staff)", "unknown-name", 5),
        ("lenn(kind) > 1", "unknown-function", 1),
        ("kind > 3", "compare", 1),
        ("area + kind", "type", 8),
        ("not area", "type", 5),
        ("ok and area", "type", 8),
        ("kind < 'b'", "order", 1),
        ("tags == tags", "order", 1),
        ("kind in kind", "type", 9),
        ("area in ['a']", "compare", 1),
        ("'x' in staff", "type", 8),
        ("1 if area else 2", "type", 6),
        ("1 if ok else 'a'", "branches", 1),
        ("['a', 1]", "mixed-list", 1),
        ("kind in []", "empty-list", 9),
        ("[['a']]", "not-allowed", 2),
        ("None", "null-literal", 1),
        ("area > None", "null-literal", 1),
        ("area + None", "null-literal", 8),
        ("kind is None", "is-none", 1),
        ("round()", "arity", 1),
        ("default(area)", "arity", 1),
        ("min(area)", "arity", 1),
        ("round(area, 1, 2)", "arity", 1),
        ("len(area)", "type", 5),
        ("date('x')", "date", 6),
        ("date('2569-01-01')", "date", 6),
        ("date('20260101')", "date", 6),
        ("12345678901234567", "number-range", 1),
        ("1e999999999", "number-range", 1),
        ("0.0000000000001", "number-range", 1),
        ("area ** 2", "not-allowed", 1),
        ("area // 2", "not-allowed", 1),
        ("~area", "not-allowed", 1),
        ("+area", "not-allowed", 1),
        ("f'{kind}'", "not-allowed", 1),
        ("b'x'", "not-allowed", 1),
        ("1j", "not-allowed", 1),
        ("...", "not-allowed", 1),
        ("lambda: 1", "not-allowed", 1),
        ("{'a': 1}", "not-allowed", 1),
        ("[i for i in tags]", "not-allowed", 1),
        ("kind[0]", "not-allowed", 1),
        ("(area := 3)", "not-allowed", 2),
        ("kind.upper()", "not-allowed", 1),
        ("(1).real", "not-allowed", 1),
        ("__import__('os')", "unknown-function", 1),
        ("sum(tags)", "type", 5),
        ("sum(i.pay for i in tags)", "type", 20),
        ("sum(i for i in staff)", "row-alone", 5),
        ("sum(i.name for i in staff)", "type", 5),
        ("any_of(i.pay for i in staff)", "type", 8),
        ("sum(i.pay for i in staff for j in staff)", "one-level", 4),
        ("sum(count(j.pay > 1 for j in staff) for i in staff)", "one-level", 10),
        ("not " * 100 + "ok", "too-complex", 165),
        ("1 in [" + "1," * 450 + "1]", "too-complex", 801),
    ],
)
def test_a_bad_rule_is_refused_with_its_column(source, code, column):
    with pytest.raises(ExpressionError) as refusal:
        compile_expression(source, TYPES)

    assert (refusal.value.code, refusal.value.column) == (code, column)
    assert refusal.value.text.th
    assert refusal.value.text.en


@pytest.mark.req("2.10")
def test_a_rule_of_another_type_than_asked_for_is_refused():
    with pytest.raises(ExpressionError) as refusal:
        compile_expression("area + 1", TYPES, "bool")

    assert refusal.value.text.en == "Column 1: Expected yes or no, got a number."


def test_a_misspelt_name_is_answered_with_near_ones():
    with pytest.raises(ExpressionError) as refusal:
        compile_expression("arae > 3", TYPES)

    assert "Did you mean area?" in refusal.value.text.en
    assert "หมายถึง area หรือไม่" in refusal.value.text.th


def test_a_lower_case_constant_is_answered_with_the_right_one():
    with pytest.raises(ExpressionError) as refusal:
        compile_expression("ok == true", TYPES)

    assert "Did you mean True?" in refusal.value.text.en


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"area": "5"}, "wrong-value"),
        ({"area": 5.5}, "wrong-value"),
        ({"area": True}, "wrong-value"),
        ({"area": float("nan")}, "wrong-value"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused_rather_than_compared(answers, code):
    rule = compile_expression("area == 5", TYPES)

    with pytest.raises(ExpressionError) as refusal:
        rule(answers)

    assert refusal.value.code == code


def test_dividing_by_zero_is_an_error_with_its_column():
    rule = compile_expression("1 + 10 / area", TYPES)

    with pytest.raises(ExpressionError) as refusal:
        rule({"area": 0})

    assert (refusal.value.code, refusal.value.column) == ("divide-by-zero", 5)


def test_more_than_a_thousand_rows_are_refused():
    rule = compile_expression("sum(i.pay for i in staff)", TYPES)

    with pytest.raises(ExpressionError) as refusal:
        rule({"staff": [{"pay": 1}] * 1001})

    assert refusal.value.code == "too-many"
    assert rule({"staff": [{"pay": 1}] * 1000}) == 1000
