"""Very many cases at once: one filed application copied inside the database."""

from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from bench import world
from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.engines.workflow.models import Process, Step
from krob.people.agencies.models import Unit

ONE_IN = 10
PREFIX = "KRB-Q-"


def make(many: int) -> int:
    """Copy a filed application until there are ``many`` copies; return how many Bang Rak has.

    One in ten is Bang Rak's, the others are Pathum Wan's; due dates spread over 400 days. Answers
    are left out: the queue does not read them.
    """
    if Application.objects.filter(reference__startswith=PREFIX).exists():
        return Application.objects.filter(unit__code="bma-bangrak").count()
    (reference,) = world.drafts(1)
    filed = commands.submit_application(actor=world.loaded(), reference=reference)
    process = Process.objects.get(subject=filed.subject)
    step = process.steps.get()
    first = max(Process.objects.order_by("-pk")[0].pk, Step.objects.order_by("-pk")[0].pk)
    own, other = (Unit.objects.get(code=f"bma-{name}") for name in ("bangrak", "pathumwan"))
    mine = f"CASE WHEN n %% {ONE_IN} = 0 THEN {{}} ELSE {{}} END"
    unit_code = mine.format(f"'{own.code}'", f"'{other.code}'")
    subject = f"'application:{PREFIX}' || n"
    day = _day("n * 7 %% 400")
    _copy(
        Application,
        filed.pk,
        many,
        {
            "id": _uuid("n"),
            "reference": f"'{PREFIX}' || n",
            "subject": subject,
            "unit_id": mine.format(own.pk, other.pk),
            **dict.fromkeys(("answers", "raw", "provenance"), "''"),
        },
    )
    _copy(
        Process,
        process.pk,
        many,
        {"id": f"n + {first}", "subject": subject, "unit": unit_code},
    )
    _copy(
        Step,
        step.pk,
        many,
        {"id": f"n + {first}", "process_id": f"n + {first}", "unit": unit_code, "due_on": day},
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Process, Step]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    return Application.objects.filter(unit=own).count()


def _uuid(number: str) -> str:
    if connection.vendor == "postgresql":
        return f"lpad(to_hex({number}), 32, '0')::uuid"
    return f"printf('%%032x', {number})"


def _day(number: str) -> str:
    if connection.vendor == "postgresql":
        return f"date '2026-11-01' + ({number})::int"
    return f"date('2026-11-01', '+' || ({number}) || ' days')"


def _copy(model: type[models.Model], key: Any, many: int, unlike: dict[str, str]) -> None:
    table, columns = model._meta.db_table, [f.column for f in model._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(unlike.get(str(column), f'row."{column}"') for column in columns)
    stored = model._meta.pk.get_db_prep_value(key, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) WITH RECURSIVE series(n) AS'  # noqa: S608
            f" (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {many})"
            f' SELECT {values} FROM series, "{table}" AS row WHERE row.id = %s',
            [stored],
        )
