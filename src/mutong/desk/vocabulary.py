"""Words for codes that no table declares: grades, units, sources, kinds of event. The tables' own come from tables.

Kinds of duty and classes of contact are not here: packs name them.
"""

import csv
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.code_words import code_label

_FILE = Path(__file__).with_name("vocabulary.csv")
_UNKNOWN = Words("不详", "unknown")


@cache
def _vocabulary() -> dict[tuple[str, str], Words]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {(row["column"], row["word"]): Words(row["zh"], row["en"]) for row in csv.DictReader(lines)}


def code_words(code: str | None, column: str = "") -> Words:
    """Words for a code of a column; the code itself, with spaces, where nobody has declared any."""
    if not code:
        return _UNKNOWN
    own = _vocabulary().get((column, code)) or _vocabulary().get(("", code))
    return own or code_label(column, code)
