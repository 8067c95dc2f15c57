"""The flock book and the other daily books: sheep and their events, pens, feed, cash, manure, care, vaccination lines.

Events and entries are append-only: the database refuses a change. A wrong one is withdrawn by another row with its
reason; what stands is worked out from the rest.
"""

from django.db import models

from mutong.records.columns import (
    code_column,
    date_column,
    id_column,
    instant_column,
    integer_column,
    number_column,
    text_column,
)

APPEND_ONLY = ("animalevent", "stockentry", "cashentry", "manureentry", "careentry", "vaccinationline")


class Pen(models.Model):
    """A pen or shed, known by its name within the village; `household` is null for the cooperative's own."""

    village_code = id_column()
    area_code = id_column()
    name = id_column()
    household = models.ForeignKey("records_register.Household", models.PROTECT, null=True, related_name="+")
    area_m2 = number_column(required=False)
    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village_code", "name"], name="pen_key")]
        indexes = [models.Index(fields=["area_code"], name="pen_area")]


class Animal(models.Model):
    """A sheep as it was first written down. `area_code` follows it from household to household, for rights and lists;
    `number` is the farm's own, borne until it is tagged."""

    animal_id = id_column(primary_key=True)
    village_code = id_column()
    area_code = id_column()
    number = id_column(required=False)
    sex = code_column()
    breed = id_column(required=False)
    birth_date = date_column(required=False)
    birth_exact = models.BooleanField()
    birth_mother = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    genetic_mother = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    father = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village_code", "number"], name="animal_number")]
        indexes = [models.Index(fields=["area_code"], name="animal_area")]


class EarTag(models.Model):
    """Which sheep bears, or once bore, a tag: no tag belongs to two, not even when two people enter it at once."""

    tag = id_column(primary_key=True)
    animal = models.ForeignKey(Animal, models.PROTECT, related_name="+")


class Written(models.Model):
    """What every entry says of itself: whose writing, when, which entry it withdraws and why.

    `sent_id` is the id of the form, so that a form sent twice is one.
    """

    sent_id = id_column()
    recorded_at = instant_column()
    recorded_by = id_column()
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    reason = text_column(required=False)

    class Meta:
        abstract = True


class AnimalEvent(Written):
    """One thing that happened to one sheep; `kind` and `details` are those of village/book/event_kinds.csv."""

    event_id = id_column(unique=True)
    animal = models.ForeignKey(Animal, models.PROTECT, related_name="+")
    kind = code_column()
    on_day = date_column()
    details = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["sent_id"], name="animal_event_sent")]


class BookEntry(Written):
    """An entry of a book that is no sheep's: of which area, and of which household (null: the cooperative's own)."""

    entry_id = id_column(unique=True)
    area_code = id_column()
    household = models.ForeignKey(
        "records_register.Household", models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = code_column()
    on_day = date_column()
    note = text_column(required=False)

    class Meta:
        abstract = True


class StockEntry(BookEntry):
    """Feed in, out, lost or counted: kg as fed. `item` is a feed of the coefficients; `fen` what it all cost."""

    item = id_column()
    kg = number_column()
    fen = integer_column(required=False)
    source = text_column(required=False)
    fed_to = text_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code", "item"], name="stock_entry_item")]


class CashEntry(BookEntry):
    """Money in or out, in fen; `about` names the form of the sale or purchase it belongs to."""

    fen = integer_column()
    counterpart = text_column(required=False)
    voucher = text_column(required=False)
    about = id_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code", "on_day"], name="cash_entry_day")]


class ManureEntry(BookEntry):
    """Manure collected, spread, sold, lost or counted, kg as it lies; `place` is the pen or the field."""

    kg = number_column()
    place = text_column(required=False)
    counterpart = text_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code"], name="manure_entry_area")]


class CareEntry(BookEntry):
    """What was done to a pen rather than to a sheep: disinfected, cleaned; with what, from where, by whom."""

    place = text_column(required=False)
    product = text_column(required=False)
    dose = text_column(required=False)
    source = text_column(required=False)
    done_by = text_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code"], name="care_entry_area")]


class VaccinationLine(models.Model):
    """A line of the vaccination calendar as it was changed or confirmed for a village; the latest of a line counts.

    Times are texts (28-35 day), empty where nobody gave one.
    """

    village_code = id_column()
    line = id_column()
    label_zh = text_column()
    label_en = text_column()
    applies_to = code_column()
    first_dose_age = text_column()
    booster_after = text_column()
    repeat_every = text_column()
    before_lambing = text_column()
    dose = text_column()
    confirmed_by = text_column()
    confirmed_on = date_column(required=False)
    reason = text_column()
    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        indexes = [models.Index(fields=["village_code", "line"], name="vaccination_line_key")]
