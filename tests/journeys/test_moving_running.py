"""Running applications are moved to another version by an officer: tried, moved, moved back."""

import copy
from dataclasses import replace

import pytest

from krob.casework.applications import commands
from krob.casework.applications.commands import repinning
from krob.casework.applications.models import Application, VersionMove
from krob.engines.workflow.models import Step
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import Event, PersonalRead
from krob.foundation.jobs import worker
from krob.people.agencies.models import Unit
from krob.registers.catalogue import commands as catalogue
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.versioning.definition import Definition
from tests.journeys.conftest import BANG_RAK, LICENCE, MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def publisher() -> Actor:
    return Actor(
        kind=ActorKind.OFFICER,
        id="u-publisher",
        agency="bma",
        units=frozenset({"bma-bangrak"}),
        permissions=frozenset(Permission),
    )


def publish(change) -> ServiceVersion:
    newest = ServiceVersion.objects.filter(service__code=LICENCE).order_by("-number")[0]
    parts = copy.deepcopy(newest.parts) | {"examples": []}
    change(parts)
    definition = Definition(LICENCE, "bma", newest.number + 1, clock.today(), parts)
    return catalogue.publish_version(actor=OPERATOR, definition=definition)


def visit_renamed(parts) -> None:
    """Call the inspection a visit, and give it two days."""
    steps = parts["steps"]["steps"]
    steps["visit"] = steps.pop("inspection") | {"days": 2}
    steps["completeness"]["actions"]["accept"]["to"] = ["visit"]


def asks_more(parts) -> None:
    parts["form"]["pages"][1]["fields"].append(
        {"key": "gas", "kind": "number", "label": {"th": "แก๊ส", "en": "Gas"}, "required": True}
    )


@pytest.fixture
def inspected(make, owner_of_shop) -> Application:
    """An application that waits for its inspection."""
    return make.moved(make.filed(owner_of_shop), "bangrak.checker", "accept")


def plan(actor: Actor, steps: dict[str, str] | None = None) -> VersionMove:
    move = commands.plan_move(actor=actor, service=LICENCE, before=1, after=2, steps=steps or {})
    worker.run_pending()
    move.refresh_from_db()
    return move


def standing(application: Application) -> list[tuple[str, str]]:
    rows = Step.objects.filter(process__subject=application.subject).order_by("id")
    return list(rows.values_list("key", "state"))


RENAMED = {"inspection": "visit"}


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="versions")
def test_trying_moves_nothing_and_says_what_cannot_be_moved_and_why(inspected, publisher):
    publish(visit_renamed)

    move = plan(publisher)

    assert (move.state, move.able) == ("ready", 0)
    (line,) = move.report
    assert line["reference"] == inspected.reference
    assert "“Inspect the premises”" in line["reasons"][0]["en"]
    assert Application.objects.get(pk=inspected.pk).version.number == 1


@pytest.mark.req("2.2.1", part="versions")
def test_trying_goes_some_at_a_time_and_one_that_died_begins_anew(
    inspected, owner_of_shop, publisher, make, monkeypatch
):
    monkeypatch.setattr(repinning, "AT_ONCE", 1)
    elsewhere = BANG_RAK | {"house_no": "101"}
    other = make.filed(owner_of_shop, address=elsewhere)  # waits for its completeness check
    publish(visit_renamed)
    move = commands.plan_move(actor=publisher, service=LICENCE, before=1, after=2, steps={})
    went = commands.check_move(actor=SYSTEM, move=move.pk)
    halfway = VersionMove.objects.get(pk=move.pk)

    worker.run_pending()

    move.refresh_from_db()
    assert (went, halfway.state) == (inspected.reference, "checking")
    assert (move.state, move.able) == ("ready", 1)
    assert [line["reference"] for line in move.report] == [inspected.reference]
    assert PersonalRead.objects.filter(purpose="applications.move").count() == 3
    assert other.reference > inspected.reference


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="versions")
def test_an_application_goes_on_in_the_other_version_with_its_history(inspected, publisher, make):
    publish(visit_renamed)
    move = plan(publisher, RENAMED)
    commands.carry_out_move(actor=publisher, move=move.pk)
    worker.run_pending()

    moved = Application.objects.get(pk=inspected.pk)
    points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
    before = standing(moved)
    make.moved(moved, "bangrak.inspector", "done", checklist=points)

    assert moved.version.number == 2
    assert before == [("completeness", "done"), ("visit", "open")]
    assert standing(moved)[-1] == ("recommendation", "open")
    assert Event.objects.filter(name="application.version-changed").count() == 1


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="versions")
def test_a_move_is_taken_back_while_nothing_happened_since(inspected, publisher):
    publish(visit_renamed)
    before = standing(inspected)
    move = plan(publisher, RENAMED)
    commands.carry_out_move(actor=publisher, move=move.pk)
    worker.run_pending()

    commands.undo_version_move(actor=publisher, move=move.pk)
    worker.run_pending()

    assert Application.objects.get(pk=inspected.pk).version.number == 1
    assert standing(inspected) == before


