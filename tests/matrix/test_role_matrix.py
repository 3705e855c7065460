"""Every role × every command × every state: allowed exactly where it was reviewed to be.

Where it is refused nothing changes: of every refused try that had written anything, the rows of all
tables (the journal's too) are compared with those before.
"""

from pathlib import Path

import pytest

from krob.foundation.core.registry import commands
from tests.matrix import expectations
from tests.matrix.cells import TRIES
from tests.matrix.trying import DID, SAME, tried
from tools import matrix

ROOT = Path(__file__).resolve().parents[2]
REFUSED = {"hidden", "barred", "late"}


def test_every_command_is_in_the_matrix():
    known = {name for name in commands if not name.startswith("test.")}

    assert known == set(TRIES) == set(expectations.MAY)


def test_expectations_name_states_and_actors_that_exist():
    for table in (expectations.MAY, expectations.NOTHING_TO_DO):
        for name in table:
            for (state, who), _ in matrix.cells(table[name]).items():
                assert state in TRIES[name].states, (name, state)
                assert who in expectations.ACTORS, (name, who)


def test_states_that_commands_declare_are_tried():
    for name in TRIES:
        tried_states = {state.partition(":")[0] for state in TRIES[name].states}
        declared = {str(state) for state in commands.get(name).states} - {"open"}
        assert declared <= tried_states, name


def _wanted(name: str) -> dict[tuple[str, str], str]:
    may = dict.fromkeys(matrix.cells(expectations.MAY[name]), DID)
    return may | dict.fromkeys(matrix.cells(expectations.NOTHING_TO_DO.get(name, {})), SAME)


def _wrong_events(name: str, events: set[tuple[str, ...]]) -> list[str]:
    """Say where a change recorded no event, more than its own, or another than is known."""
    if name in expectations.QUIET:
        return [f"{name} records {each}" for each in events - {()}]
    known = expectations.CONSEQUENCES.get(name, frozenset())
    return [
        f"{name} records {each}" for each in events if len(each) != 1 and each[:-1] not in known
    ]


@pytest.mark.req("2.1.2", part="role matrix")
@pytest.mark.req("1.1.1", part="role matrix")
def test_every_role_may_do_exactly_what_it_should(world):
    assert list(world.actors) == list(expectations.ACTORS)
    wrong = []
    for name in TRIES:
        wanted = _wanted(name)
        found_here = tried(name, world)
        wrong += _wrong_events(name, found_here.events)
        for state, by in found_here.outcomes.items():
            for who, found in by.items():
                want = wanted.get((state, who), "refused")
                if found != want and not (want == "refused" and found in REFUSED):
                    wrong.append(f"{name} [{state}] by {who}: {found}, not {want}")

    assert not wrong, "\n".join(wrong)


def test_the_page_of_the_matrix_is_fresh():
    assert (ROOT / matrix.PAGE).read_text() == matrix.page()
