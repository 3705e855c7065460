"""What every registry adapter keeps, against a real far end with faults."""

import logging

import pytest

from krob.connectors.registry.dbd import DbdJuristic, DbdOpen
from krob.connectors.registry.dopa import DopaHouse, DopaPerson
from krob.connectors.registry.reading import registry_date
from krob.engines.exchange.models import Endpoint, ExchangeRecord
from krob.foundation.core.errors import Invalid, Unavailable
from simulators import people
from simulators.dopa import HOUSES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asking")]
HOUSE = "10040000991"
KEYS = {
    "juristic": people.KRUA_WIPHA.number,
    "open": people.KRUA_WIPHA.number,
    "house": HOUSE,
    "person": people.SOMCHAI.number,
}
MISSING = {
    "juristic": "0994000617721",
    "open": "0994000617721",
    "house": "99990000000",
    "person": people.KRIT.number[:-1] + "0",
}


@pytest.fixture(params=["juristic", "open", "house", "person"])
def kind(request):
    return request.param


@pytest.fixture
def source(kind, dbd_end, dopa_end):
    """A fresh adapter, so that no token is left from another test."""
    made = {"juristic": DbdJuristic, "open": DbdOpen, "house": DopaHouse, "person": DopaPerson}
    return made[kind]()


@pytest.fixture
def far_end(kind, dbd_end, dopa_end):
    return dbd_end if kind in ("juristic", "open") else dopa_end


def ask(source, key):
    return source.fetch(key, agent="krob", purpose="prefill")


@pytest.mark.req("2.11.3", part="juristic, civil and house registries")
def test_what_exists_is_found_with_its_source_and_time(source, kind):
    answer = ask(source, KEYS[kind])

    assert answer.found
    assert answer.as_of is not None
    assert answer.source.en.startswith("Department of")
    assert KEYS[kind] in answer.facts.values()


def test_what_does_not_exist_is_an_answer_not_an_error(source, kind):
    answer = ask(source, MISSING[kind])

    assert (answer.found, answer.facts) == (False, {})


def test_an_answer_that_says_nothing_was_found_is_taken_as_that(source, kind, far_end):
    far_end.order(none=True)

    assert not ask(source, KEYS[kind]).found


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ({"slow_s": 1.2}, "outside-slow", "slow"),
        ({"fail": 500}, "outside-failing", "down"),
        ({"fail": 503}, "outside-failing", "down"),
        ({"malformed": True}, "outside-malformed", "broken"),
    ],
)
def test_trouble_outside_is_unavailable_and_is_written_down(
    fault, code, status, source, kind, far_end
):
    Endpoint.objects.update(timeout_s=0.5)
    far_end.order(**fault)

    with pytest.raises(Unavailable) as trouble:
        ask(source, KEYS[kind])

    assert trouble.value.code == code
    assert ExchangeRecord.objects.latest("id").status == status


def test_a_refusal_is_not_tried_again(source, kind, far_end):
    far_end.order(fail=400)

    with pytest.raises(Invalid):
        ask(source, KEYS[kind])

    assert len(far_end.seen()) == 1
    assert ExchangeRecord.objects.get().status == "refused"


def test_a_passing_failure_is_tried_once_more(source, kind, far_end):
    far_end.order(fail=503, times=1)

    assert ask(source, KEYS[kind]).found
    assert sorted(ExchangeRecord.objects.values_list("attempts", flat=True))[-1] == 2


def test_a_far_end_that_is_down_is_said_to_be_down(source, kind):
    Endpoint.objects.update(base_url="http://127.0.0.1:9")

    with pytest.raises(Unavailable) as trouble:
        ask(source, KEYS[kind])

    assert trouble.value.code == "outside-down"
    assert ExchangeRecord.objects.get().attempts == 2


def test_a_connection_that_is_switched_off_is_never_called(source, kind, far_end):
    Endpoint.objects.update(enabled=False)

    with pytest.raises(Unavailable):
        ask(source, KEYS[kind])

    assert far_end.seen() == []
    assert not ExchangeRecord.objects.exists()


@pytest.mark.parametrize("kind", ["juristic", "house", "person"], indirect=True)
def test_a_token_is_fetched_once_and_again_when_it_ran_out(source, kind, far_end):
    ask(source, KEYS[kind])
    ask(source, KEYS[kind])
    before = far_end.seen().count("/ws/auth/validate")
    far_end.order(expired=True, times=1)
    answer = ask(source, KEYS[kind])

    assert before == 1
    assert answer.found
    assert far_end.seen().count("/ws/auth/validate") == 2


@pytest.mark.parametrize("kind", ["juristic"], indirect=True)
def test_a_token_that_is_never_accepted_is_a_refusal_not_a_loop(source, kind, far_end):
    far_end.order(expired=True)

    with pytest.raises(Invalid):
        ask(source, KEYS[kind])

    assert far_end.seen().count("/ws/auth/validate") == 2


@pytest.mark.parametrize("kind", ["juristic"], indirect=True)
def test_an_answer_about_another_company_is_not_believed(source, kind, far_end):
    far_end.order(renamed=True)

    with pytest.raises(Unavailable) as trouble:
        ask(source, KEYS[kind])

    assert trouble.value.code == "outside-malformed"


@pytest.mark.req("2.11.8", part="every call to a registry")
def test_history_names_the_call_and_holds_no_value_number_or_secret(source, kind, caplog):
    caplog.set_level(logging.DEBUG)

    ask(source, KEYS[kind])

    rows = list(ExchangeRecord.objects.order_by("id").values())
    last = rows[-1]
    said = f"{rows} {caplog.text}"
    assert (last["status"], last["http_status"], last["purpose"]) == ("ok", 200, "prefill")
    assert (last["actor"], last["subject"]) == ("system:system", "application:A")
    assert len(last["digest"]) == 64
    assert KEYS[kind] not in said
    assert "demo-secret" not in said


@pytest.mark.parametrize("kind", ["juristic"], indirect=True)
def test_a_company_is_read_into_our_words(source):
    facts = ask(source, people.SONG_SAHAI.number).facts

    assert facts["name"]["th"] == "บริษัท สองสหายภัตตาคาร จำกัด"
    assert (facts["kind"], facts["status"]) == ("limited-company", "operating")
    assert facts["registered_on"] == "2019-04-02"
    assert [one["name"] for one in facts["directors"]] == [
        "นายกฤต ศรีสวัสดิ์",
        "นางมาลี พงษ์ไพบูลย์",
        "นางวิภา รุ่งเรืองกิจ",
    ]
    assert facts["signing_text"] == people.SONG_SAHAI.signing
    assert facts["address"] == {
        "house_no": "12",
        "road": "วิทยุ",
        "subdistrict": "100704",
        "district": "1007",
        "province": "10",
        "postcode": "10330",
    }


@pytest.mark.parametrize("kind", ["house"], indirect=True)
def test_every_house_of_the_demonstration_is_found_with_its_codes(source):
    for code, address in HOUSES.items():
        facts = ask(source, code).facts

        assert facts["address"]["subdistrict"] == address.subdistrict
        assert facts["address"]["province"] == address.province


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("25620829", "2019-08-29"),
        ("25380000", "1995"),
        ("25671200", "2024-12"),
        ("20190829", "2019-08-29"),
        ("2019-08-29T00:00:00", "2019-08-29"),
        ("", ""),
        (None, ""),
        ("soon", ""),
    ],
)
def test_dates_of_the_registries_are_read_in_either_era(text, read):
    assert registry_date(text) == read
