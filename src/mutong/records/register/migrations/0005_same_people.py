import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which records of people were found to be one person, what was decided of them, and what rests on it."""

    dependencies = [
        ("records_register", "0004_area_status"),
    ]

    operations = [
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verdict", models.CharField(max_length=40)),
                ("basis", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=120)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(max_length=120, null=True)),
                ("withdrawn_why", models.TextField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.person",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RestingContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.CharField(max_length=120)),
                ("person_id", models.CharField(max_length=120)),
                ("via_person_id", models.CharField(max_length=120, null=True)),
                ("rule", models.CharField(max_length=120)),
                ("place_id", models.CharField(max_length=120, null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="records_register.sameperson"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SameCandidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.BigIntegerField()),
                ("rules", models.TextField()),
                ("keys_only", models.TextField()),
                ("probability", models.FloatField(null=True)),
                ("compared", models.JSONField()),
                ("doubts", models.TextField()),
                ("found_at", models.DateTimeField()),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records_register.person",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records_register.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place"], name="same_candidate_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="same_candidate_key")
                ],
            },
        ),
    ]
