"""The register: who and where. Column names are those of schemas.csv; a test compares them."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
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
from mutong.records.encryption import SealedField
from mutong.records.register.field_entries import FieldEntry as FieldEntry


class Area(models.Model):
    """Province, city, county, township, community or grid."""

    area_code = id_column(primary_key=True)
    name = text_column()
    level = code_column()
    parent_code = id_column(required=False)
    population = integer_column(required=False)
    geometry = text_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["parent_code"], name="area_parent")]


class Organisation(models.Model):
    """An office, school, employer, hospital, isolation site or cooperative."""

    organisation_id = id_column(primary_key=True)
    name = text_column()
    kind = code_column()
    area_code = id_column()


class Place(models.Model):
    """Anywhere a person can stay."""

    place_id = id_column(primary_key=True)
    name = text_column()
    kind = code_column()
    area_code = id_column()
    longitude = number_column(required=False)
    latitude = number_column(required=False)
    capacity = integer_column(required=False)
    ventilation = code_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code", "kind"], name="place_area_kind")]


class Household(models.Model):
    """People who share life; hukou households are rows of it too."""

    household_id = id_column(primary_key=True)
    area_code = id_column()
    place = models.ForeignKey(Place, models.PROTECT, null=True)
    tenure = code_column(required=False)
    hukou_area_code = id_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["area_code"], name="household_area")]


class Person(models.Model):
    """One person. Resident number and phone are sealed; their index columns find them."""

    person_id = id_column(primary_key=True)
    name = text_column(required=False)
    sex = code_column(required=False)
    birth_date = date_column(required=False)
    id_number = SealedField(null=True)
    phone = SealedField(null=True)
    area_code = id_column(required=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    id_number_index = id_column(required=False)
    phone_index = id_column(required=False)

    class Meta:
        indexes = [
            models.Index(fields=["area_code"], name="person_area"),
            models.Index(fields=["id_number_index"], name="person_id_number"),
            models.Index(fields=["phone_index"], name="person_phone"),
        ]


class Membership(models.Model):
    """A person in a household, over time."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False)
    household = models.ForeignKey(Household, models.PROTECT)
    kind = code_column()
    valid_from = date_column()
    valid_to = date_column(required=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household", "kind", "valid_from"], name="membership_key"
            ),
        ]


class Relation(models.Model):
    """What another person is to this one, over time."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = code_column()
    valid_from = date_column()
    valid_to = date_column(required=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other", "kind", "valid_from"], name="relation_key"),
        ]


class Post(models.Model):
    """A post that answers for an area."""

    post_id = id_column(primary_key=True)
    kind = id_column()
    area_code = id_column()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "kind"], name="post_area_kind")]


class Roster(models.Model):
    """Who fills a post, from one instant to another. `from` is a word of Python, so the fields end in _at."""

    post = models.ForeignKey(Post, models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT)
    from_at = instant_column(db_column="from")
    to_at = instant_column(required=False, db_column="to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person", "from_at"], name="roster_key")]


class Fact(models.Model):
    """What is known of a subject: never overwritten, only followed by a later recording (T6)."""

    subject_kind = code_column()
    subject_id = id_column()
    fact = id_column()
    state = code_column()
    low = number_column(required=False)
    high = number_column(required=False)
    value = text_column(required=False)
    unit = id_column(required=False)
    period_from = date_column(required=False)
    period_to = date_column(required=False)
    valid_from = date_column()
    valid_to = date_column(required=False)
    recorded_at = instant_column()
    confirmed_at = instant_column(required=False)
    source = id_column()
    unknown_reason = code_column(required=False)

    class Meta:
        # The subject comes first so that the key is also the index by which a subject's facts are read.
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "fact", "valid_from", "recorded_at", "source", "subject_kind"],
                name="fact_key",
            ),
        ]


class Completeness(models.Model):
    """A source declares that whoever it does not list has the dictionary's absent value."""

    source = id_column()
    fact = id_column()
    area_code = id_column()
    valid_from = date_column()
    valid_to = date_column(required=False)
    recorded_at = instant_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "fact", "area_code", "valid_from"], name="completeness_key"
            ),
        ]


