"""The flock's tables of a plan: what each state of sheep needs, weighs, fetches, takes up, and how it ages."""

from collections.abc import Mapping, Sequence

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.flock_needs import StateNeed, needs_of_states
from mutong.village.flock_states import DAYS_A_MONTH, FlockRules, State, flock_rules
from mutong.village.flock_transition import transition_of
from mutong.village.manure import excretion
from mutong.village.programme.settings import OpeningState

_EWES = ("ewe_open", "ewe_pregnant", "ewe_nursing")
_SUCKLING = ("lamb_female", "lamb_male")
_FATTENING = ("fattening_female", "fattening_male")
_SPACE = {
    "ewe_open": "ewe", "ewe_pregnant": "ewe_pregnant_or_nursing", "ewe_nursing": "ewe_pregnant_or_nursing",
    "ewe_lamb": "ewe_lamb", "ram_lamb": "ewe_lamb", "fattening_female": "grower", "fattening_male": "grower",
    "ram": "ram",
}  # fmt: skip
_LATE_PREGNANCY = 2

GROUPS: dict[str, Words] = {
    "ewe_open": Words("空怀母羊", "open ewes"),
    "ewe_early": Words("妊娠前中期母羊", "ewes in early and middle pregnancy"),
    "ewe_late": Words("妊娠后期母羊", "ewes in late pregnancy"),
    "ewe_nursing": Words("哺乳母羊", "nursing ewes"),
    "ewe_lamb": Words("后备母羊", "ewe lambs kept for breeding"),
    "ram_lamb": Words("后备公羊", "ram lambs kept for breeding"),
    "fattening_female": Words("育肥母羊", "females for slaughter"),
    "fattening_male": Words("育肥公羊", "males for slaughter"),
    "ram": Words("种公羊", "rams"),
}
MOVES: dict[str, Words] = {
    "mate": Words("配种母羊", "ewes put to the ram"),
    "keep_female": Words("留作后备的母羔", "ewe lambs kept for breeding"),
    "keep_male": Words("留作后备的公羔", "ram lambs kept for breeding"),
}


def flock_tables(numbers: Coefficients, opening: OpeningState) -> dict[str, Sequence[Mapping[str, object]]]:
    """states, passes, groups, group_states, moves, move_states. Raises MutongError numbers_open where a need rests on
    numbers that nobody has settled."""
    rules = flock_rules(numbers)
    transition = transition_of(rules)
    needs = needs_of_states(rules, numbers)
    _refuse_open(needs)
    states = [_state(one, rules, numbers, opening) for one in needs]
    passes = [
        {"was": was, "states": to, "share": share / transition.lives[r]}
        for r, was in enumerate(transition.labels)
        for s, to in enumerate(transition.labels)
        if (share := float(transition.matrix[s, r])) > 0
    ]
    group_states = [
        {"groups": group, "states": one.state.label, "fed": 1}
        for one in needs
        if (group := group_of(one.state, rules)) is not None
    ]
    moves, move_states = [], []
    for move in transition.moves:
        source = transition.index[move.source]
        moves.append(
            {
                "moves": move.name,
                "not_taken": 1 + float(move.change[source]),
                "needs_ram": int(move.name == "mate"),
            }
        )
        move_states += [
            {"moves": move.name, "states": label, "change": float(move.change[k]), "source": int(k == source)}
            for k, label in enumerate(transition.labels)
            if move.change[k] or k == source
        ]
    return {
        "states": states, "passes": passes, "groups": [{"groups": group} for group in GROUPS],
        "group_states": group_states, "moves": moves, "move_states": move_states,
    }  # fmt: skip


def group_of(state: State, rules: FlockRules) -> str | None:
    """The feeding group of a state; None for suckling lambs, which are fed with the ewe."""
    if state.kind in _SUCKLING:
        return None
    if state.kind == "ewe_pregnant":
        return "ewe_late" if state.month > rules.gestation - _LATE_PREGNANCY else "ewe_early"
    return state.kind


def _state(
    one: StateNeed, rules: FlockRules, numbers: Coefficients, opening: OpeningState
) -> dict[str, object]:
    state, weight = one.state, one.live_weight
    kind, label = state.kind, state.label
    breeding = {"ewe_open": "breeding_ewe.price_head", "ram": "breeding_ram.price_head"}.get(kind)
    adult = kind in _EWES or kind == "ram"
    worth = weight * numbers.value("cull_ewe.price" if adult else "live_lamb.price")
    sells = kind in ("ewe_open", "ram") or kind in _FATTENING
    suckling = kind in _SUCKLING
    in_store = numbers.value("manure.collected") * (1 - numbers.value("manure.n_lost_in_store"))
    return {
        "states": label, "kind": kind, "month": state.month, "opening": opening.flock.get(label, 0.0),
        "lives": rules.lives[kind], "weight": weight, "energy": _month(one.need.energy.point),
        "protein": _month(one.need.protein.point), "most_eaten": _month(one.need.most_dry_matter.point),
        "space": 0.0 if suckling else numbers.value(f"{_SPACE[kind]}.house_area"), "price": worth if sells else 0.0,
        "buying_price": numbers.value(breeding) if breeding else 0.0, "worth": worth, "can_buy": int(bool(breeding)),
        "can_sell": int(sells), "ewe": int(kind in _EWES), "ram": int(kind == "ram"),
        "replaced": int(kind == "ewe_open"),
        "lambing": int(kind == "ewe_pregnant" and state.month == rules.gestation),
        "newborn": int(suckling and state.month == 0),
        "n_kept": (excretion(state, numbers).n.point or 0.0) * in_store,
        "health": 0.0 if suckling else numbers.value("ewe.health_cost") / 12,
    }  # fmt: skip


def _month(day: float | None) -> float:
    return (day or 0.0) * DAYS_A_MONTH


def _refuse_open(needs: Sequence[StateNeed]) -> None:
    open_ = list(dict.fromkeys(key for one in needs for key in one.need.open))
    if open_:
        keys = "、".join(open_)
        raise MutongError(
            "numbers_open",
            Words(
                f"下列数值还没有人核定，算不出羊要吃多少：{keys}。请由乡镇畜牧兽医站核定，写入本地选定表并签名。",
                f"Nobody has settled these numbers, so that nobody knows what the sheep need: {', '.join(open_)}. "
                "Let the "
                "township vet station settle them; write them into the file of local choices, signed.",
            ),
            key=open_[0],
        )
