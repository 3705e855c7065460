"""Operators' commands: list, export, verify and revoke licences."""

import argparse
from pathlib import Path
from typing import Any

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.operating import OperatorError, offers_json
from krob.registers.licences import commands, queries, verification
from krob.registers.licences.models import Licence
from krob.registers.licences.types import Verdict

MOST_ROWS = 1_000


def register(subparsers: Any) -> None:
    """Offer ``licence``."""
    verbs = subparsers.add_parser("licence", help="licences").add_subparsers(required=True)
    listing = offers_json(verbs.add_parser("list", help="the newest licences"))
    listing.add_argument("--status", default="", help="only those of a status")
    listing.set_defaults(run=list_licences)
    exporting = _by_number(verbs.add_parser("export", help="write a licence's sealed PDF"))
    exporting.add_argument("--out", type=Path, required=True, help="the file to write")
    exporting.set_defaults(run=export_licence)
    verifying = offers_json(verbs.add_parser("verify", help="examine a PDF, as the public page"))
    verifying.add_argument("file", type=Path)
    verifying.set_defaults(run=verify_file)
    revoking = _by_number(verbs.add_parser("revoke", help="revoke a licence, from today"))
    revoking.add_argument("--reason", required=True, help="the public reads it")
    revoking.set_defaults(run=revoke)


def _by_number(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("number")
    parser.add_argument("--authority", default="", help="where several gave the same number")
    return offers_json(parser)


def list_licences(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return licences, newest first; without the names of holders."""
    found = Licence.objects.visible_to(OPERATOR).order_by("-granted_at", "id")
    if options.status:
        found = found.filter(status=options.status)
    return [_row(licence) for licence in found[:MOST_ROWS]]


def _row(licence: Licence) -> dict[str, Any]:
    return {
        "number": licence.number,
        "authority": licence.authority,
        "service": licence.service,
        "status": str(licence.status_today),
        "valid_until": licence.valid_until.isoformat() if licence.valid_until else "",
    }


def export_licence(options: argparse.Namespace) -> dict[str, Any]:
    """Write the sealed PDF to a file."""
    licence = queries.by_number(OPERATOR, options.number, options.authority)
    content = queries.sealed_document(OPERATOR, licence.id)[1]
    options.out.write_bytes(content)
    return {"number": licence.number, "file": str(options.out), "bytes": len(content)}


def verify_file(options: argparse.Namespace) -> dict[str, Any]:
    """Return the four answers for a file; fail unless the licence is valid."""
    found = verification.by_file(options.file.read_bytes())
    report = {
        "verdict": str(found.verdict),
        "issued_by_us": str(found.issued_by_us),
        "intact": str(found.intact),
        "seal_good": str(found.seal_good),
        "in_force": str(found.in_force),
        "number": found.licence.number if found.licence else "",
        "signer": found.signer,
    }
    if found.verdict != Verdict.VALID:
        raise OperatorError(f"not a valid licence: {found.verdict}", found=report)
    return report


def revoke(options: argparse.Namespace) -> dict[str, Any]:
    """Revoke a licence as the operator of the installation."""
    licence = commands.revoke_licence(
        actor=OPERATOR, number=options.number, authority=options.authority, reason=options.reason
    )
    return _row(licence)
