"""The database refuses to change or delete what was published."""

from django.db import migrations

from krob.foundation.events import guard


def put_up(apps, editor):
    guard.protect(editor, "catalogue_serviceversion", "catalogue_serviceoffering")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("events", "0002_append_only")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
