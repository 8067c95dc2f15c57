"""Cells of one column into values, held against the schema; then what one row must agree on in itself."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.tables.cells import (
    MISSING,
    clean_text,
    half_width,
    read_boolean,
    read_id,
    read_integer,
    read_number,
    read_text,
)
from mutong.tables.code_words import code_label, codes_by_word
from mutong.tables.dates import read_date, read_instant
from mutong.tables.fact_rows import check_fact_row
from mutong.tables.identity import read_phone, read_resident_number
from mutong.tables.mapping import CellFormat
from mutong.tables.remedies import CellRefused, remedy
from mutong.tables.schema import Column, Schema

_MEMO_LIMIT = 50_000
_WHOLE = re.compile(r"\d+\.0+")
_CELL_CHECKS: dict[str, Callable[[str], str]] = {
    "resident_number": read_resident_number,
    "phone": read_phone,
}
RowFault = tuple[str, str, Words]  # column, code, remedy
RowCheck = Callable[[dict[str, object]], RowFault | None]


@cache
def declared_checks() -> tuple[tuple[str, str, str, str], ...]:
    """Every line of row_checks.csv: table, check, column, than."""
    with Path(__file__).with_name("row_checks.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((r["table"], r["check"], r["column"], r["than"]) for r in csv.DictReader(lines))


def ends_of(domain: str) -> tuple[float | None, float | None]:
    """The ends of a number's domain such as 0.. or -90..90; None where there is none."""
    low, dots, high = domain.partition("..")
    if not dots:
        return None, None
    return (float(low) if low else None), (float(high) if high else None)


class CellReader:
    """Reads the cells of one column. `zoneless` counts instants whose zone was left to be understood."""

    def __init__(self, table: str, column: Column, form: CellFormat) -> None:
        self.column, self.form = column, form
        self.zoneless = 0
        self._low, self._high = ends_of(column.domain)
        self._codes = codes_by_word(column.name, column.codes) if column.type == "code" else {}
        self._day_starts = form.start_of_day or (table, "day_start", column.name, "") in declared_checks()
        self._memo: dict[str, object] = {}
        self._read = getattr(self, f"_read_{column.type}")
        self._remembers = column.type in ("code", "date", "boolean")

    def read(self, cell: object) -> object:
        """The value of a cell, None where it is empty. Raises CellRefused."""
        if cell == "" or cell is None:
            value = None
        elif self._remembers and isinstance(cell, str):
            try:
                value = self._memo[cell]
            except KeyError:
                value = self._read(self._translated(cell))
                if len(self._memo) < _MEMO_LIMIT:
                    self._memo[cell] = value
        else:
            value = self._read(self._translated(cell))
        if value is None and self.column.required:
            raise CellRefused("required_missing", label=self.column.label)
        return value

    def _translated(self, cell: object) -> object:
        words = self.form.words
        return words.get(half_width(clean_text(cell)).lower(), cell) if words else cell

    def _read_text(self, cell: object) -> str | None:
        return read_text(cell)

    def _read_id(self, cell: object) -> str | None:
        text = read_id(cell)
        if self.form.whole and text and _WHOLE.fullmatch(text):
            text = text.partition(".")[0]
        check = _CELL_CHECKS.get(self.column.domain)
        return check(text) if check and text else text

    def _read_code(self, cell: object) -> str | None:
        text = half_width(clean_text(cell)).lower()
        if not text:
            return None
        code = self._codes.get(text)
        if code is None:
            if text in MISSING:
                return None
            name = self.column.name
            raise CellRefused("unknown_code", codes=[(c, code_label(name, c)) for c in self.column.codes])
        return code

    def _missing(self, cell: object) -> tuple[bool, object]:
        if not isinstance(cell, str):
            return False, cell
        text = half_width(clean_text(cell))
        return not text or text.lower() in MISSING, text

    def _read_date(self, cell: object) -> object:
        missing, cell = self._missing(cell)
        if self.form.count is not None and not missing:
            return civil_day(self._counted(cell))
        return None if missing else read_date(cell, self.form.order, self.form.years)

    def _read_instant(self, cell: object) -> object:
        if isinstance(cell, str) and len(cell) > 15 and cell[10] in "T " and cell.isascii():
            try:  # the common way of writing, read without much ado
                return self._zoned(datetime.fromisoformat(cell))
            except ValueError:
                pass
        missing, cell = self._missing(cell)
        if missing:
            return None
        if self.form.count is not None:
            return self._counted(cell)
        value, zoneless = read_instant(cell, self.form.order, self._day_starts, self.form.years)
        self.zoneless += zoneless
        return value

    def _counted(self, cell: object) -> datetime:
        number = read_number(cell)
        if number is None:
            raise CellRefused("not_a_number")
        return self.form.count.instant(number)

    def _zoned(self, value: datetime) -> datetime:
        if not 1800 <= value.year <= 2199:
            raise CellRefused("year_out_of_range")
        found, zoneless = read_instant(value)
        self.zoneless += zoneless
        return found

    def _within(self, value: float | int | None) -> float | int | None:
        if value is None:
            return None
        if (self._low is not None and value < self._low) or (self._high is not None and value > self._high):
            low = "−∞" if self._low is None else f"{self._low:g}"
            raise CellRefused("out_of_range", low=low, high="∞" if self._high is None else f"{self._high:g}")
        return value

    def _read_number(self, cell: object) -> float | None:
        return self._within(read_number(cell, self.form.factor))

    def _read_integer(self, cell: object) -> int | None:
        return self._within(read_integer(cell, self.form.factor))

    def _read_boolean(self, cell: object) -> bool | None:
        return read_boolean(cell)


