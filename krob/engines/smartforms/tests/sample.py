"""A form as large as a real one: food premises, 50 questions on five pages."""

from typing import Any


def t(th: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"th": th, "en": en}


def q(key: str, kind: str, th: str, en: str, **settings: Any) -> dict[str, Any]:
    """A question."""
    return {"key": key, "kind": kind, "label": t(th, en), **settings}


def options(*triples: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Options of a choice."""
    return [{"code": code, "label": t(th, en)} for code, th, en in triples]


APPLICANT: dict[str, Any] = {
    "key": "applicant",
    "title": t("ผู้ยื่นคำขอ", "Applicant"),
    "fields": [
        q(
            "applicant_kind",
            "choice",
            "คุณยื่นในนามใคร",
            "For whom do you file?",
            required=True,
            options=options(
                ("person", "ตัวเอง", "Myself"), ("company", "บริษัทหรือห้างหุ้นส่วน", "A company")
            ),
        ),
        q(
            "given_name",
            "text",
            "ชื่อ",
            "Given name",
            required=True,
            prefill="person.given_name",
            purpose="identity",
            sensitivity="personal",
            autocomplete="given-name",
        ),
        q(
            "family_name",
            "text",
            "นามสกุล",
            "Family name",
            required=True,
            prefill="person.family_name",
            purpose="identity",
            sensitivity="personal",
            autocomplete="family-name",
        ),
        q(
            "citizen_number",
            "person",
            "เลขประจำตัวประชาชน",
            "Citizen number",
            required=True,
            prefill="person.number",
            purpose="identity",
            sensitivity="personal",
        ),
        q(
            "born_on",
            "date",
            "วันเกิด",
            "Date of birth",
            required=True,
            max="today",
            partial=True,
            autocomplete="bday",
            purpose="identity",
            sensitivity="personal",
        ),
        q("mobile", "phone", "โทรศัพท์มือถือ", "Mobile telephone", required=True),
        q("mail", "email", "อีเมล", "E-mail"),
        q(
            "home",
            "address",
            "ที่อยู่ของคุณ",
            "Your address",
            required="applicant_kind == 'person'",
            visible_when="applicant_kind == 'person'",
        ),
        q(
            "company_number",
            "juristic",
            "เลขนิติบุคคล",
            "Registration number of the company",
            required=True,
            visible_when="applicant_kind == 'company'",
            prefill="dbd.number",
        ),
        q(
            "company_name",
            "text",
            "ชื่อบริษัท",
            "Company name",
            required=True,
            visible_when="applicant_kind == 'company'",
            prefill="dbd.name",
        ),
        q(
            "may_bind",
            "yes_no",
            "คุณลงนามแทนบริษัทได้คนเดียวหรือไม่",
            "May you sign for the company alone?",
            required=True,
            visible_when="applicant_kind == 'company'",
        ),
    ],
}

PREMISES: dict[str, Any] = {
    "key": "premises",
    "title": t("สถานที่ประกอบการ", "The premises"),
    "help": t(
        "เราเติมข้อมูลที่รัฐมีอยู่แล้วให้ ตรวจดูแล้วแก้ได้ถ้าไม่ตรง",
        "We filled in what the state knows. Look it over and change what is wrong.",
    ),
    "fields": [
        q("shop_name", "text", "ชื่อร้าน", "Name of the shop", required=True, prefill="earlier.name"),
        q(
            "at_head_office",
            "yes_no",
            "ร้านตั้งอยู่ในอาคารสำนักงานใหญ่ของบริษัทหรือไม่",
            "Is the shop in the head office of the company?",
            required=True,
            yes=t("ใช่", "Yes"),
            no=t("ไม่ใช่ อยู่ที่อื่น", "No, elsewhere"),
        ),
        q(
            "premises_address",
            "address",
            "ที่ตั้งร้าน",
            "Address of the shop",
            required=True,
            visible_when="at_head_office == False",
            because=t(
                "ถามต่อ เพราะร้านอยู่คนละที่กับสำนักงานใหญ่",
                "Asked because the shop is not in the head office",
            ),
        ),
        q("location", "point", "จุดที่ตั้งบนแผนที่", "Place on the map"),
        q(
            "in_market",
            "yes_no",
            "ร้านอยู่ในตลาดหรือไม่",
            "Is the shop in a market?",
            visible_when="premises_address.province == '10'",
        ),
        q(
            "area",
            "number",
            "พื้นที่จำหน่ายอาหารทั้งหมด",
            "Whole area where food is sold",
            short=t("พื้นที่", "The area"),
            help=t("รวมครัว ที่นั่ง และที่เก็บอาหาร", "With kitchen, seats and food store"),
            required=True,
            min="1",
            max="100000",
            unit=t("ตร.ม.", "m²"),
            why=t(
                "พื้นที่กำหนดว่าต้องขอใบอนุญาต (เกิน 200 ตร.ม.) หรือเพียงแจ้ง และใช้คิดค่าธรรมเนียม",
                "The area decides between licence (above 200 m²) and notification, and the fee.",
            ),
            law="พ.ร.บ.การสาธารณสุข พ.ศ. 2535 มาตรา 38",
        ),
        q(
            "kitchen_area",
            "number",
            "พื้นที่ครัว",
            "Kitchen area",
            required=True,
            min="0",
            unit=t("ตร.ม.", "m²"),
            checks=[
                {
                    "rule": "kitchen_area <= area",
                    "message": t(
                        "พื้นที่ครัวมากกว่าพื้นที่ทั้งหมดไม่ได้", "The kitchen cannot exceed the whole area."
                    ),
                }
            ],
        ),
        q(
            "seating_area",
            "computed",
            "พื้นที่ส่วนที่เหลือ",
            "Remaining area",
            value="area - kitchen_area",
            unit=t("ตร.ม.", "m²"),
        ),
        q("floors", "number", "จำนวนชั้น", "Storeys", decimals=0, min="1", max="100"),
        q("seats", "number", "จำนวนที่นั่ง", "Seats", decimals=0, min="0", visible_when="area > 20"),
        q("rent", "money", "ค่าเช่าต่อเดือน", "Rent a month", min="0"),
        q(
            "ownership",
            "choice",
            "คุณใช้สถานที่นี้ในฐานะใด",
            "By what right do you use the place?",
            required=True,
            options=options(
                ("owner", "เจ้าของ", "Owner"),
                ("tenant", "ผู้เช่า", "Tenant"),
                ("consent", "ได้รับความยินยอม", "By consent"),
            ),
        ),
        q(
            "lease_ends",
            "date",
            "สัญญาเช่าสิ้นสุด",
            "End of the lease",
            min="today",
            required="ownership == 'tenant'",
            visible_when="ownership == 'tenant'",
        ),
    ],
}

KITCHEN: dict[str, Any] = {
    "key": "kitchen",
    "title": t("ครัวและของเสีย", "Kitchen and waste"),
    "fields": [
        q("h_food", "heading", "อาหาร", "Food"),
        q(
            "food_types",
            "choices",
            "ขายอาหารประเภทใด",
            "Which kinds of food?",
            required=True,
            options=options(
                ("cooked", "อาหารปรุงสำเร็จ", "Cooked"),
                ("raw", "อาหารดิบ", "Raw"),
                ("drink", "เครื่องดื่ม", "Drinks"),
                ("ice", "น้ำแข็ง", "Ice"),
            ),
        ),
        q(
            "raw_kinds",
            "long_text",
            "อาหารดิบอะไรบ้าง",
            "Which raw food?",
            visible_when="'raw' in food_types",
            required=True,
        ),
        q("gas", "yes_no", "ใช้แก๊สหุงต้มหรือไม่", "Do you cook with gas?", required=True),
        q(
            "gas_kg",
            "number",
            "ปริมาณแก๊ส",
            "Amount of gas",
            unit=t("กก.", "kg"),
            visible_when="gas == True",
            required=True,
            min="0",
        ),
        q(
            "gas_inspected",
            "date",
            "ตรวจระบบแก๊สล่าสุด",
            "Last gas inspection",
            visible_when="gas_kg > 50",
            max="today",
            required=True,
        ),
        q("grease_trap", "yes_no", "มีบ่อดักไขมันหรือไม่", "Is there a grease trap?", required=True),
        q(
            "grease_litres",
            "number",
            "ขนาดบ่อดักไขมัน",
            "Size of the grease trap",
            unit=t("ลิตร", "litres"),
            visible_when="grease_trap == True",
            min="1",
        ),
        q(
            "grease_why",
            "long_text",
            "จัดการไขมันอย่างไร",
            "How is grease dealt with?",
            visible_when="grease_trap == False",
            required=True,
        ),
        q(
            "water",
            "choice",
            "แหล่งน้ำใช้",
            "Source of water",
            required=True,
            options=options(
                ("mains", "ประปา", "Mains"), ("well", "บ่อบาดาล", "Well"), ("other", "อื่น ๆ", "Other")
            ),
        ),
        q(
            "water_other",
            "text",
            "แหล่งน้ำอื่น",
            "Other source",
            visible_when="water == 'other'",
            required=True,
        ),
        q("waste_per_day", "number", "ขยะต่อวัน", "Waste a day", unit=t("กก.", "kg"), min="0"),
        q("noise", "yes_no", "มีดนตรีหรือไม่", "Is there music?"),
        q("noise_until", "text", "ดนตรีถึงเวลา", "Music until", visible_when="noise == True"),
        q("hours", "time_range", "เวลาเปิดปิด", "Opening hours", required=True),
        q("opens_on", "date", "วันที่จะเปิดร้าน", "Opening day", required=True),
        q("investment", "money", "เงินลงทุน", "Investment", min="0"),
    ],
}

STAFF: dict[str, Any] = {
    "key": "staff_page",
    "title": t("ผู้สัมผัสอาหาร", "Food handlers"),
    "visible_when": "area > 0",
    "fields": [
        q(
            "staff",
            "group",
            "ผู้สัมผัสอาหาร",
            "Food handlers",
            required=True,
            min=1,
            max=30,
            row_label=t("ผู้สัมผัสอาหารคนที่", "Food handler"),
            fields=[
                q("name", "text", "ชื่อและนามสกุล", "Name", required=True),
                q(
                    "role",
                    "choice",
                    "หน้าที่",
                    "Work",
                    required=True,
                    options=options(("cook", "ปรุง", "Cook"), ("serve", "เสิร์ฟ", "Serve")),
                ),
                q("trained", "yes_no", "ผ่านการอบรมหรือไม่", "Trained?", required=True),
                q(
                    "trained_on",
                    "date",
                    "วันที่อบรม",
                    "Trained on",
                    visible_when="trained == True",
                    max="today",
                    required=True,
                ),
                q("hours_week", "number", "ชั่วโมงต่อสัปดาห์", "Hours a week", min="1", max="84"),
            ],
            checks=[
                {
                    "rule": "any_of(s.role == 'cook' for s in staff)",
                    "message": t("ต้องมีผู้ปรุงอย่างน้อยหนึ่งคน", "At least one person cooks."),
                }
            ],
        ),
        q(
            "staff_hours",
            "computed",
            "ชั่วโมงรวม",
            "Hours in all",
            value="sum(default(s.hours_week, 0) for s in staff)",
        ),
    ],
}

DECLARE: dict[str, Any] = {
    "key": "declare",
    "title": t("คำรับรอง", "Declarations"),
    "fields": [
        q("n_declare", "note", "", "", text=t("อ่านให้ครบก่อนยืนยัน", "Read before you confirm.")),
        q(
            "truth",
            "consent",
            "ข้อมูลเป็นจริง",
            "The answers are true",
            required=True,
            text=t("ฉันรับรองว่าคำตอบทั้งหมดเป็นจริง", "I declare that all answers are true."),
        ),
        q(
            "privacy",
            "consent",
            "ความเป็นส่วนตัว",
            "Privacy",
            required=True,
            notice="filing",
            text=t("ฉันอ่านประกาศความเป็นส่วนตัวแล้ว", "I have read the privacy notice."),
        ),
        q("remarks", "long_text", "เรื่องอื่นที่อยากบอก", "Anything else", max_length=1000),
    ],
}

PART: dict[str, Any] = {"pages": [APPLICANT, PREMISES, KITCHEN, STAFF, DECLARE]}
