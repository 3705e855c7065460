"""The page that says what is proven is made from the tests themselves."""

from tools import coverage


def test_the_coverage_page_is_fresh():
    assert coverage.TARGET.read_text(encoding="utf-8") == coverage.page(), (
        "run: python -m tools.coverage"
    )


def test_every_mark_names_a_requirement_that_exists():
    unknown = set(coverage.proofs()) - set(coverage.requirements())

    assert unknown == set()
