"""Pages of documents show in place as pictures: pixels, whatever the PDF holds."""

import io
from types import SimpleNamespace

import pikepdf
import pytest
from PIL import Image

from conftest import OWNER
from krob.engines.documents import commands, pictures, queries, render
from krob.engines.documents.tests.test_documents_intake import NAME, page_action, pdf
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import NotFound, Unavailable
from krob.foundation.events.models import PersonalRead
from krob.people.parties.commands import add_participant

SUBJECT = "application:KRB-2569-000123"


def two_pages(document) -> None:
    """Add a second page, wider than high, that is all blue."""
    page = document.add_blank_page(page_size=(800, 400))
    page.Contents = document.make_stream(b"0 0 1 rg 0 0 800 400 re f")


@pytest.fixture
def stored(db, owner, tmp_path):
    for party in (OWNER, "unit:bma-bangrak"):
        add_participant(actor=SYSTEM, subject=SUBJECT, party=party, role="holder")
    path = tmp_path / "received"
    path.write_bytes(pdf(two_pages))
    return commands.store_upload(
        actor=owner, subject=SUBJECT, requirement="plan", name=NAME, path=path, accept=["pdf"]
    )


@pytest.mark.req("1.1.1", part="documents beside the answers")
def test_an_officer_gets_a_picture_of_the_page_and_the_reading_is_written_down(stored, checker):
    drawn = queries.picture_of_page(checker, stored.pk, 2)

    shown = Image.open(io.BytesIO(drawn))
    assert (shown.format, shown.size) == ("PNG", (1200, 600))
    assert shown.convert("RGB").getpixel((600, 300)) == (0, 0, 255)
    read = PersonalRead.objects.get()
    assert (read.purpose, read.fields) == ("documents.casework", ["document:plan"])


@pytest.mark.parametrize("page", [0, 3, 10**9])
def test_a_page_that_is_not_there_is_not_drawn(stored, checker, page):
    with pytest.raises(NotFound) as refusal:
        queries.picture_of_page(checker, stored.pk, page)

    assert refusal.value.code == "page-not-found"


def test_another_office_gets_no_picture_and_no_reading_is_written_down(stored, pathumwan_officer):
    with pytest.raises(NotFound):
        queries.picture_of_page(pathumwan_officer, stored.pk, 1)

    assert not PersonalRead.objects.exists()


def test_the_picture_is_sent_as_one_that_can_do_nothing(stored, browse, checker):
    answer = browse(checker).get(f"/officer/documents/{stored.pk}/pages/1.png")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def huge(document) -> None:
    document.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 1, 10_000_000])


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", pdf(huge)])
def test_what_cannot_be_drawn_within_the_limits_is_said_so(tmp_path, content):
    path = tmp_path / "hostile"
    path.write_bytes(content)

    with pytest.raises(Unavailable) as refusal:
        pictures.picture_of(path, 1)

    assert refusal.value.code == "page-not-drawn"


def test_a_program_in_a_pdf_that_got_in_does_not_reach_the_reader(tmp_path):
    path = tmp_path / "acting"
    path.write_bytes(pdf(page_action))

    assert pictures.picture_of(path, 1).startswith(b"\x89PNG")


def test_a_page_whose_drawing_breaks_off_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "sound"
    path.write_bytes(pdf())
    monkeypatch.setattr(render, "compiler", SimpleNamespace(__file__="/dev/null"))

    with pytest.raises(Unavailable):
        pictures.picture_of(path, 1)
