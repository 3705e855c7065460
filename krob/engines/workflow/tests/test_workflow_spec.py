import pytest

from krob.engines.workflow.diagram import draw
from krob.engines.workflow.graph import parse
from krob.engines.workflow.policies import PERMISSION_OF_ROLE
from krob.engines.workflow.spec import problems
from krob.engines.workflow.types import ROLES
from krob.foundation.rules.fuzz import broken
from krob.foundation.rules.problems import has_errors

TYPES = {"fee": "number"}


def found(graph):
    return [(p.path, p.severity) for p in problems(graph, TYPES)]


def errors(graph):
    return [path for path, severity in found(graph) if severity == "error"]


WORDS = {"th": "คำ", "en": "Words"}


def step(role="checker", **more):
    made = {"title": WORDS, "role": role, "days": 1, "actions": {"go": {"to": ["done"]}}, **more}
    actions = {key: {"label": WORDS, **action} for key, action in made["actions"].items()}
    return {**made, "actions": actions}


def small(**steps):
    return {"start": "a", "steps": steps, "ends": {"done": {"title": WORDS, "status": "approved"}}}


@pytest.mark.req("2.8.1")
def test_a_sound_graph_has_no_problems(graph):
    assert found(graph) == []


def test_every_role_of_an_officer_has_a_permission():
    assert set(PERMISSION_OF_ROLE) | {"applicant", "system"} == ROLES


def to(graph, step_key, action, targets):
    graph["steps"][step_key]["actions"][action]["to"] = targets


@pytest.mark.req("2.8.1")
@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda g: g.update(start="nowhere"), "start"),
        (lambda g: g.update(steps={}), "steps"),
        (lambda g: g.update(ends={}), "ends"),
        (lambda g: g["steps"].update({"Bad Key": step()}), "steps.Bad Key"),
        (
            lambda g: g["steps"].update(lonely=step(actions={"go": {"to": ["refused"]}})),
            "steps.lonely",
        ),
        (lambda g: g["steps"]["health"].update(role="wizard"), "steps.health.role"),
        (lambda g: g["steps"]["health"].update(kind="magic"), "steps.health.kind"),
        (lambda g: g["steps"]["health"].update(clock="slow"), "steps.health.clock"),
        (lambda g: g["steps"]["health"].update(days="5"), "steps.health.days"),
        (lambda g: g["steps"]["health"].update(actions={}), "steps.health.actions"),
        (lambda g: g["steps"]["health"].update(checklist=[{}]), "steps.health.checklist"),
        (lambda g: to(g, "health", "done", ["nowhere"]), "steps.health.actions.done.to"),
        (lambda g: to(g, "health", "done", []), "steps.health.actions.done.to"),
        (lambda g: to(g, "health", "done", [5]), "steps.health.actions.done.to[0]"),
        (
            lambda g: g["steps"]["health"]["actions"]["done"].update(needs=["luck"]),
            "steps.health.actions.done.needs",
        ),
        (
            lambda g: g["steps"]["decision"]["actions"]["approve"].update(
                to=[{"if": "fee > 0", "step": "payment"}]
            ),
            "steps.decision.actions.approve.to",
        ),
        (
            lambda g: to(
                g, "decision", "approve", ["approved", {"if": "fee > 0", "step": "payment"}]
            ),
            "steps.decision.actions.approve.to",
        ),
        (
            lambda g: to(g, "decision", "approve", [{"if": "fees", "step": "payment"}, "approved"]),
            "steps.decision.actions.approve.to[0].if",
        ),
        (
            lambda g: to(g, "decision", "approve", [{"if": "fee", "step": "payment"}, "approved"]),
            "steps.decision.actions.approve.to[0].if",
        ),
        (
            lambda g: g["steps"]["decision"].update(not_same_as=["payment"]),
            "steps.decision.not_same_as",
        ),
        (
            lambda g: g["steps"]["decision"].update(not_same_as=["nobody"]),
            "steps.decision.not_same_as",
        ),
        (
            lambda g: g["steps"]["health"]["actions"]["done"].update(style="loud"),
            "steps.health.actions.done.style",
        ),
        (lambda g: g["deadline"].update(days=0), "deadline.days"),
        (lambda g: g["deadline"].update(days=19), "deadline.days"),
        (lambda g: g["deadline"].update(unit="lunar"), "deadline.unit"),
        (lambda g: g["deadline"].update(office_closes="late"), "deadline.office_closes"),
        (
            lambda g: g["steps"]["completeness"]["actions"]["complete"].pop("starts_clock"),
            "deadline.starts",
        ),
        (
            lambda g: g.pop("deadline"),
            "steps.completeness.actions.complete.starts_clock",
        ),
    ],
)
def test_a_fault_is_found_where_it_is(graph, change, path):
    change(graph)
    if path == "deadline.days" and graph["deadline"]["days"] == 19:
        graph["steps"]["site"]["days"] = 14

    assert errors(graph) == [path]


def change_step(key, **more):
    return lambda graph: graph["steps"][key].update(more)


