"""Operators' commands: where agencies' own approval systems are reached."""

import argparse
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q

from krob.connectors.backoffice.http import HttpBackOffice
from krob.connectors.client import Client
from krob.engines.exchange import calls
from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import Endpoint, HandOver
from krob.engines.exchange.types import BACK_OFFICE, HandOverState
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.operating import OperatorError, offers_json

ADAPTER = "agency.http"
CODE = re.compile(r"[a-z][a-z0-9.-]{0,63}", re.ASCII)
SECRET = re.compile(r"env:[A-Z][A-Z0-9_]*", re.ASCII)
LONGEST_ADDRESS = 200
LONGEST_WAIT_S = 60
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def register(subparsers: Any) -> None:
    """Offer ``backoffice``."""
    verbs = subparsers.add_parser(
        "backoffice", help="agencies' own approval systems, to which steps are handed over"
    ).add_subparsers(required=True)
    setting = _verb(verbs, "set", "say where a system is reached", set_system, "code")
    setting.add_argument("--url", required=True, help="address before /cases/")
    setting.add_argument("--secret", required=True, help="env:NAME, where the shared secret is")
    setting.add_argument("--timeout", type=float, default=8, help="seconds (default 8)")
    _verb(verbs, "list", "systems, and what waits for them", list_systems)
    _verb(verbs, "check", "ask a system whether it knows us", check_system, "code")
    _verb(verbs, "off", "hand nothing over any more", switch_off, "code")
    _verb(verbs, "on", "hand over again", switch_on, "code")


def _verb(verbs: Any, name: str, text: str, run: Any, *words: str) -> argparse.ArgumentParser:
    parser = offers_json(verbs.add_parser(name, help=text))
    for word in words:
        parser.add_argument(word)
    parser.set_defaults(run=run)
    return parser


def set_system(options: argparse.Namespace) -> dict[str, Any]:
    """Say where a system is reached; the same again changes nothing."""
    if not CODE.fullmatch(options.code):
        raise OperatorError("a code is small letters, digits, dots and dashes, at most 64")
    other = Endpoint.objects.filter(code=options.code).exclude(kind=BACK_OFFICE).first()
    if other:
        raise OperatorError(f"{options.code} is the code of another connection ({other.kind})")
    _require_safe(options.url)
    if not SECRET.fullmatch(options.secret):
        raise OperatorError("--secret names an environment variable: env:NAME")
    if not 0 < options.timeout <= LONGEST_WAIT_S:
        raise OperatorError(f"--timeout is more than 0 and at most {LONGEST_WAIT_S} seconds")
    row = Endpoint.objects.filter(code=options.code).first()
    return _kept(
        Endpoint(
            code=options.code,
            adapter=row.adapter if row else ADAPTER,
            base_url=options.url,
            secret_ref=options.secret,
            timeout_s=options.timeout,
            options=row.options if row else {},
            enabled=row.enabled if row else True,
        )
    )


def _require_safe(url: str) -> None:
    """Refuse an address to which an application may not be sent."""
    parts = urlsplit(url)
    near = settings.KROB_DEMO and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and near):
        raise OperatorError("the address begins with https://")
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise OperatorError("the address is a host and a path, without a name, a query or a #")
    if len(url) > LONGEST_ADDRESS:
        raise OperatorError(f"the address is longer than {LONGEST_ADDRESS} characters")


def list_systems(options: argparse.Namespace) -> list[dict[str, Any]]:
    """List the systems with how many cases wait for an answer or were refused."""
    return [_told(row) for row in Endpoint.objects.filter(kind=BACK_OFFICE).order_by("code")]


def check_system(options: argparse.Namespace) -> dict[str, Any]:
    """Ask after a case that does not exist; fail when it is not reached or does not know us."""
    row = _found(options.code)
    if problem := Client(row.code).problem():
        raise OperatorError(f"{row.code}: {problem} ({row.secret_ref})", found=_told(row))
    call = calls.Call(actor=OPERATOR.id, purpose="operations", subject=f"endpoint:{row.code}")
    with calls.on_behalf(call):
        HttpBackOffice().check(row.code)
    return _told(row)


def switch_off(options: argparse.Namespace) -> dict[str, Any]:
    """Hand nothing over any more; what waits goes when it is switched on again."""
    row = _found(options.code)
    row.enabled = False
    return _kept(row)


def switch_on(options: argparse.Namespace) -> dict[str, Any]:
    """Hand over again."""
    row = _found(options.code)
    row.enabled = True
    return _kept(row)


def _kept(row: Endpoint) -> dict[str, Any]:
    return _told(
        configure_endpoint(
            actor=OPERATOR,
            code=row.code,
            kind=BACK_OFFICE,
            adapter=row.adapter,
            base_url=row.base_url,
            secret_ref=row.secret_ref,
            options=row.options,
            timeout_s=float(row.timeout_s),
            enabled=row.enabled,
        )
    )


def _found(code: str) -> Endpoint:
    row = Endpoint.objects.filter(kind=BACK_OFFICE, code=code).first()
    if row is None:
        raise OperatorError(f"there is no system {code}; krob backoffice list names them")
    return row


def _told(row: Endpoint) -> dict[str, Any]:
    open_states = (HandOverState.WAITING, HandOverState.DELIVERED)
    cases = HandOver.objects.filter(endpoint=row.code).aggregate(
        waiting=Count("pk", filter=Q(state__in=open_states)),
        refused=Count("pk", filter=Q(state=HandOverState.REFUSED)),
    )
    return {
        "code": row.code,
        "url": row.base_url,
        "secret": row.secret_ref,
        "timeout_s": float(row.timeout_s),
        "enabled": row.enabled,
        **cases,
    }
