"""Names in rules are found and changed without touching anything else."""

import pytest

from krob.foundation.rules.renaming import names, renamed


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("area > 200 and tenure != 'area'", {"area", "tenure"}),
        ("premises.district == '1004'", {"premises", "premises.district"}),
        ("any_of(p.trained for p in staff if p.age > 17)", {"staff", "staff.trained", "staff.age"}),
        ("max(area, 3)", {"area"}),
        ("  area >", {"area"}),
        ("note == 'ไทย' or area", {"note", "area"}),
    ],
)
def test_a_rule_names_the_answers_that_it_reads(source, found):
    assert names(source) == found


@pytest.mark.parametrize(
    ("source", "old", "new", "result"),
    [
        ("area > 2 and t == 'area'", "area", "size", "size > 2 and t == 'area'"),
        ("  x == 'ก้อย' and area", "area", "size", "  x == 'ก้อย' and size"),
        ("any_of(p.ok for p in staff)", "staff.ok", "good", "any_of(p.good for p in staff)"),
        (
            "any_of(staff.ok for staff in staff)",
            "staff",
            "crew",
            "any_of(staff.ok for staff in crew)",
        ),
        ("staff.ok and ok", "ok", "good", "staff.ok and good"),
        ("area > > 'area'", "area", "size", "size > > 'area'"),
        ("area_total > area", "area", "size", "area_total > size"),
    ],
)
def test_renaming_changes_the_name_and_nothing_else(source, old, new, result):
    assert renamed(source, old, new) == result


def test_inside_a_group_a_bare_name_is_a_cell_of_it():
    local = {"ok": "staff.ok"}

    assert names("ok and area", local) == {"staff.ok", "area"}
    assert renamed("ok and area", "staff.ok", "good", local) == "good and area"
    assert renamed("ok and area", "ok", "good", local) == "ok and area"
