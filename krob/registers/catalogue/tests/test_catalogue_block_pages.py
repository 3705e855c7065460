"""The blocks of an agency: looked at, renamed with the drafts that use them, removed."""

import copy

import pytest

from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.drafting import library
from krob.registers.catalogue.models import Block, ServiceDraft

pytestmark = pytest.mark.req("2.3", part="blocks of an agency")


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")


@pytest.fixture
def draft(agency, checker) -> ServiceDraft:
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


@pytest.fixture
def block(draft, checker) -> Block:
    """A block that another draft uses."""
    kept = commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")
    user = commands.begin_service(actor=checker, code="night-market", title_th="ตลาดกลางคืน")
    user.parts["form"]["pages"] = [
        {"key": "own", "title": {"th": "ของเรา"}, "fields": []},
    ]
    user.save()
    edit(checker, user, "page:own", "insert", block="who")
    return kept


def edit(actor, draft, item, verb, **posted):
    values = {key: [value] for key, value in posted.items()}
    commands.edit_draft(
        actor=actor, draft=draft.pk, tab="form", item=item, verb=verb, posted=values
    )


def user_of() -> ServiceDraft:
    return ServiceDraft.objects.get(code="night-market")


def pins() -> dict[str, set[str]]:
    return library.pins_in(user_of().parts["form"])


def test_a_block_is_shown_with_its_users_and_wordings(block, draft, checker, browse):
    edit(checker, draft, "page:applicant", "add", **{"label-th": "อายุ", "kind": "number"})
    commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")

    html = browse(checker).get("/agency/blocks/who/").content.decode()
    shown = library.one(checker, "who")

    assert [row["draft"].code for row in shown["users"]] == ["night-market"]
    assert [each["row"].number for each in shown["wordings"]] == [2, 1]
    assert [str(said) for said in shown["wordings"][0]["new"]] == ["อายุ"]
    assert f"/agency/services/{user_of().pk}/form/" in html


def test_what_ships_is_shown_and_not_changed(agency, checker, browse):
    client = browse(checker)

    html = client.get("/agency/blocks/applicant/").content.decode()
    answer = client.post("/agency/blocks/applicant/remove/")

    assert "/agency/blocks/applicant/rename/" not in html
    assert answer.status_code == 404


def test_a_new_name_reaches_the_drafts_that_use_the_block(block, checker, browse):
    answer = browse(checker).post(
        "/agency/blocks/who/rename/",
        {"new_code": "applicant-of-ours", "title_th": "ผู้ขอของเรา", "title_en": "Our applicant"},
    )

    renamed = Block.objects.get()
    assert answer["Location"] == "/agency/blocks/applicant-of-ours/"
    assert (renamed.code, renamed.title["th"]) == ("applicant-of-ours", "ผู้ขอของเรา")
    assert pins() == {"applicant-of-ours": {str(renamed)}}
    assert not library.one(checker, "applicant-of-ours")["users"][0]["old"]


def test_there_and_back_is_as_it_was(block, checker):
    before, parts = str(block), copy.deepcopy(user_of().parts)
    title = {"title_th": block.title["th"], "title_en": block.title.get("en", "")}

    commands.rename_block(actor=checker, code="who", new_code="whom", title_th="อื่น")
    commands.rename_block(actor=checker, code="whom", new_code="who", **title)

    assert str(Block.objects.get()) == before
    assert user_of().parts == parts


@pytest.mark.parametrize(
    ("new_code", "title_th", "error"),
    [("Not A Code", "ชื่อ", Invalid), ("good", " ", Invalid), ("premises", "ชื่อ", Conflict)],
)
def test_names_that_are_none_or_taken_are_refused(block, checker, new_code, title_th, error):
    with pytest.raises(error) as refused:
        commands.rename_block(actor=checker, code="who", new_code=new_code, title_th=title_th)

    assert refused.value.fields
    assert str(Block.objects.get()) == str(block)


def test_a_block_in_use_is_not_removed_and_its_users_are_named(block, checker, browse):
    answer = browse(checker).post("/agency/blocks/who/remove/")

    assert answer.status_code == 409
    assert "ตลาดกลางคืน" in answer.content.decode().replace("\u2060", "")
    assert Block.objects.get().removed_at is None
    assert set(pins()) == {"who"}


def test_drafts_may_keep_the_questions_as_their_own(block, checker):
    keys = [field["key"] for field in user_of().parts["form"]["pages"][0]["fields"]]

    commands.remove_block(actor=checker, code="who", detach=True)

    assert [f["key"] for f in user_of().parts["form"]["pages"][0]["fields"]] == keys
    assert pins() == {}
    with pytest.raises(NotFound):
        library.one(checker, "who")


def test_a_removed_block_may_be_kept_again(block, draft, checker):
    commands.remove_block(actor=checker, code="who", detach=True)

    again = commands.save_block(actor=checker, draft=draft.pk, page="applicant", code="who")

    assert again.number == 2
    assert library.one(checker, "who")["pin"] == str(again)


@pytest.mark.parametrize(
    ("change", "given"),
    [
        (commands.rename_block, {"new_code": "whom", "title_th": "ใคร"}),
        (commands.remove_block, {"detach": True}),
    ],
)
def test_while_a_user_waits_for_approval_the_block_stays(block, checker, change, given):
    ServiceDraft.objects.filter(code="night-market").update(status="in-review")

    with pytest.raises(Conflict) as refused:
        change(actor=checker, code="who", **given)

    assert "ตลาดกลางคืน" in str(refused.value.message)
    assert str(Block.objects.get()) == str(block)
    assert set(pins()) == {"who"}


def test_another_agencys_block_is_not_there(block, municipal_officer, browse):
    Agency.objects.create(code="nonthaburi", name_th="นนทบุรี")
    client = browse(municipal_officer)

    answers = [
        client.get("/agency/blocks/who/"),
        client.post("/agency/blocks/who/rename/", {"new_code": "mine", "title_th": "ของฉัน"}),
        client.post("/agency/blocks/who/remove/", {"detach": "1"}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert str(Block.objects.get()) == str(block)
    assert Block.objects.get().removed_at is None
