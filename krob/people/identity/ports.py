"""What identity needs from outside: somebody who proves who a person is."""

from collections.abc import Callable, Mapping
from typing import Protocol

from krob.foundation.core.registry import Registry
from krob.people.identity.types import Claims, Started

NATIONAL_ID = "national-id"


class IdentityProvider(Protocol):
    """A provider of identities, reached through the person's browser."""

    def start(self, *, callback: str, ial: str, fresh: bool, language: str) -> Started:
        """Begin a sign-in: where to send the browser, and what to keep. Talks to nobody."""
        ...

    def finish(self, *, answer: Mapping[str, str], kept: Mapping[str, str]) -> Claims:
        """Return what the provider says of the person, checked, within 3 seconds.

        Raises:
            SignInRefused: the answer is not what it must be.
            ProviderSilent: the provider did not answer in time.
        """
        ...

    def sign_out_address(self, *, id_token: str, return_to: str) -> str:
        """Return where the browser ends its session at the provider; empty when nowhere."""
        ...

    def check(self) -> str:
        """Return "" when configured and reachable, else what is wrong, for the status page."""
        ...


providers: Registry[Callable[[], IdentityProvider]] = Registry("identity provider")
