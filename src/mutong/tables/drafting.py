"""A mapping drafted for somebody else's file: headings by their words, formats by their cells, what was said first.

Everything the draft decides is told in a sentence, and the mapping can be kept and mended.
"""

from collections.abc import Mapping as ByName
from dataclasses import dataclass, field

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.cell_habits import (
    Habits,
    empties_of,
    look_through,
    order_of_days,
    orders_seen,
    strange_words,
)
from mutong.tables.given_sheets import ROW_NUMBER, GivenSheet, open_sheet
from mutong.tables.heading_guesses import heading_key, loose_schema
from mutong.tables.mapping import Mapping, MappingLine, read_format
from mutong.tables.schema import Schema

_SECONDS_TABLES = ("encounters", "stays")
_ENDS = ("left_at", "end_at")
_FIRST_SERIAL = 10_000  # from here on a number may be a day as Excel counts
_DAY_ZERO = "2000-01-01"


@dataclass(frozen=True)
class Said:
    """What a person said about files: a saved mapping, headings by column, values for every row, the order of days
    (dmy, mdy, ymd), what years of two digits are, since when seconds or days count, the member or sheet. What the
    mapping states of a column holds there before what is said of the whole file."""

    mapping: Mapping | None = None
    columns: ByName[str, str] = field(default_factory=dict)
    constants: ByName[str, str] = field(default_factory=dict)
    order: str = ""
    years: str = ""
    since: str = ""
    sheet: str | None = None


NOTHING_SAID = Said()


def draft_mapping(sheet: GivenSheet, said: Said) -> tuple[GivenSheet, Mapping, list[Words]]:
    """The sheet (with computed headings where asked for), a mapping of it, and sentences on what was decided.

    Raises MutongError `heading_missing` for a heading that was named but is not there, `ambiguous_dates`, and what
    opening raises.
    """
    schema = loose_schema(sheet.table)
    sheet, lines, notes = _placed(sheet, said, schema)
    places = {line.column: sheet.headings.index(line.heading) for line in lines if line.heading}
    raw = open_sheet(sheet)
    try:
        habits = look_through(raw.rows, {name: (k, schema.column(name)) for name, k in places.items()})
    finally:
        raw.close()
    headings = {name: sheet.headings[k] for name, k in places.items()}
    order = said.order
    if not order:
        stated = {line.column for line in lines if "order" in _stated(line)}
        order, why = order_of_days({n: h for n, h in habits.items() if n not in stated}, raw.file, headings)
        notes += [why] if why else []
    drafted = []
    for line in lines:
        form, more = ("", [])
        if line.heading:
            form, more = _format(sheet.table, schema, line, habits[line.column], order, said)
        # What was saved stands last: of two words for one thing the later one counts.
        joined = ";".join(part for part in (form, line.format) if part)
        drafted.append(MappingLine(line.heading, line.column, line.constant, joined))
        notes += more
    left = [
        MappingLine(heading) for k, heading in enumerate(sheet.headings) if _unused(heading, k, sheet, places)
    ]
    return sheet, Mapping("draft", (*drafted, *left)), notes


def _stated(line: MappingLine) -> set[str]:
    """What the format of a line says already: order, years, count, whole, start_of_day."""
    form = read_format(line.format)
    return {name for name in ("order", "years", "count", "whole", "start_of_day") if getattr(form, name)}


def _unused(heading: str, place: int, sheet: GivenSheet, places: ByName[str, int]) -> bool:
    return (
        bool(heading) and place not in places.values() and place < len(sheet.headings) - len(sheet.computed)
    )


