"""Strangers may have files examined, but not without end."""

import pytest

from krob.engines.documents import receiving
from krob.foundation.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.req("S.3", part="limits on costly requests")
def test_a_stranger_is_refused_before_the_file_is_read(client, settings, monkeypatch):
    settings.KROB_LIMITS = "verify=1"
    first = client.post("/verify/")
    monkeypatch.setattr(receiving, "LimitedUpload", None)

    second = client.post("/verify/", {"file": "x"})
    english = client.post("/en/verify/")

    assert first.status_code != 429
    assert (second.status_code, english.status_code) == (429, 429)
    assert second.content.count(b"<h1") == 1
    assert b"Too many attempts" in english.content
    assert client.get("/verify/").status_code == 200


def test_made_up_answers_of_the_id_provider_do_not_fill_the_journal(client, settings):
    settings.KROB_LIMITS = "sign-in=2"

    answers = [client.get("/sign-in/callback/?state=x").status_code for _ in range(4)]

    assert answers == [403, 403, 429, 429]
    assert Event.objects.filter(name="sign-in.refused").count() == 2


def test_beginning_to_sign_in_is_counted(client, settings):
    settings.KROB_LIMITS = "sign-in=0,verify=1"
    assert client.get("/sign-in/").status_code == 200
    settings.KROB_LIMITS = "sign-in=1"
    path = "/officer/sign-in/first/00000000-0000-0000-0000-000000000001/x/"

    assert [client.get(path).status_code for _ in range(2)] == [404, 429]
