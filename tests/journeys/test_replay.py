"""A changed service is tried on the applications that were filed, before it is published."""

import copy
from dataclasses import replace
from uuid import uuid4

import pytest

from krob.casework.applications.models import Application, Filing
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import Event, PersonalRead
from krob.foundation.jobs import worker
from krob.registers.catalogue import commands, tasks
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.models import Replay, ServiceDraft
from krob.registers.catalogue.proving import replaying
from tests.journeys.conftest import LICENCE, MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def editor() -> Actor:
    return Actor(
        kind=ActorKind.OFFICER,
        id="u-editor",
        agency="bma",
        units=frozenset({"bma-bangrak"}),
        permissions=frozenset(Permission),
    )


@pytest.fixture
def outsider(editor) -> Actor:
    return replace(editor, agency="nonthaburi", units=frozenset({"nonthaburi-city"}))


def copies(filed: Application, many: int, change=lambda n, answers: answers) -> None:
    """Write further filed applications, each with answers of its own."""
    filing = Filing.objects.create(party=filed.party, created_at=clock.now())
    rows = []
    for n in range(many):
        row = copy.copy(filed)
        row.pk, row._state = uuid4(), copy.copy(filed._state)
        row._state.adding = True
        row.reference, row.filing = f"KRB-2569-9{n:05d}", filing
        row.subject = f"application:{row.reference}"
        row.answers = change(n, dict(filed.answers))
        rows.append(row)
    Application.objects.bulk_create(rows, batch_size=500)


def changed(draft: ServiceDraft, **parts: object) -> ServiceDraft:
    """Change the draft's parts as its editors do."""
    draft.parts = {**draft.parts, **parts}
    draft.row_version += 1
    draft.save()
    return draft


def found(draft: ServiceDraft) -> dict[str, int]:
    replay = replaying.latest(draft)
    return {row.signature: row.count for row in replay.differences.all()}


@pytest.fixture
def draft(make, owner_of_shop, editor) -> ServiceDraft:
    make.filed(owner_of_shop)
    begun = commands.begin_version(actor=editor, service=LICENCE)
    return bare(begun)


def bare(draft: ServiceDraft) -> ServiceDraft:
    """Leave out what would say more than one thing of a change: examples, links, manual."""
    service = {k: v for k, v in draft.parts["service"].items() if k not in ("relations", "manual")}
    return changed(draft, examples=[], service=service)


@pytest.mark.req("2.2.1", part="replay")
def test_an_unchanged_draft_differs_in_nothing(draft, editor):
    commands.start_replay(actor=editor, draft=draft.pk)
    worker.run_pending()

    replay = replaying.latest(draft)

    assert (replay.state, replay.compared, replay.affected) == ("done", 1, 0)
    assert found(draft) == {}


def with_areas(filed: Application, areas: dict[int, int]) -> None:
    """Copy a filed application with other areas."""
    copies(
        filed,
        len(areas),
        lambda n, answers: {**answers, "dining_area_sqm": str(areas[n] - 40)},
    )


def run(actor: Actor, draft: ServiceDraft, *, sample: bool = False) -> Replay:
    """Replay a draft to its end."""
    assert [str(p) for p in gate.problems_of(draft) if p.severity == "error"] == []
    commands.start_replay(actor=actor, draft=draft.pk, sample=sample)
    while replaying.latest(draft).state == "running":
        worker.run_pending()
    return replaying.latest(draft)


@pytest.mark.req("2.10", part="replay")
def test_a_changed_fee_table_on_5000_applications_finds_exactly_what_was_planted(
    make, owner_of_shop, editor
):
    areas = {n: 210 + (n * 7) % 400 for n in range(5000)}
    with_areas(make.filed(owner_of_shop), areas)
    draft = commands.begin_offering(actor=editor, service=LICENCE, authority="bma-bangrak")
    offering = copy.deepcopy(draft.parts["offering"])
    small, large = offering["tables"][0]["rows"]
    small["output"] = "2500"
    large["output"] = "min(2000 + (area_sqm - 300) * 5, 3000) - (120 if area_sqm > 500 else 0)"
    changed(draft, offering=offering)
    dearer = sum(area <= 300 for area in areas.values()) + 1
    cheaper = sum(area > 500 for area in areas.values())

    replay = run(editor, draft)

    assert found(draft) == {"fee:licence-fee:+500": dearer, "fee:licence-fee:-120": cheaper}
    assert (replay.compared, replay.affected) == (5001, dearer + cheaper)
    assert str(replay.differences.get(signature="fee:licence-fee:-120").text).endswith(
        "ลดลง 120 บาท"
    )


