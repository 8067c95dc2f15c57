"""Casework of an outbreak. Stays are not here: they lie in the stay store."""

from django.db import models
from django.db.models.functions import Coalesce

from mutong.records.columns import (
    code_column,
    date_column,
    id_column,
    instant_column,
    integer_column,
    number_column,
    text_column,
)
from mutong.records.encryption import SealedField


class Case(models.Model):
    """One case of the line list."""

    case_id = id_column(primary_key=True)
    person = models.ForeignKey("records_register.Person", models.PROTECT)
    classification = code_column()
    reported_at = instant_column()
    date_onset = date_column(required=False)
    date_specimen = date_column(required=False)
    exposed_from = date_column(required=False)
    exposed_to = date_column(required=False)
    isolated_at = instant_column(required=False)
    origin = code_column()
    source_case = models.ForeignKey("self", models.PROTECT, null=True)
    outcome = code_column(required=False)
    outcome_at = date_column(required=False)
    area_code = id_column()

    class Meta:
        indexes = [models.Index(fields=["area_code", "reported_at"], name="case_area_reported")]


class Link(models.Model):
    """Who infected whom, as somebody stated it."""

    infector = id_column()
    infectee = id_column()
    exposure = text_column(required=False)
    source = id_column(required=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["infector", "infectee"], name="link_key")]


class Contact(models.Model):
    """What one contact rule found between one case and one person. `area_code` is the person's, for boards."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False)
    person = models.ForeignKey("records_register.Person", models.PROTECT, related_name="+")
    via_person = models.ForeignKey(
        "records_register.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    degree = integer_column()
    contact_class = id_column(db_column="class")
    verdict = code_column()
    rule = id_column()
    clause = id_column()
    place = models.ForeignKey("records_register.Place", models.PROTECT, null=True, db_index=False)
    first_at = instant_column(required=False)
    last_at = instant_column(required=False)
    minutes = number_column(required=False)
    score = number_column(required=False)
    reasons = text_column(required=False)
    facts_missing = text_column(required=False)
    choices_used = text_column(required=False)
    area_code = id_column(required=False)

    class Meta:
        # A missing via or place is part of the key, so it counts as one value rather than as never equal.
        constraints = [
            models.UniqueConstraint(
                "case",
                "person",
                Coalesce("via_person", models.Value("")),
                "rule",
                Coalesce("place", models.Value("")),
                name="contact_key",
            ),
        ]
        indexes = [models.Index(fields=["area_code"], name="contact_area")]


class Encounter(models.Model):
    """Two people near each other, as a device or a person recorded it."""

    person_a = id_column()
    person_b = id_column()
    start_at = instant_column()
    end_at = instant_column(required=False)
    distance_m = number_column(required=False)
    protected = models.BooleanField(null=True)
    source = id_column(required=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_a", "person_b", "start_at"], name="encounter_key")
        ]
        indexes = [models.Index(fields=["person_b", "start_at"], name="encounter_b")]


class Statement(models.Model):
    """One thing said in an interview about a case, kept as it was said: a correction is another row that replaces it.

    `kind` is a word of SAID. `about` names the stay at which somebody was met; `before` is what the case's own row
    said of the day before any interview.
    """

    statement_id = id_column(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, db_index=False)
    kind = code_column()
    informant = code_column()
    asked_by = id_column()
    said_at = instant_column()
    recorded_at = instant_column()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey("records_register.Place", models.PROTECT, null=True, related_name="+")
    arrived_at = instant_column(required=False)
    left_at = instant_column(required=False)
    seat = text_column(required=False)
    mask = code_column(required=False)
    sure = models.BooleanField(default=True)
    person = models.ForeignKey("records_register.Person", models.PROTECT, null=True, related_name="+")
    name = text_column(required=False)
    phone = SealedField(null=True)
    phone_index = id_column(required=False)
    distance_m = number_column(required=False)
    day = date_column(required=False)
    at = instant_column(required=False)
    before = text_column(required=False)
    note = text_column(required=False)

    class Meta:
        indexes = [
            models.Index(fields=["case", "recorded_at"], name="statement_case"),
            models.Index(fields=["phone_index"], name="statement_phone"),
        ]


class Sought(models.Model):
    """Somebody whom a seat list or class list names and the register did not know: to be looked for.

    `spans` are the times there: pairs of seconds, the second -1 where it is not known.
    """

    sought_id = id_column(primary_key=True)
    place = models.ForeignKey("records_register.Place", models.PROTECT, related_name="+")
    spans = models.JSONField()
    seat = text_column(required=False)
    certainty = code_column()
    source = id_column()
    name = text_column(required=False)
    phone = SealedField(null=True)
    phone_index = id_column(required=False)
    id_number = SealedField(null=True)
    id_number_index = id_column(required=False)
    reason = code_column()
    recorded_at = instant_column()
    recorded_by = id_column()
    person = models.ForeignKey("records_register.Person", models.PROTECT, null=True, related_name="+")
    found_at = instant_column(required=False)
    found_by = id_column(required=False)


class Widening(models.Model):
    """A named commander's order to search wider: for which case and place, in which range, why, until when."""

    widening_id = id_column(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("records_register.Place", models.PROTECT, null=True, related_name="+")
    from_at = instant_column(db_column="from")
    to_at = instant_column(db_column="to")
    minutes_around = number_column(required=False)
    contact_class = id_column(db_column="class")
    reason = text_column()
    ordered_by = text_column()
    ordered_at = instant_column()
    ends_at = instant_column()


class Crowd(models.Model):
    """A place where a case was with more people than are listed one by one: how many, and when.

    `slices` are [start, end, people], in seconds; they change with each tracing of the case.
    """

    case = models.ForeignKey(Case, models.CASCADE)
    place = models.ForeignKey("records_register.Place", models.PROTECT, related_name="+")
    rule = id_column()
    contact_class = id_column()
    people = integer_column()
    first_at = instant_column()
    last_at = instant_column()
    slices = models.JSONField()
