"""What officials do in the back office, said once: open a tab, fill in settings, save."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator

from tests.e2e.visiting import Visitor

Values = Mapping[str, str | Sequence[str]]
CHANGES = "form.k-edit[action$='/save/'], form.k-edit"


class Office:
    """An official who writes one service in a browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.address = ""

    def begin(self, code: str, title_th: str, title_en: str) -> None:
        """Begin a service that does not exist yet."""
        self.visitor.open("/agency/services/begin/")
        self.page.locator("#title_th").fill(title_th)
        self.page.locator("#title_en").fill(title_en)
        self.page.locator("#code").fill(code)
        self.visitor.press("main form button.btn-primary")
        self.address = self.visitor.path.removesuffix("service/")

    def tab(self, tab: str, item: str = "") -> None:
        """Open a tab of the draft, or one item of it."""
        self.visitor.open(f"{self.address}{tab}/" + (f"{item}/" if item else ""))

    def put(self, values: Values) -> None:
        """Fill in settings by the names of their inputs; several values tick several boxes."""
        for name, value in values.items():
            for each in [value] if isinstance(value, str) else value:
                if self.page.locator(f"[name='{name}-year']").count():
                    self._put_day(name, each)
                else:
                    self._put(name, each)

    def _put_day(self, name: str, day: str) -> None:
        """Type a day as an official does: day, month and Buddhist year."""
        year, month, of_month = map(int, day.split("-"))
        self._put(f"{name}-day", str(of_month))
        self._put(f"{name}-month", str(month))
        self._put(f"{name}-year", str(year + 543))

    def _put(self, name: str, value: str) -> None:
        field = self._shown(self.page.locator(f"[name='{name}']:not([type=hidden])"))
        kind = field.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            box = self.page.locator(f"[name='{name}'][value='{value}']")
            if not box.is_checked():
                box.check(force=True)
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.first.select_option(value)
        else:
            field.first.fill(value)

    def _shown(self, field: Locator) -> Locator:
        """Open what an input is folded in."""
        assert field.count(), f"{field} is not on {self.visitor.path}"
        field.first.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        return field

    def save(self, values: Values | None = None) -> None:
        """Fill in and press the page's own button; fail when something could not be read."""
        self.put(values or {})
        self.visitor.press("#k-work form[action$='/save/'] button.btn-primary")
        assert not self.page.locator(".k-errors").count(), self.visitor.says()

    def condition(self, name: str, field: str, operator: str, value: str = "") -> None:
        """Write a condition of one row, as an official chooses it, and save the page."""
        self.put({f"{name}-0-field": field})
        option = f"[name='{name}-0-op'] option[value='{operator}']"
        self.page.locator(option).first.wait_for(state="attached")
        self.visitor.settle()
        self.put({f"{name}-0-op": operator})
        self.save({f"{name}-0-value": value} if value else None)

    def answer(self, answers: Mapping[str, str]) -> None:
        """Answer questions of the draft's own form, as an applicant would."""
        for name, value in answers.items():
            field = self.page.locator(f"#k-work [name='{name}']:not([type=hidden])")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name='{name}'][value='{value}']").check(force=True)
            else:
                field.first.fill(value)

    def post(self, verb: str, values: Values | None = None) -> None:
        """Fill in and send the form of another verb (``-/add-page/``)."""
        form = self.page.locator(f"form[action$='{verb}']").first
        form.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        for name, value in (values or {}).items():
            field = form.locator(f"[name='{name}']:not([type=hidden])").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))
        form.locator("button").first.click()
        self.visitor.settle()

    def problems(self) -> str:
        """Return what the checks page says."""
        self.visitor.open(f"{self.address}checks/")
        return self.visitor.says()
