"""The demonstration's national agencies: one office each, for the whole country or its provinces.

The agencies and their addresses are real; tax numbers, signatories and officers are examples. One
back office works for them all, so that a filing with any of them can be followed to its end.
"""

from demo.bodies import HOURS, Body
from demo.officers import Officer
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.people.agencies.commands.structure import Office
from krob.people.agencies.types import NATION, Place

ROLES = {
    "supervising-body": (
        Text("หน่วยงานกำกับ (อ่านสำเนา)", "Supervising body: reads copies"),
        (),
    ),
    "back-office": (
        Text(
            "เจ้าหน้าที่ส่วนกลาง (ทุกขั้นก่อนสั่งการ)",
            "Back office: all but decisions",
        ),
        (
            Permission.APPLICATIONS_VIEW,
            Permission.APPLICATIONS_CHECK,
            Permission.APPLICATIONS_INSPECT,
            Permission.APPLICATIONS_RECOMMEND,
            Permission.LICENCES_VIEW,
            Permission.PAYMENTS_VIEW,
        ),
    ),
}
EVERYWHERE = (Place(province=NATION),)
METROPOLITAN = tuple(Place(province=code) for code in ("10", "11", "12"))

# code, name, tax number, powers, title of who decides, who signs, address, places
_ROWS: tuple[
    tuple[str, Text, str, tuple[str, ...], Text, Text, Text, tuple[Place, ...]],
    ...,
] = (
    (
        "dbd",
        Text("กรมพัฒนาธุรกิจการค้า", "Department of Business Development"),
        "0994000901003",
        ("commerce.company-registration",),
        Text("นายทะเบียนหุ้นส่วนบริษัทกลาง", "Central Registrar of Partnerships and Companies"),
        Text("นางสาวอัมพร จดแจ้ง", "Miss Amphon Chotchaeng"),
        Text(
            "563 ถนนนนทบุรี อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
            "563 Nonthaburi Road, Mueang Nonthaburi, Nonthaburi 11000",
        ),
        EVERYWHERE,
    ),
    (
        "rd",
        Text("กรมสรรพากร", "Revenue Department"),
        "0994000902000",
        ("revenue.vat",),
        Text("ผู้อำนวยการกองทะเบียนผู้เสียภาษี", "Director of Taxpayer Registration"),
        Text("นายพงศกร ภาษีดี", "Mr. Phongsakon Phasidee"),
        Text(
            "90 ซอยพหลโยธิน 7 เขตพญาไท กรุงเทพมหานคร 10400",
            "90 Soi Phahonyothin 7, Phaya Thai, Bangkok 10400",
        ),
        EVERYWHERE,
    ),
    (
        "sso",
        Text("สำนักงานประกันสังคม", "Social Security Office"),
        "0994000903006",
        ("social-security.employer",),
        Text("ผู้อำนวยการกองเงินสมทบ", "Director of Contributions"),
        Text("นางวรรณา คุ้มครอง", "Mrs. Wanna Khumkhrong"),
        Text(
            "88/28 ถนนติวานนท์ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
            "88/28 Tiwanon Road, Mueang Nonthaburi, Nonthaburi 11000",
        ),
        EVERYWHERE,
    ),
    (
        "dopa",
        Text("กรมการปกครอง", "Department of Provincial Administration"),
        "0994000904002",
        ("interior.hotel",),
        Text("นายทะเบียนโรงแรม", "Hotel Registrar"),
        Text("นายชัยวัฒน์ ปกครอง", "Mr. Chaiwat Pokkhrong"),
        Text(
            "ถนนอัษฎางค์ เขตพระนคร กรุงเทพมหานคร 10200",
            "Atsadang Road, Phra Nakhon, Bangkok 10200",
        ),
        EVERYWHERE,
    ),
    (
        "diw",
        Text("กรมโรงงานอุตสาหกรรม", "Department of Industrial Works"),
        "0994000905009",
        ("industry.factory",),
        Text("ผู้อนุญาตตามกฎหมายโรงงาน", "Grantor under the Factory Act"),
        Text("นายสุรชัย เครื่องกล", "Mr. Surachai Khrueangkon"),
        Text(
            "75/6 ถนนพระรามที่ 6 เขตราชเทวี กรุงเทพมหานคร 10400",
            "75/6 Rama VI Road, Ratchathewi, Bangkok 10400",
        ),
        EVERYWHERE,
    ),
    (
        "hss",
        Text("กรมสนับสนุนบริการสุขภาพ", "Department of Health Service Support"),
        "0994000906005",
        ("health.sanatorium", "health.health-establishment"),
        Text("ผู้อนุญาตสถานพยาบาลและสถานประกอบการเพื่อสุขภาพ", "Grantor of Health Establishments"),
        Text("นางสาวเพ็ญศรี ดูแลดี", "Miss Phensi Dulaedee"),
        Text(
            "88/44 ถนนติวานนท์ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
            "88/44 Tiwanon Road, Mueang Nonthaburi, Nonthaburi 11000",
        ),
        EVERYWHERE,
    ),
    (
        "fda",
        Text("สำนักงานคณะกรรมการอาหารและยา", "Food and Drug Administration"),
        "0994000907001",
        ("health.drug-store", "health.food-import"),
        Text("ผู้อนุญาตด้านอาหารและยา", "Grantor of Food and Drug Licences"),
        Text("นายวีระ มาตรฐาน", "Mr. Weera Mattrathan"),
        Text(
            "88/24 ถนนติวานนท์ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
            "88/24 Tiwanon Road, Mueang Nonthaburi, Nonthaburi 11000",
        ),
        EVERYWHERE,
    ),
    (
        "dot",
        Text("กรมการท่องเที่ยว", "Department of Tourism"),
        "0994000908008",
        ("tourism.tour-operator",),
        Text("นายทะเบียนธุรกิจนำเที่ยวและมัคคุเทศก์กลาง", "Central Registrar of Tourism Businesses"),
        Text("นางดวงใจ พาเที่ยว", "Mrs. Duangchai Phathiao"),
        Text(
            "ศูนย์ราชการเฉลิมพระเกียรติ ถนนแจ้งวัฒนะ เขตหลักสี่ กรุงเทพมหานคร 10210",
            "Government Complex, Chaeng Watthana Road, Lak Si, Bangkok 10210",
        ),
        EVERYWHERE,
    ),
    (
        "ocpb",
        Text("สำนักงานคณะกรรมการคุ้มครองผู้บริโภค", "Office of the Consumer Protection Board"),
        "0994000909004",
        ("consumer.direct-sales", "consumer.direct-marketing"),
        Text("นายทะเบียนขายตรงและตลาดแบบตรง", "Registrar of Direct Sales and Direct Marketing"),
        Text("นายอรรถพล เป็นธรรม", "Mr. Atthaphon Pentham"),
        Text(
            "ศูนย์ราชการเฉลิมพระเกียรติ ถนนแจ้งวัฒนะ เขตหลักสี่ กรุงเทพมหานคร 10210",
            "Government Complex, Chaeng Watthana Road, Lak Si, Bangkok 10210",
        ),
        EVERYWHERE,
    ),
    (
        "mea",
        Text("การไฟฟ้านครหลวง", "Metropolitan Electricity Authority"),
        "0994000910002",
        ("utility.electricity",),
        Text("ผู้จัดการการไฟฟ้านครหลวง", "Manager of the Metropolitan Electricity Authority"),
        Text("นายธีระ แสงสว่าง", "Mr. Theera Saengsawang"),
        Text(
            "30 ซอยชิดลม ถนนเพลินจิต เขตปทุมวัน กรุงเทพมหานคร 10330",
            "30 Soi Chit Lom, Phloen Chit Road, Pathum Wan, Bangkok 10330",
        ),
        METROPOLITAN,
    ),
    (
        "pea",
        Text("การไฟฟ้าส่วนภูมิภาค", "Provincial Electricity Authority"),
        "0994000911009",
        ("utility.electricity",),
        Text("ผู้จัดการการไฟฟ้าส่วนภูมิภาค", "Manager of the Provincial Electricity Authority"),
        Text("นางสาวพรรณี ไฟพร้อม", "Miss Phannee Faiphrom"),
        Text(
            "200 ถนนงามวงศ์วาน เขตจตุจักร กรุงเทพมหานคร 10900",
            "200 Ngam Wong Wan Road, Chatuchak, Bangkok 10900",
        ),
        EVERYWHERE,
    ),
)

AGENCIES = tuple((code, name, tax) for code, name, tax, *_rest in _ROWS)
BODIES = tuple(
    Body(
        code=code,
        agency=code,
        name=name,
        title=title,
        calendar=code,
        places=places,
        office=Office(address=address, hours=HOURS),
        signs=signs,
        powers=powers,
    )
    for code, name, _tax, powers, title, signs, address, places in _ROWS
)
FIRST, *OTHERS = (body.code for body in BODIES)
OFFICERS = (
    Officer(
        login="national.officer",
        name=Text("นางสาวกมล รับเรื่อง", "Miss Kamon Rapruang"),
        agency=FIRST,
        unit=FIRST,
        roles=("back-office",),
        also=tuple(OTHERS),
    ),
    Officer(
        login="opdc.officer",
        name=Text("นางสาวพิมพ์ใจ กำกับดี", "Miss Phimchai Kamkapdee"),
        agency="opdc",
        unit="opdc",
        roles=("supervising-body",),
    ),
    Officer(
        login="national.approver",
        name=Text("นายเมธี อนุมัติ", "Mr. Methee Anumat"),
        agency=FIRST,
        unit=FIRST,
        roles=("approver",),
        also=tuple(OTHERS),
    ),
)
