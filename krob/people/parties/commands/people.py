"""What is known of persons, their contacts and their premises."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import Invalid
from krob.foundation.core.registry import command
from krob.foundation.core.thai import digits, is_id13
from krob.people.parties.models import Person, account_class
from krob.people.parties.types import PersonFacts

NUMBER_CONTEXT = "parties.number"


def _number(number: str) -> str:
    if not is_id13(number):
        raise Invalid("number-invalid", _("This is not a valid 13-digit number."))
    return digits(number)


def _stored(facts: PersonFacts) -> dict[str, Any]:
    return {
        "name": facts.name.as_json(),
        "title": facts.title.as_json(),
        "birthdate": facts.birthdate,
        "address": dict(facts.address),
        "ial": facts.ial,
        "source": facts.source.as_json(),
        "as_of": facts.as_of or clock.now(),
    }


@command("parties.record-person", kinds={ActorKind.SYSTEM, ActorKind.OPERATOR})
def record_person(*, actor: Actor, facts: PersonFacts) -> Person:
    """Keep what an identity provider says about a person, under one row per 13-digit number.

    Recording the same person again brings the row up to date.

    Req: 1.2.2

    Raises:
        Invalid: the number's check digit is wrong.
    """
    number = _number(facts.number)
    person, _created = Person.objects.select_for_update().update_or_create(
        number_hash=keyed_hash(number, context=NUMBER_CONTEXT),
        defaults=_stored(facts),
        create_defaults={**_stored(facts), "number": number, **account_class()},
    )
    return person
