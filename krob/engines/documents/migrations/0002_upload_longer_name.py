"""A column that has room for an encrypted name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="upload",
            name="name",
            field=models.TextField(verbose_name="file name"),
        )
    ]
