"""The people and companies of the demonstration, as the outside registries know them.

One source for every far end: the ID provider signs these people in, the company registry shows
these companies. All are invented; their numbers only have the right check digit.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address with the codes of the Department of Provincial Administration."""

    house_no: str
    moo: str = ""
    road: str = ""
    subdistrict: str
    district: str
    province: str
    postcode: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person; ``key`` names the person in tests, ``ial`` is the assurance level.

    ``number`` is the 13-digit citizen number, ``about`` says what the person is good for.
    """

    key: str
    number: str
    title: str
    given_name: str
    family_name: str
    title_en: str
    given_name_en: str
    family_name_en: str
    gender: str
    birthdate: str
    address: Address
    ial: str = "2.3"
    about: str = ""
    about_en: str = ""

    @property
    def name(self) -> str:
        """Return the full Thai name with its title."""
        return f"{self.title}{self.given_name} {self.family_name}"

    @property
    def name_en(self) -> str:
        """Return the full English name with its title."""
        return f"{self.title_en} {self.given_name_en} {self.family_name_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Director:
    """A director in the registry: a person by number, with the order in the certificate."""

    number: str
    name: str
    kind: str = "K"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A juristic person as the business registry knows it.

    ``signing`` is the free text of who may bind it; ``status`` is the registry's own word; ``type``
    is the registry's code of its kind (2 registered, 3 limited partnership, 5 limited company,
    7 public company).
    """

    key: str
    number: str
    name: str
    name_en: str
    registered_on: str
    capital: str
    status: str
    type: str = "5"
    standard_code: str = "56101"
    objective: str = "การบริการด้านอาหารในภัตตาคาร/ร้านอาหาร"
    directors: tuple[Director, ...]
    signing: str
    address: Address


ACTIVE = "ยังดำเนินกิจการอยู่"
DISSOLVED = "เลิก (เสร็จการชำระบัญชี)"
LIQUIDATING = "เลิก (ยังไม่เสร็จการชำระบัญชี)"

SILOM = Address(
    house_no="99/1",
    road="สีลม",
    subdistrict="100402",
    district="1004",
    province="10",
    postcode="10500",
    text="99/1 ถนนสีลม แขวงสีลม เขตบางรัก กรุงเทพมหานคร 10500",
)
LUMPHINI = Address(
    house_no="12",
    road="วิทยุ",
    subdistrict="100704",
    district="1007",
    province="10",
    postcode="10330",
    text="12 ถนนวิทยุ แขวงลุมพินี เขตปทุมวัน กรุงเทพมหานคร 10330",
)
NONTHABURI = Address(
    house_no="45",
    moo="3",
    subdistrict="120101",
    district="1201",
    province="12",
    postcode="11000",
    text="45 หมู่ 3 ตำบลสวนใหญ่ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
)
CHIANG_MAI = Address(
    house_no="8",
    moo="1",
    subdistrict="500101",
    district="5001",
    province="50",
    postcode="50200",
    text="8 หมู่ 1 ตำบลศรีภูมิ อำเภอเมืองเชียงใหม่ จังหวัดเชียงใหม่ 50200",
)