@pytest.mark.postgres
def test_what_was_acted_on_since_stays_in_the_new_version(inspected, publisher, make):
    publish(visit_renamed)
    move = plan(publisher, RENAMED)
    commands.carry_out_move(actor=publisher, move=move.pk)
    worker.run_pending()
    points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
    make.moved(
        Application.objects.get(pk=inspected.pk), "bangrak.inspector", "done", checklist=points
    )

    commands.undo_version_move(actor=publisher, move=move.pk)
    worker.run_pending()

    assert Application.objects.get(pk=inspected.pk).version.number == 2
    assert VersionMove.objects.get().state == "undone"


def test_who_would_have_to_answer_more_is_not_moved(inspected, publisher):
    publish(asks_more)

    move = plan(publisher)
    commands.carry_out_move(actor=publisher, move=move.pk)
    worker.run_pending()

    assert "Gas" in move.report[0]["reasons"][0]["en"]
    assert Application.objects.get(pk=inspected.pk).version.number == 1


def test_only_publishers_of_the_own_agency_move_anything(inspected, publisher):
    publish(visit_renamed)
    reader = replace(publisher, permissions=frozenset({Permission.APPLICATIONS_VIEW}))
    other = replace(publisher, agency="nonthaburi")

    with pytest.raises(NotAllowed):
        plan(reader)
    with pytest.raises(NotFound):
        plan(other)

    assert VersionMove.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="versions")
def test_a_job_that_comes_again_late_changes_nothing(inspected, publisher):
    publish(visit_renamed)
    move = plan(publisher, RENAMED)
    commands.carry_out_move(actor=publisher, move=move.pk)
    worker.run_pending()
    commands.undo_version_move(actor=publisher, move=move.pk)
    worker.run_pending()
    events = Event.objects.count()

    commands.check_move(actor=SYSTEM, move=move.pk)
    commands.repin_application(actor=SYSTEM, reference=inspected.reference, move=move.pk)
    commands.end_move(actor=SYSTEM, move=move.pk, state="done")

    assert VersionMove.objects.get().state == "undone"
    assert Application.objects.get(pk=inspected.pk).version.number == 1
    assert Event.objects.count() == events


@pytest.mark.req("2.2.1", part="versions")
def test_what_another_agency_considers_meanwhile_stays(inspected, publisher):
    publish(visit_renamed)
    move = plan(publisher, RENAMED)
    commands.carry_out_move(actor=publisher, move=move.pk)
    Application.objects.update(unit=Unit.objects.get(code="nonthaburi-city"))

    commands.repin_application(actor=SYSTEM, reference=inspected.reference, move=move.pk)

    assert Application.objects.get(pk=inspected.pk).version.number == 1
    assert Event.objects.filter(name="application.version-changed").count() == 0


def test_the_screens_lead_from_the_map_to_the_move_and_back(inspected, publisher, browse):
    publish(visit_renamed)
    client = browse(publisher)

    asked = client.get(f"/agency/applications/move/{LICENCE}/1/2/").content.decode()
    tried = client.post(f"/agency/applications/move/{LICENCE}/1/2/", {"step-inspection": "visit"})
    worker.run_pending()
    shown = client.get(tried.url).content.decode()
    client.post(f"{tried.url}go/")
    worker.run_pending()
    done = client.get(tried.url).content.decode()

    assert 'name="step-inspection"' in asked
    assert f"{tried.url}go/" in shown
    assert f"{tried.url}undo/" in done
    assert browse(replace(publisher, agency="nonthaburi")).get(tried.url).status_code == 404
