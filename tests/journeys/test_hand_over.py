"""An agency decides in its own system: the application goes there and comes back by itself."""

import copy
from dataclasses import replace

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.casework.applications.officer import desk
from krob.casework.applications.types import Status
from krob.engines.exchange import ports
from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import HandOver
from krob.engines.exchange.ports import BackOfficeAnswer
from krob.engines.notifications.models import Message
from krob.engines.workflow.models import Step
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import NotAllowed
from krob.foundation.jobs import worker
from krob.registers.catalogue.commands import publish_version
from krob.registers.catalogue.versioning.definition import read_folder
from tests.journeys.conftest import MONDAY, officer
from tests.journeys.test_late_steps import FOLDER

pytestmark = pytest.mark.req("2.8.1", part="hand-over")


class Office:
    """An agency's system in a test: answers what it is told to."""

    def __init__(self) -> None:
        self.cases: list[dict] = []
        self.answer = BackOfficeAnswer(action="approve", note="อนุญาตในระบบของหน่วยงาน")

    def deliver(self, endpoint, *, key, case):
        """Take a case."""
        self.cases.append(dict(case))
        return self.answer

    def ask(self, endpoint, *, key):
        """Say how it stands."""
        return self.answer


@pytest.fixture
def office(world, monkeypatch) -> Office:
    """The decision of food premises is made in the agency's own system."""
    made = Office()
    monkeypatch.setitem(ports.back_offices._entries, "test.office", made)
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts))
    parts["steps"]["steps"]["decision"] |= {"kind": "hand-over", "hand_over": "agency.test"}
    with clock.frozen(MONDAY):
        configure_endpoint(
            actor=OPERATOR,
            code="agency.test",
            kind="back-office",
            adapter="test.office",
            base_url="https://office.example",
        )
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=2, in_force_from=clock.today()),
        )
    return made


def handed(make, owner) -> Application:
    with clock.frozen(MONDAY):
        return make.recommended(make.filed(owner))


def test_nothing_leaves_before_the_step_is_kept_and_the_answer_comes_back(
    office, make, owner_of_shop
):
    application = handed(make, owner_of_shop)
    assert office.cases == []
    assert application.status == Status.CONSIDERING

    with clock.frozen(MONDAY):
        worker.run_pending()
        worker.run_pending()

    application.refresh_from_db()
    assert application.status == Status.PAYING
    assert application.decided_at == MONDAY
    (case,) = office.cases
    assert case["reference"] == application.reference
    assert case["answers"]["shop_name"] == "ครัวสมชาย"
    assert [action["key"] for action in case["actions"]] == ["approve", "refuse"]
    assert all(len(document["sha256"]) == 64 for document in case["documents"])
    finding = application.findings.latest("id")
    assert (finding.officer, finding.note) == (SYSTEM.id, "อนุญาตในระบบของหน่วยงาน")
    assert finding.signatory


def test_a_second_answer_changes_nothing(office, make, owner_of_shop):
    application = handed(make, owner_of_shop)
    with clock.frozen(MONDAY):
        worker.run_pending()
        again = commands.take_agency_answer(
            actor=SYSTEM,
            reference=application.reference,
            step="decision",
            visit=1,
            action="refuse",
        )

    assert again.status == Status.PAYING
    assert Step.objects.filter(key="decision").count() == 1


def test_where_the_system_refuses_an_officer_goes_on_by_hand(office, make, owner_of_shop):
    office.answer = BackOfficeAnswer(action="burn-it")
    application = handed(make, owner_of_shop)
    with clock.frozen(MONDAY):
        worker.run_pending()
        (step,) = open_steps(SYSTEM, application.subject)
        told = Message.objects.get(template="applications.case-refused")
        after = commands.take_action(
            actor=officer("bangrak.approver"),
            reference=application.reference,
            step=step.key,
            visit=step.visit,
            action="refuse",
            note="ไม่ถูกสุขลักษณะ",
        )

    assert HandOver.objects.get().state == "refused"
    assert told.to == "unit:bma-bangrak"
    assert after.status == Status.REFUSED


def test_an_answer_closes_only_steps_that_were_handed_over(make, owner_of_shop):
    with clock.frozen(MONDAY):
        application = make.filed(owner_of_shop)
        with pytest.raises(NotAllowed):
            commands.take_agency_answer(
                actor=SYSTEM,
                reference=application.reference,
                step="completeness",
                visit=1,
                action="accept",
            )

    assert Application.objects.get(pk=application.pk).status == Status.CHECKING


def _lines(login: str) -> list[tuple[str, str]]:
    work = desk.queue(officer(login), desk.Filter())["work"]
    return [(line.reference, line.step.key) for line in work]


def test_a_unit_that_is_asked_sees_the_application_and_does_its_step(
    world, make, owner_of_shop, browse
):
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts))
    parts["steps"]["steps"]["inspection"] |= {"unit": "bma-pathumwan", "role": "checker"}
    with clock.frozen(MONDAY):
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=2, in_force_from=clock.today()),
        )
        application = make.filed(owner_of_shop)
        asked = officer("pathumwan.checker")
        hidden = Application.objects.reachable_by(asked).filter(pk=application.pk).exists()
        make.moved(application, "bangrak.checker", "accept")
        seen = Application.objects.reachable_by(asked).filter(pk=application.pk).exists()
        queued, home = _lines("pathumwan.checker"), browse(asked).get("/officer/").content.decode()
        (work,) = desk.dossier(asked, application.reference)["work"]
        make.moved(
            application,
            "pathumwan.checker",
            "done",
            checklist=dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass"),
        )

        left = _lines("pathumwan.checker")

    assert (hidden, seen) == (False, True)
    assert (queued, left) == ([(application.reference, "inspection")], [])
    assert f"/officer/applications/{application.reference}/" in home
    assert work.obstacle == ""
    assert [step.key for step in open_steps(SYSTEM, application.subject)] == ["recommendation"]
