"""An outbreak's situation as tables and as what its pictures are drawn from: in words, nothing is worked out here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, isnan

from django.urls import reverse

from mutong.desk.bases import basis_of
from mutong.desk.parts import Exports
from mutong.desk.pictures.curve import DayOfCases, DayOfNumber, DayToCome
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, day_words, share_words, span_words
from mutong.kernel.words import Words
from mutong.outbreak.case_groups import CaseGroup
from mutong.outbreak.situation import Situation
from mutong.outbreak.situation_figures import UNITS, Figure
from mutong.standards.protocols.model import LISTED, START
from mutong.workflows.step_clocks import SAMPLED, StepLine

_SINCE = {
    LISTED: Words("登记入册", "put on record"),
    START: Words("发生之时", "when it happened"),
    SAMPLED: Words("采样", "the sample"),
}
_BOUNDS = (Words("95% 下限", "95 % from"), Words("95% 上限", "95 % to"))


@dataclass(frozen=True)
class Cell:
    """One cell: what it says, where it leads, and what stands small below it."""

    text: Words | str
    url: str = ""
    under: Words | None = None


@dataclass(frozen=True)
class Sheet:
    """A table as the page shows it and as a file holds it; `left` counts rows that only the file has."""

    name: str
    title: Words
    headings: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]
    exports: Exports
    left: int = 0

    @property
    def columns(self) -> list[tuple[Words, bool]]:
        """Each heading, and whether numbers stand below it: words stand at the left, numbers at the right."""
        return [
            (heading, k > 0 and all(isinstance(row[k].text, str) for row in self.rows))
            for k, heading in enumerate(self.headings)
        ]

    @property
    def lines(self) -> list[tuple[Cell, list[tuple[Words, bool, Cell]]]]:
        """Each row as its heading cell and its other cells with their columns' headings."""
        others = self.columns[1:]
        return [
            (row[0], [(*column, cell) for column, cell in zip(others, row[1:], strict=True)])
            for row in self.rows
        ]


def cells(*texts: object) -> tuple[Cell, ...]:
    """A row from words, texts and cells; None is a dash."""
    return tuple(
        one if isinstance(one, Cell) else Cell("—" if one is None else one if isinstance(one, Words) else str(one))
        for one in texts
    )  # fmt: skip


def amount(value: float | None, unit: str = "") -> str | None:
    """A number as a person reads it: counts whole, shares in percent, others to three digits."""
    if value is None or isnan(value):
        return None
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    if unit == "share":
        return f"{value:.1%}"
    if unit == "cases" or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def amount_words(figure: Figure) -> Words:
    """A figure's value with its unit."""
    unit, text = UNITS[figure.unit], amount(figure.value, figure.unit) or "—"
    return Words(f"{text} {unit.zh}".strip(), f"{text} {unit.en}".strip())


def interval_words(figure: Figure) -> Words | None:
    """A figure's interval; None for a count."""
    if figure.low is None or figure.high is None:
        return None
    low, high = amount(figure.low, figure.unit), amount(figure.high, figure.unit)
    return Words(f"95% 区间 {low} 至 {high}", f"95 % interval {low} to {high}")


def figure_rows(figures: Iterable[Figure]) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """Every figure with its interval, what it rests on, and its method."""
    headings = (
        Words("指标", "Figure"), Words("数值", "Value"), *_BOUNDS, Words("依据数", "n"), Words("方法", "Method"),
    )  # fmt: skip
    rows = [
        cells(
            one.label, amount_words(one), amount(one.low, one.unit), amount(one.high, one.unit), f"{one.n:,}",
            one.method,
        )
        for one in figures
    ]  # fmt: skip
    return headings, rows


def days_of_cases(found: Situation) -> list[DayOfCases]:
    """The days of the curve, with what is expected in the end where it is corrected."""
    curve, known, days = found.curve, found.nowcast, []
    for k, day in enumerate(curve.days):
        counts = int(curve.local[k]), int(curve.imported[k]), int(curve.unknown_origin[k])
        if known is None or known.share[k] >= 1:
            days.append(DayOfCases(day, *counts))
        elif isnan(known.expected[k]):
            days.append(DayOfCases(day, *counts, untold=True))
        else:
            ends = float(known.expected[k]), float(known.low[k]), float(known.high[k])
            days.append(DayOfCases(day, *counts, *ends))
    return days


def curve_rows(days: Iterable[DayOfCases]) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """Each day of the curve, the newest first."""
    headings = (
        Words("日期", "Day"), Words("病例", "Cases"), Words("本土", "Local"), Words("输入", "Imported"),
        Words("来源不明", "Unknown origin"), Words("预计最终", "Expected in the end"), *_BOUNDS,
    )  # fmt: skip
    few = Words("报告太少，说不准", "too little reported to say")
    rows = [
        cells(
            day_words(one.day), one.total, one.local, one.imported, one.unknown,
            few if one.untold else amount(one.total if one.expected is None else one.expected),
            amount(one.low), amount(one.high),
        )
        for one in days
    ]  # fmt: skip
    return headings, rows[::-1]


def days_of_number(found: Situation) -> list[DayOfNumber]:
    """The reproduction number, each window at its last day."""
    numbers = found.reproduction
    if numbers is None:
        return []
    return [
        DayOfNumber(found.curve.days[row["t_end"] - 1], row["mean"], row["q025"], row["q975"])
        for row in numbers.rows()
    ]


