"""Which branches of a service's rules its worked examples take."""

import copy
from pathlib import Path

import pytest

from krob.registers.catalogue.proving import branches
from krob.registers.catalogue.versioning.definition import read_folder

FOLDER = Path(__file__).parents[4] / "definitions/bma/food-premises-licence/v1"


@pytest.fixture
def parts():
    return copy.deepcopy(dict(read_folder(FOLDER).parts))


def by_place(parts, title: str) -> branches.Covered:
    return next(each for each in branches.covered(parts) if each.title.in_("en").startswith(title))


@pytest.mark.req("2.10", part="coverage of rules by examples")
def test_without_examples_no_branch_is_tried(parts):
    found = branches.covered(parts | {"examples": []})

    assert found
    assert {each.coverage.percent for each in found} == {0}
    assert len(branches.untried(parts | {"examples": []})) == len(found)


@pytest.mark.req("2.10", part="coverage of rules by examples")
def test_an_example_on_each_side_of_a_limit_covers_it(parts):
    both = by_place(parts, "The total area")
    small = [e for e in parts["examples"] if e["name"] == "refused-exactly-200"]

    one = by_place(parts | {"examples": small}, "The total area")

    assert both.coverage.is_whole
    assert [(b.what, b.held) for b in one.coverage.missing] == [("area_sqm > 200", True)]
    assert one.missing == "area_sqm > 200"
