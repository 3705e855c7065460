"""Journeys and kinds of business in the back office: written, tried, approved, in force."""

from dataclasses import replace

import pytest

from demo import authorities, bodies
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.people.agencies.types import ROUTING_UNIT
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate, service_checks
from krob.registers.catalogue.guiding import guides, journeys, shipped
from krob.registers.catalogue.models import Guide, ServiceDraft

pytestmark = [
    pytest.mark.req("2.5.1", part="editor"),
    pytest.mark.req("2.6", part="editor of journeys"),
    pytest.mark.usefixtures("central", "published_services"),
]
OFFICERS = [one for one in authorities.OFFICERS if one.login in ("krob.editor", "krob.publisher")]


def official(name: str, *permissions: Permission, agency: str = "krob") -> Actor:
    return Actor(
        kind=ActorKind.OFFICER,
        id=name,
        agency=agency,
        units=frozenset({ROUTING_UNIT}),
        permissions=frozenset(permissions),
    )


EDITOR = official("u-guide", Permission.CATALOGUE_EDIT_GUIDES)
PUBLISHER = official("u-publisher", Permission.CATALOGUE_APPROVE_SERVICE)


@pytest.fixture
def central(db) -> None:
    """The central agency with its routing office, an editor and somebody who approves."""
    authorities.load(OFFICERS, bodies.BODIES)


@pytest.fixture
def draft() -> ServiceDraft:
    return commands.begin_guide(actor=EDITOR, code="journey:hotel")


def edit(draft, tab: str, item: str, verb: str, **posted: str | list[str]) -> ServiceDraft:
    values = {
        key.replace("__", "-"): value if isinstance(value, list) else [value]
        for key, value in posted.items()
    }
    row, _edited = commands.edit_draft(
        actor=EDITOR, draft=draft.pk, tab=tab, item=item, verb=verb, posted=values
    )
    return row


def errors(draft) -> list[str]:
    draft.refresh_from_db()
    return [one.path for one in gate.problems_of(draft) if one.severity == "error"]


def approved(draft) -> None:
    asked = commands.ask_approval(actor=EDITOR, draft=draft.pk)
    commands.approve_draft(actor=PUBLISHER, draft=draft.pk, digest=asked.asked_digest)


def legs(draft) -> list[str]:
    draft.refresh_from_db()
    return [row["code"] for row in draft.parts["journey"]["services"]]


def test_every_journey_that_ships_may_be_published_as_it_is():
    for code in shipped.journeys():
        draft = commands.begin_guide(actor=EDITOR, code=f"journey:{code}")

        assert errors(draft) == [], code


def test_a_changed_journey_counts_once_another_person_approved_it(draft):
    edit(
        draft,
        "journey",
        "",
        "save",
        title__th="โรงแรมและที่พัก",
        title__en="Hotels and lodging",
        summary__th="เปิดที่พัก",
        summary__en="Open a lodging",
        kind="business",
        business_types=["55101"],
    )
    before = journeys.page("hotel", {})["title"]

    approved(draft)

    assert before.en == "Hotel, small lodging"
    assert journeys.page("hotel", {})["title"].en == "Hotels and lodging"
    assert Guide.objects.get().number == 1
    assert commands.begin_guide(actor=EDITOR, code="journey:hotel").number == 2


def test_who_wrote_it_may_not_approve_it(draft):
    both = replace(PUBLISHER, id=EDITOR.id)
    edit(draft, "services", "signboard-tax", "up")
    asked = commands.ask_approval(actor=EDITOR, draft=draft.pk)

    with pytest.raises(NotAllowed):
        commands.approve_draft(actor=both, draft=draft.pk, digest=asked.asked_digest)

    assert Guide.objects.count() == 0


def test_services_are_put_in_order_given_rules_and_taken_out(draft):
    edit(draft, "services", "signboard-tax", "up")
    moved = legs(draft)
    edit(draft, "services", "", "add", code="rd-vat")
    edit(draft, "services", "rd-vat", "save", when="rooms > 20", action="new")
    draft.refresh_from_db()

    assert moved[-2:] == ["signboard-tax", "liquor-retail"]
    assert draft.parts["journey"]["services"][-1] == {
        "code": "rd-vat",
        "when": "rooms > 20",
        "action": "new",
    }
    edit(draft, "services", "rd-vat", "remove")
    assert "rd-vat" not in legs(draft)
    commands.undo_change(actor=EDITOR, draft=draft.pk)
    assert legs(draft)[-1] == "rd-vat"


@pytest.mark.parametrize("code", ["signboard-tax", "nothing"])
def test_a_service_twice_or_none_is_refused(draft, code):
    before = legs(draft)

    with pytest.raises(Invalid):
        edit(draft, "services", "", "add", code=code)

    assert legs(draft) == before


