"""The Government Data Exchange's door: a token for a consumer and its secret, then the data.

Faults: ``expired`` (the token given is no longer known), ``malformed`` (half an answer),
``none`` (nothing is found), beside those of every simulator.
"""

import secrets
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

CONSUMER_SECRET = "demo-secret"  # noqa: S105 - of the demonstration


class Door:
    """Gives out tokens and lets only their holders in."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.tokens: set[str] = set()
        simulator.route("/ws/auth/validate")(self.validate)

    def validate(self, request: Request) -> Response:
        """Answer step one: a token, or 403 for a consumer that is not known."""
        known = request.args.get("ConsumerSecret") == CONSUMER_SECRET
        if not known or not request.headers.get("Consumer-Key") or not request.args.get("AgentID"):
            return as_json({"Code": "403", "Message": "consumer not found"}, 403)
        token = secrets.token_hex(16)
        self.tokens.add(token)
        return as_json({"Result": token})

    def answer(self, request: Request, find: Callable[[], dict[str, Any] | None]) -> Response:
        """Answer step two: the data, 401 without a valid token, 404 where there is none."""
        if self.simulator.fault("expired"):
            self.tokens.clear()
        if request.headers.get("Token") not in self.tokens:
            return as_json({"Code": "401", "Message": "token not found"}, 401)
        if self.simulator.fault("malformed"):
            return Response('{"half": ', mimetype="application/json")
        body = None if self.simulator.fault("none") else find()
        if body is None:
            return as_json({"Code": "404", "Message": "data not found"}, 404)
        return as_json(body)
