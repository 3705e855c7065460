"""What people do in a browser, said once: sign in, fill in a form, bring papers, press a button."""

import re
import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from demo.authorities import PASSWORD, current_code
from tests.e2e.looking import Screen

NARROWEST = 320
SERVICE = "food-premises-licence"
SMALL_SERVICE = "food-premises-notification"
REFERENCE = re.compile(r"KRB-\d{4}-\d{6}")
ANSWERED = "Failed to load resource: the server responded with a status of 4"

ANSWERS: Mapping[str, str] = {
    "phone": "081-234-5678",
    "nationality": "thai",
    "by_attorney": "no",
    "premises_use": "sell",
    "place_kind": "shophouse",
    "floors": "1",
    "tenure": "own",
    "building_change": "no",
    "dining_area_sqm": "200",
    "kitchen_area_sqm": "30",
    "storage_area_sqm": "10",
    "seats": "60",
    "toilets": "2",
    "hand_basins": "2",
    "food_kinds": "cooked",
    "fuel": "electric",
    "hood": "yes",
    "grease_trap": "yes",
    "grease_trap_litres": "200",
    "water_source": "mains",
    "waste_kg_day": "20",
    "waste_collector": "city",
    "separates_food_waste": "yes",
    "pest_control": "yes",
    "open_days": "mon",
    "open_hours-opens": "10:00",
    "open_hours-closes": "21:00",
    "has_music": "no",
    "operator_trained": "no",
    "declares_truth": "yes",
    "accepts_conditions": "yes",
}
BANG_RAK = "10500"
HOUSES = count(1)
"""Every shop has a place of its own: one place has one licence of a kind."""


