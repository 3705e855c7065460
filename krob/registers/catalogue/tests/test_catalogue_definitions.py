"""Definitions: what ships can be published, what is published never changes."""

import json
import shutil
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed
from krob.foundation.core.operating import OperatorError
from krob.foundation.events.models import Event
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import commands, queries
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.guiding import advisor
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.operators import load
from krob.registers.catalogue.versioning.definition import (
    Definition,
    OfferingDefinition,
    plain,
    read_all,
    read_folder,
    write_folder,
)

ROOT = Path(__file__).parents[4] / "definitions"
LICENCE = ROOT / "bma" / "food-premises-licence" / "v1"
EVERYTHING = list(read_all(ROOT))
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def offerings_of(code: str) -> tuple[OfferingDefinition, ...]:
    return tuple(
        one for one in EVERYTHING if isinstance(one, OfferingDefinition) and one.service == code
    )


@pytest.fixture
def bangkok(db) -> Agency:
    return Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร", name_en="Bangkok")


@pytest.mark.req("2.2.1", part="published definitions")
@pytest.mark.parametrize("code", ["food-premises-licence", "food-premises-notification"])
def test_what_ships_can_be_published_and_its_examples_come_out_as_they_say(code):
    definition = next(one for one in EVERYTHING if isinstance(one, Definition) and one.code == code)

    found = [p for p in problems(definition, offerings_of(code)) if p.severity == "error"]

    assert found == []
    assert len(definition.parts["examples"]) >= 1


def test_an_example_that_expects_another_fee_stands_against_publishing(tmp_path):
    folder = tmp_path / "v1"
    shutil.copytree(LICENCE, folder)
    example = folder / "examples" / "person-240.toml"
    example.write_text(
        example.read_text().replace('bma-bangrak = "2000.00"', 'bma-bangrak = "1999.00"')
    )

    found = list(problems(read_folder(folder), offerings_of("food-premises-licence")))

    assert [p.path for p in found if p.severity == "error"] == ["examples/person-240.expect.fee"]


def test_a_rule_that_reads_an_unknown_answer_is_named(tmp_path):
    folder = tmp_path / "v1"
    shutil.copytree(LICENCE, folder)
    papers = folder / "documents.toml"
    papers.write_text(papers.read_text().replace("building_change", "building_chance"))

    found = [str(p) for p in problems(read_folder(folder)) if p.severity == "error"]

    assert len(found) >= 1
    assert any("building_chance" in text for text in found)


@pytest.mark.req("2.2.1", part="immutable versions")
def test_publishing_again_changes_nothing_and_other_contents_are_refused(bangkok):
    definition = read_folder(LICENCE)
    first = commands.publish_version(actor=OPERATOR, definition=definition)

    again = commands.publish_version(actor=OPERATOR, definition=definition)
    other = Definition(
        definition.code,
        definition.agency,
        1,
        definition.in_force_from,
        {**definition.parts, "fees": {"lines": []}},
    )
    with pytest.raises(Conflict) as refused:
        commands.publish_version(actor=OPERATOR, definition=other)

    assert again.pk == first.pk
    assert refused.value.code == "definition-differs"
    assert ServiceVersion.objects.get().digest == definition.digest
    assert Event.objects.filter(name="catalogue.version-published").count() == 1


def test_a_definition_with_a_problem_is_not_published_and_says_where(bangkok):
    definition = read_folder(LICENCE)
    service = {**definition.parts["service"], "law_mark": "?"}
    broken = Definition(
        definition.code, "bma", 1, date(2026, 1, 1), {**definition.parts, "service": service}
    )

    with pytest.raises(Invalid) as refused:
        commands.publish_version(actor=OPERATOR, definition=broken)

    assert list(refused.value.fields) == ["service/law_mark"]
    assert not ServiceVersion.objects.exists()


def test_people_and_officers_do_not_publish(bangkok, owner, checker):
    definition = read_folder(LICENCE)

    for actor in (owner, checker):
        with pytest.raises(NotAllowed):
            commands.publish_version(actor=actor, definition=definition)

    assert not ServiceVersion.objects.exists()


@pytest.mark.postgres
def test_the_database_itself_refuses_to_change_a_published_version(bangkok, append_only):
    version = commands.publish_version(actor=OPERATOR, definition=read_folder(LICENCE))

    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceVersion.objects.filter(pk=version.pk).update(digest="0" * 64)

    assert ServiceVersion.objects.get().digest == version.digest


def test_what_is_written_out_reads_back_the_same(tmp_path):
    definition = read_folder(LICENCE)

    write_folder(definition, tmp_path)

    assert read_folder(tmp_path) == definition