def _placed(
    sheet: GivenSheet, said: Said, schema: Schema
) -> tuple[GivenSheet, list[MappingLine], list[Words]]:
    """One line for each column that has a heading or a value: what was said, then the saved mapping, then words."""
    lines: dict[str, MappingLine] = {}
    for column, heading in said.columns.items():
        if column in schema.names:
            sheet, found = _heading(sheet, heading)
            lines[column] = MappingLine(found, column)
    for column, value in said.constants.items():
        if column in schema.names:
            lines[column] = MappingLine(
                "", column, value, "start_of_day" * (schema.column(column).type == "instant")
            )
    left_out = (
        {heading_key(one.heading) for one in said.mapping.lines if not one.column} if said.mapping else set()
    )
    for line in said.mapping.lines if said.mapping else ():
        if line.column and line.column not in lines:
            there = "+" in line.heading or heading_key(line.heading) in map(heading_key, sheet.headings)
            if line.heading and not there:
                continue
            sheet, found = _heading(sheet, line.heading) if line.heading else (sheet, "")
            lines[line.column] = MappingLine(found, line.column, line.constant, line.format)
    used = {line.heading for line in lines.values()}
    for column, place in sheet.columns.items():
        heading = sheet.headings[place]
        if column not in lines and heading not in used and heading_key(heading) not in left_out:
            lines[column] = MappingLine(heading, column)
    return _with_numbers(sheet, lines)


def _with_numbers(
    sheet: GivenSheet, lines: dict[str, MappingLine]
) -> tuple[GivenSheet, list[MappingLine], list[Words]]:
    """Cases without a number get that of their row; the person of a case without one is the case."""
    notes: list[Words] = []
    if sheet.table == "cases":
        if "case_id" not in lines and "date_onset" in lines:
            sheet = sheet.with_computed(ROW_NUMBER, ())
            lines["case_id"] = MappingLine(ROW_NUMBER, "case_id")
            notes.append(
                Words("没有病例编号，用行号代替（--column case_id=表头）。",
                      "No case id: rows are numbered as in the file (--column case_id=HEADING).")
            )  # fmt: skip
        if "person_id" not in lines and "case_id" in lines:
            lines["person_id"] = MappingLine(lines["case_id"].heading, "person_id", lines["case_id"].constant)
    return sheet, list(lines.values()), notes


def _heading(sheet: GivenSheet, wanted: str) -> tuple[GivenSheet, str]:
    """The heading of the sheet that was meant; one like h1+m1 becomes a computed heading."""
    keys = [heading_key(one) for one in sheet.headings]
    if wanted in sheet.headings:
        return sheet, wanted
    if heading_key(wanted) in keys:
        return sheet, sheet.headings[keys.index(heading_key(wanted))]
    parts = [heading_key(part) for part in wanted.split("+")]
    if len(parts) > 1 and set(parts) <= set(keys):
        return sheet.with_computed(wanted, tuple(keys.index(part) for part in parts)), wanted
    there = ", ".join(f"“{one}”" for one in sheet.headings if one)
    raise MutongError(
        "heading_missing",
        Words(
            f"文件里没有表头“{wanted}”；有：{there}。", f"There is no heading “{wanted}”; there are: {there}."
        ),
    )


def _format(
    table: str, schema: Schema, line: MappingLine, habits: Habits, order: str, said: Said
) -> tuple[str, list[Words]]:
    """The format of a column as its cells ask for it, and what to say about it."""
    column = schema.column(line.column)
    parts: list[str] = []
    notes: list[Words] = []
    if column.type in ("date", "instant"):
        parts, notes = _day_format(table, line, column.type, habits, order, said)
    elif column.type == "id" and "whole" not in _stated(line) and _ends_in_zero(habits):
        parts.append("whole")
        example = habits.examples["whole"]
        short = example.partition(".")[0]
        notes.append(
            Words(f"“{line.heading}”的编号带“.0”，读作整数：{example} 即 {short}。",
                  f"Ids in “{line.heading}” end in “.0” and are read without it: {example} is {short}.")
        )  # fmt: skip
    words = {one: "" for one in empties_of(habits)}
    if column.type == "code" and "=" not in line.format:
        words |= _code_words(line, habits, notes)
    if words:
        parts.append("|".join(f"{word}={meaning}" for word, meaning in words.items()))
    return ";".join(parts), notes


