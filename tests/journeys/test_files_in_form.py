"""A question that asks for a file is answered on its page, by all the rules of documents."""

import json
from copy import deepcopy
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from krob.casework.applications import commands
from krob.casework.applications.applicant import correcting, reviewing
from krob.casework.applications.models import Application
from krob.casework.applications.officer import desk
from krob.engines.documents.models import Upload
from krob.foundation.core.errors import Invalid
from krob.foundation.core.permissions import Permission
from krob.registers.catalogue import commands as catalogue
from krob.registers.catalogue.models import ServiceDraft
from tests.journeys import test_third_service as third_journey
from tests.journeys import third_service
from tests.journeys.conftest import BANG_RAK, officer
from tests.journeys.test_third_service import third

pytestmark = [pytest.mark.django_db, pytest.mark.req("2.3", part="file")]
__all__ = ["third"]

PAGE = "machines"
MENDING = """
[steps.intake.actions.return]
label = { th = "ส่งคืนให้แก้ไข", en = "Return for correction" }
to = ["mending"]
needs = ["corrections"]
style = "line"

[steps.mending]
title = { th = "ผู้ยื่นแก้ไข", en = "Correction by the applicant" }
kind = "applicant"
role = "applicant"
days = 5
clock = "off"

[steps.mending.actions.resubmit]
label = { th = "ส่งข้อมูลที่แก้ไข", en = "Send the corrections" }
to = ["intake"]
"""


def question(key: str, **options: object) -> dict[str, object]:
    label = {"th": f"ไฟล์ {key}", "en": f"File {key}"}
    return {"key": key, "kind": "file", "label": label, "accept": ["png"], "max_mb": 1, **options}


@pytest.fixture(autouse=True)
def _asks_for_files(monkeypatch):
    """Let the third service ask for files on its second page."""
    form = deepcopy(third_service.FORM)
    form["pages"][1]["fields"] += [
        question("layout", required=True),
        question("survey", required="noise_measured", visible_when="machines_hp > 20"),
        question("extra", required=False),
    ]
    asked = '"noise-report", "form-layout", "form-survey"]'
    example = third_service.EXAMPLE.replace('"noise-report"]', asked)
    monkeypatch.setattr(third_service, "FORM", form)
    monkeypatch.setattr(third_service, "STEPS", third_service.STEPS + MENDING)
    monkeypatch.setattr(third_service, "EXAMPLE", example)


@pytest.fixture
def draft(third, owner_of_shop) -> Application:
    with third_journey.on():
        started = commands.start_application(actor=owner_of_shop, service=third_service.CODE)
        started.answers = {**third_service.ANSWERS, "site": BANG_RAK, "noise_measured": False}
        started.save()
        yield started


@pytest.fixture
def client(browse, owner_of_shop):
    return browse(owner_of_shop)


def png(name: str = "ผังเครื่องจักร ชั้น 1.png", more: bytes = b"") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue() + more)


def address(draft, *rest: str) -> str:
    return "/".join(["/applications", draft.reference, *rest, ""])


def post(client, draft, **given):
    edition = Application.objects.get(pk=draft.pk).edition
    return client.post(address(draft, "form", PAGE), {"_version": edition, **given})


def brought() -> list[tuple[str, str]]:
    return [(one.requirement, one.name) for one in Upload.objects.order_by("received_at")]


def test_a_file_is_kept_with_what_was_typed_on_its_page(client, draft):
    answer = post(
        client, draft, layout=png(), _shown="noise_measured", noise_measured="yes", _upload="layout"
    )

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{address(draft, 'form', PAGE)}#f-layout",
    )
    assert brought() == [("form-layout", "ผังเครื่องจักร ชั้น 1.png")]
    assert Application.objects.get(pk=draft.pk).answers["noise_measured"] is True
    page = client.get(address(draft, "form", PAGE)).content.decode()
    assert "ผังเครื่องจักร ชั้น 1.png" in page


def test_continue_takes_the_chosen_file_along_and_asks_for_the_missing_one(client, draft):
    first = post(client, draft)
    assert first.status_code == 422
    assert '<a href="#layout">แนบไฟล์' in first.content.decode().replace("\u2060", "")
    assert 'href="#extra"' not in first.content.decode()
    assert 'href="#survey"' not in first.content.decode()

    second = post(client, draft, layout=png())

    assert second["Location"] == address(draft, "documents")
    assert brought() == [("form-layout", "ผังเครื่องจักร ชั้น 1.png")]


def test_a_rule_makes_a_file_needed_and_a_condition_asks_for_it(client, draft):
    post(client, draft, layout=png())

    shown = ["noise_measured", "survey"]
    needed = post(client, draft, _shown=shown, noise_measured="yes")
    assert needed.status_code == 422
    assert 'href="#survey"' in needed.content.decode()

    small = {**third_service.ANSWERS, "machine": [{"name": "ก", "hp": "5"}], "site": BANG_RAK}
    Application.objects.filter(pk=draft.pk).update(answers=small)
    page = client.get(address(draft, "form", PAGE)).content.decode()
    assert 'name="layout"' in page
    assert 'type="file" name="survey"' not in page


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (SimpleUploadedFile("a.png", b"MZ\x90\x00 not a picture"), 422),
        (SimpleUploadedFile("a.png", b""), 422),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"), 422),
        (png("a.pdf"), 422),
        (png("a.png", b"<script>alert(1)</script>" * 10), 422),
        (png("a.png", b"0" * 1_000_001), 422),
        (png("a.png", b"0" * 10_000_001), 413),
    ],
)
def test_a_file_that_documents_refuse_is_refused_and_what_was_typed_stays(
    client, draft, file, status
):
    answer = post(
        client, draft, _shown="noise_measured", noise_measured="yes", layout=file, _upload="layout"
    )

    assert answer.status_code == status
    assert 'href="#layout"' in answer.content.decode()
    assert brought() == []
    assert Application.objects.get(pk=draft.pk).answers["noise_measured"] is True


