"""What a village has to offer, and to whom it was offered; who was asked first only for those who may know why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from mutong.kernel import clock
from mutong.records.access import Viewer, log_deed
from mutong.records.reads.shares import READ, readable_organisation
from mutong.records.reads.subjects import subject_names
from mutong.records.register.models import Organisation
from mutong.records.village.share_models import Offer, OfferAnswer, Opening
from mutong.village.share_states import ACCEPTED, LAPSED, TAKEN_BACK, WAITING


@dataclass(frozen=True)
class OfferRow:
    """One offer: `state` is accepted, declined, taken_back, waiting or lapsed (no answer by the deadline)."""

    offer_id: str
    household_id: str
    door: str
    amount: float
    first: bool
    on: date
    until: date
    state: str
    note: str | None


@dataclass(frozen=True)
class OpeningRow:
    """Something there is to offer. `taken` counts what was accepted, `held` what running offers keep free.

    `offers` is None for whoever may not know which households were asked first: to them only the totals are shown.
    """

    opening_id: str
    kind: str
    what: str
    amount: float
    taken: float
    held: float
    made: int
    answered: int
    offers: tuple[OfferRow, ...] | None

    @property
    def left(self) -> float:
        """What can still be offered."""
        return self.amount - self.taken - self.held


def list_openings(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[OpeningRow, ...]:
    """The openings of an organisation, the last first; one audit line. Raises AccessDenied."""
    holding = readable_organisation(viewer, organisation_id, purpose)
    area = Organisation.objects.filter(pk=organisation_id).values_list("area_code", flat=True).get()
    # A household on the list of those asked first is in need: that is an assistance fact.
    whole = viewer.may("read_assistance", area)
    openings = Opening.objects.filter(organisation_id=organisation_id).order_by("-recorded_at")
    offers = defaultdict(list)
    for offer in Offer.objects.filter(opening__organisation_id=organisation_id).order_by("recorded_at"):
        offers[offer.opening_id].append(offer)
    every = [offer for some in offers.values() for offer in some]
    doors = subject_names({("household", offer.household_id) for offer in every})
    answers = {
        row.offer_id: row for row in OfferAnswer.objects.filter(offer__in=every).order_by("recorded_at")
    }
    found = []
    for opening in openings:
        rows = tuple(_offer(one, answers.get(one.pk), doors) for one in offers[opening.pk])
        counted = [row for row in rows if row.state != TAKEN_BACK]
        found.append(
            OpeningRow(
                opening.pk,
                opening.kind,
                opening.what,
                opening.amount,
                sum(row.amount for row in rows if row.state == ACCEPTED),
                sum(row.amount for row in rows if row.state == WAITING),
                len(counted),
                sum(row.state not in (WAITING, LAPSED) for row in counted),
                rows if whole else None,
            )
        )
    ids = [offer.pk for offer in every] if whole else []
    log_deed(viewer, holding, READ, purpose, query=f"offers; whole={whole}", count=len(found), ids=ids)
    return tuple(found)


def _offer(offer: Offer, answer: OfferAnswer | None, doors: dict[tuple[str, str], str]) -> OfferRow:
    state = answer.answer if answer else WAITING if offer.until >= clock.today() else LAPSED
    return OfferRow(
        offer.pk,
        offer.household_id,
        doors[("household", offer.household_id)],
        offer.amount,
        offer.first,
        offer.on,
        offer.until,
        state,
        answer.note if answer else None,
    )
