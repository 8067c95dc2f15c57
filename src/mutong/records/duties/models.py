"""Duties and what became of them."""

from django.db import models

from mutong.records.columns import code_column, id_column, instant_column, integer_column, text_column


class Duty(models.Model):
    """What one post owes about one subject. `identity` is T11: a second run makes no second duty."""

    duty_id = id_column(primary_key=True)
    kind = id_column()
    subject_kind = code_column()
    subject_id = id_column()
    area_code = id_column()
    post = models.ForeignKey("records_register.Post", models.PROTECT)
    from_post = id_column(required=False)
    not_before = instant_column(required=False)
    due_at = instant_column(required=False)
    state = code_column()
    created_at = instant_column()
    acknowledged_at = instant_column(required=False)
    closed_at = instant_column(required=False)
    basis = id_column()
    protocol = id_column()
    step = id_column()
    anchor_event = id_column()
    evidence = id_column(required=False)
    supersedes = id_column(required=False)
    choices_used = text_column(required=False)

    # Beyond the table: what the step said, kept so that a list needs no pack.
    identity = models.CharField(max_length=400)
    pack = id_column()
    phase = models.CharField(max_length=80, default="")
    limit_null = models.CharField(max_length=120, default="")
    words_zh = models.TextField()
    words_en = models.TextField()
    closed_by = models.TextField(default="")  # kinds of event that fulfil it, separated by ;

    class Meta:
        # A step that is expected again after it was superseded makes a new duty; otherwise one step is one duty.
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=~models.Q(state="superseded"), name="duty_identity"
            )
        ]
        indexes = [
            models.Index(fields=["identity"], name="duty_identity_all"),
            models.Index(fields=["area_code", "state", "due_at"], name="duty_area_state_due"),
            models.Index(fields=["post", "state", "due_at"], name="duty_post_state_due"),
            models.Index(fields=["subject_id", "state"], name="duty_subject_state"),
            models.Index(fields=["state", "due_at"], name="duty_state_due"),
        ]


class DutyTransition(models.Model):
    """One change of a duty; append-only, held so by database triggers."""

    duty = models.ForeignKey(Duty, models.PROTECT)
    at = instant_column()
    change = code_column()  # created | redated | acknowledged | done | cancelled | superseded | reopened
    from_state = code_column(required=False)
    to_state = code_column()
    from_due_at = instant_column(required=False)
    to_due_at = instant_column(required=False)
    actor = id_column()
    why = text_column(required=False)


class Report(models.Model):
    """An overdue duty told to a level of the ladder; it changes who is told, never who owes it."""

    duty = models.ForeignKey(Duty, models.PROTECT, db_index=False)
    level = integer_column()
    post = models.ForeignKey("records_register.Post", models.PROTECT)
    at = instant_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "level"], name="report_key")]
