"""Reads small files of numbers: cases per day, and probabilities of the serial interval.

Headings may be those of EpiEstim (dates, I; k, w), of a curve.csv, Chinese, others or none; dates as anybody writes
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.onset_lags import Lags, lags_given, lags_of, normal_lags
from mutong.outbreak.reproduction import (
    SerialInterval,
    check_days,
    gamma_interval,
    given_interval,
)
from mutong.tables.cells import clean_text
from mutong.tables.dates import read_date
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, open_raw
from mutong.tables.mapping import plain_heading
from mutong.tables.remedies import CellRefused, remedy

_PLACES = {
    "day": (
        "dates", "date", "day", "onset", "date onset", "onset date", "date of onset", "report date", "date report",
        "日期", "发病日期", "报告日期",
    ),
    "number": ("k", "i", "t", "index", "lag", "days", "天数", "序号"),
    "local": ("local", "本土", "本地", "本土病例"),
    "imported": ("imported", "输入", "境外输入", "输入病例"),
    "count": (
        "count", "cases", "incidence", "n", "value", "total", "w", "weight", "p", "probability", "病例", "病例数",
        "例数", "新增", "新增病例", "合计", "概率", "权重",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Incidence:
    """Cases per day: `local` (all but the imported) and `imported` (None where the file does not tell them apart);
    `days` where the file has dates."""

    days: tuple[date, ...] | None
    local: list[float]
    imported: list[float] | None


def read_incidence(
    path: Path, said: Mapping[str, str] | None = None, missing_is_zero: bool = False
) -> Incidence:
    """Cases per day from a file: a date or a number and a count, a date with local and imported, or a count a line.

    `said`: headings by what they are (day, count, local, imported); with `missing_is_zero` days between two that the
    file does not have are days without a case. Raises MutongError: what opening raises, not_a_count, not_a_day,
    no_counts, heading_missing, dates_not_ascending, days_missing.
    """
    found, numbers, days = _columns(path, said or {})
    if days and missing_is_zero:
        days, found = _with_missing_days(days, found)
    if days:
        check_days(days)
    elif "number" in found:
        _check_numbers(found["number"])
    imported = found.get("imported")
    local = found.get("local")
    if "count" in found:
        total = found["count"]
        local = [a - b for a, b in zip(total, imported, strict=True)] if imported else total
    if not numbers or local is None:
        raise _no_counts(path)
    return Incidence(tuple(days) if days else None, local, imported)


def read_interval(text: str) -> SerialInterval:
    """A serial interval as given to --si: MEAN,SD in days, or a file of probabilities (k, w, or one a line from 0).

    Raises MutongError as given_interval and gamma_interval do, and for what is neither.
    """
    moments = read_pair(text)
    if moments is not None:
        return gamma_interval(*moments)
    chances = _chances(Path(text))
    if min(chances) < 0:
        raise MutongError(
            "si_negative_lag",
            Words(
                f"代际间隔有 {min(chances)} 天的概率；这里只能用 1 天以上的间隔。",
                f"The serial interval has a probability of {min(chances)} days; only 1 day or more can be used here.",
            ),
        )
    weights = [0.0] * (max(chances) + 1)
    for lag, weight in chances.items():
        weights[lag] = weight
    return given_interval(weights)


def read_lags(text: str, family: str = "normal") -> Lags:
    """Days from onset to onset as given to --si, 0 and negative ones allowed: MEAN,SD of a normal distribution (or the
    gamma of `read_interval`), or a file of probabilities (k, w).

    Raises MutongError as lags_given, normal_lags and gamma_interval do, and for what is neither.
    """
    moments = read_pair(text)
    if moments is None:
        return lags_given(_chances(Path(text)))
    return normal_lags(*moments) if family == "normal" else lags_of(gamma_interval(*moments))


def _chances(path: Path) -> dict[int, float]:
    """Days → probability from a file with k and w, or with one probability a line from 0."""
    found, numbers, _ = _columns(path)
    if not numbers or "count" not in found:
        raise _no_counts(path)
    lags = found.get("number", list(range(len(found["count"]))))
    _check_numbers(lags, whole_steps=False)
    return {int(lag): weight for lag, weight in zip(lags, found["count"], strict=True)}


def read_pair(text: str) -> tuple[float, float] | None:
    """Two numbers with a comma between; None for anything else."""
    parts = text.replace("，", ",").split(",")
    try:
        first, second = (float(part) for part in parts)
    except ValueError:
        return None
    return first, second


def _with_missing_days(
    days: list[date], found: dict[str, list[float]]
) -> tuple[list[date], dict[str, list[float]]]:
    """The days with those between that are missing, as days without a case; left alone where they do not ascend."""
    if any(after <= before for before, after in pairwise(days)):
        return days, found
    size = (days[-1] - days[0]).days + 1
    whole = {name: [0.0] * size for name in found}
    for row, day in enumerate(days):
        for name, values in found.items():
            whole[name][(day - days[0]).days] = values[row]
    return [days[0] + timedelta(days=k) for k in range(size)], whole


def _columns(
    path: Path, said: Mapping[str, str] = MappingProxyType({})
) -> tuple[dict[str, list[float]], int, list[date]]:
    """Numbers by what they are, how many rows there are, and the days where a column holds dates."""
    raw = open_raw(
        path, None, DEFAULT_SIZE_LIMIT, lambda headings: sum(bool(_place(one)) for one in headings)
    )
    try:
        rows = [(1, list(raw.headings)), *((number, list(cells)) for number, cells in raw.rows)]
    finally:
        raw.close()
    rows = [(number, cells) for number, cells in rows if any(cell not in ("", None) for cell in cells)]
    if not rows:
        raise _no_counts(path)
    headless = not said and all(_number(cell) is not None or _looks_like_a_day(cell) for cell in rows[0][1])
    body = rows if headless else rows[1:]
    places = _places([] if headless else rows[0][1], body[0][1] if body else [], said)
    if not {"day", "number"} & set(places):
        _check_lines([number for number, _ in body], path)
    found: dict[str, list[float]] = {}
    days: list[date] = []
    for number, cells in body:
        for place, cell in zip(places, cells, strict=False):
            if place == "day":
                days.append(_day(cell, path, number))
            elif place:
                value = _number(cell)
                if value is None:
                    raise MutongError(
                        "not_a_count",
                        Words(
                            f"{path.name} 第 {number} 行“{cell}”不是数；请填数字，没有病例写 0。",
                            f"{path.name}, row {number}: “{cell}” is no number; write one, 0 for no case.",
                        ),
                        row=number,
                    )
                found.setdefault(place, []).append(value)
    return found, len(body), days


def _places(headings: Sequence[object], first: Sequence[object], said: Mapping[str, str]) -> list[str]:
    """What each column is: what was said, else from the headings (none: from the first row)."""
    if said:
        return _places_said(headings, said)
    places = [_place(one) for one in headings] or [""] * len(first)
    counts = {"count", "local"} & set(places)
    if not counts and "I" in headings:  # EpiEstim's heading for cases; a small i numbers the rows
        places[list(headings).index("I")] = "count"
    elif not counts and len(first) <= 2:
        places = [*(["day"] if len(first) == 2 else []), "count"]
    elif not headings and len(first) == 3:
        places = ["day", "local", "imported"]
    if "day" in places and first and not _looks_like_a_day(first[places.index("day")]):
        places[places.index("day")] = "number"
    return places


def _places_said(headings: Sequence[object], said: Mapping[str, str]) -> list[str]:
    plain = [plain_heading(one) for one in headings]
    places = ["" if one != "day" or "day" in said else "day" for one in map(_place, headings)]
    for what, heading in said.items():
        if what not in _PLACES or plain_heading(heading) not in plain:
            there = ", ".join(f"“{one}”" for one in headings)
            raise MutongError(
                "heading_missing",
                Words(
                    f"看不懂 --column {what}={heading}：可写 day、count、local、imported；表头有：{there}。",
                    f"--column {what}={heading} is not understood: it takes day, count, local or imported; there are "
                    f"the headings {there}.",
                ),
            )
        places[plain.index(plain_heading(heading))] = what
    return places


def _place(heading: object) -> str:
    text = plain_heading(heading)
    return next((place for place, names in _PLACES.items() if text in names), "")


def _number(cell: object) -> float | None:
    try:
        return float(str(cell).strip())
    except ValueError:
        return None


def _looks_like_a_day(cell: object) -> bool:
    """Whether the cell may name a day: a small number rather counts rows, and a word is a heading."""
    number = _number(cell)
    if number is not None:
        return number >= 10_000
    return isinstance(cell, date) or any(character.isdigit() for character in str(cell))


def _day(cell: object, path: Path, row: int) -> date:
    try:
        return read_date(clean_text(cell) if isinstance(cell, str) else cell)
    except CellRefused as refused:
        why = remedy(refused.code)
        raise MutongError(
            "not_a_day",
            Words(
                f"{path.name} 第 {row} 行“{cell}”：{why.zh}", f"{path.name}, row {row}, “{cell}”: {why.en}"
            ),
            row=row,
        ) from None


def _check_numbers(numbers: Sequence[float], whole_steps: bool = True) -> None:
    for before, after in pairwise(numbers):
        if after <= before or (whole_steps and after != before + 1):
            raise MutongError(
                "numbers_not_in_a_row",
                Words(
                    f"序号 {after:g} 排在 {before:g} 之后；序号要依次加一。",
                    f"The number {after:g} follows {before:g}; rows must be numbered one after the other.",
                ),
            )


def _check_lines(lines: Sequence[int], path: Path) -> None:
    """Without dates the line is the day: an empty one between others would move all that follow."""
    for before, after in pairwise(lines):
        if after != before + 1:
            raise MutongError(
                "empty_line",
                Words(
                    f"{path.name} 第 {before + 1} 行是空行；没有日期时一行就是一天，没有病例写 0。",
                    f"{path.name}, row {before + 1} is empty; without dates a line is a day: write 0 for no case.",
                ),
                row=before + 1,
            )


def _no_counts(path: Path) -> MutongError:
    return MutongError(
        "no_counts",
        Words(
            f"{path.name} 里找不到数列；请用 --column count=表头 说明，或用表头 dates,I、date,count（代际间隔用 k,w），"
            "或每行一个数。病例一览表请用 mutong situation。",
            f"No column of numbers found in {path.name}; say which it is with --column count=HEADING, or head it "
            "dates,I or date,count (k,w for a serial interval), or write one number a line. For a line list use mutong "
            "situation.",
        ),
    )
