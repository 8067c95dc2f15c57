"""Which heading of somebody else's file is which column, by the words of heading_words.csv: a guess, always told.

The strict reader (reading.py) knows a column by its name and its label only. Here other people's words for it are
known too, the best first. A heading fills one column; of two that fit a column the better word wins.
"""

import csv
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.cells import clean_text, half_width
from mutong.tables.remedies import CellRefused
from mutong.tables.schema import Column, Schema, load_schema

# What must be there for a file to be taken as a table: one of each.
ESSENTIALS: dict[str, tuple[tuple[str, ...], ...]] = {
    "cases": (("case_id",),),
    "links": (("infector",), ("infectee",)),
    "encounters": (("person_a",), ("person_b",), ("start_at", "duration_s", "duration_min")),
    "stays": (("person_id",), ("place_id",), ("arrived_at",)),
    "contacts": (("case_id",), ("person_id",)),
    "memberships": (("person_id",), ("household_id",)),
    "places": (("place_id",),),
}
_OWN_WORDS = 3  # a column's name and its two labels
_LENGTHS = tuple(
    Column(name, "number", False, False, "0..", "", "movement", label, "", "")
    for name, label in (
        ("duration_s", Words("时长（秒）", "seconds")),
        ("duration_min", Words("时长（分）", "minutes")),
    )
)


_RELATED = Column(
    "related", "text", False, False, "", "", "health", Words("相关病例", "related cases"), "", ""
)
_MORE = {"encounters": _LENGTHS, "cases": (_RELATED,)}


def loose_schema(table: str) -> Schema:
    """A table's columns as other people's files have them: only the essential ones required. Encounters may have a
    length instead of an end, cases a text that names `related` ones (where somebody says which column that is)."""
    schema = load_schema(table)
    needed = {one for group in ESSENTIALS[table] if len(group) == 1 for one in group}
    columns = tuple(
        Column(**{**vars(column), "required": column.name in needed}) for column in schema.columns
    )
    return Schema(table, columns + _MORE.get(table, ()))


def heading_key(heading: object) -> str:
    """A heading as it is compared: letters and digits only, half-width, lower case; '' for none."""
    try:
        text = half_width(clean_text(heading)).lower()
    except CellRefused:
        return ""
    return "".join(sign for sign in text if sign.isalnum())


@cache
def _words(table: str) -> dict[str, dict[str, int]]:
    """Column → key of a word → its rank: names and labels before the words of other people."""
    columns = [column for column in loose_schema(table).columns if column is not _RELATED]
    found: dict[str, list[str]] = {column.name: [] for column in columns}
    for column in columns:
        found[column.name] += [column.name, column.label.en, column.label.zh]
    with Path(__file__).with_name("heading_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["table"] == table:
                found[row["column"]] += row["words"].split("|")
    return {name: _ranks(words) for name, words in found.items()}


def _ranks(words: Sequence[str]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, word in enumerate(words):
        ranks.setdefault(heading_key(word), rank)
    return ranks


def guess_columns(headings: Sequence[object], table: str) -> dict[str, int]:
    """Column → place of the heading that says it best.

    Of a dotted heading (symptoms.onsetDate) the last part counts where the whole is not known.
    """
    keys = [heading_key(heading) for heading in headings]
    tails = [heading_key(str(heading).rpartition(".")[2]) for heading in headings]
    found: dict[str, int] = {}
    free = set(range(len(keys)))
    essential = {name for group in ESSENTIALS[table] for name in group}
    for by in (keys, tails):
        wishes = [
            (name not in essential, ranks[by[k]] >= _OWN_WORDS, order, ranks[by[k]], k, name)
            for order, (name, ranks) in enumerate(_words(table).items())
            if name not in found
            for k in free
            if by[k] in ranks
        ]
        # Essential columns before others, names and labels before other words, then column by column.
        for *_, k, name in sorted(wishes):
            if name not in found and k in free:
                found[name] = k
                free.discard(k)
    return found


def essentials_missing(columns: Collection[str], table: str) -> list[tuple[str, ...]]:
    """The essential columns that are not among these; each group may be met by any one of it."""
    return [group for group in ESSENTIALS[table] if not set(group) & set(columns)]