@pytest.mark.req("2.7", part="checks")
@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        (
            change_step("health", on_overdue="action:approve"),
            "steps.health.on_overdue",
            "When late, “approve” is to be done, but the step has no such action.",
        ),
        (
            change_step("completeness", on_overdue="action:complete"),
            "steps.completeness.on_overdue",
            "The system cannot do this action: it needs a checklist or corrections.",
        ),
        (
            change_step("health", on_overdue="escalate"),
            "steps.health.on_overdue",
            "Say who is told next when the step is late.",
        ),
        (
            change_step("payment", on_overdue="notify"),
            "steps.payment.days",
            "The step “Payment” has no days, so there is nothing to remind of.",
        ),
        (
            change_step("health", escalate=[{"after_days": 1, "role": "applicant"}]),
            "steps.health.escalate[0].role",
            "Choose a role of officers.",
        ),
        (
            change_step("health", escalate=[{"after_days": 900, "role": "approver"}]),
            "steps.health.escalate[0].after_days",
            "Days are between 0 and 365.",
        ),
        (
            change_step("health", warn_days=-1),
            "steps.health.warn_days",
            "Days are between 0 and 365.",
        ),
        (
            change_step("health", warning={"th": "{whom}", "en": "{step}"}),
            "steps.health.warning",
            "There is no value {whom} to fill in.",
        ),
        (
            change_step("health", kind="hand-over"),
            "steps.health.hand_over",
            "Say to which system the step “Health” hands over (only a step of that kind does).",
        ),
        (
            change_step("health", title={"th": "ตรวจสุขลักษณะ"}),
            "steps.health.title",
            "“ตรวจสุขลักษณะ” is not written in English.",
        ),
        (
            lambda graph: graph["steps"]["health"]["actions"]["done"].update(label={"en": "Done"}),
            "steps.health.actions.done.label",
            "“Done” is not written in Thai.",
        ),
        (
            change_step("health", role=""),
            "steps.health.role",
            "Say who acts in the step “Health”.",
        ),
    ],
)
def test_what_is_wrong_is_said_to_the_official(graph, change, path, said):
    change(graph)

    assert [
        (p.path, p.message.in_("en")) for p in problems(graph, TYPES) if p.severity == "error"
    ] == [(path, said)]


def test_a_reminder_before_the_step_begins_is_warned_of(graph):
    graph["steps"]["health"]["warn_days"] = 5

    assert found(graph) == [("steps.health.warn_days", "warning")]


def test_a_step_without_a_way_to_an_end_is_found():
    graph = small(
        a=step(actions={"go": {"to": ["done"]}, "stray": {"to": ["b"]}}),
        b=step(actions={"go": {"to": ["c"]}}),
        c=step(actions={"go": {"to": ["b"]}}),
    )

    assert errors(graph) == ["steps.b", "steps.c"]


FORK = "steps.completeness.actions.complete.to"


@pytest.mark.req("2.8.1")
@pytest.mark.parametrize(
    "change",
    [
        lambda g: g["steps"]["recommendation"].pop("join"),
        lambda g: g["steps"]["recommendation"].update(join=["health"]),
        lambda g: to(g, "health", "done", ["site"]),
        lambda g: to(g, "health", "done", ["decision"]),
        lambda g: to(g, "health", "done", ["completeness"]),
        lambda g: to(g, "health", "done", ["correction"]),
        lambda g: to(g, "completeness", "complete", ["health", "health"]),
        lambda g: to(g, "completeness", "complete", ["health", "approved"]),
        lambda g: g["steps"]["decision"].update(join=["health", "site"]),
    ],
)
def test_a_join_that_could_hang_is_refused(graph, change):
    change(graph)

    assert FORK in errors(graph)


def test_a_fork_inside_a_fork_is_refused(graph):
    to(graph, "health", "done", ["h1", "h2"])
    graph["steps"]["h1"] = step(actions={"go": {"to": ["recommendation"]}})
    graph["steps"]["h2"] = step(actions={"go": {"to": ["recommendation"]}})
    graph["steps"]["recommendation"]["join"] = ["health", "site", "h1", "h2"]

    assert FORK in errors(graph)


def test_a_branch_of_several_steps_is_joined_when_all_are_named(graph):
    to(graph, "health", "done", ["lab"])
    graph["steps"]["lab"] = step(actions={"go": {"to": ["recommendation"]}})
    graph["steps"]["recommendation"]["join"] = ["health", "site", "lab"]

    assert errors(graph) == []


def test_a_join_where_nothing_comes_together_is_refused(graph):
    graph["steps"]["decision"]["join"] = ["recommendation"]

    assert errors(graph) == ["steps.decision.join"]


def test_a_calendar_deadline_kept_only_without_weekends_is_warned_of(graph):
    graph["deadline"]["days"] = 15

    assert found(graph) == [("deadline.days", "warning")]


def test_every_message_is_in_both_languages(graph):
    graph["steps"]["health"].update(role="wizard", kind="review")
    graph["start"] = "completeness"

    for problem in problems(graph, TYPES):
        assert problem.message.th
        assert problem.message.en


@pytest.mark.req("2.8.1")
def test_a_spoilt_graph_is_reported_or_can_be_read_but_never_falls_over(graph):
    sound = 0
    for part in broken(graph, 1500):
        if not has_errors(problems(part, TYPES)):
            draw(parse(part), "th")
            sound += 1

    assert sound > 40
