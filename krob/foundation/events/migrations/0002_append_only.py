"""The database refuses to change or delete what is only ever added."""

from django.db import migrations

from krob.foundation.events import guard


def put_up(apps, editor):
    for statement in guard.statements(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
