"""Duties and what became of them."""

from django.db import models

from mutong.records.columns import (
    code_column,
    date_column,
    id_column,
    instant_column,
    integer_column,
    text_column,
)
from mutong.records.encryption import SealedField


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


class HandOverLetter(models.Model):
    """A letter that hands people over to an area without a post here: written, sent by a post, answered."""

    letter_id = id_column(primary_key=True)
    number = text_column()
    from_area = id_column()
    from_post = id_column()
    to_area = id_column()
    written_at = instant_column()
    reply_by = date_column(required=False)
    sent_at = instant_column(required=False)
    sent_by = id_column(required=False)
    channel = text_column(required=False)
    answered_at = instant_column(required=False)
    answered_by = text_column(required=False)
    answer_reference = text_column(required=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_area", "number"], name="letter_number")]
        indexes = [models.Index(fields=["from_area", "to_area"], name="letter_areas")]


class HandOver(models.Model):
    """A person on the way from one area to another: one row for one person, whoever sends them how often.

    Without a person it is a line of a list from outside that the register does not know yet: what the list said is
    kept here, its numbers sealed. `event_id` is the event on which the duty of the present holder hangs.
    """

    hand_over_id = id_column(primary_key=True)
    person = models.ForeignKey("records_register.Person", models.PROTECT, null=True)
    state = code_column()
    case_id = id_column(required=False)
    contact_class = id_column(required=False)
    exposed_at = instant_column(required=False)
    from_area = id_column(required=False)
    from_post = id_column(required=False)
    sender = text_column(required=False)  # who sent it, where that is not a post of this deployment
    reference = id_column(required=False)  # its number in that sender's list
    reply_by = date_column(required=False)
    to_area = id_column(required=False)
    home_area = id_column(required=False)  # what the register said of the home when it was sent
    holder_area = id_column(required=False)
    holder_post = id_column(required=False)
    event_id = id_column(required=False)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True)
    letter = models.ForeignKey(HandOverLetter, models.PROTECT, null=True)
    sent_at = instant_column()
    changed_at = instant_column()
    reason = text_column(required=False)
    given_person_id = id_column(required=False)
    given_name = text_column(required=False)
    given_address = text_column(required=False)
    given_birth_date = date_column(required=False)
    given_id_number = SealedField(null=True)
    given_phone = SealedField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(person__isnull=False), name="hand_over_person"
            )
        ]
        indexes = [
            models.Index(fields=["from_area", "state"], name="hand_over_from"),
            models.Index(fields=["to_area", "state"], name="hand_over_to"),
            models.Index(fields=["holder_post", "state"], name="hand_over_holder"),
            models.Index(fields=["event_id"], name="hand_over_event"),
        ]


class HandOverStep(models.Model):
    """One change of a hand-over; append-only, held so by database triggers."""

    handover = models.ForeignKey(HandOver, models.PROTECT)
    at = instant_column()
    change = code_column()
    state = code_column()
    case_id = id_column(required=False)
    source_event = id_column(required=False)  # the listing that was sent by this step
    event_id = id_column(required=False)  # the event that this step wrote
    from_area = id_column(required=False)
    to_area = id_column(required=False)
    actor = id_column()
    post = id_column(required=False)
    why = text_column(required=False)

    class Meta:
        indexes = [
            models.Index(fields=["from_area"], name="hand_over_step_from"),
            models.Index(fields=["to_area"], name="hand_over_step_to"),
            models.Index(fields=["source_event"], name="hand_over_step_source"),
        ]
