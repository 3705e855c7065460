"""Answers that mean harm: kept within bounds, shown as text, printed as text."""

import subprocess

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application, Submission
from krob.engines.documents.render import render_pdf
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.registers.licences import sealing
from krob.registers.licences.models import Licence
from tests.journeys.conftest import MONDAY, officer

SCRIPT = "<script>alert(1)</script>"
TYPST = '#panic("x") $x$ @y \\ #sys.inputs'
BIDI = "ครัว\u202egnp.exe\u202c"
HIDDEN = "ครัว\x00\u200bสม\ufeffชาย"


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


def posted(client, application: Application, name: str) -> int:
    """Send a shop name by the form's page, as a browser (or a program) would."""
    application.refresh_from_db()
    path = f"/applications/{application.reference}/form/premises/save/"
    answer = client.post(path, {"_version": application.edition, "shop_name": name})
    return int(answer.status_code)


@pytest.mark.parametrize("name", ["ก" * 10_000, HIDDEN, BIDI, SCRIPT, TYPST, "\x00", "\ud7ff" * 50])
def test_no_shop_name_breaks_the_form(make, owner_of_shop, browse, name):
    draft = make.draft(owner_of_shop)
    client = browse(owner_of_shop)

    assert posted(client, draft, name) in (200, 400, 422)

    kept = Application.objects.get().answers.get("shop_name") or ""
    assert len(kept) <= 100
    assert not set(kept) & set("\x00\u202e\u202c\u200b\ufeff")
    for page in ("form/premises/", "check/", ""):
        answer = client.get(f"/applications/{draft.reference}/{page}")
        assert answer.status_code == 200
        assert SCRIPT.encode() not in answer.content


def test_script_in_an_answer_is_text_to_the_officer(make, owner_of_shop, browse):
    draft = make.draft(owner_of_shop)
    assert posted(browse(owner_of_shop), draft, SCRIPT) == 200
    assert Application.objects.get().answers["shop_name"] == SCRIPT
    application = commands.submit_application(actor=owner_of_shop, reference=draft.reference)
    client = browse(officer("bangrak.checker"))

    for path in (f"/officer/applications/{application.reference}/", "/officer/applications/"):
        page = client.get(path).content.decode()
        assert SCRIPT not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("name", [SCRIPT, TYPST])
def test_markup_in_an_answer_is_text_in_the_licence(make, owner_of_shop, tmp_path, name):
    draft = make.draft(owner_of_shop)
    draft.answers["shop_name"] = name
    draft.save()
    application = make.approved(
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)
    )
    commands.conclude_settlement(actor=SYSTEM, reference=application.reference)

    licence = Licence.objects.get()
    values = sealing.values_of(licence)
    pdf = tmp_path / "licence.pdf"
    pdf.write_bytes(render_pdf(licence.template, values, attachments=[], title="x"))
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True)

    assert Submission.objects.get().answers["shop_name"] == name
    assert "".join(name.split()) in "".join(told.stdout.decode().split())
