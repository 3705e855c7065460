"""What the pages name exists, and what exists is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = "\n".join(path.read_text() for path in (ROOT / "requirements").glob("*.lock"))
DEPENDENCIES = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
SEED_MAP = (ROOT / "docs/seed-map.md").read_text(encoding="utf-8")
ROOMS = sorted(set(re.findall(r"`([a-z]+(?:\.[a-z]+)?)`", SEED_MAP)) - {"coverage.md"})
LINK = re.compile(r"\]\(((?!https?:|mailto:|#)[^)#]+)")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def direct_dependencies() -> set[str]:
    """Return the names that the requirement files ask for."""
    lines = [
        line.strip()
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text().splitlines()
    ]
    return {re.split(r"[\[<>=~ ]", line)[0] for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_of_the_seed_map_exist(room):
    assert (ROOT / "krob" / room.replace(".", "/")).is_dir()


def test_every_direct_dependency_has_a_line_with_its_locked_version():
    rows = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([0-9][^ ]*) \|", DEPENDENCIES, re.MULTILINE))

    assert set(rows) == direct_dependencies()
    for name, version in rows.items():
        assert re.search(rf"^{name}(\[[^]]*\])?=={re.escape(version)} ", LOCKS, re.MULTILINE), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target.strip()).exists(), target


def test_decisions_are_numbered_without_gaps_and_fit_a_page():
    decisions = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))

    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences"))
        assert len(text.split()) < 500
