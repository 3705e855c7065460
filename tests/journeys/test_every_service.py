"""Every service that ships can be filed, is found by its authority, decided, and issued."""

from dataclasses import replace

import pytest

from demo import authorities, national, services
from demo.filings import applicant, officer, with_documents
from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor, ActorKind
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.people.parties import commands as parties
from krob.people.parties.types import BusinessFacts, BusinessStatus
from krob.registers.licences.models import Licence
from tests.definitions.filling import BANG_RAK, answers_for
from tests.definitions.shipped import SERVICES
from tests.journeys.conftest import MONDAY

NATIONAL = {body.code for body in national.BODIES}
WAYS = ("accept", "done", "approve", "lodged", "installed", "certify", "assess", "register")


@pytest.fixture
def whole_country(db):
    """Make every authority and publish every service."""
    with clock.frozen(MONDAY):
        authorities.load()
        services.load()


def company() -> str:
    facts = BusinessFacts(
        number="0105562004568",
        name=Text("บริษัท ตัวอย่าง จำกัด"),
        kind="limited-company",
        status=BusinessStatus.OPERATING,
        address=BANG_RAK,
        source=Text("กรมพัฒนาธุรกิจการค้า"),
        as_of=clock.now(),
    )
    return parties.record_business(actor=OPERATOR, facts=facts).key


def filed(code: str, person: Actor, business: str, folder) -> Application:
    """File a service's first worked example that may be filed."""
    example = next(
        one
        for one in SERVICES[code].parts["examples"]
        if one["expect"].get("eligible", True) and one.get("action", "new") == "new"
    )
    actor = person.acting_for(business) if example["applicant"] == "juristic" else person
    application = commands.start_application(actor=actor, service=code)
    form = dossier.form_and_state(application)[0]
    application.answers = answers_for(form, application.answers | example["answers"])
    apart(application)
    application.save()
    with_documents(actor, application, folder)
    return commands.submit_application(actor=actor, reference=application.reference)


def apart(application: Application) -> None:
    """Put every service into a house of its own: some exclude each other in one place."""
    place = dossier.parts_of(application)["service"].get("premises", {})
    number = sorted(SERVICES).index(application.version.service.code) + 1
    if application.answers.get(place.get("house_code", "")):
        application.answers[place["house_code"]] = f"{10_000_000_000 + number}"
    if address := application.answers.get(place.get("address", "")):
        application.answers[place["address"]] = {**address, "house_no": f"{number}/7"}


def deciding(application: Application, kind: str) -> Actor:
    """Return who closes a step: the national back office, or officers with every right."""
    unit = application.unit.code
    name = "national.approver" if kind == "decision" else "national.officer"
    if unit in NATIONAL:
        return officer(name)
    return Actor(
        kind=ActorKind.OFFICER,
        id=name,
        agency=application.unit.agency.code,
        units=frozenset({unit}),
        permissions=frozenset(Permission),
    )


def decided(application: Application) -> Application:
    """Walk an application to its end on the way of approval; pay what is owed."""
    steps = dossier.parts_of(application)["steps"]["steps"]
    for _turn in range(12):
        application = Application.objects.get(pk=application.pk)
        if application.status == Status.PAYING:
            commands.conclude_settlement(actor=SYSTEM, reference=application.reference)
            continue
        waiting = list(open_steps(SYSTEM, application.subject))
        if not waiting:
            break
        part = steps[waiting[0].key]
        action = next(way for way in (*WAYS, *part["actions"]) if way in part["actions"])
        commands.take_action(
            actor=deciding(application, part["kind"]),
            reference=application.reference,
            step=waiting[0].key,
            visit=waiting[0].visit,
            action=action,
            note="ถูกต้องครบถ้วน",
            checklist={point["code"]: "pass" for point in part.get("checklist", ())},
        )
    return application


@pytest.mark.req("2.2.1", part="every service that ships is filed and decided")
def test_every_service_is_filed_decided_and_issued(whole_country, tmp_path):
    ends = {}
    with clock.frozen(MONDAY):
        person = replace(applicant("somchai"), ial="2.3")
        business = company()
        for code in SERVICES:
            application = decided(filed(code, person, business, tmp_path))
            ends[code] = (application.status, application.unit.authority.agency.code)

    owners = {code: (Status.APPROVED.value, one.agency) for code, one in SERVICES.items()}
    assert ends == owners
    assert set(Licence.objects.values_list("service", flat=True)) == set(SERVICES)
