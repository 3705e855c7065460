"""From the text of a rule to a syntax tree, within limits."""

import ast
import difflib
import re
from collections.abc import Iterable
from decimal import Decimal

from krob.foundation.rules.errors import ExpressionError

MAX_LENGTH, MAX_NODES, MAX_DEPTH = 2000, 400, 40

_STRINGS = re.compile(r"\"[^\"]*\"?|'[^']*'?")
_SINGLE_EQUALS = re.compile(r"(?<![=!<>:])=(?!=)")
_CURLY = re.compile("[“”‘’]")
_GAPS = re.compile(r"[\t\r\n\f\v]")


class Source:
    """The text of a rule, which knows the column of each part of its tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._bare = _GAPS.sub(" ", text)
        self._indent = len(self._bare) - len(self._bare.lstrip(" "))
        self.stripped = self._bare.strip(" ")

    def tree(self) -> ast.expr:
        """Parse the rule.

        Raises:
            ExpressionError: empty, too long, or not readable.
        """
        if not self.stripped:
            raise ExpressionError("empty")
        if len(self.text) > MAX_LENGTH:
            raise ExpressionError("too-long", limit=MAX_LENGTH)
        if "\\" in self._bare:
            raise ExpressionError("not-allowed", self._bare.index("\\") + 1, what="\\")
        try:
            return ast.parse(self.stripped, mode="eval").body
        except SyntaxError as fault:
            raise self._syntax(fault.offset or len(self.stripped) + 1) from None
        except (ValueError, RecursionError, MemoryError):
            raise ExpressionError("too-complex") from None

    def _syntax(self, offset: int) -> ExpressionError:
        blanked = _STRINGS.sub(lambda found: " " * len(found.group()), self.stripped)
        if curly := _CURLY.search(blanked):
            return ExpressionError("quotes", self._column(curly.start()))
        if equals := _SINGLE_EQUALS.search(blanked):
            return ExpressionError("equals", self._column(equals.start()))
        return ExpressionError("syntax", self._column(min(offset - 1, len(self.stripped))))

    def _column(self, offset: int) -> int:
        return self._indent + offset + 1

    def column(self, node: ast.AST) -> int:
        """Return the column of a node; the tree itself counts bytes of UTF-8."""
        offset: int = getattr(node, "col_offset", 0)
        return self._column(len(self.stripped.encode()[:offset].decode(errors="ignore")))

    def number(self, node: ast.Constant) -> Decimal:
        """Return the number exactly as written, not as a float.

        Raises:
            ExpressionError: more than 16 digits or 12 decimals.
        """
        if isinstance(node.value, int):
            number = Decimal(node.value)
        else:
            written = ast.get_source_segment(self.stripped, node) or ""
            number = Decimal(written.replace("_", ""))
        if not number:
            return Decimal(0)
        exponent = number.as_tuple().exponent
        if number.adjusted() > 15 or not isinstance(exponent, int) or exponent < -12:
            raise ExpressionError("number-range", self.column(node))
        return number


def near(name: str, known: Iterable[str]) -> dict[str, str]:
    """Return the hint “did you mean …?” for messages about an unknown name."""
    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    if not found:
        return {"hint_th": "", "hint_en": ""}
    names = ", ".join(found)
    return {"hint_th": f" หมายถึง {names} หรือไม่", "hint_en": f" Did you mean {names}?"}
