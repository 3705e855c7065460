"""An applicant's draft is offered the newer version of its service; nothing moves by itself."""

import copy
from datetime import timedelta

import pytest

from krob.casework.applications import commands
from krob.casework.applications.applicant import newer
from krob.casework.applications.models import Application
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.events.models import Event
from krob.registers.catalogue import commands as catalogue
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.versioning.definition import Definition
from tests.journeys.conftest import LICENCE, MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen(MONDAY):
        yield


def publish(change, *, days: int = 0) -> ServiceVersion:
    """Publish the next version of the licence with a changed form."""
    newest = ServiceVersion.objects.filter(service__code=LICENCE).order_by("-number")[0]
    parts = copy.deepcopy(newest.parts) | {"examples": []}
    fields = {f["key"]: f for page in parts["form"]["pages"] for f in page["fields"]}
    change(parts["form"]["pages"], fields)
    from_day = clock.today() + timedelta(days=days)
    definition = Definition(LICENCE, "bma", newest.number + 1, from_day, parts)
    return catalogue.publish_version(actor=OPERATOR, definition=definition)


def other_questions(pages, fields) -> None:
    """Ask something new, of another kind, and narrower."""
    pages[1]["fields"].append(
        {
            "key": "gas_cylinders",
            "kind": "number",
            "label": {"th": "จำนวนถังแก๊ส", "en": "Gas cylinders"},
            "required": True,
        }
    )
    fields["shop_name"]["kind"] = "long_text"
    fields["seats"]["max"] = "50"


@pytest.fixture
def draft(make, owner_of_shop) -> Application:
    return make.draft(owner_of_shop)


def fresh(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def keys(draft: Application) -> list[str]:
    return [field.key for field in newer.newness(fresh(draft)).again]


@pytest.mark.req("2.2.1", part="versions")
def test_a_newer_version_is_offered_and_nothing_moves_by_itself(draft, owner_of_shop, browse):
    publish(other_questions)

    shown = browse(owner_of_shop).get(f"/applications/{draft.reference}/check/").content.decode()

    assert f"/applications/{draft.reference}/move/" in shown
    assert fresh(draft).version.number == 1


def test_a_version_that_is_not_in_force_yet_is_not_offered(draft):
    publish(other_questions, days=1)

    assert newer.offered(fresh(draft)) is None


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="versions")
def test_answers_stay_where_they_fit_and_what_is_asked_again_is_named(draft, owner_of_shop):
    publish(other_questions)

    commands.move_draft(actor=owner_of_shop, reference=draft.reference)

    moved = fresh(draft)
    gone = draft.answers.keys() - moved.answers.keys()
    assert moved.version.number == 2
    assert gone == {"seats", "shop_name"}
    assert moved.answers.items() <= draft.answers.items()
    assert sorted(keys(draft)) == ["gas_cylinders", "seats", "shop_name"]
    assert Event.objects.filter(name="application.moved-to-version").count() == 1


@pytest.mark.postgres
def test_moving_again_changes_nothing(draft, owner_of_shop):
    publish(other_questions)
    commands.move_draft(actor=owner_of_shop, reference=draft.reference)
    edition = fresh(draft).edition

    commands.move_draft(actor=owner_of_shop, reference=draft.reference)

    assert fresh(draft).edition == edition


@pytest.mark.postgres
def test_a_move_is_taken_back_with_every_answer(draft, owner_of_shop):
    publish(other_questions)
    commands.move_draft(actor=owner_of_shop, reference=draft.reference)

    commands.undo_move(actor=owner_of_shop, reference=draft.reference)

    after = fresh(draft)
    assert (after.version.number, after.answers, after.moved) == (1, draft.answers, {})


@pytest.mark.postgres
def test_who_has_gone_on_does_not_go_back_and_the_older_answers_are_forgotten(draft, owner_of_shop):
    publish(other_questions)
    moved = commands.move_draft(actor=owner_of_shop, reference=draft.reference)
    page = fresh(draft).version.parts["form"]["pages"][1]["key"]
    commands.save_draft(
        actor=owner_of_shop,
        reference=draft.reference,
        edition=moved.edition,
        page=page,
        posted={"gas_cylinders": ["2"]},
    )

    with pytest.raises(Conflict):
        commands.undo_move(actor=owner_of_shop, reference=draft.reference)

    assert fresh(draft).version.number == 2
    assert "state" not in fresh(draft).moved
    assert "gas_cylinders" not in keys(draft)


def test_a_stranger_moves_nothing(draft, stranger):
    publish(other_questions)

    with pytest.raises((NotFound, NotAllowed)):
        commands.move_draft(actor=stranger, reference=draft.reference)

    assert fresh(draft).version.number == 1


def test_a_filed_application_is_neither_offered_nor_moved(make, owner_of_shop):
    filed = make.filed(owner_of_shop)
    publish(other_questions)

    with pytest.raises(Conflict):
        commands.move_draft(actor=owner_of_shop, reference=filed.reference)

    assert fresh(filed).version.number == 1
    assert newer.newness(fresh(filed)).offered is None


def test_the_pages_say_what_to_answer_again_and_lead_back(draft, owner_of_shop, browse):
    publish(other_questions)
    client, base = browse(owner_of_shop), f"/applications/{draft.reference}/"

    moved = client.post(f"{base}move/", follow=True).content.decode()
    undone = client.post(f"{base}move/undo/", follow=True).content.decode()

    assert "#gas_cylinders" in moved
    assert f"{base}move/undo/" in moved
    assert f'action="{base}move/"' in undone
