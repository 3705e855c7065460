"""A certificate authority with time stamps, OCSP and revocation lists (certomancer does the PKI).

Keys are made at the first start and kept in ``state`` (a folder; without it they last as long as
the process, ``KROB_SIMULATORS_STATE`` gives one). An installation enrols with a signing request:
its private key never comes here.

* ``GET /root.pem`` the root certificate
* ``POST /enrol`` a PEM signing request → JSON ``certificate``, ``chain``, ``root`` (PEM), ``tsa``
* ``POST /revoke`` JSON ``{"serial": n}`` → the certificate is on the list from now on
* everything under ``/krob/``: certomancer (OCSP, revocation lists, time stamps)
"""

import json
import os
import tempfile
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

ARCH = "krob"
FIRST_ENROLLED_SERIAL = 1000
YEARS = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2045-01-01T00:00:00+0000"}
LEAF_YEARS = {"valid-from": "2025-01-01T00:00:00+0000", "valid-to": "2038-01-01T00:00:00+0000"}
NAMES = {
    "root": "Krob Demo Root CA",
    "interm": "Krob Demo Issuing CA",
    "tsa": "Krob Demo Time Stamping",
    "ocsp": "Krob Demo OCSP",
}


def _usage(*bits: str) -> dict[str, Any]:
    return {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": list(bits)},
    }


def _extended(purpose: str) -> dict[str, Any]:
    return {"id": "extended_key_usage", "critical": True, "value": [purpose]}


def _crl(repository: str) -> dict[str, Any]:
    return {
        "id": "crl_distribution_points",
        "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": [repository]}},
    }


def _authority(*, path_length: int | None = None) -> dict[str, Any]:
    value: dict[str, Any] = {"ca": True}
    if path_length is not None:
        value["path_len_constraint"] = path_length
    return {"id": "basic_constraints", "critical": True, "value": value}


OCSP_ADDRESS = {
    "id": "authority_information_access",
    "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["interm"]}},
}


def _fixed_certificates() -> dict[str, dict[str, Any]]:
    signing = _usage("key_cert_sign", "crl_sign")
    return {
        "root": {
            "subject": "root",
            "issuer": "root",
            "serial": 1,
            "validity": YEARS,
            "extensions": [_authority(), signing],
        },
        "interm": {
            "issuer": "root",
            "serial": 2,
            "validity": YEARS,
            "extensions": [_authority(path_length=0), signing, _crl("root")],
        },
        "tsa": {
            "issuer": "interm",
            "serial": 3,
            "validity": LEAF_YEARS,
            "extensions": [
                _usage("digital_signature"),
                _extended("time_stamping"),
                _crl("interm"),
            ],
        },
        "ocsp": {
            "issuer": "interm",
            "serial": 4,
            "validity": LEAF_YEARS,
            "extensions": [
                _usage("digital_signature"),
                _extended("ocsp_signing"),
                {"id": "ocsp_no_check"},
            ],
        },
    }


SERVICES = {
    "ocsp": {"interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"}},
    "crl-repo": {
        "root": {
            "for-issuer": "root",
            "signing-key": "root",
            "simulated-update-schedule": "P90D",
        },
        "interm": {
            "for-issuer": "interm",
            "signing-key": "interm",
            "simulated-update-schedule": "P30D",
        },
    },
    "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
}


