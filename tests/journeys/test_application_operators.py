"""Operators see where an application stands, and nobody's personal data."""

import json

import pytest

from config import cli
from krob.foundation.core import clock
from tests.journeys.conftest import MONDAY


def test_an_operator_sees_where_an_application_stands(make, owner_of_shop, capsys):
    with clock.frozen(MONDAY):
        application = make.approved(make.filed(owner_of_shop))
        status = cli.main(["application", "show", application.reference.lower(), "--json"])
    shown = json.loads(capsys.readouterr().out)

    assert status == 0
    assert (shown["number"], shown["status"]) == (application.reference, "paying")
    assert (shown["unit"], shown["offering"]) == ("bma-bangrak", "bma-bangrak")
    first = shown["steps"][0]
    assert (first["step"], first["state"]) == ("completeness", "done")
    assert [bill["status"] for bill in shown["bills"]] == ["open"]
    assert (shown["clock"], shown["licence"]) == ("stopped", "")


def test_nothing_of_the_applicant_is_printed(make, owner_of_shop, capsys):
    with clock.frozen(MONDAY):
        application = make.filed(owner_of_shop)
        cli.main(["application", "show", application.reference])
    shown = capsys.readouterr().out

    assert "label: ครัวสมชาย" in shown
    for personal in ("ใจดี", "0812345678", "1101700230708", "99/1"):
        assert personal not in shown


@pytest.mark.django_db
def test_an_unknown_application_is_one_line_and_a_status(capsys):
    status = cli.main(["application", "show", "KRB-2569-999999"])

    told = capsys.readouterr()
    assert (status, told.out) == (1, "")
    assert told.err.startswith("krob: application-not-found")