def test_a_path_that_ends_nowhere_closes_the_gate(draft):
    part = {**draft.parts["journey"], "endings": []}
    ServiceDraft.objects.filter(pk=draft.pk).update(parts={"journey": part})

    assert errors(draft) == ["journey/endings"]
    with pytest.raises(Invalid):
        commands.ask_approval(actor=EDITOR, draft=draft.pk)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": {"th": "โรงแรม"}}, "journey/title"),
        ({"kind": "other"}, "journey/kind"),
        ({"services": []}, "journey/services"),
        ({"services": [{"code": "gone"}]}, "journey/services[0].code"),
        ({"services": [{"code": "signboard-tax", "when": "x >"}]}, "journey/services[0].when"),
        ({"services": [{"code": "rd-vat", "action": "cancel", "when": "size > 1"}]}, None),
        (
            {"services": [{"code": "signboard-tax", "action": "transfer"}]},
            "journey/services[0].action",
        ),
        ({"questions": [{"key": "rooms", "kind": "number", "label": {"th": "ห้อง"}}]}, None),
        ({"personas": [{"name": {"th": "ก"}, "answers": {}, "expect": ["rd-vat"]}]}, None),
        ({"services": "all"}, "journey/services"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_mended(draft, change, path):
    part = {**draft.parts["journey"], **change}
    ServiceDraft.objects.filter(pk=draft.pk).update(parts={"journey": part})

    found = errors(draft)

    assert found
    assert path is None or path in found


def test_a_new_journey_is_begun_once(db):
    draft = commands.begin_journey(actor=EDITOR, code="spa", title_th="สปา", title_en="Spa")

    assert draft.title.en == "Spa"
    assert "spa" not in journeys.found("spa")
    for code, title in (("spa", "สปา"), ("hotel", "โรงแรม")):
        with pytest.raises(Conflict):
            commands.begin_journey(actor=EDITOR, code=code, title_th=title)
    with pytest.raises(Invalid):
        commands.begin_journey(actor=EDITOR, code="Not good", title_th="")
    assert ServiceDraft.objects.count() == 1


def test_a_hidden_journey_is_not_shown(draft):
    edit(
        draft,
        "journey",
        "",
        "save",
        title__th="โรงแรม",
        title__en="Hotel",
        summary__th="เปิดที่พัก",
        summary__en="Open a lodging",
        kind="business",
        hidden="yes",
    )
    draft.refresh_from_db()
    assert draft.parts["journey"]["hidden"] is True
    approved(draft)

    assert "hotel" not in [one.code for one in journeys.journeys()]
    with pytest.raises(NotFound):
        journeys.page("hotel", {})


def test_kinds_of_business_are_added_changed_and_known_to_services():
    draft = commands.begin_guide(actor=EDITOR, code="business-types:all")
    edit(draft, "business-types", "", "add", code="99999", title__th="อื่น", title__en="Other")
    edit(
        draft,
        "business-types",
        "56101",
        "save",
        code="56101",
        title__th="ร้านอาหาร",
        title__en="Food",
    )
    for wrong in ({"code": "123"}, {"code": "99999"}, {"code": "99998", "title__th": ""}):
        with pytest.raises(Invalid):
            edit(draft, "business-types", "", "add", **{"title__th": "ก", **wrong})

    approved(draft)

    assert guides.business_types()["99999"].en == "Other"
    assert guides.business_types()["56101"].th == "ร้านอาหาร"
    known = {"business_types": guides.business_types()}
    part = {"business_types": ["99999"]}
    assert "business_types" not in {one.path for one in service_checks.problems(part, known)}
    assert "business_types" in {one.path for one in service_checks.problems(part, {})}


# -- who may --------------------------------------------------------------------------------------


def test_only_the_central_agency_writes_guides(checker, browse):
    client = browse(checker)

    answers = [
        client.get("/agency/guides/"),
        client.post("/agency/guides/hotel/next/"),
        client.post("/agency/guides/kinds-of-business/"),
        client.post("/agency/guides/begin/", {"code": "x", "title_th": "x"}),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403, 403]
    assert ServiceDraft.objects.count() == 0


def test_another_agency_does_not_see_the_drafts(draft, checker, browse):
    client, base = browse(checker), f"/agency/services/{draft.pk}/"

    for address in ("", "journey/", "questions/", "services/", "walk/", "publish/", "checks/"):
        assert client.get(base + address).status_code == 404, address
    assert client.post(f"{base}services/signboard-tax/remove/").status_code == 404
    assert "signboard-tax" in legs(draft)


def test_services_are_not_the_guide_editors(browse):
    client = browse(EDITOR)

    assert client.post("/agency/services/begin/", {"code": "x", "title_th": "x"}).status_code == 403
    assert client.get("/agency/").status_code == 200
    assert ServiceDraft.objects.count() == 0


# -- screens --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "journey/",
        "questions/",
        "services/",
        "services/signboard-tax/",
        "checks/",
        "publish/",
        "history/",
        "walk/",
        "walk/?rooms=2&guests=4",
    ],
)
def test_every_page_of_a_journey_is_shown(draft, browse, address):
    answer = browse(EDITOR).get(f"/agency/services/{draft.pk}/{address}")

    assert answer.status_code == 200


def test_the_pages_of_the_kinds_of_business_are_shown(browse):
    client = browse(EDITOR)

    begun = client.post("/agency/guides/kinds-of-business/")
    first = client.get(begun["Location"], follow=True)
    one = client.get(begun["Location"] + "business-types/56101/")

    assert "56101" in first.content.decode()
    assert one.status_code == 200


def test_the_questions_page_counts_the_ways(draft, browse):
    html = browse(EDITOR).get(f"/agency/services/{draft.pk}/questions/").content.decode()

    assert "432" in html


def test_a_refused_addition_is_said_on_the_list(draft, browse):
    answer = browse(EDITOR).post(
        f"/agency/services/{draft.pk}/services/-/add/", {"code": "signboard-tax"}
    )

    assert answer.status_code == 422
    assert '<p class="k-err">' in answer.content.decode()


def test_the_draft_is_tried_as_people_will_meet_it(draft, browse):
    edit(draft, "services", "signboard-tax", "save", when="rooms > 0")

    html = (
        browse(EDITOR).get(f"/agency/services/{draft.pk}/walk/?rooms=3&guests=1").content.decode()
    )

    assert "/services/signboard-tax/" in html


def test_the_list_shows_what_is_being_written(draft, browse):
    html = browse(EDITOR).get("/agency/guides/").content.decode()
    mine = browse(PUBLISHER).get("/agency/guides/")

    assert f"/agency/services/{draft.pk}/" in html
    assert html.count("/next/") == len(shipped.journeys()) - 1
    assert mine.status_code == 200
