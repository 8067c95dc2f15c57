"""What households answered in the village survey."""

import django.db.models.deletion
from django.db import migrations, models

from mutong.records.audit.triggers import create_triggers, drop_triggers

_TABLE = "records_village_surveyanswer"


def _close(apps, editor):
    create_triggers(editor.connection, _TABLE)


def _open(apps, editor):
    drop_triggers(editor.connection, _TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("records_register", "0005_same_people"),
        ("records_village", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sheet", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120)),
                ("asked_at", models.DateField(null=True)),
                ("answers", models.JSONField(null=True)),
                ("source", models.TextField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="records_register.household",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["household", "sheet", "key"], name="survey_answer_row")],
            },
        ),
        migrations.RunPython(_close, _open),
    ]
