"""Services in the making: drafts in every state, their replays, what to pass to each command."""

import json
from collections.abc import Callable
from typing import Any

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import Replay, ServiceDraft
from krob.registers.catalogue.proving.replay import Comparison, Rules
from krob.registers.catalogue.proving.replaying import Tally
from krob.registers.catalogue.versioning.definition import digest_of
from tests.definitions.shipped import SERVICES
from tests.journeys.conftest import LICENCE
from tests.matrix.arguments import Try, application_in
from tests.matrix.world import World

DRAFT = ("draft", "in-review", "published", "discarded")
REPLAY = ("running", "stopped", "done")
FIRST_PAGE = SERVICES[LICENCE].parts["form"]["pages"][0]["key"]
MATRIX = "matrix-service"
"""A new service that passes the gate: it has no past, and ten examples."""


def the_draft() -> ServiceDraft:
    return ServiceDraft.objects.filter(code__in=(MATRIX, LICENCE)).latest("begun_at")


def in_state(world: World, state: str) -> None:
    """Begin a service that is ready for the gate, with one change of its editor, in a state."""
    editor = world.actors["service-editor"]
    draft = commands.begin_service(actor=editor, code=MATRIX, title_th="ร้านอาหาร")
    parts = json.loads(json.dumps(SERVICES[LICENCE].parts))
    parts["service"].pop("relations", None)
    first = parts["examples"][0]
    answers = {**first["answers"], "seats": "61"}
    parts["examples"].append({**first, "name": "one-seat-more", "answers": answers})
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=parts)
    change(editor, draft, "ร้านอาหารใหญ่")
    put_into(draft, state, editor.id)


def change(editor: Actor, draft: ServiceDraft, title: str) -> None:
    commands.edit_draft(
        actor=editor,
        draft=draft.pk,
        tab="service",
        item="",
        verb="save",
        posted={"title-th": [title], "title-en": ["Restaurant"]},
    )


def put_into(draft: ServiceDraft, state: str, editor: str) -> None:
    draft.refresh_from_db()
    ServiceDraft.objects.filter(pk=draft.pk).update(
        status=state, asked_by=editor, asked_digest=digest_of(draft.parts), asked_at=clock.now()
    )


def undone_in_state(world: World, state: str) -> None:
    """As before, with the editor's change taken back."""
    in_state(world, "draft")
    editor = world.actors["service-editor"]
    commands.undo_change(actor=editor, draft=the_draft().pk)
    put_into(the_draft(), state, editor.id)


def next_in_state(world: World, state: str) -> None:
    """Begin the next version of a service that has a past."""
    editor = world.actors["service-editor"]
    draft = commands.begin_version(actor=editor, service=LICENCE)
    draft.parts["service"].pop("relations", None)
    draft.save(update_fields=["parts"])
    change(editor, draft, "ใบอนุญาต")
    put_into(draft, state, editor.id)


def replayed(state: str) -> Callable[[World, str], None]:
    """Return a preparation: a version with a replay in a state, which has found something."""

    def prepare(world: World, draft_state: str) -> None:
        next_in_state(world, "draft")
        editor = world.actors["service-editor"]
        replay = commands.start_replay(actor=editor, draft=the_draft().pk)
        replay.differences.create(
            signature="fee:licence-fee:+1", kind="fee", words={"th": "ก", "en": "a"}, count=1
        )
        Replay.objects.filter(pk=replay.pk).update(state=state)
        put_into(the_draft(), draft_state, editor.id)

    return prepare


def explained(world: World, state: str) -> None:
    """As before, with a reason for what was found."""
    replayed("done")(world, "draft")
    editor = world.actors["service-editor"]
    commands.explain_difference(actor=editor, reason="มติสภา", **_difference())
    put_into(the_draft(), state, editor.id)


def _difference() -> dict[str, Any]:
    draft = the_draft()
    return {"draft": draft.pk, "difference": draft.replays.latest("pk").differences.get().pk}


def with_block(world: World, _state: str) -> None:
    """Keep the first page of a draft as a block."""
    in_state(world, "draft")
    editor = world.actors["service-editor"]
    commands.save_block(actor=editor, draft=the_draft().pk, page=FIRST_PAGE, code="matrix-block")


def of_draft(prepare: Any = in_state, **more: Any) -> Try:
    return Try(lambda w, s, a: {"draft": the_draft().pk, **more}, DRAFT, prepare)


def approving(_world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    draft = the_draft()
    return {"draft": draft.pk, "digest": draft.asked_digest}


def borrowing(world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    reference = application_in(world, "checking").reference
    return {"draft": the_draft().pk, "reference": reference}


def advancing(_world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    replay = Replay.objects.latest("pk")
    rules = Rules.of(the_draft().parts, {})
    return {
        "replay": replay.pk,
        "before": replay.cursor,
        "cursor": "KRB-2569-000001",
        "passed": 1,
        "found": Tally(),
        "both": Comparison.of(rules, rules, clock.today()),
    }


CHANGE = {"tab": "service", "item": "", "verb": "save", "posted": {"title-th": ["ใหม่"]}}
BEGUN = {"code": "new-service", "title_th": "งานใหม่"}
TRIES: dict[str, Try] = {
    "catalogue.advance-replay": Try(advancing, REPLAY, lambda w, s: replayed(s)(w, "draft")),
    "catalogue.approve-draft": Try(approving, DRAFT, in_state),
    "catalogue.ask-approval": of_draft(),
    "catalogue.begin-guide": Try(lambda w, s, a: {"code": "journey:hotel"}),
    "catalogue.begin-journey": Try(lambda w, s, a: {"code": "spa", "title_th": "สปา"}),
    "catalogue.begin-offering": Try(
        lambda w, s, a: {"service": LICENCE, "authority": "bma-bangrak"}
    ),
    "catalogue.begin-service": Try(lambda w, s, a: BEGUN),
    "catalogue.begin-version": Try(lambda w, s, a: {"service": LICENCE}),
    "catalogue.borrow-example": Try(borrowing, DRAFT, next_in_state),
    "catalogue.discard-draft": of_draft(),
    "catalogue.edit-draft": of_draft(**CHANGE),
    "catalogue.explain-difference": Try(
        lambda w, s, a: {**_difference(), "reason": "มติสภา"}, DRAFT, replayed("done")
    ),
    "catalogue.redo-change": of_draft(undone_in_state),
    "catalogue.resume-replay": of_draft(replayed("stopped")),
    "catalogue.return-draft": of_draft(note="แก้ชื่อ"),
    "catalogue.remove-block": Try(lambda w, s, a: {"code": "matrix-block"}, ("",), with_block),
    "catalogue.rename-block": Try(
        lambda w, s, a: {"code": "matrix-block", "new_code": "other", "title_th": "อื่น"},
        ("",),
        with_block,
    ),
    "catalogue.save-block": of_draft(page=FIRST_PAGE, code="matrix-block"),
    "catalogue.schedule-draft": of_draft(wanted_from=None),
    "catalogue.start-replay": of_draft(next_in_state),
    "catalogue.stop-replay": of_draft(replayed("running")),
    "catalogue.take-back-draft": of_draft(),
    "catalogue.undo-change": of_draft(),
    "catalogue.withdraw-explanation": Try(lambda w, s, a: _difference(), DRAFT, explained),
}
