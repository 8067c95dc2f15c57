"""Who belongs to a cooperative or collective, what each put in, what was decided, agreed and offered.

Every table here is append-only: the database refuses a change. A slip is taken back by a later row with its reason, so
that the accounts of members can be read as they stood on any day.
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


class Kept(models.Model):
    """What every row here says of itself: when it was written and by which post."""

    recorded_at = instant_column()
    recorded_by = id_column()

    class Meta:
        abstract = True


class Charter(Kept):
    """What an organisation's charter leaves settled from a day on; `law` is the pack whose numbers it lives by.

    Shares are exact texts (1/10). What is null the charter has not settled, and nothing is guessed for it.
    """

    charter_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    law = id_column()
    valid_from = date_column()
    reserve_share = text_column(required=False)
    return_share = text_column(required=False)
    reserve_by = code_column(required=False)
    notice_days = integer_column(required=False)
    exit_months = integer_column(required=False)
    trade_words = text_column(required=False)
    founders = integer_column(required=False)
    agreed = integer_column(required=False)


class ShareMember(Kept):
    """Somebody put forward as a member: a household of the register, or an organisation by its name."""

    member_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    household = models.ForeignKey("records_register.Household", models.PROTECT, null=True, related_name="+")
    source = code_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "household"], name="share_member_home")
        ]


class MemberStep(Kept):
    """What became of a member on a day: put forward, joined, declined, asked to leave, left, struck, or said anew.

    What is null is not said by this step and stays as it was.
    """

    member = models.ForeignKey(ShareMember, models.PROTECT, related_name="steps")
    step = code_column()
    on = date_column()
    person = models.ForeignKey("records_register.Person", models.PROTECT, null=True, related_name="+")
    name = text_column(required=False)
    kind = code_column(required=False)
    extra_votes = integer_column(required=False)
    quota = integer_column(required=False)
    reason = text_column(required=False)


class Decision(Kept):
    """A matter that the members decide; its course is in its steps."""

    decision_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    matter = code_column()
    title = text_column()
    proposal = text_column()
    members = integer_column(required=False)


class DecisionStep(Kept):
    """One step of a decision on a day; `withdraws` takes an earlier one back, with its reason."""

    step_id = id_column(primary_key=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps")
    step = code_column()
    on = date_column(required=False)
    members = integer_column(required=False)
    votes = integer_column(required=False)
    attended = integer_column(required=False)
    votes_for = integer_column(required=False)
    note = text_column(required=False)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")
    reason = text_column(required=False)


class SurplusYear(Kept):
    """A year's surplus as it was worked out: the figures, the charter's terms, the parts of the members in fen.

    A later working of the same year takes its place until one is booked to the accounts.
    """

    surplus_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="surpluses")
    law = id_column()
    year = integer_column()
    surplus_fen = integer_column()
    losses_fen = integer_column()
    aid_fen = integer_column()
    reserve_share = text_column()
    return_share = text_column(required=False)
    reserve_by = code_column(required=False)
    result = models.JSONField()


class AccountEntry(Kept):
    """A line of a member's account: a contribution, the year's trade, a share of the reserve, or what was paid out.

    `fen` is null for a contribution that nobody has valued yet. `surplus` names the year a booking comes from.
    """

    entry_id = id_column(primary_key=True)
    member = models.ForeignKey(ShareMember, models.PROTECT, related_name="entries")
    ledger = code_column()
    form = code_column(required=False)
    what = text_column(required=False)
    fen = integer_column(required=False)
    on = date_column()
    surplus = models.ForeignKey(SurplusYear, models.PROTECT, null=True, related_name="entries")
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")
    reason = text_column(required=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "surplus", "ledger"], name="share_entry_booking")
        ]


class Contract(Kept):
    """A contract on land, a yard or labour, by a form of a pack."""

    contract_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    form = id_column()
    household = models.ForeignKey("records_register.Household", models.PROTECT, null=True, related_name="+")


class ContractStep(Kept):
    """A contract drafted or changed (with all its fields), signed, ended or dropped on a day."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="steps")
    step = code_column()
    on = date_column()
    fields = models.JSONField(null=True)
    begins = date_column(required=False)
    ends = date_column(required=False)
    reason = text_column(required=False)


class Opening(Kept):
    """Something the village has to offer: days of work, shares, or sheep to keep; so many, in the unit of its kind."""

    opening_id = id_column(primary_key=True)
    organisation = models.ForeignKey("records_register.Organisation", models.PROTECT, related_name="+")
    kind = code_column()
    what = text_column()
    amount = number_column()


class Offer(Kept):
    """A household was offered part of an opening; `first` while those in need were asked before the others."""

    offer_id = id_column(primary_key=True)
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="offers")
    household = models.ForeignKey("records_register.Household", models.PROTECT, related_name="+")
    amount = number_column()
    first = models.BooleanField()
    on = date_column()
    until = date_column()


class OfferAnswer(Kept):
    """What a household said to an offer on a day, or that the offer was taken back."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="answers")
    answer = code_column()
    on = date_column()
    note = text_column(required=False)


APPEND_ONLY = (
    Charter, ShareMember, MemberStep, Decision, DecisionStep, SurplusYear, AccountEntry, Contract, ContractStep,
    Opening, Offer, OfferAnswer,
)  # fmt: skip
