"""A licence as a verifiable credential, and the status lists that say what became of it.

Req: V.8, L.2.
"""

import hashlib
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import reverse

from krob.engines.documents import ports
from krob.foundation.core import clock
from krob.foundation.linkeddata import credential, status_list
from krob.registers.licences.models import Licence, StatusEntry
from krob.registers.licences.types import LicenceStatus

PURPOSES = {
    "revocation": (LicenceStatus.REVOKED, LicenceStatus.SUPERSEDED),
    "suspension": (LicenceStatus.SUSPENDED,),
}


def address(path: str) -> str:
    """Return a path of this site as a full address."""
    return settings.KROB_BASE_URL.rstrip("/") + path


def verify_address(licence: Licence) -> str:
    """Return where a stranger verifies a licence: what its QR code holds."""
    return address(f"/verify/{licence.verify_token}/")


def issuer() -> str:
    """Return the DID of this installation."""
    return credential.did_web(settings.KROB_BASE_URL)


def seal_key() -> ec.EllipticCurvePublicKey | None:
    """Return the seal's public key when it can prove credentials (EC), else nothing.

    Raises:
        Unavailable: the installation has no seal yet.
    """
    certificate = x509.load_der_x509_certificate(ports.signer().certificates().own)
    key = certificate.public_key()
    return key if isinstance(key, ec.EllipticCurvePublicKey) else None


def did_document() -> credential.Document | None:
    """Return this installation's DID document, when its seal can prove credentials."""
    key = seal_key()
    return credential.did_document(issuer(), key) if key else None


def proven(document: credential.Document) -> credential.Document:
    """Return the document with the seal's proof; without one when the seal is not an EC key."""
    if seal_key() is None:
        return document
    return credential.prove(
        document,
        sign=ports.signer().sign,
        verification_method=f"{issuer()}#seal",
        created=clock.now(),
    )


def contents_digest(licence: Licence) -> str:
    """Return the digest of the licence's content, which the credential vouches for."""
    written = json.dumps(licence.content, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()


def credential_of(licence: Licence) -> credential.Document:
    """Return the licence as a credential, without proof."""
    content = licence.content
    document: credential.Document = {
        "@context": [credential.CREDENTIALS_V2, address(credential.LICENCE_V1_PATH)],
        "id": verify_address(licence),
        "type": ["VerifiableCredential", "BusinessLicence"],
        "issuer": issuer(),
        "validFrom": clock.midnight(licence.valid_from).isoformat(),
        "credentialStatus": _statuses(licence.status_entry),
        "credentialSubject": {
            "id": f"urn:uuid:{licence.id}",
            "licenceNumber": licence.number,
            "licenceKind": licence.output_kind,
            "title": licence.title_text.as_json(),
            "holderName": licence.holder_text.as_json(),
            "premises": str(content["premises"].get("th", "")),
            "authority": licence.authority,
            "authorityName": licence.authority_text.as_json(),
            "decidedOn": licence.decided_on.isoformat(),
            "conditions": [condition["th"] for condition in content["conditions"]],
            "rows": [{"label": label["th"], "value": value} for label, value in content["rows"]],
            "contentDigest": contents_digest(licence),
        },
    }
    if licence.valid_until is not None:
        document["validUntil"] = f"{licence.valid_until.isoformat()}T23:59:59+07:00"
    return document


def _statuses(entry: StatusEntry) -> list[dict[str, str]]:
    return [
        {
            "id": f"{list_address(entry.list_number, purpose)}#{entry.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(entry.place),
            "statusListCredential": list_address(entry.list_number, purpose),
        }
        for purpose in PURPOSES
    ]


def list_address(number: int, purpose: str) -> str:
    """Return where a status list is published."""
    return address(reverse("licences-plain:status", args=[number, purpose]))


def has_list(number: int) -> bool:
    """Say whether a status list was begun: the first from the start, others with their licences."""
    last = StatusEntry.objects.order_by("-pk").first()
    return 1 <= number <= (last.list_number if last else 1)


def status_credential(number: int, purpose: str) -> credential.Document:
    """Return a status list as it is at this moment, proven."""
    first = (number - 1) * status_list.PLACES + 1
    entries = StatusEntry.objects.filter(
        pk__range=(first, first + status_list.PLACES - 1),
        licence__status__in=PURPOSES[purpose],
    )
    where = list_address(number, purpose)
    return proven(
        {
            "@context": [credential.CREDENTIALS_V2],
            "id": where,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer(),
            "validFrom": clock.now().isoformat(timespec="seconds"),
            "credentialSubject": {
                "id": f"{where}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": status_list.encode(entry.place for entry in entries),
            },
        }
    )


def written(document: dict[str, Any]) -> str:
    """Return a credential as text."""
    return json.dumps(document, ensure_ascii=False, indent=2)
