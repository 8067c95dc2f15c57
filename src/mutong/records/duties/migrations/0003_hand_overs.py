"""People handed from one area to another: the hand-over, its steps (which the database keeps unchanged), letters."""

import django.db.models.deletion
from django.db import migrations, models

import mutong.records.encryption
from mutong.records.audit.triggers import create_triggers, drop_triggers

STEPS = "records_duties_handoverstep"


class Migration(migrations.Migration):
    """Adds the three tables and the triggers of the steps."""

    dependencies = [
        ("records_duties", "0002_append_only"),
        ("records_register", "0004_area_status"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOverLetter",
            fields=[
                ("letter_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("from_area", models.CharField(max_length=120)),
                ("from_post", models.CharField(max_length=120)),
                ("to_area", models.CharField(max_length=120)),
                ("written_at", models.DateTimeField()),
                ("reply_by", models.DateField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_by", models.CharField(max_length=120, null=True)),
                ("channel", models.TextField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(null=True)),
                ("answer_reference", models.TextField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["from_area", "to_area"], name="letter_areas")],
                "constraints": [
                    models.UniqueConstraint(fields=("from_area", "number"), name="letter_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("hand_over_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=40)),
                ("case_id", models.CharField(max_length=120, null=True)),
                ("contact_class", models.CharField(max_length=120, null=True)),
                ("exposed_at", models.DateTimeField(null=True)),
                ("from_area", models.CharField(max_length=120, null=True)),
                ("from_post", models.CharField(max_length=120, null=True)),
                ("sender", models.TextField(null=True)),
                ("reference", models.CharField(max_length=120, null=True)),
                ("reply_by", models.DateField(null=True)),
                ("to_area", models.CharField(max_length=120, null=True)),
                ("home_area", models.CharField(max_length=120, null=True)),
                ("holder_area", models.CharField(max_length=120, null=True)),
                ("holder_post", models.CharField(max_length=120, null=True)),
                ("event_id", models.CharField(max_length=120, null=True)),
                ("sent_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("reason", models.TextField(null=True)),
                ("given_person_id", models.CharField(max_length=120, null=True)),
                ("given_name", models.TextField(null=True)),
                ("given_address", models.TextField(null=True)),
                ("given_birth_date", models.DateField(null=True)),
                ("given_id_number", mutong.records.encryption.SealedField(null=True)),
                ("given_phone", mutong.records.encryption.SealedField(null=True)),
                (
                    "duty",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records_duties.duty"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records_register.person"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="records_duties.handoverletter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOverStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("change", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=40)),
                ("case_id", models.CharField(max_length=120, null=True)),
                ("source_event", models.CharField(max_length=120, null=True)),
                ("event_id", models.CharField(max_length=120, null=True)),
                ("from_area", models.CharField(max_length=120, null=True)),
                ("to_area", models.CharField(max_length=120, null=True)),
                ("actor", models.CharField(max_length=120)),
                ("post", models.CharField(max_length=120, null=True)),
                ("why", models.TextField(null=True)),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records_duties.handover"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["from_area", "state"], name="hand_over_from"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["to_area", "state"], name="hand_over_to"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["holder_post", "state"], name="hand_over_holder"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["event_id"], name="hand_over_event"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)), fields=("person",), name="hand_over_person"
            ),
        ),
        migrations.AddIndex(
            model_name="handoverstep",
            index=models.Index(fields=["from_area"], name="hand_over_step_from"),
        ),
        migrations.AddIndex(
            model_name="handoverstep",
            index=models.Index(fields=["to_area"], name="hand_over_step_to"),
        ),
        migrations.AddIndex(
            model_name="handoverstep",
            index=models.Index(fields=["source_event"], name="hand_over_step_source"),
        ),
        migrations.RunPython(
            lambda apps, editor: create_triggers(editor.connection, STEPS),
            lambda apps, editor: drop_triggers(editor.connection, STEPS),
        ),
    ]
