"""The one correction round is not used up by sending everything back as it was."""

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application, Correction, Submission
from krob.casework.applications.officer import asking, desk
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.errors import Invalid
from tests.journeys.conftest import MONDAY, officer, photo

ASKED = [
    {"kind": "field", "key": "seats", "reason": "ไม่ตรงกับแผนผัง"},
    {"kind": "document", "key": "floor-plan", "reason": "ไม่ชัด"},
]
WORD = "นับใหม่แล้ว ได้เท่าเดิม"


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def returned(make, owner_of_shop) -> Application:
    application = make.filed(owner_of_shop)
    return make.moved(application, "bangrak.checker", "return", corrections=ASKED)


def send(actor, application, **explanations: str) -> Application:
    said = {
        name.replace("_", ".", 1).replace("_", "-"): text for name, text in explanations.items()
    }
    return commands.resubmit_application(
        actor=actor, reference=application.reference, explanations=said
    )


@pytest.mark.req("1.1.3", part="what is neither changed nor explained is not sent")
@pytest.mark.parametrize("word", ["", "   "])
def test_what_is_neither_changed_nor_explained_holds_the_corrections_back(
    returned, owner_of_shop, word
):
    with pytest.raises(Invalid) as refused:
        send(owner_of_shop, returned, field_seats=word)

    assert list(refused.value.fields) == ["left.field.seats", "left.document.floor-plan"]
    assert "แผนผัง" in str(refused.value.fields["left.document.floor-plan"])
    assert Application.objects.get().status == Status.CORRECTING
    assert (Submission.objects.count(), Correction.objects.get().answered_at) == (1, None)


def test_what_is_explained_is_sent_and_the_officer_reads_why(returned, owner_of_shop):
    sent = send(
        owner_of_shop, returned, field_seats=WORD, document_floor_plan="ชัดแล้ว", field_other="x"
    )

    assert sent.status == Status.CHECKING
    assert Correction.objects.get().explanations == {
        "field.seats": WORD,
        "document.floor-plan": "ชัดแล้ว",
    }
    shown = desk.dossier(officer("bangrak.checker"), returned.reference)
    assert [said for _label, said in shown["left"]] == [WORD, "ชัดแล้ว"]
    assert [said for _label, _why, said in next(asking.rounds(sent)).items] == [WORD, "ชัดแล้ว"]


def test_what_was_changed_needs_no_explanation(returned, owner_of_shop, tmp_path):
    kept = {**Application.objects.get().answers, "seats": "48"}
    Application.objects.update(answers=kept)
    commands.add_document(
        actor=owner_of_shop,
        reference=returned.reference,
        requirement="floor-plan",
        name="plan.png",
        path=photo(tmp_path, "plan.png"),
    )

    sent = send(owner_of_shop, returned)

    assert sent.status == Status.CHECKING
    assert Correction.objects.get().explanations == {}


def test_the_page_names_what_is_left_and_keeps_what_was_written(returned, owner_of_shop, browse):
    client = browse(owner_of_shop)
    address = f"/applications/{returned.reference}/"

    answer = client.post(address + "resubmit/", {"left.field.seats": WORD})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert WORD in page
    assert 'href="#left-document-floor-plan"' in page
    assert 'href="#left-field-seats"' not in page


@pytest.mark.req("1.2.3", part="the reason of a withdrawal")
def test_the_reason_of_a_withdrawal_is_kept_secret_and_both_sides_read_it(
    make, owner_of_shop, browse
):
    application = make.filed(owner_of_shop)

    browse(owner_of_shop).post(
        f"/applications/{application.reference}/withdraw/", {"reason": "ย้ายร้านไปที่อื่น"}
    )

    assert Application.objects.get().withdrawal_reason == "ย้ายร้านไปที่อื่น"
    stored = Application.objects.extra(select={"raw_reason": "withdrawal_reason"})
    assert "ย้ายร้าน" not in str(stored.values_list("raw_reason", flat=True)[0])
    for actor, address in (
        (owner_of_shop, f"/applications/{application.reference}/"),
        (officer("bangrak.checker"), f"/officer/applications/{application.reference}/"),
    ):
        page = browse(actor).get(address).content.decode().replace("\u2060", "")
        assert "ย้ายร้านไปที่อื่น" in page
