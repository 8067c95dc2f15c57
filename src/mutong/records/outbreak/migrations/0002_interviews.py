import django.db.models.deletion
from django.db import migrations, models

import mutong.records.encryption
from mutong.records.audit.triggers import create_triggers, drop_triggers

_STATEMENTS = "records_outbreak_statement"


class Migration(migrations.Migration):
    """What is said in interviews, and whom lists name that the register does not know."""

    dependencies = [
        ("records_outbreak", "0001_initial"),
        ("records_register", "0004_area_status"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sought",
            fields=[
                ("sought_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("spans", models.JSONField()),
                ("seat", models.TextField(null=True)),
                ("certainty", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=120)),
                ("name", models.TextField(null=True)),
                ("phone", mutong.records.encryption.SealedField(null=True)),
                ("phone_index", models.CharField(max_length=120, null=True)),
                ("id_number", mutong.records.encryption.SealedField(null=True)),
                ("id_number_index", models.CharField(max_length=120, null=True)),
                ("reason", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("found_at", models.DateTimeField(null=True)),
                ("found_by", models.CharField(max_length=120, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.person",
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
            name="Statement",
            fields=[
                ("statement_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("informant", models.CharField(max_length=40)),
                ("asked_by", models.CharField(max_length=120)),
                ("said_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("seat", models.TextField(null=True)),
                ("mask", models.CharField(max_length=40, null=True)),
                ("sure", models.BooleanField(default=True)),
                ("name", models.TextField(null=True)),
                ("phone", mutong.records.encryption.SealedField(null=True)),
                ("phone_index", models.CharField(max_length=120, null=True)),
                ("distance_m", models.FloatField(null=True)),
                ("day", models.DateField(null=True)),
                ("at", models.DateTimeField(null=True)),
                ("before", models.TextField(null=True)),
                ("note", models.TextField(null=True)),
                (
                    "about",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_outbreak.statement",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="records_outbreak.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.person",
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
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_outbreak.statement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "recorded_at"], name="statement_case"),
                    models.Index(fields=["phone_index"], name="statement_phone"),
                ],
            },
        ),
        # What was said is never changed: the database itself refuses it.
        migrations.RunPython(
            lambda apps, editor: create_triggers(editor.connection, _STATEMENTS),
            lambda apps, editor: drop_triggers(editor.connection, _STATEMENTS),
        ),
    ]
