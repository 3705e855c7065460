"""The things that cells are about: their states, how they are put into one, what to pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from krob.casework.applications import dossier
from krob.casework.applications.models import Application, SetAside
from krob.engines.documents.queries import uploads_of
from krob.engines.exchange.models import HandOver, Lookup
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.core.text import Text
from krob.foundation.jobs.models import Job
from krob.people.agencies.models import Calendar, Holiday
from krob.people.identity.types import Claims
from krob.people.parties.models import Business, CompanyClaim, Mandate, NoticeAcceptance
from krob.people.parties.types import (
    BusinessFacts,
    BusinessStatus,
    Director,
    PersonFacts,
)
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from krob.registers.licences.tests.conftest import TERMS
from krob.registers.payments.models import Bill
from krob.registers.payments.tests.factories import terms
from tests.journeys.conftest import BANG_RAK
from tests.matrix.world import CORRECTIONS, POINTS, World

STATELESS = ("",)
APPLICATION = (
    "draft",
    "routing",
    "checking",
    "correcting",
    "considering:inspection",
    "considering:recommendation",
    "considering:decision",
    "paying",
    "approved",
    "refused",
    "withdrawn",
    "lapsed",
)
PROCESS = tuple(state for state in APPLICATION if state not in ("draft", "routing"))
LICENCE = ("granted", "sealing", "in-force", "suspended", "revoked", "expired", "superseded")
BILL = ("open", "short", "settled", "over", "cancelled", "lapsed")
CLAIM = ("asked", "confirmed", "refused", "failed")
MANDATE = ("draft", "offered", "accepted", "revoked", "expired")
HAND_OVER = ("waiting", "delivered", "answered", "refused")
LOOKUP = ("waiting", "answered", "none", "failed")
RECEIPT = ("waiting", "rendered", "sealed")
UPLOAD = ("received", "accepted", "refused", "submitted")
EXCEPTION = ("waiting", "resolved")
JOB = ("waiting", "running", "done", "dead")
NAME = Text("ชื่อ", "Name")
SATURDAY = date(2027, 1, 9)

Arguments = Callable[[World, str, Actor], Mapping[str, Any]]
Prepare = Callable[[World, str], None]


def nothing(_world: World, _state: str) -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Try:
    """One command's cells."""

    arguments: Arguments
    states: tuple[str, ...] = STATELESS
    prepare: Prepare = nothing


def application_in(world: World, state: str) -> Application:
    return world.applications[state]


def reference_of(world: World, state: str, _actor: Actor) -> dict[str, Any]:
    return {"reference": application_in(world, state).reference}


def of_application(**more: Any) -> Try:
    return Try(lambda w, s, a: {**reference_of(w, s, a), **more}, APPLICATION)


def saving(world: World, state: str, actor: Actor) -> dict[str, Any]:
    edition = application_in(world, state).edition
    posted = {"seats": ["44"]}
    return {
        **reference_of(world, state, actor),
        "edition": edition,
        "page": "areas",
        "posted": posted,
    }


def setting_aside(world: World, state: str, actor: Actor) -> dict[str, Any]:
    given = saving(world, state, actor)
    del given["edition"]
    return {**given, "tab": "one"}


ASIDE = uuid4()


def sets_aside(world: World, state: str) -> None:
    """Let an older window have typed something else."""
    SetAside.objects.create(
        pk=ASIDE,
        application=application_in(world, state),
        page="areas",
        posted={"seats": ["44"]},
        at=clock.now(),
    )


def choosing(world: World, state: str, actor: Actor) -> dict[str, Any]:
    edition = application_in(world, state).edition
    return {
        **reference_of(world, state, actor),
        "aside": ASIDE,
        "edition": edition,
        "chosen": {},
        "all_of": "mine",
    }


def adding_document(world: World, state: str, actor: Actor) -> dict[str, Any]:
    return {
        **reference_of(world, state, actor),
        "requirement": "floor-plan",
        "name": "ภาพ.png",
        "path": world.file(),
    }


