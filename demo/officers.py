"""The demonstration's officers: examples of people, with the roles that services' steps need."""

from dataclasses import dataclass

from krob.foundation.core.text import Text
from krob.people.agencies.types import ROUTING_UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer of the demonstration: login name, name, unit, roles, agency.

    ``also`` are further units in which the officer has the same roles.
    """

    login: str
    name: Text
    agency: str
    unit: str
    roles: tuple[str, ...]
    also: tuple[str, ...] = ()


def _officer(
    login: str, th: str, en: str, unit: str, *roles: str, agency: str = "bma", also: str = ""
) -> Officer:
    more = (also,) if also else ()
    return Officer(login=login, name=Text(th, en), agency=agency, unit=unit, roles=roles, also=more)


OFFICERS: tuple[Officer, ...] = (
    _officer(
        "bangrak.checker", "นางสาวจันทร์เพ็ญ ตรวจดี", "Miss Chanphen Truatdee", "bma-bangrak", "checker"
    ),
    _officer(
        "bangrak.inspector",
        "นายประสิทธิ์ สำรวจงาน",
        "Mr. Prasit Samruatngan",
        "bma-bangrak",
        "inspector",
    ),
    _officer(
        "bangrak.recommender",
        "นางสุดา เสนอธรรม",
        "Mrs. Suda Sanoetham",
        "bma-bangrak",
        "recommender",
        "checker",
    ),
    _officer(
        "bangrak.approver",
        "นายเกรียงไกร บริหารดี",
        "Mr. Kriangkrai Borihandee",
        "bma-bangrak",
        "approver",
    ),
    _officer("bangrak.cashier", "นางมณี การเงิน", "Mrs. Manee Kanngoen", "bma-bangrak", "cashier"),
    _officer(
        "bangrak.revoker", "นายวินัย เคร่งครัด", "Mr. Winai Khrengkhrat", "bma-bangrak", "revoker"
    ),
    _officer("bma.admin", "นายธงชัย ดูแล", "Mr. Thongchai Dulae", "bma-bangrak", "agency-admin"),
    _officer(
        "bma.editor", "นางสาวพิมพ์ใจ เขียนดี", "Miss Phimchai Khiandee", "bma-bangrak", "service-editor"
    ),
    _officer(
        "bma.publisher",
        "นายอนุชา รอบคอบ",
        "Mr. Anucha Ropkhop",
        "bma-bangrak",
        "service-approver",
    ),
    _officer(
        "pathumwan.checker",
        "นายพิชัย ปทุมรักษ์",
        "Mr. Phichai Pathumrak",
        "bma-pathumwan",
        "checker",
        "inspector",
    ),
    _officer(
        "pathumwan.approver",
        "นางอรุณี เขตสุข",
        "Mrs. Arunee Khetsuk",
        "bma-pathumwan",
        "approver",
        "recommender",
    ),
    _officer(
        "nonthaburi.checker",
        "นางสาวกานดา นครนนท์",
        "Miss Kanda Nakhonnon",
        "nonthaburi-city",
        "checker",
        "inspector",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.recommender",
        "นายชูชาติ ท้องถิ่น",
        "Mr. Chuchat Thongthin",
        "nonthaburi-city",
        "recommender",
        "cashier",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.approver",
        "นายสมนึก นครงาม",
        "Mr. Somnuek Nakhonngam",
        "nonthaburi-city",
        "approver",
        "revoker",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.admin",
        "นางสาววิไล จัดสรร",
        "Miss Wilai Chatsan",
        "nonthaburi-city",
        "agency-admin",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.editor",
        "นายภาสกร ร่างแบบ",
        "Mr. Phatsakon Rangbaep",
        "nonthaburi-city",
        "service-editor",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.publisher",
        "นางรัตนา ถี่ถ้วน",
        "Mrs. Rattana Thithuan",
        "nonthaburi-city",
        "service-approver",
        agency="nonthaburi",
    ),
    _officer(
        "krob.router", "นางสาวนที ส่งต่อ", "Miss Natee Songto", ROUTING_UNIT, "router", agency="krob"
    ),
    _officer(
        "krob.editor",
        "นางสาวชุติมา นำทาง",
        "Miss Chutima Namthang",
        ROUTING_UNIT,
        "guide-editor",
        agency="krob",
    ),
    _officer(
        "krob.publisher",
        "นายเกรียงไกร ตรวจทาน",
        "Mr. Kriangkrai Truatthan",
        ROUTING_UNIT,
        "service-approver",
        agency="krob",
    ),
    _officer(
        "krob.keeper",
        "นายวิทยา ดูระบบ",
        "Mr. Witthaya Durabop",
        ROUTING_UNIT,
        "keeper",
        agency="krob",
    ),
    _officer(
        "excise.checker",
        "นางสาวศิริพร ละเอียด",
        "Miss Siriphon La-iat",
        "excise-bangkok",
        "checker",
        "inspector",
        agency="excise",
        also="excise-nonthaburi",
    ),
    _officer(
        "excise.approver",
        "นางพรทิพย์ ภาษีงาม",
        "Mrs. Phonthip Phasingam",
        "excise-bangkok",
        "approver",
        "recommender",
        "revoker",
        agency="excise",
        also="excise-nonthaburi",
    ),
    _officer(
        "excise.cashier",
        "นายบุญส่ง นับถ้วน",
        "Mr. Bunsong Napthuan",
        "excise-bangkok",
        "cashier",
        "agency-admin",
        agency="excise",
        also="excise-nonthaburi",
    ),
    _officer(
        "excise.editor",
        "นายปรีชา เขียนงาม",
        "Mr. Preecha Khianngam",
        "excise-bangkok",
        "service-editor",
        agency="excise",
    ),
    _officer(
        "excise.publisher",
        "นางจินตนา ทานทวน",
        "Mrs. Chintana Thanthuan",
        "excise-bangkok",
        "service-approver",
        agency="excise",
    ),
)
