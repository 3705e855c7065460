"""``make test``: the machine, the checks, then every test where it has to hold.

SQLite runs all of them (with its file, as installations do), PostgreSQL those marked ``postgres``
on a private cluster, a real browser those marked ``e2e``. The last line sums up in pytest's words.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tools import check, machine

BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q", "--durations=10"]
RUNS = {
    "SQLite": [*PYTEST, "-m", "not e2e"],
    "PostgreSQL": [sys.executable, "-m", "tools.postgres", *PYTEST, "-m", "postgres and not e2e"],
    "browser": [*PYTEST, "-m", "e2e"],
}
NOTHING_COLLECTED = 5
CLOSING = re.compile(r"\d+ (?:passed|failed|error|deselected|skipped|xfailed|warning).* in [\d.]+s")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")


def run(words: list[str]) -> tuple[int, str]:
    """Run tests, showing what they say; return the status and pytest's closing line."""
    closing = ""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
        for line in p.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if CLOSING.search(line):
                closing = line.strip(" =\n")
    return (0 if p.returncode == NOTHING_COLLECTED else p.returncode), closing


def main() -> int:
    """Return 0 when everything is well."""
    began, counts, lines, failed = time.monotonic(), Counter[str](), [], 0
    if still := machine.provide():
        print(f"missing on this machine: apt-get install {' '.join(still)}", flush=True)
        failed += 1
    failed += check.main()
    for name, words in RUNS.items():
        print(f"\n{name}", flush=True)
        status, closing = run(words)
        failed += status != 0
        lines.append(f"{name}: {closing or f'ended with status {status}'}")
        for number, what in COUNT.findall(closing):
            counts[what.removesuffix("s") if what == "errors" else what] += int(number)
    print("\n" + "\n".join(lines))
    if failed:
        print(f"{failed} of the steps failed")
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
    sums = ", ".join(f"{counts[what]} {what}" for what in order if counts[what])
    print(f"===== {sums or 'nothing ran'} in {time.monotonic() - began:.2f}s =====")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