class Visitor(Screen):
    """Somebody with a browser of their own."""

    def __init__(self, page: Page, *, script: bool = True, prefix: str = "") -> None:
        super().__init__(page, script=script)
        self.prefix = prefix

    @property
    def path(self) -> str:
        """Return the address of the page without the host."""
        return "/" + self.page.url.split("/", 3)[3]

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        self.page.locator(f"{selector} >> visible=true").first.click()
        self.settle()

    def says(self) -> str:
        """Return the words of the page's main part, without joiners."""
        return self.page.locator("main").inner_text().replace("\u2060", "").replace("\xa0", " ")

    def check_page(self) -> None:
        """Fail when a careful reader would complain about this page.

        One heading, no serious barrier, nothing wider than a narrow phone, no word in the console.
        """
        where = self.path
        assert self.page.locator("h1").count() == 1, where
        assert self.barriers() == [], where
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROWEST, "height": 700})
        wider = self.wider_than_the_window()
        if before:
            self.page.set_viewport_size(before)
        assert wider == 0, f"{where} is {wider} px wider than {NARROWEST}"
        assert [said for said in self.complaints if not said.startswith(ANSWERED)] == [], where

    # signing in

    def sign_in(self, person: str) -> None:
        """Sign in with the national ID of somebody of the demonstration."""
        self.open("/sign-in/?next=/applications/")
        self.press("main a.btn-primary")
        self.press(f"button[value={person}]")

    def sign_in_as_officer(self, login: str) -> None:
        """Sign in with password and authenticator code."""
        self.open("/officer/sign-in/")
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.press("main form button.btn-primary")
        self.page.locator("input[name=code]").fill(current_code(login))
        self.press("main form button.btn-primary")
        self.page.wait_for_url(lambda url: "/officer/sign-in/" not in url)

    # filing

    def begin(self, service: str = SERVICE) -> str:
        """Start an application; return its number."""
        self.open(f"{self.prefix}/apply/{service}/")
        self.press("main form button.btn-primary")
        found = REFERENCE.search(self.page.url)
        assert found, self.page.url
        return found[0]

    def go_on(self) -> None:
        """Save the page and go on."""
        self.press("#k-form .k-acts button[type=submit]")

    def fill_page(self, answers: Mapping[str, str]) -> None:
        """Answer what the page asks, again when an answer opens more questions."""
        for _round in range(3):
            for name, value in answers.items():
                self._answer(name, value)
            if self.script:
                self.settle()

    def _answer(self, name: str, value: str) -> None:
        field = self.page.locator(f"#k-form [name='{name}'] >> visible=true")
        if not field.count():
            return
        kind = field.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            box = self.page.locator(f"#k-form [name='{name}'][value='{value}']")
            if not box.is_checked():
                self.page.locator(f"label[for='{box.get_attribute('id')}']").click()
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.first.select_option(value)
        elif field.first.input_value() != value:
            field.first.fill(value)

    def choose_place(self, field: str, postcode: str = BANG_RAK) -> None:
        """Type a house number and find the place by its postcode."""
        self.page.locator(f"[name='{field}-house_no']").fill(f"99/{next(HOUSES)}")
        self.page.locator(f"[name='{field}-find']").fill(postcode)
        self.press(f"button[name=_find][value='{field}']")
        found = self.page.locator("button[name=_place]")
        expect(found.first).to_be_visible()
        found.first.click()
        self.settle()

    def fill_form(
        self,
        shop: str,
        answers: Mapping[str, str] = ANSWERS,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """Fill in every page, up to the documents."""
        answers = {"shop_name": shop, **answers}
        for _page in range(8):
            if self.page.locator("[name=premises_address-house_no]").count():
                self.choose_place("premises_address")
            if self.page.locator("button[name=_add][value=staff]").count():
                self._add_worker()
            self.fill_page(answers)
            look()
            self.go_on()
            if self.page.locator("#k-opened").count():  # without script "continue" opens questions
                assert not self.page.locator(".k-errors").count(), self.says()
                look()
                self.fill_page(answers)
                self.go_on()
            if "/documents/" in self.page.url:
                return
            assert not self.page.locator(".k-errors").count(), self.says()

    def _add_worker(self) -> None:
        if not self.page.locator("[name='staff-0-name']").count():
            self.press("button[name=_add][value=staff]")
        self.page.locator("[name='staff-0-name']").fill("สมหญิง ครัวดี")
        self._answer("staff-0-duty", "cook")
        self._answer("staff-0-trained", "no")

    def bring_papers(self, file: Path) -> None:
        """Upload one file for every document that is certainly needed."""
        wanted = [
            one.get_attribute("id") or ""
            for one in self.page.locator("section[id^=document-]").all()
            if not one.locator(".k-chip").count() and one.locator("input[type=file]").count()
        ]
        for section in wanted:
            self.page.locator(f"#{section} input[type=file]").set_input_files(file)
            self.press(f"#{section} form[enctype] button")

    def file(self) -> None:
        """Read the notice, tick it and file."""
        self.tick("read")
        self.press("form[action$='/submit/'] button.btn-primary")

    def tick(self, box: str) -> None:
        """Tick a box by its label."""
        self.page.locator(f"label[for='{box}']").click()

    def file_whole(
        self, shop: str, file: Path, service: str = SERVICE, *, check: bool = False, **answers: str
    ) -> str:
        """File an application from start to receipt; with ``check`` look at every page.

        Returns its number.
        """
        look = self.check_page if check else lambda: None
        reference = self.begin(service)
        self.fill_form(shop, {**ANSWERS, **answers}, look)
        look()
        self.bring_papers(file)
        self.press("main .k-acts a.btn-primary")
        look()
        self.file()
        look()
        assert self.path == f"{self.prefix}/applications/{reference}/receipt/", self.says()
        return reference

    # considering

    def consider(self, reference: str) -> None:
        """Open an application at the officer's desk."""
        self.open(f"/officer/applications/{reference}/")

    def act(self, action: str, note: str = "") -> None:
        """Close the open step by an action, with a note."""
        if note:
            self.page.locator("#act textarea[name=note]").fill(note)
        self.press(f"#act button[name=action][value={action}]")

    def inspect(self) -> None:
        """Answer every point of the checklist with "meets" and record it."""
        for point in self.page.locator("#act input[value=pass]").all():
            self.tick(point.get_attribute("id") or "")
        self.act("done")

    # paying

    def pay_shown_bill(self, fault: str = "normal") -> None:
        """Pay the bill on the page at the demonstration's bank, and come back."""
        bill = self.page.url
        bank = self.page.locator("a[href*='/bank/?payload=']").get_attribute("href") or ""
        self.page.goto(bank)
        self.page.locator("#fault").select_option(fault)
        self.page.locator("form[action$='/pay'] button").click()
        self.page.wait_for_load_state()
        self.open(bill)

    def until(self, selector: str, *, patience_s: float = 60) -> Locator:
        """Load the page again until something is on it that the worker makes."""
        end = time.monotonic() + patience_s
        while not self.page.locator(selector).count():
            assert time.monotonic() < end, f"{selector} did not come: {self.says()}"
            self.page.wait_for_timeout(250)
            self.again()
        return self.page.locator(selector).first

    def hears(self, words: str, *, patience_s: float = 60) -> None:
        """Load the page again until it says what the worker brings."""
        end = time.monotonic() + patience_s
        while words not in self.says():
            assert time.monotonic() < end, f"{words} did not come: {self.says()}"
            self.page.wait_for_timeout(250)
            self.again()

    def row(self, words: str) -> Locator:
        """Return the first line of a table or list that says these words."""
        return self.page.locator("tr, li").filter(has_text=words).first
