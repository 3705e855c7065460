"""Every public page that needs no address of its own, in both languages and on several widths."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LEAVES_THE_SITE = ("sign-in/national-id", "sign-in/callback", "sign-out", "acting-as")


WIDTHS = (320, 390, 1280) if os.environ.get("KROB_SCREENS") == "1" else (320, 1280)


def _plain_paths(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _plain_paths(entry.url_patterns, route)
        elif "<" not in route and "(" not in route and "\\" not in route:
            yield route


def public_paths() -> list[str]:
    """Return the addresses of the public pages that take no parameter."""
    public = [r for r in get_resolver().url_patterns if "Locale" in type(r.pattern).__name__]
    found = {path for resolver in public for path in _plain_paths(resolver.url_patterns)}
    return sorted(path for path in found if not path.startswith(LEAVES_THE_SITE))


def is_whole_page(address: str) -> bool:
    """Say whether an address answers a visitor with a page, not with a part or a refusal."""
    return b"<html" in Client().get(address, follow=True).content


@pytest.mark.parametrize("path", public_paths())
def test_a_public_page_can_be_read_by_everyone(open_screen, path):
    name = path.strip("/").replace("/", "-") or "home"
    for prefix, language in (("/", "th"), ("/en/", "en")):
        if not is_whole_page(prefix + path):
            continue
        screen = open_screen(WIDTHS[-1])

        answer = screen.open(prefix + path)

        assert answer is not None
        assert answer.status < 500, path
        assert answer.status >= 400 or screen.complaints == [], path
        assert screen.page.locator("h1").count() == 1, path
        assert screen.page.locator("html").get_attribute("lang") == language, path
        assert screen.weight() <= 150_000, path
        for width in WIDTHS:
            noted = f"{prefix}{path} at {width}"
            screen.page.set_viewport_size({"width": width, "height": 900})
            screen.picture(f"{name}-{language}-{width}")
            assert screen.wider_than_the_window() == 0, noted
            assert screen.barriers() == [], noted
        screen.page.context.close()


def test_the_language_switch_leads_to_the_same_page(open_screen):
    screen = open_screen(390)
    screen.open("/help/")

    screen.page.get_by_role("link", name="English").click()

    assert screen.page.url.endswith("/en/help/")
    assert screen.page.locator("html").get_attribute("lang") == "en"


def test_the_first_tab_stop_skips_to_the_content(open_screen):
    screen = open_screen(1280)
    screen.open("/")

    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")

    assert screen.page.url.endswith("#main")


def test_the_menu_of_a_phone_opens_without_script(open_screen):
    screen = open_screen(390, script=False)
    screen.open("/help/")

    screen.page.locator("header .k-menu summary").last.click()
    first = screen.page.locator(".k-menu-list a:visible").first
    target = first.get_attribute("href")
    first.click()

    assert target
    assert screen.page.url.endswith(target)


def test_an_unknown_address_is_answered_in_the_readers_language(open_screen):
    screen = open_screen(390)

    answer = screen.open("/en/nowhere/")

    assert answer is not None
    assert answer.status == 404
    assert screen.page.locator("h1").inner_text() == "There is no such page"
    assert screen.barriers() == []
    screen.picture("404-en-390")


def test_copied_text_carries_no_joiners(open_screen):
    screen = open_screen(1280)
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.open("/about/")

    screen.page.keyboard.press("Control+A")
    screen.page.keyboard.press("Control+C")
    copied = screen.page.evaluate("navigator.clipboard.readText()")

    assert "ใบอนุญาต" in copied
    assert "\u2060" not in copied
