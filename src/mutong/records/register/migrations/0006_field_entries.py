from django.db import migrations, models


class Migration(migrations.Migration):
    """Forms filled in on a phone, each taken once."""

    dependencies = [
        ("records_register", "0005_same_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldEntry",
            fields=[
                ("entry_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("account", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=120)),
                ("onward", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "received_at"], name="field_entry_account"),
                ],
            },
        ),
    ]
