"""Documents say what they were given, and templates cannot misbehave."""

import json
import re
import subprocess

import pytest
from page import validate_pdf

from krob.engines.documents import fonts, render
from krob.engines.documents.verify import attachments

TEMPLATE = """#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, date: datetime(year: 2026, month: 11, day: 22))
#set text(font: ("Sarabun",), size: 12pt, lang: "th", fallback: false)
#for a in d.attachments {
  pdf.attach(a.name, bytes(a.content), relationship: a.rel, mime-type: a.mime, description: a.desc)
}
= #d.title
#d.text
"""
WORDS = "ที่ตั้ง หนึ่ง น้ำ สัมฤทธิ์ ผู้ซื้อ กตัญญู ฐานข้อมูล ทั้งนี้ ญี่ปุ่น สำนักงาน กี๋ ปั๊ม ฤๅ ๑๒๓"


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", "", told.stdout.decode())


def compliant(pdf: bytes, tmp_path, profile: str) -> list[str]:
    path = tmp_path / "checked.pdf"
    path.write_bytes(pdf)
    return [failure.rule_id for failure in validate_pdf(str(path), profile=profile).failures]


@pytest.mark.req("1.1.2", part="rendering")
def test_a_document_is_archivable_accessible_and_carries_its_data(tmp_path):
    attached = render.Attachment(
        name="licence.json",
        content='{"ชื่อ": "ครัว"}',
        media_type="application/json",
        description="ข้อมูล",
    )

    pdf = render.render_pdf(TEMPLATE, {"text": WORDS}, title="ใบอนุญาต", attachments=[attached])

    assert compliant(pdf, tmp_path, "3a") == []
    assert compliant(pdf, tmp_path, "ua1") == []
    assert json.loads(attachments(pdf)["licence.json"]) == {"ชื่อ": "ครัว"}


def test_every_thai_word_can_be_read_out(tmp_path):
    pdf = render.render_pdf(TEMPLATE, {"text": WORDS}, title="หนังสือรับรองการแจ้ง")

    read = text_of(pdf, tmp_path)

    assert [word for word in [*WORDS.split(), "หนังสือรับรองการแจ้ง"] if word not in read] == []


def test_what_people_wrote_is_never_a_program(tmp_path):
    pdf = render.render_pdf(TEMPLATE, {"text": '#panic(1) $x$ *b* #read("/etc/passwd")'}, title="x")

    assert '#panic(1)$x$*b*#read("/etc/passwd")' in text_of(pdf, tmp_path)


@pytest.mark.parametrize(
    "name", ["株式会社 ตัวอย่าง", "ร้าน 😀 👨‍👩‍👧", "ＡＢＣ", "\u200bx\x07", "Ångström"]
)
def test_a_foreign_name_never_fails_a_document(name, tmp_path):
    pdf = render.render_pdf(TEMPLATE, {"text": name}, title=name)

    assert compliant(pdf, tmp_path, "ua1") == []
    assert "".join(fonts.printable(name).split()) in text_of(pdf, tmp_path)


def test_characters_without_a_glyph_become_a_box_and_known_forms_are_kept():
    assert fonts.printable("株式会社 ＡＢＣ") == "■■■■ ABC"
    assert fonts.printable("น้ำ\u2060ใส") == "น้ำใส"


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("/etc/hostname")',
        '#import "@preview/cetz:0.3.0"',
        "#unknown",
        "#let f(x) = f(x)\n#f(1)",
    ],
)
def test_a_template_that_reaches_outside_is_refused(template):
    with pytest.raises(render.TemplateError) as refusal:
        render.render_pdf(template, {}, title="x")

    assert refusal.value.code == "template-fault"
    assert "krob-render" not in str(refusal.value.message)


def test_a_template_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(render, "CPU_SECONDS", 1)

    with pytest.raises(render.TemplateError) as refusal:
        render.render_pdf(
            "#let n = 0\n#let x = 1\n#while n < 1 { x = x + 1; if x < 0 { n = 2 } }",
            {},
            title="x",
        )

    assert refusal.value.code in {"template-limits", "template-fault"}


def test_a_template_that_takes_all_memory_is_stopped():
    greedy = "#let a = range(60000000).map(x => str(x) * 20)\n#a.len()"

    with pytest.raises(render.TemplateError) as refusal:
        render.render_pdf(greedy, {}, title="x")

    assert refusal.value.code == "template-limits"


def test_the_fonts_are_those_of_the_manifest():
    assert fonts.problems() == []
