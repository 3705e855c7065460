import pytest

from krob.foundation.rules import fuzz


@pytest.mark.req("2.10")
def test_random_rules_cause_nothing_but_the_languages_own_errors():
    report = fuzz.run(4000, seed=20)

    assert report.leaks == {}
    assert report.tried == 4000
    assert report.compiled > 1000
    assert report.evaluated > 2000
