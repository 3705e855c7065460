"""The queue behind Django's tasks API, for parts that bring tasks of their own.

Configured as ``TASKS["default"]["BACKEND"]``. Such tasks get no transaction of their own: they may
talk to the outside.
"""

import contextlib
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django_tasks import signals
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from krob.foundation.jobs import queue
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

T = TypeVar("T")
P = ParamSpec("P")

TASK = "jobs.django-task"
STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.DEAD: TaskResultStatus.FAILED,
}


class JobsBackend(BaseTaskBackend):
    """Keeps Django's tasks in the one queue, with its retries, order and dead letters."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        """Write the task as a job in the caller's transaction."""
        self.validate_task(task)
        job = queue.enqueue(
            TASK,
            {
                "function": task.module_path,
                "backend": self.alias,
                "args": normalize_json(args),
                "kwargs": normalize_json(kwargs),
            },
            run_at=task.run_after,
            priority=task.priority,
        )
        result: TaskResult[T] = _result_of(job) if job else self.get_result("")
        signals.task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return what became of a task.

        Raises:
            TaskResultDoesNotExist: no task has this id, or its row was cleared away.
        """
        job = None
        with contextlib.suppress(ValidationError):
            job = Job.objects.filter(task=TASK, key=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return _result_of(job)


def _result_of(job: Job) -> TaskResult[Any]:
    status = STATUS[State(job.state)]
    result: TaskResult[Any] = TaskResult(
        task=import_string(job.arguments["function"]),
        id=str(job.key),
        status=status,
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend=job.arguments["backend"],
        errors=_errors_of(job),
        worker_ids=[job.worker] * job.attempts,
    )
    if status == TaskResultStatus.SUCCESSFUL:
        object.__setattr__(result, "_return_value", job.result)
    return result


def _errors_of(job: Job) -> list[TaskError]:
    if not job.last_error:
        return []
    name = job.last_error.split(" ", 1)[0]
    return [TaskError(exception_class_path=name, traceback=job.last_error)]


@queue.task(TASK, atomic=False)
def run_django_task(*, function: str, backend: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call the function behind a Django task and give what it returned, as JSON."""
    task: Task[Any, Any] = import_string(function)
    job = queue.current.get()
    before = (TaskContext(task_result=_result_of(job)),) if task.takes_context and job else ()
    return normalize_json(task.call(*before, *args, **kwargs))