def other_rules(draft: ServiceDraft) -> dict[str, object]:
    """Change one thing in every part."""
    parts = copy.deepcopy(draft.parts)
    parts["service"]["eligibility"][0]["rule"] = "area_sqm > 250"
    parts["documents"][4]["needed_when"] = "tenure == 'own'"
    parts["documents"].append(
        {
            "code": "id-copy",
            "title": {"th": "สำเนาบัตร", "en": "Copy of the card"},
            "how": "upload",
            "needed_when": "",
        }
    )
    fields = [field for page in parts["form"]["pages"] for field in page["fields"]]
    by_key = {field["key"]: field for field in fields}
    by_key["seats"]["max"] = "50"
    parts["form"]["pages"][1]["fields"].append(
        {
            "key": "gas_cylinders",
            "kind": "number",
            "label": {"th": "ถังแก๊ส", "en": "Gas"},
            "required": True,
        }
    )
    parts["steps"]["steps"]["completeness"]["actions"]["accept"]["to"] = [
        {"if": "area_sqm > 1000", "step": "inspection"},
        "recommendation",
    ]
    return parts


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_every_kind_of_difference_is_found_and_said_in_words(draft, editor):
    changed(draft, **other_rules(draft))

    replay = run(editor, draft)

    assert found(draft) == {
        "refused:eligibility-1": 1,
        "document:+id-copy": 1,
        "document:+lease-or-consent": 1,
        "answer:seats": 1,
        "asked:gas_cylinders": 1,
        "route:-inspection": 1,
    }
    said = {row.signature: row.text.in_("en") for row in replay.differences.all()}
    assert said["route:-inspection"] == (
        "Would not come to this step any more: Inspect the premises"
    )
    assert said["asked:gas_cylinders"].startswith("This must be answered as well: ")


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_a_sample_takes_one_of_so_many_spread_over_time(draft, editor, monkeypatch):
    with_areas(Application.objects.get(), dict.fromkeys(range(29), 240))
    monkeypatch.setattr(commands.replaying, "SAMPLE", 10)
    monkeypatch.setattr(tasks, "CHUNK", 4)

    replay = run(editor, draft, sample=True)

    assert (replay.one_in, replay.total, replay.passed, replay.compared) == (3, 30, 30, 10)


@pytest.mark.req("P.6", part="access log")
def test_the_read_is_logged_with_its_purpose_and_says_no_more_than_references(draft, editor):
    changed(draft, **other_rules(draft))

    run(editor, draft)

    read = PersonalRead.objects.get(purpose="applications.replay")
    filed = Application.objects.get()
    assert (read.subjects, read.actor_id, read.actor_agency) == ([filed.subject], "u-editor", "bma")
    kept = str(
        [(r.words, r.signature, r.examples) for r in replaying.latest(draft).differences.all()]
    )
    assert "สมชาย" not in kept
    assert filed.reference in kept
    assert "สมชาย" not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_a_killed_worker_loses_a_chunk_and_counts_none_twice(draft, editor, monkeypatch):
    with_areas(Application.objects.get(), dict.fromkeys(range(9), 240))
    changed(draft, **other_rules(draft))
    monkeypatch.setattr(tasks, "CHUNK", 4)
    commands.start_replay(actor=editor, draft=draft.pk)
    replay = replaying.latest(draft)
    base = replaying.base_of(draft)
    both = replaying.comparison(draft, base, replay.since)
    tasks._chunk(replay, both)  # what one worker kept before it was killed
    stale = Replay.objects.get(pk=replay.pk)
    stale.cursor = ""
    tasks._chunk(stale, both)  # a worker held for dead comes back with the same chunk

    worker.run_pending()

    replay.refresh_from_db()
    assert (replay.state, replay.passed, replay.compared) == ("done", 10, 10)
    assert found(draft)["document:+id-copy"] == 10


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_it_is_stopped_and_gone_on_with(draft, editor, monkeypatch):
    with_areas(Application.objects.get(), dict.fromkeys(range(9), 240))
    commands.start_replay(actor=editor, draft=draft.pk)
    commands.stop_replay(actor=editor, draft=draft.pk)

    worker.run_pending()
    stopped = replaying.latest(draft)
    commands.resume_replay(actor=editor, draft=draft.pk)
    worker.run_pending()

    assert (stopped.state, stopped.passed) == ("stopped", 0)
    assert replaying.latest(draft).state == "done"
    assert draft.replays.count() == 1


