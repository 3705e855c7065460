"""Officers' reasons are encrypted: they are free text about somebody's money."""

from django.db import migrations

from krob.foundation.core.encryption import EncryptedTextField, decrypt, encrypt

CONTEXT = "payments.paymentexception.reasons"


def _each(apps, change):
    model = apps.get_model("payments", "PaymentException")
    for row in model.objects.exclude(reasons="").only("pk", "reasons").iterator():
        model.objects.filter(pk=row.pk).update(reasons=change(row.reasons, context=CONTEXT))


def _encrypt(apps, editor):
    _each(apps, encrypt)


def _decrypt(apps, editor):
    _each(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_append_only")]
    operations = [
        migrations.RunPython(_encrypt, _decrypt),
        # The column stays what it is; only how it is written and read changes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="paymentexception",
                    name="reasons",
                    field=EncryptedTextField(blank=True, default="", verbose_name="reasons"),
                )
            ]
        ),
    ]