SOMCHAI = Person(
    key="somchai",
    number="1101700230708",
    title="นาย",
    given_name="สมชาย",
    family_name="ใจดี",
    title_en="Mr.",
    given_name_en="Somchai",
    family_name_en="Jaidee",
    gender="male",
    birthdate="1990-05-12",
    address=SILOM,
    about="เปิดร้านอาหารในเขตบางรัก",
    about_en="Opens a restaurant in Bang Rak",
)
WIPHA = Person(
    key="wipha",
    number="1102800340514",
    title="นาง",
    given_name="วิภา",
    family_name="รุ่งเรืองกิจ",
    title_en="Mrs.",
    given_name_en="Wipha",
    family_name_en="Rungrueangkit",
    gender="female",
    birthdate="1982-11-03",
    address=LUMPHINI,
    about="กรรมการบริษัท ลงชื่อคนเดียวได้",
    about_en="A director who may bind her company alone",
)
THANA = Person(
    key="thana",
    number="3100501234563",
    title="นาย",
    given_name="ธนา",
    family_name="วัฒนกุล",
    title_en="Mr.",
    given_name_en="Thana",
    family_name_en="Watthanakul",
    gender="male",
    birthdate="1975-02-28",
    address=NONTHABURI,
    about="เจ้าของร้านคู่แข่ง ไม่เกี่ยวกับใคร",
    about_en="Owns a rival shop and has no part in the others' matters",
)
PRANEE = Person(
    key="pranee",
    number="1509900678901",
    title="นางสาว",
    given_name="ปราณี",
    family_name="คำแสน",
    title_en="Miss",
    given_name_en="Pranee",
    family_name_en="Khamsaen",
    gender="female",
    birthdate="1998-07-19",
    address=CHIANG_MAI,
    ial="1.1",
    about="ยืนยันตัวตนไว้ในระดับต่ำ เข้าใช้ไม่ได้",
    about_en="Proved her identity at a low level only: refused",
)
KRIT = Person(
    key="krit",
    number="1101400567898",
    title="นาย",
    given_name="กฤต",
    family_name="ศรีสวัสดิ์",
    title_en="Mr.",
    given_name_en="Krit",
    family_name_en="Srisawat",
    gender="male",
    birthdate="1988-01-30",
    address=LUMPHINI,
    about="กรรมการที่ต้องลงชื่อร่วมกันสองคน",
    about_en="A director who must sign together with another",
)
MALEE = Person(
    key="malee",
    number="3450100781234",
    title="นาง",
    given_name="มาลี",
    family_name="พงษ์ไพบูลย์",
    title_en="Mrs.",
    given_name_en="Malee",
    family_name_en="Phongphaibun",
    gender="female",
    birthdate="1969-09-09",
    address=NONTHABURI,
    about="กรรมการร่วม และผู้รับมอบอำนาจของร้านอื่น",
    about_en="A joint director, and attorney for another shop",
)
PEOPLE: tuple[Person, ...] = (SOMCHAI, WIPHA, THANA, PRANEE, KRIT, MALEE)


def _director(person: Person) -> Director:
    return Director(number=person.number, name=person.name)


KRUA_WIPHA = Company(
    key="krua-wipha",
    number="0105569001238",
    name="บริษัท ครัววิภา จำกัด",
    name_en="Krua Wipha Co., Ltd.",
    registered_on="2026-01-15",
    capital="2000000.00",
    status=ACTIVE,
    directors=(_director(WIPHA),),
    signing="กรรมการหนึ่งคนลงลายมือชื่อและประทับตราสำคัญของบริษัท",
    address=SILOM,
)
SONG_SAHAI = Company(
    key="song-sahai",
    number="0105562004568",
    name="บริษัท สองสหายภัตตาคาร จำกัด",
    name_en="Song Sahai Restaurant Co., Ltd.",
    registered_on="2019-04-02",
    capital="5000000.00",
    status=ACTIVE,
    directors=(_director(KRIT), _director(MALEE), _director(WIPHA)),
    signing="กรรมการสองคนลงลายมือชื่อร่วมกันและประทับตราสำคัญของบริษัท",
    address=LUMPHINI,
)
DISSOLVED_KITCHEN = Company(
    key="dissolved",
    number="0103548007898",
    name="ห้างหุ้นส่วนจำกัด ครัวเก่า",
    name_en="Krua Kao Limited Partnership",
    registered_on="2005-08-20",
    capital="300000.00",
    status=DISSOLVED,
    type="3",
    directors=(_director(WIPHA), _director(THANA)),
    signing="หุ้นส่วนผู้จัดการคนใดคนหนึ่งลงลายมือชื่อ",
    address=NONTHABURI,
)
LIQUIDATING_CAFE = Company(
    key="liquidating",
    number="0125565002221",
    name="บริษัท กาแฟริมน้ำ จำกัด",
    name_en="Riverside Coffee Co., Ltd.",
    registered_on="2022-03-11",
    capital="1000000.00",
    status=LIQUIDATING,
    directors=(_director(THANA),),
    signing="กรรมการหนึ่งคนลงลายมือชื่อ",
    address=NONTHABURI,
)
COMPANIES: tuple[Company, ...] = (KRUA_WIPHA, SONG_SAHAI, DISSOLVED_KITCHEN, LIQUIDATING_CAFE)


def person_by_key(key: str) -> Person | None:
    """Return a demo person by its short name."""
    return next((person for person in PEOPLE if person.key == key), None)


def company_by_number(number: str) -> Company | None:
    """Return a company by its registration number."""
    return next((company for company in COMPANIES if company.number == number), None)
