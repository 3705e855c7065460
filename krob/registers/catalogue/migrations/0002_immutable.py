"""The database refuses to change or delete what was published."""

from django.db import migrations

TABLES = ("catalogue_serviceversion", "catalogue_serviceoffering")
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM events_lifted)
BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END
"""


def put_up(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION events_append_only();",
                params=None,
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(table=table, verb=verb), params=None)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("events", "0002_append_only")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
