"""Which answers a rule names, and a rule with another name for one of them.

Works on the text alone: no types are needed, and a rule that does not compile yet is read as far
as it goes. Names are dotted paths; a cell of a group is ``staff.trained``, however the rule
reaches it (``any_of(p.trained for p in staff)``, or plain ``trained`` inside the group itself).
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.errors import ExpressionError
from krob.foundation.rules.parsing import Source

_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|([A-Za-z_][A-Za-z0-9_.]*)")
_NOT_ANSWERS = frozenset({"and", "or", "not", "in", "if", "else", "for", "True", "False", "None"})


@dataclass(frozen=True, slots=True)
class _Word:
    """A place in a rule where one step of a path is written: bytes from ``start`` to ``end``."""

    path: str
    start: int
    end: int


def names(source: str, local: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the dotted paths that a rule names.

    ``local`` are names with another meaning where the rule stands: the cells of its own group.
    """
    return frozenset(word.path for word in _words(source, local or {}))


def renamed(source: str, old: str, new: str, local: Mapping[str, str] | None = None) -> str:
    """Return the rule with the last step of the path ``old`` called ``new``."""
    found = {(w.start, w.end) for w in _words(source, local or {}) if w.path == old}
    text = source.encode()
    for start, end in sorted(found, reverse=True):
        text = text[:start] + new.encode() + text[end:]
    return text.decode()


def _words(source: str, local: Mapping[str, str]) -> Iterator[_Word]:
    try:
        rule = Source(source)
        tree = rule.tree()
    except ExpressionError:
        yield from _torn(source, local)
        return
    shift = len(source.encode()) - len(source.lstrip().encode())
    for word in _of(tree, local, frozenset()):
        yield _Word(word.path, word.start + shift, word.end + shift)


def _torn(source: str, local: Mapping[str, str]) -> Iterator[_Word]:
    """Yield the words of a rule that cannot be read."""
    for found in _WORD.finditer(source):
        if not found[1] or found[1] in _NOT_ANSWERS:
            continue
        start, path = len(source[: found.start()].encode()), ""
        for step in found[1].split("."):
            path = f"{path}.{step}" if path else local.get(step, step)
            yield _Word(path, start, start + len(step))
            start += len(step) + 1


def _of(node: ast.AST, local: Mapping[str, str], loops: frozenset[str]) -> Iterator[_Word]:
    if isinstance(node, ast.Name | ast.Attribute) and (steps := path_of(node)):
        yield from _of_path(node, steps, local, loops)
        return
    match node:
        case ast.GeneratorExp(generators=[each, *_rest]) if isinstance(each.target, ast.Name):
            yield from _of(each.iter, local, loops)
            rows = path_of(each.iter) or []
            inside = {**local, each.target.id: ".".join(rows)}
            for part in (node.elt, *each.ifs):
                yield from _of(part, inside, loops | {each.target.id})
        case ast.Call():
            for part in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _of(part, local, loops)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _of(child, local, loops)


def _of_path(
    node: ast.expr, steps: list[str], local: Mapping[str, str], loops: frozenset[str]
) -> Iterator[_Word]:
    nodes = [node]
    while isinstance(node, ast.Attribute):
        node = node.value
        nodes.append(node)
    path = ""
    for at, (step, part) in enumerate(zip(steps, reversed(nodes), strict=True)):
        path = f"{path}.{step}" if at else local.get(step, step)
        end = part.end_col_offset or 0
        if at or step not in loops:
            yield _Word(path, end - len(step), end)
