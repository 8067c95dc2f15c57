"""Reading coefficients/village/*.csv: one line is what one source says of one number."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows, read_day
from mutong.village.coefficient_errors import CoefficientError
from mutong.village.coefficient_words import GRADES, WordBook
from mutong.village.measures import Measure, all_measures

COLUMNS = (
    "key", "subject", "quantity", "value_low", "value", "value_high", "unit", "basis", "place", "period", "method",
    "source", "at", "grade", "asked_of", "note_zh", "note_en",
)  # fmt: skip
NOT_NUMBERS = ("sources.csv", "words.csv")


@dataclass(frozen=True)
class Source:
    """A paper, law or page: `where_read` says how to find the copy; `read_on` is None where the day was not kept."""

    name: str
    citation: str
    where_read: str
    read_on: date | None


@dataclass(frozen=True)
class Reading:
    """What one source says: `low`, `value` and `high` in the base of the unit, None where it says nothing.

    `basis` tells what the number is of (DM, as fed, head, live weight …); `at` is the table or page of the source. A
    reading of grade NV has no number and no source: it lists what is open, and `asked_of` says who can supply it.
    """

    key: str
    subject: str
    quantity: str
    low: float | None
    value: float | None
    high: float | None
    unit: Measure
    basis: str
    place: str
    period: str
    method: str
    source: Source | None
    at: str
    grade: str
    asked_of: Words | None
    note: Words
    file: str
    line: int

    @property
    def ends(self) -> tuple[float, float]:
        """Least and most; infinite ends for a reading without numbers."""
        given = [v for v in (self.low, self.value, self.high) if v is not None]
        return (min(given), max(given)) if given else (-math.inf, math.inf)


def read_sources(path: Path) -> dict[str, Source]:
    """The sources of a folder by name. Raises CoefficientError for a name given twice or without a place."""
    found: dict[str, Source] = {}
    for row, line in read_csv_rows(path, ("source", "citation", "where_read", "read_on")):
        name = row["source"]
        if name in found or not (name and row["citation"] and row["where_read"]):
            raise CoefficientError(
                "source_incomplete", path, line, "source", name,
                Words("重复，或没写出处与读处", "it stands twice, or lacks a citation or a place"),
                Words("每个出处写一次，注明在何处读到", "Write each source once, with where it was read"),
            )  # fmt: skip
        found[name] = Source(
            name, row["citation"], row["where_read"], read_day(row["read_on"], "read_on", path, line)
        )
    return found


def read_readings(path: Path, sources: Mapping[str, Source], words: WordBook) -> list[Reading]:
    """Every line of one file of numbers. Raises CoefficientError (or PackError for what is no such CSV file)."""
    return [_reading(row, path, line, sources, words) for row, line in read_csv_rows(path, COLUMNS)]


def read_number(row: Mapping[str, str], column: str, unit: Measure, path: Path, line: int) -> float | None:
    """A cell as a number in the base of the unit; None when it is empty. Raises CoefficientError not_a_number."""
    text = row[column].strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise CoefficientError(
            "not_a_number", path, line, column, text,
            Words("不是数", "this is no number"),
            Words(f"请写以“{unit.name}”计的数，不知道就留空", f"Write a number in “{unit.name}”, or leave it empty"),
        )  # fmt: skip
    return number * unit.factor


def read_unit(row: Mapping[str, str], path: Path, line: int) -> Measure:
    """The unit of a line. Raises CoefficientError unknown_measure."""
    unit = all_measures().get(row["unit"])
    if unit is None:
        raise CoefficientError(
            "unknown_measure", path, line, "unit", row["unit"],
            Words("不认识这个单位", "this unit is not known"),
            Words(f"可用：{'、'.join(all_measures())}", f"There are {', '.join(all_measures())}"),
        )  # fmt: skip
    return unit


def check_order(
    numbers: tuple[float | None, float | None, float | None], row: Mapping[str, str], path: Path, line: int
) -> None:
    """Refuse a line whose low, value and high are not in that order."""
    given = [number for number in numbers if number is not None]
    if given != sorted(given):
        raise CoefficientError(
            "ends_out_of_order", path, line, "value", row["value"],
            Words(
                f"不在 {row['value_low']} 与 {row['value_high']} 之间",
                f"it does not lie between {row['value_low']} and {row['value_high']}",
            ),
            Words("下限不大于数值，数值不大于上限", "low is at most the value, the value at most high"),
        )  # fmt: skip


def _reading(
    row: dict[str, str], path: Path, line: int, sources: Mapping[str, Source], words: WordBook
) -> Reading:
    unit = read_unit(row, path, line)
    numbers = tuple(read_number(row, c, unit, path, line) for c in ("value_low", "value", "value_high"))
    check_order(numbers, row, path, line)
    for column, value, right in (
        ("key", row["key"], row["key"] == f"{row['subject']}.{row['quantity']}"),
        ("subject", row["subject"], words.has("subject", row["subject"])),
        ("quantity", row["quantity"], words.has("quantity", row["quantity"])),
        ("asked_of", row["asked_of"], not row["asked_of"] or words.has("asked_of", row["asked_of"])),
        ("source", row["source"], not row["source"] or row["source"] in sources),
        ("grade", row["grade"], row["grade"] in GRADES),
    ):
        if not right:
            raise CoefficientError(
                f"wrong_{column}", path, line, column, value,
                Words("不在 words.csv、sources.csv 或等级表里", "words.csv, sources.csv or the grades do not have it"),
                Words("键写成“对象.数量”，其余先登记", "A key is subject.quantity; enter the others first"),
            )  # fmt: skip
    _check_grade(row, any(number is not None for number in numbers), path, line)
    return Reading(
        key=row["key"],
        subject=row["subject"],
        quantity=row["quantity"],
        low=numbers[0],
        value=numbers[1],
        high=numbers[2],
        unit=unit,
        basis=row["basis"],
        place=row["place"],
        period=row["period"],
        method=row["method"],
        source=sources.get(row["source"]),
        at=row["at"],
        grade=row["grade"],
        asked_of=words.asked_of(row["asked_of"]),
        note=Words(row["note_zh"], row["note_en"]),
        file=path.name,
        line=line,
    )


def _check_grade(row: Mapping[str, str], has_number: bool, path: Path, line: int) -> None:
    if row["grade"] == "NV":
        if has_number or not row["asked_of"]:
            raise CoefficientError(
                "not_verified_has_no_number", path, line, "value", row["value"],
                Words("NV 不写数值，但要写向谁要", "NV has no number, but says who can supply it"),
                Words("删去数值，填 asked_of", "Take the number out and fill asked_of"),
            )  # fmt: skip
    elif not (has_number and row["source"]):
        raise CoefficientError(
            "number_without_source", path, line, "source", row["source"],
            Words("有等级的数要有数值和出处", "a graded number has a value and a source"),
            Words("补上出处，或改为 NV", "Name the source, or write NV"),
        )  # fmt: skip