def words_of(refusal: CellRefused) -> Words:
    """The remedy of a refused cell; fields given as Words are said in each language."""
    zh, en = {}, {}
    for name, value in refusal.fields.items():
        if isinstance(value, Words):
            zh[name], en[name] = value.zh, value.en
        elif name == "codes":
            zh[name] = "、".join(words.zh for _, words in value)
            en[name] = ", ".join(code for code, _ in value)
        else:
            zh[name] = en[name] = value
    return Words(remedy(refusal.code, **zh).zh, remedy(refusal.code, **en).en)


def _past(schema: Schema, name: str, now: datetime) -> RowCheck:
    label = schema.column(name).label
    today = civil_day(now)

    def check(row: dict[str, object]) -> RowFault | None:
        value = row[name]
        if value is None or value <= (now if isinstance(value, datetime) else today):
            return None
        said = f"{now:%Y-%m-%d %H:%M}"
        return (
            name,
            "in_future",
            Words(
                remedy("in_future", label=label.zh, now=said).zh,
                remedy("in_future", label=label.en, now=said).en,
            ),
        )

    return check


def _pair(
    schema: Schema, name: str, than: str, code: str, fails: Callable[[object, object], bool]
) -> RowCheck:
    label, other = schema.column(name).label, schema.column(than).label
    words = Words(
        remedy(code, label=label.zh, than=other.zh).zh, remedy(code, label=label.en, than=other.en).en
    )

    def check(row: dict[str, object]) -> RowFault | None:
        a, b = row[name], row[than]
        return (name, code, words) if a is not None and b is not None and fails(a, b) else None

    return check


def row_checks(schema: Schema) -> tuple[RowCheck, ...]:
    """What each row of a table must agree on in itself, as declared in row_checks.csv."""
    now = clock.now()
    kinds = {
        "after": ("not_after_start", lambda a, b: a <= b),
        "not_before": ("ends_before_start", lambda a, b: a < b),
        "at_least": ("low_above_high", lambda a, b: a < b),
        "unequal": ("same_twice", lambda a, b: a == b),
    }
    found: list[RowCheck] = []
    for table, check, column, than in declared_checks():
        if table != schema.name:
            continue
        if check == "past":
            found.append(_past(schema, column, now))
        elif check in kinds:
            found.append(_pair(schema, column, than, *kinds[check]))
    if schema.name == "facts":
        found.append(check_fact_row)
    return tuple(found)
