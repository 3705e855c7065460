"""Doing a thing once, however often it is asked."""

import pytest

from krob.foundation.core import clock
from krob.foundation.core.errors import Conflict
from krob.foundation.events.idempotency import KEPT, forget_answers, once
from krob.foundation.events.models import IdempotencyKey

pytestmark = pytest.mark.django_db


def test_a_repeated_request_gets_the_first_answer(owner):
    done = []

    def do():
        done.append(1)
        return {"number": len(done)}

    answers = [once(actor=owner, key="k1", body={"a": 1}, do=do) for _ in range(3)]

    assert answers == [{"number": 1}] * 3
    assert done == [1]


def test_the_same_key_with_another_body_is_a_conflict(owner):
    once(actor=owner, key="k1", body={"a": 1}, do=dict)

    with pytest.raises(Conflict):
        once(actor=owner, key="k1", body={"a": 2}, do=lambda: pytest.fail("was done"))


def test_keys_count_per_actor(owner, rival):
    once(actor=owner, key="k1", body={"a": 1}, do=lambda: {"by": "owner"})

    assert once(actor=rival, key="k1", body={"a": 2}, do=lambda: {"by": "rival"}) == {"by": "rival"}


def test_a_failed_attempt_leaves_the_key_free(owner):
    with pytest.raises(ZeroDivisionError):
        once(actor=owner, key="k1", body={}, do=lambda: {"n": 1 // 0})

    assert not IdempotencyKey.objects.exists()
    assert once(actor=owner, key="k1", body={}, do=lambda: {"n": 1}) == {"n": 1}


def test_old_answers_are_forgotten_and_young_ones_kept(owner):
    with clock.frozen(clock.now() - KEPT - KEPT):
        once(actor=owner, key="old", body={}, do=dict)
    once(actor=owner, key="young", body={}, do=dict)

    forget_answers()

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
