"""What people send is received within limits, examined by its structure, and kept apart."""

import io
import json
import tracemalloc
import zipfile
from contextlib import suppress
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.uploadhandler import StopUpload
from django.core.handlers.wsgi import WSGIRequest
from PIL import Image

from conftest import OWNER
from krob.engines.documents import commands, intake, needs, queries, receiving, spec, storage
from krob.engines.documents.models import Upload
from krob.engines.documents.types import How, NeedState
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from krob.foundation.events.models import Event, PersonalRead
from krob.people.parties.commands import add_participant

SUBJECT = "application:KRB-2569-000123"
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


@pytest.fixture
def taking_part(db, owner):
    add_participant(actor=SYSTEM, subject=SUBJECT, party=OWNER, role="holder")


@pytest.fixture
def stored(taking_part, owner, received) -> Upload:
    return commands.store_upload(
        actor=owner,
        subject=SUBJECT,
        requirement="floor-plan",
        name=NAME,
        path=received(pdf()),
        accept=["pdf"],
    )


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


def post(content: bytes, name: str = NAME, *, length: int | None = None) -> WSGIRequest:
    """Make a request as a server does: the form's token first, then the file."""
    lines = [
        "--krob",
        'Content-Disposition: form-data; name="csrfmiddlewaretoken"',
        "",
        "t",
        "--krob",
        f'Content-Disposition: form-data; name="file"; filename="{name}"',
        "Content-Type: application/pdf",
        "",
        "",
    ]
    body = "\r\n".join(lines).encode() + content + b"\r\n--krob--\r\n"
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=krob",
            "CONTENT_LENGTH": str(len(body) if length is None else length),
            "wsgi.input": io.BytesIO(body),
        }
    )


def left_behind(settings) -> list:
    folder = settings.KROB_FILES / "incoming"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_is_received_with_its_thai_name(settings):
    received = receiving.received_file(post(b"x" * 100_000), 1_000_000)

    assert (received.name, received.size) == (NAME, 100_000)
    assert received.path.read_bytes() == b"x" * 100_000
    assert received.path.parent == settings.KROB_FILES / "incoming"


@pytest.mark.req("1.3.3", part="size of uploads")
def test_reading_stops_past_the_limit(settings):
    settings.KROB_UPLOAD_LIMIT_MB = 1
    request = post(b"x" * 5_000_000)

    with pytest.raises(TooLarge) as refusal:
        receiving.received_file(request, 1_000_000)

    unread = request.environ["wsgi.input"].read(6_000_000)
    assert refusal.value.status == 413
    assert len(unread) > 3_500_000
    assert left_behind(settings) == []


def test_reading_stops_also_when_the_form_was_read_first_by_another(settings):
    settings.KROB_UPLOAD_LIMIT_MB = 1
    request = post(b"x" * 5_000_000)

    assert request.POST["csrfmiddlewaretoken"] == "t"
    with pytest.raises(TooLarge):
        receiving.received_file(request, 1_000_000)

    assert left_behind(settings) == []


def test_a_smaller_limit_of_the_requirement_counts_too(settings):
    request = post(b"x" * 1_500_000)
    request.POST.get("x")

    with pytest.raises(TooLarge):
        receiving.received_file(request, 1_000_000)

    assert left_behind(settings) == []


@pytest.mark.parametrize("length", [1, 300, 30_000])
def test_a_length_that_says_too_little_gives_no_file(length, settings):
    with pytest.raises(Invalid) as refusal:
        receiving.received_file(post(b"x" * 50_000, length=length), 1_000_000)

    assert refusal.value.code == "file-missing"
    assert left_behind(settings) == []


def test_a_length_that_says_too_much_does_not_lift_the_limit(settings):
    settings.KROB_UPLOAD_LIMIT_MB = 1
    received = receiving.received_file(post(b"x" * 50_000, length=99_000), 1_000_000)
    with pytest.raises(TooLarge):
        receiving.received_file(post(b"x" * 5_000_000, length=900_000_000), 1_000_000)

    assert received.size == 50_000
    assert left_behind(settings) == [received.path]


