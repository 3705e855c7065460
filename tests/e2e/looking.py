"""What a careful reader of a page would notice."""

import gzip
import os
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Page, Response

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
REST = (HERE / "rest.js").read_text()
SCREENS = ROOT / "var" / "screens"
PACKED = (".woff2", ".png", ".jpg")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FIND = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})).violations.map(v => [v.impact, v.id, v.nodes.slice(0, 5).map(n => n.html).join(" | ")])"""


def _body(response: Response) -> bytes:
    """Return what was answered; nothing when the browser has let go of it already."""
    with suppress(Error):
        return response.body() if response.ok else b""
    return b""


class Screen:
    """A page in a browser, and what was noticed while it loaded."""

    def __init__(self, page: Page, *, script: bool = True) -> None:
        self.page = page
        self.script = script
        page.add_init_script(REST)
        self.complaints: list[str] = []
        self.responses: list[Response] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        self.responses.append(response)

    def open(self, path: str) -> Response | None:
        """Open an address and wait until the page is at rest."""
        self.complaints.clear()
        self.responses.clear()
        answer = self.page.goto(path)
        self.settle()
        return answer

    def settle(self) -> None:
        """Wait until the page is at rest: nothing loads, nothing is about to (see ``rest.js``)."""
        self.page.wait_for_load_state()
        if self.script:
            self.page.wait_for_function("() => !window.krobAtRest || krobAtRest()")

    def again(self) -> None:
        """Load the page again."""
        self.page.reload()
        self.settle()

    def wider_than_the_window(self) -> int:
        """Return by how many pixels the page would scroll sideways."""
        return int(self.page.evaluate(WIDER))

    def barriers(self) -> list[str]:
        """Return what axe finds that is serious or critical."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(FIND)
        return [
            f"{rule}: {html}" for impact, rule, html in found if impact in {"serious", "critical"}
        ]

    def weight(self) -> int:
        """Return how many bytes the first visit moves when text is compressed."""
        total = 0
        for response in self.responses:
            body = _body(response)
            total += len(body if response.url.endswith(PACKED) else gzip.compress(body))
        return total

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page when pictures are asked for."""
        if os.environ.get("KROB_SCREENS") != "1":
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
