"""Django's tasks API on the one queue."""

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist

from krob.foundation.core import clock
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@task()
def add(a, b):
    """Add two numbers."""
    return {"sum": a + b}


@task(takes_context=True)
def attempt(context):
    """Say which attempt it is."""
    return context.attempt


@task()
def divide(a):
    """Fail."""
    return a / 0


def test_a_django_task_runs_in_the_queue_and_its_result_can_be_asked():
    result = add.enqueue(1, b=2)
    assert result.status == TaskResultStatus.READY

    assert run_pending() == 1

    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, {"sum": 3})
    assert add.get_result(result.id).attempts == 1


def test_a_django_task_of_a_change_that_is_rolled_back_does_not_exist():
    with transaction.atomic():
        add.enqueue(1, b=2)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_django_task_may_ask_for_its_context():
    result = attempt.enqueue()

    run_pending()

    assert attempt.get_result(result.id).return_value == 1


def test_a_later_django_task_waits():
    add.using(run_after=clock.later(hours=1)).enqueue(1, b=2)

    assert run_pending() == 0


def test_a_failing_django_task_is_tried_again_and_says_why():
    result = divide.enqueue(1)

    run_pending()

    result.refresh()
    assert result.status == TaskResultStatus.READY
    assert result.errors[0].exception_class is ZeroDivisionError


@pytest.mark.parametrize("id", ["", "00000000-0000-4000-8000-000000000009"])
def test_an_unknown_result_does_not_exist(id):
    with pytest.raises(TaskResultDoesNotExist):
        add.get_result(id)
