"""A virus scanner that speaks ClamAV's protocol: ``PING``, ``VERSION``, ``INSTREAM``.

It knows one virus: the test file of EICAR. Faults: ``down`` (hangs up at once), ``slow_s`` (waits
before answering), ``garbage`` (answers what nobody understands), ``limit`` (refuses as too large).
"""

import socketserver
import struct
import threading
import time
from typing import Any

from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Signature"
WORD_BYTES = 64


class _Talk(socketserver.StreamRequestHandler):
    """One connection: one question, one answer, each ended by a zero byte."""

    server: "_Daemon"

    def handle(self) -> None:
        """Answer one question."""
        app = self.server.app
        if app.fault("down"):
            return
        question = self._word()
        answer = self._scanned() if question == "zINSTREAM" else _ANSWERS.get(question, "UNKNOWN")
        if slow := app.fault("slow_s"):
            time.sleep(float(slow))
        if app.fault("garbage"):
            answer = "what?"
        self.wfile.write(answer.encode() + b"\0")

    def _word(self) -> str:
        said = b""
        while len(said) < WORD_BYTES and (byte := self.rfile.read(1)) not in (b"", b"\0"):
            said += byte
        return said.decode(errors="replace")

    def _scanned(self) -> str:
        content = bytearray()
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        with self.server.app.lock:
            self.server.app.seen.append({"size": len(content)})
        if self.server.app.fault("limit"):
            return "INSTREAM size limit exceeded. ERROR"
        return f"stream: {NAME} FOUND" if EICAR in content else "stream: OK"


_ANSWERS = {"zPING": "PONG", "zVERSION": "ClamAV 1.4.3/27000/simulated"}


class _Daemon(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, app: Simulator, port: int) -> None:
        self.app = app
        super().__init__(("127.0.0.1", port), _Talk)


def make_app(base_url: str, clamd_port: int = 0, **_options: Any) -> Simulator:
    """Make the daemon on a port of its own (0: any); the page ``/`` tells which."""
    app = Simulator("clamd")
    daemon = _Daemon(app, clamd_port)
    threading.Thread(target=daemon.serve_forever, args=(0.02,), daemon=True).start()

    @app.route("/")
    def page(_request: Request) -> Response:
        return as_json({"clamd_port": daemon.server_address[1]})

    return app
