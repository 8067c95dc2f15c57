"""The survey workbook, read: households with their plots, yards, workers and machines, in one unit each.

An empty cell says nothing (T1). Of several rows of one household each question takes its latest answer; two answers of
the same day that differ are unknown until somebody settles them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.tables.sheet_book_templates import write_sheet_book
from mutong.tables.sheet_books import BookReading, SheetRow, read_sheet_book
from mutong.village.survey_checks import check_rows
from mutong.village.survey_numbers import in_kg_per_mu, in_mu

HOUSEHOLDS, PLOTS, YARDS = "survey_households", "survey_plots", "survey_yards"
LABOUR, MACHINES = "survey_labour", "survey_machines"
SHEETS = (HOUSEHOLDS, PLOTS, YARDS, LABOUR, MACHINES)
YIELDS = ("yield_normal", "yield_dry", "yield_good")
# Numbers that mean nothing without the unit beside them, by the unit's column: they are said and changed together.
MEASURED = {"area_unit": ("area",), "yield_unit": YIELDS}
# The column that names a row within its household, by sheet.
KEYS = {PLOTS: "plot_id", YARDS: "yard_id", LABOUR: "worker", MACHINES: "machine"}
_INTRODUCTION = (
    Words(
        "每户一个编号，五张表用同一个编号。灰色斜体的“示例”行不会读入。",
        "One number a household, the same in all five sheets. Grey rows marked 示例 are examples and not read.",
    ),
    Words(
        "不知道、没问到就留空；没有请写 0。留空不等于没有。",
        "Leave empty what is not known or not asked; write 0 for none. Empty never means none.",
    ),
    Words(
        "面积、产量只写数字，单位写在旁边一列（亩或公顷，公斤或斤，每亩、每公顷或整块）。",
        "Write areas and yields as numbers alone and the unit beside (mu or hectare; kg or jin; per mu, per hectare or "
        "whole).",
    ),
    Words(
        "“共有几块地”等写了，才知道表里的地块是不是全部。",
        "Only with the number of plots (yards, workers, machines) can anybody tell whether the rows are all of them.",
    ),
)


@dataclass(frozen=True)
class Survey:
    """What was surveyed. `households` maps each id to its latest answers; the other sheets are rows by household with
    areas in mu (`area_mu`) and yields in kg per mu (`yield_normal_kg_mu` …) added, None where not known.

    `problems` are rows left out, `warnings` rows kept that somebody should look at again; `listed` are the households
    that were given as all of the village (empty: those of the first sheet).
    """

    households: Mapping[str, Mapping[str, object]]
    rows: Mapping[str, tuple[SheetRow, ...]]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[Words, ...]
    rows_in: int
    rejected: int
    examples: int
    listed: tuple[str, ...] = ()

    def of(self, table: str, household: str) -> list[dict[str, object]]:
        """The rows of one sheet for a household."""
        return [row.values for row in self.rows[table] if row.values["household_id"] == household]


def write_survey_template(path: str | Path, lang: str = "zh") -> None:
    """Write the empty workbook; headings in both languages, `lang` above. Raises MutongError `unknown_file_kind`."""
    write_sheet_book(SHEETS, path, _INTRODUCTION, lang)


def read_survey(paths: Iterable[str | Path], listed: Sequence[str] = ()) -> Survey:
    """The survey in these workbooks, taken together. `listed` are the ids of all households, where they are known.

    Raises MutongError where a file holds nothing that can be read.
    """
    books = [read_sheet_book(path, SHEETS) for path in paths]
    return survey_of(books, listed)


def survey_of(books: Sequence[BookReading], listed: Sequence[str] = ()) -> Survey:
    """Workbooks that were read, put together, brought to one unit and looked through."""
    rows: dict[str, list[SheetRow]] = {table: [] for table in SHEETS}
    for book in books:
        for row in book.rows:
            rows[row.table].append(row)
    households, warnings = _latest(rows[HOUSEHOLDS])
    problems = [problem for book in books for problem in book.problems]
    rejected = sum(book.rejected for book in books)
    for table, key in KEYS.items():
        kept, twice = _once(rows[table], key)
        rows[table] = kept
        problems += twice
        rejected += len(twice)
    for table in KEYS:
        for row in rows[table]:
            household = str(row.values["household_id"])
            if household not in households:
                households[household] = {"household_id": household}
                warnings.append(row.problem("household_id", "household_not_listed", _NOT_LISTED))
    for row in rows[PLOTS]:
        _in_one_unit(row.values)
    for household in listed:
        households.setdefault(household, {"household_id": household})
    warnings += check_rows(households, rows)
    warnings += [warning for book in books for warning in book.warnings]
    return Survey(
        households=households,
        rows={table: tuple(found) for table, found in rows.items()},
        problems=tuple(problems),
        warnings=tuple(warnings),
        notes=tuple(dict.fromkeys(note for book in books for note in book.notes)),
        rows_in=sum(book.rows_in for book in books),
        rejected=rejected,
        examples=sum(book.examples for book in books),
        listed=tuple(listed),
    )


_NOT_LISTED = Words(
    "第一张表里没有这一户；已保留，请补上这一户或更正编号。",
    "The first sheet has no such household; the row was kept. Add the household or correct its number.",
)


def _in_one_unit(values: dict[str, object]) -> None:
    area, unit = values["area"], values["area_unit"]
    area_mu = None if area is None else in_mu(float(area), unit)  # type: ignore[arg-type]
    values["area_mu"] = area_mu
    for name in YIELDS:
        amount = values[name]
        values[f"{name}_kg_mu"] = (
            None if amount is None else in_kg_per_mu(float(amount), values["yield_unit"], area_mu)  # type: ignore[arg-type]
        )


def _latest(rows: Sequence[SheetRow]) -> tuple[dict[str, dict[str, object]], list[Problem]]:
    """Answers by household: of each question the latest; of two on one day that differ, none."""
    # The order of the sheet is kept: a person reads the result beside it.
    found: dict[str, dict[str, object]] = {
        str(row.values["household_id"]): {"household_id": str(row.values["household_id"])} for row in rows
    }
    seen: dict[str, SheetRow] = {}
    given: dict[tuple[str, str], date | None] = {}
    warnings: list[Problem] = []
    for row in sorted(rows, key=lambda row: row.values["asked_at"] or date.min):
        household = str(row.values["household_id"])
        answers = found[household]
        clash = []
        for name, value in row.values.items():
            if value is None or name == "household_id":
                continue
            if (
                (household, name) in given
                and given[household, name] == row.values["asked_at"]
                and answers[name] != value
            ):
                clash.append(name)
                answers[name] = None
                continue
            answers[name] = value
            given[household, name] = row.values["asked_at"]
        if household in seen:
            warnings.append(row.problem("household_id", "household_twice", _twice(seen[household], clash)))
        seen[household] = row
    return found, warnings


def _twice(first: SheetRow, clash: Sequence[str]) -> Words:
    at = f"{first.file} [{first.sheet}] {first.row}"
    if clash:
        names = ", ".join(clash)
        return Words(
            f"这一户在 {at} 行已有，同一天的回答不同：{names}；这几项按未知处理，请核对后只留一个。",
            f"This household is on row {at} already with other answers of the same day: {names}; these count as "
            "unknown until one is struck out.",
        )
    return Words(
        f"这一户在 {at} 行已有；各项取较晚的回答，只计一户。",
        f"This household is on row {at} already; the later answers count, and it counts once.",
    )


def _once(rows: Sequence[SheetRow], key: str) -> tuple[list[SheetRow], list[Problem]]:
    """Rows whose household and name come for the first time; the others as problems."""
    first: dict[tuple[object, object], SheetRow] = {}
    kept, twice = [], []
    for row in rows:
        name = (row.values["household_id"], row.values[key])
        if name in first:
            at = first[name]
            words = Words(
                f"与 {at.file} [{at.sheet}] 第 {at.row} 行重复；请改名或删去一行。",
                f"The same as row {at.row} of {at.file} [{at.sheet}]; give it another name or remove one.",
            )
            twice.append(row.problem(key, "duplicate_key", words))
        else:
            first[name] = row
            kept.append(row)
    return kept, twice
