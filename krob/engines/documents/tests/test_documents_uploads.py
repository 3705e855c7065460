"""What people send is received within limits and kept apart; needs follow from answers."""

import io
import json
import tracemalloc
from types import SimpleNamespace

import pytest
from django.core.files.uploadhandler import StopUpload
from django.core.handlers.wsgi import WSGIRequest

from conftest import OWNER
from krob.engines.documents import commands, needs, queries, receiving, spec, storage
from krob.engines.documents.models import Upload
from krob.engines.documents.tests.test_documents_intake import NAME, pdf, script
from krob.engines.documents.types import How, NeedState
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from krob.foundation.events.models import Event, PersonalRead
from krob.people.parties.commands import add_participant

SUBJECT = "application:KRB-2569-000123"


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
    {
        "code": "id-card",
        "title": {"th": "บัตร", "en": "Card"},
        "how": "fetch",
        "registry": "dopa",
        "key": "pid",
    },
    {
        "code": "floor-plan",
        "title": {"th": "แผนผัง", "en": "Floor plan"},
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


@pytest.mark.req("2.4", part="pages")
def test_a_file_with_more_pages_than_its_document_may_have_is_refused(taking_part, owner, received):
    two = pdf(lambda document: document.add_blank_page())

    with pytest.raises(Invalid) as refused:
        commands.store_upload(
            actor=owner,
            subject=SUBJECT,
            requirement="floor-plan",
            name=NAME,
            path=received(two),
            accept=["pdf"],
            max_pages=1,
        )

    assert refused.value.code == "file-pages"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"code": ""}, "0.code"),
        ({"code": "Not a code"}, "0.code"),
        ({"title": {}}, "floor-plan.title"),
        ({"title": {"th": "แผนผัง"}}, "floor-plan.title"),
        ({"how": "post"}, "floor-plan.how"),
        ({"how": "fetch"}, "floor-plan.registry"),
        ({"accept": ["exe"]}, "floor-plan.accept"),
        ({"max_mb": 999}, "floor-plan.max_mb"),
        ({"copies": 0}, "floor-plan.copies"),
        ({"needed_when": "area >"}, "floor-plan.needed_when"),
        ({"needed_when": "unknown > 2"}, "floor-plan.needed_when"),
        ({"surprise": 1}, "floor-plan.surprise"),
        ({"needed_when": "False"}, "floor-plan.needed_when"),
        ({"hint": {"th": "ไทยเท่านั้น"}}, "floor-plan.hint"),
        ({"issuer": {"en": "English alone"}}, "floor-plan.issuer"),
        ({"mark": "Q"}, "floor-plan.mark"),
        ({"max_pages": 0}, "floor-plan.max_pages"),
        ({"valid_days": "90"}, "[0].valid_days"),
        ({"expiry_field": "until"}, "floor-plan.expiry_field"),
        ({"expiry_field": "area"}, "floor-plan.expiry_field"),
        ({"name_field": "owner"}, "floor-plan.name_field"),
        ({"name_field": "area"}, "floor-plan.name_field"),
        ({"registry": "nowhere"}, "floor-plan.registry"),
        ({"code": "not-in-manual"}, "not-in-manual.code"),
    ],
)
def test_faults_of_a_part_are_named(change, path):
    row = {**PART[1], **change}

    found = spec.problems([row], TYPES, manual=["floor-plan"], registries=["dopa"])

    assert path in [problem.path for problem in found]
    assert json.dumps([str(problem.message) for problem in found])


def test_a_storage_key_cannot_point_elsewhere():
    for key in ("../x", "uploads/../../etc", "/etc/passwd", "uploads/aa/" + "0" * 29):
        with pytest.raises(ValueError):
            storage.path_of(key)
    assert SimpleNamespace(key=storage.new_key("uploads")).key.startswith("uploads/")
