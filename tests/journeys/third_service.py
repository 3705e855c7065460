"""A third service as its authors write it: a folder of definitions that no Python knows of.

Another law and power, other fields, documents, fee tables, steps (checked in parallel, counted in
working days), messages and document than those in ``definitions/``.
"""

import json
from pathlib import Path

CODE = "health-hazard-business-licence"
POWER = "public-health.hazardous-business"

SERVICE = """
code = "health-hazard-business-licence"
agency = "bma"
version = 1
in_force_from = "2026-01-01"
group = "hazardous-business"
power = "public-health.hazardous-business"
kind = "licence"
applicants = ["person"]
ial = "2.1"
title = { th = "ใบอนุญาตประกอบกิจการที่เป็นอันตรายต่อสุขภาพ", en = "Hazardous business licence" }
summary = { th = "สำหรับกิจการที่ใช้เครื่องจักร", en = "For businesses that use machines." }
law = { th = "พ.ร.บ.การสาธารณสุข พ.ศ. 2535 มาตรา 33", en = "Public Health Act, section 33" }
law_mark = "V"
output = { th = "ใบอนุญาตประกอบกิจการ", en = "Business licence" }
validity = { th = "ถึงสิ้นปีถัดไป", en = "To the end of next year" }
validity_mark = "S"
keywords = { th = "ซักรีด โรงซักผ้า เครื่องจักร", en = "laundry machines" }
applies_when = "uses_machines"
label_field = "works_name"
channels = ["online"]

[premises]
address = "site"

[legal]
correction_rounds = 2
result_notice_days = 7

[[questions]]
key = "uses_machines"
kind = "yes_no"
label = { th = "ใช้เครื่องจักร", en = "Machines are used" }

[[eligibility]]
rule = "machines_hp > 0"
message = { th = "ไม่มีเครื่องจักร ไม่ต้องขออนุญาต", en = "Without machines no licence is needed" }
"""

FORM = {
    "pages": [
        {
            "key": "business",
            "title": {"th": "กิจการ", "en": "Business"},
            "fields": [
                {
                    "key": "works_name",
                    "kind": "text",
                    "label": {"th": "ชื่อสถานประกอบกิจการ", "en": "Name of the works"},
                    "max_length": 80,
                    "required": True,
                },
                {
                    "key": "site",
                    "kind": "address",
                    "label": {"th": "ที่ตั้ง", "en": "Address"},
                    "required": True,
                },
                {
                    "key": "trade",
                    "kind": "choice",
                    "label": {"th": "ประเภทกิจการ", "en": "Trade"},
                    "options": [
                        {"code": "laundry", "label": {"th": "ซักรีด", "en": "Laundry"}},
                        {"code": "print", "label": {"th": "โรงพิมพ์", "en": "Printing"}},
                    ],
                    "required": True,
                },
            ],
        },
        {
            "key": "machines",
            "title": {"th": "เครื่องจักร", "en": "Machines"},
            "fields": [
                {
                    "key": "machine",
                    "kind": "group",
                    "label": {"th": "เครื่องจักร", "en": "Machines"},
                    "min": 1,
                    "max": 20,
                    "required": True,
                    "fields": [
                        {
                            "key": "name",
                            "kind": "text",
                            "label": {"th": "ชื่อเครื่อง", "en": "Name"},
                            "max_length": 80,
                            "required": True,
                        },
                        {
                            "key": "hp",
                            "kind": "number",
                            "label": {"th": "แรงม้า", "en": "Horsepower"},
                            "min": 0,
                            "max": 5000,
                            "decimals": 1,
                            "required": True,
                        },
                    ],
                },
                {
                    "key": "machines_hp",
                    "kind": "computed",
                    "label": {"th": "แรงม้ารวม", "en": "Total horsepower"},
                    "value": "sum(each.hp for each in machine)",
                },
                {
                    "key": "noise_measured",
                    "kind": "yes_no",
                    "label": {"th": "มีผลวัดเสียง", "en": "Noise was measured"},
                    "visible_when": "machines_hp > 20",
                    "required": True,
                },
            ],
        },
    ]
}

