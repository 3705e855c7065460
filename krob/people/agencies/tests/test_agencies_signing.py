"""Who signs for an authority, by dated orders."""

from datetime import date

import pytest

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.people.agencies import commands, queries
from krob.people.agencies.signing import signatory_for
from krob.people.agencies.types import FOOD_PREMISES, Basis

pytestmark = pytest.mark.django_db


def test_the_holder_signs_until_an_order_says_otherwise(town):
    authority = queries.authority("bma-bangrak")
    commands.record_position(
        actor=OPERATOR,
        code="bma-bangrak-deputy",
        authority="bma-bangrak",
        name=Text("ผู้ช่วยผู้อำนวยการเขตบางรัก", "Assistant Director of Bang Rak District"),
    )
    order = {
        "actor": OPERATOR,
        "authority": "bma-bangrak",
        "position": "bma-bangrak-head",
        "own_position": "bma-bangrak-deputy",
        "name": Text("นางสาวรอง คนเก่ง", "Miss Rong Khonkeng"),
        "ordered_on": date(2026, 11, 1),
    }
    commands.record_signing_order(
        **order,
        basis=Basis.ACTING,
        number="77/2569",
        valid_from=date(2026, 12, 1),
        valid_to=date(2026, 12, 15),
    )
    commands.record_signing_order(
        **order,
        basis=Basis.ON_BEHALF,
        number="78/2569",
        power=FOOD_PREMISES,
        valid_from=date(2027, 1, 1),
    )

    holder = signatory_for(authority, FOOD_PREMISES, date(2026, 11, 30))
    acting = signatory_for(authority, FOOD_PREMISES, date(2026, 12, 14))
    back = signatory_for(authority, FOOD_PREMISES, date(2026, 12, 15))
    on_behalf = signatory_for(authority, FOOD_PREMISES, date(2027, 1, 1))
    other_power = signatory_for(authority, "another", date(2027, 1, 1))

    assert (holder.basis, holder.position.th) == ("holder", "ผู้อำนวยการเขตบางรัก")
    assert (acting.basis, acting.order) == ("acting", "77/2569")
    assert acting.position.th == "ผู้ช่วยผู้อำนวยการเขตบางรัก รักษาราชการแทน ผู้อำนวยการเขตบางรัก"
    assert back.name.th == holder.name.th
    assert (on_behalf.basis, on_behalf.name.en) == ("on behalf", "Miss Rong Khonkeng")
    assert (
        on_behalf.position.en
        == "Assistant Director of Bang Rak District on behalf of Director of Bang Rak District"
    )
    assert other_power.basis == "holder"


def test_nobody_signs_before_the_first_order(town):
    with pytest.raises(NotFound) as refused:
        signatory_for(queries.authority("bma-bangrak"), FOOD_PREMISES, date(2025, 1, 1))

    assert refused.value.code == "no-signatory"