def _ends_in_zero(habits: Habits) -> bool:
    """Whether ids look like numbers that a program wrote with decimals: 12.0 among 7 and 13.0."""
    return bool(habits.counts["whole"]) and habits.counts["whole"] + habits.counts["digits"] == habits.filled


def _code_words(line: MappingLine, habits: Habits, notes: list[Words]) -> dict[str, str]:
    if line.column == "origin" and heading_key(line.heading) in ("imported", "是否输入"):
        yes, no = ("yes", "y", "true", "t", "1", "是"), ("no", "n", "false", "f", "0", "否")
        return dict.fromkeys(yes, "imported") | dict.fromkeys(no, "local")
    shown, cells = strange_words(habits)
    if not cells:
        return {}
    notes.append(
        Words(f"“{line.heading}”有 {cells} 格的词不认识，读作不详：{shown}；需要的话在字段映射的 format 里写明其意。",
              f"{cells} cells of “{line.heading}” hold words that are not known and are read as not known: {shown}; "
              "say what they mean in a mapping (format) where it matters.")
    )  # fmt: skip
    return {word.lower(): "" for word in habits.strange}


def _day_format(
    table: str, line: MappingLine, kind: str, habits: Habits, order: str, said: Said
) -> tuple[list[str], list[Words]]:
    counts, heading = habits.counts, line.heading
    stated = _stated(line)
    parts = [order] if order and "order" not in stated and orders_seen(habits) else []
    notes: list[Words] = []
    if counts["short"] and "years" not in stated:
        years = said.years or "yy"
        parts.append(years)
        zh, en = _YEARS[years]
        example = habits.examples["short"]
        notes.append(
            Words(f"“{heading}”的年份只有两位（{example}），按{zh}读取（--years {years}）。",
                  f"Years in “{heading}” have two digits ({example}) and are read as {en} (--years {years}).")
        )  # fmt: skip
    if "count" in stated:
        return parts, notes
    numbered = habits.filled > 0 and habits.filled == counts["small"]
    if kind == "date" and numbered and habits.numbers[1] < _FIRST_SERIAL:
        since = said.since or _DAY_ZERO
        parts.append(f"days:{since}")
        notes.append(
            Words(f"“{heading}”是天数，从 {since} 起算（--counted-from）。",
                  f"“{heading}” holds days, counted from {since} (--counted-from).")
        )  # fmt: skip
    elif kind == "instant" and table in _SECONDS_TABLES and numbered:
        parts.append(f"seconds:{said.since}" if said.since else "seconds")
        since = said.since or "1970-01-01T00:00Z"
        notes.append(
            Words(f"“{heading}”是秒数，从 {since} 起算（--counted-from）。",
                  f"“{heading}” holds seconds, counted from {since} (--counted-from).")
        )  # fmt: skip
    elif kind == "instant" and habits.filled and habits.filled == counts["seconds"] + counts["milliseconds"]:
        unit = "milliseconds" if counts["milliseconds"] else "seconds"
        parts.append(unit)
        zh = "毫秒" if counts["milliseconds"] else "秒"
        notes.append(
            Words(f"“{heading}”是 1970 年起的{zh}数（UTC）。", f"“{heading}” holds {unit} since 1970 (UTC).")
        )
    elif kind == "instant" and counts["day"] and _day_may_stand(line):
        parts.append("start_of_day")
        notes.append(
            Words(f"“{heading}”有 {counts['day']} 格只写了日期，按当天零点读取。",
                  f"{counts['day']} cells of “{heading}” hold a day alone, which stands for its start.")
        )  # fmt: skip
    return parts, notes


def _day_may_stand(line: MappingLine) -> bool:
    """Whether a day alone may stand for its start: not for an end, which would make a stay of a day one of nought."""
    return line.column not in _ENDS and "start_of_day" not in _stated(line)


_YEARS = {
    "yy": ("不在将来的最近一年", "the latest that is not to come"),
    "19yy": ("19 开头", "19.."),
    "20yy": ("20 开头", "20.."),
}
