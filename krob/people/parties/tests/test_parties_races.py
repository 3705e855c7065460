"""The same person, company or role twice at the same moment: it happens once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.parties.commands import add_participant, claim_company, record_person
from krob.people.parties.models import CompanyClaim, Participation, Person
from krob.people.parties.types import PersonFacts
from simulators import people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FACTS = PersonFacts(number=people.WIPHA.number, name=Text("วิภา รุ่งเรืองกิจ"))


def at_once(deed: Callable[[], object], times: int = 4) -> list[str]:
    """Do the same several times at the same moment; return how each ended."""
    barrier, ends = Barrier(times), []

    def run() -> None:
        barrier.wait()
        try:
            deed()
            ends.append("ok")
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_first_sign_ins_make_one_person():
    ends = at_once(lambda: record_person(actor=SYSTEM, facts=FACTS))

    assert ends == ["ok"] * 4
    assert Person.objects.count() == 1
    assert Event.objects.filter(name="parties.person-recorded").count() == 1


def test_a_company_claimed_in_two_tabs_is_asked_for_once():
    row = record_person(actor=SYSTEM, facts=FACTS)
    actor = Actor(kind=ActorKind.APPLICANT, id="u", person=row.key, party=row.key)

    ends = at_once(lambda: claim_company(actor=actor, registration_number=people.KRUA_WIPHA.number))

    assert ends == ["ok"] * 4
    assert CompanyClaim.objects.count() == 1
    assert Event.objects.filter(name="parties.company-claimed").count() == 1


def test_a_role_given_twice_at_once_is_given_once():
    ends = at_once(
        lambda: add_participant(
            actor=SYSTEM, subject="application:A", party="unit:bma-bangrak", role="deciding-unit"
        )
    )

    assert ends == ["ok"] * 4
    assert Participation.objects.count() == 1
    assert Event.objects.filter(name="parties.participant-added").count() == 1
