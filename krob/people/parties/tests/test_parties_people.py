"""What is kept of a person, and how."""

import pytest
from django.db import connection

from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Invalid, NotAllowed
from krob.foundation.core.text import Text
from krob.people.parties.commands import record_person
from krob.people.parties.models import Person
from krob.people.parties.types import PersonFacts

pytestmark = pytest.mark.django_db
NUMBER = "1101700230708"
FACTS = PersonFacts(
    number=NUMBER,
    name=Text("สมชาย ใจดี", "Somchai Jaidee"),
    birthdate="1990-05-12",
    address={"house_no": "99/1", "road": "สีลม", "province": "10"},
    ial="2.3",
    source=Text("ผู้ให้บริการยืนยันตัวตน", "Identity provider"),
)


def test_the_same_number_is_the_same_person():
    first = record_person(actor=SYSTEM, facts=FACTS)

    again = record_person(
        actor=SYSTEM, facts=PersonFacts(number="1-1017-00230-70-8", name=Text("สมชาย ใจงาม"))
    )

    assert again.key == first.key
    assert Person.objects.get().full_name.th == "สมชาย ใจงาม"


def test_a_number_with_a_wrong_check_digit_is_refused():
    with pytest.raises(Invalid) as refused:
        record_person(actor=SYSTEM, facts=PersonFacts(number="1101700230709", name=Text("ก ข")))

    assert refused.value.code == "number-invalid"
    assert not Person.objects.exists()


def test_an_officer_never_records_a_person(checker):
    with pytest.raises(NotAllowed):
        record_person(actor=checker, facts=FACTS)

    assert not Person.objects.exists()


@pytest.mark.req("1.2.1", part="stored safely")
def test_the_database_holds_no_number_birthday_or_address_in_clear():
    person = record_person(actor=SYSTEM, facts=FACTS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM parties_person")
        stored = " ".join(str(value) for value in cursor.fetchone())

    assert (person.number, person.birthdate) == (NUMBER, "1990-05-12")
    assert [word for word in (NUMBER, "1990-05-12", "สีลม", "99/1") if word in stored] == []