class Authority(Simulator):
    """The certificate authority: certomancer behind the simulators' faults."""

    def __init__(self, base_url: str, state: Path) -> None:
        super().__init__("ca")
        self.base_url = base_url
        self.state = state
        self.building = threading.Lock()
        self.route("/root.pem")(self.root)
        self.route("/enrol", ["POST"])(self.enrol)
        self.route("/revoke", ["POST"])(self.revoke)
        for name in NAMES:
            self._make_key(name)
        self.build()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer; what is certomancer's goes there, after the ordered faults."""
        if environ.get("PATH_INFO", "").startswith(f"/{ARCH}/"):
            return self._answer_pki(environ)(environ, start_response)
        return super().__call__(environ, start_response)

    def _answer_pki(self, environ: dict[str, Any]) -> Response:
        self._views["pki"] = lambda request: self.animator.dispatch(request)
        return self._answer(Request(environ), "pki", {})

    # -- keys and configuration -----------------------------------------------------------------

    def _make_key(self, name: str) -> None:
        path = self.state / f"{name}.pem"
        if path.exists():
            return
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
        if name in {"root", "interm"}:
            key = rsa.generate_private_key(65537, 2048)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    @property
    def enrolled(self) -> list[dict[str, Any]]:
        """Return what was enrolled: name, revocation."""
        path = self.state / "enrolled.json"
        return list(json.loads(path.read_text())) if path.exists() else []

    def _keep(self, enrolled: list[dict[str, Any]]) -> None:
        (self.state / "enrolled.json").write_text(json.dumps(enrolled))
        self.build()

    def _configuration(self) -> dict[str, Any]:
        keys: dict[str, Any] = {name: {"path": f"{name}.pem"} for name in NAMES}
        entities = {name: {"common-name": title} for name, title in NAMES.items()}
        certificates = _fixed_certificates()
        for number, holder in enumerate(self.enrolled):
            label = f"holder{number}"
            keys[label] = {"path": f"{label}.pem", "public-only": True}
            entities[label] = {
                "common-name": holder["name"],
                "organization-name": holder["organisation"],
            }
            certificates[label] = {
                "issuer": "interm",
                "subject": label,
                "serial": FIRST_ENROLLED_SERIAL + number,
                "validity": LEAF_YEARS,
                "extensions": [
                    _usage("digital_signature", "non_repudiation"),
                    OCSP_ADDRESS,
                    _crl("interm"),
                ],
            }
            if holder.get("revoked"):
                certificates[label]["revocation"] = {
                    "revoked-since": holder["revoked"],
                    "reason": "key_compromise",
                }
        return {
            "external-url-prefix": self.base_url,
            "keysets": {"keys": {"path-prefix": ".", "keys": keys}},
            "pki-architectures": {
                ARCH: {
                    "keyset": "keys",
                    "entity-defaults": {
                        "country-name": "TH",
                        "organization-name": "Krob Demo Certificate Authority",
                    },
                    "entities": entities,
                    "certs": certificates,
                    "services": SERVICES,
                }
            },
        }

    def build(self) -> None:
        """Read keys and enrolments again."""
        with self.building:
            config = CertomancerConfig(self._configuration(), key_search_dir=str(self.state))
            self.pki = config.get_pki_arch(ArchLabel(ARCH))
            self.animator = Animator(AnimatorArchStore(config.pki_archs))

    def _pem(self, label: str) -> str:
        certificate = self.pki.get_cert(CertLabel(label))
        return str(pem.armor("CERTIFICATE", certificate.dump()), "ascii")

    # -- what an installation asks ----------------------------------------------------------------

    def root(self, _request: Request) -> Response:
        """Hand out the root certificate."""
        return Response(self._pem("root"), mimetype="application/x-pem-file")

    def enrol(self, request: Request) -> Response:
        """Certify the key of a signing request; the same key again gets the same certificate."""
        try:
            wanted = x509.load_pem_x509_csr(request.get_data())
        except ValueError as error:
            raise BadRequest("not a signing request") from error
        if not wanted.is_signature_valid:
            raise BadRequest("the request is not signed with its own key")
        label = self._enrolled_as(wanted)
        return as_json(
            {
                "certificate": self._pem(label),
                "chain": [self._pem("interm")],
                "root": self._pem("root"),
                "tsa": f"{self.base_url}/{ARCH}/tsa/tsa",
            }
        )

    def _enrolled_as(self, wanted: x509.CertificateSigningRequest) -> str:
        public = wanted.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        enrolled = self.enrolled
        for number in range(len(enrolled)):
            if (self.state / f"holder{number}.pem").read_bytes() == public:
                return f"holder{number}"
        label = f"holder{len(enrolled)}"
        (self.state / f"{label}.pem").write_bytes(public)
        names = {part.oid: str(part.value) for part in wanted.subject}
        enrolled.append(
            {
                "name": names.get(x509.NameOID.COMMON_NAME, "Seal")[:64],
                "organisation": names.get(x509.NameOID.ORGANIZATION_NAME, "Krob")[:64],
            }
        )
        self._keep(enrolled)
        return label

    def revoke(self, request: Request) -> Response:
        """Put a certificate on the revocation list."""
        number = int(request.get_json()["serial"]) - FIRST_ENROLLED_SERIAL
        enrolled = self.enrolled
        if not 0 <= number < len(enrolled):
            raise NotFound()
        enrolled[number]["revoked"] = datetime.now(UTC).isoformat(timespec="seconds")
        self._keep(enrolled)
        return as_json({"revoked": enrolled[number]["revoked"]})


def make_app(base_url: str, state: str = "", **_options: Any) -> Authority:
    """Make the authority, as seen at ``base_url``; ``state`` is the folder that keeps its keys."""
    kept = state or os.environ.get("KROB_SIMULATORS_STATE", "")
    folder = Path(kept) / "ca" if kept else Path(tempfile.mkdtemp(prefix="krob-ca-"))
    folder.mkdir(parents=True, exist_ok=True)
    return Authority(base_url, folder)
