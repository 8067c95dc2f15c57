from django.db import migrations, models


class Migration(migrations.Migration):
    """Which area had which status, from when to when."""

    dependencies = [("records_register", "0003_event_amount")]
    operations = [
        migrations.CreateModel(
            name="AreaStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=120)),
                ("status", models.CharField(max_length=120)),
                ("from_at", models.DateTimeField(db_column="from")),
                ("to_at", models.DateTimeField(db_column="to", null=True)),
                ("pack", models.CharField(max_length=120, null=True)),
                ("clause", models.CharField(max_length=120, null=True)),
                ("issuer", models.TextField(null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "status", "from_at"), name="area_status_key")
                ],
            },
        ),
    ]
