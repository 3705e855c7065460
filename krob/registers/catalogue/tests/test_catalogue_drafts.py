"""Drafts: begun, changed by many hands, undone, approved by another person."""

from dataclasses import replace
from uuid import uuid4

import pytest

from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.editors.service import ServiceEditor
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.versioning.definition import digest_of_item

pytestmark = pytest.mark.postgres


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")


@pytest.fixture
def editor(checker, agency):
    return replace(checker, id="u-editor")


@pytest.fixture
def colleague(checker):
    return replace(checker, id="u-colleague")


@pytest.fixture
def draft(editor) -> ServiceDraft:
    return commands.begin_service(actor=editor, code="market-stall", title_th="แผงลอย")


def change(actor, draft, **posted):
    return commands.edit_draft(
        actor=actor,
        draft=draft.pk,
        tab="service",
        item="",
        verb="save",
        posted={key.replace("__", "-"): [value] for key, value in posted.items()},
    )


def part(draft, name="service"):
    draft.refresh_from_db()
    return draft.parts[name]


@pytest.mark.req("2.2.1", part="drafts")
def test_a_new_service_begins_with_the_usual_steps_and_its_own_name(draft):
    assert part(draft)["title"] == {"th": "แผงลอย"}
    assert part(draft, "steps")["order"] == [
        "completeness",
        "correction",
        "decision",
        "payment",
    ]


def test_a_code_is_used_once(draft, editor):
    with pytest.raises(Conflict):
        commands.begin_service(actor=editor, code="market-stall", title_th="อีกแผง")

    assert ServiceDraft.objects.count() == 1


@pytest.mark.req("2.2.1", part="drafts")
def test_what_was_saved_can_be_undone_and_made_again(draft, editor):
    change(editor, draft, title__th="แผงลอยในตลาด", title__en="Market stall")

    commands.undo_change(actor=editor, draft=draft.pk)
    undone = part(draft)["title"]
    commands.redo_change(actor=editor, draft=draft.pk)

    assert undone == {"th": "แผงลอย"}
    assert part(draft)["title"] == {"th": "แผงลอยในตลาด", "en": "Market stall"}


def test_who_may_not_change_a_draft_reads_it_closed(draft, editor, browse):
    address = f"/agency/services/{draft.pk}/service/"
    rights = frozenset({Permission.CATALOGUE_APPROVE_SERVICE})
    approver = replace(editor, id="u-approver", permissions=rights)

    own = browse(editor).get(address).content.decode()
    others = browse(approver).get(address).content.decode()

    assert '<fieldset class="k-closed" disabled>' in others
    assert "อ่านร่างนี้ได้ แต่แก้ไขไม่ได้" in others.replace("\u2060", "")
    assert "k-closed" not in own


def test_nothing_to_undo_is_said_on_the_draft_itself(draft, editor, browse):
    client = browse(editor)
    address = f"/agency/services/{draft.pk}/"

    for verb, said in (("undo", "ไม่มีสิ่งที่คุณจะเลิกทำได้"), ("redo", "ไม่มีสิ่งที่คุณจะทำซ้ำได้")):
        answer = client.post(f"{address}{verb}/", follow=True)

        assert answer.redirect_chain[-1][0].startswith(address)
        assert said in answer.content.decode().replace("\u2060", "")
    assert not draft.changes.exists()


def test_an_officer_who_finds_nothing_stays_at_the_desk(editor, browse):
    answer = browse(editor).get(f"/agency/services/{uuid4()}/service/")

    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'class="k-desk"' in html
    assert 'href="/officer/"' in html
    assert "/my/" not in html


def test_undoing_takes_back_ones_own_change_and_leaves_that_of_others(draft, editor, colleague):
    change(editor, draft, summary__th="ของฉัน")
    change(colleague, draft, law__th="พ.ร.บ.")

    commands.undo_change(actor=editor, draft=draft.pk)

    assert "summary" not in part(draft)
    assert part(draft)["law"] == {"th": "พ.ร.บ."}


def test_undoing_never_overwrites_what_somebody_wrote_since(draft, editor, colleague):
    change(editor, draft, law__th="ของฉัน")
    change(colleague, draft, law__th="ของเขา")

    with pytest.raises(Conflict) as refused:
        commands.undo_change(actor=editor, draft=draft.pk)

    assert refused.value.code == "changed-since"
    assert part(draft)["law"] == {"th": "ของเขา"}


def test_two_officials_on_one_item_one_wins_and_the_other_is_told(draft, editor, colleague):
    seen = digest_of_item(ServiceEditor().item(part(draft), ""))
    change(colleague, draft, law__th="ของเขา")

    with pytest.raises(Conflict) as refused:
        commands.edit_draft(
            actor=editor,
            draft=draft.pk,
            tab="service",
            item="",
            verb="save",
            posted={"law-th": ["ของฉัน"]},
            seen=seen,
        )

    assert refused.value.code == "item-changed"
    assert part(draft)["law"] == {"th": "ของเขา"}


def test_saving_the_same_again_changes_nothing(draft, editor):
    change(editor, draft, law__th="พ.ร.บ.")
    version = ServiceDraft.objects.get().row_version

    change(editor, draft, law__th="พ.ร.บ.")

    assert ServiceDraft.objects.get().row_version == version
    assert draft.changes.count() == 1


def test_another_agencys_editor_sees_nothing(draft, municipal_officer):
    with pytest.raises(NotFound):
        change(municipal_officer, draft, law__th="ของใคร")

    assert "law" not in part(draft)


def test_a_draft_with_errors_is_not_handed_in(draft, editor):
    with pytest.raises(Invalid) as refused:
        commands.ask_approval(actor=editor, draft=draft.pk)

    assert "checks-fail" in refused.value.fields
    assert ServiceDraft.objects.get().status == "draft"


def test_who_wrote_a_word_may_not_approve(draft, editor, colleague):
    change(colleague, draft, law__th="พ.ร.บ.")
    ServiceDraft.objects.update(status="in-review", asked_by=editor.id)

    for actor in (editor, colleague):
        with pytest.raises(NotAllowed):
            commands.approve_draft(actor=actor, draft=draft.pk, digest="")

    assert ServiceDraft.objects.get().status == "in-review"


def test_a_page_that_saved_itself_does_not_conflict_with_itself(draft, editor):
    seen = digest_of_item(ServiceEditor().item(part(draft), ""))

    def save(text, window):
        commands.edit_draft(
            actor=editor,
            draft=draft.pk,
            tab="service",
            item="",
            verb="save",
            posted={"law-th": [text]},
            seen=seen,
            window=window,
        )

    save("พิมพ์ไป", "page-one")
    save("พิมพ์ต่อจนจบ", "page-one")

    assert part(draft)["law"] == {"th": "พิมพ์ต่อจนจบ"}
    with pytest.raises(Conflict):
        save("หน้าต่างอื่น", "page-two")
    assert part(draft)["law"] == {"th": "พิมพ์ต่อจนจบ"}


def test_somebody_else_between_two_saves_of_a_page_is_a_conflict(draft, editor, colleague):
    seen = digest_of_item(ServiceEditor().item(part(draft), ""))
    mine = {"draft": draft.pk, "tab": "service", "item": "", "verb": "save", "window": "mine"}
    commands.edit_draft(actor=editor, posted={"law-th": ["ก"]}, seen=seen, **mine)
    change(colleague, draft, law__th="ของเขา")

    with pytest.raises(Conflict):
        commands.edit_draft(actor=editor, posted={"law-th": ["ข"]}, seen=seen, **mine)

    assert part(draft)["law"] == {"th": "ของเขา"}
