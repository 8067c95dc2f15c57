"""What people read of grades and of the states of a number, and the words of subjects and quantities (words.csv)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows
from mutong.village.coefficient_errors import CoefficientError

KINDS = ("subject", "quantity", "asked_of")
GRADES = {
    "G1": Words("实测或法律原文，全文读过", "a measurement or a text of law, read in full"),
    "G2": Words("官方或期刊页面，读到部分", "an official or journal page, read in part"),
    "G3": Words(
        "行业或问答网页，只作方向参考，不作默认值",
        "a trade page: direction only, never a default",
    ),
    "NV": Words("未核实，没有数值", "not verified, no number given"),
}
STATES = {
    "measured": Words("有出处", "from a source"),
    "disputed": Words("出处之间不一致，须选定", "sources differ; somebody must choose"),
    "range": Words("只有范围，须选定", "only a range; somebody must choose"),
    "weak": Words("出处太弱，须本地数值", "the sources are weak; a local value is needed"),
    "open": Words("未核实，须补充", "not verified; somebody must supply it"),
    "chosen": Words("本地选定，待确认", "chosen locally, to be confirmed"),
}


@dataclass(frozen=True)
class WordBook:
    """The words of a folder of coefficients: by kind (subject, quantity, asked_of) and code."""

    of: Mapping[tuple[str, str], Words]

    def has(self, kind: str, code: str) -> bool:
        """Whether there are words for it."""
        return (kind, code) in self.of

    def label(self, subject: str, quantity: str) -> Words:
        """Subject and quantity in one text."""
        one, other = self.of[("subject", subject)], self.of[("quantity", quantity)]
        return Words(f"{one.zh}：{other.zh}", f"{one.en}: {other.en}")

    def asked_of(self, code: str) -> Words | None:
        """Who can supply a number; None for an empty code."""
        return self.of[("asked_of", code)] if code else None


def read_words(path: Path) -> WordBook:
    """The words in a file with the columns kind, code, zh, en.

    Raises CoefficientError for a kind that is not known, a text that lacks a language, or a code given twice.
    """
    found: dict[tuple[str, str], Words] = {}
    for row, line in read_csv_rows(path, ("kind", "code", "zh", "en")):
        if row["kind"] not in KINDS:
            raise CoefficientError(
                "unknown_kind_of_word", path, line, "kind", row["kind"],
                Words("没有这一类", "there is no such kind"),
                Words(f"请写 {'、'.join(KINDS)} 之一", f"Write one of {', '.join(KINDS)}"),
            )  # fmt: skip
        place = (row["kind"], row["code"])
        if not (row["code"] and row["zh"] and row["en"]) or place in found:
            raise CoefficientError(
                "words_incomplete", path, line, "code", row["code"],
                Words("缺中文或英文，或重复", "it lacks Chinese or English, or stands twice"),
                Words("每个代码写一次，中英文都要有", "Write each code once, in both languages"),
            )  # fmt: skip
        found[place] = Words(row["zh"], row["en"])
    return WordBook(found)
