"""What somebody who tries Krob is told: whom to be, what to try, what the data are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from demo.authorities import (
    AGENCIES,
    BODIES,
    OFFICERS,
    PASSWORD,
    ROLES,
    SUPERVISOR,
    current_code,
)
from demo.national import FIRST
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.core.thai import format_id13
from krob.people.agencies.types import ROUTING_UNIT
from simulators.people import COMPANIES, PEOPLE, Address, Company, Person

CODE_SECONDS = 30
UNITS = {body.code: body.name for body in BODIES} | {
    ROUTING_UNIT: Text("งานส่งต่อคำขอ", "Routing desk"),
    FIRST: Text("หน่วยงานส่วนกลางทุกแห่ง", "All national agencies"),
    SUPERVISOR[0]: SUPERVISOR[1],
}
PLACES = {
    "1004": Text("เขตบางรัก", "Bang Rak district"),
    "1007": Text("เขตปทุมวัน", "Pathum Wan district"),
    "1201": Text("เทศบาลนครนนทบุรี", "Nonthaburi City"),
    "5001": Text("เชียงใหม่ (ยังไม่มีหน่วยงานใดรับ)", "Chiang Mai (no office covers it)"),
}
WORK = {
    "somchai": Text(
        "มีร่าง 1 เรื่อง คำขอที่ต้องแก้ 1 เรื่อง บิลที่ต้องจ่าย 1 ใบ และหนังสือรับรอง 1 ฉบับ",
        "Has a draft, a correction to send, a bill to pay and a certificate",
    ),
    "wipha": Text("ยังไม่มีเรื่องใด: เริ่มจากศูนย์ได้", "Has nothing yet: starts from zero"),
    "thana": Text(
        "มีคำขอใหม่ คำขอที่รอตรวจสถานที่ และคำขอที่ถอนแล้ว",
        "Has a new application, one waiting for the inspection and one withdrawn",
    ),
    "pranee": Text("ใช้ดูว่าระบบปฏิเสธอย่างไร", "Shows how a sign-in is refused"),
    "krit": Text(
        "มีคำขอที่ปทุมวัน และคำขอที่ยังไม่มีหน่วยงานรับ",
        "Has an application in Pathum Wan and one that no office covers",
    ),
    "malee": Text(
        "มีคำขอที่รอตัดสิน คำขอที่ไม่อนุญาต และคำขอที่นนทบุรี",
        "Has an application to be decided, a refused one and one in Nonthaburi",
    ),
}
TRIALS = {
    "krua-wipha": Text(
        "วิภาลงชื่อคนเดียวได้: ยื่นแทนบริษัทได้ทันที",
        "Wipha may bind it alone: she may file for it at once",
    ),
    "song-sahai": Text(
        "ต้องลงชื่อสองคน: คนเดียวขอทำแทนไม่ผ่าน",
        "Two must sign: one director alone is told so",
    ),
    "dissolved": Text("เลิกแล้ว: ขอทำแทนไม่ผ่าน", "Dissolved: refused"),
    "liquidating": Text("กำลังชำระบัญชี: ขอทำแทนไม่ผ่าน", "In liquidation: refused"),
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who can be picked at the simulated national ID."""

    name: Text
    about: Text
    work: Text
    place: Text
    ial: str


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer's account: all that is needed to sign in, and what it may do."""

    login: str
    name: Text
    unit: Text
    roles: tuple[Text, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Firm:
    """A company number to try."""

    number: str
    name: Text
    outcome: Text


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of the tour with where it leads."""

    title: Text
    body: Text
    links: tuple[tuple[str, Text], ...]


def page() -> dict[str, Any]:
    """Return everything that the page of the demonstration shows."""
    return {
        "tour": tour(),
        "people": [_someone(person) for person in PEOPLE],
        "companies": [_firm(company) for company in COMPANIES],
        "agencies": [name for _code, name, _tax_id in AGENCIES],
        "simulators": settings.KROB_SIMULATORS_URL,
        **desks(),
    }


def desks() -> dict[str, Any]:
    """Return the officers with the codes that their authenticators show now."""
    left = CODE_SECONDS - int(clock.now().timestamp()) % CODE_SECONDS
    found = [
        Desk(
            officer.login,
            officer.name,
            UNITS[officer.unit],
            tuple(ROLES[role][0] for role in officer.roles),
            current_code(officer.login),
        )
        for officer in OFFICERS
    ]
    return {"officers": found, "password": PASSWORD, "seconds_left": left}


def _someone(person: Person) -> Someone:
    return Someone(
        Text(person.name, person.name_en),
        Text(person.about, person.about_en),
        WORK[person.key],
        _place(person.address),
        person.ial,
    )


def _place(address: Address) -> Text:
    return PLACES[address.district]


def _firm(company: Company) -> Firm:
    return Firm(
        format_id13(company.number, juristic=True),
        Text(company.name, company.name_en),
        TRIALS[company.key],
    )


def tour() -> list[Leg]:
    """Return the seven steps from the first question to a licence that a stranger verifies."""
    return [_find(), _sign_in(), _file(), _decide(), _pay(), _verify(), _told()]


def _find() -> Leg:
    return Leg(
        Text("ค้นหา", "Find"),
        Text(
            "ค้นด้วยคำของคุณเอง แม้สะกดผิด หรือตอบสองคำถามให้ระบบบอกว่าต้องใช้บริการใด",
            "Search in your own words, misspelt too, or answer two questions to know which it is.",
        ),
        (
            (
                reverse("portal:search") + "?q=เปิดร้านข้าว",
                Text("ค้น “เปิดร้านข้าว”", "Search it"),
            ),
            (
                reverse("catalogue:advisor", args=["food-premises"]),
                Text("ตอบสองคำถาม", "Answer two questions"),
            ),
            (
                reverse("catalogue:service", args=["food-premises-licence"]),
                Text("ดูหน้าบริการ", "See a service"),
            ),
        ),
    )


def _sign_in() -> Leg:
    return Leg(
        Text("เข้าสู่ระบบ", "Sign in"),
        Text(
            "เลือก “สมชาย ใจดี” ที่ผู้ให้บริการยืนยันตัวตนจำลอง ไม่ต้องใช้รหัสผ่าน "
            "ถ้าจะทำแทนบริษัท ให้เลือก “วิภา” แล้วเพิ่มบริษัท",
            "Pick “Somchai Jaidee” at the simulated ID provider; no password is needed. "
            "To act for a company pick “Wipha” and add the company.",
        ),
        (
            (reverse("identity:sign-in"), Text("เข้าสู่ระบบ", "Sign in")),
            (reverse("parties:companies"), Text("เพิ่มบริษัท", "Add a company")),
        ),
    )


def _file() -> Leg:
    return Leg(
        Text("ยื่นคำขอ", "File"),
        Text(
            "กรอกแบบคำขอ พักแล้วกลับมาต่อได้ แนบแผนผัง ตรวจคำตอบ แล้วยื่น จะได้เลขที่และใบรับ",
            "Fill in the form, leave and come back, attach a plan, check the answers and submit: "
            "you get a number and a receipt.",
        ),
        (
            (
                reverse("applications:start", args=["food-premises-licence"]),
                Text("ขอใบอนุญาต (เกิน 200 ตร.ม.)", "Apply for the licence (> 200 m²)"),
            ),
            (
                reverse("applications:start", args=["food-premises-notification"]),
                Text("แจ้งจัดตั้ง (ไม่เกิน 200 ตร.ม.)", "Notify (≤ 200 m²)"),
            ),
        ),
    )


def _decide() -> Leg:
    return Leg(
        Text("พิจารณา", "Decide"),
        Text(
            "เปิดหน้าต่างส่วนตัวอีกบานสำหรับเจ้าหน้าที่ แล้วเดินเรื่องตามลำดับ: bangrak.checker "
            "รับว่าครบ bangrak.inspector ตรวจสถานที่ bangrak.recommender เสนอความเห็น "
            "bangrak.approver ตัดสิน",
            "Open a private window for the officers and move the application in this order: "
            "bangrak.checker accepts it as complete, bangrak.inspector inspects, "
            "bangrak.recommender recommends, bangrak.approver decides.",
        ),
        (("/officer/", Text("โต๊ะเจ้าหน้าที่", "Officer's desk")),),
    )


def _pay() -> Leg:
    return Leg(
        Text("ชำระเงิน", "Pay"),
        Text(
            "กลับมาเป็นผู้ยื่น เปิดบิล แล้วจ่ายเลขอ้างอิงนั้นที่ธนาคารจำลอง "
            "ลองจ่ายขาด จ่ายซ้ำ หรือส่งข้อความปลอมก็ได้ เจ้าหน้าที่การเงินจะเห็น",
            "Back as the applicant, open the bill and pay its reference at the simulated bank. "
            "Try to pay short, twice or with a forged notice: the cashier sees it.",
        ),
        (
            (reverse("payments:mine"), Text("บิลของฉัน", "My bills")),
            (f"{settings.KROB_SIMULATORS_URL}/bank/", Text("ธนาคารจำลอง", "Simulated bank")),
        ),
    )


def _verify() -> Leg:
    return Leg(
        Text("ถือและตรวจสอบใบอนุญาต", "Hold and verify"),
        Text(
            "บันทึก PDF ที่ลงลายมือชื่อแล้ว จากนั้นตรวจสอบด้วยเลขที่ คิวอาร์โค้ด หรือตัวไฟล์ "
            "ลองแก้ไฟล์ไป 1 ไบต์แล้วตรวจอีกครั้ง และให้ bangrak.revoker เพิกถอน",
            "Save the signed PDF, then verify it by number, by QR code or by the file itself. "
            "Change one byte and verify again, and let bangrak.revoker revoke it.",
        ),
        (
            (reverse("licences:mine"), Text("ใบอนุญาตของฉัน", "My licences")),
            (reverse("licences:verify"), Text("ตรวจสอบใบอนุญาต", "Verify a licence")),
        ),
    )


def _told() -> Leg:
    return Leg(
        Text("รับแจ้ง", "Be told"),
        Text(
            "ทุกขั้นมีข้อความในกล่องข้อความ ถ้าใส่อีเมลไว้ในบัญชี สำเนาจะไปที่กล่องจดหมายจำลอง",
            "Every step leaves a message in the inbox. With an e-mail address in the account, "
            "a copy goes to the simulated mailbox.",
        ),
        (
            (reverse("notifications:inbox"), Text("กล่องข้อความ", "Inbox")),
            (f"{settings.KROB_SIMULATORS_URL}/mail/", Text("กล่องจดหมายจำลอง", "Simulated mailbox")),
        ),
    )
