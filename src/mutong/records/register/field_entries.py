"""Entries that phones sent: each is taken once, however often it arrives."""

from django.db import models

from mutong.records.columns import code_column, id_column, instant_column, text_column


class FieldEntry(models.Model):
    """One filled-in form that was taken; its content stands where the form's own action wrote it.

    `digest` is of the fields as they were sent, so that the same id with other content is noticed; `onward` is the page
    to which the form led.
    """

    entry_id = id_column(primary_key=True)
    account = id_column()
    kind = code_column()
    made_at = instant_column(required=False)
    received_at = instant_column()
    digest = id_column()
    onward = text_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["account", "received_at"], name="field_entry_account")]
