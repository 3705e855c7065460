"""The Government Data Exchange: a token first, then the data call with it."""

import threading
from collections.abc import Mapping
from typing import Any

from krob.connectors.client import Answer, Client, broken, secret

UNAUTHORISED = 401


class Gdx:
    """Calls of one endpoint behind GDX; one token per consumer and agent, fetched when needed.

    ``Endpoint.options`` holds ``consumer_key``; ``secret_ref`` refers to the consumer secret.
    """

    def __init__(self, endpoint: str) -> None:
        self.client = Client(endpoint)
        self._tokens: dict[tuple[str, str, str], str] = {}
        self._lock = threading.Lock()

    def get(
        self,
        path: str,
        *,
        operation: str,
        params: Mapping[str, str],
        agent: str,
        accept: frozenset[int],
    ) -> Answer:
        """Ask for data; a token that has run out is fetched again once.

        Raises:
            Unavailable: no answer, or none that can be understood.
            Invalid: the exchange or the registry refused.
        """
        for fresh in (False, True):
            answer = self.client.get(
                path,
                operation=operation,
                params=params,
                headers=self._headers(agent, fresh=fresh),
                accept=accept if fresh else accept | {UNAUTHORISED},
            )
            if answer.status != UNAUTHORISED:
                break
        return answer

    def _headers(self, agent: str, *, fresh: bool) -> dict[str, str]:
        row = self.client.endpoint()
        key = str(row.options.get("consumer_key", ""))
        return {"Consumer-Key": key, "Token": self._token(row.base_url, key, agent, fresh=fresh)}

    def _token(self, base_url: str, key: str, agent: str, *, fresh: bool) -> str:
        place = (base_url, key, agent)
        with self._lock:
            if not fresh and place in self._tokens:
                return self._tokens[place]
        token = self._fetch_token(key, agent)
        with self._lock:
            self._tokens[place] = token
        return token

    def _fetch_token(self, key: str, agent: str) -> str:
        answer = self.client.get(
            "/ws/auth/validate",
            operation="gdx.token",
            params={
                "ConsumerSecret": secret(self.client.endpoint().secret_ref),
                "AgentID": agent,
            },
            headers={
                "Consumer-Key": key,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        body: Any = answer.body
        if not isinstance(body, dict) or not isinstance(body.get("Result"), str):
            raise broken()
        return str(body["Result"])
