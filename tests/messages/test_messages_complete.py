"""No screen falls back to English for a Thai reader: all that the code says is translated."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.validators import MinLengthValidator
from django.utils.translation import override

ROOT = Path(__file__).parents[2]
SOURCES = {".py", ".html", ".txt", ".po"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def _copy_of_sources(target: Path) -> Path:
    for top in ("krob", "demo", "locale"):
        for path in (ROOT / top).rglob("*"):
            if path.suffix in SOURCES and "tests" not in path.parts:
                copied = target / path.relative_to(ROOT)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copied)
    return target


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    """Extract every string anew in a copy of the house, merged with the Thai that is there."""
    assert shutil.which("msgmerge"), "GNU gettext is needed: apt install gettext"
    copy = _copy_of_sources(tmp_path_factory.mktemp("sources"))
    rooms = {path.parent for path in copy.glob("krob/*/*/apps.py")} | {copy / "demo"}
    for room in rooms:
        (room / "locale").mkdir(parents=True, exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "th"]
    subprocess.run(
        [*command, "--no-location", "--no-obsolete", "--no-wrap"],
        cwd=copy,
        env=environment,
        check=True,
        capture_output=True,
    )
    return copy


def test_every_sentence_of_the_house_has_its_thai(extracted):
    missing = []
    for path in sorted(extracted.rglob("locale/th/LC_MESSAGES/django.po")):
        for message in read_po(path.open("rb"), locale="th", ignore_obsolete=True):
            said = message.string if isinstance(message.string, str) else "".join(message.string)
            if message.id and (not said or message.fuzzy):
                missing.append(f"{path.relative_to(extracted).parents[3]}: {message.id}")
    assert not missing, "\n".join(missing)


def test_translations_keep_their_placeholders():
    wrong = []
    for path in sorted(ROOT.glob("krob/*/*/locale/th/LC_MESSAGES/django.po")):
        for message in read_po(path.open("rb"), locale="th"):
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            allowed = {name for text in ids for name in _names(text)}
            if any(_names(text) - allowed for text in strings):
                wrong.append(f"{path.relative_to(ROOT)}: {ids[0]}")
    assert wrong == []


def _names(text: str) -> set[str]:
    return {one or two for one, two in PLACEHOLDER.findall(text)}


def test_what_django_leaves_in_english_is_thai_here():
    with override("th"):
        message = MinLengthValidator(13).message % {"limit_value": 13, "show_value": 2}

    assert message == "ต้องมีอย่างน้อย 13 ตัวอักษร (ตอนนี้มี 2)"
