"""All far ends in one process, each under its own path, on one loopback port."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

NAMES = ("idp", "dbd", "dopa", "bank", "ca", "mail", "clamd", "agency", "manuals", "opendata")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: requests may carry personal data."""


def all_apps(base_url: str, **options: Any) -> dict[str, Any]:
    """Make every simulator that exists; each is told its own public address."""
    apps: dict[str, Any] = {}
    for name in NAMES:
        if find_spec(f"simulators.{name}"):
            make: Callable[..., Any] = import_module(f"simulators.{name}").make_app
            apps[f"/{name}"] = make(base_url=f"{base_url}/{name}", **options)
    return apps


def make_simulators_server(apps: Mapping[str, Any], port: int) -> BaseWSGIServer:
    """Bind the simulators to a loopback port (0 picks a free one)."""
    root = DispatcherMiddleware(Response("simulators", mimetype="text/plain"), dict(apps))
    return make_server("127.0.0.1", port, root, threaded=True, request_handler=_Quiet)


@contextmanager
def running(make_app: Callable[..., Any], **options: Any) -> Iterator[str]:
    """Run one simulator on a free port within the block; give its address (for tests)."""
    server = make_server(
        "127.0.0.1", 0, Response("starting"), threaded=True, request_handler=_Quiet
    )
    address = f"http://127.0.0.1:{server.server_port}"
    server.app = make_app(base_url=address, **options)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
