"""A shared place told in sentences, in both languages: who, when, among how many, by what chance, what to ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.outbreak.common_places import CLOSE, TOGETHER, CommonPlaces, Direction, SharedPlace
from mutong.outbreak.contact_rows import cause_words

_SHOWN = 6
_PAIRS_SHOWN = 3
_ASKS: Mapping[str, Words] = {
    "seat": Words("问清各人坐在哪里（订座、点单、监控）", "ask who sat where (bookings, orders, cameras)"),
    "left_at": Words("问清何时离开", "ask when they left"),
    "certainty": Words(
        "核对位置是否准确（付款、扫码、监控）", "check whether the position is exact (payments, cameras)"
    ),
    "date_onset": Words("问清发病日期", "ask for the day of onset"),
    "exposed_from": Words("问清可能受感染的起止日期", "ask in which days the case may have been infected"),
}
_NUMBER_OPEN = Words("由有权单位选定未定的潜伏期", "have an office with authority choose the open incubation")
_NOBODY_YET = Words(
    "这里还没有处于传染期的病例：排查工作人员和常客，采样检测",
    "no case is known to have been infectious here: look into staff and regulars, and test",
)
METHOD = Words(
    "偶然：把病例看作从停留库全部人员中任意抽出的人，按各人窗口内到过该处的不同人数计算；同一家庭只算一次。"
    "整个场所和最显眼的一次同处各看一次，取小者乘以二；尾概率取二项上界（Hoeffding 1956），"
    "错误发现率按 Benjamini–Hochberg 1995。病例都来自一片时，那一片的场所也会显得不寻常。",
    "Chance: the cases are taken as people drawn from all who have stays in the store, by how many different "
    "people were there in each one's window; a household counts once. The place as a whole and its most telling "
    "occasion are looked at, the smaller chance counts twice; tails are binomial bounds (Hoeffding 1956), false "
    "discovery after Benjamini and Hochberg 1995. Where all cases come from one quarter, its places stand out too.",
)


def place_words(place: SharedPlace, found: CommonPlaces) -> Words:
    """What there is to say of a place in a paragraph: who, when, among how many, chance, direction, what is open."""
    parts = [
        _who(place),
        _occasion(place, units(found)),
        _chance(place, found),
        _directions(place.directions),
        _open(place),
    ]
    return Words(
        "".join(f"{one.zh}。" for one in parts if one.zh), " ".join(f"{one.en}." for one in parts if one.en)
    )


def how_words(how: str, gap: int) -> Words:
    """Whether cases were there at one time, within some hours, or apart."""
    if how == TOGETHER:
        return Words("同时在场", "at the same time")
    hours = f"{gap / 3600:g}"
    if how == CLOSE:
        return Words(f"相隔不超过 {hours} 小时", f"within {hours} hours of each other")
    if gap:
        return Words(f"前后相隔都超过 {hours} 小时", f"more than {hours} hours apart")
    return Words("都不同时", "never at the same time")


def nothing_shared(found: CommonPlaces) -> Words:
    """What to say where no place is shared: what was looked at."""
    at_home, unit, one = found.shared_at_home, units(found), _unit(found)
    return Words(
        f"查了 {found.looked_at} 例到过的 {found.visited} 处场所，没有一处有两{unit.zh}以上的病例"
        "在可能受感染的日子里去过" + (f"（另有 {at_home} 处只有同一{one.zh}的病例）。" if at_home else "。"),
        f"Of {found.visited} places to which {found.looked_at} cases went, none was shared by cases of two {unit.en} "
        "while they may have been infected"
        + (f" ({at_home} more within one {one.en} only)." if at_home else "."),
    )


def units(found: CommonPlaces) -> Words:
    """What cases are counted by: households, or groups of a household or a known chain."""
    return Words("组", "groups") if found.search.chains_once else Words("户", "households")


def _unit(found: CommonPlaces) -> Words:
    return Words("组", "group") if found.search.chains_once else Words("家庭", "household")


def chance_text(chance: float) -> str:
    """A chance as a person reads it: 1 in so many where it is small."""
    if chance >= 0.01:
        return f"{chance:.2g}"
    return f"1/{1 / chance:,.0f}" if chance > 1e-9 else "<1/1,000,000,000"


def expected_text(expected: float) -> str:
    """An expected number to two digits."""
    return f"{expected:.2g}" if expected >= 0.001 else "<0.001"


def span_text(start: int, end: int) -> str:
    """From when to when, on China's clocks; the second day only where it is another."""
    first, last = (datetime.fromtimestamp(one, CHINA) for one in (start, end))
    return (
        f"{first:%m-%d %H:%M}–{last:%H:%M}"
        if first.date() == last.date()
        else f"{first:%m-%d %H:%M}–{last:%m-%d %H:%M}"
    )


