"""The database refuses to change or delete an audit line."""

from django.db import migrations

from mutong.records.audit.triggers import create_triggers, drop_triggers

TABLE = "records_audit_auditline"


class Migration(migrations.Migration):
    """Adds the triggers."""

    dependencies = [("records_audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: create_triggers(editor.connection, TABLE),
            lambda apps, editor: drop_triggers(editor.connection, TABLE),
        )
    ]
