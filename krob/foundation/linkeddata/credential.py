"""Verifiable credentials (W3C VC 2.0) with a Data Integrity proof, ``ecdsa-rdfc-2019`` on P-256.

The document stays plain JSON-LD with its proof inside. Contexts are never fetched: those that
Krob uses lie in ``contexts/`` and are known by their address.

Req: V.8, L.2.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import base58
import pyoxigraph
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

FOLDER = Path(__file__).parent / "contexts"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
LICENCE_V1_PATH = "/ns/licence/v1"
SUITE = "ecdsa-rdfc-2019"
P256_PREFIX = b"\x80\x24"
HALF = 32

Document = dict[str, Any]


class UnknownContext(ValueError):
    """A document names a context that is not kept here; nothing is fetched."""


@cache
def _file(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())["@context"]


def context_file(name: str) -> bytes:
    """Return a context as it is published."""
    return (FOLDER / name).read_bytes()


def _context(address: object) -> Any:
    if isinstance(address, dict):
        return address
    if address == CREDENTIALS_V2:
        return _file("credentials-v2.jsonld")
    if isinstance(address, str) and address.endswith(LICENCE_V1_PATH):
        return _file("licence-v1.jsonld")
    raise UnknownContext(str(address))


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the document's graph as sorted N-Quads (RDFC-1.0).

    Raises:
        UnknownContext: it names a context that is not kept here.
        ValueError: it is no JSON-LD.
    """
    named = document.get("@context", [])
    contexts = named if isinstance(named, list) else [named]
    inlined = {**document, "@context": [_context(one) for one in contexts]}
    try:
        quads = pyoxigraph.parse(json.dumps(inlined).encode(), pyoxigraph.RdfFormat.JSON_LD)
        graph = pyoxigraph.Dataset(quads)
    except SyntaxError as error:
        raise ValueError("not JSON-LD") from error
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(graph, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(written.splitlines(True)))


def _hash(options: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    with_context = {**options, "@context": document["@context"]}
    return (
        hashlib.sha256(canonical(with_context)).digest()
        + hashlib.sha256(canonical(document)).digest()
    )


def prove(
    document: Document,
    *,
    sign: Callable[[bytes], bytes],
    verification_method: str,
    created: datetime,
) -> Document:
    """Return the credential with its proof.

    Args:
        document: the credential, without proof.
        sign: gives the DER signature (ECDSA P-256, SHA-256) over its argument.
        verification_method: the key's address in the issuer's DID document.
        created: the time of the proof.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    r, s = utils.decode_dss_signature(sign(_hash(options, document)))
    raw = r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")
    return {**document, "proof": {**options, "proofValue": _multibase(raw)}}


def is_proven(credential: Mapping[str, Any], key: ec.EllipticCurvePublicKey) -> bool:
    """Say whether the credential is as it was when this key proved it. Never raises."""
    proof = credential.get("proof")
    if not isinstance(proof, Mapping) or proof.get("cryptosuite") != SUITE:
        return False
    document = {name: value for name, value in credential.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        raw = base58.b58decode(str(proof["proofValue"])[1:])
        signature = utils.encode_dss_signature(
            int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big")
        )
        key.verify(signature, _hash(options, document), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, LookupError, TypeError):
        return False
    return True


def _multibase(raw: bytes) -> str:
    return "z" + base58.b58encode(raw).decode()


def multikey(key: ec.EllipticCurvePublicKey) -> str:
    """Return a P-256 public key as a Multikey."""
    point = key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    return _multibase(P256_PREFIX + point)


def did_web(address: str) -> str:
    """Return the DID of a site by its address: ``http://h:8000`` is ``did:web:h%3A8000``."""
    host = address.partition("://")[2].rstrip("/")
    return "did:web:" + host.replace(":", "%3A").replace("/", ":")


def did_document(did: str, key: ec.EllipticCurvePublicKey, name: str = "seal") -> Document:
    """Return the DID document that says which key proves the site's credentials."""
    method = f"{did}#{name}"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multikey(key),
            }
        ],
        "assertionMethod": [method],
    }
