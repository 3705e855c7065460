"""A service that nobody had thought of works as soon as its folder is published."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from demo import services
from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application
from krob.casework.applications.officer import desk
from krob.casework.applications.types import Status
from krob.engines.documents.verify import examine_pdf
from krob.engines.notifications.models import Message
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor, ActorKind, Channel
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.people.agencies import commands as agencies
from krob.people.agencies.calendars import last_day_for_a_person
from krob.people.agencies.types import Place
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.licences import queries as licences
from krob.registers.licences import verification
from krob.registers.licences.models import Licence
from krob.registers.licences.types import Answer, Verdict
from krob.registers.payments import commands as payments
from krob.registers.payments.models import Bill, Receipt
from krob.registers.payments.types import BankNotice
from tests.journeys import third_service
from tests.journeys.conftest import BANG_RAK, MONDAY, NONTHABURI, officer, photo

BANK = Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo", channel=Channel.API)


@contextmanager
def on(day: int = 23, month: int = 11):
    """Let it be ten o'clock in Bangkok on a day of 2026."""
    with clock.frozen(datetime(2026, month, day, 3, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def third(world, tmp_path) -> ServiceVersion:
    """The third service, published from a folder, and who is competent for it."""
    with on():
        services.load(third_service.write(tmp_path / "definitions"))
        for unit, place in (
            ("bma-bangrak", Place(province="10", district="1004")),
            ("nonthaburi-city", Place(province="12", district="1201", subdistrict="120101")),
        ):
            agencies.teach_jurisdiction(
                actor=OPERATOR,
                power=third_service.POWER,
                place=place,
                unit=unit,
                valid_from=date(2026, 1, 1),
            )
    return ServiceVersion.objects.get(service__code=third_service.CODE)


def filed(actor: Actor, folder, address=BANG_RAK) -> Application:
    """File by the commands that the screens call."""
    draft = commands.start_application(actor=actor, service=third_service.CODE)
    draft.answers = {**third_service.ANSWERS, "site": address}
    draft.save()
    for need in dossier.document_needs(draft):
        path = photo(folder, f"{need.code}.png")
        commands.add_document(
            actor=actor,
            reference=draft.reference,
            requirement=need.code,
            name=path.name,
            path=path,
        )
    commands.acknowledge_notice(actor=actor, reference=draft.reference)
    return commands.submit_application(actor=actor, reference=draft.reference)


def act(application: Application, login: str, step: str, action: str, **more) -> Application:
    """Let an officer close one of the open steps."""
    return commands.take_action(
        actor=officer(login),
        reference=application.reference,
        step=step,
        visit=1,
        action=action,
        **more,
    )


def keys(application: Application) -> list[str]:
    return [step.key for step in open_steps(SYSTEM, application.subject)]


def ruled(application: Application) -> Application:
    """Bring a filed application to its approval."""
    act(application, "bangrak.checker", "intake", "begin")
    act(application, "bangrak.inspector", "site-visit", "seen", checklist={"guards": "pass"})
    act(application, "bangrak.recommender", "neighbours", "heard", note="ไม่มีผู้คัดค้าน")
    return act(application, "bangrak.approver", "ruling", "grant")


def pay(bill: Bill) -> None:
    """Let the bank report the payment of a whole bill."""
    payments.record_bank_notice(
        actor=BANK,
        notice=BankNotice(
            bank="demo",
            id=f"N-{bill.reference}",
            biller=bill.biller,
            ref1=bill.reference,
            ref2=bill.check_value,
            amount=bill.amount,
            paid_at=clock.now(),
        ),
    )


def work() -> None:
    while worker.run_pending(limit=100):
        pass


def test_two_steps_run_side_by_side_and_meet_before_the_decision(third, owner_of_shop, tmp_path):
    with on():
        application = filed(owner_of_shop, tmp_path)
        act(application, "bangrak.checker", "intake", "begin")
        assert sorted(keys(application)) == ["neighbours", "site-visit"]

        act(application, "bangrak.recommender", "neighbours", "heard", note="ไม่มีผู้คัดค้าน")
        assert keys(application) == ["site-visit"]
        with pytest.raises(Conflict):
            act(application, "bangrak.approver", "ruling", "grant")
        with pytest.raises(Invalid):
            act(application, "bangrak.inspector", "site-visit", "seen")

        act(application, "bangrak.inspector", "site-visit", "seen", checklist={"guards": "pass"})

    assert keys(application) == ["ruling"]
    assert Application.objects.get().status == Status.CONSIDERING


def test_only_a_consultation_open_is_still_being_considered(third, owner_of_shop, tmp_path):
    with on():
        application = filed(owner_of_shop, tmp_path)
        act(application, "bangrak.checker", "intake", "begin")
        act(application, "bangrak.inspector", "site-visit", "seen", checklist={"guards": "pass"})

    stored = Application.objects.get()
    assert (stored.status, keys(stored)) == (Status.CONSIDERING, ["neighbours"])
    assert stored.completed_at == MONDAY


def test_the_queue_has_a_line_for_each_step_that_runs_side_by_side(third, owner_of_shop, tmp_path):
    both = replace(
        officer("bangrak.inspector"),
        permissions=officer("bangrak.inspector").permissions
        | officer("bangrak.recommender").permissions,
    )
    with on():
        application = filed(owner_of_shop, tmp_path)
        act(application, "bangrak.checker", "intake", "begin")

        lines = desk.queue(both, desk.Filter())["work"]

    assert sorted(line.step.key for line in lines) == ["neighbours", "site-visit"]


@pytest.mark.req("1.7.4", part="working days")
def test_a_holiday_added_later_moves_the_working_day_clock(third, owner_of_shop, tmp_path):
    with on():
        application = filed(owner_of_shop, tmp_path)
        act(application, "bangrak.checker", "intake", "begin")
        before = clocks.reading(application.subject)
        # 7 and 10 December are holidays of the nation in 2026
        assert (before.unit, before.due_on, before.days_left) == ("working", date(2026, 12, 16), 15)

        agencies.add_holiday(
            actor=officer("bma.admin"),
            calendar="bma",
            day=date(2026, 12, 1),
            name=Text("วันหยุดพิเศษ", "Special holiday"),
        )
        work()
        after = clocks.reading(application.subject)

    assert (after.due_on, after.days_left) == (date(2026, 12, 17), 15)
    assert Event.objects.filter(name="agencies.holiday-added", subject="calendar:bma").count() == 1


def test_another_authority_charges_by_its_own_table(third, owner_of_shop, tmp_path):
    with on():
        application = filed(owner_of_shop, tmp_path, NONTHABURI)
        act(application, "nonthaburi.checker", "intake", "begin")
        points = {"guards": "pass"}
        act(application, "nonthaburi.checker", "site-visit", "seen", checklist=points)
        act(application, "nonthaburi.recommender", "neighbours", "heard", note="ไม่มี")
        act(application, "nonthaburi.approver", "ruling", "grant")

    bill = Bill.objects.get()
    assert [(line.code, line.amount) for line in bill.charges.order_by("place")] == [
        ("machine-fee", Decimal("300.00")),
        ("sign-fee", Decimal("151.00")),
    ]
    assert bill.biller == "099400061772102"


@pytest.mark.req("2.2.1", part="a service without Python")
def test_a_third_service_goes_from_filing_to_a_verified_licence(
    transactional_db, seal, third, owner_of_shop, tmp_path
):
    # in the present, where the certificate authority lives
    application = ruled(filed(owner_of_shop, tmp_path))
    bill = Bill.objects.get()
    assert (application.status, bill.amount) == (Status.PAYING, Decimal("1376.00"))
    counted = clock.today() + timedelta(days=10)
    assert bill.due_on == last_day_for_a_person(application.unit.calendar.code, counted)
    pay(bill)
    work()

    licence = Licence.objects.get()
    _licence, pdf = licences.sealed_document(owner_of_shop, licence.pk)
    found = verification.by_file(pdf)
    shown = verification.by_token(licence.verify_token)

    assert Application.objects.get().status == Status.APPROVED
    assert licence.number.startswith("บร.อภ.0001/25")
    assert licence.valid_until == date(clock.today().year + 1, 12, 31)
    assert Receipt.objects.count() == 1
    assert (found.verdict, shown.verdict) == (Verdict.VALID, Verdict.VALID)
    answers = (found.issued_by_us, found.intact, found.seal_good, found.in_force)
    assert answers == (Answer.YES,) * 4
    assert examine_pdf(pdf).sound
    titles = {message.title["th"] for message in Message.objects.filter(to=owner_of_shop.party)}
    assert {"เริ่มพิจารณาแล้ว", "ออกใบอนุญาตแล้ว"} <= titles
