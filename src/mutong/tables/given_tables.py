"""Somebody else's file as a table: forgiving about headings, sheets and habits, explicit about every choice.

The cells and rows are checked as an import checks them. A row that cannot be read is left out and named, never mended.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.tables.code_words import table_label
from mutong.tables.drafting import NOTHING_SAID, Said, draft_mapping
from mutong.tables.frames import (
    Frame,
    frame_of,
    joined_frames,
    read_as_it_stands,
    read_table,
    table_file,
)
from mutong.tables.given_sheets import ROW_NUMBER, GivenSheet, find_sheets, open_sheet
from mutong.tables.heading_guesses import essentials_missing, heading_key, loose_schema
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.mapping import match_headings
from mutong.tables.packed_files import unpacked
from mutong.tables.reading import TableReading

_BATCH_ROWS = 50_000
_KEPT_PROBLEMS = 5
_REPEATS_OK = ("encounters", "links", "stays", "contacts")


@dataclass(frozen=True)
class GivenTable:
    """A file that was read: the frame, which table it was taken as, the mapping that was used (None where none was
    needed), sentences on every choice, the first problems, how many rows there were and how many were left out."""

    frame: Frame
    table: str
    file: str
    mapping: HeadingMapping | None = None
    notes: tuple[Words, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_in: int = 0
    left_out: int = 0
    lengths: tuple[float | None, ...] | None = None
    related: tuple[str | None, ...] = ()


def read_given(path: str | Path, tables: Sequence[str], said: Said = NOTHING_SAID) -> GivenTable:
    """A file as the one of these tables that it fits best (the earlier of two that fit alike).

    Takes what the strict reader takes and besides: gzip and zip, titles above the headings, other words for them,
    several sheets, days in any one order, seconds. Raises MutongError `headings_not_enough`, `ambiguous_dates`,
    `no_row_read`, and what opening raises.
    """
    path = Path(path)
    if path.is_dir():
        table = next((one for one in tables if table_file(path, one)), tables[0])
        return GivenTable(read_table(path, table), table, path.name)
    if said == NOTHING_SAID:
        for table in tables:
            frame = read_as_it_stands(path, table, repeats_ok=table in _REPEATS_OK)
            if frame is not None:
                return GivenTable(frame, table, path.name, rows_in=len(frame))
    with unpacked(path) as files:
        sheets = find_sheets(files, tables, said.sheet)
        sheet = next((one for one in sheets if not _missing(one, said)), None)
        if sheet is None:
            raise _not_enough(path, sheets[0], _missing(sheets[0], said))
        sheet, mapping, notes = draft_mapping(sheet, said)
        return _read(path, sheet, mapping, [*_about(path, sheet, sheets, mapping), *notes])


def _missing(sheet: GivenSheet, said: Said) -> list[tuple[str, ...]]:
    """The essential columns that neither the sheet has nor anybody gave."""
    there = {*sheet.columns, *said.columns, *said.constants}
    keys = set(map(heading_key, sheet.headings))
    for line in said.mapping.lines if said.mapping else ():
        if line.constant or "+" in line.heading or heading_key(line.heading) in keys:
            there.add(line.column)
    if sheet.table == "cases" and "date_onset" in there:
        there.add("case_id")  # rows are numbered
    return essentials_missing(there, sheet.table)


def _not_enough(path: Path, sheet: GivenSheet, missing: Sequence[tuple[str, ...]]) -> MutongError:
    schema, table = loose_schema(sheet.table), table_label(sheet.table)
    wanted = [schema.column(group[0]) for group in missing]
    zh = "、".join(f"{one.label.zh}（{one.name}）" for one in wanted)
    en = ", ".join(f"{one.label.en} ({one.name})" for one in wanted)
    there = ", ".join(f"“{one}”" for one in sheet.headings[:20] if one) or "–"
    where = f" [{sheet.sheet or sheet.member}]" if sheet.sheet or sheet.member else ""
    return MutongError(
        "headings_not_enough",
        Words(
            f"{path.name}{where} 作为“{table.zh}”还缺：{zh}。第 {sheet.heading_row} 行的表头是：{there}。请用 --column "
            f"{sheet.table}.{wanted[0].name}=表头 说明是哪一列，或用字段映射。",
            f"{path.name}{where} lacks {en} to be read as {table.en}. Headings in row {sheet.heading_row}: {there}. Say"
            f" which it is with --column {sheet.table}.{wanted[0].name}=HEADING, or with a mapping.",
        ),
    )


def _about(
    path: Path, sheet: GivenSheet, sheets: Sequence[GivenSheet], mapping: HeadingMapping
) -> Iterator[Words]:
    """Which sheet and row was taken, what was taken for what, what was left, what is not there."""
    table, name = table_label(sheet.table), path.name
    others = list(dict.fromkeys(one.sheet or one.member for one in sheets))
    if len(others) > 1:
        mine = sheet.sheet or sheet.member
        rest = "、".join(one for one in others if one != mine)
        yield Words(
            f"{name}：取“{mine}”（另有：{rest}；--sheet {sheet.table}=名称）。",
            f"{name}: “{mine}” was taken (there is also: {rest}; --sheet {sheet.table}=NAME).",
        )
    if sheet.heading_row > 1:
        yield Words(
            f"{name}：表头在第 {sheet.heading_row} 行，以上各行没有读取。",
            f"{name}: the headings are in row {sheet.heading_row}; the rows above were not read.",
        )
    taken = [
        f"{line.column} ← “{line.heading or line.constant}”"
        for line in mapping.lines
        if line.column and line.heading != line.column and line.heading != ROW_NUMBER
    ]
    if taken:
        yield Words(
            f"{name} 按“{table.zh}”读取：{'，'.join(taken)}。",
            f"{name} read as {table.en}: {', '.join(taken)}.",
        )
    left = [f"“{line.heading}”" for line in mapping.lines if not line.column]
    if left:
        yield Words(f"{name}：未用的列：{'、'.join(left)}。", f"{name}: columns not used: {', '.join(left)}.")


def _read(path: Path, sheet: GivenSheet, mapping: HeadingMapping, notes: list[Words]) -> GivenTable:
    schema = loose_schema(sheet.table)
    given = {line.column for line in mapping.lines}
    timeless = sheet.table == "encounters" and "start_at" not in given
    if sheet.table == "encounters" and not timeless:
        columns = (replace(c, required=c.required or c.name == "start_at") for c in schema.columns)
        schema = replace(schema, columns=tuple(columns))
    raw = open_sheet(sheet)
    try:
        headings = match_headings(raw.headings, schema, mapping, raw.file)
        reading = TableReading(raw, schema, headings, None, _BATCH_ROWS, sheet.table in _REPEATS_OK)
    except Exception:
        raw.close()
        raise
    parts, problems, filled, lengths, related = [], [], Counter(), [], []
    for batch in reading:
        lengths += [_seconds(row) for row in batch.rows] if timeless else []
        related += [row["related"] for row in batch.rows] if "related" in given else []
        parts += [frame_of(_filled_in(batch.rows, sheet.table, path, filled), sheet.table)]
        problems += batch.problems[: _KEPT_PROBLEMS - len(problems)]
    if reading.rows_in and not reading.landed:
        raise _no_row_read(reading, problems[0])
    notes += _assumed(sheet.table, filled)
    notes += reading.notes
    return GivenTable(
        joined_frames(parts, sheet.table), sheet.table, path.name, mapping, tuple(notes), tuple(problems),
        reading.rows_in, reading.rejected, tuple(lengths) if timeless else None,
        tuple(related),
    )  # fmt: skip


def _seconds(row: Mapping[str, object]) -> float | None:
    if row["duration_s"] is not None:
        return row["duration_s"]
    return None if row["duration_min"] is None else row["duration_min"] * 60


def _no_row_read(reading: TableReading, first: Problem) -> MutongError:
    return MutongError(
        "no_row_read",
        Words(
            f"{reading.file} 的 {reading.rows_in} 行没有一行能用；第一处：第 {first.row} 行"
            f"“{first.column}”“{first.value}”：{first.remedy.zh}",
            f"None of the {reading.rows_in} rows of {reading.file} can be used; the first: row {first.row}, "
            f"“{first.column}” “{first.value}”: {first.remedy.en}",
        ),
    )


# What a row without a value is taken to say; the caller is told how often.
_ASSUMED: Mapping[str, Mapping[str, object]] = {
    "contacts": {"degree": 1, "class": "contact", "verdict": "yes", "rule": "given", "clause": "–"},
    "stays": {"certainty": "stated"},
    "memberships": {"kind": "living", "valid_from": date(1900, 1, 1)},
}


def _filled_in(
    rows: list[dict[str, object]], table: str, path: Path, filled: Counter
) -> list[dict[str, object]]:
    """The rows with what they do not say filled in, where a table cannot do without; counted in `filled`."""
    for row in rows:
        for name, value in _ASSUMED.get(table, {}).items():
            if row[name] is None:
                row[name] = value
                filled[name] += 1
        if table == "cases" and row["person_id"] is None:
            row["person_id"] = row["case_id"]
            filled["person_id"] += 1
        elif table == "stays" and row["source"] is None:
            row["source"] = path.stem
        elif table == "places" and row["name"] is None:
            row["name"] = row["place_id"]
        elif table == "encounters" and row["start_at"] is not None and row["end_at"] is None:
            seconds = _seconds(row)
            row["end_at"] = None if seconds is None else row["start_at"] + timedelta(seconds=seconds)
    return rows


def _assumed(table: str, filled: Counter) -> Iterator[Words]:
    """What was filled in, with how to say it otherwise."""
    for name, cells in filled.items():
        value = "case_id" if name == "person_id" else _ASSUMED[table][name]
        yield Words(
            f"{cells} 行没有 {name}，按 {value} 处理（--set {table}.{name}=值）。",
            f"{cells} rows have no {name}; {value} was taken (--set {table}.{name}=VALUE).",
        )
