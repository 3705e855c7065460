"""What the tests need from the machine besides Python: named, and installed where we may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# package of Debian -> a program or a file that shows that it is there
NEEDED = {
    "chromium": "chromium",
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "poppler-utils": "pdftotext",
    "qpdf": "qpdf",
    "xmlsec1": "xmlsec1",
    "openssl": "openssl",
    "hunspell-th": "/usr/share/hunspell/th_TH.dic",
    "gettext": "msgfmt",
    "fonts-thai-tlwg": "/usr/share/fonts/truetype/tlwg/*",
}


def missing() -> list[str]:
    """Return the Debian packages whose mark is not on this machine."""
    return [package for package, mark in NEEDED.items() if not _is_there(mark)]


def _is_there(mark: str) -> bool:
    if mark.startswith("/"):
        return any(Path("/").glob(mark[1:]))
    return shutil.which(mark) is not None


def provide() -> list[str]:
    """Install what is missing when we are root on Debian; return what is missing still."""
    absent = missing()
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing", *absent, flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        words = ["-y", "-qq", "--no-install-recommends"]
        for step in (["update", "-qq"], ["install", *words, *absent]):
            subprocess.run(
                ["apt-get", *step], env=environment, check=False, stdout=subprocess.DEVNULL
            )
    return missing()


if __name__ == "__main__":
    if still := provide():
        sys.exit(f"missing: apt-get install {' '.join(still)}")
