"""Who may see a row about a subject."""

from datetime import datetime

import pytest
from django.db.models import Q

from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS, OPERATOR, SYSTEM
from krob.people.parties.models import Participation, Premises
from krob.people.parties.participation import visible

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=clock.BANGKOK)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.BANGKOK)
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=clock.BANGKOK)
SUBJECT = "application:KRB-2569-000001"


@pytest.fixture
def thing():
    return Premises.objects.create(holder=SUBJECT, as_of=NINE)


def seen(actor):
    return Premises.objects.filter(visible(actor, "holder")).count()


@pytest.mark.parametrize("who", ["owner", "checker"])
def test_a_participant_sees_the_subject_and_nobody_else_does(
    who, thing, owner, checker, rival, pathumwan_officer, municipal_officer
):
    party = {"owner": owner.person, "checker": "unit:bma-bangrak"}[who]
    Participation.objects.create(subject=SUBJECT, party=party, role="holder", since=NINE)

    with clock.frozen(NOON):
        outcome = {
            "owner": seen(owner),
            "checker": seen(checker),
            "others": [seen(a) for a in (rival, pathumwan_officer, municipal_officer, ANONYMOUS)],
        }

    assert outcome == {"owner": 0, "checker": 0, "others": [0, 0, 0, 0]} | {who: 1}


def test_taking_part_begins_and_ends(thing, owner):
    Participation.objects.create(
        subject=SUBJECT, party=owner.person, role="attorney", since=NINE, until=EVENING
    )

    with clock.frozen(NINE):
        at_the_start = seen(owner)
    with clock.frozen(EVENING):
        at_the_end = seen(owner)

    assert (at_the_start, at_the_end) == (1, 0)


def test_the_system_and_operators_see_everything_even_combined_with_other_conditions(thing):
    condition = visible(SYSTEM, "holder") | Q(house_code="nowhere")

    assert Premises.objects.filter(condition).count() == 1
    assert seen(OPERATOR) == 1


def test_a_row_about_oneself_is_ones_own(owner, rival):
    Premises.objects.create(holder=owner.person, as_of=NINE)

    assert (seen(owner), seen(rival)) == (1, 0)
