"""What every simulator shares: routing, state that tests can reset, and faults that can be ordered.

A simulator is a WSGI application made by a function ``make_app()``. ``Faults`` are set over HTTP at
``/_faults`` (POST JSON, DELETE to clear), so that tests and the demo drive them as they would
drive the real thing: from outside.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

View = Callable[..., Response]


def as_json(value: object, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype="application/json")


class Simulator:
    """One far end: routes, remembered requests, and faults.

    Known faults everywhere: ``slow_s`` (wait before answering), ``fail`` (answer this status),
    ``times`` (how many requests the fault lasts; without it until cleared). A simulator may know
    more: it reads ``self.faults``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: dict[str, Any] = {}
        self.seen: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self._views: dict[str, View] = {"_faults": self._set_faults, "_seen": self._show_seen}
        self._map = Map(
            [Rule("/_faults", endpoint="_faults"), Rule("/_seen", endpoint="_seen")],
            strict_slashes=False,
        )

    def route(self, path: str, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
        """Register a view ``(request, **path values) -> Response``."""

        def register(view: View) -> View:
            endpoint = f"{path} {sorted(methods)}"
            self._map.add(Rule(path, endpoint=endpoint, methods=list(methods)))
            self._views[endpoint] = view
            return view

        return register

    def fault(self, name: str) -> Any:
        """Return an ordered fault's value and count its use down; ``None`` when not ordered."""
        with self.lock:
            if name not in self.faults:
                return None
            value = self.faults[name]
            left = self.faults.get("times")
            if left is not None:
                self.faults["times"] = left - 1
                if left <= 1:
                    self.faults.clear()
            return value

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        request = Request(environ)
        try:
            endpoint, values = self._map.bind_to_environ(environ).match()
            response = self._answer(request, endpoint, values)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def _answer(self, request: Request, endpoint: str, values: Mapping[str, Any]) -> Response:
        if endpoint.startswith("_"):
            return self._views[endpoint](request)
        with self.lock:
            self.seen.append({"method": request.method, "path": request.path})
        if slow := self.fault("slow_s"):
            time.sleep(float(slow))
        if status := self.fault("fail"):
            return as_json({"error": "ordered fault"}, int(status))
        return self._views[endpoint](request, **values)

    def _set_faults(self, request: Request) -> Response:
        with self.lock:
            self.faults = {} if request.method == "DELETE" else dict(request.get_json())
        return as_json(self.faults)

    def _show_seen(self, request: Request) -> Response:
        with self.lock:
            seen = list(self.seen)
            if request.method == "DELETE":
                self.seen.clear()
        return as_json(seen)
