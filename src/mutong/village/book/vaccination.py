"""The calendar of vaccination as data: which vaccine, for which class, at what age, how often, before lambing.

Lines come from a file of the deployment; the township vet station may confirm or change one, and that then counts. A
line nobody confirmed still reminds, marked as such; a line without times reminds nobody.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficient_words import GRADES

COLUMNS = (
    "line", "label_zh", "label_en", "applies_to", "first_dose_age", "booster_after", "repeat_every",
    "before_lambing", "dose", "source", "at", "grade", "confirmed_by", "confirmed_on", "note_zh", "note_en",
)  # fmt: skip
GROUPS = {
    "all": Words("全群", "all sheep"),
    "lambs": Words("羔羊", "lambs"),
    "ewes": Words("妊娠母羊", "ewes in lamb"),
}
UNITS = {"day": 1.0, "month": 365.25 / 12, "year": 365.25}
_SPAN = re.compile(r"^(\d+(?:\.\d+)?)(?:\s*(?:[-–~～]|to)\s*(\d+(?:\.\d+)?))?\s*(day|month|year)$")
_UNIT_WORDS = {"day": Words("天", "days"), "month": Words("个月", "months"), "year": Words("年", "years")}
_UNIT_TEXTS = {"天": "day", "日": "day", "个月": "month", "月": "month", "年": "year"}


@dataclass(frozen=True)
class Span:
    """A length of time from `low` to `high` in its unit (day, month, year)."""

    low: float
    high: float
    unit: str

    def after(self, day: date) -> tuple[date, date]:
        """The first and last day that lie so long after a day; a month is 30.4 days."""
        by = UNITS[self.unit]
        return day + timedelta(days=round(self.low * by)), day + timedelta(days=round(self.high * by))

    def before(self, day: date) -> tuple[date, date]:
        """The first and last day that lie so long before a day."""
        by = UNITS[self.unit]
        return day - timedelta(days=round(self.high * by)), day - timedelta(days=round(self.low * by))

    @property
    def text(self) -> str:
        """As the file has it: 28-35 day."""
        ends = f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"
        return f"{ends} {self.unit}"

    @property
    def words(self) -> Words:
        """As a person reads it: 28～35 天."""
        unit = _UNIT_WORDS[self.unit]
        if self.low == self.high:
            return Words(f"{self.low:g} {unit.zh}", f"{self.low:g} {unit.en}")
        return Words(f"{self.low:g}～{self.high:g} {unit.zh}", f"{self.low:g} to {self.high:g} {unit.en}")


@dataclass(frozen=True)
class VaccinationLine:
    """One line of the calendar; None for a time that nobody gave. `dose` is a text, as the source has it."""

    line: str
    label: Words
    applies_to: str
    first_dose_age: Span | None
    booster_after: Span | None
    repeat_every: Span | None
    before_lambing: Span | None
    dose: str
    source: str
    at: str
    grade: str
    confirmed_by: str
    confirmed_on: date | None
    note: Words

    @property
    def confirmed(self) -> bool:
        """Whether somebody answers for it here."""
        return bool(self.confirmed_by)

    @property
    def timed(self) -> bool:
        """Whether it says when; a line without times reminds nobody."""
        return any((self.first_dose_age, self.repeat_every, self.before_lambing))

    @property
    def grade_words(self) -> Words:
        """The grade as a person reads it."""
        return GRADES[self.grade]


def read_span(text: str, label: Words) -> Span | None:
    """A length of time as written (28-35 day, 4～6 个月); None for an empty text. Raises MutongError `not_a_span`."""
    plain = text.strip()
    if not plain:
        return None
    for zh, en in _UNIT_TEXTS.items():
        if plain.endswith(zh):
            plain = f"{plain.removesuffix(zh).strip()} {en}"
            break
    found = _SPAN.match(plain.removesuffix("s"))
    if found:
        low = float(found[1])
        high = float(found[2] or found[1])
        if low <= high <= 10_000:
            return Span(low, high, found[3])
    raise MutongError(
        "not_a_span",
        Words(
            f"{label.zh}“{text[:40]}”不对，请写成“28-35 天”“6 个月”的样子，小的在前。",
            f"{label.en} “{text[:40]}” is not right; write it like “28-35 days” or “6 months”, the less first.",
        ),
        value=text[:40],
    )


def load_vaccination(path: Path) -> tuple[VaccinationLine, ...]:
    """The lines of a file with COLUMNS; none where there is no file.

    Raises MutongError `wrong_vaccination_line` naming file, row, column, value and what would be right.
    """
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise _wrong(path, 1, missing[0], "", Words("缺少这一列", "the column is missing"))
        found = [_line(row, path, number) for number, row in enumerate(rows, 2)]
    names = [one.line for one in found]
    for number, name in enumerate(names, 2):
        if names.count(name) > 1:
            raise _wrong(
                path, number, "line", name, Words("写了两次，只留一行", "stands twice; keep one line")
            )
    return tuple(found)


def with_changes(
    filed: Sequence[VaccinationLine], changed: Iterable[VaccinationLine]
) -> tuple[VaccinationLine, ...]:
    """The file's lines with those changed here in their place, in the order of changing; new ones follow."""
    found = {one.line: one for one in filed}
    for one in changed:
        old = found.get(one.line)
        if old is not None:
            one = replace(one, source=old.source, at=old.at, grade=old.grade)
        found[one.line] = one
    return tuple(found.values())


def _line(row: dict[str, str], path: Path, number: int) -> VaccinationLine:
    for column in ("line", "label_zh", "label_en"):
        if not row[column].strip():
            raise _wrong(path, number, column, "", Words("要填写", "fill it in"))
    if row["applies_to"] not in GROUPS:
        raise _wrong(
            path, number, "applies_to", row["applies_to"],
            Words(f"写 {'、'.join(GROUPS)} 之一", f"write one of {', '.join(GROUPS)}"),
        )  # fmt: skip
    if row["grade"] not in GRADES:
        raise _wrong(
            path, number, "grade", row["grade"],
            Words(f"写 {'、'.join(GRADES)} 之一", f"write one of {', '.join(GRADES)}"),
        )  # fmt: skip
    spans = {}
    for column in ("first_dose_age", "booster_after", "repeat_every", "before_lambing"):
        try:
            spans[column] = read_span(row[column], Words(column, column))
        except MutongError as error:
            raise _wrong(path, number, column, row[column], error.words) from None
    confirmed = row["confirmed_on"].strip()
    try:
        confirmed_on = date.fromisoformat(confirmed) if confirmed else None
    except ValueError:
        raise _wrong(
            path,
            number,
            "confirmed_on",
            confirmed,
            Words("写成 2022-08-22 的样子", "write it like 2022-08-22"),
        ) from None
    return VaccinationLine(
        line=row["line"].strip(),
        label=Words(row["label_zh"], row["label_en"]),
        applies_to=row["applies_to"],
        dose=row["dose"],
        source=row["source"],
        at=row["at"],
        grade=row["grade"],
        confirmed_by=row["confirmed_by"].strip(),
        confirmed_on=confirmed_on,
        note=Words(row["note_zh"], row["note_en"]),
        **spans,
    )


def _wrong(path: Path, row: int, column: str, value: str, remedy: Words) -> MutongError:
    return MutongError(
        "wrong_vaccination_line",
        Words(
            f"{path.name} 第 {row} 行“{column}”列“{value}”：{remedy.zh}。",
            f"{path.name} row {row}, column “{column}”, “{value}”: {remedy.en}.",
        ),
        file=path.name,
        row=row,
        column=column,
        value=value,
    )
