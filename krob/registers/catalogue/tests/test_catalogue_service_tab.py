"""What a service says about itself: filled in on one tab, and checked sentence by sentence."""

import copy
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Invalid
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.editors.service import SETTINGS
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.versioning.definition import read_folder

SHIPPED = read_folder(DEFINITIONS / "bma" / "food-premises-licence" / "v1")


def found(**changes) -> dict[str, str]:
    """Return the problems of the shipped service with some of its service part changed."""
    parts = copy.deepcopy(dict(SHIPPED.parts))
    for path, value in changes.items():
        at, key = parts["service"], path
        if "__" in path:
            outer, key = path.split("__")
            at = at[outer]
        at[key] = value
    return {p.path: p.severity for p in problems(replace(SHIPPED, parts=parts))}


@pytest.mark.req("2.2.1", part="checks")
@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("title", {"th": "ใบอนุญาต"}, "service/title"),
        ("summary", {"en": "A licence"}, "service/summary"),
        ("subtitle", {"th": "ใหญ่"}, "service/subtitle"),
        ("validity", {"th": "1 ปี"}, "service/validity"),
        ("keywords", {"th": "อาหาร"}, "service/keywords"),
        ("criteria", [{"th": "สะอาด"}], "service/criteria"),
        ("law_mark", None, "service/law_mark"),
        ("validity_mark", "?", "service/validity_mark"),
        ("applicants", [], "service/applicants"),
        ("ial", "9", "service/ial"),
        ("actions", ["sell"], "service/actions"),
        ("channels", ["pigeon"], "service/channels"),
        ("payment_channels", ["gold"], "service/payment_channels"),
        ("business_types", ["00000"], "service/business_types"),
        ("life_events", ["wedding"], "service/life_events"),
        ("output_kind", "medal", "service/output_kind"),
        ("label_field", "nickname", "service/label_field"),
        ("contact_field", "pager", "service/contact_field"),
        ("premises__address", "castle", "service/premises.address"),
        ("legal__correction_rounds", -1, "service/legal.correction_rounds"),
        ("applies_when", "area_sqm >", "service/applies_when"),
    ],
)
def test_a_fault_is_found_where_it_is(key, value, path):
    assert path not in found()

    assert found(**{key: value})[path] == "error"


@pytest.mark.parametrize(("group", "wrong"), [("", False), ("food", True)])
def test_only_a_service_beside_others_must_say_when_it_is_the_right_one(group, wrong):
    alone = found(group=group, applies_when="")

    assert ("service/applies_when" in alone) == wrong


@pytest.mark.parametrize(("key", "path"), [("power", "power"), ("review_by", "review_by")])
def test_what_is_better_said_is_pointed_out(key, path):
    assert f"service/{path}" not in found()

    assert found(**{key: ""})[f"service/{path}"] == "warning"


@pytest.fixture
def draft(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


def save(actor, draft, **posted):
    typed = {key.replace("__", "."): value for key, value in posted.items()}
    commands.edit_draft(
        actor=actor, draft=draft.pk, tab="service", item="", verb="save", posted=typed
    )
    draft.refresh_from_db()
    return draft.parts["service"]


@pytest.mark.req("2.2.1", part="filled in on one tab")
def test_everything_that_a_service_says_of_itself_is_filled_in(draft, checker):
    part = save(
        checker,
        draft,
        applicants=["", "juristic"],
        ial=["2.1"],
        business_types=["56101"],
        life_events=["run"],
        actions=["new", "renew"],
        payment_channels=["qr"],
        output_kind=["certificate"],
        legal__tacit_approval=["on"],
        legal__delay_notice_days=["7"],
        review_by=["30/6/2570"],
    )

    assert part["applicants"] == ["juristic"]
    assert (part["ial"], part["output_kind"]) == ("2.1", "certificate")
    assert (part["business_types"], part["life_events"]) == (["56101"], ["run"])
    assert (part["actions"], part["payment_channels"]) == (["new", "renew"], ["qr"])
    assert part["legal"]["tacit_approval"] is True
    assert part["legal"]["delay_notice_days"] == 7
    assert part["review_by"] == "2027-06-30"


def test_the_checks_call_a_setting_by_its_label(draft, checker):
    with translation.override("en"):
        found = drafts.checks(checker, draft.pk)["found"]
        said = {str(each["path"]) for each in found}

    assert "What the applicant receives" in said
    assert "output" not in said


def test_a_kind_of_business_that_there_is_not_cannot_be_chosen(draft, checker):
    before = draft.parts

    with pytest.raises(Invalid):
        save(checker, draft, business_types=["12"])

    draft.refresh_from_db()
    assert draft.parts == before


def test_the_tab_asks_for_all_that_services_which_ship_say():
    asked = {setting.key.partition(".")[0] for setting in SETTINGS}
    elsewhere = {"agency", "applies_when", "code", "eligibility", "group", "in_force_from"}
    elsewhere |= {"kind", "manual", "questions", "relations", "version"}

    assert set(SHIPPED.parts["service"]) - elsewhere <= asked


@pytest.mark.req("2.2.1", part="checks")
def test_a_power_that_nobody_holds_is_found(draft, checker):
    draft.parts["service"]["power"] = "magic.spells"

    assert "service/power" in {p.path for p in gate.problems_of(draft) if p.severity == "error"}


@pytest.mark.req("2.2.1", part="reviews")
def test_a_service_whose_review_is_overdue_stands_on_the_home(browse, checker, db):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    commands.publish_version(actor=OPERATOR, definition=SHIPPED)
    assert drafts.home(checker)["overdue_reviews"] == []

    with clock.frozen(clock.midnight(date(2027, 7, 1))):
        shown = drafts.home(checker)["overdue_reviews"]
        page = browse(checker).get("/agency/").content.decode()

    assert [row.service.code for row in shown] == ["food-premises-licence"]
    assert 'id="reviews"' in page
