"""What every virus scanner keeps to, shown with ClamAV's protocol over a real socket."""

import httpx
import pytest

from krob.connectors.scanner.clamd import Clamd
from krob.engines.documents import ports
from krob.foundation.core.errors import Unavailable
from simulators import clamd as simulator
from simulators.server import running


@pytest.fixture(scope="module")
def daemon():
    with running(simulator.make_app) as address:
        yield address


def _ask(address, path, method="GET", body=None):
    return httpx.request(method, f"{address}{path}", json=body).json()


@pytest.fixture
def order(daemon):
    yield lambda **faults: _ask(daemon, "/_faults", "POST", faults)
    _ask(daemon, "/_faults", "DELETE")


@pytest.fixture(autouse=True)
def _address(daemon, settings):
    settings.KROB_SCANNER = "clamd"
    settings.KROB_CLAMD = f"tcp://127.0.0.1:{_ask(daemon, '/')['clamd_port']}"
    settings.KROB_CLAMD_SECONDS = 5


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.req("S.3", part="uploads are scanned for viruses")
def test_a_clean_file_is_clean_whatever_its_length(file, daemon):
    content = bytes(range(256)) * 1000

    assert ports.scanner().scan(file(content)) == ""
    assert _ask(daemon, "/_seen")[-1] == {"size": len(content)}


@pytest.mark.req("S.3", part="uploads are scanned for viruses")
def test_the_test_virus_is_found_by_name(file):
    assert ports.scanner().scan(file(b"x" * 70_000 + simulator.EICAR)) == "Eicar-Signature"


@pytest.mark.parametrize("fault", ["down", "garbage", "limit"])
def test_what_is_no_clear_answer_is_none(fault, file, order):
    order(**{fault: True})

    with pytest.raises(Unavailable):
        ports.scanner().scan(file(b"x"))


def test_a_slow_scanner_is_waited_for_so_long(file, order, settings):
    settings.KROB_CLAMD_SECONDS = 0.1
    order(slow_s=0.3)

    with pytest.raises(Unavailable):
        ports.scanner().scan(file(b"x"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd", "nonsense"])
def test_a_scanner_that_is_not_there_is_said_so(address, settings, file):
    settings.KROB_CLAMD = address

    assert Clamd().check().startswith("scanner-silent")
    with pytest.raises(Unavailable):
        Clamd().scan(file(b"x"))


def test_a_scanner_that_answers_is_well(order):
    assert Clamd().check() == ""
    order(garbage=True)
    assert Clamd().check() == "the scanner answers 'what?'"
