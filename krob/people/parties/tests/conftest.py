"""Persons with characters, recorded as the identity provider describes them."""

import pytest

from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.text import Text
from krob.people.parties.commands import record_person
from krob.people.parties.types import PersonFacts
from simulators import people


def actor_for(someone: people.Person) -> Actor:
    """Record a demo person and return the actor who signs in as them."""
    row = record_person(
        actor=SYSTEM,
        facts=PersonFacts(
            number=someone.number,
            name=Text(f"{someone.given_name} {someone.family_name}"),
            title=Text(someone.title),
            birthdate=someone.birthdate,
        ),
    )
    return Actor(
        kind=ActorKind.APPLICANT, id=f"u-{someone.key}", person=row.key, party=row.key, ial="2.3"
    )


@pytest.fixture
def wipha(db) -> Actor:
    """A director who may bind her company alone."""
    return actor_for(people.WIPHA)


@pytest.fixture
def somchai(db) -> Actor:
    """A person without a company."""
    return actor_for(people.SOMCHAI)


@pytest.fixture
def krit(db) -> Actor:
    """A director who must sign together with another."""
    return actor_for(people.KRIT)


@pytest.fixture
def thana(db) -> Actor:
    """A rival."""
    return actor_for(people.THANA)
