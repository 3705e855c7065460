"""Data that a migration rewrites: nothing is lost, and what was clear is so no more."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from krob.engines.documents.models import Upload
from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS
from krob.registers.payments.models import PaymentException

NAME = "บัตรประชาชน สมชาย ใจดี.pdf"


def _migrate(app: str, name: str):
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return executor.loader.project_state([(app, name)]).apps


@pytest.fixture
def up_to_date():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def stored(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("up_to_date")
@pytest.mark.req("S.3", part="names of files and officers' reasons encrypted")
@pytest.mark.django_db(transaction=True)
def test_names_of_uploads_are_encrypted_and_read_as_before():
    old = _migrate("documents", "0001_initial").get_model("documents", "Upload")
    row = old.objects.create(
        subject="application:KRB-2569-000001",
        requirement="floor-plan",
        name=NAME,
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        key="uploads/00/000000000000000000000000000000",
        uploaded_by=ANONYMOUS.id,
    )

    _migrate("documents", "0003_upload_encrypted_name")

    assert Upload.objects.get(pk=row.pk).name == NAME
    assert stored("documents_upload", "name").startswith("v1.")
    _migrate("documents", "0001_initial")
    assert stored("documents_upload", "name") == NAME


@pytest.mark.usefixtures("up_to_date")
@pytest.mark.req("S.3", part="names of files and officers' reasons encrypted")
@pytest.mark.django_db(transaction=True)
def test_reasons_for_money_are_encrypted_and_read_as_before():
    apps = _migrate("payments", "0002_append_only")
    now = clock.now()
    payment = apps.get_model("payments", "Payment").objects.create(
        uuid=uuid4(), bank="demo", notice_id="1", kind="payment", amount=1, paid_at=now,
        received_at=now, kept_from=date(2026, 1, 1),
    )  # fmt: skip
    row = apps.get_model("payments", "PaymentException").objects.create(
        payment=payment, trouble="unknown", amount=1, raised_at=now, reasons="คุณสมชายโทรมา"
    )

    _migrate("payments", "0003_exception_encrypted_reasons")

    assert PaymentException.objects.get(pk=row.pk).reasons == "คุณสมชายโทรมา"
    assert stored("payments_paymentexception", "reasons").startswith("v1.")
    _migrate("payments", "0002_append_only")
    assert stored("payments_paymentexception", "reasons") == "คุณสมชายโทรมา"
