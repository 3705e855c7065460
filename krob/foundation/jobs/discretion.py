"""Keeping numbers of people out of rows that everybody reads: jobs, events, texts of errors."""

import re
from collections.abc import Mapping
from typing import Any

from krob.foundation.core.thai import is_id13

_ALONE = re.compile(r"(?<![0-9A-Za-z-])[0-9]{13}(?![0-9A-Za-z-])")


def refuse_numbers_of_people(value: Any) -> None:
    """Look through a JSON value for 13-digit numbers with a right check digit.

    Raises:
        ValueError: one was found; the message does not repeat it.
    """
    match value:
        case str():
            if any(is_id13(number) for number in _ALONE.findall(value)):
                raise ValueError("a 13-digit number of a person or business does not belong here")
        case Mapping():
            for key, inner in value.items():
                refuse_numbers_of_people(key)
                refuse_numbers_of_people(inner)
        case list() | tuple():
            for inner in value:
                refuse_numbers_of_people(inner)
