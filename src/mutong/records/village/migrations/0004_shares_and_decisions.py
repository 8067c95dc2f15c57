"""Members, decisions, contracts and first offers of the village's cooperative or collective."""

import django.db.models.deletion
from django.db import migrations, models

from mutong.records.audit.triggers import create_triggers, drop_triggers

_TABLES = (
    "charter", "sharemember", "memberstep", "decision", "decisionstep", "surplusyear", "accountentry", "contract",
    "contractstep", "opening", "offer", "offeranswer",
)  # fmt: skip


def _close(apps, editor):
    for table in _TABLES:
        create_triggers(editor.connection, f"records_village_{table}")


def _open(apps, editor):
    for table in _TABLES:
        drop_triggers(editor.connection, f"records_village_{table}")


class Migration(migrations.Migration):
    dependencies = [
        ("records_register", "0005_same_people"),
        ("records_village", "0003_flock_book"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charter",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("charter_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("law", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("reserve_share", models.TextField(null=True)),
                ("return_share", models.TextField(null=True)),
                ("reserve_by", models.CharField(max_length=40, null=True)),
                ("notice_days", models.BigIntegerField(null=True)),
                ("exit_months", models.BigIntegerField(null=True)),
                ("trade_words", models.TextField(null=True)),
                ("founders", models.BigIntegerField(null=True)),
                ("agreed", models.BigIntegerField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("contract_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=120)),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("step", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("fields", models.JSONField(null=True)),
                ("begins", models.DateField(null=True)),
                ("ends", models.DateField(null=True)),
                ("reason", models.TextField(null=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records_village.contract",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("decision_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("matter", models.CharField(max_length=40)),
                ("title", models.TextField()),
                ("proposal", models.TextField()),
                ("members", models.BigIntegerField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DecisionStep",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("step_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=40)),
                ("on", models.DateField(null=True)),
                ("members", models.BigIntegerField(null=True)),
                ("votes", models.BigIntegerField(null=True)),
                ("attended", models.BigIntegerField(null=True)),
                ("votes_for", models.BigIntegerField(null=True)),
                ("note", models.TextField(null=True)),
                ("reason", models.TextField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records_village.decision",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="records_village.decisionstep",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("offer_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("amount", models.FloatField()),
                ("first", models.BooleanField()),
                ("on", models.DateField()),
                ("until", models.DateField()),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OfferAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("answer", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("note", models.TextField(null=True)),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="records_village.offer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("opening_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("what", models.TextField()),
                ("amount", models.FloatField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="offer",
            name="opening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="records_village.opening",
            ),
        ),
        migrations.CreateModel(
            name="ShareMember",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("member_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=40)),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.household",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("step", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("name", models.TextField(null=True)),
                ("kind", models.CharField(max_length=40, null=True)),
                ("extra_votes", models.BigIntegerField(null=True)),
                ("quota", models.BigIntegerField(null=True)),
                ("reason", models.TextField(null=True)),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records_village.sharemember",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SurplusYear",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("surplus_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("law", models.CharField(max_length=120)),
                ("year", models.BigIntegerField()),
                ("surplus_fen", models.BigIntegerField()),
                ("losses_fen", models.BigIntegerField()),
                ("aid_fen", models.BigIntegerField()),
                ("reserve_share", models.TextField()),
                ("return_share", models.TextField(null=True)),
                ("reserve_by", models.CharField(max_length=40, null=True)),
                ("result", models.JSONField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surpluses",
                        to="records_village.decision",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records_register.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AccountEntry",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                ("entry_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=40)),
                ("form", models.CharField(max_length=40, null=True)),
                ("what", models.TextField(null=True)),
                ("fen", models.BigIntegerField(null=True)),
                ("on", models.DateField()),
                ("reason", models.TextField(null=True)),
                (
                    "withdraws",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="records_village.accountentry",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records_village.sharemember",
                    ),
                ),
                (
                    "surplus",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records_village.surplusyear",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sharemember",
            constraint=models.UniqueConstraint(
                fields=("organisation", "household"), name="share_member_home"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountentry",
            constraint=models.UniqueConstraint(
                fields=("member", "surplus", "ledger"), name="share_entry_booking"
            ),
        ),
        # Who put in what and who voted how is never changed: the database itself refuses it.
        migrations.RunPython(_close, _open),
    ]
