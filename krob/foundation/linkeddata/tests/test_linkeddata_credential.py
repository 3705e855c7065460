"""A credential proves itself and notices every changed literal."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from krob.foundation.linkeddata import credential, status_list

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BASE = "http://krob.test"


@pytest.fixture(scope="module")
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def proven(key):
    document = {
        "@context": [credential.CREDENTIALS_V2, BASE + credential.LICENCE_V1_PATH],
        "id": f"{BASE}/verify/abc/",
        "type": ["VerifiableCredential", "BusinessLicence"],
        "issuer": "did:web:krob.test",
        "validFrom": "2026-11-22T00:00:00+07:00",
        "credentialSubject": {
            "licenceNumber": "1/2569",
            "holderName": {"th": "บริษัท ครัวตัวอย่าง จำกัด"},
            "rows": [{"label": "พื้นที่", "value": "240 ตารางเมตร"}],
        },
    }
    return credential.prove(
        document,
        sign=lambda message: key.sign(message, ec.ECDSA(hashes.SHA256())),
        verification_method="did:web:krob.test#seal",
        created=AT,
    )


@pytest.mark.req("L.2", part="credential")
def test_a_credential_is_proven_by_its_key_alone(proven, key):
    other = ec.generate_private_key(ec.SECP256R1())

    assert credential.is_proven(proven, key.public_key())
    assert not credential.is_proven(proven, other.public_key())


@pytest.mark.parametrize(
    "change",
    [
        {"credentialSubject": {"licenceNumber": "2/2569"}},
        {"issuer": "did:web:else.test"},
        {"proof": {}},
        {"@context": ["https://unknown.test/v1"]},
    ],
)
def test_a_changed_credential_is_not_proven(change, proven, key):
    assert not credential.is_proven({**proven, **change}, key.public_key())


def test_writing_it_in_another_order_changes_nothing(proven, key):
    assert credential.is_proven(dict(reversed(proven.items())), key.public_key())


def test_every_term_of_the_licence_reaches_the_graph(proven):
    quads = credential.canonical({k: v for k, v in proven.items() if k != "proof"}).decode()

    for term in ("licenceNumber", "holderName", "rows", "label", "value"):
        assert f"<urn:krob:ns:{term}>" in quads


def test_the_issuer_publishes_its_key(key):
    document = credential.did_document("did:web:krob.test", key.public_key())

    assert document["assertionMethod"] == ["did:web:krob.test#seal"]
    assert document["verificationMethod"][0]["publicKeyMultibase"].startswith("zDn")
    assert credential.did_web("http://127.0.0.1:8000") == "did:web:127.0.0.1%3A8000"


def test_a_status_list_tells_its_bits():
    encoded = status_list.encode([0, 9, 131_071])

    assert [status_list.is_set(encoded, place) for place in (0, 1, 9, 131_071)] == [
        True,
        False,
        True,
        True,
    ]
    with pytest.raises(ValueError):
        status_list.encode([131_072])
    with pytest.raises(ValueError):
        status_list.is_set(encoded, -1)
