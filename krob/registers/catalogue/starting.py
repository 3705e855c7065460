"""What a new service begins with: the usual steps, messages and document, to be changed at will."""

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from krob.registers.catalogue.definition import read_folder

STARTER = Path(__file__).parent / "starter"


@lru_cache(maxsize=1)
def _starter() -> dict[str, Any]:
    return dict(read_folder(STARTER).parts)


def parts(title: dict[str, str]) -> dict[str, Any]:
    """Return the parts of a new draft with its title."""
    begun = copy.deepcopy(_starter())
    begun["service"]["title"] = title
    begun["licence"]["title"] = title
    return begun
