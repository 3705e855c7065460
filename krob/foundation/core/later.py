"""Modules that take long to load and are needed by few: loaded at their first use.

Every process of an installation loads every room. What only the worker does (sealing) or what is
done once a year (seeding holidays) need not make the web wait for its libraries.
"""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module and loads it when something of it is asked for."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)
