"""What the village offers to households: the opening, each offer with its deadline, each answer."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer
from mutong.records.actions.share_keeping import (
    keeper_of,
    log_keeping,
    new_id,
    refuse_strangers,
    refused,
    stamp,
)
from mutong.records.village.share_models import Offer, OfferAnswer, Opening
from mutong.village.share_states import ACCEPTED, OFFER_KINDS, REFUSED, TAKEN_BACK

_A_HAIR = 1e-9  # sums of shares of a whole may miss it by rounding


def open_offer(
    viewer: Viewer, organisation_id: str, kind: str, what: str, amount: float, *, key: str, purpose: str
) -> str:
    """Say what there is to offer; the opening's id. Sent twice under one `key` it is one.

    Raises AccessDenied; MutongError `offer_kind_unknown`, `offer_amount`.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    if kind not in OFFER_KINDS:
        raise refused("offer_kind_unknown", "请选择提供什么。", "Choose what is offered.")
    if not amount > 0:
        raise refused("offer_amount", "数量应大于 0。", "The amount is more than nothing.")
    opening_id = f"P{key}"
    with transaction.atomic():
        log_keeping(viewer, holding, "open_offer", purpose, "opening", opening_id)
        if not Opening.objects.filter(pk=opening_id).exists():
            Opening.objects.create(
                opening_id=opening_id,
                organisation_id=organisation_id,
                kind=kind,
                what=what.strip(),
                amount=amount,
                **stamp(holding, Opening),
            )
    return opening_id


def offer_to(
    viewer: Viewer,
    opening_id: str,
    household_ids: Iterable[str],
    amount: float,
    until: date,
    *,
    first: bool,
    purpose: str,
) -> int:
    """Offer so much each to households until a day; how many offers were made.

    Whoever holds a running or accepted offer of this opening gets no second one. Raises AccessDenied; MutongError
    `offer_amount`, `offer_until`, `offered_too_much`, `household_not_found`.
    """
    opening = Opening.objects.filter(pk=opening_id).first()
    holding = keeper_of(viewer, opening.organisation_id if opening else "", purpose)
    wanted, today = list(dict.fromkeys(household_ids)), clock.today()
    if not amount > 0:
        raise refused("offer_amount", "数量应大于 0。", "The amount is more than nothing.")
    if until < today:
        raise refused("offer_until", "答复期限不能早于今天。", "The deadline may not lie before today.")
    refuse_strangers(viewer, wanted)
    with transaction.atomic():
        log_keeping(viewer, holding, "offer_to", purpose, "opening", opening_id, count=len(wanted))
        held = [one for one in Offer.objects.filter(opening=opening) if counts(one, today)]
        taken, holders = sum(one.amount for one in held), {one.household_id for one in held}
        new = [one for one in wanted if one not in holders]
        if taken + amount * len(new) > opening.amount + _A_HAIR:
            left = f"{opening.amount - taken:g}"
            raise refused(
                "offered_too_much",
                f"只剩 {left}，分给 {len(new)} 户每户 {amount:g} 不够。",
                f"Only {left} is left; {amount:g} for each of {len(new)} households is more.",
            )
        for household in new:
            Offer.objects.create(
                offer_id=new_id("F"),
                opening=opening,
                household_id=household,
                amount=amount,
                first=first,
                on=today,
                until=until,
                **stamp(holding, Offer),
            )
    return len(new)


def answer_offer(viewer: Viewer, offer_id: str, answer: str, *, purpose: str, note: str = "") -> None:
    """Note a household's answer, or that the offer was taken back. A lapsed offer takes no yes.

    Raises AccessDenied; MutongError `offer_answer_unknown`, `offer_is_answered`, `offer_lapsed`.
    """
    offer = Offer.objects.filter(pk=offer_id).select_related("opening").first()
    holding = keeper_of(viewer, offer.opening.organisation_id if offer else "", purpose)
    if answer not in (ACCEPTED, REFUSED, TAKEN_BACK):
        raise refused("offer_answer_unknown", "请选择答复。", "Choose the answer.")
    with transaction.atomic():
        log_keeping(viewer, holding, "answer_offer", purpose, "offer", offer_id)
        if OfferAnswer.objects.filter(offer=offer).exists() and not note.strip():
            raise refused(
                "offer_is_answered",
                "这一户已经答复；要更正请写明原因。",
                "This household has answered already; to correct it say why.",
            )
        if answer == ACCEPTED:
            _check_acceptance(offer)
        OfferAnswer.objects.create(
            offer=offer,
            answer=answer,
            on=clock.today(),
            note=note.strip() or None,
            **stamp(holding, OfferAnswer),
        )


def counts(offer: Offer, today: date) -> bool:
    """Whether an offer takes part of the opening on a day: accepted, or not answered and not lapsed."""
    answers = OfferAnswer.objects.filter(offer=offer).order_by("recorded_at")
    last = answers.values_list("answer", flat=True).last()
    return last == ACCEPTED if last else offer.until >= today


def _check_acceptance(offer: Offer) -> None:
    """A yes after the deadline, or after others took what there was, is too late."""
    today = clock.today()
    if offer.until < today:
        raise refused(
            "offer_lapsed",
            f"期限 {offer.until} 已过；要再给这户，请重新提供。",
            f"The deadline of {offer.until} has passed; offer it anew if it is still to be had.",
        )
    others = Offer.objects.filter(opening=offer.opening).exclude(pk=offer.pk)
    taken = sum(one.amount for one in others if counts(one, today))
    if taken + offer.amount > offer.opening.amount + _A_HAIR:
        raise refused(
            "offered_too_much", "已经没有剩余可以给这户。", "Nothing is left that this household could have."
        )
