"""Plans, options and study visits of the village."""

import django.db.models.deletion
from django.db import migrations, models

from mutong.records.audit.triggers import create_triggers, drop_triggers

_TABLES = ("studyvisit", "visitnumber", "visitreading", "keptoptions")


def _close(apps, editor):
    for table in _TABLES:
        create_triggers(editor.connection, f"records_village_{table}")


def _open(apps, editor):
    for table in _TABLES:
        drop_triggers(editor.connection, f"records_village_{table}")


class Migration(migrations.Migration):
    dependencies = [("records_village", "0004_shares_and_decisions")]

    operations = [
        migrations.CreateModel(
            name="StudyVisit",
            fields=[
                ("visit_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("area_code", models.CharField(max_length=120)),
                ("on", models.DateField()),
                ("place", models.TextField()),
                ("host", models.TextField(null=True)),
                ("went", models.TextField()),
                ("seen", models.TextField()),
                ("papers", models.TextField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "on"], name="study_visit_of_area")],
            },
        ),
        migrations.CreateModel(
            name="VisitNumber",
            fields=[
                ("number_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("what", models.TextField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("unit", models.CharField(max_length=40)),
                ("told_by", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers",
                        to="records_village.studyvisit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitReading",
            fields=[
                (
                    "number",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="records_village.visitnumber",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="KeptOptions",
            fields=[
                ("kept_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("area_code", models.CharField(max_length=120)),
                ("as_of", models.DateField()),
                ("options", models.TextField()),
                ("how_many", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "recorded_at"], name="kept_options_of_area")],
            },
        ),
        migrations.CreateModel(
            name="KeptPlan",
            fields=[
                ("plan_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("area_code", models.CharField(max_length=120)),
                ("name", models.TextField()),
                ("aim", models.CharField(max_length=40)),
                ("settings", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=40)),
                ("stop_asked", models.BooleanField(default=False)),
                ("progress_step", models.CharField(max_length=40, null=True)),
                ("progress_done", models.BigIntegerField(default=0)),
                ("progress_in_all", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("problem_zh", models.TextField(null=True)),
                ("problem_en", models.TextField(null=True)),
                ("headline", models.JSONField(null=True)),
                ("plan", models.JSONField(null=True)),
                ("what_ifs", models.JSONField(null=True)),
                ("adopted_at", models.DateTimeField(null=True)),
                ("adopted_by", models.CharField(max_length=120, null=True)),
                ("decision", models.TextField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "made_at"], name="kept_plan_of_area")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(adopted_at__isnull=False, replaced_at__isnull=True),
                        fields=("area_code",),
                        name="plan_in_force",
                    )
                ],
            },
        ),
        migrations.RunPython(_close, _open),
    ]