def removing_document(world: World, state: str, actor: Actor) -> dict[str, Any]:
    upload = (
        uploads_of(SYSTEM, application_in(world, state).subject)
        .filter(requirement="floor-plan")
        .first()
    )
    return {**reference_of(world, state, actor), "upload": upload.pk if upload else uuid4()}


def step_of(world: World, state: str) -> tuple[str, int]:
    standing = open_steps(SYSTEM, application_in(world, state).subject)
    return (standing[0].key, standing[0].visit) if standing else ("completeness", 1)


def action_of(world: World, state: str) -> tuple[str, str]:
    key, _visit = step_of(world, state)
    part = dossier.parts_of(application_in(world, state))["steps"]["steps"][key]
    return key, next(iter(part["actions"]))


def taking_action(world: World, state: str, actor: Actor) -> dict[str, Any]:
    step, action = action_of(world, state)
    return {
        **reference_of(world, state, actor),
        "step": step,
        "visit": step_of(world, state)[1],
        "action": action,
        "note": "เห็นควร",
        "checklist": POINTS,
        "corrections": CORRECTIONS,
    }


def reassigning(world: World, state: str, actor: Actor) -> dict[str, Any]:
    officer = world.actors["recommender"].id
    return {
        **reference_of(world, state, actor),
        "step": step_of(world, state)[0],
        "officer": officer,
    }


def acting(world: World, state: str, _actor: Actor) -> dict[str, Any]:
    step, action = action_of(world, state)
    return {
        "subject": application_in(world, state).subject,
        "step": step,
        "visit": None,
        "action": action,
        "note": "เห็นควร",
        "checklist": POINTS,
        "facts": {"corrections": True},
    }


def about(world: World, state: str, **more: Any) -> dict[str, Any]:
    return {"subject": application_in(world, state).subject, **more}


def put(thing: str, field: str) -> Prepare:
    def prepare(world: World, state: str) -> None:
        row = getattr(world, thing)
        type(row)._default_manager.filter(pk=row.pk).update(**{field: state})

    return prepare


def upload_state(world: World, state: str) -> None:
    fixed = clock.now() if state == "submitted" else None
    value = "accepted" if state == "submitted" else state
    uploads_in(world).update(state=value, fixed_at=fixed)


def uploads_in(world: World) -> Any:
    return uploads_of(SYSTEM, world.applications["checking"].subject)


def exception_state(world: World, state: str) -> None:
    at = clock.now() if state == "resolved" else None
    type(world.excepted)._default_manager.filter(pk=world.excepted.pk).update(resolved_at=at)


def bill_state(world: World, state: str) -> None:
    """Put the bill into a state, a day after it was due."""
    at = clock.now()
    type(world.bill)._default_manager.filter(pk=world.bill.pk).update(
        status=state,
        due_on=clock.today() - timedelta(days=1),
        settled_at=at if state in ("settled", "over") else None,
        closed_at=at if state in ("cancelled", "lapsed") else None,
    )


def claim_state(world: World, state: str) -> None:
    CompanyClaim.objects.filter(pk=world.claim.pk).update(
        state=state,
        business=Business.objects.first(),
        answered_at=None if state == "asked" else clock.now(),
        expires_at=clock.now() + timedelta(days=90),
    )


def lookup_state(world: World, state: str) -> None:
    at = None if state == "waiting" else clock.now()
    Lookup.objects.filter(pk=world.lookup.pk).update(state=state, answered_at=at)


def handed_over(world: World) -> HandOver:
    """Return the one case that was handed over, made when it is first asked for."""
    return HandOver.objects.get_or_create(
        key="matrix",
        defaults={
            "endpoint": "agency.demo",
            "subject": world.lookup.subject,
            "step": "decision",
            "visit": 1,
            "asked_at": clock.now(),
            "kept_from": clock.today(),
        },
    )[0]


def hand_over_state(world: World, state: str) -> None:
    HandOver.objects.filter(pk=handed_over(world).pk).update(state=state)