def test_a_file_is_taken_away_on_its_page(client, draft):
    post(client, draft, layout=png())
    upload = Upload.objects.get()

    answer = post(client, draft, _drop=f"layout:{upload.pk}")

    assert answer["Location"].endswith("#f-layout")
    assert brought() == []


def test_an_older_window_loses_no_file(client, draft):
    client.post(
        address(draft, "form", "business", "save"),
        {"_version": draft.edition, "_shown": "works_name", "works_name": "ใหม่"},
    )

    client.post(
        address(draft, "form", "business"),
        {"_version": draft.edition, "_shown": "works_name", "works_name": "เก่า"},
    )
    client.post(
        address(draft, "form", PAGE),
        {"_version": draft.edition, "layout": png(), "_upload": "layout"},
    )

    assert brought() == [("form-layout", "ผังเครื่องจักร ชั้น 1.png")]


def test_a_stranger_brings_and_takes_nothing(client, draft, browse, stranger):
    post(client, draft, layout=png())
    upload = Upload.objects.get()
    other = browse(stranger)

    refused = [
        post(other, draft, layout=png("x.png"), _upload="layout"),
        post(other, draft, _drop=f"layout:{upload.pk}"),
    ]

    assert [one.status_code for one in refused] == [404, 404]
    assert brought() == [("form-layout", "ผังเครื่องจักร ชั้น 1.png")]


def filed(client, draft, owner, tmp_path) -> Application:
    post(client, draft, layout=png())
    path = tmp_path / "แผนผัง.png"
    path.write_bytes(png().read())
    commands.add_document(
        actor=owner,
        reference=draft.reference,
        requirement="machine-plan",
        name=path.name,
        path=path,
    )
    return commands.submit_application(actor=owner, reference=draft.reference, notice_read=True)


def test_it_is_checked_filed_and_read_beside_the_answers(client, draft, owner_of_shop, tmp_path):
    shown = reviewing.check(owner_of_shop, draft.reference)
    assert [paper.need.code for paper in shown["papers"]] == ["machine-plan"]
    with pytest.raises(Invalid) as fault:
        commands.submit_application(
            actor=owner_of_shop, reference=draft.reference, notice_read=True
        )
    linked = reviewing.check(owner_of_shop, draft.reference, fault.value)["problems"]
    assert f"{address(draft, 'form', PAGE)}#f-layout" in [one.url for one in linked]

    filed(client, draft, owner_of_shop, tmp_path)

    upload = Upload.objects.get(requirement="form-layout")
    page = client.get(address(draft)).content.decode()
    assert f'<a href="/documents/{upload.pk}/">ผังเครื่องจักร ชั้น 1.png</a>' in page
    rows = {
        row.key: row
        for each in desk.dossier(officer("bangrak.checker"), draft.reference)["pages"]
        for row in each.rows
    }
    assert [(one.name, one.url) for one in rows["layout"].links] == [
        ("ผังเครื่องจักร ชั้น 1.png", f"?document={upload.pk}#documents")
    ]
    assert rows["extra"].value == ""


def test_it_is_sent_back_by_name_and_corrected(client, draft, owner_of_shop, tmp_path):
    filed(client, draft, owner_of_shop, tmp_path)
    askable = desk.dossier(officer("bangrak.checker"), draft.reference)["askable"]
    asked = [(one.kind, one.key) for _title, asks in askable for one in asks]
    assert asked.count(("document", "form-layout")) == 1
    third_journey.act(
        draft,
        "bangrak.checker",
        "intake",
        "return",
        note="ภาพไม่ชัด",
        corrections=[{"kind": "document", "key": "form-layout", "reason": "ภาพไม่ชัด"}],
    )

    papers = correcting.page(owner_of_shop, draft.reference)["papers"]
    assert [(paper.need.code, reason) for paper, reason in papers] == [("form-layout", "ภาพไม่ชัด")]
    old = Upload.objects.get(requirement="form-layout")
    page = client.get(address(draft, "form", PAGE)).content.decode()
    assert 'type="file" name="layout"' in page
    assert 'type="file" name="extra"' not in page
    assert f'value="layout:{old.pk}"' not in page
    post(client, draft, layout=png("ชัดแล้ว.png"), _upload="layout")

    again = commands.resubmit_application(actor=owner_of_shop, reference=draft.reference)

    assert again.status == "checking"
    assert ("form-layout", "ชัดแล้ว.png") in brought()


def test_no_file_leaves_with_an_example(client, draft, owner_of_shop, tmp_path):
    application = filed(client, draft, owner_of_shop, tmp_path)
    known = officer("bangrak.checker")
    writer = replace(known, permissions=known.permissions | {Permission.CATALOGUE_EDIT_SERVICE})
    work = catalogue.begin_version(actor=writer, service=third_service.CODE)

    catalogue.borrow_example(actor=writer, draft=work.pk, reference=application.reference)

    made = ServiceDraft.objects.get(pk=work.pk).parts["examples"][-1]
    upload = Upload.objects.get(requirement="form-layout")
    assert "layout" not in made["answers"]
    text = json.dumps(made, ensure_ascii=False)
    for secret in (upload.name, str(upload.pk), upload.sha256, upload.key):
        assert secret not in text
