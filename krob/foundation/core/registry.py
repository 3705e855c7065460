"""Named sets of things that rooms register: plug-ins and commands."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotAllowed

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class Registry(Generic[T]):
    """Plug-ins of one kind, by name. Tests make their own; nothing else holds state."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        """Register ``entry`` under ``name``.

        Raises:
            ValueError: the name is taken.
        """
        if name in self._entries:
            raise ValueError(f"{self.kind} {name!r} is already registered")
        self._entries[name] = entry

    def get(self, name: str) -> T:
        """Return the entry called ``name``.

        Raises:
            LookupError: no such entry; the message lists those that exist.
        """
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "none"
            raise LookupError(f"no {self.kind} {name!r}; known: {known}") from None

    def remove(self, name: str) -> None:
        """Forget an entry (tests that register one of their own take it back)."""
        del self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))

    def __contains__(self, name: object) -> bool:
        return name in self._entries


@dataclass(frozen=True, slots=True)
class Command:
    """One verb that changes something, as the role matrix and the auditors see it.

    ``kinds`` are the sorts of actor that may ever do it, ``states`` the states of its subject in
    which it may be done (empty: the subject has no states, or any will do).
    """

    name: str
    kinds: frozenset[ActorKind]
    states: frozenset[str]
    function: Callable[..., Any]


commands: Registry[Command] = Registry("command")
_going_on: ContextVar[bool] = ContextVar("a command is going on", default=False)


@contextmanager
def _transaction() -> Iterator[None]:
    """Give the outermost command its transaction, in which those that it calls take part.

    An inner one has no savepoint of its own: when it is refused the whole is undone, unless its
    caller guards it with ``transaction.atomic()``.
    """
    inner = _going_on.get() and transaction.get_connection().in_atomic_block
    before = _going_on.set(True)
    try:
        with transaction.atomic(savepoint=not inner):
            yield
    finally:
        _going_on.reset(before)


def command(
    name: str,
    *,
    kinds: set[ActorKind],
    states: set[str] | None = None,
    ahead: Callable[..., None] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a command and give it its transaction.

    The function takes ``actor`` as a keyword. It runs inside one ``transaction.atomic``, the
    caller's when a command calls it; an actor of another kind is refused before anything is read.
    ``ahead`` is called before the transaction with the same arguments: it does what takes long,
    changes nothing and may refuse; the function does not rely on it having been called.

    Raises:
        NotAllowed: (from the command) this kind of actor never does this.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs["actor"]
            if not isinstance(actor, Actor) or actor.kind not in kinds:
                raise NotAllowed("not-for-this-actor", _("You may not do this."))
            if ahead and not transaction.get_connection().in_atomic_block:
                ahead(*args, **kwargs)
            with _transaction():
                return function(*args, **kwargs)

        commands.add(name, Command(name, frozenset(kinds), frozenset(states or ()), run))
        run.__command__ = name  # type: ignore[attr-defined]
        return run

    return register
