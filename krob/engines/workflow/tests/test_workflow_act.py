from datetime import date
from decimal import Decimal

import pytest

from krob.engines.workflow import commands
from krob.engines.workflow.models import Graph, Process, Step
from krob.engines.workflow.tests.conftest import SUBJECT, Walk, officer
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.events.models import Event
from krob.foundation.rules.expressions import GroupOf, ListOf, MissingInput

pytestmark = pytest.mark.postgres
APPROVER = officer("u-approver")


def standing():
    return sorted(Step.objects.filter(state="open").values_list("key", flat=True))


def rows():
    return list(Step.objects.order_by("id").values_list("key", "visit", "state", "closed_by"))


@pytest.mark.req("2.8.1")
def test_a_process_goes_from_filing_to_an_end(walk):
    walk.start()
    walk.to_decision()
    paid = walk.act("decision", "approve", APPROVER, facts={"fee": Decimal(100)})
    done = walk.act("payment", "settled", SYSTEM)

    assert (paid.entered, paid.ended) == (("payment",), "")
    assert (done.entered, done.ended) == ((), "approved")
    assert done.process.has_ended
    assert standing() == []


@pytest.mark.req("2.8.1")
@pytest.mark.parametrize(("fee", "entered", "ended"), [(1, ("payment",), ""), (0, (), "approved")])
def test_a_condition_chooses_the_way(walk, fee, entered, ended):
    walk.start()
    walk.to_decision()

    outcome = walk.act("decision", "approve", APPROVER, facts={"fee": fee})

    assert (outcome.entered, outcome.ended) == (entered, ended)


def test_a_condition_on_something_unknown_is_an_error_and_changes_nothing(walk):
    walk.start()
    walk.to_decision()
    before = rows()

    with pytest.raises(MissingInput) as missing:
        walk.act("decision", "approve", APPROVER)

    assert missing.value.reads == ("fee",)
    assert rows() == before


@pytest.mark.parametrize(
    ("condition", "facts", "ended"),
    [
        ("is_empty(fee)", {}, "approved"),
        ("default(fee, 0) > 0", {}, "refused"),
        ("any_of(i.sick for i in staff)", {"staff": []}, "refused"),
        ("any_of(i.sick for i in staff)", {"staff": [{"sick": True}]}, "approved"),
        ("premises.area > 200", {"premises": {"area": Decimal("200.5")}}, "approved"),
        ("'b' in tags and opened < date('2026-12-01')", {}, None),
        ("'b' in tags", {"tags": ["a", "b"], "opened": date(2026, 11, 1)}, "approved"),
    ],
)
def test_declared_types_let_a_condition_speak_of_what_is_absent(
    calendar, graph, condition, facts, ended
):
    way = [{"if": condition, "step": "approved"}, "refused"]
    graph["steps"]["completeness"]["actions"] = {"go": {"to": way}}
    types = {
        "fee": "number",
        "staff": GroupOf({"sick": "bool"}),
        "premises.area": "number",
        "tags": ListOf("text"),
        "opened": "date",
    }
    start = {"unit": "bma-bangrak", "calendar": "th", "facts": facts, "types": types}
    commands.start_process(actor=SYSTEM, subject=SUBJECT, graph=graph, **start)

    if ended is None:
        with pytest.raises(MissingInput):
            Walk().act("completeness", "go")
        assert standing() == ["completeness"]
    else:
        assert Walk().act("completeness", "go").ended == ended


def test_an_unknown_calendar_is_refused_and_nothing_starts(db, graph):
    with pytest.raises(NotFound):
        commands.start_process(
            actor=SYSTEM, subject=SUBJECT, graph=graph, unit="bma-bangrak", calendar="moon"
        )

    assert Process.objects.count() == 0


REFUSED = {
    "start_process": {ActorKind.ANONYMOUS, ActorKind.CLIENT_SYSTEM},
    "act": {ActorKind.ANONYMOUS, ActorKind.CLIENT_SYSTEM, ActorKind.OPERATOR},
    "end_process": {ActorKind.ANONYMOUS, ActorKind.CLIENT_SYSTEM},
    "assign_step": set(ActorKind) - {ActorKind.OFFICER, ActorKind.SYSTEM},
    "change_unit": set(ActorKind) - {ActorKind.OFFICER, ActorKind.SYSTEM},
}
ARGUMENTS = {
    "start_process": {"graph": {}, "unit": "u", "calendar": "th"},
    "act": {"step": "completeness", "visit": 1, "action": "complete"},
    "end_process": {"end": "withdrawn"},
    "assign_step": {"step": "completeness", "assignee": "u-x"},
    "change_unit": {"unit": "bma-pathumwan"},
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, kinds in REFUSED.items() for kind in sorted(kinds)]
)
def test_other_kinds_of_actor_are_refused_before_anything_is_read(walk, name, kind):
    walk.start()
    before = rows()

    with pytest.raises(NotAllowed) as refusal:
        getattr(commands, name)(actor=Actor(kind=kind, id="x"), subject=SUBJECT, **ARGUMENTS[name])

    assert refusal.value.code == "not-for-this-actor"
    assert rows() == before
    assert Process.objects.get().unit == "bma-bangrak"


def test_only_facts_that_conditions_read_are_kept(walk):
    process = walk.start(fee=Decimal("2.50"), name="สมชาย")

    assert Process.objects.get(pk=process.pk).facts == {"fee": Decimal("2.50")}


@pytest.mark.req("2.8.1")
def test_a_join_waits_for_all_branches_and_is_entered_once(walk):
    walk.start()
    walk.act("completeness", "complete")
    first = walk.act("health", "done")
    second = walk.act("site", "done")

    assert (first.entered, second.entered) == ((), ("recommendation",))
    assert Step.objects.filter(key="recommendation").count() == 1


