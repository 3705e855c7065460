"""Sealing: what was changed, deleted, swapped or cut off afterwards is found."""

import json
from datetime import timedelta

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events import access, audit, journal, seal
from krob.foundation.events.models import Event, Link, PersonalRead, Seal

pytestmark = [pytest.mark.django_db, pytest.mark.req("S.6"), pytest.mark.postgres]


@pytest.fixture
def record():
    journal.declare({"thing.changed": "Changed"})
    access.declare_purpose("try-out", Text("ลองอ่าน"))
    yield lambda: journal.record(actor=SYSTEM, name="thing.changed", subject="thing:1")
    journal.names.remove("thing.changed")
    access.purposes.remove("try-out")


@pytest.fixture
def sealed(record, settings):
    """Seal three events and a read in two batches."""
    record()
    access.reading(actor=SYSTEM, purpose="try-out", subjects=["person:1"], fields=["name"])
    seal.seal_new_rows()
    record()
    record()
    seal.seal_new_rows()
    return settings.KROB_HEADS


def problems(after=timedelta(0)):
    with clock.frozen(clock.now() + after):
        return audit.verify().problems


@pytest.fixture(autouse=True)
def _as_if_committed(monkeypatch):
    """Within a test's own transaction nothing has ended; seal as if it had."""
    monkeypatch.setattr(seal, "_ended", lambda: seal.Q())


def test_what_is_untouched_is_intact(sealed):
    report = seal.verify()

    assert (report.sealed_rows, report.heads, report.problems) == (4, 2, [])
    assert report.as_json()["intact"] is True


def test_sealing_again_adds_nothing(sealed):
    assert seal.seal_new_rows() == 0
    assert Seal.objects.count() == 2
    assert len(sealed.read_text().splitlines()) == 2


def test_a_changed_event_is_found(sealed):
    changed = Event.objects.order_by("id")[1]
    Event.objects.filter(pk=changed.pk).update(actor_id="somebody-else")

    assert problems() == [f"event {changed.pk} was changed, or its link 3 was"]


def test_a_changed_read_is_found(sealed):
    PersonalRead.objects.update(fields=["nothing"])

    assert problems() == [f"access {PersonalRead.objects.get().pk} was changed, or its link 2 was"]


def test_a_deleted_event_is_found(sealed):
    first = Event.objects.order_by("id").first()
    pk = first.pk
    first.delete()

    assert problems() == [f"event {pk} was deleted (link 1)"]


def test_two_swapped_events_are_found(sealed):
    one, other = Event.objects.order_by("id")[1:3]
    one.pk, other.pk = other.pk, one.pk
    one.save()
    other.save()

    assert len(problems()) == 2


def test_a_tail_cut_back_past_a_head_is_found(sealed):
    """Even by one who knows the chain: rows, links and the last head are gone together."""
    Event.objects.filter(pk__in=Link.objects.filter(position__gt=2).values("row")).delete()
    Link.objects.filter(position__gt=2).delete()
    Seal.objects.filter(last__gt=2).delete()

    assert problems() == ["the chain was cut: a head kept outside ends at 4"]


def test_a_chain_made_anew_over_a_forged_event_is_found(sealed):
    """By one who may write to the database but holds neither the key nor the file."""
    Event.objects.filter(pk=Link.objects.get(position=1).row).update(subject="thing:2")
    value = audit.chain.START
    for link, row in audit._links_with_rows():
        value = audit.chain.chained(value, link.kind, link.row, audit.chain.digest(row))
        Link.objects.filter(pk=link.pk).update(chained=value)
        Seal.objects.filter(last=link.position).update(head=value)

    found = problems()

    assert "the head at link 2 is not signed by our key" in found
    assert "the chain was replaced before link 4" in found


def test_a_forged_head_outside_is_found(sealed):
    lines = [json.loads(line) for line in sealed.read_text().splitlines()]
    lines[1]["head"] = "0" * 64
    sealed.write_text("".join(json.dumps(line) + "\n" for line in lines))

    assert problems() == ["the head kept outside at link 4 is not ours"]


def test_missing_heads_outside_are_told(sealed):
    sealed.unlink()

    assert problems() == ["no heads are kept outside: a cut tail could not be noticed"]


def test_a_head_that_was_not_written_outside_is_written_by_the_next_run(sealed):
    first = sealed.read_text().splitlines()[0]
    sealed.write_text(first + "\n")

    seal.seal_new_rows()

    assert len(sealed.read_text().splitlines()) == 2
    assert problems() == []


def test_young_rows_are_named_as_not_yet_sealed_and_old_ones_as_a_problem(sealed, record):
    event = record()

    report = seal.verify()

    assert (report.problems, report.not_yet_sealed) == ([], [f"event {event.pk}"])
    assert problems(after=timedelta(seconds=61)) == [
        f"event {event.pk} is older than the interval and was never sealed"
    ]


def test_many_rows_are_sealed_in_batches(record, monkeypatch):
    monkeypatch.setattr(seal, "BATCH", 3)
    for _ in range(7):
        record()

    assert seal.seal_new_rows() == 7
    assert list(Seal.objects.order_by("last").values_list("first", "last")) == [
        (1, 3),
        (4, 6),
        (7, 7),
    ]
    assert problems() == []
