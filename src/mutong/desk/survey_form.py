"""The phone form of the survey: sections and fields for one household, and what was sent back, read and compared.

A field is named table.number.column. Beside them the form carries `was`, the answers that it showed when made, so
that only what somebody changed is written: an empty field that was empty says nothing, one that was emptied is unknown
again, and what another asker has written in the meantime stays.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mutong.kernel.words import Words
from mutong.records.actions.record_survey import SurveyChange
from mutong.records.reads.village_survey import HouseholdSurvey
from mutong.tables.form_rows import read_form_rows
from mutong.tables.schema import load_schema
from mutong.tables.writing import cell_text
from mutong.village.survey_book import HOUSEHOLDS, KEYS, MEASURED, PLOTS, SHEETS

_NAME = re.compile(r"(survey_[a-z]+)\.(\d{1,3})\.([a-z0-9_]+)")
_LONGEST = 500
_DAY = "asked_at"
_TWICE = Words(
    "这一户里名称重复；请改成不同的名称。", "This name comes twice in the household; give it another."
)
Values = Mapping[str, str]  # column → text as a person writes it


@dataclass(frozen=True)
class SentSurvey:
    """What a form sent: its rows by sheet and number, what it had shown, and what is wrong by field name."""

    rows: Mapping[str, Mapping[int, Values]]
    was: Mapping[str, Mapping[str, Values]]
    problems: Mapping[str, Words] = field(default_factory=dict)
    changes: tuple[SurveyChange, ...] = ()
    asked_at: date | None = None


def shown_rows(home: HouseholdSurvey) -> dict[str, dict[int, dict[str, str]]]:
    """The rows of a household as the form shows them: what it answered, and plots the register has beside."""
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for sheet in SHEETS:
        own = [(key, _texts(sheet, values)) for key, values in home.rows[sheet].items()]
        if sheet == PLOTS:
            own += [
                (str(p["plot_id"]), plot)
                for p, plot in _register_plots(home)
                if p["plot_id"] not in home.rows[PLOTS]
            ]
        if sheet == HOUSEHOLDS:
            rows[sheet] = {0: own[0][1] if own else {}}
        else:
            rows[sheet] = {i: {KEYS[sheet]: key, **texts} for i, (key, texts) in enumerate(own)}
    return rows


def answered(home: HouseholdSurvey) -> str:
    """The answers that the form shows, for its field `was`; plots that only the register has are none of them."""
    found = {
        sheet: {key: _texts(sheet, values) for key, values in home.rows[sheet].items()}
        for sheet in SHEETS
        if home.rows[sheet]
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def read_sent(post: Mapping[str, str], household_id: str, made_on: date) -> SentSurvey:
    """What a form sent, checked as a sheet of the workbook is. Where no day of asking is given it is `made_on`.

    Rows without anything in them are left out; a row without a name gets the next free number.
    """
    rows = _sent_rows(post)
    was = _was(post.get("was", ""))
    rows[HOUSEHOLDS] = {0: dict(rows[HOUSEHOLDS].get(0, {}))}
    for sheet, key in KEYS.items():
        _name_rows(rows[sheet], key)
    problems: dict[str, Words] = {}
    changes: list[SurveyChange] = []
    for sheet in SHEETS:
        numbered = [(number, {**row, "household_id": household_id}) for number, row in rows[sheet].items()]
        batch = read_form_rows(sheet, numbered)
        for problem in batch.problems:
            problems.setdefault(f"{sheet}.{problem.row}.{problem.column}", problem.remedy)
        read = dict(zip(batch.row_numbers, batch.rows, strict=True))
        changes += _changes(sheet, rows[sheet], read, was.get(sheet, {}), problems)
    asked_at = made_on
    if changes:
        asked_at, changes = _dated(changes, rows[HOUSEHOLDS][0], was, made_on)
    return SentSurvey(rows, was, problems, tuple(changes), asked_at)


def _dated(
    changes: list[SurveyChange], first: Values, was: Mapping[str, Mapping[str, Values]], made_on: date
) -> tuple[date, list[SurveyChange]]:
    """The changes with the day of asking, and with the visit as done where something was answered and the form still
    shows what an earlier visit came to."""
    said = next((dict(c.values) for c in changes if c.sheet == HOUSEHOLDS), {})
    others = [c for c in changes if c.sheet != HOUSEHOLDS]
    asked_at = said.get(_DAY) or made_on
    asks = others or set(said) - {_DAY, "visit", "group", "householder"}
    if asks and first.get("visit", "") == was.get(HOUSEHOLDS, {}).get("", {}).get("visit", ""):
        said["visit"] = "done"
    return asked_at, [SurveyChange(HOUSEHOLDS, "", {**said, _DAY: asked_at}), *others]  # type: ignore[return-value]


def _changes(
    sheet: str,
    sent: Mapping[int, Values],
    read: Mapping[int, Mapping[str, object]],
    was: Mapping[str, Values],
    problems: dict[str, Words],
) -> list[SurveyChange]:
    """What a sheet says anew; adds a problem where a name comes twice."""
    found: list[SurveyChange] = []
    names: set[str] = set()
    for number, values in read.items():
        key = "" if sheet == HOUSEHOLDS else str(values[KEYS[sheet]])
        if key in names:
            problems.setdefault(f"{sheet}.{number}.{KEYS[sheet]}", _TWICE)
            continue
        names.add(key)
        before = was.get(key, {})
        columns = [
            c.name for c in load_schema(sheet).columns if c.name not in ("household_id", KEYS.get(sheet))
        ]
        new = {c: values[c] for c in columns if sent[number].get(c, "") != before.get(c, "")}
        for unit, numbers in MEASURED.items():
            # Somebody else may have changed the unit since: a number goes with the unit that this form shows.
            if new.keys() & {unit, *numbers}:
                new |= {c: values[c] for c in (unit, *numbers)}
        if new or key not in was:
            found.append(SurveyChange(sheet, key, new))
    if sheet != HOUSEHOLDS:
        refused = {str(row.get(KEYS[sheet], "")) for number, row in sent.items() if number not in read}
        found += [SurveyChange(sheet, key, {}, gone=True) for key in was if key not in names | refused]
    return [c for c in found if c.gone or c.key or c.values]


def _texts(sheet: str, values: Mapping[str, object]) -> dict[str, str]:
    """Values as a form field holds them: codes, yes or no, days as 2022-08-20. The day of asking is asked anew."""
    return {
        column.name: cell_text(values[column.name], column)
        for column in load_schema(sheet).columns
        if column.name != _DAY and values.get(column.name) is not None
    }


def _register_plots(home: HouseholdSurvey) -> list[tuple[Mapping[str, object], dict[str, str]]]:
    """The register's plots in the words of the sheet: area in mu, yield in kg per mu."""
    found = []
    for plot in home.plots:
        values = {
            "area": plot["area_mu"],
            "area_unit": "mu",
            **{c: plot[c] for c in ("slope", "water", "crop")},
        }
        if plot["yield_normal"] is not None:
            values |= {"yield_normal": plot["yield_normal"], "yield_unit": "kg_mu"}
        found.append((plot, _texts(PLOTS, values)))
    return found


