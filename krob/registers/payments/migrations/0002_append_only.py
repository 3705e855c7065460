"""The database refuses to change or delete entries of the ledger."""

from django.db import migrations

TABLE = "payments_ledgerentry"
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM events_lifted)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def put_up(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION events_append_only();"
            f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}"
            " FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();",
            params=None,
        )
        return
    for verb in ("UPDATE", "DELETE"):
        editor.execute(
            SQLITE.format(table=TABLE, verb=verb),
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("events", "0002_append_only")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
