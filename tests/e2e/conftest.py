"""A real browser before the real server, with a worker at hand.

``var/screens`` receives pictures when ``KROB_SCREENS=1``.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.looking import Screen
from tests.e2e.stack import Stack, running_stack
from tests.e2e.visiting import Visitor

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
        return Screen(page, script=script)

    yield open_one
    for page in opened:
        page.context.close()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start the whole of Krob once for all journeys; ``KROB_E2E_URL`` names one that runs."""
    folder = tmp_path_factory.mktemp("stack")
    if url := os.environ.get("KROB_E2E_URL"):
        host, _colon, port = url.rpartition(":")
        yield Stack(url, f"{host}:{int(port) + 1}", folder)
        return
    with running_stack(folder) as started:
        yield started


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, stack: Stack) -> Iterator[Visit]:
    """Return a function that opens a browser for somebody; who has a name is signed in.

    Each person and officer signs in once for all journeys; ``fresh`` signs in anew.
    """
    with _visiting(browser, stack) as open_one:
        yield open_one


@pytest.fixture(scope="module")
def visit_before(browser: Browser, stack: Stack) -> Iterator[Visit]:
    """Return what ``visit`` does, for what the tests of a module begin with."""
    with _visiting(browser, stack) as open_one:
        yield open_one


@contextmanager
def _visiting(browser: Browser, stack: Stack) -> Iterator[Visit]:
    opened: list[Page] = []

    def open_one(
        who: str = "",
        width: int = 390,
        *,
        script: bool = True,
        language: str = "th-TH",
        fresh: bool = False,
    ) -> Visitor:
        kept = stack.folder / f"{who}.json"
        context = browser.new_context(
            base_url=stack.url,
            locale=language,
            timezone_id="Asia/Bangkok",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            reduced_motion="reduce",
            storage_state=kept if who and kept.exists() and not fresh else None,
        )
        context.set_default_timeout(20_000)
        prefix = "/en" if language.startswith("en") else ""
        visitor = Visitor(context.new_page(), script=script, prefix=prefix)
        opened.append(visitor.page)
        if who and (fresh or not kept.exists()):
            (visitor.sign_in_as_officer if "." in who else visitor.sign_in)(who)
            if not fresh:
                context.storage_state(path=kept)
        return visitor

    yield open_one
    for page in opened:
        page.context.close()


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw a small floor plan whose name is Thai."""
    path = tmp_path_factory.mktemp("papers") / "แผนผังร้าน.png"
    Image.new("RGB", (640, 420), "white").save(path)
    return path
