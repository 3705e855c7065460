"""One draft in two windows: what the older one typed is kept, and the applicant chooses."""

import re
from uuid import uuid4

import pytest

from krob.casework.applications import commands
from krob.casework.applications.applicant import comparing, reviewing
from krob.casework.applications.models import Application, SetAside
from krob.engines.smartforms import showing
from krob.foundation.core.errors import Conflict, Invalid
from krob.registers.catalogue.queries import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("1.3.1", part="two windows")]

NEWER = {"seats": "11", "toilets": "2"}
OLDER = {"seats": "22", "toilets": "3"}


@pytest.fixture
def draft(make, owner_of_shop):
    return make.draft(owner_of_shop)


def address(draft, *rest: str) -> str:
    return "/".join(["/applications", draft.reference, "form", "areas", *rest, ""])


def post(draft, tab="one", **typed: str) -> dict[str, object]:
    """Return what a window made from the draft as it was then posts."""
    state = comparing.dossier.form_and_state(draft)[1]
    return {
        "_version": str(draft.edition),
        "_was": showing.shown(form_of(draft.version), state, "areas"),
        "_tab": tab,
        "_shown": list(typed),
        **typed,
    }


@pytest.fixture
def client(browse, owner_of_shop):
    return browse(owner_of_shop)


@pytest.fixture
def overtaken(client, draft):
    """Save in one window, then type something else in one that is older; return its answer."""
    client.post(address(draft, "save"), post(draft, "two", **NEWER))
    return client.post(address(draft), post(draft, **OLDER))


def kept(draft) -> dict[str, str]:
    answers = Application.objects.get(pk=draft.pk).answers
    return {key: answers[key] for key in ("seats", "toilets")}


def choose(client, draft, **said: str):
    aside = SetAside.objects.get()
    edition = Application.objects.get(pk=draft.pk).edition
    return client.post(address(draft, "compare"), {"aside": aside.pk, "edition": edition, **said})


def test_an_older_window_is_led_to_both_texts(client, draft, overtaken):
    assert (overtaken.status_code, overtaken["Location"]) == (302, address(draft, "compare"))
    assert kept(draft) == NEWER

    page = client.get(address(draft, "compare")).content.decode()

    shown = re.findall(r'name="take\.(\w+)"[^>]*value="(\w+)"( checked)?', page)
    assert shown == [
        ("seats", "mine", ""),
        ("seats", "saved", ""),
        ("toilets", "mine", " checked"),  # nobody changed the saved one
        ("toilets", "saved", ""),
    ]


def test_each_question_is_chosen_by_itself(client, draft, overtaken):
    answer = choose(client, draft, **{"take.seats": "saved", "take.toilets": "mine"})

    assert answer["Location"] == address(draft)
    assert kept(draft) == {"seats": "11", "toilets": "3"}
    assert not SetAside.objects.exists()


@pytest.mark.parametrize(("side", "stands"), [("mine", OLDER), ("saved", NEWER)])
def test_one_side_is_taken_whole(client, draft, overtaken, side, stands):
    choose(client, draft, all=side)

    assert kept(draft) == stands
    assert not SetAside.objects.exists()


