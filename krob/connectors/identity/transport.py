"""Talking to an ID provider within the page's own request: all together within one short time."""

import contextlib
import ssl
import time
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache

import httpx

LARGEST_ANSWER = 200_000

_until: ContextVar[float] = ContextVar("until", default=0.0)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that is asked in the block take no more than this, counted from now."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class Hurried(httpx.BaseTransport):
    """Sends requests and reads whole answers, giving up when the block's time is over."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport(verify=_trust())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request.

        Raises:
            httpx.TimeoutException: the time is over, even when the answer trickles in.
            httpx.HTTPError: the answer is too large, or the network failed.
        """
        left = self._left(request)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), left)
        request.extensions = {**request.extensions, "timeout": limits}
        response = self._inner.handle_request(request)
        try:
            body = self._read(request, response)
        finally:
            response.close()
        return httpx.Response(response.status_code, headers=_plain(response), content=body)

    def close(self) -> None:
        """Close what is still open."""
        self._inner.close()

    def _read(self, request: httpx.Request, response: httpx.Response) -> bytes:
        body = b""
        for part in response.iter_raw():
            body += part
            self._left(request)
            if len(body) > LARGEST_ANSWER:
                raise httpx.DecodingError("the answer is too large", request=request)
        return body

    def _left(self, request: httpx.Request) -> float:
        left = _until.get() - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("the time is over", request=request)
        return left


def _plain(response: httpx.Response) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in response.headers.raw if name.lower() != b"connection"]
