"""Services that exclude each other: what is held or filed for one place stops the other."""

from dataclasses import replace

import pytest

from krob.casework.applications import commands, dossier, reviewing
from krob.casework.applications.models import Application, Submission
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Invalid
from krob.registers.licences.models import Licence
from tests.journeys.conftest import LICENCE, MONDAY, NONTHABURI

RELATION = {
    "kind": "excludes",
    "service": LICENCE,
    "message": {"th": "สถานที่นี้มีใบอนุญาตอยู่แล้ว", "en": "This place has a licence already"},
    "law": "พ.ร.บ.การสาธารณสุข มาตรา 38",
}


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def excluded(world, monkeypatch):
    """Let the licence exclude itself, by a relation as given."""
    read = dossier.parts_of

    def relate(**given):
        def parts_of(application):
            parts = read(application)
            related = {**parts["service"], "relations": [{**RELATION, **given}]}
            return {**parts, "service": related}

        monkeypatch.setattr(dossier, "parts_of", parts_of)

    return relate


def refused(actor, draft):
    """File a draft that must be refused; return what it says, after checking that nothing moved."""
    submissions = Submission.objects.count()
    with pytest.raises(Invalid) as fault:
        commands.submit_application(actor=actor, reference=draft.reference)
    kept = Application.objects.get(pk=draft.pk)
    assert (kept.status, kept.premises, Submission.objects.count()) == (
        Status.DRAFT,
        None,
        submissions,
    )
    return [str(said) for said in fault.value.fields.values()]


@pytest.mark.req("2.10", part="incompatibilities")
def test_a_second_application_for_the_same_place_is_refused_with_its_law(
    make, owner_of_shop, excluded
):
    excluded(scope="together")
    make.filed(owner_of_shop)
    draft = make.draft(owner_of_shop)

    warned = reviewing.check(owner_of_shop, draft.reference)["ineligible"]
    said = refused(owner_of_shop, draft)

    assert said == ["สถานที่นี้มีใบอนุญาตอยู่แล้ว (พ.ร.บ.การสาธารณสุข มาตรา 38)"]
    assert [str(text) for text in warned] == said


@pytest.mark.req("2.10", part="incompatibilities")
def test_another_place_is_not_excluded_nor_is_a_draft_nor_somebody_else(
    make, owner_of_shop, stranger, excluded
):
    excluded(scope="together")
    make.draft(owner_of_shop)
    make.filed(stranger)

    here = make.filed(owner_of_shop)
    there = make.filed(owner_of_shop, address=NONTHABURI)

    assert (here.status, there.status) == (Status.CHECKING, Status.CHECKING)


@pytest.mark.req("2.10", part="incompatibilities")
def test_it_counts_for_whom_one_files_not_who_files(make, owner_of_shop, excluded):
    excluded(scope="together")
    make.filed(owner_of_shop)
    draft = make.draft(owner_of_shop)

    assert refused(replace(owner_of_shop, id="demo-somchais-clerk"), draft)


@pytest.mark.req("2.10", part="incompatibilities")
def test_what_was_withdrawn_excludes_no_longer(make, owner_of_shop, excluded):
    excluded(scope="together")
    first = make.filed(owner_of_shop)
    commands.withdraw_application(actor=owner_of_shop, reference=first.reference, reason="เปลี่ยนแผน")

    assert make.filed(owner_of_shop).status == Status.CHECKING


@pytest.mark.req("2.10", part="incompatibilities")
def test_a_licence_that_is_held_excludes_until_it_ends(make, owner_of_shop, excluded):
    approved = make.approved(make.filed(owner_of_shop))
    commands.conclude_settlement(actor=SYSTEM, reference=approved.reference)
    excluded(scope="held")
    draft = make.draft(owner_of_shop)

    assert refused(owner_of_shop, draft)
    Licence.objects.update(status="revoked")
    filed = commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert filed.status == Status.CHECKING


@pytest.mark.req("2.10", part="incompatibilities")
def test_a_relation_counts_only_when_its_rule_holds(make, owner_of_shop, excluded):
    excluded(scope="together", when="area_sqm > 1000")
    make.filed(owner_of_shop)

    assert make.filed(owner_of_shop).status == Status.CHECKING
