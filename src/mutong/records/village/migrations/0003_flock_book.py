"""The flock book and its stores, cash and manure."""

import django.db.models.deletion
from django.db import migrations, models

from mutong.records.audit.triggers import create_triggers, drop_triggers

_TABLES = ("animalevent", "stockentry", "cashentry", "manureentry", "careentry", "vaccinationline")


def _close(apps, editor):
    for table in _TABLES:
        create_triggers(editor.connection, f"records_village_{table}")


def _open(apps, editor):
    for table in _TABLES:
        drop_triggers(editor.connection, f"records_village_{table}")


class Migration(migrations.Migration):
    dependencies = [
        ("records_register", "0001_initial"),
        ("records_village", "0002_survey_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Animal",
            fields=[
                ("animal_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("village_code", models.CharField(max_length=120)),
                ("area_code", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=120, null=True)),
                ("sex", models.CharField(max_length=40)),
                ("breed", models.CharField(max_length=120, null=True)),
                ("birth_date", models.DateField(null=True)),
                ("birth_exact", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                (
                    "birth_mother",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animal",
                    ),
                ),
                (
                    "father",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animal",
                    ),
                ),
                (
                    "genetic_mother",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnimalEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_id", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("reason", models.TextField(null=True)),
                ("event_id", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("on_day", models.DateField()),
                ("details", models.JSONField()),
                (
                    "animal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animal",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animalevent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_id", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("reason", models.TextField(null=True)),
                ("entry_id", models.CharField(max_length=120, unique=True)),
                ("area_code", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("on_day", models.DateField()),
                ("note", models.TextField(null=True)),
                ("place", models.TextField(null=True)),
                ("product", models.TextField(null=True)),
                ("dose", models.TextField(null=True)),
                ("source", models.TextField(null=True)),
                ("done_by", models.TextField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.careentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CashEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_id", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("reason", models.TextField(null=True)),
                ("entry_id", models.CharField(max_length=120, unique=True)),
                ("area_code", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("on_day", models.DateField()),
                ("note", models.TextField(null=True)),
                ("fen", models.BigIntegerField()),
                ("counterpart", models.TextField(null=True)),
                ("voucher", models.TextField(null=True)),
                ("about", models.CharField(max_length=120, null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.cashentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EarTag",
            fields=[
                ("tag", models.CharField(max_length=120, primary_key=True, serialize=False)),
                (
                    "animal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.animal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ManureEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_id", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("reason", models.TextField(null=True)),
                ("entry_id", models.CharField(max_length=120, unique=True)),
                ("area_code", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("on_day", models.DateField()),
                ("note", models.TextField(null=True)),
                ("kg", models.FloatField()),
                ("place", models.TextField(null=True)),
                ("counterpart", models.TextField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.manureentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village_code", models.CharField(max_length=120)),
                ("area_code", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=120)),
                ("area_m2", models.FloatField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_id", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("reason", models.TextField(null=True)),
                ("entry_id", models.CharField(max_length=120, unique=True)),
                ("area_code", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("on_day", models.DateField()),
                ("note", models.TextField(null=True)),
                ("item", models.CharField(max_length=120)),
                ("kg", models.FloatField()),
                ("fen", models.BigIntegerField(null=True)),
                ("source", models.TextField(null=True)),
                ("fed_to", models.TextField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_village.stockentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VaccinationLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village_code", models.CharField(max_length=120)),
                ("line", models.CharField(max_length=120)),
                ("label_zh", models.TextField()),
                ("label_en", models.TextField()),
                ("applies_to", models.CharField(max_length=40)),
                ("first_dose_age", models.TextField()),
                ("booster_after", models.TextField()),
                ("repeat_every", models.TextField()),
                ("before_lambing", models.TextField()),
                ("dose", models.TextField()),
                ("confirmed_by", models.TextField()),
                ("confirmed_on", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["village_code", "line"], name="vaccination_line_key")],
            },
        ),
        migrations.AddIndex(
            model_name="animal",
            index=models.Index(fields=["area_code"], name="animal_area"),
        ),
        migrations.AddConstraint(
            model_name="animal",
            constraint=models.UniqueConstraint(fields=("village_code", "number"), name="animal_number"),
        ),
        migrations.AddIndex(
            model_name="animalevent",
            index=models.Index(fields=["sent_id"], name="animal_event_sent"),
        ),
        migrations.AddIndex(
            model_name="careentry",
            index=models.Index(fields=["area_code"], name="care_entry_area"),
        ),
        migrations.AddIndex(
            model_name="cashentry",
            index=models.Index(fields=["area_code", "on_day"], name="cash_entry_day"),
        ),
        migrations.AddIndex(
            model_name="manureentry",
            index=models.Index(fields=["area_code"], name="manure_entry_area"),
        ),
        migrations.AddIndex(
            model_name="pen",
            index=models.Index(fields=["area_code"], name="pen_area"),
        ),
        migrations.AddConstraint(
            model_name="pen",
            constraint=models.UniqueConstraint(fields=("village_code", "name"), name="pen_key"),
        ),
        migrations.AddIndex(
            model_name="stockentry",
            index=models.Index(fields=["area_code", "item"], name="stock_entry_item"),
        ),
        migrations.RunPython(_close, _open),
    ]