def test_an_exported_file_that_was_changed_is_refused(tmp_path):
    write_folder(read_folder(LICENCE), tmp_path)
    file = tmp_path / "definition.json"
    file.write_text(file.read_text().replace('"days": 30', '"days": 31'))

    with pytest.raises(Invalid) as refused:
        read_folder(tmp_path)

    assert refused.value.code == "definition-changed"


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8) | st.dates(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_plain_values_survive_json(value):
    once = plain(value)

    assert json.loads(json.dumps(once)) == once
    assert plain(once) == once


@pytest.mark.req("1.4.4", part="which service applies")
@pytest.mark.parametrize(
    ("area", "limit", "applies"),
    [("190", "200", False), ("190", "180", True), ("200", "200", False), ("200.01", "200", True)],
)
def test_changing_the_limit_in_the_definition_changes_the_advice(bangkok, area, limit, applies):
    definition = read_folder(LICENCE)
    service = dict(definition.parts["service"])
    service["applies_when"] = service["applies_when"].replace("200", limit)
    changed = Definition(
        definition.code, "bma", 1, date(2026, 1, 1), {**definition.parts, "service": service}
    )
    version = commands.publish_version(actor=OPERATOR, definition=changed)

    (advice,) = advisor.advise([version], {"sells_food": True, "area_sqm": Decimal(area)})

    assert advice.applies is applies
    assert limit in advice.rule.th


def test_an_open_question_leaves_the_advice_open(bangkok):
    version = commands.publish_version(actor=OPERATOR, definition=read_folder(LICENCE))

    (advice,) = advisor.advise([version], {"sells_food": True, "area_sqm": None})
    (never,) = advisor.advise([version], {"sells_food": False, "area_sqm": None})

    assert advice.applies is None
    assert never.applies is False


def test_the_version_in_force_is_the_newest_that_has_begun(bangkok):
    definition = read_folder(LICENCE)
    later = Definition(definition.code, "bma", 2, date(2026, 12, 1), definition.parts)
    commands.publish_version(actor=OPERATOR, definition=definition)
    commands.publish_version(actor=OPERATOR, definition=later)

    today = queries.version_in_force(definition.code, date(2026, 11, 30))
    tomorrow = queries.version_in_force(definition.code, date(2026, 12, 1))

    assert (today.number, tomorrow.number) == (1, 2)
    assert [v.number for v in queries.versions_in_force(date(2026, 12, 1))] == [2]


@pytest.mark.req("1.4.1", part="service page")
def test_a_service_page_shows_its_facts_with_their_sources(bangkok, client):
    with clock.frozen(NOW):
        commands.publish_version(actor=OPERATOR, definition=read_folder(LICENCE))
        page = client.get("/en/services/food-premises-licence/").content.decode()

    assert "Licence for food premises" in page
    assert "30\u00a0days" in page
    assert "Floor plan" in page
    assert "k-src" in page


@pytest.mark.req("1.4.1", part="service page")
@pytest.mark.parametrize(
    ("folder", "said", "unsaid"),
    [
        ("rd/rd-vat", "No fee (not confirmed)", 'scope="col" class="k-r"'),
        ("fda/drug-store", "The same everywhere", "by ordinance"),
        ("bma/food-premises-licence", "by ordinance", "The same everywhere"),
    ],
)
def test_a_service_page_says_who_sets_the_fees(client, db, folder, said, unsaid):
    definition = read_folder(ROOT / folder / "v1")
    agency = Agency.objects.create(code=definition.agency, name_th="หน่วยงาน", name_en="Agency")
    authority = Authority.objects.create(code="one", agency=agency, title_th="ก", title_en="A")
    with clock.frozen(NOW):
        commands.publish_version(actor=OPERATOR, definition=definition)
        for offering in offerings_of(definition.code)[:1]:
            mine = replace(offering, authority=authority.code)
            commands.publish_offering(actor=OPERATOR, offering=mine)
        page = client.get(f"/en/services/{definition.code}/").content.decode().replace("\u2060", "")

    assert said in page
    assert unsaid not in page


def test_the_advisor_page_answers_with_the_reason_and_keeps_bad_input(bangkok, client):
    with clock.frozen(NOW):
        commands.publish_version(actor=OPERATOR, definition=read_folder(LICENCE))
        told = client.get("/en/which/food-premises/?sells_food=yes&area_sqm=๒๔๐").content.decode()
        wrong = client.get("/en/which/food-premises/?sells_food=yes&area_sqm=big").content.decode()
        unknown = client.get("/en/which/nothing/")

    assert "You need this" in told
    assert "Enter a number" in wrong
    assert 'value="big"' in wrong
    assert unknown.status_code == 404


def test_loading_a_changed_folder_names_the_service_and_what_to_do(bangkok, tmp_path):
    folder = tmp_path / "bma" / "food-premises-licence" / "v1"
    shutil.copytree(LICENCE, folder)
    load(Namespace(folder=tmp_path))
    head = folder / "service.toml"
    head.write_text(head.read_text().replace('validity_mark = "V"', 'validity_mark = "M"'))

    with pytest.raises(OperatorError) as refused:
        load(Namespace(folder=tmp_path))

    assert str(refused.value).startswith("food-premises-licence v1 is published with other")
    assert ServiceVersion.objects.count() == 1
