"""New names in a service reach the rest of the draft at once and the ordinances at publication."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from demo import authorities, bodies
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.registers.catalogue import commands, policies
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import renaming
from krob.registers.catalogue.models import ServiceDraft, ServiceOffering
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.versioning.definition import read_folder, read_offering

pytestmark = pytest.mark.req("2.2.1", part="a new name reaches everything")

SERVICE = "food-premises-licence"
FOLDER = DEFINITIONS / "bma" / SERVICE


@pytest.fixture
def service(db):
    """The food licence with the ordinances of three authorities of two agencies."""
    authorities.load([], bodies.BODIES)
    files = sorted((FOLDER / "offerings").glob("*.toml"))
    offerings = tuple(read_offering(file, SERVICE) for file in files)
    folder = read_folder(FOLDER / "v1")
    commands.publish_version(actor=OPERATOR, definition=folder, offerings=offerings)
    for one in offerings:
        commands.publish_offering(actor=OPERATOR, offering=one)


@pytest.fixture
def editor(checker):
    return replace(checker, id="u-editor")


@pytest.fixture
def draft(service, editor) -> ServiceDraft:
    return commands.begin_version(actor=editor, service=SERVICE)


def rename(actor, draft, tab: str, item: str, new: str) -> None:
    commands.edit_draft(
        actor=actor, draft=draft.pk, tab=tab, item=item, verb="rename", posted={"key": [new]}
    )
    draft.refresh_from_db()


def errors(draft) -> list[str]:
    return [one.path for one in gate.problems_of(draft) if one.severity == "error"]


def inputs(offering) -> list[list[str]]:
    parts = getattr(offering, "parts", offering)
    return [list(table["inputs"]) for table in parts["tables"]]


def published(draft, editor, colleague, monkeypatch) -> None:
    """Approve a draft whose gate is open."""
    monkeypatch.setattr(gate, "obstacles", lambda *_: [])
    asked = commands.ask_approval(actor=editor, draft=draft.pk)
    commands.approve_draft(actor=colleague, draft=draft.pk, digest=asked.asked_digest)


def newest(authority: str) -> ServiceOffering:
    rows = ServiceOffering.objects.filter(authority__code=authority)
    return rows.order_by("-number")[0]


def test_a_new_key_reaches_every_part_of_the_draft_at_once(draft, editor):
    before = errors(draft)

    rename(editor, draft, "form", "area_sqm", "floor_area")

    advisors = {"service"}  # its questions have keys of their own, shared by a group
    rest = str({name: part for name, part in draft.parts.items() if name not in advisors})
    assert re.findall(r"\barea_sqm\b.{20}", rest) == []
    assert errors(draft) == before


def test_a_step_of_another_name_is_on_the_way_of_every_example(draft, editor):
    before = errors(draft)

    rename(editor, draft, "steps", "inspection", "visit")

    routes = [example["expect"].get("route") or [] for example in draft.parts["examples"]]
    assert any("visit" in route for route in routes)
    assert not any("inspection" in route for route in routes)
    assert errors(draft) == before


def test_the_gate_reads_the_ordinances_in_the_names_of_the_draft(draft, editor):
    rename(editor, draft, "form", "area_sqm", "floor_area")

    offered = renaming.offered(draft)

    assert {inputs(one)[0][0] for one in offered.values()} == {"floor_area"}
    assert inputs(newest("bma-bangrak")) == [["area_sqm"]]


def test_what_was_taken_back_is_no_longer_a_new_name(draft, editor):
    rename(editor, draft, "form", "area_sqm", "floor_area")

    commands.undo_change(actor=editor, draft=draft.pk)
    undone = renaming.of_draft(draft)
    commands.redo_change(actor=editor, draft=draft.pk)
    redone = renaming.of_draft(draft)
    commands.undo_change(actor=editor, draft=draft.pk)

    assert undone == []
    assert [(one.old, one.new) for one in redone] == [("area_sqm", "floor_area")]
    assert renaming.of_draft(draft) == []


@pytest.mark.req("2.10", part="ordinances follow new names")
def test_ordinances_follow_when_the_version_is_published(draft, editor, approver, monkeypatch):
    rename(editor, draft, "form", "area_sqm", "floor_area")
    tomorrow = clock.today() + timedelta(days=1)
    commands.schedule_draft(actor=editor, draft=draft.pk, wanted_from=tomorrow)

    published(draft, editor, approver, monkeypatch)

    new = newest("nonthaburi-city")
    assert (new.number, new.in_force_from) == (2, tomorrow)
    assert inputs(new)[0][0] == "floor_area"
    assert (
        new.parts["payee"]
        == ServiceOffering.objects.get(authority__code="nonthaburi-city", number=1).parts["payee"]
    )
    assert [newest(code).number for code in ("bma-bangrak", "bma-pathumwan")] == [2, 2]


def test_an_ordinance_that_begins_later_follows_too_from_its_own_day(
    draft, editor, approver, monkeypatch
):
    later = date(clock.today().year + 1, 1, 1)
    file = FOLDER / "offerings" / "bma-bangrak-1.toml"
    second = replace(read_offering(file, SERVICE), number=2, in_force_from=later)
    commands.publish_offering(actor=OPERATOR, offering=second)
    rename(editor, draft, "form", "area_sqm", "floor_area")

    published(draft, editor, approver, monkeypatch)

    rows = ServiceOffering.objects.filter(authority__code="bma-bangrak", number__gt=2)
    assert [(row.in_force_from, inputs(row)) for row in rows.order_by("number")] == [
        (clock.today(), [["floor_area"]]),
        (later, [["floor_area"]]),
    ]


def test_an_ordinance_being_written_follows_and_its_approver_stays_a_stranger(
    draft, editor, approver, monkeypatch
):
    writing = commands.begin_offering(actor=editor, service=SERVICE, authority="bma-bangrak")
    rename(editor, draft, "form", "area_sqm", "floor_area")
    writing.refresh_from_db()
    before = inputs(writing.parts["offering"])

    published(draft, editor, approver, monkeypatch)

    writing.refresh_from_db()
    assert (before, inputs(writing.parts["offering"])) == ([["area_sqm"]], [["floor_area"]])
    assert not policies.has_written(approver, writing)


def test_without_new_names_no_ordinance_is_written_again(draft, editor, approver, monkeypatch):
    published(draft, editor, approver, monkeypatch)

    assert ServiceOffering.objects.count() == 3
