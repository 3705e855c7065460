"""The first pages of applicants and officers, on a phone and a desktop, in both languages."""

from dataclasses import replace

import pytest

from krob.foundation.core import clock
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State
from krob.people.agencies import middleware

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def acting(monkeypatch):
    """Give a function that lets every request be made as an actor."""

    def act(actor):
        monkeypatch.setattr(
            middleware,
            "actor_for",
            lambda request: replace(actor, request_id=request.request_id),
        )

    return act


def looked_at(screen, path: str, name: str) -> None:
    answer = screen.open(path)
    screen.picture(name)

    assert answer is not None
    assert answer.status == 200, path
    assert screen.page.locator("h1").count() == 1, path
    assert screen.wider_than_the_window() == 0, path
    assert screen.barriers() == [], path
    assert screen.weight() <= 150_000, path


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/my/", "/en/my/"])
def test_my_business_can_be_read_by_everyone(open_screen, acting, owner, width, path):
    acting(owner)

    looked_at(open_screen(width), path, f"my{path.count('en')}-{width}")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_officers_first_pages_can_be_read_by_everyone(
    open_screen, acting, checker, width, language
):
    Job.objects.create(
        task="notifications.send-mail",
        run_at=clock.now(),
        created_at=clock.now(),
        state=State.DEAD,
        finished_at=clock.now(),
        attempts=8,
        last_error="krob.foundation.core.errors.Unavailable mail-down at krob.somewhere:120",
    )
    acting(replace(checker, language=language))

    looked_at(open_screen(width), "/officer/", f"desk-{language}-{width}")
    looked_at(open_screen(width), "/officer/jobs/", f"jobs-{language}-{width}")