@pytest.mark.parametrize("status", ["in-review", "published", "discarded"])
def test_the_replay_of_a_draft_that_moved_on_is_left_alone(draft, editor, status):
    commands.start_replay(actor=editor, draft=draft.pk)
    ServiceDraft.objects.filter(pk=draft.pk).update(status=status)

    with pytest.raises(Conflict) as stopping:
        commands.stop_replay(actor=editor, draft=draft.pk)
    Replay.objects.update(state="stopped")
    with pytest.raises(Conflict) as resuming:
        commands.resume_replay(actor=editor, draft=draft.pk)

    assert {stopping.value.code, resuming.value.code} == {"draft-moved-on"}
    assert replaying.latest(draft).state == "stopped"


def test_the_replay_of_a_discarded_draft_stops(draft, editor):
    commands.start_replay(actor=editor, draft=draft.pk)

    commands.discard_draft(actor=editor, draft=draft.pk)
    worker.run_pending()

    replay = replaying.latest(draft)
    assert (replay.state, replay.passed) == ("stopped", 0)


def codes(draft: ServiceDraft) -> set[str]:
    return {each.code for each in gate.obstacles(ServiceDraft.objects.get(pk=draft.pk))}


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="gate")
def test_the_gate_asks_for_a_replay_of_exactly_this_content_and_for_every_reason(draft, editor):
    asked = codes(draft)
    parts = other_rules(draft)
    changed(draft, service=parts["service"])
    run(editor, draft)
    unexplained = codes(draft)
    row = replaying.latest(draft).differences.get()
    commands.explain_difference(
        actor=editor, draft=draft.pk, difference=row.pk, reason="มติสภา", law="มาตรา 38"
    )
    explained = codes(draft)
    changed(draft, documents=parts["documents"])

    edited = codes(draft)

    assert "replay-missing" in asked
    assert "differences-unexplained" in unexplained
    assert not explained & {"replay-missing", "differences-unexplained"}
    assert "examples-too-few" in explained
    assert "replay-missing" in edited


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_reasons_stand_in_the_next_replay_unless_more_are_met(draft, editor):
    changed(draft, service=other_rules(draft)["service"])
    run(editor, draft)
    row = replaying.latest(draft).differences.get()
    commands.explain_difference(actor=editor, draft=draft.pk, difference=row.pk, reason="มติสภา")
    changed(draft, licence=draft.parts["licence"] | {"template": "= ใบอนุญาต"})
    same = run(editor, draft).differences.get()
    with_areas(Application.objects.get(), dict.fromkeys(range(3), 240))
    changed(draft, licence=draft.parts["licence"] | {"template": "= หนังสือ"})

    more = run(editor, draft).differences.get()

    assert (same.reason, same.explained_by, same.count) == ("มติสภา", "u-editor", 1)
    assert (more.reason, more.explained_by, more.count) == ("มติสภา", "", 4)


def test_a_reason_is_needed_and_can_be_taken_back(draft, editor):
    changed(draft, service=other_rules(draft)["service"])
    run(editor, draft)
    row = replaying.latest(draft).differences.get()
    with pytest.raises(Invalid):
        commands.explain_difference(actor=editor, draft=draft.pk, difference=row.pk, reason="  ")
    commands.explain_difference(actor=editor, draft=draft.pk, difference=row.pk, reason="มติสภา")

    commands.withdraw_explanation(actor=editor, draft=draft.pk, difference=row.pk)

    row.refresh_from_db()
    assert (row.explained_by, row.reason) == ("", "มติสภา")


def test_another_agency_neither_starts_nor_sees_a_replay(draft, outsider, browse):
    with pytest.raises(NotFound):
        commands.start_replay(actor=outsider, draft=draft.pk)

    assert browse(outsider).get(f"/agency/services/{draft.pk}/replay/").status_code == 404
    assert Replay.objects.count() == 0


def test_who_may_not_write_may_not_replay(draft, editor):
    reader = replace(editor, permissions=frozenset({Permission.CATALOGUE_APPROVE_SERVICE}))

    with pytest.raises(NotAllowed):
        commands.start_replay(actor=reader, draft=draft.pk)

    assert Replay.objects.count() == 0


