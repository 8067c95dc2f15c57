"""Which column of a file is which column of a table: by name, by label, or by a saved mapping.

A mapping is a CSV file `heading,column,constant,format`, one line a column:
- `heading` given: that column of the file; the same heading may fill several columns; with `column` empty the
  heading is known and left out on purpose.
- `constant` given: every row gets this value.
- `format`, parts separated by `;`: `dmy`, `mdy` or, with short years, `ymd` (order of a date), `19yy`, `20yy` or `yy`
  (years of two digits; `yy`: the latest that is not to come), `start_of_day` (a date stands for its first instant),
  `seconds` or `milliseconds` (since 1970 began in UTC), `seconds:2013-06-24` and `days:2001-06-01` (since that instant
  or day), `*100` or `*0.01` (unit conversion), `whole` (an id written as 12.0 is 12), `A=b|C=d` (words of the file and
  what they mean; `A=` means empty).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.cells import clean_text, half_width
from mutong.tables.dates import ORDERS, YEARS, Count, read_instant
from mutong.tables.remedies import CellRefused, refuse_file
from mutong.tables.schema import Schema

_HEADINGS = ("heading", "column", "constant", "format")


@dataclass(frozen=True)
class CellFormat:
    """How the cells of one column are to be read; see the module's words."""

    order: str = ""
    start_of_day: bool = False
    factor: Decimal | None = None
    words: dict[str, str] = field(default_factory=dict)
    years: str = ""
    count: Count | None = None
    whole: bool = False


@dataclass(frozen=True)
class MappingLine:
    """One line of a mapping, as saved."""

    heading: str = ""
    column: str = ""
    constant: str = ""
    format: str = ""


@dataclass(frozen=True)
class Mapping:
    """A saved mapping: a name and its lines."""

    name: str
    lines: tuple[MappingLine, ...]


@dataclass(frozen=True)
class ColumnSource:
    """Where a column's cells come from: the index of a file's column, or a constant (index −1)."""

    column: str
    index: int
    heading: str
    constant: str
    format: CellFormat


@dataclass(frozen=True)
class Headings:
    """The outcome of matching: sources by column, headings nobody knows, mapped headings not in the file."""

    sources: tuple[ColumnSource, ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]


def read_format(text: str) -> CellFormat:
    """A format as written in a mapping. Raises ValueError naming the part that is not understood."""
    found: dict[str, object] = {"words": {}}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        if part in ORDERS:
            found["order"] = part
        elif part in YEARS:
            found["years"] = part
        elif part == "start_of_day":
            found["start_of_day"] = True
        elif part == "whole":
            found["whole"] = True
        elif "=" in part:  # before the next two: a word may begin as they do
            pairs = (pair.rpartition("=") for pair in part.split("|"))
            found["words"] |= {half_width(a.strip()).lower(): b.strip() for a, sign, b in pairs if sign}
        elif part.startswith("*"):
            found["factor"] = _factor(part)
        elif part.partition(":")[0] in _COUNTS:
            found["count"] = _count(part)
        else:
            raise ValueError(part)
    return CellFormat(**found)


_COUNTS = {"days": 86_400, "seconds": 1, "milliseconds": 0.001}


def _factor(part: str) -> Decimal:
    try:
        factor = Decimal(part[1:])
    except InvalidOperation:
        raise ValueError(part) from None
    if not factor.is_finite() or factor == 0:
        raise ValueError(part)
    return factor


def _count(part: str) -> Count:
    unit, _, since = part.partition(":")
    if not since:
        return Count(datetime(1970, 1, 1, tzinfo=UTC), _COUNTS[unit])
    try:
        return Count(read_instant(since, start_of_day_allowed=True)[0], _COUNTS[unit])
    except CellRefused:
        raise ValueError(part) from None


def load_mapping(path: str | Path, name: str = "") -> Mapping:
    """A mapping from its CSV file. Raises MutongError `bad_mapping` or `file_missing`."""
    path = Path(path)
    if not path.is_file():
        raise refuse_file("file_missing", file=path.name)
    lines = []
    with path.open(encoding="utf-8-sig", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), 2):
            if tuple(row)[:2] != _HEADINGS[:2]:
                _refuse_line(
                    path,
                    1,
                    "表头应为 heading,column,constant,format",
                    "headings must be heading,column,constant,format",
                )
            line = MappingLine(*((row.get(key) or "").strip() for key in _HEADINGS))
            if not any((line.heading, line.column, line.constant)):
                continue
            if bool(line.heading) == bool(line.constant):
                _refuse_line(
                    path, number, "heading 与 constant 只填一个", "give either a heading or a constant"
                )
            if line.constant and not line.column:
                _refuse_line(path, number, "固定值没有写 column", "a constant needs its column")
            try:
                read_format(line.format)
            except ValueError as part:
                _refuse_line(
                    path, number, f"format 里的“{part}”看不懂", f"the format “{part}” is not understood"
                )
            lines.append(line)
    return Mapping(name or path.stem, tuple(lines))


