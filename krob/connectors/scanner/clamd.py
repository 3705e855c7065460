"""ClamAV's daemon, spoken to over its socket (``INSTREAM``, ``PING``).

The file is streamed: the daemon needs no access to our store. Its ``StreamMaxLength`` must be
larger than ``KROB_UPLOAD_LIMIT_MB``; a file that it will not read whole is not taken for clean.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Unavailable

CHUNK = 64 * 1024
ANSWER_BYTES = 1024
CONNECT_S = 3.0
CLEAN = "stream: OK"
FOUND = " FOUND"


class Clamd:
    """Asks the daemon at ``KROB_CLAMD`` (``tcp://host:port`` or ``unix:/path``)."""

    def scan(self, path: Path) -> str:
        """Return the name of what was found in a file, or an empty text; see ``VirusScanner``."""
        with _talking() as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(CHUNK):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
        if answer == CLEAN:
            return ""
        if answer.endswith(FOUND):
            return answer.removesuffix(FOUND).removeprefix("stream: ")
        raise _silent()

    def check(self) -> str:
        """Say what is wrong, or nothing."""
        try:
            with _talking() as line:
                line.sendall(b"zPING\0")
                answer = _answer(line)
        except Unavailable as error:
            return str(error)
        return "" if answer == "PONG" else f"the scanner answers {answer[:60]!r}"


@contextmanager
def _talking() -> Iterator[socket.socket]:
    address = urlsplit(settings.KROB_CLAMD)
    family = socket.AF_UNIX if address.scheme == "unix" else socket.AF_INET
    try:
        target = address.path if family == socket.AF_UNIX else (address.hostname, address.port)
        if not target or target == (None, None):
            raise _silent()
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(CONNECT_S)
            line.connect(target)
            line.settimeout(settings.KROB_CLAMD_SECONDS)
            yield line
    except (OSError, ValueError, TypeError) as error:
        raise _silent() from error


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < ANSWER_BYTES:
        piece = line.recv(ANSWER_BYTES)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode(errors="replace").strip()


def _silent() -> Unavailable:
    return Unavailable("scanner-silent", _("The virus scanner does not answer."))
