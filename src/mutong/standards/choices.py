"""What a place has chosen where a standard is open (T4): value, reason, who signed, from when to when."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows, read_day
from mutong.standards.refusals import PackError, shown

_COLUMNS = (
    "pack", "parameter", "area_code", "value", "reason_zh", "reason_en",
    "post", "signed_at", "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One local decision on one open number; `value` is as written, in the unit of the parameter."""

    pack: str
    parameter: str
    area_code: str
    value: str
    reason: Words
    post: str
    signed_at: date
    valid: Period
    file: str
    line: int


@dataclass(frozen=True)
class Choices:
    """Every choice of a deployment."""

    all: tuple[Choice, ...] = ()

    def find(
        self, packs: frozenset[str], parameter: str, on: date, known_at: date, area_code: str
    ) -> Choice | None:
        """The choice for a parameter on a day, as signed by `known_at`; the most specific area wins."""
        fitting = [
            choice
            for choice in self.all
            if choice.parameter == parameter
            and choice.pack in packs
            and choice.valid.holds(on)
            and choice.signed_at <= known_at
            and area_holds(choice.area_code, area_code)
        ]
        return max(fitting, key=lambda choice: area_depth(choice.area_code), default=None)


NO_CHOICES = Choices()


def area_holds(outer: str, inner: str) -> bool:
    """Whether the area with code `outer` holds the one with code `inner`; "0" is China and holds all."""
    return outer == "0" or inner.startswith(outer)


def area_depth(code: str) -> int:
    """How specific an area code is: China 0, longer codes deeper."""
    return 0 if code == "0" else len(code)


def load_choices(path: Path) -> Choices:
    """The choices in a CSV file (columns as in deployment/sample/choices.csv); none when there is no file.

    Raises PackError for missing columns, a choice nobody signed or gave a reason for, a bad day, or two choices for
    one parameter and area on one day.
    """
    path = Path(path)
    if not path.exists():
        return NO_CHOICES
    found: list[Choice] = []
    for row, line in read_csv_rows(path, _COLUMNS):
        found.append(_read_choice(row, path, line))
        _refuse_overlap(found, path)
    return Choices(tuple(found))


def _read_choice(row: dict[str, str], path: Path, line: int) -> Choice:
    for column in ("pack", "parameter", "area_code", "value", "reason_zh", "reason_en", "post", "signed_at"):
        if not row[column]:
            raise PackError(
                "choice_incomplete",
                shown(path),
                line,
                Words(
                    f"对“{row['parameter']}”的选定没有写 {column}",
                    f"the choice for “{row['parameter']}” lacks {column}",
                ),
                Words(
                    "选定要有数值、理由、签字岗位和日期",
                    "A choice has a value, a reason, a post and a day",
                ),
            )
    valid = Period(
        read_day(row["valid_from"], "valid_from", path, line),
        read_day(row["valid_to"], "valid_to", path, line),
    )
    if valid.start is not None and valid.end is not None and valid.end <= valid.start:
        raise PackError(
            "ends_before_begin",
            shown(path),
            line,
            Words(
                f"对“{row['parameter']}”的选定 valid_to {valid.end} 不晚于 valid_from {valid.start}",
                f"the choice for “{row['parameter']}” has valid_to {valid.end}, not after valid_from {valid.start}",
            ),
            Words("到期日不含在内，要晚于起始日", "The last day is not included; it comes after the first"),
        )
    return Choice(
        pack=row["pack"],
        parameter=row["parameter"],
        area_code=row["area_code"],
        value=row["value"],
        reason=Words(row["reason_zh"], row["reason_en"]),
        post=row["post"],
        signed_at=read_day(row["signed_at"], "signed_at", path, line),
        valid=valid,
        file=shown(path),
        line=line,
    )


def _refuse_overlap(found: list[Choice], path: Path) -> None:
    newest = found[-1]
    for other in found[:-1]:
        same = (other.pack, other.parameter, other.area_code) == (
            newest.pack,
            newest.parameter,
            newest.area_code,
        )
        if same and other.valid.overlaps(newest.valid):
            raise PackError(
                "choices_overlap",
                shown(path),
                newest.line,
                Words(
                    f"对“{newest.parameter}”在 {newest.area_code} 的选定与第 {other.line} 行在日期上重叠",
                    f"the choice for “{newest.parameter}” in {newest.area_code} overlaps the one on line {other.line}",
                ),
                Words("请给前一行写上 valid_to", "Give the earlier one a valid_to"),
            )
