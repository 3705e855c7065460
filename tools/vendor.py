"""Fetches the files of others that the repository carries, and says what they are.

``python -m tools.vendor`` (``make vendor``) takes the pinned npm packages, copies the few files
that are used, with their licences, and writes ``static/vendor/MANIFEST.json``. Running Krob needs
none of this: the files are committed.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ROOT / "static/vendor/MANIFEST.json"
SOURCE_MAP = re.compile(rb"\n/\*# sourceMappingURL=.*?\*/\s*$")


@dataclass(frozen=True)
class Package:
    """One npm package: its exact version, its licence and the files taken (from, to)."""

    name: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...]


def _font(name: str) -> tuple[str, str]:
    return (f"files/{name}", f"static/krob/fonts/{name}")


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        (
            ("dist/css/bootstrap.min.css", "static/vendor/bootstrap-5.3/bootstrap.min.css"),
            ("LICENSE", "static/vendor/bootstrap-5.3/LICENSE-bootstrap.txt"),
        ),
    ),
    Package(
        "@fontsource/ibm-plex-sans-thai",
        "5.3.0",
        "OFL-1.1",
        (
            _font("ibm-plex-sans-thai-latin-600-normal.woff2"),
            _font("ibm-plex-sans-thai-thai-600-normal.woff2"),
            ("LICENSE", "static/krob/fonts/LICENSE-ibm-plex-sans-thai.txt"),
        ),
    ),
    Package(
        "@fontsource/ibm-plex-sans-thai-looped",
        "5.3.0",
        "OFL-1.1",
        (
            _font("ibm-plex-sans-thai-looped-latin-400-normal.woff2"),
            _font("ibm-plex-sans-thai-looped-thai-400-normal.woff2"),
            ("LICENSE", "static/krob/fonts/LICENSE-ibm-plex-sans-thai-looped.txt"),
        ),
    ),
    Package(
        "sortablejs",
        "1.15.7",
        "MIT",
        (
            ("Sortable.min.js", "static/vendor/sortable-1.15/Sortable.min.js"),
            ("LICENSE", "static/vendor/sortable-1.15/LICENSE-sortablejs.txt"),
        ),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        (
            ("axe.min.js", "tests/e2e/vendor/axe.min.js"),
            ("LICENSE", "tests/e2e/vendor/LICENSE-axe-core.txt"),
            ("LICENSE-3RD-PARTY.txt", "tests/e2e/vendor/LICENSE-axe-core-3rd-party.txt"),
        ),
    ),
)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: Package, folder: Path) -> Path:
    """Unpack one package from the npm registry."""
    where = folder / package.name.replace("/", "-").strip("@")
    where.mkdir()
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    packed = subprocess.run(command, cwd=where, check=True, capture_output=True, text=True)
    with tarfile.open(where / packed.stdout.split()[-1]) as archive:
        archive.extractall(where, filter="data")
    return where / "package"


def copy(package: Package, unpacked: Path) -> None:
    """Copy the files that are used; style sheets lose their pointer to a map we do not carry."""
    for source, target in package.files:
        path = ROOT / target
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".css":
            path.write_bytes(SOURCE_MAP.sub(b"", (unpacked / source).read_bytes()))
        else:
            shutil.copyfile(unpacked / source, path)


def manifest() -> list[dict[str, object]]:
    """Return what the repository carries of others: package, version, licence, digests."""
    return [
        {
            "package": package.name,
            "version": package.version,
            "licence": package.licence,
            "files": {target: digest(ROOT / target) for _source, target in package.files},
        }
        for package in PACKAGES
    ]


def main() -> None:
    """Fetch everything and write the manifest."""
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            copy(package, fetch(package, Path(folder)))
            print(f"{package.name} {package.version}")
    MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n")


if __name__ == "__main__":
    main()
