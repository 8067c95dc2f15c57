import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Orders to search wider, places that took in too many to list, and whether an encounter was protected."""

    dependencies = [
        ("records_outbreak", "0002_interviews"),
        ("records_register", "0005_same_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="encounter",
            name="protected",
            field=models.BooleanField(null=True),
        ),
        migrations.CreateModel(
            name="Crowd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=120)),
                ("contact_class", models.CharField(max_length=120)),
                ("people", models.BigIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("slices", models.JSONField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="records_outbreak.case"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Widening",
            fields=[
                ("widening_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("from_at", models.DateTimeField(db_column="from")),
                ("to_at", models.DateTimeField(db_column="to")),
                ("minutes_around", models.FloatField(null=True)),
                ("contact_class", models.CharField(db_column="class", max_length=120)),
                ("reason", models.TextField()),
                ("ordered_by", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_outbreak.case",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.place",
                    ),
                ),
            ],
        ),
    ]
