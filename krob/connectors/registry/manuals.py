"""The system of public manuals: one manual by its code, as the public may read it."""

from collections.abc import Mapping
from typing import Any

from krob.connectors.client import Client, broken
from krob.foundation.core.errors import Invalid
from krob.registers.catalogue.public_manuals import manuals


class PublicManuals:
    """Asks the manual system; it needs no key."""

    def __init__(self, endpoint: str = "public-manuals") -> None:
        self.client = Client(endpoint)

    def fetch(self, code: str) -> Mapping[str, Any] | None:
        """Ask for a manual; see ``ManualSource``."""
        answer = self.client.get(
            "/api/procedure",
            operation="public-manual",
            params={"id": code},
            accept=frozenset({200, 404}),
        )
        if answer.status == 404:
            return None
        return _read(answer.body, code)

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.client.problem()


def _read(body: Any, code: str) -> Mapping[str, Any]:
    """Read a manual; anything that is not one, or is another, is not understood."""
    try:
        manual = manuals.read(body)
    except Invalid:
        raise broken() from None
    if manual["code"] != code:
        raise broken()
    return manual
