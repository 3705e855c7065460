"""Write ``docs/reference/role-matrix.md``: who may do what, when. Run by ``make matrix``.

The rights come from the data that the role matrix's test proves (``tests/matrix/expectations.py``),
so the page says nothing that is not tried.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.matrix.expectations import ACTORS, MAY, NOTHING_TO_DO

PAGE = "docs/reference/role-matrix.md"
HEAD = """# Who may do what

Written by `make matrix` from the rights that `tests/matrix/` tries: every command of the registry ×
every actor × every state of its subject. **●** may and changes something; **○** may repeat it,
nothing is left to do; everything else is refused and changes nothing.

"""


def cells(rights: Mapping[str, str]) -> dict[tuple[str, str], None]:
    """Return every (state, actor) that a command's rights name."""
    return {
        (state, who): None
        for states, actors in rights.items()
        for state in (states.split() or [""])
        for who in actors.split()
    }


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _states_of(name: str) -> list[str]:
    named = {**cells(MAY[name]), **cells(NOTHING_TO_DO.get(name, {}))}
    return list(dict.fromkeys(state for state, _who in named))


def _row(name: str, state: str) -> list[str]:
    may, idle = cells(MAY[name]), cells(NOTHING_TO_DO.get(name, {}))
    signs = ["●" if (state, who) in may else "○" if (state, who) in idle else "" for who in ACTORS]
    return [f"`{name.partition('.')[2]}`", state, *signs]


def page() -> str:
    """Return the page."""
    who = _table(("actor", "who that is"), ([f"**{key}**", text] for key, text in ACTORS.items()))
    parts = [HEAD, "## Actors\n\n", who]
    for room in dict.fromkeys(name.partition(".")[0] for name in MAY):
        rows = [
            _row(name, state)
            for name in MAY
            if name.startswith(f"{room}.")
            for state in _states_of(name)
        ]
        parts.append(f"\n## {room}\n\n" + _table(("command", "state", *ACTORS), rows))
    return "".join(parts)


def main() -> int:
    """Write the page."""
    Path(PAGE).write_text(page())
    print(f"{PAGE}: {len(MAY)} commands")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
