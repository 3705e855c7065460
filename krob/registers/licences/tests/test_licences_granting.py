"""A licence is granted once, numbered without gaps, sealed once, and ended by its own unit."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from krob.engines.documents import seal as sealing_of_documents
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from krob.foundation.events.models import Event
from krob.registers.licences import commands, numbering, queries, sealing, tasks
from krob.registers.licences.models import (
    Licence,
    LicenceDocument,
    NumberSeries,
    StatusChange,
)
from krob.registers.licences.tests.conftest import TERMS
from krob.registers.licences.types import LicenceStatus

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def names() -> list[str]:
    return list(Event.objects.order_by("id").values_list("name", flat=True))


@pytest.mark.req("P.10", part="grant")
@pytest.mark.django_db
def test_granting_allots_a_number_and_is_recorded(grant):
    with clock.frozen(NOON):
        licence = grant()

    assert (licence.number, licence.status) == ("00001/2569", LicenceStatus.GRANTED)
    assert licence.granted_at == NOON
    assert (licence.record_class, licence.kept_from) == ("licence", TERMS.decided_on)
    event = Event.objects.get()
    assert (event.name, event.subject) == ("licences.granted", TERMS.subject)
    assert event.data == {"licence": str(licence.id), "number": "00001/2569"}


@pytest.mark.django_db
def test_granting_twice_is_one_licence(grant):
    first = grant()
    second = grant(number_pattern="X{running}")

    assert first == second
    assert Licence.objects.count() == 1
    assert names() == ["licences.granted"]


@pytest.mark.django_db
def test_numbers_have_no_gaps_and_start_anew_each_year_and_authority(grant):
    given = [
        grant(subject=f"application:{place}", **changes).number
        for place, changes in enumerate(
            [
                {},
                {},
                {"decided_on": date(2027, 1, 2), "valid_from": None},
                {"authority": "nonthaburi-city"},
                {"number_pattern": "อ.{running:03}/{fiscal_year_be}"},
            ]
        )
    ]

    assert given == ["00001/2569", "00002/2569", "00001/2570", "00001/2569", "อ.001/2570"]


@pytest.mark.django_db
def test_a_refused_grant_uses_no_number(grant):
    with pytest.raises(Invalid):
        grant(valid_until=date(2026, 1, 1))
    with pytest.raises(NotFound):
        grant(replaces="77777/2569")

    assert not Licence.objects.exists()
    assert not NumberSeries.objects.exists()
    assert grant().number == "00001/2569"


def test_a_number_is_found_as_people_type_it():
    assert numbering.normal(" ๐๐๐๑๒ / ๒๕๖๙ ") == "00012/2569"


@pytest.mark.django_db
def test_only_the_deciding_unit_grants(grant, checker, pathumwan_officer, municipal_officer, owner):
    for stranger in (pathumwan_officer, municipal_officer, owner):
        with pytest.raises(NotAllowed):
            grant(actor=stranger)

    assert not Licence.objects.exists()
    assert grant(actor=checker).number == "00001/2569"


@pytest.mark.django_db
def test_personal_words_are_stored_encrypted(grant):
    licence = grant()

    with connection.cursor() as cursor:
        cursor.execute("SELECT holder_name, snapshot FROM licences_licence")
        name, snapshot = cursor.fetchone()

    assert name.startswith("v1.")
    assert snapshot.startswith("v1.")
    assert licence.content["rows"][0][1] == "240 ตารางเมตร"


@pytest.mark.req("A.8", part="issue")
def test_a_job_seals_the_licence_and_puts_it_in_force(sealed):
    document = LicenceDocument.objects.get()

    assert sealed.status == LicenceStatus.IN_FORCE
    assert document.licence == sealed
    assert document.seal_sound
    assert sealed.manifest["signer"] == "Krob Test Seal · สำนักงานเขตบางรัก"
    assert names() == ["licences.granted", "licences.sealed"]


def test_sealing_again_makes_no_second_document(sealed):
    sealing.seal_licence(str(sealed.id))

    assert LicenceDocument.objects.count() == 1
    assert names().count("licences.sealed") == 1


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("krob.registers.licences.sealing.render_pdf", LicenceStatus.SEALING),
        ("krob.engines.documents.seal.seal_pdf", LicenceStatus.SEALING),
        ("krob.registers.licences.sealing.storage.write", LicenceStatus.SEALING),
        ("krob.registers.licences.sealing._finished", LicenceStatus.SEALING),
    ],
)
def test_killed_between_steps_it_is_done_once_when_repeated(
    step, left, transactional_db, seal, grant, monkeypatch
):
    licence = grant()

    class Killed(BaseException):
        """The process ends here."""

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(step, die)
        with pytest.raises(Killed):
            sealing.seal_licence(str(licence.id))
    licence.refresh_from_db()
    assert licence.status == left
    assert not LicenceDocument.objects.exists()

    sealing.seal_licence(str(licence.id))

    licence.refresh_from_db()
    assert licence.status == LicenceStatus.IN_FORCE
    assert LicenceDocument.objects.count() == 1
    assert names().count("licences.sealed") == 1


def test_two_workers_at_once_leave_one_document(
    transactional_db, seal, grant, monkeypatch, settings
):
    licence = grant()
    slow = sealing_of_documents.seal_pdf

    def overtaken(pdf):
        monkeypatch.setattr(sealing_of_documents, "seal_pdf", slow)
        sealing.seal_licence(str(licence.id))
        return slow(pdf)

    monkeypatch.setattr(sealing_of_documents, "seal_pdf", overtaken)
    sealing.seal_licence(str(licence.id))

    assert LicenceDocument.objects.count() == 1
    assert names().count("licences.sealed") == 1
    kept = [path for path in (settings.KROB_FILES / "licences").rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_without_a_seal_the_licence_waits_and_is_sealed_later(
    transactional_db, settings, seal, grant, work, tmp_path
):
    settings.KROB_SEAL = tmp_path / "none"
    sealing_of_documents.forget()
    licence = grant()
    work()
    licence.refresh_from_db()
    assert licence.status == LicenceStatus.SEALING

    settings.KROB_SEAL = seal
    tasks.seal(licence=str(licence.id))

    licence.refresh_from_db()
    assert licence.status == LicenceStatus.IN_FORCE


def test_a_new_licence_ends_the_one_that_it_replaces_when_it_is_in_force(sealed, grant, work):
    renewed = grant(subject="application:KRB-2570-000001", replaces=sealed.number)
    sealed.refresh_from_db()
    assert sealed.status == LicenceStatus.IN_FORCE

    work()

    sealed.refresh_from_db()
    renewed.refresh_from_db()
    assert (sealed.status, renewed.status) == (LicenceStatus.SUPERSEDED, LicenceStatus.IN_FORCE)


@pytest.mark.django_db
def test_revoking_needs_the_right_and_the_unit(grant, checker, pathumwan_officer, owner):
    licence = grant()
    powerless = replace(checker, permissions=frozenset())

    for actor, error in (
        (pathumwan_officer, NotFound),
        (powerless, NotAllowed),
        (owner, NotAllowed),
    ):
        with pytest.raises(error):
            commands.revoke_licence(actor=actor, number=licence.number, reason="ฝ่าฝืน")

    licence.refresh_from_db()
    assert licence.status == LicenceStatus.GRANTED
    assert not StatusChange.objects.exists()
    assert names() == ["licences.granted"]


@pytest.mark.django_db
def test_revoking_needs_a_reason_and_is_done_once(grant, checker):
    licence = grant()
    with pytest.raises(Invalid):
        commands.revoke_licence(actor=checker, number=licence.number, reason="  ")
    assert not StatusChange.objects.exists()

    with clock.frozen(NOON):
        commands.revoke_licence(actor=checker, number=licence.number, reason="ฝ่าฝืนเงื่อนไขซ้ำ")
        again = commands.revoke_licence(actor=checker, number=licence.number, reason="อีกครั้ง")

    assert (again.status, again.ended_on) == (LicenceStatus.REVOKED, date(2026, 11, 23))
    assert [change.reason for change in queries.changes_of(again)] == ["ฝ่าฝืนเงื่อนไขซ้ำ"]
    assert names() == ["licences.granted", "licences.revoked"]


def test_a_licence_revoked_before_it_is_sealed_stays_revoked(
    transactional_db, seal, grant, work, checker
):
    licence = grant()
    commands.revoke_licence(actor=checker, number=licence.number, reason="ออกโดยผิดหลง")
    work()

    licence.refresh_from_db()
    assert licence.status == LicenceStatus.REVOKED


def test_suspending_and_reinstating(sealed, checker):
    with clock.frozen(NOON):
        suspended = commands.suspend_licence(
            actor=checker, number=sealed.number, reason="ปรับปรุงครัว", until=date(2026, 12, 1)
        )
        assert suspended.status_today == LicenceStatus.SUSPENDED
        assert suspended.status_on(date(2026, 12, 2)) == LicenceStatus.IN_FORCE
        reinstated = commands.reinstate_licence(
            actor=checker, number=sealed.number, reason="ปรับปรุงแล้ว"
        )

    assert reinstated.status == LicenceStatus.IN_FORCE
    assert names()[2:] == ["licences.suspended", "licences.reinstated"]


def test_a_suspension_ends_by_itself_after_its_last_day(sealed, checker):
    with clock.frozen(NOON):
        commands.suspend_licence(
            actor=checker, number=sealed.number, reason="ปรับปรุงครัว", until=date(2026, 12, 1)
        )
    with clock.frozen(datetime(2026, 12, 1, 16, 59, tzinfo=UTC)):
        tasks.end_suspensions()
    sealed.refresh_from_db()
    assert sealed.status == LicenceStatus.SUSPENDED

    with clock.frozen(datetime(2026, 12, 1, 17, 1, tzinfo=UTC)):
        assert sealed.status_today == LicenceStatus.IN_FORCE
        tasks.end_suspensions()

    sealed.refresh_from_db()
    assert (sealed.status, sealed.suspended_until) == (LicenceStatus.IN_FORCE, None)
    assert names()[2:] == ["licences.suspended", "licences.reinstated"]


@pytest.mark.django_db
def test_what_is_not_in_force_is_not_suspended(grant, checker):
    licence = grant()

    with pytest.raises(Conflict):
        commands.suspend_licence(actor=checker, number=licence.number, reason="x")
    with pytest.raises(Conflict):
        commands.reinstate_licence(actor=checker, number=licence.number, reason="x")

    assert not StatusChange.objects.exists()


def test_a_licence_expires_after_its_last_day(sealed):
    last = datetime(2027, 11, 19, 16, 59, tzinfo=UTC)
    with clock.frozen(last):
        assert sealed.status_today == LicenceStatus.IN_FORCE
        tasks.expire()
    sealed.refresh_from_db()
    assert sealed.status == LicenceStatus.IN_FORCE

    with clock.frozen(datetime(2027, 11, 19, 17, 1, tzinfo=UTC)):
        assert sealed.status_today == LicenceStatus.EXPIRED
        tasks.expire()

    sealed.refresh_from_db()
    assert (sealed.status, sealed.ended_on) == (LicenceStatus.EXPIRED, date(2027, 11, 19))
    assert names()[-1] == "licences.expired"


@pytest.mark.django_db
def test_the_same_number_of_two_authorities_must_be_named(grant):
    grant()
    grant(subject="application:2", authority="nonthaburi-city", unit="nonthaburi-city")

    with pytest.raises(Conflict):
        queries.by_number(SYSTEM, "00001/2569")
    with pytest.raises(Conflict):
        commands.revoke_licence(actor=OPERATOR, number="00001/2569", reason="x")

    assert queries.by_number(SYSTEM, "00001/2569", "bma-bangrak").authority == "bma-bangrak"


@pytest.mark.req("1.2.4", part="seen by whom")
def test_the_holder_and_the_unit_see_a_licence_and_nobody_else(
    sealed, owner, rival, checker, pathumwan_officer, municipal_officer
):
    for actor in (owner, checker):
        assert queries.licence(actor, sealed.id) == sealed
        assert queries.sealed_document(actor, sealed.id)[1].startswith(b"%PDF")
    for actor in (rival, pathumwan_officer, municipal_officer):
        with pytest.raises(DomainError):
            queries.sealed_document(actor, sealed.id)

    assert list(queries.mine(owner)) == [sealed]
    assert list(queries.mine(rival)) == []