def test_a_question_that_is_not_chosen_is_asked_again_and_changes_nothing(client, draft, overtaken):
    answer = choose(client, draft, **{"take.toilets": "mine"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'href="#mine-seats"' in said
    assert 'id="mine-toilets" value="mine" checked' in said
    assert kept(draft) == NEWER
    assert SetAside.objects.count() == 1


def test_a_save_during_the_choice_is_shown_before_it_counts(
    client, draft, overtaken, owner_of_shop
):
    aside = SetAside.objects.get()
    edition = Application.objects.get(pk=draft.pk).edition
    client.post(
        address(draft, "save"), post(Application.objects.get(pk=draft.pk), "two", seats="33")
    )

    answer = client.post(
        address(draft, "compare"), {"aside": aside.pk, "edition": edition, "all": "mine"}
    )

    assert answer.status_code == 409
    assert kept(draft)["seats"] == "33"
    assert SetAside.objects.count() == 1


def test_an_autosave_hears_both_texts_and_goes_on_keeping_the_newest(client, draft):
    client.post(address(draft, "save"), post(draft, "two", **NEWER))

    heard = client.post(address(draft, "save"), post(draft, seats="22"))
    client.post(address(draft, "save"), post(draft, seats="222"))

    assert heard.status_code == 409
    assert 'name="take.seats"' in heard.json()["html"]
    assert heard.json()["url"] == address(draft, "compare")
    assert SetAside.objects.get().posted["seats"] == ["222"]
    assert kept(draft) == NEWER


def test_what_could_not_be_read_is_kept_as_it_was_typed(client, draft):
    client.post(address(draft, "save"), post(draft, "two", **NEWER))
    client.post(address(draft), post(draft, seats="ประมาณสามสิบ"))

    assert "ประมาณสามสิบ" in client.get(address(draft, "compare")).content.decode()
    choose(client, draft, all="mine")

    assert Application.objects.get(pk=draft.pk).raw["seats"] == "ประมาณสามสิบ"


def test_windows_keep_their_texts_apart(client, draft):
    client.post(address(draft, "save"), post(draft, "two", **NEWER))

    client.post(address(draft, "save"), post(draft, "one", seats="22"))
    client.post(address(draft, "save"), post(draft, "three", seats="33"))

    assert sorted(aside.posted["seats"][0] for aside in SetAside.objects.all()) == ["22", "33"]


def test_a_window_that_says_the_same_is_not_asked(client, draft):
    client.post(address(draft, "save"), post(draft, "two", **NEWER))

    answer = client.post(address(draft), post(draft, **NEWER))

    assert not SetAside.objects.exists()
    assert answer.status_code in (200, 302, 422)
    assert kept(draft) == NEWER


def test_filing_waits_for_the_choice(client, draft, overtaken, owner_of_shop):
    with pytest.raises(Invalid) as fault:
        commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert list(fault.value.fields) == ["aside.areas"]
    assert Application.objects.get(pk=draft.pk).status == "draft"
    shown = reviewing.check(owner_of_shop, draft.reference, fault.value)
    assert [problem.url for problem in shown["problems"]] == [address(draft, "compare")]
    page = client.get(f"/applications/{draft.reference}/check/").content.decode()
    assert address(draft, "compare") in page

    choose(client, draft, all="saved")
    filed = commands.submit_application(actor=owner_of_shop, reference=draft.reference)

    assert filed.status == "checking"


def test_nobody_else_sees_or_chooses(draft, overtaken, browse, stranger):
    other = browse(stranger)
    aside = SetAside.objects.get()

    answers = [
        other.get(address(draft, "compare")),
        other.post(address(draft, "compare"), {"aside": aside.pk, "edition": 2, "all": "mine"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert kept(draft) == NEWER


def test_choosing_twice_is_choosing_once(draft, overtaken, owner_of_shop):
    aside, edition = SetAside.objects.get(), Application.objects.get(pk=draft.pk).edition
    once = {"reference": draft.reference, "aside": aside.pk, "edition": edition, "chosen": {}}

    commands.choose_answers(actor=owner_of_shop, **once, all_of="mine")
    again = commands.choose_answers(actor=owner_of_shop, **once, all_of="saved")

    assert kept(draft) == OLDER
    assert again.edition == edition + 1


def test_an_edition_that_has_passed_is_refused(draft, overtaken, owner_of_shop):
    aside = SetAside.objects.get()

    with pytest.raises(Conflict):
        commands.choose_answers(
            actor=owner_of_shop,
            reference=draft.reference,
            aside=aside.pk,
            edition=draft.edition,
            chosen={},
            all_of="mine",
        )

    assert kept(draft) == NEWER
    assert (
        commands.choose_answers(
            actor=owner_of_shop,
            reference=draft.reference,
            aside=uuid4(),
            edition=1,
            chosen={},
            all_of="mine",
        ).answers["seats"]
        == "11"
    )
