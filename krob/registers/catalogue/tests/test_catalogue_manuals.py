"""Public manuals: fetched, brought as a file, compared, taken over; a change is told once."""

import copy
import json
from dataclasses import replace

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from demo import authorities, bodies
from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import Endpoint
from krob.engines.notifications.models import Message
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.foundation.events.models import Event
from krob.foundation.jobs.worker import run_pending
from krob.registers.catalogue import commands, tasks
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.models import KeptField, ManualWatch, PublicManual, ServiceVersion
from krob.registers.catalogue.public_manuals import manuals, reasons
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.versioning.definition import read_folder
from simulators import manuals as far
from simulators.server import running
from tests.kept import kept

CODE = "local-food-premises-licence"
SHIPPED = read_folder(DEFINITIONS / "bma" / "food-premises-licence" / "v1")
WIRE = far.shipped()[CODE]
MANUAL = manuals.read(WIRE)
EDITORS = [one for one in authorities.OFFICERS if one.login == "bma.editor"]


def wire(**changes) -> bytes:
    """Return a manual as the manual system exports it."""
    return json.dumps({**copy.deepcopy(WIRE), **changes}).encode()


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"id": "a"}',
        b"[" * 100_000,
        wire(name=""),
        wire(updated_at="yesterday"),
        wire(total_duration={"value": "soon", "unit": "calendar-day"}),
        wire(total_duration={"value": 3, "unit": "moon"}),
        wire(documents={"id": 1}),
        wire(steps=[{"name": 3}]),
    ],
    ids=range(12),
)
def test_what_is_no_manual_is_refused_in_words(content):
    with pytest.raises(Invalid) as refused:
        manuals.read_file(content)

    assert refused.value.code == "manual-malformed"


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Invalid) as refused:
        manuals.read_file(b" " * (manuals.MOST_BYTES + 1))

    assert refused.value.code == "manual-too-large"


def test_an_address_that_is_no_web_page_is_left_out():
    assert manuals.read({**WIRE, "url": "javascript:alert(1)"})["url"] == ""


# -- comparing ------------------------------------------------------------------------------------


@pytest.mark.req("2.2.2", part="difference field by field")
def test_the_difference_is_shown_field_by_field():
    theirs = manuals.read(far.changed({**WIRE, "name": "ชื่อใหม่"}))

    rows = {row.key: (row.ours, row.theirs) for row in manuals.compare(SHIPPED.parts, theirs)}

    assert rows["title"] == ("ใบอนุญาตจัดตั้งสถานที่จำหน่ายอาหาร", "ชื่อใหม่")
    assert rows["time"] == ("30 วัน", "29 วัน")
    assert rows["document.new-form"] == ("", "แบบใหม่")


def test_only_what_is_accepted_is_taken_over():
    theirs = manuals.read(far.changed({**WIRE, "name": "ชื่อใหม่"}))

    after = manuals.accepted(SHIPPED.parts, theirs, ["time", "deadline", "document.new-form"])

    assert after["service"]["title"] == SHIPPED.parts["service"]["title"]
    assert after["service"]["manual"]["days"] == 29
    assert after["steps"]["deadline"]["days"] == 29
    assert after["documents"][-1] == {
        "code": "document",
        "title": {"th": "แบบใหม่"},
        "how": "upload",
        "mark": "S",
    }
    assert after["service"]["manual"]["documents"][-1] == "document"
    assert after["service"]["manual"]["digest"] == manuals.digest(theirs)


def test_english_criteria_stay_with_the_lines_that_stay():
    kept = SHIPPED.parts["service"]["criteria"][0]
    theirs = {**MANUAL, "criteria": [kept["th"], "ใหม่"]}

    after = manuals.accepted(SHIPPED.parts, theirs, ["criteria"])

    assert after["service"]["criteria"] == [kept, {"th": "ใหม่"}]


def test_documents_beyond_the_manual_are_named():
    theirs = {**MANUAL, "documents": MANUAL["documents"][1:]}

    assert len(manuals.documents_beyond(SHIPPED.parts, theirs)) == (
        len(manuals.documents_beyond(SHIPPED.parts, MANUAL)) + 1
    )


@pytest.mark.req("2.2.2", part="days within the manual")
@pytest.mark.parametrize(("days", "unit"), [(31, "calendar"), (22, "working")])
def test_a_promise_longer_than_the_manual_is_found(days, unit):
    parts = copy.deepcopy(dict(SHIPPED.parts))
    assert "steps/deadline.days" not in {p.path for p in problems(SHIPPED)}
    parts["steps"]["deadline"] |= {"days": days, "unit": unit}

    found = {p.path: p.severity for p in problems(replace(SHIPPED, parts=parts))}

    assert found["steps/deadline.days"] == "error"


# -- in the back office ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address():
    with running(far.make_app) as found:
        yield found


