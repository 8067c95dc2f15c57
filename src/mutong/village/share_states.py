"""The states that members, contracts and offers of a cooperative or collective pass through; what may follow what."""

CANDIDATE, MEMBER, LEAVING, LEFT, DECLINED, STRUCK = (
    "put_forward", "joined", "leaving", "left", "declined", "struck",
)  # fmt: skip
TOLD = "told"  # Says something anew of a member and changes no state.
MEMBER_STEPS = {
    CANDIDATE: (MEMBER, DECLINED, TOLD),
    MEMBER: (LEAVING, LEFT, STRUCK, TOLD),
    LEAVING: (LEFT, MEMBER, TOLD),
    LEFT: (CANDIDATE,),
    DECLINED: (CANDIDATE,),
    STRUCK: (CANDIDATE,),
}

CONTRIBUTION, TRADE, RESERVE, PAID = "contribution", "trade", "reserve", "paid"

DECISION_STEPS = ("proposed", "discussed", "papers", "notice", "meeting", "minutes", "published")

DRAFT, SIGNED, ENDED, DROPPED = "draft", "signed", "ended", "dropped"
CONTRACT_STEPS = {DRAFT: (DRAFT, SIGNED, DROPPED), SIGNED: (ENDED,), ENDED: (), DROPPED: ()}

OFFER_KINDS = ("work", "shares", "custody")
ACCEPTED, REFUSED, TAKEN_BACK, WAITING, LAPSED = "accepted", "declined", "taken_back", "waiting", "lapsed"