class Event(models.Model):
    """What happened to a subject; an event never changes."""

    event_id = id_column(primary_key=True)
    subject_kind = code_column()
    subject_id = id_column()
    kind = id_column()
    at = instant_column()
    recorded_at = instant_column()
    source = id_column()
    duty_id = id_column(required=False)
    tube_id = id_column(required=False)
    pool_size = integer_column(required=False)
    result = code_column(required=False)
    contact_class = id_column(required=False, db_column="class")
    linked_kind = code_column(required=False)
    linked_id = id_column(required=False)
    amount = number_column(required=False)
    unit = id_column(required=False)
    note = text_column(required=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="event_subject_at"),
            models.Index(fields=["kind", "at"], name="event_kind_at"),
            models.Index(fields=["linked_id"], name="event_linked"),
            models.Index(fields=["recorded_at"], name="event_recorded"),
        ]


class AreaStatus(models.Model):
    """An area has a status, such as a risk area's, from one instant to another; who set it and by which clause."""

    area_code = id_column()
    status = id_column()
    from_at = instant_column(db_column="from")
    to_at = instant_column(required=False, db_column="to")
    pack = id_column(required=False)
    clause = id_column(required=False)
    issuer = text_column(required=False)
    recorded_at = instant_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "status", "from_at"], name="area_status_key"),
        ]


class AccountManager(BaseUserManager):
    """Makes accounts."""

    def create_account(self, username: str, password: str, person_id: str | None = None) -> "Account":
        """A new account that can sign in with the password; its rights come from the person's posts."""
        account = self.model(username=username, person_id=person_id)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A sign-in. It holds no rights of its own: they are read from the roster of its person."""

    username = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()


class RegisterClock(models.Model):
    """The one row that says which clock this register lives by (T8)."""

    kind = code_column(default="real")  # real | sample
    at = instant_column(required=False)


class SavedMapping(models.Model):
    """How the columns of somebody's sheet are called, saved under a name."""

    name = models.CharField(max_length=80)
    table = id_column()
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "name"], name="mapping_key")]


class ImportFile(models.Model):
    """One file that was sent in, known by its digest: rows in = landed + rejected."""

    digest = id_column()
    table = id_column()
    name = text_column()
    state = code_column()  # running | done | refused | stopped
    rows_in = integer_column(default=0)
    rows_landed = integer_column(default=0)
    rows_already = integer_column(default=0)
    rows_rejected = integer_column(default=0)
    rejects_path = text_column(required=False)
    bytes_done = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    sent_by = id_column()
    started_at = instant_column()
    finished_at = instant_column(required=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "table"], name="import_key")]


class Choice(models.Model):
    """A value that a post with authority chose where a standard leaves it open (T4); never changed, only followed."""

    pack = id_column()
    parameter = id_column()
    area_code = id_column()
    value = text_column()
    reason = text_column()
    signed_by = id_column()
    signed_at = instant_column()
    valid_from = date_column(required=False)
    valid_to = date_column(required=False)

    class Meta:
        indexes = [models.Index(fields=["pack", "parameter", "area_code"], name="choice_parameter")]


class SamePerson(models.Model):
    """What somebody decided of two records: one person, two, or not to be told; taken back, never changed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    same_as = models.ForeignKey(
        Person, models.PROTECT, related_name="+"
    )  # the record that is kept, where they are one
    verdict = code_column()  # same | different | unsure
    basis = text_column()
    decided_at = instant_column()
    decided_by = id_column()
    withdrawn_at = instant_column(required=False)
    withdrawn_by = id_column(required=False)
    withdrawn_why = text_column(required=False)


class SameCandidate(models.Model):
    """Two records that were found to be perhaps one person; `first` is the smaller id. Made anew at each search."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    place = integer_column()  # in the order of certainty, from 0
    rules = text_column()
    keys_only = text_column()
    probability = number_column(required=False)
    compared = models.JSONField()
    doubts = text_column()
    found_at = instant_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="same_candidate_key")]
        indexes = [models.Index(fields=["place"], name="same_candidate_place")]


class RestingContact(models.Model):
    """A contact that was found only because two records were decided to be one: it goes when the decision does."""

    decision = models.ForeignKey(SamePerson, models.CASCADE)
    case_id = id_column()
    person_id = id_column()
    via_person_id = id_column(required=False)
    rule = id_column()
    place_id = id_column(required=False)