@pytest.fixture
def system(db, address):
    """The manual system, reachable, with nothing ordered."""
    httpx.delete(f"{address}/_faults", trust_env=False)
    configure_endpoint(
        actor=OPERATOR,
        code="public-manuals",
        kind="registry",
        adapter="public-manuals",
        base_url=address,
        timeout_s=2,
    )
    return lambda **faults: httpx.post(f"{address}/_faults", json=faults, trust_env=False)


@pytest.fixture
def service(db):
    def make() -> None:
        authorities.load(EDITORS, bodies.BODIES)
        commands.publish_version(actor=OPERATOR, definition=SHIPPED)

    kept("service-with-manual", make)
    return ServiceVersion.objects.get()


@pytest.fixture
def draft(service, checker):
    return commands.begin_version(actor=checker, service="food-premises-licence")


@pytest.mark.req("2.2.2", part="fetched and compared")
def test_an_official_asks_compares_and_takes_over(browse, draft, checker, system):
    browser, base = browse(checker), f"/agency/services/{draft.pk}/compare/"
    system(changed=True)
    browser.post(base + "ask/")
    run_pending()
    page = browser.get(base).content.decode()
    digest = PublicManual.objects.get().digest
    assert "แบบใหม่" in page

    browser.post(base + "accept/", {"digest": digest, "take": ["time", "document.new-form"]})

    draft.refresh_from_db()
    assert draft.parts["service"]["manual"]["days"] == 29
    assert draft.parts["service"]["manual"]["as_of"] == "2027-01-15"
    assert draft.changes.get().tab == "manual"
    assert Event.objects.filter(name="catalogue.manual-accepted").count() == 1


@pytest.mark.req("2.2.2", part="faults of the manual system")
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"slow_s": 0.8}, "outside-slow"),
        ({"fail": 500}, "outside-failing"),
        ({"malformed": True}, "outside-malformed"),
    ],
)
def test_trouble_is_said_and_what_was_known_stays(browse, draft, checker, system, fault, code):
    commands.note_manual(actor=SYSTEM, code=CODE, manual=MANUAL)
    Endpoint.objects.update(timeout_s=0.3)
    system(**fault)

    tasks.look_at_manual(CODE)

    watch = ManualWatch.objects.get()
    assert (watch.fault, watch.current.digest) == (code, manuals.digest(MANUAL))
    page = browse(checker).get(f"/agency/services/{draft.pk}/compare/")
    assert page.status_code == 200


def test_a_manual_that_there_is_not_is_said(draft, system):
    tasks.look_at_manual("no-such-manual")

    watch = ManualWatch.objects.get()
    assert (watch.missing, watch.fault, watch.current) == (True, "", None)


def test_what_the_official_did_not_see_is_not_taken_over(draft, checker):
    commands.note_manual(actor=SYSTEM, code=CODE, manual=MANUAL)
    before = draft.parts

    with pytest.raises(NotFound):
        commands.accept_manual(actor=checker, draft=draft.pk, digest="0" * 64, keys=["title"])

    draft.refresh_from_db()
    assert draft.parts == before


@pytest.mark.req("2.2.2", part="a refused field keeps its reason")
def test_a_refused_field_keeps_who_refused_it_when_and_why(browse, draft, checker, approver):
    theirs = manuals.read(far.changed(WIRE))
    commands.note_manual(actor=SYSTEM, code=CODE, manual=theirs)
    base, browser = f"/agency/services/{draft.pk}/", browse(checker)
    asked = {"digest": manuals.digest(theirs), "keep": "time", "reason-time": " ตามข้อบัญญัติ "}

    browser.post(base + "compare/refuse/", asked)
    browser.post(base + "compare/refuse/", asked)

    kept = KeptField.objects.get()
    assert (kept.field, kept.reason, kept.by) == ("time", "ตามข้อบัญญัติ", checker.id)
    assert kept.theirs == "29 วัน"
    assert Event.objects.filter(name="catalogue.manual-refused").count() == 1
    assert draft.parts["service"]["manual"]["days"] == 30
    for page in (base + "compare/", base + "publish/", "/agency/"):
        text = browse(approver).get(page).content.decode().replace("\u2060", "")
        assert "ตามข้อบัญญัติ" in text, page


def test_a_refusal_without_a_reason_or_of_another_manual_keeps_nothing(browse, draft, checker):
    theirs = manuals.read(far.changed(WIRE))
    commands.note_manual(actor=SYSTEM, code=CODE, manual=theirs)
    base, digest = f"/agency/services/{draft.pk}/compare/", manuals.digest(theirs)
    browser = browse(checker)

    silent = browser.post(base + "refuse/", {"digest": digest, "keep": "time"})
    unseen = browser.post(
        base + "refuse/", {"digest": "0" * 64, "keep": "time", "reason-time": "x"}
    )
    strange = browser.post(
        base + "refuse/", {"digest": digest, "keep": "nothing", "reason-nothing": "x"}
    )

    assert [each.status_code for each in (silent, unseen, strange)] == [422, 404, 404]
    assert 'href="#reason-time"' in silent.content.decode()
    assert not KeptField.objects.exists()


