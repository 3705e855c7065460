"""What a person sees when something fails."""

import pytest
from django.core.management import call_command
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from krob.foundation.core.errors import Conflict, NotAllowed, TooLarge, Unavailable

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "500.html", "503.html"]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_error_page_reads_without_a_request_in_both_languages(page, language):
    with override(language):
        html = render_to_string(page)

    assert html.count("<h1>") == 1
    assert f'<html lang="{language}">' in html


@pytest.mark.parametrize("error", [NotAllowed, Conflict, TooLarge, Unavailable])
def test_an_expected_failure_has_a_page_and_a_notice_with_its_message(error):
    request = RequestFactory().get("/")
    failure = error("room.broken", "It is decided already.", fields={"area": "Too large"})

    page = render_to_string("core/problem.html", {"error": failure}, request)
    notice = render_to_string("core/problem.html#notice", {"error": failure}, request)

    assert "It is decided already." in page
    assert "Too large" in page
    assert notice.startswith('<div class="k-note is-bad"')
    assert "<html" not in notice


def test_an_unknown_address_is_answered_with_the_house_page(db):
    answer = Client().get("/nothing-here/")

    assert answer.status_code == 404
    assert "ไม่มีหน้านี้" in answer.content.decode()


def test_a_post_without_its_token_is_refused_with_words(db):
    answer = Client(enforce_csrf_checks=True).post("/nothing-here/")

    assert answer.status_code in {403, 404}
    assert "<h1>" in answer.content.decode()


def test_during_maintenance_every_page_says_so_and_when_to_come_back(settings):
    settings.KROB_MAINTENANCE = True

    answer = Client().get("/en/help/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert "We are working on the system" in answer.content.decode()


def test_no_template_of_the_house_carries_inline_style_or_script():
    call_command("check")
    found = []
    for folder in engines["django"].template_dirs:
        if "/krob/" not in str(folder):
            continue
        for path in folder.rglob("*.html"):
            source = path.read_text()
            if any(bad in source for bad in (" style=", "<style", " onclick=", " onchange=")):
                found.append(path)
    assert found == []
