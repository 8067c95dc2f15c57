"""What a village has chosen or measured where no source settles a number: value, reason, post, day (T4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import area_depth, area_holds
from mutong.standards.csv_reading import read_csv_rows, read_day
from mutong.village.coefficient_errors import CoefficientError
from mutong.village.coefficient_rows import check_order, read_number, read_unit
from mutong.village.measures import Measure

COLUMNS = (
    "key", "area_code", "month", "value_low", "value", "value_high", "unit", "reason_zh", "reason_en", "post",
    "signed_at", "valid_from", "valid_to",
)  # fmt: skip
_NEEDED = ("key", "area_code", "value", "unit", "reason_zh", "reason_en", "post", "signed_at")


@dataclass(frozen=True)
class LocalChoice:
    """One decision on one number, in the base of its unit; `low` and `high` are its own spread where one was given.

    `month` is 1 … 12 for a number that holds in one month of the year, None for all.
    """

    key: str
    area_code: str
    month: int | None
    low: float
    value: float
    high: float
    unit: Measure
    reason: Words
    post: str
    signed_at: date
    valid: Period
    file: str
    line: int


@dataclass(frozen=True)
class LocalChoices:
    """Every choice of a deployment's village."""

    all: tuple[LocalChoice, ...] = ()

    def find(self, key: str, on: date, area_code: str, month: int | None = None) -> LocalChoice | None:
        """The choice in force on a day; of several the one for the month, then the one for the narrowest area."""
        fitting = [
            one
            for one in self.all
            if one.key == key
            and one.valid.holds(on)
            and one.signed_at <= on
            and one.month in (None, month)
            and area_holds(one.area_code, area_code)
        ]
        return max(fitting, key=lambda one: (one.month is not None, area_depth(one.area_code)), default=None)


NO_LOCAL_CHOICES = LocalChoices()


def load_local_choices(path: Path) -> LocalChoices:
    """The choices in a CSV file (columns as in deployment/sample/village/choices.csv); none when there is no file.

    Raises CoefficientError for a choice without value, reason, post or day, for what is no number or month, or for two
    choices of one number, area and month on one day.
    """
    if not path.exists():
        return NO_LOCAL_CHOICES
    found: list[LocalChoice] = []
    for row, line in read_csv_rows(path, COLUMNS):
        one = _choice(row, path, line)
        _refuse_overlap(found, one, path)
        found.append(one)
    return LocalChoices(tuple(found))


def _choice(row: dict[str, str], path: Path, line: int) -> LocalChoice:
    for column in _NEEDED:
        if not row[column].strip():
            raise CoefficientError(
                "choice_incomplete", path, line, column, "",
                Words(f"对“{row['key']}”的选定没有写这一项", f"the choice of “{row['key']}” lacks it"),
                Words("选定要有数值、单位、理由、岗位和日期", "It has a value, a unit, a reason, a post and a day"),
            )  # fmt: skip
    unit = read_unit(row, path, line)
    low, value, high = (read_number(row, c, unit, path, line) for c in ("value_low", "value", "value_high"))
    check_order((low, value, high), row, path, line)
    assert value is not None
    return LocalChoice(
        key=row["key"],
        area_code=row["area_code"],
        month=_month(row, path, line),
        low=value if low is None else low,
        value=value,
        high=value if high is None else high,
        unit=unit,
        reason=Words(row["reason_zh"], row["reason_en"]),
        post=row["post"],
        signed_at=read_day(row["signed_at"], "signed_at", path, line) or date.max,
        valid=Period(
            read_day(row["valid_from"], "valid_from", path, line),
            read_day(row["valid_to"], "valid_to", path, line),
        ),
        file=path.name,
        line=line,
    )


def _month(row: dict[str, str], path: Path, line: int) -> int | None:
    if not row["month"]:
        return None
    if row["month"] not in {str(month) for month in range(1, 13)}:
        raise CoefficientError(
            "not_a_month", path, line, "month", row["month"],
            Words("不是月份", "this is no month"),
            Words("写 1 到 12，全年都用就留空", "Write 1 to 12, or nothing for all"),
        )  # fmt: skip
    return int(row["month"])


def _refuse_overlap(found: Iterable[LocalChoice], newest: LocalChoice, path: Path) -> None:
    for other in found:
        same = (other.key, other.area_code, other.month) == (newest.key, newest.area_code, newest.month)
        if same and other.valid.overlaps(newest.valid):
            raise CoefficientError(
                "choices_overlap", path, newest.line, "valid_from", str(newest.valid.start or ""),
                Words(
                    f"“{newest.key}”在第 {other.line} 行已有同一天的选定",
                    f"line {other.line} has a choice of “{newest.key}” on the same day",
                ),
                Words("前一个写明到期日，或删去一个", "End the earlier one, or take one out"),
            )  # fmt: skip
