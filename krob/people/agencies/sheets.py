"""Tables as comma-separated files: read whole, or not at all, with the numbers of bad lines."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import transaction

from krob.foundation.core.errors import DomainError
from krob.foundation.core.operating import OperatorError

Row = Mapping[str, str]


def rows_of(path: Path, *, needs: tuple[str, ...], knows: tuple[str, ...]) -> list[Row]:
    """Return the lines of a file (UTF-8, first line: names of columns), without blanks around.

    Raises:
        OperatorError: not text, a needed column is missing, or there is a column nobody knows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [(name or "").strip() for name in reader.fieldnames or ()]
            found: list[Row] = [
                {(key or "").strip(): (value or "").strip() for key, value in line.items() if key}
                for line in reader
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise OperatorError(f"{path} is not a table in UTF-8: {error}") from error
    if missing := [name for name in needs if name not in columns]:
        raise OperatorError(f"{path} has no column {', '.join(missing)}")
    if unknown := sorted(set(columns) - {*needs, *knows}):
        raise OperatorError(f"{path} has columns that nobody knows: {', '.join(unknown)}")
    return found


def take(rows: list[Row], do: Callable[[Row], object]) -> int:
    """Do something with every row in one transaction; return how many there were.

    Raises:
        OperatorError: some rows may not be taken; all of them are named and nothing was changed.
    """
    faults = []
    with transaction.atomic():
        for number, row in enumerate(rows, start=2):
            try:
                do(row)
            except (DomainError, ValueError) as error:
                faults.append(f"line {number}: {error}")
        if faults:
            raise OperatorError(f"{len(faults)} bad lines; nothing was changed", found=faults)
    return len(rows)