def test_a_large_upload_needs_little_memory():
    handler = receiving.LimitedUpload()
    handler.limit = 50_000_000
    handler.new_file("file", "x.pdf", "application/pdf", None, None, {})
    piece = b"x" * 65_536

    tracemalloc.start()
    for place in range(600):
        handler.receive_data_chunk(piece, place * len(piece))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    done = handler.file_complete(600 * len(piece))

    assert peak < 1_000_000
    assert done.path.stat().st_size == 600 * len(piece)


def test_the_handler_stops_at_the_very_byte(settings):
    settings.KROB_UPLOAD_LIMIT_MB = 1
    handler = receiving.LimitedUpload()
    handler.new_file("file", "x.pdf", "application/pdf", None, None, {})
    handler.receive_data_chunk(b"x" * 1_000_000, 0)

    with pytest.raises(StopUpload) as stop:
        handler.receive_data_chunk(b"x", 1_000_000)

    assert stop.value.connection_reset
    assert left_behind(settings) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("แบบ แปลน.pdf", "แบบ แปลน.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\ร้าน\\ภาพ.jpg", "ภาพ.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("...", "file"),
    ],
)
def test_names_keep_their_thai_and_lose_what_is_dangerous(given, kept):
    assert receiving.clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    name = receiving.clean_name("ก" * 300 + ".pdf")

    assert len(name) <= receiving.NAME_LENGTH
    assert name.endswith(".pdf")


def test_storing_moves_the_file_out_of_the_database_under_a_random_name(stored, settings):
    assert (stored.name, stored.media_type, stored.state) == (NAME, "application/pdf", "accepted")
    assert storage.read(stored.key) == pdf() or storage.path_of(stored.key).stat().st_size > 0
    assert str(stored.id) not in stored.key
    assert "แผนผัง" not in stored.key
    assert stored.sha256 == storage.digest(storage.path_of(stored.key))
    event = Event.objects.get(name="document.uploaded")
    assert event.subject == SUBJECT
    assert event.data == {"upload": str(stored.id), "requirement": "floor-plan"}


def test_a_stranger_neither_adds_nor_sees_nor_removes(stored, rival, pathumwan_officer, received):
    with pytest.raises(NotAllowed):
        commands.store_upload(
            actor=rival,
            subject=SUBJECT,
            requirement="x",
            name="x.pdf",
            path=received(pdf()),
            accept=["pdf"],
        )
    for stranger in (rival, pathumwan_officer):
        with pytest.raises(NotFound):
            queries.open_upload(stranger, stored.id)
        assert list(queries.uploads_of(stranger, SUBJECT)) == []
    with pytest.raises(NotFound):
        commands.remove_upload(actor=rival, upload_id=stored.id)

    assert Upload.objects.count() == 1
    assert storage.path_of(stored.key).exists()


def test_a_refused_file_leaves_nothing(taking_part, owner, received):
    with pytest.raises(Invalid):
        commands.store_upload(
            actor=owner,
            subject=SUBJECT,
            requirement="x",
            name="x.pdf",
            path=received(pdf(script)),
            accept=["pdf"],
        )

    assert not Upload.objects.exists()
    assert not Event.objects.filter(name="document.uploaded").exists()