DOCUMENTS = """
[[documents]]
code = "machine-plan"
title = { th = "แผนผังเครื่องจักร", en = "Plan of the machines" }
how = "upload"
needed_when = ""
accept = ["png", "pdf"]
max_mb = 5
mark = "S"

[[documents]]
code = "noise-report"
title = { th = "ผลวัดเสียง", en = "Noise report" }
how = "upload"
needed_when = "noise_measured"
accept = ["png", "pdf"]
max_mb = 5
mark = "S"
"""

STEPS = """
start = "intake"

[deadline]
days = 15
unit = "working"
starts = "intake"
law = { th = "พ.ร.บ.การสาธารณสุข พ.ศ. 2535 มาตรา 56", en = "Public Health Act, section 56" }
mark = "S"

[steps.intake]
title = { th = "รับเรื่อง", en = "Intake" }
kind = "review"
role = "checker"
days = 2
clock = "off"

[steps.intake.actions.begin]
label = { th = "รับไว้พิจารณา", en = "Take up" }
to = ["site-visit", "neighbours"]
starts_clock = true
style = "primary"

[steps.site-visit]
title = { th = "ตรวจเครื่องจักร", en = "Look at the machines" }
kind = "inspection"
role = "inspector"
days = 5
clock = "runs"
checklist = [{ code = "guards", title = { th = "มีที่กั้น", en = "Guards in place" } }]

[steps.site-visit.actions.seen]
label = { th = "ตรวจแล้ว", en = "Seen" }
to = ["ruling"]
needs = ["checklist"]
style = "primary"

[steps.neighbours]
title = { th = "ฟังความเห็นเพื่อนบ้าน", en = "Hear the neighbours" }
kind = "consult"
role = "recommender"
days = 7
clock = "runs"

[steps.neighbours.actions.heard]
label = { th = "รับฟังแล้ว", en = "Heard" }
to = ["ruling"]
needs = ["note"]
style = "primary"

[steps.ruling]
title = { th = "สั่งการ", en = "Rule" }
kind = "decision"
role = "approver"
days = 3
clock = "runs"
join = ["site-visit", "neighbours"]
not_same_as = ["neighbours"]

[steps.ruling.actions.grant]
label = { th = "อนุญาต", en = "Grant" }
to = ["settling"]
style = "primary"

[steps.ruling.actions.deny]
label = { th = "ไม่อนุญาต", en = "Deny" }
to = ["denied"]
needs = ["reasons"]
style = "bad"

[steps.settling]
title = { th = "ชำระเงิน", en = "Pay" }
kind = "payment"
role = "system"
days = 15
clock = "paused"

[steps.settling.actions.received]
label = { th = "รับเงินแล้ว", en = "Received" }
to = ["granted"]

[ends.granted]
title = { th = "อนุญาตแล้ว", en = "Granted" }
status = "approved"

[ends.denied]
title = { th = "ไม่อนุญาต", en = "Denied" }
status = "refused"

[ends.withdrawn]
title = { th = "ถอนเรื่อง", en = "Withdrawn" }
status = "withdrawn"

[ends.lapsed]
title = { th = "สิ้นผล", en = "Lapsed" }
status = "lapsed"
"""

FEES = """
due_days = 10

[[lines]]
code = "machine-fee"
kind = "fee"
label = { th = "ค่าธรรมเนียมตามแรงม้า", en = "Fee by horsepower" }
table = "machine-fee"
when = ""
date = "submitted"
precedes = "issue"
ceiling = "10000"
law = "ข้อบัญญัติท้องถิ่น"
mark = "M"

[[lines]]
code = "sign-fee"
kind = "fee"
label = { th = "ค่าป้ายเตือน", en = "Warning sign" }
amount = "len(machine) * 75.50"
when = "noise_measured"
date = "decided"
precedes = "issue"
ceiling = "2000"
law = "ข้อบัญญัติท้องถิ่น"
mark = "M"
"""

LICENCE = """
kind = "licence"
title = { th = "ใบอนุญาตประกอบกิจการที่เป็นอันตรายต่อสุขภาพ", en = "Hazardous Business Licence" }
number_pattern = "อภ.{running:04}/{fiscal_year_be}"
conditions = [{ th = "ห้ามเดินเครื่องหลัง 20.00 น.", en = "No machines after 8 p.m." }]
rows = [
  { label = { th = "กิจการ", en = "Trade" }, field = "trade" },
  { label = { th = "แรงม้ารวม", en = "Horsepower" }, field = "machines_hp" },
]

[validity]
until = "year-end"
years = 1
mark = "S"
"""

TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(
  title: d.title, author: d.authority_name, description: d.title_th,
  date: datetime(year: d.date.at(0), month: d.date.at(1), day: d.date.at(2)),
)
#set text(font: ("Sarabun",), size: 14pt, lang: "th", fallback: false)
#set page(paper: "a5", flipped: true)
#for a in d.attachments {
  pdf.attach(
    a.name, bytes(a.content), relationship: a.rel, mime-type: a.mime, description: a.desc,
  )
}
= ป้ายอนุญาตกิจการ
#d.number \\
#for row in d.rows [#row.at(0): #row.at(1) \\ ]
#for condition in d.conditions [- #condition]
#link(d.verify_url)[#d.verify_url]
"""

MESSAGES = """
[accepted]
title = { th = "เริ่มพิจารณาแล้ว", en = "Under consideration" }
body = { th = "คำขอ {reference} เสร็จภายใน {due}", en = "{reference} is due by {due}." }

[refused]
title = { th = "ผลการพิจารณา", en = "The result" }
body = { th = "คำขอ {reference} ไม่ได้รับอนุญาต", en = "{reference} was refused." }

[issued]
title = { th = "ออกใบอนุญาตแล้ว", en = "Licence issued" }
body = { th = "ใบอนุญาต {licence} ใช้ได้แล้ว", en = "Licence {licence} is in force." }

"""

OFFERING = """
authority = "{authority}"
number = 1
in_force_from = "2026-01-01"
number_pattern = "{pattern}"

[ordinance]
title = {{ th = "ข้อบัญญัติท้องถิ่น", en = "Local ordinance" }}
dated = "2026-01-01"
mark = "M"

[payee]
revenue_code = "4202"
biller_suffix = "02"

[[tables]]
code = "machine-fee"
hit = "unique"
inputs = ["machines_hp"]

[[tables.rows]]
id = "all"
cells = [{{ range = ["0", true, "", false] }}]
output = "{output}"
law = "ข้อบัญญัติท้องถิ่น"
mark = "M"
explanation = {{ th = "ตามแรงม้า", en = "By horsepower" }}
"""

EXAMPLE = """
says = "A laundry of 24.5 horsepower pays 1,225 and 151 in Bang Rak"
applicant = "person"
on = "2026-11-23"

[answers]
noise_measured = true
machine = [{ name = "เครื่องซัก", hp = "20" }, { name = "เครื่องอบ", hp = "4.5" }]

[expect]
documents = ["machine-plan", "noise-report"]

[expect.fee]
bma-bangrak = "1376.00"
nonthaburi-city = "451.00"
"""

ANSWERS = {
    "works_name": "ซักรีดสีลม",
    "trade": "laundry",
    "machine": [{"name": "เครื่องซัก", "hp": "20"}, {"name": "เครื่องอบ", "hp": "4.5"}],
    "noise_measured": True,
}


def write(root: Path) -> Path:
    """Write the service's folder below ``root`` and return ``root``."""
    service = root / "bma" / CODE
    texts = {
        "v1/service.toml": SERVICE,
        "v1/form.json": json.dumps(FORM, ensure_ascii=False),
        "v1/documents.toml": DOCUMENTS,
        "v1/steps.toml": STEPS,
        "v1/fees.toml": FEES,
        "v1/licence.toml": LICENCE,
        "v1/licence.typ": TEMPLATE,
        "v1/messages.toml": MESSAGES,
        "v1/examples/laundry.toml": EXAMPLE,
        "offerings/bma-bangrak-1.toml": OFFERING.format(
            authority="bma-bangrak",
            pattern="บร.อภ.{running:04}/{fiscal_year_be}",
            output="machines_hp * 50",
        ),
        "offerings/nonthaburi-city-1.toml": OFFERING.format(
            authority="nonthaburi-city",
            pattern="นบ.อภ.{running:04}/{fiscal_year_be}",
            output="300",
        ),
    }
    for name, text in texts.items():
        path = service / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
