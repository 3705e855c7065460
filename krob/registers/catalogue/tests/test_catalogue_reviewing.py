"""What an approver reads before deciding: the difference in words, and the whole in words."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, NotFound
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import reviewing
from krob.registers.catalogue.models import ServiceDraft, ServiceVersion
from krob.registers.catalogue.tabs import SERVICE_TABS
from krob.registers.catalogue.versioning.definition import digest_of
from tests.definitions.shipped import SERVICES, offerings_of

CODE = "food-premises-notification"
SOUND = SERVICES[CODE]

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(checker):
    Agency.objects.get_or_create(code="bma", defaults={"name_th": "กรุงเทพมหานคร"})
    return replace(checker, id="u-editor")


@pytest.fixture
def publisher(approver):
    return replace(approver, id="u-publisher")


def plain(parts) -> dict:
    return json.loads(json.dumps(parts))


def asked(draft, parts) -> ServiceDraft:
    """Let a draft wait for approval with these parts."""
    draft.parts, draft.status, draft.asked_by = parts, "in-review", "u-editor"
    draft.asked_at, draft.asked_digest = clock.now(), digest_of(parts)
    draft.save()
    return draft


@pytest.fixture
def first(editor) -> ServiceDraft:
    begun = commands.begin_service(actor=editor, code="new-service", title_th="บริการใหม่")
    return asked(begun, plain(SOUND.parts))


@pytest.fixture
def second(editor) -> ServiceDraft:
    commands.publish_version(actor=OPERATOR, definition=replace(SOUND, agency="bma"))
    begun = commands.begin_version(actor=editor, service=CODE)
    parts = plain(begun.parts)
    question = parts["form"]["pages"][1]["fields"][0]
    question["visible_when"] = "applicant.kind == 'juristic'"
    parts["documents"][0]["hint"] = {"th": "ก", "en": "planted hint"}
    parts["messages"]["received"]["body"]["en"] += " planted end"
    parts["service"]["criteria"][0]["en"] = "planted criterion"
    return asked(begun, parts)


def page_of(browse, actor, draft) -> str:
    answer = browse(actor).get(f"/agency/services/{draft.pk}/publish/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("2.2.1", part="the approver reads what is approved")
def test_the_approver_of_a_next_version_reads_every_change_under_its_tab(browse, publisher, second):
    with translation.override("en"):
        shown = reviewing.publishing(replace(publisher, language="en"), second.pk)
        said = {
            str(tab["title"]): [each.words.in_("en") for each in tab["changes"]]
            for tab in shown["changed"]
        }

    assert list(said) == ["Service", "Form", "Documents", "Messages"]
    assert any("planted criterion" in each for each in said["Service"])
    assert any("the applicant is a juristic person" in each for each in said["Form"])
    assert any("planted hint" in each for each in said["Documents"])
    assert any("planted end" in each for each in said["Messages"])
    page = page_of(browse, publisher, second)
    for planted in ("planted criterion", "planted hint", "planted end", "นิติบุคคล"):
        assert planted in page
    for tab in ("service", "form", "documents", "messages"):
        assert f'href="/agency/services/{second.pk}/{tab}/"' in page


@pytest.mark.req("2.2.1", part="the approver reads what is approved")
def test_the_approver_of_a_first_version_reads_the_whole_service(browse, publisher, first):
    parts = SOUND.parts

    page = page_of(browse, publisher, first)

    titles = [
        *(each["title"]["th"] for each in parts["form"]["pages"]),
        *(each["title"]["th"] for each in parts["documents"]),
        *(each["title"]["th"] for each in parts["steps"]["steps"].values()),
        *(each["title"]["th"] for each in parts["messages"].values()),
        *(each["says"]["th"] for each in parts["examples"] if isinstance(each.get("says"), dict)),
    ]
    missing = [title for title in titles if title not in page.replace("\u2060", "")]
    assert missing == []
    assert f'src="/agency/services/{first.pk}/document.png"' in page
    assert "<svg" in page
    for tab in SERVICE_TABS:
        assert f'href="/agency/services/{first.pk}/{tab.code}/"' in page


def test_every_setting_that_an_editor_asks_is_told(editor, publisher, first):
    parts = plain(SOUND.parts)
    parts["documents"][0]["sample"] = {"th": "ตัวอย่างที่ปลูกไว้"}
    parts["steps"]["steps"]["decision"]["warning"] = {"th": "คำเตือนที่ปลูกไว้"}
    parts["service"]["validity"] = {"th": "อายุที่ปลูกไว้"}
    asked(first, parts)

    told = str(reviewing.publishing(publisher, first.pk)["whole"])

    for planted in ("ตัวอย่างที่ปลูกไว้", "คำเตือนที่ปลูกไว้", "อายุที่ปลูกไว้"):
        assert planted in told


def test_another_agency_finds_no_page_to_approve(browse, municipal_officer, second):
    answer = browse(municipal_officer).get(f"/agency/services/{second.pk}/publish/")

    assert answer.status_code == 404


def test_approving_names_exactly_the_digest_that_was_shown(browse, publisher, second):
    shown = reviewing.publishing(publisher, second.pk)["digest"]
    changed = plain(second.parts)
    changed["service"]["title"]["en"] = "Changed behind the approver's back"
    ServiceDraft.objects.filter(pk=second.pk).update(parts=changed)
    before = ServiceVersion.objects.count()

    with pytest.raises(Conflict):
        commands.approve_draft(actor=publisher, draft=second.pk, digest=shown)

    assert shown == second.asked_digest
    assert ServiceVersion.objects.count() == before
    assert f'name="digest" value="{digest_of(changed)}"' in page_of(browse, publisher, second)


def test_the_page_asks_the_database_as_often_for_a_large_service_as_for_a_small(publisher, second):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            reviewing.publishing(publisher, second.pk)
        return len(seen)

    queries()
    few = queries()
    parts = plain(second.parts)
    for part, rows in (("documents", parts["documents"]), ("examples", parts["examples"])):
        parts[part] = [
            *rows,
            *({**rows[0], "code": f"more-{n}", "name": f"more-{n}"} for n in range(40)),
        ]
    page = parts["form"]["pages"][-1]
    page["fields"] += [
        {"key": f"more_{n}", "kind": "text", "label": {"th": "ข้อ", "en": "Question"}}
        for n in range(40)
    ]
    asked(second, parts)

    assert queries() == few


def test_the_history_of_a_service_is_not_loaded_by_the_home_of_the_back_office(editor, second):
    from_one = ServiceVersion.objects.newest().count()
    commands.publish_version(
        actor=OPERATOR, definition=replace(SOUND, agency="bma", number=2), offerings=()
    )

    assert (from_one, ServiceVersion.objects.newest().count()) == (1, 1)
    assert ServiceVersion.objects.newest().get().number == 2
    assert offerings_of(CODE)


@pytest.mark.req("2.10", part="fees of a first version")
def test_an_example_of_a_first_version_says_that_its_fee_is_not_known(
    browse, editor, municipal_officer, second
):
    parts = plain(SERVICES["food-premises-licence"].parts)
    draft = commands.begin_service(actor=editor, code="no-ordinance", title_th="บริการใหม่")
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=parts)
    name = parts["examples"][0]["name"]
    address = f"/agency/services/{draft.pk}/examples/{name}/"

    page = browse(editor).get(address).content.decode().replace("\u2060", "")

    assert "ยังไม่มีข้อบัญญัติกำหนดค่าธรรมเนียม" in page
    assert 'href="/agency/#offerable"' in page
    assert f"<h2>{name}</h2>" not in page


@pytest.mark.req("2.10", part="fees of a first version")
def test_an_example_of_a_first_version_is_computed_with_the_draft_of_an_ordinance(
    browse, editor, municipal_officer
):
    district = Authority.objects.create(
        code="bma-bangrak", agency=Agency.objects.get(code="bma"), name_th="สำนักงานเขตบางรัก"
    )
    parts = plain(SERVICES["food-premises-licence"].parts)
    draft = commands.begin_service(actor=editor, code="no-ordinance", title_th="บริการใหม่")
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=parts)
    own = commands.begin_offering(actor=editor, service="no-ordinance", authority=district.code)
    shipped = next(
        one for one in offerings_of("food-premises-licence") if one.authority == "bma-bangrak"
    )
    ServiceDraft.objects.filter(pk=own.pk).update(parts={"offering": plain(shipped.parts)})
    name = parts["examples"][0]["name"]

    page = browse(editor).get(f"/agency/services/{draft.pk}/examples/{name}/").content.decode()

    assert "ตามร่างข้อบัญญัติ" in page.replace("\u2060", "")
    with pytest.raises(NotFound):
        commands.begin_offering(
            actor=municipal_officer, service="no-ordinance", authority="nonthaburi-city"
        )


def test_a_draft_that_waits_for_approval_is_read_and_not_edited(browse, publisher, first):
    base = f"/agency/services/{first.pk}/"

    pages = {
        tab.code: browse(publisher).get(f"{base}{tab.code}/").content.decode()
        for tab in SERVICE_TABS
    }

    for code, page in pages.items():
        assert 'id="told"' in page, code
        assert "/save/" not in page, code


@pytest.mark.req("2.2.1", part="dates as people write them")
def test_days_are_typed_in_the_buddhist_era_and_shown_so(browse, editor):
    draft = commands.begin_service(actor=editor, code="with-a-day", title_th="บริการใหม่")
    address = f"/agency/services/{draft.pk}/service/"
    typed = {"review_by-day": "31", "review_by-month": "12", "review_by-year": "2570"}
    seen = browse(editor).get(address).context["seen"]

    browse(editor).post(f"{address}-/save/", {**typed, "seen": seen})
    page = browse(editor).get(address).content.decode()
    wrong = browse(editor).post(f"{address}-/save/", {**typed, "review_by-day": "40", "seen": ""})

    draft.refresh_from_db()
    assert draft.parts["service"]["review_by"] == "2027-12-31"
    assert 'name="review_by-year" value="2570"' in page
    assert 'type="date"' not in page
    assert wrong.status_code == 422
    assert 'name="review_by-day" value="40"' in wrong.content.decode()
