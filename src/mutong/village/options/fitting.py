"""Whether an option fits within what the village has: surely, perhaps, or not, and by what it fails."""

from dataclasses import dataclass

from mutong.kernel.truth import Truth, all_of
from mutong.kernel.words import Words
from mutong.village.options.means import VillageMeans
from mutong.village.options.results import FORBIDDEN, NOW, OPEN, OptionResult
from mutong.village.spreads import Spread, exactly

RESOURCES = ("land", "labour", "cash")
LABELS = {
    "land": Words("土地", "land"),
    "labour": Words("劳力", "labour"),
    "cash": Words("现金", "cash"),
    "skill": Words("手艺", "skill"),
    "law": Words("法规、用地和销路", "law, siting and market"),
}
STATES = {
    Truth.YES: Words("够", "fits"),
    Truth.UNKNOWN: Words("说不准", "perhaps"),
    Truth.NO: Words("不够", "does not fit"),
}

_LAND_UNITS = {
    "any": Words("亩", " mu"),
    "not_basic": Words("亩（永久基本农田除外）", " mu outside permanent basic farmland"),
}


@dataclass(frozen=True)
class Fit:
    """One thing an option needs: whether it is there, and in words what is needed and what there is."""

    name: str
    state: Truth
    words: Words

    @property
    def label(self) -> Words:
        """What it is about."""
        return LABELS[self.name]


def fits_of(result: OptionResult, means: VillageMeans) -> tuple[Fit, ...]:
    """Land, labour, cash, skill and law, one answer each. Staying as now needs nothing that is not there."""
    if result.kind == NOW:
        as_now = Words("照旧，不另外占用", "as now, nothing more")
        return tuple(Fit(name, Truth.YES, as_now) for name in LABELS)
    return (
        _amount("land", result.land_mu, means.land_of(result.land_kind), _LAND_UNITS[result.land_kind]),
        _labour(result, means),
        _amount("cash", -result.lowest_cash, means.cash, Words("元", " yuan")),
        Fit("skill", result.skill_state, result.skill),
        _law(result),
    )


def fit_together(fits: tuple[Fit, ...]) -> Truth:
    """YES only where everything is surely there, NO as soon as one thing is surely not."""
    return all_of(one.state for one in fits)


def amount_words(spread: Spread) -> Words:
    """An interval as a person reads it: one number, two ends, at least, at most, or not known."""
    value, ends = amount_and_ends(spread)
    return Words(f"{value.zh}（{ends.zh}）", f"{value.en} ({ends.en})") if ends.zh else value


def amount_and_ends(spread: Spread) -> tuple[Words, Words]:
    """The same in two parts: the settled value with the ends beside it; the ends are empty where they say no more."""
    none = Words("", "")
    if spread.low == spread.high:
        return _same(f"{spread.low:,.0f}"), none
    open_low, open_high = spread.low == -float("inf"), spread.high == float("inf")
    if open_low and open_high:
        ends = Words("未知", "not known")
    elif open_high:
        ends = Words(f"至少{spread.low:,.0f}", f"at least {spread.low:,.0f}")
    elif open_low:
        ends = Words(f"至多{spread.high:,.0f}", f"at most {spread.high:,.0f}")
    else:
        ends = Words(f"{spread.low:,.0f}～{spread.high:,.0f}", f"{spread.low:,.0f} to {spread.high:,.0f}")
    return (ends, none) if spread.point is None else (_same(f"{spread.point:,.0f}"), ends)


def _same(text: str) -> Words:
    return Words(text, text)


def _amount(name: str, need: Spread, have: Spread, unit: Words) -> Fit:
    # Nothing needed is always there, whatever is not known of the rest.
    state = Truth.YES if need.high <= 0 else have.reaches(need)
    wanted, found = amount_words(need), amount_words(have)
    return Fit(
        name,
        state,
        Words(
            f"要{wanted.zh}{unit.zh}，有{found.zh}{unit.zh}",
            f"needs {wanted.en}{unit.en}, there is {found.en}{unit.en}",
        ),
    )


def _labour(result: OptionResult, means: VillageMeans) -> Fit:
    """The month that is shortest decides."""
    months = [
        (Truth.YES if need.high <= 0 else have.reaches(need), month, need, have)
        for month, (need, have) in enumerate(zip(result.more_labour, means.labour, strict=True), start=1)
    ]
    state = all_of(one[0] for one in months)
    among = [one for one in months if one[0] == state]
    _, month, need, have = max(among, key=lambda one: (one[2].high - one[3].low, -one[1]))
    more, found = amount_words(_not_below_nought(need)), amount_words(have)
    return Fit(
        "labour",
        state,
        Words(
            f"最紧的{month}月要比现在多{more.zh}工日，有{found.zh}工日",
            f"tightest in month {month}: {more.en} days more than now, there are {found.en}",
        ),
    )


def _not_below_nought(need: Spread) -> Spread:
    if need.high <= 0:
        return exactly(0)
    point = None if need.point is None else max(0.0, need.point)
    return Spread(max(0.0, need.low), need.high, point)


def _law(result: OptionResult) -> Fit:
    forbidden = [one for one in result.conditions if one.state == FORBIDDEN]
    open_ = [one for one in result.conditions if one.state == OPEN]
    if forbidden:
        told = Words(
            "；".join(f"{one.words.zh}（{one.citation.zh}）" for one in forbidden),
            "; ".join(f"{one.words.en} ({one.citation.en})" for one in forbidden),
        )
    elif open_:
        asked = dict.fromkeys(one.asked_of.zh for one in open_)
        asked_en = dict.fromkeys(one.asked_of.en for one in open_)
        told = Words(
            f"{len(open_)}件事没问清：去问{'、'.join(asked)}", f"{len(open_)} open: ask {', '.join(asked_en)}"
        )
    else:
        steps = sum(one.state == "step" for one in result.conditions)
        told = Words(f"{steps}项手续要办", f"{steps} steps to take") if steps else Words("无", "none")
    return Fit("law", result.law_state, told)
