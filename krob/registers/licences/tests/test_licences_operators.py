"""Operators list, export, verify and revoke licences from the shell."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime

import pytest

from krob.connectors import operators as seal_operators
from krob.engines.documents.tests.test_documents_seal import flipped
from krob.foundation.core import clock
from krob.foundation.core.errors import NotFound
from krob.foundation.core.operating import OperatorError
from krob.registers.licences import operators
from krob.registers.licences.types import LicenceStatus

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def run(*words: str):
    parser = ArgumentParser()
    subparsers = parser.add_subparsers(required=True)
    operators.register(subparsers)
    seal_operators.register(subparsers)
    options = parser.parse_args(words)
    with clock.frozen(NOON):
        return options.run(options)


def test_a_licence_is_listed_exported_and_verified(sealed, tmp_path):
    out = tmp_path / "licence.pdf"

    listed = run("licence", "list", "--json")
    run("licence", "export", sealed.number, "--out", str(out))
    verified = run("licence", "verify", str(out), "--json")

    assert [row["number"] for row in listed] == [sealed.number]
    assert "ครัวตัวอย่าง" not in json.dumps(listed, ensure_ascii=False)
    assert (verified["verdict"], verified["number"]) == ("valid", sealed.number)


def test_a_changed_file_fails_and_still_tells_the_four_answers(sealed, tmp_path):
    out = tmp_path / "licence.pdf"
    run("licence", "export", sealed.number, "--out", str(out))
    out.write_bytes(flipped(out.read_bytes()))

    with pytest.raises(OperatorError) as failure:
        run("licence", "verify", str(out))

    assert failure.value.found["verdict"] == "tampered"
    assert failure.value.found["intact"] == "no"


def test_revoking_from_the_shell(sealed):
    with pytest.raises(NotFound):
        run("licence", "revoke", "9/9", "--reason", "x")

    row = run("licence", "revoke", sealed.number, "--reason", "ฝ่าฝืนเงื่อนไข")

    sealed.refresh_from_db()
    assert (row["status"], sealed.status) == ("revoked", LicenceStatus.REVOKED)


def test_a_demonstration_gets_its_seal_from_the_simulator(settings, authority, tmp_path):
    settings.KROB_SEAL = tmp_path / "seal"
    settings.KROB_SIMULATORS_URL = authority.rsplit("/ca", 1)[0]

    settings.KROB_DEMO = False
    assert run("seal", "enrol", "--demo") is None
    with pytest.raises(OperatorError):
        run("seal", "enrol")
    with pytest.raises(OperatorError):
        run("seal", "check")
    enrolled = run("seal", "enrol", "--authority", authority)

    assert enrolled["subject"].startswith("CN=Krob Demo Seal")
    assert run("seal", "check") == enrolled
