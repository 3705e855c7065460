"""Every kind of check: what is done wrong, what is then said, where it leads, how it is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.e2e.office import Office, Values

LAW = "ข้อบัญญัติกรุงเทพมหานคร"
NEVER = "area > 5 and area < 3"

Act = Callable[[Office], None]


@dataclass(frozen=True)
class Stop:
    """A kind of check: how it is met, what it says, where it leads, how it is mended there.

    One that comes ``after`` the others needs what one of them has spoilt.
    """

    kind: str
    wrong: Act
    says: str
    leads: str
    mend: Act
    after: bool = False


# -- what officials do ------------------------------------------------------------------------


def at(place: str, do: Act) -> Act:
    """Do something on a page of the draft (``form/area``)."""

    def go(office: Office) -> None:
        tab, _slash, item = place.partition("/")
        office.tab(tab, item)
        do(office)

    return go


def save(**values: str) -> Act:
    """Fill in settings (``label__en`` is ``label-en``) and save."""
    named: Values = {name.replace("__", "-"): value for name, value in values.items()}
    return lambda office: office.save(named)


def rule(name: str, text: str) -> Act:
    """Write a condition as experts do, and save."""

    def write(office: Office) -> None:
        field = office.page.locator(f"textarea[name='{name}']")
        field.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        field.fill(text)
        field.blur()
        office.visitor.settle()  # the rule is read aloud
        office.save()

    return write


def post(verb: str, **values: str) -> Act:
    """Send the form of a verb (``remove/``)."""
    named: Values = {name.replace("__", "-"): value for name, value in values.items()}
    return lambda office: office.post(verb, named)


def tick(box: str, *, on: bool) -> Act:
    """Tick or untick a box and save."""

    def do(office: Office) -> None:
        field = office.page.locator(box)
        field.evaluate("e => { for (let p = e; p; p = p.parentElement) p.open = true }")
        field.set_checked(on, force=True)
        office.save()

    return do


def then(*acts: Act) -> Act:
    """Do one thing after another."""

    def do(office: Office) -> None:
        for act in acts:
            act(office)

    return do


def press(selector: str) -> Act:
    """Press a button or follow a link."""
    return lambda office: office.visitor.press(selector)


ELIGIBILITY = {
    "eligibility-0-message-th": "แผงใหญ่เกินไป",
    "eligibility-0-message-en": "The stall is too large",
    "eligibility-0-law": LAW,
    "eligibility-0-mark": "M",
}
A_STEP = {"title-th": "ตรวจแผง", "title-en": "Inspect", "kind": "inspection"}
LEADS_ON = {"label-th": "บันทึกผล", "label-en": "Record", "leads": "decision"}


def _a_step_beside(office: Office) -> None:
    office.post("-/add/", A_STEP)
    office.post("add-action/", LEADS_ON)


# -- every kind of check -------------------------------------------------------------------------

STOPS: Mapping[str, tuple[Stop, ...]] = {
    "form": (
        Stop(
            "condition that reads a later question",
            at("form/stall_name", rule("visible_when", "area > 5")),
            "“พื้นที่” ซึ่งถามในข้อนี้หรือถามทีหลัง",
            "form/stall_name/",
            rule("visible_when", ""),
        ),
        Stop(
            "question that nobody is asked",
            at("form/place", rule("visible_when", NEVER)),
            "ไม่มีคำตอบใดทำให้เงื่อนไขเป็นจริง",
            "form/place/",
            rule("visible_when", ""),
        ),
        Stop(
            "values computed from each other",
            at("form/doubled", rule("value", "doubled * 2")),
            "ค่าเหล่านี้คำนวณวนหากัน: “สองเท่า”",
            "form/doubled/",
            rule("value", "area * 2"),
        ),
        Stop(
            "missing translation",
            at("form/place", save(label__en="")),
            "ขาดข้อความภาษาอังกฤษ",
            "form/place/",
            save(label__en="Place"),
        ),
        Stop(
            "missing label",
            at("form/sells_food", save(label__th="", label__en="")),
            "ขาดข้อความภาษาไทย",
            "form/sells_food/",
            save(label__th="ขายอาหาร", label__en="Sells food"),
        ),
    ),
    "fees and rules": (
        Stop(
            "contradiction",
            at("rules", then(lambda o: o.put(ELIGIBILITY), rule("eligibility-0-rule", NEVER))),
            "ไม่มีใครผ่านเงื่อนไขนี้ได้: พื้นที่ มากกว่า 5 และ พื้นที่ น้อยกว่า 3",
            "rules/",
            press("button[value='eligibility:0:out']"),
        ),
        Stop(
            "fee that asks for a question the form lacks",
            at("fees/line-0", rule("when", "terrace > 5")),
            "ค่าธรรมเนียม “ค่าธรรมเนียมแผง” ใช้ข้อมูล “terrace” ซึ่งแบบฟอร์มไม่มี",
            "fees/line-0/",
            rule("when", ""),
        ),
        Stop(
            "gap in a table",
            at("fees/table-stall-fee", save(**{"cell-1-0": "> 20"})),
            "ไม่มีแถวสำหรับค่าระหว่าง 10 ถึง 20",
            "fees/table-stall-fee/",
            save(**{"cell-1-0": "> 10"}),
        ),
        Stop(
            "overlap in a table",
            at("fees/table-stall-fee", save(**{"cell-1-0": "> 5"})),
            "แถว 1 กับแถว 2 ซ้อนกัน",
            "fees/table-stall-fee/",
            save(**{"cell-1-0": "> 10"}),
            after=True,
        ),
        Stop(
            "relation that gives no reason",
            at("rules", save(**{"relations-0-kind": "excludes", "relations-0-law": LAW})),
            "บอกผู้ยื่นทั้งไทยและอังกฤษว่าเหตุใดจึงมีพร้อมกันไม่ได้",
            "rules/",
            press("button[value='relations:0:out']"),
        ),
    ),
    "steps": (
        Stop(
            "step that nothing leads to",
            at("steps", _a_step_beside),
            "ไม่มีทางมาถึงขั้นตอน “ตรวจแผง”",
            "steps/inspect/",
            post("remove/"),
        ),
        Stop(
            "circle of steps",
            at("steps/payment.paid", save(**{"to-0-step": "payment"})),
            "จากขั้นตอน “ชำระค่าธรรมเนียม” ไปไม่ถึงจุดสิ้นสุด",
            "steps/payment/",
            then(press("#k-work a[href$='/payment.paid/']"), save(**{"to-0-step": "approved"})),
        ),
        Stop(
            "join that can hang",
            at("steps/decision", tick("[name=join][value=correction]", on=True)),
            "ไม่มีขั้นตอนคู่ขนานที่มารวมกันที่นี่",
            "steps/decision/",
            tick("[name=join][value=correction]", on=False),
        ),
        Stop(
            "reminder for which nobody is named",
            at("steps/completeness", save(on_overdue="escalate")),
            "บอกว่าแจ้งใครต่อเมื่อเกินกำหนด",
            "steps/completeness/",
            save(on_overdue="notify"),
        ),
    ),
    "time and people": (
        Stop(
            "steps longer than the manual",
            at("steps/decision", save(days="31")),
            "ขั้นตอนรวมกันนานสุด 31 วันทำการ แต่คู่มือสำหรับประชาชนบอก 30 วัน",
            "steps/",
            then(press("#k-work a[href$='/steps/decision/']"), save(days="5")),
        ),
        Stop(
            "role without members",
            at("steps/decision", save(role="router")),
            "ไม่มีใครในหน่วยงานทำขั้นตอน “พิจารณาสั่งการ” ได้",
            "steps/decision/",
            save(role="approver"),
        ),
    ),
    "what is said and issued": (
        Stop(
            "what the service is for, unsaid in English",
            at("service", save(summary__en="")),
            "ต้องมีทั้งไทยและอังกฤษ",
            "service/",
            save(summary__en="For stall holders"),
        ),
        Stop(
            "unknown placeholder",
            at("messages/received", save(title__th="รับคำขอ {nosuch} แล้ว")),
            "ไม่มีข้อมูลสำหรับช่อง {nosuch}",
            "messages/received/",
            save(title__th="รับคำขอแล้ว"),
        ),
        Stop(
            "message that is never sent",
            at("messages/issued", rule("when", NEVER)),
            "จึงไม่มีการส่งข้อความนี้เลย",
            "messages/issued/",
            rule("when", ""),
        ),
        Stop(
            "template that does not compile",
            at("licence", save(template="#nosuch()")),
            "แบบเอกสารมีข้อผิดพลาด",
            "licence/",
            post("-/usual/"),
        ),
        Stop(
            "number without a running number",
            at("licence", save(number_pattern="{year_be}")),
            "รูปแบบเลขที่ไม่มี {running}",
            "licence/",
            save(number_pattern="{running:05}/{year_be}"),
        ),
        Stop(
            "document outside the manual",
            at("documents", post("-/add/", title__th="สำเนาสัญญาเช่า", title__en="Lease")),
            "คู่มือประชาชนไม่ได้ระบุเอกสารนี้",
            "documents/document_2/",
            post("remove/"),
        ),
        Stop(
            "document that nobody is asked for",
            at("documents/document", rule("needed_when", NEVER)),
            "จึงไม่มีใครถูกขอเอกสารนี้เลย",
            "documents/document/",
            rule("needed_when", ""),
        ),
    ),
    "examples": (
        Stop(
            "example that does not come out",
            at(
                "examples",
                then(post("-/add/", says="แผงเล็ก"), save(**{"expect.eligible": "no"})),
            ),
            "ยื่นได้ แต่ตัวอย่างว่ายื่นไม่ได้",
            "examples/",
            post("/fill/"),
        ),
    ),
}
