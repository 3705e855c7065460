"""Services that need, or take the place of, another: shown early, enforced where they insist."""

import copy
from dataclasses import replace

import pytest

from krob.casework.applications import commands
from krob.casework.applications.applicant import reviewing
from krob.casework.applications.beside import needing
from krob.casework.applications.models import Application
from krob.casework.applications.officer import desk
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Invalid
from krob.registers.catalogue.commands import publish_version
from krob.registers.catalogue.page import service_page
from krob.registers.catalogue.versioning.definition import read_folder
from krob.registers.licences.models import Licence
from tests.journeys.conftest import LICENCE, MONDAY, NONTHABURI, NOTIFICATION, officer
from tests.journeys.test_late_steps import FOLDER

pytestmark = pytest.mark.req("2.8.2")


def publish(number: int, **relation) -> None:
    """Let the licence require the notification of the same place."""
    definition = read_folder(FOLDER)
    parts = copy.deepcopy(dict(definition.parts))
    parts["service"]["relations"] = [
        {
            "kind": "requires",
            "service": NOTIFICATION,
            "when": "area_sqm > 200",
            "message": {"th": "ต้องแจ้งก่อน", "en": "Notify first."},
            "law": "ข้อ 1",
            "mark": "M",
            **relation,
        }
    ]
    with clock.frozen(MONDAY):
        publish_version(
            actor=OPERATOR,
            definition=replace(definition, parts=parts, number=number, in_force_from=clock.today()),
        )


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen(MONDAY):
        yield


def test_what_is_not_held_is_a_warning_with_the_way_to_it(make, owner_of_shop):
    publish(2)
    draft = make.draft(owner_of_shop)

    shown = reviewing.check(owner_of_shop, draft.reference)
    filed = commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert [(one.service, one.held, one.enforced) for one in shown["unmet"]] == [
        (NOTIFICATION, False, False)
    ]
    assert filed.status == Status.CHECKING
    needed = desk.dossier(officer("bangrak.checker"), filed.reference)["needed"]
    assert [(one.service, one.held) for one in needed] == [(NOTIFICATION, False)]


def test_a_service_that_insists_is_not_filed_without(make, owner_of_shop):
    publish(2, enforce=True)
    draft = make.draft(owner_of_shop)

    with pytest.raises(Invalid) as refused:
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert list(refused.value.fields) == [f"needs.{NOTIFICATION}"]
    assert Application.objects.get(pk=draft.pk).status == Status.DRAFT


def test_answers_that_do_not_call_for_it_are_not_warned(make, owner_of_shop):
    publish(2, enforce=True, when="area_sqm > 900")

    assert make.filed(owner_of_shop).status == Status.CHECKING


def held(make, owner, service: str = NOTIFICATION, **given) -> Licence:
    """Let the owner hold a licence of another service."""
    application = make.filed(owner, service=service, area="150", **given)
    make.moved(application, "bangrak.checker", "accept")
    make.moved(application, "bangrak.approver", "approve")
    commands.conclude_settlement(actor=SYSTEM, reference=application.reference)
    return Licence.objects.get(subject=application.subject)


@pytest.mark.postgres
def test_what_is_held_for_the_place_is_enough(make, owner_of_shop):
    publish(2, enforce=True)
    held(make, owner_of_shop)

    filed = make.filed(owner_of_shop)

    assert filed.status == Status.CHECKING
    assert [one.held for one in needing.needed(filed)] == [True]


def test_what_another_place_holds_is_not(make, owner_of_shop):
    publish(2)
    held(make, owner_of_shop)

    draft = make.draft(owner_of_shop, address=NONTHABURI)

    assert [one.held for one in needing.needed(draft)] == [False]


@pytest.mark.postgres
def test_a_licence_takes_the_place_of_the_one_that_it_replaces(make, owner_of_shop):
    publish(2, kind="replaces")
    before = held(make, owner_of_shop)

    application = make.filed(owner_of_shop)

    assert needing.converted(application) == before.number


def test_the_service_page_names_related_services(world):
    publish(2)

    shown = service_page(LICENCE)["relations"]

    assert [(str(row["kind"]), row["service"], row["law"]) for row in shown] == [
        ("ต้องมีก่อน", NOTIFICATION, "ข้อ 1")
    ]


def test_the_pages_link_to_what_is_needed(make, owner_of_shop, browse):
    publish(2)
    draft = make.draft(owner_of_shop)

    check = browse(owner_of_shop).get(f"/applications/{draft.reference}/check/")
    service = browse(owner_of_shop).get(f"/services/{LICENCE}/")

    for page in (check, service):
        assert f"/services/{NOTIFICATION}/" in page.content.decode()
