"""``make test``: the machine, the checks, then every test where it has to hold.

SQLite runs all of them (with its file, as installations do), PostgreSQL those marked ``postgres``
on a private cluster, a real browser those marked ``e2e``. The browser mostly waits for the server
and the server for the browser, so they run beside the checks and the databases; what they say is
shown at their end. The last line sums up in pytest's words.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import check, machine

BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q", "--durations=10"]
BESIDE = {"browser": [*PYTEST, "-m", "e2e"]}
RUNS = {
    "SQLite": [*PYTEST, "-m", "not e2e"],
    "PostgreSQL": [sys.executable, "-m", "tools.postgres", *PYTEST, "-m", "postgres and not e2e"],
}
NOTHING_COLLECTED = 5
CLOSING = re.compile(r"\d+ (?:passed|failed|error|deselected|skipped|xfailed|warning).* in [\d.]+s")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")


def show(text: str) -> None:
    """Show what tests say as they say it."""
    sys.stdout.write(text)
    sys.stdout.flush()


def run(words: list[str], say: Callable[[str], object] = show) -> tuple[int, str]:
    """Run tests, telling what they say; return the status and pytest's closing line."""
    closing = ""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
        for line in p.stdout or ():
            say(line)
            if CLOSING.search(line):
                closing = line.strip(" =\n")
    return (0 if p.returncode == NOTHING_COLLECTED else p.returncode), closing


def run_all() -> tuple[int, dict[str, str]]:
    """Run the checks and all tests; return how many steps failed and each run's closing line."""
    said: dict[str, list[str]] = {name: [] for name in BESIDE}
    done: dict[str, tuple[int, str]] = {}
    with ThreadPoolExecutor() as threads:
        beside = {n: threads.submit(run, words, said[n].append) for n, words in BESIDE.items()}
        failed = check.main()
        for name, words in RUNS.items():
            print(f"\n{name}", flush=True)
            done[name] = run(words)
        for name, other in beside.items():
            done[name] = other.result()
            show(f"\n{name}\n{''.join(said[name])}")
    failed += sum(status != 0 for status, _closing in done.values())
    return failed, {
        name: closing or f"ended with status {status}" for name, (status, closing) in done.items()
    }


def main() -> int:
    """Return 0 when everything is well."""
    began, counts, failed = time.monotonic(), Counter[str](), 0
    if still := machine.provide():
        print(f"missing on this machine: apt-get install {' '.join(still)}", flush=True)
        failed += 1
    wrong, closings = run_all()
    failed += wrong
    for closing in closings.values():
        for number, what in COUNT.findall(closing):
            counts[what.removesuffix("s") if what == "errors" else what] += int(number)
    print("\n" + "\n".join(f"{name}: {closing}" for name, closing in closings.items()))
    if failed:
        print(f"{failed} of the steps failed")
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
    sums = ", ".join(f"{counts[what]} {what}" for what in order if counts[what])
    print(f"===== {sums or 'nothing ran'} in {time.monotonic() - began:.2f}s =====")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
