"""How a module of this package adds a row to the table."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: a number with its unit, perhaps a comparison with the bare machine."""

    text: str
    ratio: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    how: str
    goal: str
    measure: Callable[[], Figure]


@dataclass(slots=True)
class Table:
    """The rows that the modules of this package have added."""

    rows: list[Row] = field(default_factory=list)


table = Table()


def row(
    name: str, *, how: str, goal: str = ""
) -> Callable[[Callable[[], Figure]], Callable[[], Figure]]:
    """Add a row: ``how`` says what is done how often, ``goal`` what the design asks for."""

    def add(measure: Callable[[], Figure]) -> Callable[[], Figure]:
        table.rows.append(Row(name, how, goal, measure))
        return measure

    return add


def per_second(count: int, seconds: float) -> str:
    """Return a rate as people read it."""
    return f"{count / seconds:,.0f} /s"


def best_of(times: int, do: Callable[[], object]) -> float:
    """Return the shortest wall time of some runs, in seconds."""
    return min(_timed(do) for _ in range(times))


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def load() -> str:
    """Return the machine's load of the last minute and its number of cores."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
