"""An authority writes its own ordinance for a service that another agency defines."""

from dataclasses import replace

import pytest

from demo import authorities, bodies
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Invalid, NotFound
from krob.people.agencies.models import Calendar, Holiday, SigningOrder, Unit
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import offerings
from krob.registers.catalogue.models import ServiceDraft, ServiceOffering, ServiceVersion
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.versioning.definition import read_folder, read_offering
from tests.kept import kept

SERVICE = "food-premises-licence"
OFFICERS = [one for one in authorities.OFFICERS if one.login == "nonthaburi.publisher"]


@pytest.fixture
def service(db):
    """A service of Bangkok, which a municipality may offer too."""

    def make() -> None:
        authorities.load(OFFICERS, bodies.BODIES)
        folder = DEFINITIONS / "bma" / SERVICE / "v1"
        commands.publish_version(actor=OPERATOR, definition=read_folder(folder))

    kept("service-to-offer", make)
    return ServiceVersion.objects.get()


@pytest.fixture
def editor(municipal_officer):
    return replace(municipal_officer, id="u-editor")


@pytest.fixture
def draft(service, editor) -> ServiceDraft:
    return commands.begin_offering(actor=editor, service=SERVICE, authority="nonthaburi-city")


def save(actor, draft, **posted):
    typed = {key.replace("__", "."): value for key, value in posted.items()}
    commands.edit_draft(
        actor=actor,
        draft=draft.pk,
        tab="offering",
        item="",
        verb="save",
        posted={name: [value] for name, value in typed.items()},
    )
    draft.refresh_from_db()


def found(draft) -> dict[str, str]:
    draft.refresh_from_db()
    return {problem.path: problem.severity for problem in gate.problems_of(draft)}


@pytest.mark.req("2.2.1", part="ordinances")
def test_a_municipality_may_offer_what_bangkok_defines(service, editor):
    rows = offerings.offerable(editor)

    assert [(row.code, row.authority.code, row.offering) for row in rows] == [
        (SERVICE, "nonthaburi-city", None)
    ]


def test_who_lacks_the_power_is_offered_nothing(service, editor):
    excise = replace(editor, agency="excise")

    assert offerings.offerable(excise) == []


@pytest.mark.req("2.2.1", part="ordinances")
def test_what_is_filled_in_becomes_the_offering(draft, editor):
    save(
        editor,
        draft,
        payee__revenue_code="4101",
        payee__biller_suffix="02",
        number_pattern="นบ.{running:05}/{year_be}",
        ordinance__dated="1/10/2569",
    )

    assert draft.parts["offering"] == {
        "tables": [],
        "payee": {"revenue_code": "4101", "biller_suffix": "02"},
        "number_pattern": "นบ.{running:05}/{year_be}",
        "ordinance": {"dated": "2026-10-01"},
    }


def test_an_office_of_somebody_else_is_not_chosen(draft, editor):
    before = draft.parts

    with pytest.raises(Invalid):
        save(editor, draft, units="bma-bangrak")

    draft.refresh_from_db()
    assert draft.parts == before


def test_without_payee_nobody_could_pay(draft, editor):
    assert found(draft)["offering/payee.revenue_code"] == "error"
    assert found(draft)["offering/payee.biller_suffix"] == "error"

    save(editor, draft, payee__revenue_code="4101", payee__biller_suffix="02")

    assert "offering/payee.revenue_code" not in found(draft)
    assert "offering/payee.biller_suffix" not in found(draft)


def test_a_wrong_tax_number_is_found(draft, editor):
    save(editor, draft, payee__tax_id="1234567890123")

    assert found(draft)["offering/payee.tax_id"] == "error"


def test_an_agency_without_a_tax_number_cannot_bill(draft):
    assert "offering/payee.tax_id" not in found(draft)
    agency = draft.authority.agency
    agency.tax_id = ""
    agency.save()

    assert found(draft)["offering/payee.tax_id"] == "error"


@pytest.mark.parametrize("pattern", ["นบ./{year_be}", "{running}/{anno}"])
def test_numbers_that_could_not_be_given_are_found(draft, editor, pattern):
    save(editor, draft, number_pattern=pattern)

    assert found(draft)["offering/number_pattern"] == "error"


def test_tables_need_the_name_of_their_ordinance(draft, editor):
    assert "offering/ordinance.title" not in found(draft)
    draft.parts["offering"]["tables"] = [{"code": "licence-fee", "inputs": [], "rows": []}]
    draft.save()

    assert found(draft)["offering/ordinance.title"] == "error"


