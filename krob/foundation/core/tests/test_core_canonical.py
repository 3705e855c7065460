"""Canonical JSON is the same by the short way as by the long one."""

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krob.foundation.core.canonical import canonical_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_both_ways_write_the_same_bytes(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, {"n": -(2**60)}, "\ud800", {1: "a"}, [object()]])
def test_what_canonical_json_cannot_carry_is_refused(value):
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_json(value)
