"""A service as a signed package: what one installation hands to another.

A package is a zip: ``manifest.json`` names every file with its SHA-256 and who made it,
``manifest.jws`` is the detached JWS (ES256, RFC 7515 appendix F) over the manifest,
``parts/*.json`` are the definition, ``offerings/*.json`` the ordinances of chosen authorities. The
key is that of the installation's seal; who trusts whom is a list of installations with their keys.
"""

import base64
import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric import utils
from django.utils.translation import gettext_lazy as _
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from krob.foundation.core.canonical import EXACT, canonical_json
from krob.foundation.core.errors import Invalid, Message, NotAllowed
from krob.foundation.core.text import Text
from krob.registers.catalogue.checking.shape import problems_of
from krob.registers.catalogue.sharing.shaping import (
    DEEPEST,
    Unsound,
    depth,
    misshapen,
    require_sound,
)
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, digest_of

FORMAT = "krob-definition/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.jws"
PARTS: Mapping[str, type] = {
    "service": dict,
    "form": dict,
    "documents": list,
    "fees": dict,
    "steps": dict,
    "messages": dict,
    "licence": dict,
    "examples": list,
}
NAME = re.compile(r"manifest\.(json|jws)|parts/[a-z]{3,12}\.json|offerings/[a-z0-9_-]{1,60}\.json")

LARGEST = 5_000_000
MOST_FILES = 100
LARGEST_OPENED = 20_000_000
LARGEST_FILE = 10_000_000
MOST_RATIO = 100
HALF = 32
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Ordinance:
    """What one authority there offers of the service, with what people call the authority."""

    authority: str
    name: Text
    number: int
    in_force_from: date
    parts: Mapping[str, Any]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Ordinance":
        """Read one as a package's manifest or a row keeps it.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        return cls(
            authority=str(stored["authority"])[:60],
            name=Text.of(stored["name"]),
            number=int(stored["number"]),
            in_force_from=date.fromisoformat(stored["in_force_from"]),
            parts=stored["parts"],
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as ``of`` reads it."""
        return {
            "authority": self.authority,
            "name": self.name.as_json(),
            "number": self.number,
            "in_force_from": self.in_force_from.isoformat(),
            "parts": dict(self.parts),
        }


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds, after every check: nothing of it has been kept yet.

    ``fingerprint`` is the SHA-256 of the manifest: the same package has the same.
    """

    fingerprint: str
    installation: str
    code: str
    agency: str
    number: int
    parts: Mapping[str, Any]
    ordinances: Sequence[Ordinance]

    @property
    def digest(self) -> str:
        """Return the digest of the parts."""
        return digest_of(self.parts)


def pack(
    definition: Definition,
    offerings: Sequence[OfferingDefinition],
    *,
    installation: str,
    sign: Callable[[bytes], bytes] | None,
    names: Mapping[str, Text] | None = None,
) -> bytes:
    """Return a version as a package; the same version gives the same files.

    Args:
        definition: the version.
        offerings: what authorities offer of it (may be none).
        names: what the authorities are called, by code.
        installation: the DID of this installation.
        sign: gives the DER signature (ECDSA P-256, SHA-256); without it the package is unsigned.
    """
    files = {f"parts/{name}.json": canonical_json(part) for name, part in definition.parts.items()}
    for one in offerings:
        files[_file_of(one)] = canonical_json(one.parts)
    manifest = canonical_json(
        {
            "format": FORMAT,
            "installation": installation,
            "service": definition.code,
            "agency": definition.agency,
            "version": definition.number,
            "digest": definition.digest,
            "files": {name: _sha256(content) for name, content in files.items()},
            "offerings": [_entry(one, (names or {}).get(one.authority)) for one in offerings],
        }
    )
    files = {MANIFEST: manifest, **files}
    if sign is not None:
        files[SIGNATURE] = detached(manifest, f"{installation}#seal", sign)
    return _zipped(files)


def _file_of(one: OfferingDefinition) -> str:
    return f"offerings/{one.authority}-{one.number}.json"


def _entry(one: OfferingDefinition, name: Text | None) -> dict[str, Any]:
    known = name or Text(one.authority, one.authority)
    return {
        "file": _file_of(one),
        "authority": one.authority,
        "name": {"th": known.th, "en": known.in_("en")},
        "number": one.number,
        "in_force_from": one.in_force_from.isoformat(),
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return out.getvalue()


def _segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def detached(payload: bytes, kid: str, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the detached compact JWS over a payload, by a key that only signs."""
    head = _segment(canonical_json({"alg": "ES256", "kid": kid}))
    r, s = utils.decode_dss_signature(sign(f"{head}.{_segment(payload)}".encode()))
    return f"{head}..{_segment(r.to_bytes(HALF, 'big') + s.to_bytes(HALF, 'big'))}".encode()


def _refuse(code: str, message: Message) -> NoReturn:
    raise Invalid(code, message, fields={"file": message})


def unpack(content: bytes, trusted: Mapping[str, ECKey]) -> Package:
    """Open a package and check everything about it; keeps nothing.

    Args:
        content: the zip.
        trusted: the keys of the installations that are trusted, by their DID.

    Raises:
        NotAllowed: nobody signed it, or nobody who is trusted.
        Invalid: it is too large, no zip, holds what a package does not, was changed since it was
            signed, or is no definition; the message says which.
    """
    files = _opened(content)
    manifest = _object(files, MANIFEST)
    installation = _signed_by(files, trusted)
    if manifest.get("format") != FORMAT or manifest.get("installation") != installation:
        _refuse("package-unknown", _("This package is of another format or installation."))
    _require_whole(files, manifest)
    _require_sound(manifest)
    parts = {name: _part(files, name, kind) for name, kind in PARTS.items()}
    if where := misshapen(parts):
        _unreadable(where)
    package = Package(
        fingerprint=_sha256(files[MANIFEST]),
        installation=installation,
        code=str(manifest.get("service", "")),
        agency=str(manifest.get("agency", "")),
        number=manifest["version"] if isinstance(manifest.get("version"), int) else 0,
        parts=parts,
        ordinances=list(_ordinances(files, manifest)),
    )
    if package.digest != manifest.get("digest"):
        _refuse("package-changed", _("A file of the package was changed after it was signed."))
    return package


