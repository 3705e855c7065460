"""The demonstration's agencies and authorities: what each decides, and where.

The places are real; who is competent for what there, and who signs, are examples.
"""

from dataclasses import dataclass

from krob.foundation.core.text import Text
from krob.people.agencies.commands.structure import Office
from krob.people.agencies.types import FOOD_PREMISES, Place

HOURS = Text("จันทร์ถึงศุกร์ 8.00 ถึง 16.00 น.", "Monday to Friday, 8:00 to 16:00")
LOCAL = (
    FOOD_PREMISES,
    "public-health.health-hazard",
    "local-tax.signboard",
    "commerce.commercial-registration",
    "building.permit",
)
EXCISE = ("excise.liquor", "excise.tobacco")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authority of the demonstration with the one unit that works for it.

    ``powers`` are what it decides at its ``places``; ``signs`` is who signs as holder of the
    position called ``title``.
    """

    code: str
    agency: str
    name: Text
    title: Text
    calendar: str
    places: tuple[Place, ...]
    office: Office
    signs: Text
    powers: tuple[str, ...] = LOCAL


AGENCIES = (
    ("bma", Text("กรุงเทพมหานคร", "Bangkok Metropolitan Administration"), "0994000165501"),
    ("nonthaburi", Text("เทศบาลนครนนทบุรี", "Nonthaburi City Municipality"), "0994000617721"),
    ("excise", Text("กรมสรรพสามิต", "Excise Department"), "0994000159005"),
    ("krob", Text("สำนักงานกลางระบบครบ", "Krob central office"), ""),
)
BODIES: tuple[Body, ...] = (
    Body(
        code="bma-bangrak",
        agency="bma",
        name=Text("สำนักงานเขตบางรัก", "Bang Rak District Office"),
        title=Text("ผู้อำนวยการเขตบางรัก", "Director of Bang Rak District"),
        calendar="bma",
        places=(Place(province="10", district="1004"),),
        office=Office(
            address=Text(
                "5 ถนนนเรศ แขวงสี่พระยา เขตบางรัก กรุงเทพมหานคร 10500",
                "5 Naret Road, Si Phraya, Bang Rak, Bangkok 10500",
            ),
            phone="0 2236 1395",
            hours=HOURS,
        ),
        signs=Text("นายเกรียงไกร บริหารดี", "Mr. Kriangkrai Borihandee"),
    ),
    Body(
        code="bma-pathumwan",
        agency="bma",
        name=Text("สำนักงานเขตปทุมวัน", "Pathum Wan District Office"),
        title=Text("ผู้อำนวยการเขตปทุมวัน", "Director of Pathum Wan District"),
        calendar="bma",
        places=(Place(province="10", district="1007"),),
        office=Office(
            address=Text(
                "215 ซอยจุฬาลงกรณ์ 5 ถนนพระรามที่ 4 เขตปทุมวัน กรุงเทพมหานคร 10330",
                "215 Soi Chulalongkorn 5, Rama IV Road, Pathum Wan, Bangkok 10330",
            ),
            hours=HOURS,
        ),
        signs=Text("นางอรุณี เขตสุข", "Mrs. Arunee Khetsuk"),
    ),
    Body(
        code="nonthaburi-city",
        agency="nonthaburi",
        name=Text("เทศบาลนครนนทบุรี", "Nonthaburi City Municipality"),
        title=Text("นายกเทศมนตรีนครนนทบุรี", "Mayor of Nonthaburi City"),
        calendar="nonthaburi",
        places=tuple(
            Place(province="12", district="1201", subdistrict=f"12010{number}")
            for number in range(1, 6)
        ),
        office=Office(
            address=Text(
                "1 ถนนรัตนาธิเบศร์ ตำบลบางกระสอ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
                "1 Rattanathibet Road, Bang Kraso, Mueang Nonthaburi, Nonthaburi 11000",
            ),
            hours=HOURS,
        ),
        signs=Text("นายสมนึก นครงาม", "Mr. Somnuek Nakhonngam"),
    ),
    Body(
        code="excise-bangkok",
        agency="excise",
        name=Text("สำนักงานสรรพสามิตพื้นที่กรุงเทพมหานคร", "Bangkok Area Excise Office"),
        title=Text("สรรพสามิตพื้นที่กรุงเทพมหานคร", "Excise Officer of the Bangkok Area"),
        calendar="excise",
        places=(Place(province="10"),),
        office=Office(
            address=Text(
                "1488 ถนนนครไชยศรี เขตดุสิต กรุงเทพมหานคร 10300",
                "1488 Nakhon Chai Si Road, Dusit, Bangkok 10300",
            ),
            hours=HOURS,
        ),
        signs=Text("นางพรทิพย์ ภาษีงาม", "Mrs. Phonthip Phasingam"),
        powers=EXCISE,
    ),
    Body(
        code="excise-nonthaburi",
        agency="excise",
        name=Text("สำนักงานสรรพสามิตพื้นที่นนทบุรี", "Nonthaburi Area Excise Office"),
        title=Text("สรรพสามิตพื้นที่นนทบุรี", "Excise Officer of the Nonthaburi Area"),
        calendar="excise",
        places=(Place(province="12"),),
        office=Office(
            address=Text(
                "ถนนรัตนาธิเบศร์ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
                "Rattanathibet Road, Mueang Nonthaburi, Nonthaburi 11000",
            ),
            hours=HOURS,
        ),
        signs=Text("นายดำรง เที่ยงตรง", "Mr. Damrong Thiangtrong"),
        powers=EXCISE,
    ),
)