def test_removing_takes_the_bytes_too(stored, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        commands.remove_upload(actor=owner, upload_id=stored.id)

    assert not Upload.objects.exists()
    assert not storage.path_of(stored.key).exists()


@pytest.mark.req("1.2.7", part="submitted documents stay")
def test_what_was_submitted_stays(stored, owner):
    assert commands.fix_uploads(actor=owner, subject=SUBJECT) == 1
    assert commands.fix_uploads(actor=owner, subject=SUBJECT) == 0

    with pytest.raises(Conflict):
        commands.remove_upload(actor=owner, upload_id=stored.id)

    assert storage.path_of(stored.key).exists()
    assert Event.objects.filter(name="document.submitted").count() == 1


@pytest.mark.req("1.1.1", part="documents")
@pytest.mark.req("S.6", part="documents")
def test_an_officer_reads_a_document_and_that_is_written_down(stored, browse, checker, owner):
    add_participant(actor=SYSTEM, subject=SUBJECT, party="unit:bma-bangrak", role="deciding-unit")

    saved = browse(checker).get(f"/officer/documents/{stored.id}/")
    read = PersonalRead.objects.get()
    content = b"".join(saved.streaming_content)

    assert content.startswith(b"%PDF")
    assert (read.purpose, read.subjects) == ("documents.casework", [SUBJECT])
    assert read.fields == ["document:floor-plan"]
    own = browse(owner).get(f"/documents/{stored.id}/?show=1")
    assert b"".join(own.streaming_content) == content
    assert PersonalRead.objects.count() == 1


def test_a_document_is_handed_out_so_that_it_can_do_nothing(stored, browse, owner):
    saved = browse(owner).get(f"/documents/{stored.id}/")
    shown = browse(owner).get(f"/documents/{stored.id}/?show=1")

    assert b"".join(saved.streaming_content) == b"".join(shown.streaming_content)
    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B9%81")
    assert shown["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved["Content-Security-Policy"]
    assert "no-store" in saved["Cache-Control"]


PART = [
    {"code": "id-card", "title": {"th": "บัตร"}, "how": "fetch", "registry": "dopa", "key": "pid"},
    {
        "code": "floor-plan",
        "title": {"th": "แผนผัง"},
        "how": "upload",
        "needed_when": "area > 200",
        "accept": ["pdf"],
    },
]
TYPES = {"area": "number", "pid": "text"}


@pytest.mark.req("2.4", part="needed or not")
def test_needs_follow_from_the_answers():
    requirements = spec.parse(PART)

    def states(answers):
        return [(n.code, n.state, n.depends_on) for n in needs.needs(requirements, answers, TYPES)]

    assert states({})[1] == ("floor-plan", NeedState.MAYBE, ("area",))
    assert states({"area": 240})[1] == ("floor-plan", NeedState.NEEDED, ())
    assert states({"area": 180})[1] == ("floor-plan", NeedState.NOT_NEEDED, ())
    assert states({})[0] == ("id-card", NeedState.NEEDED, ())
    large = needs.needs(requirements, {"area": 240}, TYPES)
    assert [need.code for need in needs.missing(large, {})] == ["floor-plan"]
    assert needs.missing(large, {"floor-plan": 1}) == []
    assert requirements[0].how == How.FETCH


def test_a_sound_part_has_no_problems():
    assert spec.problems(PART, TYPES, manual=["id-card", "floor-plan"]) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": ""}, "[0].code"),
        ({"title": {}}, "[0].title"),
        ({"how": "post"}, "[0].how"),
        ({"how": "fetch"}, "[0].registry"),
        ({"accept": ["exe"]}, "[0].accept"),
        ({"max_mb": 999}, "[0].max_mb"),
        ({"copies": 0}, "[0].copies"),
        ({"needed_when": "area >"}, "[0].needed_when"),
        ({"needed_when": "unknown > 2"}, "[0].needed_when"),
        ({"surprise": 1}, "[0].surprise"),
        ({"code": "not-in-manual"}, "[0].code"),
    ],
)
def test_faults_of_a_part_are_named(change, path):
    row = {**PART[1], **change}

    found = spec.problems([row], TYPES, manual=["floor-plan"])

    assert path in [problem.path for problem in found]
    assert json.dumps([str(problem.message) for problem in found])


def test_a_storage_key_cannot_point_elsewhere():
    for key in ("../x", "uploads/../../etc", "/etc/passwd", "uploads/aa/" + "0" * 29):
        with pytest.raises(ValueError):
            storage.path_of(key)
    assert SimpleNamespace(key=storage.new_key("uploads")).key.startswith("uploads/")
