"""What an uploaded file is decided by its structure, and what acts or hides is refused."""

import io
import zipfile
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image

from krob.engines.documents import intake
from krob.foundation.core.errors import Invalid

EVERY_KIND = ("pdf", "jpg", "png", "docx", "xlsx")
NAME = "แผนผังที่ตั้งร้าน (ฉบับแก้ไข).pdf"


def pdf(change=None, **saving) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def script(document) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = document.make_indirect(action)


def page_action(document) -> None:
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    document.pages[0].obj.AA = pikepdf.Dictionary(O=launch)


def nested_script(document) -> None:
    names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array()))
    document.Root.Names = names


def embedded(document) -> None:
    document.attachments["inner.txt"] = b"hello"


def picture(form: str, size=(40, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return out.getvalue()


def office(kind: str, extra: dict[str, bytes] | None = None, types: bytes = b"<Types/>") -> bytes:
    out = io.BytesIO()
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, b"<x/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return office("docx", {"word/media/a.bin": b"\0" * 60_000_000})


def pixel_bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def received(tmp_path):
    def write(content: bytes):
        path = tmp_path / "received"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        (NAME, pdf(), "application/pdf"),
        ("ภาพ.JPG", picture("JPEG"), "image/jpeg"),
        ("x.jpeg", picture("JPEG"), "image/jpeg"),
        ("x.png", picture("PNG"), "image/png"),
        ("x.docx", office("docx"), intake.MEDIA_TYPES["docx"]),
        ("x.xlsx", office("xlsx"), intake.MEDIA_TYPES["xlsx"]),
    ],
)
def test_honest_files_are_taken(name, content, media_type, received):
    found = intake.examine(received(content), name, EVERY_KIND)

    assert (found.media_type, found.pages) == (media_type, 1)


@pytest.mark.req("2.4", part="checks of uploads")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.pdf", b"", "file-empty"),
        ("x.pdf", b"hello", "file-kind"),
        ("x.pdf", b"MZ" + b"\0" * 500, "file-kind"),
        ("x.pdf", picture("PNG"), "file-name"),
        ("x.png", pdf(), "file-name"),
        ("x", pdf(), "file-name"),
        ("x.pdf.exe", pdf(), "file-name"),
        ("x.pdf", pdf()[:-300], "file-broken"),
        ("x.pdf", b"%PDF-1.7\nnothing else\n%%EOF", "file-broken"),
        ("x.pdf", pdf(script), "file-program"),
        ("x.pdf", pdf(page_action), "file-program"),
        ("x.pdf", pdf(nested_script), "file-program"),
        ("x.pdf", pdf(embedded), "file-inside"),
        ("x.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "file-locked"),
        ("x.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="")), "file-locked"),
        ("x.pdf", pdf() + office("docx"), "file-two-in-one"),
        ("x.pdf", pdf() + b"<script>", "file-two-in-one"),
        ("x.jpg", picture("JPEG") + office("docx"), "file-two-in-one"),
        ("x.png", picture("PNG") + pdf(), "file-two-in-one"),
        ("x.jpg", picture("JPEG")[:200], "file-broken"),
        ("x.png", pixel_bomb(), "file-bomb"),
        ("x.docx", bomb(), "file-bomb"),
        ("x.docx", office("docx", {"word/vbaProject.bin": b"x"}), "file-program"),
        ("x.xlsx", office("xlsx", {"xl/embeddings/oleObject1.bin": b"x"}), "file-program"),
        ("x.docx", office("docx", types=b"<Types macroEnabled='1'/>"), "file-program"),
    ],
    ids=range(25),
)
def test_hostile_files_are_refused_with_a_clear_word(name, content, code, received):
    path = received(content)

    with pytest.raises(Invalid) as refusal:
        intake.examine(path, name, EVERY_KIND)

    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_a_kind_that_the_requirement_does_not_take_is_refused(received):
    with pytest.raises(Invalid) as refusal:
        intake.examine(received(picture("PNG")), "x.png", ["pdf"])

    assert refusal.value.code == "file-kind"
    assert "PDF" in str(refusal.value.message)


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_are_answered_never_a_crash(seed, received):
    content = bytearray(pdf(script))
    for place in range(seed, len(content), 61):
        content[place] ^= 0x55

    with suppress(Invalid):
        assert intake.examine(received(bytes(content)), "x.pdf", EVERY_KIND).pages == 1
