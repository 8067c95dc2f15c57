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
from mutong.tables.dates import ORDERS, days_by_order
from mutong.tables.remedies import CellRefused
from mutong.tables.schema import Column

_NUMERIC_ORDER = re.compile(
    r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})(?!\d)(?:$|[ T]).*", re.DOTALL
)
_SHORT_YEAR = re.compile(
    r"\d{1,2}(\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}|[\s/-]*[A-Za-z]{3,9}\.?,?[\s/-]*\d{2})(?![\d:])(\s.*)?"
)
_DAY_ONLY = re.compile(r"[^:时点]*\d[^:时点]*")
_WHOLE = re.compile(r"\d+\.0+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PACKED_DAY = re.compile(r"(1[89]|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_NOTHING = MISSING | {"<na>", "nil", ".", "?", "missing"}
_SIGNS_OF_FORMATS = frozenset("|=;")  # a word that holds one cannot stand in a mapping's format
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
        (place, column, found[name], _WATCH.get(column.type), _NOTHING - set(_codes(column)))
        for name, (place, column) in columns.items()
    ]
    for _, cells in rows:
        for place, column, habits, watch, nothing in watched:
            if watch is None or place >= len(cells) or cells[place] in ("", None):
                continue
            cell = cells[place]
            try:
                text = half_width(clean_text(cell))
            except CellRefused:
                continue
            if not text:
                continue
            if text.lower() in nothing:
                habits.note("nothing:" + text.lower(), text)
                continue
            habits.filled += 1
            watch(habits, column, cell, text)
    return found


def _codes(column: Column) -> Mapping[str, str]:
    """The words of a column's codes: one of them may be that nobody knows, which is more than an empty cell."""
    return codes_by_word(column.name, column.codes) if column.type == "code" else {}


def _watch_id(habits: Habits, column: Column, cell: object, text: str) -> None:
    if isinstance(cell, str):
        if _WHOLE.fullmatch(text):
            habits.note("whole", text)
        elif text.isdigit():
            habits.note("digits", text)


def _watch_code(habits: Habits, column: Column, cell: object, text: str) -> None:
    if text.lower() not in _codes(column) and not _SIGNS_OF_FORMATS & set(text):
        habits.strange[text] += 1


def _watch_day(habits: Habits, column: Column, cell: object, text: str) -> None:
    if isinstance(cell, bool):
        return  # no day and no number, though Python counts with it; the reader names its row
    if isinstance(cell, date):
        # A workbook's day without a time comes as midnight or as a bare day.
        if str(cell)[10:] in ("", " 00:00:00"):
            habits.note("day", text)
        return
    if isinstance(cell, int | float) or _NUMBER.fullmatch(text):
        _watch_number(habits, text)
        return
    if match := _NUMERIC_ORDER.fullmatch(text):
        days = days_by_order((match[1], match[3], match[4]))
        if len(days) == 1 or len(set(days.values())) > 1:
            habits.note("|".join(days), text)
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


def orders_seen(habits: Habits) -> list[str]:
    """How numeric days of a column can be read: one order where there is one only, else several with “|” between."""
    return [kind for kind in habits.counts if set(kind.split("|")) <= set(ORDERS)]


def strange_words(habits: Habits) -> tuple[str, int]:
    """Words of a code column that no code has: the most frequent, as shown, and how many cells in all."""
    shown = "、".join(f"{word}（{count}）" for word, count in habits.strange.most_common(_SHOWN))
    return shown, habits.strange.total()


def order_of_days(
    habits: Mapping[str, Habits], file: str, headings: Mapping[str, str]
) -> tuple[str, Words | None]:
    """One of ORDERS or '' for a whole file, and what proves it.

    A file is taken to write its days in one order: where some day can be read in one way only, that is it. Raises
    MutongError `ambiguous_dates` where days could be several and nothing tells, or where what is proved disagrees.
    """
    proofs: dict[str, list[tuple[str, int, str]]] = {}
    open_: list[tuple[str, str, str]] = []
    for name, one in habits.items():
        for kind in orders_seen(one):
            if "|" in kind:
                open_.append((name, kind, one.examples[kind]))
            else:
                proofs.setdefault(kind, []).append((name, one.counts[kind], one.examples[kind]))
    unsettled = [one for one in open_ if len(proofs) != 1 or not set(proofs) <= set(one[1].split("|"))]
    if unsettled:
        name, kind, example = unsettled[0]
        raise _ambiguous(file, headings[name], example, kind.split("|"), bool(proofs))
    if len(proofs) != 1:
        return "", None
    ((order, cells_of),) = proofs.items()
    name, _, example = cells_of[0]
    cells = sum(count for _, count, _ in cells_of)
    words = _ORDER_WORDS[order]
    return order, Words(
        f"日期按{words.zh}读取：有 {cells} 格只能这样读（如“{headings[name]}”的 {example}），"
        f"没有一格与此相反（--dates {order}）。",
        f"Days are read as {words.en}: {cells} cells can be nothing else (such as {example} in “{headings[name]}”), "
        f"and none speaks against it (--dates {order}).",
    )


_ORDER_WORDS = {
    "dmy": Words("日/月/年", "day/month/year"),
    "mdy": Words("月/日/年", "month/day/year"),
    "ymd": Words("年/月/日", "year/month/day"),
}


def _ambiguous(file: str, heading: str, example: str, orders: Sequence[str], proved: bool) -> MutongError:
    why = (
        Words(
            "而只有一种读法的日期彼此不合，或与它不合",
            "the days that can be read in one way only disagree with each other or with it",
        )
        if proved
        else Words(
            "没有一格能说明各是年、月、日中的哪一个", "no cell of the file tells which number is which"
        )
    )
    zh = "或 ".join(f"--dates {order}（{_ORDER_WORDS[order].zh}）" for order in orders)
    en = " or ".join(f"--dates {order} ({_ORDER_WORDS[order].en})" for order in orders)
    return MutongError(
        "ambiguous_dates",
        Words(
            f"{file} 的“{heading}”里 {example} 可以是不同的日子，{why.zh}；请加 {zh}。",
            f"{example} in “{heading}” of {file} could be several days, and {why.en}; say {en}.",
        ),
    )
