"""Operators' commands: the installation's seal, and agencies' own systems."""

import argparse
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings

from krob.connectors.backoffice import operators as backoffice
from krob.connectors.signer.enrolment import enrol
from krob.engines.documents import ports
from krob.foundation.core.operating import OperatorError, offers_json

DEMO_NAME = "Krob Demo Seal"
DEMO_ORGANISATION = "ครบ ระบบสาธิต"


def register(subparsers: Any) -> None:
    """Offer ``seal`` and ``backoffice``."""
    backoffice.register(subparsers)
    seal = subparsers.add_parser("seal", help="the installation's seal").add_subparsers(
        required=True
    )
    enrolling = offers_json(seal.add_parser("enrol", help="have a key certified by an authority"))
    enrolling.add_argument("--authority", default="", help="the authority's address")
    enrolling.add_argument("--name", default=DEMO_NAME, help="the seal's name (at most 64)")
    enrolling.add_argument("--organisation", default=DEMO_ORGANISATION)
    enrolling.add_argument(
        "--demo", action="store_true", help="by the simulator; nothing outside a demonstration"
    )
    enrolling.set_defaults(run=enrol_seal)
    checking = offers_json(seal.add_parser("check", help="say whether there is a working seal"))
    checking.set_defaults(run=check_seal)


def enrol_seal(options: argparse.Namespace) -> dict[str, Any] | None:
    """Have the installation's key certified; doing it again fetches the certificates anew."""
    if options.demo and not settings.KROB_DEMO:
        return None
    authority = options.authority
    if options.demo:
        authority = f"{settings.KROB_SIMULATORS_URL}/ca"
    if not authority:
        raise OperatorError("name the authority: --authority ADDRESS")
    folder = Path(settings.KROB_SEAL)
    enrol(folder, authority, name=options.name, organisation=options.organisation)
    return check_seal(options)


def check_seal(options: argparse.Namespace) -> dict[str, Any]:
    """Return whose seal it is and until when; fail when it does not work."""
    signer = ports.signer()
    if problem := signer.check():
        raise OperatorError(f"the seal does not work: {problem}")
    own = x509.load_der_x509_certificate(signer.certificates().own)
    return {
        "subject": own.subject.rfc4514_string(),
        "serial": own.serial_number,
        "until": own.not_valid_after_utc.isoformat(),
    }