@pytest.mark.req("2.10", part="ceilings of fees")
def test_a_fee_above_the_laws_ceiling_is_found(draft):
    row = {"id": "one", "cells": [], "output": "99999", "law": "ข้อบัญญัติ", "mark": "M"}
    draft.parts["offering"]["tables"] = [
        {"code": "licence-fee", "hit": "unique", "inputs": [], "rows": [row]}
    ]
    draft.save()

    above = [p for p in gate.problems_of(draft) if "เพดาน" in str(p.message)]

    assert [p.severity for p in above] == ["error"]


@pytest.mark.req("2.2.1", part="ordinances")
def test_nobody_to_sign_stands_in_the_way(draft):
    assert "offering/signing" not in found(draft)
    SigningOrder.objects.filter(authority__code="nonthaburi-city").delete()

    assert found(draft)["offering/signing"] == "error"


def test_an_authority_without_an_office_stands_in_the_way(draft):
    assert "offering/units" not in {p for p, s in found(draft).items() if s == "error"}
    Unit.objects.filter(authority__code="nonthaburi-city").update(authority=None)

    assert found(draft)["offering/units"] == "error"


def test_a_calendar_without_holidays_is_pointed_out(draft):
    Holiday.objects.all().delete()

    assert found(draft)["offering/units"] == "warning"


def test_the_page_shows_who_signs_and_names_the_service(browse, draft, editor):
    page = browse(editor).get(f"/agency/services/{draft.pk}/offering/").content.decode()

    assert "นายสมนึก" in page
    assert "ใบอนุญาตจัดตั้งสถานที่จำหน่ายอาหาร" in page.replace("\u2060", "")


@pytest.mark.req("2.2.1", part="ordinances")
def test_the_office_home_leads_to_the_ordinance(browse, service, editor):
    browser = browse(editor)
    page = browser.get("/agency/").content.decode()
    assert f"/agency/services/{SERVICE}/offer/" in page

    browser.post(f"/agency/services/{SERVICE}/offer/", {"authority": "nonthaburi-city"})

    assert ServiceDraft.objects.get().authority.code == "nonthaburi-city"


def test_another_agency_sees_nothing_of_it(browse, checker, draft):
    answer = browse(checker).get(f"/agency/services/{draft.pk}/offering/")

    assert answer.status_code == 404


def test_an_authority_of_somebody_else_is_not_begun(service, editor):
    with pytest.raises(NotFound):
        commands.begin_offering(actor=editor, service=SERVICE, authority="bma-bangrak")

    assert not ServiceDraft.objects.exists()


@pytest.mark.req("2.2.1", part="ordinances")
def test_another_person_approves_and_it_is_offered(draft, editor, municipal_officer):
    save(editor, draft, payee__revenue_code="4101", payee__biller_suffix="02")
    shipped = DEFINITIONS / "bma" / SERVICE / "offerings" / "nonthaburi-city-1.toml"
    tables = read_offering(shipped, SERVICE).parts["tables"]
    draft.parts["offering"] |= {
        "tables": tables,
        "ordinance": {"title": {"th": "เทศบัญญัติ", "en": "Ordinance"}, "mark": "M"},
    }
    draft.save()
    commands.ask_approval(actor=editor, draft=draft.pk)
    draft.refresh_from_db()
    colleague = replace(municipal_officer, id="u-colleague")

    commands.approve_draft(actor=colleague, draft=draft.pk, digest=draft.asked_digest)

    published = ServiceOffering.objects.get()
    assert (published.authority.code, published.number) == ("nonthaburi-city", 1)
    assert published.in_force_from == clock.today()


@pytest.mark.req("2.2.1", part="an authority's own calendar")
def test_an_authority_chooses_a_calendar_of_its_own(draft, editor):
    Calendar.objects.create(
        code="sanitation", name_th="ปฏิทินงานสุขาภิบาล", base=Calendar.objects.get(code="th")
    )

    save(editor, draft, calendar="sanitation")

    assert draft.parts["offering"]["calendar"] == "sanitation"
    assert "offering/calendar" not in found(draft)


@pytest.mark.parametrize("code", ["bma", "nowhere", "th"])
def test_a_calendar_of_another_agency_is_not_an_authoritys_own(draft, editor, code):
    with pytest.raises(Invalid):
        save(editor, draft, calendar=code)
    draft.refresh_from_db()
    untouched = draft.parts["offering"].get("calendar")
    draft.parts["offering"]["calendar"] = code
    draft.save()

    assert untouched is None
    assert found(draft)["offering/calendar"] == "error"