def at_first_step(world: World, state: str, actor: Actor) -> dict[str, Any]:
    step = {"step": "completeness", "visit": 1, "action": "accept"}
    return {**reference_of(world, state, actor), **step}


def job_state(world: World, state: str) -> None:
    until = clock.now() if state == "running" else None
    Job.objects.filter(pk=world.job.pk).update(state=state, lease_until=until, worker="matrix")


def mandate_state(world: World, state: str) -> None:
    at = clock.now() if state == "revoked" else None
    Mandate.objects.filter(pk=world.mandate.pk).update(state=state, revoked_at=at)


def of_licence(**more: Any) -> Try:
    return Try(
        lambda w, s, a: {"number": w.licence.number, "authority": w.licence.authority, **more},
        LICENCE,
        put("licence", "status"),
    )


def of_bill() -> Try:
    return Try(lambda w, s, a: {"reference": w.bill.reference}, BILL, bill_state)


PERSON = PersonFacts(number="1509900678901", name=NAME, birthdate="1990-01-01")
BUSINESS = BusinessFacts(
    number="0105562004568",
    name=NAME,
    status=BusinessStatus.OPERATING,
    directors=(Director(name="ธนา", number="3100501234563"),),
    signing_text="กรรมการหนึ่งคนลงลายมือชื่อและประทับตราสำคัญของบริษัท",
)
CLAIMS = Claims(
    issuer="https://idp.test",
    subject="new",
    number="3450100781234",
    given_name="ใหม่",
    family_name="มาแล้ว",
    ial="2.3",
    auth_time=0,
)


def terms_of_bill(world: World) -> Any:
    subject = world.applications["approved"].subject
    return terms("100.00", subject=subject, payer=world.company, precedes="review")


def terms_of_licence(world: World) -> Any:
    subject = world.applications["paying"].subject
    return replace(TERMS, subject=subject, holder=world.company)


def close_a_day(_world: World, _state: str) -> None:
    book = Calendar.objects.get(code="bma")
    Holiday.objects.get_or_create(calendar=book, day=date(2027, 1, 11), name_th="ทดสอบ")


def type_house_code(world: World, state: str) -> None:
    application = application_in(world, state)
    application.answers = {**application.answers, "house_code": "10400123456"}
    application.save()


def forget_acceptance(_world: World, _state: str) -> None:
    NoticeAcceptance.objects.all().delete()


def claim_runs_out(world: World, _state: str) -> None:
    CompanyClaim.objects.filter(pk=world.claim.pk).update(
        state="confirmed", answered_at=clock.now(), expires_at=clock.now() + timedelta(days=1)
    )


def nobody_pays(world: World, state: str) -> None:
    """Let the bill of an application lapse."""
    bills = Bill.objects.owed().filter(subject=application_in(world, state).subject)
    bills.update(status="lapsed", closed_at=clock.now())


def answer_about(world: World, state: str) -> None:
    asked = application_in(world, state)
    asked.answers = {**asked.answers, "house_code": world.lookup.key}
    asked.save(update_fields=["answers"])
    Lookup.objects.filter(pk=world.lookup.pk).update(
        subject=application_in(world, state).subject,
        state="answered",
        answered_at=clock.now(),
        facts={"address": {**BANG_RAK, "house_no": "1"}},
        source=NAME.as_json(),
    )


def next_version() -> Definition:
    now = ServiceVersion.objects.get(service__code="food-premises-notification")
    return Definition(
        code=now.service.code,
        agency="bma",
        number=2,
        in_force_from=date(2027, 1, 1),
        parts=now.parts,
    )


def next_offering() -> OfferingDefinition:
    now = ServiceOffering.objects.get(
        service__code="food-premises-notification", authority__code="bma-bangrak"
    )
    return OfferingDefinition(
        service=now.service.code,
        authority="bma-bangrak",
        number=2,
        in_force_from=date(2027, 1, 1),
        parts=now.parts,
    )