def number_rows(found: Situation) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """The reproduction number of each window, the newest first."""
    headings = (
        Words("窗口末日", "Last day of the window"), Words("窗口首日", "First day"), Words("再生数", "R"), *_BOUNDS,
        Words("本土病例", "Local cases"),
    )  # fmt: skip
    numbers, days = found.reproduction, found.curve.days
    rows = [
        cells(
            day_words(days[row["t_end"] - 1]), day_words(days[row["t_start"] - 1]), f"{row['mean']:.2f}",
            f"{row['q025']:.2f}", f"{row['q975']:.2f}", amount(cases),
        )
        for row, cases in zip(numbers.rows(), numbers.cases.tolist(), strict=True)
    ] if numbers is not None else []  # fmt: skip
    return headings, rows[::-1]


def days_to_come(found: Situation) -> list[DayToCome]:
    """The days forecast; those before the day asked for are not yet counted whole."""
    coming = found.forecast
    if coming is None or not found.curve.days:
        return []
    first = found.curve.days[0].toordinal() - 1
    return [
        DayToCome(type(found.as_of).fromordinal(first + day), middle, low, high, place < len(coming.day) - coming.ahead)
        for place, (day, middle, low, high) in enumerate(
            zip(coming.day.tolist(), coming.median.tolist(), coming.q025.tolist(), coming.q975.tolist(), strict=True)
        )
    ]  # fmt: skip


def forecast_rows(coming: Iterable[DayToCome]) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """Each day forecast."""
    headings = (Words("日期", "Day"), Words("中位数", "Median"), *_BOUNDS, Words("哪一类", "Which"))
    past, ahead = Words("尚未报全的日子", "not yet fully reported"), Words("今后", "to come")
    rows = [
        cells(
            day_words(one.day),
            amount(one.middle),
            amount(one.low),
            amount(one.high),
            past if one.past else ahead,
        )
        for one in coming
    ]
    return headings, rows


def group_rows(
    groups: Iterable[tuple[Cell, CaseGroup]], first: Words
) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """Areas or chains with their cases."""
    headings = (
        first, Words("病例", "Cases"), Words("最近 7 天报告", "Reported in the last 7 days"),
        Words("首例发病", "First onset"), Words("最近发病", "Latest onset"), Words("无发病日期", "Without an onset"),
    )  # fmt: skip
    rows = [
        cells(
            name, f"{one.cases:,}", f"{one.of_late:,}", _day(one.first_onset), _day(one.last_onset),
            f"{one.without_onset:,}",
        )
        for name, one in groups
    ]  # fmt: skip
    return headings, rows


def chain_cell(chain_id: str, readable: frozenset[str]) -> Cell:
    """A chain by its first case, leading to that case where the viewer may open it."""
    return Cell(chain_id, reverse("case", args=[chain_id]) if chain_id in readable else "")


def step_rows(steps: Iterable[StepLine]) -> tuple[Sequence[Words], list[tuple[Cell, ...]]]:
    """Each step with how long it takes."""
    headings = (
        Words("步骤", "Step"), Words("流程", "Protocol"), Words("从何时起算", "Counted from"), Words("已办", "Done"),
        Words("中位用时", "Median"), Words("九成在此之内", "90 % within"), Words("按期", "Within the limit"),
        Words("仍在等", "Still waiting"), Words("其中逾期", "Of these overdue"), Words("不再要办", "No longer owed"),
        Words("依据", "Basis"),
    )  # fmt: skip
    rows = []
    for one in steps:
        times = one.times
        rows.append(
            cells(
                one.step, one.group, _SINCE.get(one.since) or code_words(one.since), times.done,
                span_words(times.median) if times.median is not None else _not_yet(times.done),
                span_words(times.p90) if times.p90 is not None else _not_yet(times.done),
                _kept(one), times.waiting, times.overdue, times.lapsed,
                basis_of(one.clause).label if one.clause else None,
            )
        )  # fmt: skip
    return headings, rows


def step_page_rows(
    steps: Iterable[StepLine],
) -> tuple[tuple[Words, ...], tuple[tuple[Cell, ...], ...]]:
    """The same for the page: the protocol below the step, what is overdue below what waits."""
    headings, rows = step_rows(steps)
    kept = (headings[0], headings[3], headings[7], *headings[4:7], headings[2])
    found = []
    for step, group, since, done, median, most, limit, waiting, overdue, *_ in rows:
        late = Words(f"逾期 {overdue.text}", f"{overdue.text} overdue") if overdue.text != "0" else None
        found.append(
            (
                Cell(step.text, under=group.text), done, Cell(waiting.text, under=late),
                median, most, limit, since,
            )
        )  # fmt: skip
    return kept, tuple(found)


def _not_yet(done: int) -> Words:
    return Words("办结的还不够多", "too few done yet") if done else Words("还没有办结的", "none done yet")


def _kept(one: StepLine) -> Words:
    times = one.times
    if not times.limited:
        return Words("没有期限", "no limit in force")
    if not times.judged:
        return Words("期限未到", "no limit has come yet")
    share = share_words(times.share_within)
    return Words(f"{share}（{times.within}/{times.judged}）", f"{share} ({times.within} of {times.judged})")


def _day(day) -> Words:
    return UNKNOWN if day is None else day_words(day)
