"""Names of uploads are encrypted: people name files after people."""

from django.db import migrations

from krob.foundation.core.encryption import EncryptedTextField, decrypt, encrypt

CONTEXT = "documents.upload.name"


def _each(apps, change):
    model = apps.get_model("documents", "Upload")
    for row in model.objects.exclude(name="").only("pk", "name").iterator():
        model.objects.filter(pk=row.pk).update(name=change(row.name, context=CONTEXT))


def _encrypt(apps, editor):
    _each(apps, encrypt)


def _decrypt(apps, editor):
    _each(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_upload_longer_name")]
    operations = [
        migrations.RunPython(_encrypt, _decrypt),
        # The column stays what it is; only how it is written and read changes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="upload",
                    name="name",
                    field=EncryptedTextField(verbose_name="file name"),
                )
            ]
        ),
    ]