def test_a_refusal_falls_when_the_manual_says_something_else_again(draft, checker):
    theirs = manuals.read(far.changed(WIRE))
    commands.note_manual(actor=SYSTEM, code=CODE, manual=theirs)
    digest = manuals.digest(theirs)
    commands.refuse_manual(
        actor=checker, draft=draft.pk, digest=digest, key="time", reason="ข้อบัญญัติ"
    )
    kept = {each["row"].key: each["kept"] for each in reasons.differing(draft)}

    commands.note_manual(actor=SYSTEM, code=CODE, manual={**theirs, "days": 28})

    again = {each["row"].key: each["kept"] for each in reasons.differing(draft)}
    assert kept["time"] is not None
    assert again["time"] is None


def test_a_draft_in_review_takes_nothing_over(draft, checker):
    commands.note_manual(actor=SYSTEM, code=CODE, manual=MANUAL)
    draft.status = "in-review"
    draft.save()

    with pytest.raises(Conflict):
        commands.accept_manual(
            actor=checker, draft=draft.pk, digest=manuals.digest(MANUAL), keys=["title"]
        )

    draft.refresh_from_db()
    assert draft.row_version == 1


@pytest.mark.req("2.2.2", part="brought as a file")
def test_a_manual_comes_as_a_file_and_counts_in_the_own_agency_only(browse, draft, checker):
    file = SimpleUploadedFile("manual.json", wire(name="ชื่อจากไฟล์"))

    answer = browse(checker).post(f"/agency/services/{draft.pk}/compare/import/", {"file": file})

    assert answer.status_code == 302
    assert PublicManual.objects.get().agency == "bma"
    assert not ManualWatch.objects.filter(current__isnull=False).exists()
    page = browse(checker).get(f"/agency/services/{draft.pk}/compare/").content.decode()
    assert "ชื่อจากไฟล์" in page


@pytest.mark.parametrize("content", [b"<html>", wire(id="another-manual")])
def test_a_file_that_is_not_this_manual_is_refused(browse, draft, checker, content):
    file = SimpleUploadedFile("manual.json", content)

    answer = browse(checker).post(f"/agency/services/{draft.pk}/compare/import/", {"file": file})

    assert answer.status_code == 422
    assert not PublicManual.objects.exists()


@pytest.mark.parametrize("verb", ["", "ask/", "import/", "accept/"])
def test_another_agency_finds_nothing(browse, draft, municipal_officer, verb):
    browser, address = browse(municipal_officer), f"/agency/services/{draft.pk}/compare/{verb}"

    answer = browser.post(address, {"digest": "x"}) if verb else browser.get(address)

    assert answer.status_code in (404, 422)
    assert not PublicManual.objects.exists()


# -- drift ----------------------------------------------------------------------------------------


@pytest.mark.req("2.2.2", part="drift")
def test_a_change_since_publication_is_told_once(service, checker, system):
    tasks.watch_manuals()
    run_pending()
    assert drafts.home(checker)["changed_manuals"] == []
    system(changed=True)

    for _day in range(2):
        tasks.watch_manuals()
        run_pending()

    told = Message.objects.filter(template="catalogue.manual-changed")
    assert [row.to.partition(":")[0] for row in told] == ["user"]
    assert [each["version"].service.code for each in drafts.home(checker)["changed_manuals"]] == [
        "food-premises-licence"
    ]
    assert Event.objects.filter(name="catalogue.manual-changed").count() == 1


def test_without_a_manual_system_nothing_is_watched(service):
    tasks.watch_manuals()
    run_pending()

    assert not ManualWatch.objects.exists()


def test_what_ships_says_what_its_manual_says():
    assert manuals.compare(SHIPPED.parts, MANUAL) == []


@pytest.mark.req("2.2.2", part="documents within the manual")
def test_a_document_outside_the_manual_is_found():
    parts = copy.deepcopy(dict(SHIPPED.parts))
    assert not [p for p in problems(SHIPPED) if p.path.startswith("documents/")]
    parts["service"]["manual"]["documents"].remove("floor-plan")

    found = [p for p in problems(replace(SHIPPED, parts=parts)) if p.path.startswith("documents/")]

    assert [p.severity for p in found] == ["error"]


def test_a_draft_that_cannot_be_read_is_shown_and_left_alone(browse, draft, checker):
    commands.note_manual(actor=SYSTEM, code=CODE, manual=MANUAL)
    draft.parts["documents"] = "crooked"
    draft.save()

    with pytest.raises(Conflict):
        commands.accept_manual(
            actor=checker, draft=draft.pk, digest=manuals.digest(MANUAL), keys=["title"]
        )

    draft.refresh_from_db()
    assert draft.row_version == 1
    assert browse(checker).get(f"/agency/services/{draft.pk}/compare/").status_code == 200