def save_mapping(mapping: Mapping, path: str | Path) -> None:
    """Write a mapping as CSV, in one step."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(path.suffix + ".part")
    with half.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(_HEADINGS)
        rows.writerows((line.heading, line.column, line.constant, line.format) for line in mapping.lines)
    half.replace(path)


def find_mapping(name: str, folders: Sequence[Path]) -> Mapping:
    """A mapping by path or by name in these folders. Raises MutongError naming those there are."""
    if name.endswith(".csv") and Path(name).is_file():
        return load_mapping(name)
    for folder in folders:
        path = Path(folder) / f"{name}.csv"
        if "/" not in name and "\\" not in name and path.is_file():
            return load_mapping(path, name)
    known = sorted({p.stem for folder in folders for p in Path(folder).glob("*.csv")})
    raise refuse_file("mapping_missing", name=name, known=", ".join(known) or "–")


def _refuse_line(path: Path, row: int, zh: str, en: str) -> None:
    raise refuse_file("bad_mapping", file=path.name, row=row, what=zh + "。", what_en=en + ".")


def plain_heading(heading: object) -> str:
    """A heading as it is compared: half-width, lower case, without marks of being required."""
    text = half_width(clean_text(heading)).lower()
    for mark in ("(必填)", "(required)", "*"):
        text = text.replace(mark, "")
    return " ".join(text.replace("_", " ").split())


def _names(schema: Schema) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in schema.columns:
        for word in (column.label.en, column.label.zh):
            known.setdefault(plain_heading(word), column.name)
    return known | {plain_heading(column.name): column.name for column in schema.columns}


def recognised(headings: Sequence[object], schema: Schema, mapping: Mapping | None = None) -> int:
    """How many headings the table or the mapping knows."""
    names = set(_names(schema))
    if mapping:
        names |= {plain_heading(line.heading) for line in mapping.lines if line.heading}
    return sum(plain_heading(h) in names for h in headings if clean_text(h))


def match_headings(
    headings: Sequence[object], schema: Schema, mapping: Mapping | None, file: str
) -> Headings:
    """Where each column of the table comes from.

    A mapping speaks first; what it does not name is matched by column name or label. Raises MutongError when two
    columns of the file would fill one column, or when a mapping names a column that the table lacks.
    """
    texts = [clean_text(h) for h in headings]
    plain = [plain_heading(h) for h in headings]
    sources: dict[str, ColumnSource] = {}
    used: set[int] = set()
    absent: list[str] = []
    for line in mapping.lines if mapping else ():
        if line.column and line.column not in schema.names:
            known = ", ".join(schema.names)
            raise refuse_file(
                "bad_mapping",
                file=mapping.name,
                row="–",
                what=f"表中没有列“{line.column}”；有：{known}。",
                what_en=f"the table has no column “{line.column}”; it has: {known}.",
            )
        if line.constant:
            sources[line.column] = ColumnSource(line.column, -1, "", line.constant, read_format(line.format))
            continue
        wanted = plain_heading(line.heading)
        if wanted not in plain:
            if line.column:
                absent.append(line.heading)
            continue
        index = plain.index(wanted)
        used.add(index)
        if line.column:
            sources[line.column] = ColumnSource(
                line.column, index, texts[index], "", read_format(line.format)
            )
    mapped = set(sources)
    names, unknown = _names(schema), []
    for index, text in enumerate(texts):
        if index in used or not text:
            continue
        column = names.get(plain[index])
        if column is None:
            unknown.append(text)
        elif column in sources:
            if column in mapped:
                unknown.append(text)
                continue
            raise refuse_file(
                "two_headings_one_column", file=file, column=column, one=sources[column].heading, other=text
            )
        else:
            sources[column] = ColumnSource(column, index, text, "", CellFormat())
    return Headings(tuple(sources[c] for c in schema.names if c in sources), tuple(unknown), tuple(absent))


def label_of(schema: Schema, name: str) -> Words:
    """The label of a column as a person reads it."""
    return schema.column(name).label
