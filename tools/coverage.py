"""Says which test proves which requirement.

``python -m tools.coverage`` writes ``docs/coverage.md`` from the marks ``pytest.mark.req("1.6.3")``
of the tests. A mark with ``part=`` proves only that part, so the requirement counts as begun.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs/requirements.md"
TARGET = ROOT / "docs/coverage.md"
ROW = re.compile(r"^\| ([VPUAGLSR0-9][0-9.]*) \| (.+) \|$")
HEAD = """# Which tests prove which requirement

Made by `python -m tools.coverage` from the marks of the tests; do not edit. *Proven*: a test drives
the whole of it. *Begun*: tests prove the parts that are named. An empty line is work to come.

| id | requirement | state | tests |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True, order=True)
class Proof:
    """One mark: where, and which part when it is not the whole."""

    path: str
    test: str
    part: str


def requirements() -> dict[str, str]:
    """Return every requirement's id and line, in their order."""
    rows = (ROW.match(line) for line in LIST.read_text(encoding="utf-8").splitlines())
    return {row[1]: row[2] for row in rows if row}


def proofs() -> dict[str, list[Proof]]:
    """Return the proofs by id, sorted."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for top in ("krob", "tests", "simulators", "demo"):
        for path in sorted((ROOT / top).rglob("test_*.py")):
            for name, proof in _of_file(path):
                found[name].append(proof)
    return {name: sorted(rows) for name, rows in found.items()}


def _of_file(path: Path) -> Iterator[tuple[str, Proof]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = str(path.relative_to(ROOT))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks, test = node.decorator_list, node.name
        elif isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node.targets[0]):
            marks, test = [node.value], "every test"
        else:
            continue
        for mark in marks:
            for call in ast.walk(mark):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.req":
                    yield from ((name, Proof(where, test, part)) for name, part in _read(call))


def _read(call: ast.Call) -> Iterator[tuple[str, str]]:
    part = next((ast.literal_eval(k.value) for k in call.keywords if k.arg == "part"), "")
    for argument in call.args:
        yield ast.literal_eval(argument), part or ""


def page() -> str:
    """Return the page as it should be."""
    found, lines = proofs(), []
    for name, text in requirements().items():
        rows = found.get(name, [])
        lines.append(f"| {name} | {text} | {_state(rows)} | {_tests(rows)} |")
    return HEAD + "\n".join(lines) + "\n"


def _state(rows: list[Proof]) -> str:
    if not rows:
        return ""
    if any(not row.part for row in rows):
        return "proven"
    return "begun: " + ", ".join(sorted({row.part for row in rows}))


def _tests(rows: list[Proof]) -> str:
    files: dict[str, int] = defaultdict(int)
    for row in rows:
        files[row.path] += 1
    return "<br>".join(f"`{path}` ({count})" for path, count in sorted(files.items()))


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
