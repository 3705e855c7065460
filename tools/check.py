"""Every check that needs no test: format, lint, layers, types, migrations, texts."""

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "layers": ["lint-imports"],
    "types": ["mypy"],
    "templates": ["djlint", "--lint", "--quiet", "krob", "demo"],
    "spelling": ["codespell", "krob", "config", "demo", "simulators", "tools", "tests", "docs"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    """Run all of them; print what fails; return how many failed."""
    failed = 0
    for name, words in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run(
            [str(BIN / words[0]), *words[1:]], capture_output=True, text=True, check=False
        )
        fine = done.returncode == 0
        failed += not fine
        took = time.monotonic() - began
        print(f"{'ok  ' if fine else 'FAIL'}  {name}  ({took:.1f} s)", flush=True)
        if not fine:
            print(done.stdout + done.stderr, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
