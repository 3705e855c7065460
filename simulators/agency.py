"""An agency's own approval system: takes cases under their key, decides, answers.

It does the first of the actions that a case offers. Faults: ``late`` (answers nothing yet),
``answer`` (this action instead), ``changes`` (another answer at every question), ``malformed``
(half an answer), ``stranger`` (the answer of another case), beside those of every simulator.
"""

import hashlib
import hmac
import json
from typing import Any

from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

SECRET = b"demo-secret"


def make_app(base_url: str = "", **options: Any) -> Simulator:
    """Make the system, without cases."""
    simulator = Simulator("agency")
    cases: dict[str, dict[str, Any]] = {}

    def put(request: Request, key: str) -> Response:
        if not _signed(request, key):
            return as_json({"error": "signature"}, 401)
        known = key in cases
        cases.setdefault(key, request.get_json())
        return _answer(simulator, cases, key, 200 if known else 201)

    def get(request: Request, key: str) -> Response:
        if not _signed(request, key):
            return as_json({"error": "signature"}, 401)
        if key not in cases:
            return as_json({"error": "no such case"}, 404)
        return _answer(simulator, cases, key, 200)

    def count(request: Request) -> Response:
        return as_json({"cases": len(cases)})

    simulator.route("/cases/<key>", ("PUT",))(put)
    simulator.route("/cases/<key>", ("GET",))(get)
    simulator.route("/count")(count)
    return simulator


def _signed(request: Request, key: str) -> bool:
    given = request.get_json() if request.method == "PUT" else None
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode() if given is not None else b"").hexdigest()
    path = f"/cases/{key}"
    base = "\n".join((request.method, path, request.headers.get("Idempotency-Key", ""), digest))
    expected = hmac.new(SECRET, base.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, request.headers.get("Krob-Signature", ""))


def _answer(
    simulator: Simulator, cases: dict[str, dict[str, Any]], key: str, status: int
) -> Response:
    if simulator.fault("malformed"):
        return Response('{"half": ', mimetype="application/json")
    if simulator.fault("late"):
        return as_json({"case": key}, 202)
    offered = [each["key"] for each in cases[key]["actions"]]
    action = simulator.fault("answer") or offered[0]
    if simulator.fault("changes"):
        action = offered[len(simulator.seen) % len(offered)]
    case = "another" if simulator.fault("stranger") else key
    return as_json({"case": case, "action": action, "note": "พิจารณาในระบบของหน่วยงาน"}, status)
