"""Audit lines and the head of their chain."""

from django.db import models

from mutong.records.columns import code_column, id_column, instant_column, integer_column, text_column


class AuditLine(models.Model):
    """One read or write, without any value read or written.

    `number` counts from 1 without gaps. `subject` is a keyed digest of the subject's id, so that a person's own
    lines can be found by whoever knows the id, and the line itself names nobody. `digest` seals the line and the
    digest before it.
    """

    number = models.BigIntegerField(primary_key=True)
    at = instant_column()
    actor = id_column()
    post = id_column(required=False)
    action = id_column()
    outcome = code_column()  # done | refused
    purpose = text_column()
    subject_kind = code_column(required=False)
    subject = id_column(required=False)
    query = text_column(required=False)
    count = integer_column()
    ids_digest = id_column(required=False)
    token = models.CharField(max_length=40, unique=True)
    previous = id_column()
    digest = id_column()

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="audit_subject"),
            models.Index(fields=["actor", "at"], name="audit_actor_at"),
        ]


class ChainHead(models.Model):
    """The last line of the chain; its row is the lock under which lines are appended."""

    number = models.BigIntegerField(default=0)
    digest = id_column(default="")
