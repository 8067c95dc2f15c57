from django.db import migrations, models

import mutong.records.columns


class Migration(migrations.Migration):
    """Bills and payments: an event may carry an amount with its unit."""

    dependencies = [("records_register", "0002_import_progress")]
    operations = [
        migrations.AddField("event", "amount", models.FloatField(null=True)),
        migrations.AddField(
            "event", "unit", models.CharField(max_length=mutong.records.columns.ID_LENGTH, null=True)
        ),
    ]
