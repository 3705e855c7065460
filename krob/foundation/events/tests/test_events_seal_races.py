"""Sealing while others still write: nothing is left out, nobody seals twice."""

import threading

import pytest
from django.db import connection, connections, transaction

from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal, seal
from krob.foundation.events.models import Event, Link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres(only=True)]


@pytest.fixture
def _declared():
    journal.declare({"thing.changed": "Changed"})
    yield
    journal.names.remove("thing.changed")


def write():
    with transaction.atomic():
        return journal.record(actor=SYSTEM, name="thing.changed", subject="thing:1")


@pytest.mark.usefixtures("_declared")
def test_a_slow_transaction_with_a_lower_id_is_sealed_when_it_has_ended():
    written, go_on = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            journal.record(actor=SYSTEM, name="thing.changed", subject="thing:slow")
            written.set()
            go_on.wait(10)
        connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    written.wait(10)
    quick = write()

    assert seal.seal_new_rows() == 0  # a transaction older than ``quick`` is still running
    go_on.set()
    slow.join()
    assert seal.seal_new_rows() == 2

    slow_event = Event.objects.get(subject="thing:slow")
    assert slow_event.pk < quick.pk
    assert set(Link.objects.values_list("row", flat=True)) == {slow_event.pk, quick.pk}
    assert seal.verify().is_intact


@pytest.mark.usefixtures("_declared")
def test_a_row_with_a_higher_id_that_ends_first_is_sealed_first():
    """The numbers of rows and of transactions may run in different orders."""
    first = write()
    assert seal.seal_new_rows() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('events_event_id_seq'), nextval('events_event_id_seq')")
    second = write()

    assert seal.seal_new_rows() == 1
    assert [link.row for link in Link.objects.order_by("position")] == [first.pk, second.pk]


@pytest.mark.usefixtures("_declared")
def test_two_sealers_at_once_seal_each_row_once():
    for _ in range(50):
        write()

    def run():
        seal.seal_new_rows()
        connections.close_all()

    sealers = [threading.Thread(target=run) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    seal.seal_new_rows()

    assert Link.objects.count() == 50
    assert seal.verify().is_intact
