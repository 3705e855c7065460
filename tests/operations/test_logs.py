"""Logs say what happened and where, never what a person typed."""

import logging

import pytest
from django.test import RequestFactory

from config.logs import DiscreetFormatter

SECRET = "สมชาย 1101700230708"


@pytest.fixture
def written():
    """Return a function that logs an error and gives the line that is written."""
    formatter = DiscreetFormatter("{levelname} [{number}] {message}", style="{")

    def write(request=None):
        try:
            try:
                raise KeyError(SECRET)
            except KeyError as cause:
                raise ValueError(SECRET) from cause
        except ValueError as error:
            failure = (ValueError, error, error.__traceback__)
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), failure)
        if request:
            record.request = request
        return formatter.format(record)

    return write


def test_an_error_is_logged_with_its_places_and_without_its_words(written):
    line = written()

    assert line.startswith("ERROR [-] failed\nbuiltins.ValueError\n")
    assert "builtins.KeyError" in line
    assert "test_logs.py:" in line
    assert SECRET not in line


def test_the_number_of_the_request_is_logged(written):
    request = RequestFactory().get("/")
    request.request_id = "a1b2"

    assert written(request).startswith("ERROR [a1b2] failed")


@pytest.mark.parametrize(
    "address", ["/verify/1101700230708/", "/x/?q=1 1017 00230 70 8", "/x/1-1017-00230-70-8"]
)
def test_a_number_of_a_person_in_an_address_is_masked(address):
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "Not Found: %s", (address,), None)

    line = DiscreetFormatter("{asctime} {message}", style="{").format(record)

    assert "x" * 13 in line
    assert "70" not in line.partition("Not Found")[2]


def test_a_link_that_opens_something_is_not_logged():
    address = "/officer/sign-in/first/00000000-0000-0000-0000-000000000001/c1-token/"
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "Refused: %s", (address,), None)

    line = DiscreetFormatter("{message}", style="{").format(record)

    assert line == "Refused: /officer/sign-in/first/…"
