"""How the cells of somebody else's columns are written: looked through once, so that they can be read by a stated
format. What the cells cannot prove (which number is the month) is asked for, never guessed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.cells import MISSING, clean_text, half_width
from mutong.tables.code_words import codes_by_word
from mutong.tables.remedies import CellRefused
from mutong.tables.schema import Column

_NUMERIC_ORDER = re.compile(
    r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)(?:$|[ T]).*", re.DOTALL
)
_SHORT_YEAR = re.compile(
    r"\d{1,2}(\s*[-/.]\s*\d{1,2}\s*[-/.]\s*|[\s/-]*[A-Za-z]{3,9}\.?,?[\s/-]*)\d{2}(?![\d:])(\s.*)?"
)
_DAY_ONLY = re.compile(r"[^:时点]*\d[^:时点]*")
_WHOLE = re.compile(r"\d+\.0+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PACKED_DAY = re.compile(r"(1[89]|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_NOTHING = {"na", "n/a", "nan", "none", "null", "<na>", "nil", ".", "?", "unknown", "missing"}
_SHOWN = 3


@dataclass
class Habits:
    """What one column's cells were: counts of filled cells by what they look like, with an example each."""

    filled: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    strange: Counter = field(default_factory=Counter)
    numbers: list[float] = field(default_factory=lambda: [float("inf"), float("-inf")])

    def note(self, kind: str, text: str) -> None:
        """One more cell of a kind."""
        self.counts[kind] += 1
        self.examples.setdefault(kind, text)


def look_through(
    rows: Iterable[tuple[int, Sequence[object]]], columns: Mapping[str, tuple[int, Column]]
) -> dict[str, Habits]:
    """The habits of each of these columns (column → place and declaration) over all rows."""
    found = {name: Habits() for name in columns}
    watched = [
        (place, column, found[name], _WATCH.get(column.type)) for name, (place, column) in columns.items()
    ]
    for _, cells in rows:
        for place, column, habits, watch in watched:
            if watch is None or place >= len(cells) or cells[place] in ("", None):
                continue
            cell = cells[place]
            try:
                text = half_width(clean_text(cell))
            except CellRefused:
                continue
            if not text:
                continue
            if text.lower() in _NOTHING:
                habits.note("nothing:" + text.lower(), text)
                continue
            habits.filled += 1
            watch(habits, column, cell, text)
    return found


def _watch_id(habits: Habits, column: Column, cell: object, text: str) -> None:
    if isinstance(cell, str):
        if _WHOLE.fullmatch(text):
            habits.note("whole", text)
        elif text.isdigit():
            habits.note("digits", text)


def _watch_code(habits: Habits, column: Column, cell: object, text: str) -> None:
    word = text.lower()
    if word not in codes_by_word(column.name, column.codes) and word not in MISSING:
        habits.strange[text] += 1


def _watch_day(habits: Habits, column: Column, cell: object, text: str) -> None:
    if isinstance(cell, date):
        # A workbook's day without a time comes as midnight or as a bare day.
        if str(cell)[10:] in ("", " 00:00:00"):
            habits.note("day", text)
        return
    if isinstance(cell, int | float) or _NUMBER.fullmatch(text):
        _watch_number(habits, text)
        return
    if match := _NUMERIC_ORDER.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            habits.note("dmy", text)
        elif second > 12 >= first:
            habits.note("mdy", text)
        elif first != second:
            habits.note("either", text)
    if _SHORT_YEAR.fullmatch(text):
        habits.note("short", text)
    if _DAY_ONLY.fullmatch(text):
        habits.note("day", text)


def _watch_number(habits: Habits, text: str) -> None:
    if _PACKED_DAY.fullmatch(text):
        habits.note("day" if len(text) == 8 else "packed", text)
        return
    number = float(text)
    habits.numbers[0], habits.numbers[1] = min(habits.numbers[0], number), max(habits.numbers[1], number)
    if 10_000 <= number < 100_000 and number % 1:
        habits.note("serial", text)
    elif 1e9 <= number < 2e9:
        habits.note("seconds", text)
    elif 1e12 <= number < 2e12:
        habits.note("milliseconds", text)
    else:
        habits.note("small", text)


_WATCH = {"id": _watch_id, "code": _watch_code, "date": _watch_day, "instant": _watch_day}


def empties_of(habits: Habits) -> list[str]:
    """The words in a column that say nothing, to be read as empty cells."""
    return [kind.partition(":")[2] for kind in habits.counts if kind.startswith("nothing:")]


def strange_words(habits: Habits) -> tuple[str, int]:
    """Words of a code column that no code has: the most frequent, as shown, and how many cells in all."""
    shown = "、".join(f"{word}（{count}）" for word, count in habits.strange.most_common(_SHOWN))
    return shown, habits.strange.total()


def order_of_days(
    habits: Mapping[str, Habits], file: str, headings: Mapping[str, str]
) -> tuple[str, Words | None]:
    """dmy, mdy or '' for a whole file, and what proves it.

    A file is taken to write its days in one order: where some day can be read in one way only, that is it. Raises
    MutongError `ambiguous_dates` where days could be either and nothing tells, or where both orders are proved.
    """
    proofs = {
        order: [
            (name, one.counts[order], one.examples[order])
            for name, one in habits.items()
            if one.counts[order]
        ]
        for order in ("dmy", "mdy")
    }
    open_ = [(name, one.examples["either"]) for name, one in habits.items() if one.counts["either"]]
    if bool(proofs["dmy"]) == bool(proofs["mdy"]):
        if not open_:
            return "", None
        raise _ambiguous(file, headings[open_[0][0]], open_[0][1], bool(proofs["dmy"]))
    order = "dmy" if proofs["dmy"] else "mdy"
    name, _, example = proofs[order][0]
    cells = sum(count for _, count, _ in proofs[order])
    zh, en = {"dmy": ("日/月/年", "day/month/year"), "mdy": ("月/日/年", "month/day/year")}[order]
    return order, Words(
        f"日期按{zh}读取：有 {cells} 格只能这样读（如“{headings[name]}”的 {example}），"
        f"没有一格与此相反（--dates {order}）。",
        f"Days are read as {en}: {cells} cells can be nothing else (such as {example} in “{headings[name]}”), and none "
        f"speaks against it (--dates {order}).",
    )


def _ambiguous(file: str, heading: str, example: str, both: bool) -> MutongError:
    why = (
        Words(
            "有的日期只能是日在前，有的只能是月在前",
            "some days can only have the day first, others only the month",
        )
        if both
        else Words("没有一格能说明哪个是月", "no cell of the file tells which number is the month")
    )
    return MutongError(
        "ambiguous_dates",
        Words(
            f"{file} 的“{heading}”里 {example} 可以是两天，{why.zh}；"
            "请加 --dates dmy（日/月/年）或 --dates mdy（月/日/年）。",
            f"{example} in “{heading}” of {file} could be two days, and {why.en}; say --dates dmy (day/month/year) or "
            "--dates mdy (month/day/year).",
        ),
    )
