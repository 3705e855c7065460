"""What lies in the repository is small, and speaks of no machine of its authors."""

import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMAGES = sorted((ROOT / "docs/images").iterdir())
MACHINE = re.compile(r"/(?:home|root|Users|work)/[A-Za-z]")
OF_OTHERS = ("static/vendor/", "tests/e2e/vendor/")


def tracked() -> list[Path]:
    """Return the texts that belong to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and not name.startswith(OF_OTHERS)]


def test_no_file_names_a_machine_of_its_authors():
    if not (ROOT / ".git").exists():  # an archive without history
        return
    found = []
    for path in tracked():
        if path == Path(__file__) or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content and MACHINE.search(content.decode(errors="replace")):
            found.append(str(path.relative_to(ROOT)))

    assert found == []


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.name)
def test_a_picture_is_small_and_as_wide_as_its_name_says(path):
    content = path.read_bytes()
    (width,) = struct.unpack(">I", content[16:20])

    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(content) <= 200_000
    assert path.stem.endswith(f"-{width}")


def test_every_picture_is_shown_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs/tutorial").iterdir()]
    said = "".join(page.read_text(encoding="utf-8") for page in pages)

    assert [path.name for path in IMAGES if path.name not in said] == []
