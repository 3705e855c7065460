"""Every setting of an installation is in the reference, and nothing else is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r"""environ(?:\.get\(|\[)\s*"(KROB_[A-Z0-9_]+)\"""")


def settings_in_code():
    found = set()
    for top in ("config", "krob", "simulators", "demo"):
        for path in (ROOT / top).rglob("*.py"):
            if "tests" not in path.parts:
                found.update(READ.findall(path.read_text()))
    return found


def test_every_setting_is_in_the_reference_and_nothing_else():
    text = (ROOT / "docs/reference/settings.md").read_text()

    assert set(re.findall(r"^\| `(KROB_[A-Z0-9_]+)` \|", text, re.M)) == settings_in_code()
