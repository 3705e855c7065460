"""What is wrong with a part of a definition, said to the official who writes it."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from krob.foundation.core.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found before a definition is published.

    ``path`` says where (``rows[3].cells[0]``), ``message`` what, in the reader's language. A part
    with an ``error`` is not published; a ``warning`` is shown and may stand.
    """

    path: str
    message: Text | Promise | str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    def under(self, prefix: str) -> "Problem":
        """Return the same problem, seen from the part that contains this one."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return Problem(f"{prefix}{joint}{self.path}", self.message, self.severity)


def has_errors(problems: list[Problem]) -> bool:
    """Say whether any of the problems forbids publishing."""
    return any(problem.severity == "error" for problem in problems)