def _who(place: SharedPlace) -> Words:
    listed = _listed(place.cases)
    return Words(
        f"{len(place.cases)} 例（{place.households} 户）在可能受感染的日子里到过：{listed}；"
        f"{span_text(place.first, place.last)}，共 {place.visits} 次",
        f"{len(place.cases)} cases of {place.households} households were there while they may have been infected: "
        f"{listed}; {span_text(place.first, place.last)}, {place.visits} visits",
    )


def _occasion(place: SharedPlace, unit: Words) -> Words:
    one = place.occasion
    if one is None:
        return Words(f"没有两{unit.zh}的病例同时在场", f"No cases of two {unit.en} were there at one time")
    also = (
        Words(f"，同处 {place.minutes:.0f} 分钟", f", {place.minutes:.0f} minutes together")
        if place.minutes
        else Words("", "")
    )
    if one.cases == place.cases and (one.start, one.end) == (place.first, place.last):
        return Words(
            f"都在同一次，当时在场 {one.people} 人{also.zh}",
            f"All on one occasion, among {one.people} people{also.en}",
        )
    return Words(
        f"最显眼的一次 {span_text(one.start, one.end)}：{_listed(one.cases)}，当时在场 {one.people} 人{also.zh}",
        f"Most telling {span_text(one.start, one.end)}: {_listed(one.cases)} among {one.people} people{also.en}",
    )


def _chance(place: SharedPlace, found: CommonPlaces) -> Words:
    said = (
        Words("不寻常", "surprising")
        if place.surprising
        else Words("偶然就能解释", "chance alone explains it")
    )
    unit = units(found)
    expected, chance = expected_text(place.expected), chance_text(place.chance)
    return Words(
        f"这些日子里有 {place.people:,} 人到过；{found.counted} {unit.zh}病例中偶然会有 {expected} {unit.zh}到过，"
        f"实有 {place.counted} {unit.zh}，偶然概率 {chance}：{said.zh}",
        f"{place.people:,} people were there in these days; of {found.counted} {unit.en} with cases chance alone "
        f"takes {expected} there, and {place.counted} were: chance {chance}, {said.en}",
    )


def _directions(directions: Sequence[Direction]) -> Words:
    if not directions:
        return Words("", "")
    told = [direction_words(one) for one in directions[:_PAIRS_SHOWN]]
    more = len(directions) - _PAIRS_SHOWN
    return Words(
        "，".join(one.zh for one in told) + (f"，另有 {more} 对" if more > 0 else ""),
        ", ".join(one.en for one in told) + (f", and {more} more pairs" if more > 0 else ""),
    )


def direction_words(one: Direction) -> Words:
    """Who may have infected whom."""
    doubt = Words("", "") if one.sure else Words("（待查明）", " (to look into)")
    return Words(
        f"{one.infector} 当时处于传染期，可能传给 {one.infectee}{doubt.zh}",
        f"{one.infector} was infectious there and may have infected {one.infectee}{doubt.en}",
    )


def asks_of(place: SharedPlace) -> tuple[Words, ...]:
    """What would settle whether the place is where they met."""
    found = [_ask(cause) for cause in place.missing]
    if place.surprising and not place.directions:
        found.append(_NOBODY_YET)
    return tuple(dict.fromkeys(found))


def _ask(cause: str) -> Words:
    if cause.endswith(":null_standard"):
        return _NUMBER_OPEN
    return _ASKS.get(cause) or cause_words(cause)


def _open(place: SharedPlace) -> Words:
    asked = asks_of(place)
    if not asked:
        return Words("", "")
    return Words(
        "可以查明：" + "；".join(one.zh for one in asked),
        "What would settle it: " + "; ".join(one.en for one in asked),
    )


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _SHOWN
    return ", ".join(ids[:_SHOWN]) + (f" … +{more}" if more > 0 else "")
