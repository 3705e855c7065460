"""A private PostgreSQL cluster for the length of a command.

``python -m tools.postgres COMMAND…`` makes a cluster in a temporary folder (as another user when
root asks, for PostgreSQL refuses root), listens on a socket and a free loopback port, runs the
command with ``KROB_DATABASE_URL`` set, and removes everything however the command ends.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class Missing(Exception):
    """PostgreSQL's programs are not on this machine."""


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL.

    Raises:
        Missing: it is not installed.
    """
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, versions), os.environ["PATH"]]))
    if not found:
        raise Missing(f"{name} is missing: install PostgreSQL (Debian: apt-get install postgresql)")
    return found


def _user() -> list[str]:
    """Return the words before a command that make another user run it when root asks."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        return ["setpriv", *ids]
    raise Missing("no user but root is on this machine; PostgreSQL refuses root")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Run a cluster within the block and give the address of its database.

    Raises:
        Missing: PostgreSQL is not installed.
    """
    initdb, server, before = program("initdb"), program("postgres"), _user()
    folder = Path(tempfile.mkdtemp(prefix="krob-postgres-"))
    process = None
    try:
        if before:
            shutil.chown(folder, int(before[2]), int(before[4]))
        place, port = folder / "cluster", _free_port()
        options = ["--username=krob", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        _quietly([*before, initdb, "-D", str(place), "--no-sync", *options], folder)
        settings = [word for setting in FAST for word in ("-c", setting)]
        process = subprocess.Popen(
            [*before, server, "-D", str(place), "-p", str(port), "-k", str(folder), *settings],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            start_new_session=True,
        )
        _wait(port, folder)
        yield f"postgresql://krob@127.0.0.1:{port}/postgres"
    finally:
        if process:
            process.send_signal(signal.SIGINT)  # fast shutdown
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")


def _wait(port: int, folder: Path) -> None:
    ready = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "30"]
    for _ in range(60):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        signal.sigtimedwait([], 0.25)
    raise RuntimeError((folder / "log").read_text())


def main() -> int:
    """Run the command given on the command line beside a cluster; give its status."""
    try:
        with cluster() as address:
            environment = os.environ | {"KROB_DATABASE_URL": address}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    except Missing as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
