"""Every key that a definition uses is explained, and the page names no kind that does not exist."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from krob.engines.documents.spec import KEYS
from krob.engines.smartforms.compile import COMMON, FOR_THE_CALLER
from krob.engines.smartforms.kinds import kinds
from krob.engines.workflow.types import KINDS, NEEDS, ROLES
from krob.foundation.rules.functions import NAMES
from krob.registers.catalogue.types import MESSAGE_VALUES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/definitions.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[a-z]+(?:-[a-z]+)+|[a-z][a-z0-9_]*", PAGE))
FILES = sorted((ROOT / "definitions").rglob("*.toml"))
NAMED_BY_AUTHORS = {"steps", "actions", "ends", "answers", "fee", "fills"}
TEXT = {"th", "en"}


def keys_of(value, inside: str = "") -> set[str]:
    """Return the keys of a definition's part that its format knows, not those its author chose."""
    if isinstance(value, list):
        return set().union(*(keys_of(item, inside) for item in value))
    if not isinstance(value, dict) or set(value) <= TEXT:
        return set()
    own = set() if inside in NAMED_BY_AUTHORS else set(value)
    deeper = {k: v for k, v in value.items() if k not in ("answers", "fee", "fills")}
    return own.union(*(keys_of(item, key) for key, item in deeper.items()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_key_of_a_definition_is_explained(file):
    assert keys_of(tomllib.loads(file.read_text())) - WORDS == set()


@pytest.mark.parametrize(
    "file", sorted((ROOT / "definitions").rglob("form.json")), ids=lambda file: file.parts[-3]
)
def test_every_key_of_a_form_is_explained(file):
    assert keys_of(json.loads(file.read_text())) - WORDS == set()


@pytest.mark.parametrize("code", sorted(kinds))
def test_every_kind_of_field_is_explained_with_its_own_keys(code):
    table = PAGE.partition("| Kind | Answer |")[2].partition("\n\n")[0]
    (row,) = (line for line in table.splitlines() if re.match(rf"\| [^|]*`{code}`[^|]* \| ", line))

    own = kinds.get(code).options
    explained = re.findall(r"`([a-z_]+)`", row)
    assert "the same" in row or own <= set(explained), own - set(explained)


@pytest.mark.parametrize(
    "names",
    [COMMON, FOR_THE_CALLER, KEYS, KINDS, NEEDS, ROLES, set(NAMES), MESSAGE_VALUES],
    ids="fields lookups documents steps needs roles functions values".split(),
)
def test_every_word_that_the_code_understands_is_explained(names):
    assert set(names) - WORDS == set()
