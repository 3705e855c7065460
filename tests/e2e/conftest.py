"""A real browser before the real server, with a worker at hand.

``var/screens`` receives pictures when ``KROB_SCREENS=1``.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.looking import Screen

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop here


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for the run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_screen(browser: Browser, live_server) -> Iterator[Callable[..., Screen]]:
    """Return a function that opens a clean browser of a given width against the live server."""
    opened: list[Page] = []

    def open_one(width: int = 1280, *, script: bool = True, language: str = "th-TH") -> Screen:
        context = browser.new_context(
            base_url=live_server.url,
            locale=language,
            timezone_id="Asia/Bangkok",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        page = context.new_page()
        opened.append(page)
        return Screen(page)

    yield open_one
    for page in opened:
        page.context.close()
