"""Published content is read once and cannot be changed by whoever holds it."""

import copy
import json
import pickle

import pytest

from krob.foundation.core.pinned import Pinned, pinned

TEXT = '{"pages": [{"key": "a"}], "n": 1}'


def pickled(part):
    return pickle.loads(pickle.dumps(part))  # noqa: S301


def test_the_same_text_is_the_same_object():
    assert pinned(TEXT) is pinned(TEXT)
    assert pinned(TEXT) == json.loads(TEXT)


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.update(n=2),
        lambda part: part.__setitem__("n", 2),
        lambda part: part.pop("n"),
        lambda part: part["pages"][0].setdefault("title", "x"),
    ],
)
def test_content_refuses_change(change):
    part = pinned(TEXT)

    with pytest.raises(TypeError):
        change(part)

    assert part == json.loads(TEXT)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_may_be_changed(copied):
    own = copied(pinned(TEXT))

    own["n"] = 2

    assert type(own) is dict
    assert pinned(TEXT)["n"] == 1
    assert isinstance(pinned(TEXT), Pinned)
