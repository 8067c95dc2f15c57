"""A plan's months and seasons drawn: sheep, cash with its lowest point, work, land by crop."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from mutong.desk.pictures.plan_axes import DAYS, HEADS, MONEY, MU, Bars, Line, Point, draw_over_time
from mutong.kernel.words import Words
from mutong.village.plan_document.names import crop_name
from mutong.village.plan_document.say import joined, money, month_of, whole
from mutong.village.programme.results import PlanMonth, VillagePlan

EWES = ("ewe_open", "ewe_pregnant", "ewe_nursing")
SUCKLING = ("lamb_female", "lamb_male")
YOUNG = ("fattening_female", "fattening_male", "ewe_lamb", "ram_lamb")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CROP_TONES = tuple(f"p-{n}" for n in range(1, 9))


@dataclass(frozen=True)
class Picture:
    """A picture for desk and phone with the key to its tones."""

    title: Words
    wide: SafeString
    narrow: SafeString
    keys: tuple[tuple[str, Words], ...]


def heads_of(month: PlanMonth, kinds: Sequence[str]) -> float:
    """Heads of some classes in a month."""
    return sum(month.heads.get(kind, 0.0) for kind in kinds)


def draw_flock(months: Sequence[PlanMonth]) -> Picture:
    """Breeding ewes, suckling lambs and weaned young sheep of each month."""
    bars = (
        Bars(Words("繁殖母羊", "breeding ewes"), "p-1", [heads_of(m, EWES) for m in months]),
        Bars(Words("哺乳羔羊", "suckling lambs"), "p-2", [heads_of(m, SUCKLING) for m in months]),
        Bars(Words("断奶后的育肥羊、后备羊", "weaned, fattened or kept"), "p-3", [heads_of(m, YOUNG) for m in months]),
    )  # fmt: skip
    most = max(months, key=lambda m: sum(m.heads.values()))
    title, count, at = (
        Words("各月存栏", "Sheep by month"),
        whole(sum(most.heads.values())),
        month_of(most.day),
    )
    told = Words(f"存栏最多的是{at.zh}，{count} 只。", f"Most sheep in {at.en}: {count}.")
    return _picture("plan-flock", title, told, months, HEADS, bars)


def draw_cash(months: Sequence[PlanMonth]) -> Picture:
    """Cash in hand at the end of each month with its lowest point, and the loan."""
    lowest = min(months, key=lambda m: (m.cash, m.month))
    at, amount = month_of(lowest.day), money(lowest.cash)
    point = Point(months.index(lowest), lowest.cash, Words(f"最低 {amount.zh}", f"lowest: {amount.en}"))
    lines = (
        Line(Words("月末现金", "cash at the month's end"), "p-line--1", [m.cash for m in months]),
        Line(Words("贷款余额", "loan owed"), "p-line--2", [m.loan for m in months]),
    )
    told = Words(
        f"现金最低在{at.zh}月末，{amount.zh}。", f"Cash is lowest at the end of {at.en}: {amount.en}."
    )
    return _picture(
        "plan-cash", Words("各月现金和贷款", "Cash and loan by month"), told, months, MONEY, (), lines, point
    )


def draw_work(months: Sequence[PlanMonth]) -> Picture:
    """Days of work of each month, by members and by hired hands."""
    bars = (
        Bars(Words("社员出工", "by members"), "p-1", [m.days_needed - m.days_outside for m in months]),
        Bars(Words("外雇", "hired from outside"), "p-5", [m.days_outside for m in months]),
    )
    most = max(months, key=lambda m: m.days_needed)
    at, days = month_of(most.day), whole(most.days_needed)
    told = Words(f"最忙的是{at.zh}，要 {days} 个工日。", f"Busiest in {at.en}: {days} days of work.")
    return _picture("plan-work", Words("各月用工", "Work by month"), told, months, DAYS, bars)


def draw_land(plan: VillagePlan) -> Picture:
    """Mu of each crop in each season."""
    seasons = sorted({one.season for one in plan.land})
    crops = list(dict.fromkeys(one.crop for one in plan.land))
    mu = {(one.season, one.crop): one.mu for one in plan.land}
    bars = tuple(
        Bars(
            crop_name(crop),
            "p-left" if crop == "left" else _CROP_TONES[k % len(_CROP_TONES)],
            [mu.get((season, crop), 0.0) for season in seasons],
        )
        for k, crop in enumerate(crops)
    )
    names = [Words(f"{season} 年", str(season)) for season in seasons]
    title = Words("各年土地怎么用", "How the land is used")
    told = joined((_told(name, bars, k) for k, name in enumerate(names)), "；", "; ")
    wide, narrow = draw_over_time("plan-land", title, told, names, MU, bars)
    return Picture(title, wide, narrow, tuple((one.tone, one.label) for one in bars))


def _told(name: Words, bars: Sequence[Bars], place: int) -> Words:
    """What stands in one season, in words."""
    parts = [
        Words(
            f"{one.label.zh} {whole(one.values[place])} 亩", f"{whole(one.values[place])} mu {one.label.en}"
        )
        for one in bars
        if one.values[place] > 0.5
    ]
    of = joined(parts)
    return Words(f"{name.zh}：{of.zh}", f"{name.en}: {of.en}")


def _picture(
    kind: str,
    title: Words,
    told: Words,
    months: Sequence[PlanMonth],
    unit: object,
    bars: Sequence[Bars],
    lines: Sequence[Line] = (),
    point: Point | None = None,
) -> Picture:
    names = [
        Words(f"{m.day.year % 100}年{m.day.month}月", f"{_MONTHS_EN[m.day.month - 1]} {m.day.year % 100}")
        for m in months
    ]
    wide, narrow = draw_over_time(kind, title, told, names, unit, bars, lines, point)  # type: ignore[arg-type]
    keys = tuple((one.tone, one.label) for one in (*bars, *lines))
    return Picture(title, wide, narrow, keys)
