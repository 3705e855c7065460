"""The database refuses to change or delete entries of the ledger."""

from django.db import migrations

from krob.foundation.events import guard


def put_up(apps, editor):
    guard.protect(editor, "payments_ledgerentry")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("events", "0002_append_only")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
