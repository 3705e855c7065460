"""Words of the queue."""

from enum import StrEnum

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class State(StrEnum):
    """Where a job is: ``dead`` ones gave up and wait for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


ACTIVE = (State.WAITING, State.RUNNING)