def _sent_rows(post: Mapping[str, str]) -> dict[str, dict[int, dict[str, str]]]:
    rows: dict[str, dict[int, dict[str, str]]] = {sheet: {} for sheet in SHEETS}
    for name in post:
        match = _NAME.fullmatch(name)
        if match and match[1] in rows and match[3] in load_schema(match[1]).names:
            rows[match[1]].setdefault(int(match[2]), {})[match[3]] = post[name].strip()[:_LONGEST]
    return {
        sheet: {number: row for number, row in sorted(found.items()) if any(row.values())}
        for sheet, found in rows.items()
    }


def _name_rows(rows: dict[int, dict[str, str]], key: str) -> None:
    """A row that says something but has no name is called by the next number that is free."""
    taken = {row.get(key, "") for row in rows.values()}
    free = (str(n) for n in range(1, len(rows) + 1_000) if str(n) not in taken)
    for row in rows.values():
        if not row.get(key):
            row[key] = next(free)


def _was(text: str) -> dict[str, dict[str, dict[str, str]]]:
    """What the form had shown; nothing where the field is missing or is not ours."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        sheet: {str(key): dict(values) for key, values in rows.items() if isinstance(values, dict)}
        for sheet, rows in found.items()
        if sheet in SHEETS and isinstance(rows, dict)
    }