def test_a_draft_with_errors_is_not_replayed(draft, editor):
    changed(draft, service={**draft.parts["service"], "title": {"th": ""}})

    with pytest.raises(Invalid):
        commands.start_replay(actor=editor, draft=draft.pk)

    assert Replay.objects.count() == 0


def test_a_service_without_past_has_nothing_to_replay(world, editor):
    draft = bare(commands.begin_version(actor=editor, service=LICENCE))

    with pytest.raises(Conflict):
        commands.start_replay(actor=editor, draft=draft.pk)

    assert "replay-missing" not in codes(draft)
    assert "examples-too-few" in codes(draft)


def test_the_screen_shows_progress_differences_and_takes_reasons(draft, editor, browse):
    changed(draft, **other_rules(draft))
    client, base = browse(editor), f"/agency/services/{draft.pk}/replay/"
    begun = client.post(f"{base}start/", {"which": "all"}, follow=True).content.decode()
    worker.run_pending()
    shown = client.get(base).content.decode()
    row = replaying.latest(draft).differences.get(signature="document:+id-copy")

    refused = client.post(f"{base}{row.pk}/explain/", {"reason": ""})
    client.post(f"{base}{row.pk}/explain/", {"reason": "ระเบียบใหม่", "law": "ข้อ 7"})

    after = client.get(base).content.decode()
    assert 'hx-trigger="load delay:2s"' in begun
    assert 'hx-trigger="load delay:2s"' not in shown
    assert "สำเนาบัตร" in shown
    assert Application.objects.get().reference in shown
    assert (refused.status_code, "ระเบียบใหม่" in shown) == (422, False)
    assert "ระเบียบใหม่" in after
    assert client.post(f"{base}{row.pk}/withdraw/").status_code == 302
    assert client.post(f"{base}resume/").status_code == 302


def test_who_may_not_open_an_application_is_not_told_its_reference(draft, editor, browse):
    changed(draft, **other_rules(draft))
    run(editor, draft)
    elsewhere = replace(editor, units=frozenset({"bma-pathumwan"}))

    shown = browse(elsewhere).get(f"/agency/services/{draft.pk}/replay/").content.decode()

    assert "สำเนาบัตร" in shown
    assert Application.objects.get().reference not in shown


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="replay")
def test_what_the_approver_saw_is_kept_with_the_version(draft, editor, approver, monkeypatch):
    changed(draft, service=other_rules(draft)["service"])
    run(editor, draft)
    row = replaying.latest(draft).differences.get()
    commands.explain_difference(
        actor=editor, draft=draft.pk, difference=row.pk, reason="มติสภา", law="มาตรา 38"
    )
    monkeypatch.setattr(gate, "obstacles", lambda _row: [])  # examples and duties: other tests
    asked = commands.ask_approval(actor=editor, draft=draft.pk)

    commands.approve_draft(actor=approver, draft=draft.pk, digest=asked.asked_digest)

    kept = ServiceDraft.objects.get(pk=draft.pk).replayed
    (difference,) = kept["differences"]
    assert (kept["compared"], kept["affected"]) == (1, 1)
    assert (difference["reason"], difference["law"]) == ("มติสภา", "มาตรา 38")
    assert difference["explained_by"] == "u-editor"


@pytest.mark.req("2.2.1", part="versions")
def test_a_services_versions_say_who_approved_them_and_what_changed(
    draft, editor, approver, outsider, browse, monkeypatch
):
    changed(draft, service=other_rules(draft)["service"])
    run(editor, draft)
    row = replaying.latest(draft).differences.get()
    commands.explain_difference(
        actor=editor, draft=draft.pk, difference=row.pk, reason="มติสภา", law="มาตรา 38"
    )
    monkeypatch.setattr(gate, "obstacles", lambda _row: [])
    asked = commands.ask_approval(actor=editor, draft=draft.pk)
    commands.approve_draft(actor=approver, draft=draft.pk, digest=asked.asked_digest)
    base = f"/agency/services/{LICENCE}/versions/"

    listed = browse(editor).get(base, {"from": "1", "to": "2"}).content.decode()
    shown = browse(editor).get(f"{base}2/").content.decode()

    assert "area_sqm &gt; 200" in listed
    assert "มติสภา" in shown
    assert "area_sqm &gt; 250" in shown
    for address in (base, f"{base}2/"):
        assert browse(outsider).get(address).status_code == 404
    assert browse(editor).get(f"{base}9/").status_code == 404
    assert browse(editor).get(base, {"from": "1", "to": "9"}).status_code == 404
