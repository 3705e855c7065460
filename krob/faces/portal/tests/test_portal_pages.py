"""Public pages answer in both languages and lead to each other."""

import re

import pytest
from django.test import Client

PAGES = ["", "about/", "help/", "privacy/", "accessibility/", "_components/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("prefix", "language"), [("/", "th"), ("/en/", "en")])
def test_a_public_page_has_one_heading_its_language_and_the_other_one(db, page, prefix, language):
    answer = Client().get(prefix + page)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert f'href="/en/{page}" lang="en"' in html
    assert f'href="/{page}" lang="th"' in html


def test_the_language_switch_keeps_the_page_and_what_was_asked(db):
    html = Client().get("/help/?q=1").content.decode()

    assert 'href="/en/help/?q=1" lang="en"' in html


def test_the_pattern_page_belongs_to_demonstrations_only(db, settings):
    settings.KROB_DEMO = False

    answer = Client().get("/_components/")

    assert answer.status_code == 404


def test_the_pattern_page_shows_every_component(db):
    html = Client().get("/en/_components/").content.decode()

    for css in (
        "k-chip",
        "k-note",
        "k-errors",
        "k-empty",
        "k-skel",
        "k-steps",
        "k-facts",
        "k-docs",
    ):
        assert css in html
    for css in (
        "k-prov",
        "k-pager",
        "k-table",
        "k-verdict",
        "k-save",
        "k-clock",
        "k-check",
        "k-src",
    ):
        assert css in html


def test_the_demonstration_strip_is_shown_only_in_a_demonstration(db, settings):
    with_strip = Client().get("/en/").content.decode()
    settings.KROB_DEMO = False
    without = Client().get("/en/").content.decode()

    assert "all data are examples" in with_strip
    assert "all data are examples" not in without