def _ordinances(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[Ordinance]:
    """Yield the ordinances of which the manifest speaks; a file without a word about it is none."""
    entries = manifest.get("offerings") or []
    named = [each.get("file") for each in entries if isinstance(each, dict)]
    if sorted(map(str, named)) != sorted(name for name in files if name.startswith("offerings/")):
        _unreadable(MANIFEST)
    for entry in entries:
        file = entry["file"]
        parts = _object(files, file)
        _require_sound(parts)
        if problems_of("offering", parts) or depth(parts) > DEEPEST:
            _unreadable(file)
        try:
            yield Ordinance.of({**entry, "parts": parts})
        except (KeyError, TypeError, ValueError):
            _unreadable(MANIFEST)


def bounded(file: Path) -> bytes:
    """Return what a file holds, read no further than the largest package."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _opened(content: bytes) -> dict[str, bytes]:
    if len(content) > LARGEST:
        _refuse("package-too-large", _("The package is larger than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _require_modest(entries)
            return {entry.filename: _read(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError) as error:
        raise _broken() from error
    except (NotImplementedError, RuntimeError) as error:  # encrypted, or packed in another way
        raise _broken() from error


def _broken() -> Invalid:
    said = _("This file is not a package, or it is damaged.")
    return Invalid("package-broken", said, fields={"file": said})


def _require_modest(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what is no plain, small set of known files, before anything is unpacked."""
    if len(entries) > MOST_FILES:
        _refuse("package-too-many", _("The package holds more than 100 files."))
    if any(entry.compress_type not in PACKED for entry in entries):
        raise _broken()
    names = [entry.filename for entry in entries]
    unknown = [name for name in names if not NAME.fullmatch(name)]
    if unknown or len(set(names)) != len(names):
        _refuse("package-names", _("The package holds a file that does not belong there."))
    opened = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if opened > LARGEST_OPENED or opened > MOST_RATIO * max(packed, 1_000):
        _refuse("package-bomb", _("The package would be far too large when unpacked."))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one file; its head may lie about its length, so the reading is bounded too."""
    with archive.open(entry) as file:
        content = file.read(min(entry.file_size, LARGEST_FILE) + 1)
    if len(content) > min(entry.file_size, LARGEST_FILE):
        _refuse("package-bomb", _("The package would be far too large when unpacked."))
    return content


def _json(files: Mapping[str, bytes], name: str) -> Any:
    if name not in files:
        _refuse("package-incomplete", _("The package lacks %(name)s.") % {"name": name})
    try:
        return json.loads(
            files[name], parse_constant=_no_number, parse_float=_finite, parse_int=_exact
        )
    except (ValueError, RecursionError):
        _unreadable(name)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _exact(text: str) -> int:
    number = int(text)
    return number if abs(number) <= EXACT else _no_number(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _unreadable(name: str) -> NoReturn:
    _refuse("package-unreadable", _("%(name)s in the package cannot be read.") % {"name": name})


def _object(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    value = _json(files, name)
    if not isinstance(value, dict):
        _unreadable(name)
    return value


def _part(files: Mapping[str, bytes], name: str, kind: type) -> Any:
    value = _json(files, f"parts/{name}.json")
    if not isinstance(value, kind):
        _unreadable(f"parts/{name}.json")
    _require_sound(value)
    return value


def _require_sound(value: Any) -> None:
    try:
        require_sound(value)
    except Unsound as unsound:
        _refuse("package-unsound", unsound.said)


def _signed_by(files: Mapping[str, bytes], trusted: Mapping[str, ECKey]) -> str:
    """Return the trusted installation that signed the manifest.

    Raises:
        NotAllowed: nobody signed it, or nobody who is trusted.
        Invalid: the signature does not fit.
    """
    if SIGNATURE not in files:
        raise NotAllowed("package-unsigned", _("The package is not signed."))
    head, _dots, signature = files[SIGNATURE].decode("ascii", "replace").partition("..")
    installation = _kid(head).partition("#")[0]
    if installation not in trusted:
        said = _("The package comes from an installation that is not trusted here: %(name)s")
        raise NotAllowed("package-untrusted", said % {"name": installation[:200]})
    whole = f"{head}.{_segment(files[MANIFEST])}.{signature}"
    try:
        jws.deserialize_compact(whole, trusted[installation], algorithms=["ES256"])
    except (JoseError, ValueError) as error:
        said = _("The signature of the package does not fit.")
        raise Invalid("package-forged", said, fields={"file": said}) from error
    return installation


def _kid(head: str) -> str:
    try:
        padded = head + "=" * (-len(head) % 4)
        return str(json.loads(base64.urlsafe_b64decode(padded))["kid"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def _require_whole(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    named = manifest.get("files")
    there = {
        name: _sha256(content)
        for name, content in files.items()
        if name not in (MANIFEST, SIGNATURE)
    }
    if named != there:
        _refuse("package-changed", _("A file of the package was changed after it was signed."))
