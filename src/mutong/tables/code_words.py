"""The words of codes and of tables, in both languages, and back from a word to its code."""

import csv
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.cells import half_width

_FOLDER = Path(__file__).parent


@cache
def _code_rows() -> dict[tuple[str, str], tuple[Words, tuple[str, ...]]]:
    with (_FOLDER / "code_words.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["column"], row["code"]): (
                Words(row["zh"], row["en"]),
                tuple(word for word in row["also"].split("|") if word),
            )
            for row in csv.DictReader(lines)
        }


@cache
def _table_rows() -> dict[str, Words]:
    with (_FOLDER / "table_words.csv").open(encoding="utf-8", newline="") as lines:
        return {row["table"]: Words(row["zh"], row["en"]) for row in csv.DictReader(lines)}


def code_label(column: str, code: str) -> Words:
    """What a person reads for a code of a column or of a fact; the code itself where no words are declared."""
    found = _code_rows().get((column, code))
    return found[0] if found else Words(code, code.replace("_", " "))


def table_label(table: str) -> Words:
    """What a person reads for a table."""
    return _table_rows().get(table) or Words(table, table)


@cache
def codes_by_word(column: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Every accepted word (code, Chinese, English, other ways of saying it; lower case) and its code."""
    found: dict[str, str] = {}
    for code in codes:
        words, also = _code_rows().get((column, code), (Words(code, code), ()))
        for word in (*also, words.en, words.zh, code.replace("_", " ")):
            found[half_width(word).lower()] = code
    return found | {code.lower(): code for code in codes}