@pytest.mark.req("2.8.1")
def test_a_correction_loop_visits_the_step_again(walk, owner):
    walk.start()
    walk.act("completeness", "return", facts={"corrections": True})
    walk.act("correction", "resubmit", owner)
    walk.act("completeness", "return", facts={"corrections": True})
    walk.act("correction", "resubmit", owner)

    assert [(key, visit) for key, visit, *_ in rows()] == [
        ("completeness", 1),
        ("correction", 1),
        ("completeness", 2),
        ("correction", 2),
        ("completeness", 3),
    ]


@pytest.mark.req("2.8.1")
def test_whoever_acts_second_is_told_that_somebody_has_acted(walk):
    walk.start()
    walk.act("completeness", "complete")
    before = rows()

    with pytest.raises(Conflict) as conflict:
        walk.act("completeness", "complete", officer("u-other"))

    assert conflict.value.code == "already-acted"
    assert rows() == before


def test_an_action_on_an_earlier_visit_is_a_conflict(walk, owner):
    walk.start()
    walk.act("completeness", "return", facts={"corrections": True}, visit=1)
    walk.act("correction", "resubmit", owner)
    before = rows()

    with pytest.raises(Conflict) as conflict:
        walk.act("completeness", "complete", visit=1)

    assert conflict.value.code == "already-acted"
    assert rows() == before


@pytest.mark.req("2.8.1")
def test_who_recommended_may_not_decide(walk):
    walk.start(fee=0)
    walk.to_decision()
    before = rows()

    with pytest.raises(NotAllowed) as refusal:
        walk.act("decision", "approve", officer("u-checker"))

    assert refusal.value.code == "four-eyes"
    assert rows() == before
    assert not Process.objects.get().has_ended


def test_only_the_last_visit_counts_for_four_eyes(walk, owner):
    walk.start(fee=0)
    walk.act("completeness", "complete")
    walk.act("health", "done")
    walk.act("site", "done")
    walk.act("recommendation", "return", APPROVER)
    walk.act("amendment", "resubmit", owner)
    walk.act("recommendation", "recommend", officer("u-third"))

    assert walk.act("decision", "approve", APPROVER).ended == "approved"


def test_an_officer_of_another_unit_is_told_nothing(walk, pathumwan_officer):
    walk.start()
    before = rows()

    with pytest.raises(NotFound) as refusal:
        walk.act("completeness", "complete", pathumwan_officer)

    assert refusal.value.code == "process-not-found"
    assert rows() == before


def test_a_role_is_a_permission(walk, owner, checker):
    walk.start()
    blind = type(checker)(kind=checker.kind, id="u-blind", units=checker.units)
    before = rows()

    for actor in (blind, owner, SYSTEM):
        with pytest.raises(NotAllowed):
            walk.act("completeness", "complete", actor)

    assert rows() == before


def test_an_officer_may_not_act_for_the_applicant(walk):
    walk.start()
    walk.act("completeness", "return", facts={"corrections": True})

    with pytest.raises(NotAllowed):
        walk.act("correction", "resubmit", officer("u-checker"))

    assert standing() == ["correction"]


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"action": "complete", "checklist": {}}, ["checklist.plan"]),
        ({"action": "return"}, ["corrections"]),
    ],
)
def test_an_action_says_what_it_still_needs(walk, more, missing):
    walk.start()

    with pytest.raises(Invalid) as refusal:
        walk.act("completeness", **more)

    assert list(refusal.value.fields) == missing
    assert standing() == ["completeness"]


def test_an_unknown_action_or_subject_is_not_found(walk):
    walk.start()

    with pytest.raises(NotFound):
        walk.act("completeness", "shred")
    with pytest.raises(NotFound):
        Walk("application:none").act("completeness", "complete")

    assert standing() == ["completeness"]


def test_the_note_and_the_checklist_are_kept_with_the_visit(walk):
    walk.start()
    walk.act("completeness", "complete", note="ครบ", checklist={"plan": True})

    done = Step.objects.get(key="completeness")
    assert (done.note, done.checklist, done.action) == ("ครบ", {"plan": True}, "complete")


def test_starting_twice_is_starting_once(walk, graph):
    first = walk.start()
    second = walk.start()
    graph["deadline"]["days"] = 31

    assert first.pk == second.pk
    assert (Process.objects.count(), Step.objects.count(), Graph.objects.count()) == (1, 1, 1)
    with pytest.raises(Conflict):
        walk.start(graph)
    assert Process.objects.get().graph_id == first.graph_id


def test_a_stored_graph_is_never_changed(walk):
    stored = walk.start().graph

    with pytest.raises(TypeError):
        stored.save()


def test_withdrawing_cancels_what_is_open_and_is_done_once(walk, owner):
    walk.start()
    walk.act("completeness", "complete")
    for _ in range(2):
        outcome = commands.end_process(actor=SYSTEM, subject=SUBJECT, end="withdrawn")

    assert outcome.ended == "withdrawn"
    assert standing() == []
    assert Step.objects.filter(state="cancelled").count() == 2
    with pytest.raises(Conflict):
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="refused")
    with pytest.raises(NotFound):
        commands.end_process(actor=SYSTEM, subject=SUBJECT, end="nowhere")
    with pytest.raises(Conflict) as late:
        walk.act("health", "done")
    assert late.value.code == "process-ended"


def test_moving_records_no_event_of_its_own(walk):
    walk.start()
    walk.act("completeness", "complete")

    assert Event.objects.count() == 0
