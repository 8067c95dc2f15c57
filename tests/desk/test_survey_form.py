"""The survey's form, without a register: what it shows comes back as it was, and only what was changed is said."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mutong.desk.survey_form import answered, read_sent, shown_rows
from mutong.records.reads.village_survey import HouseholdSurvey
from mutong.tables.form_rows import read_form_rows
from mutong.tables.schema import Column, load_schema
from mutong.village.survey_book import HOUSEHOLDS, KEYS, SHEETS

TODAY = date(2022, 8, 22)
_ASIDE = {"household_id", "asked_at", "visit"}


def values_of(column: Column) -> st.SearchStrategy[object]:
    """What a column may hold, or nothing."""
    kinds = {
        "number": st.integers(0, 40_000).map(lambda n: n / 8),
        "integer": st.integers(0, 60),
        "boolean": st.booleans(),
        "code": st.sampled_from(column.codes or ("",)),
        "date": st.dates(date(2023, 1, 1), date(2060, 1, 1)),
        "text": st.text("南坡河滩旱地甲乙丙", min_size=1, max_size=8),
        "id": st.text("南坡河滩旱地甲乙丙", min_size=1, max_size=8),
    }
    return st.none() | kinds[column.type]


def sheet_rows(sheet: str) -> st.SearchStrategy[dict[str, dict[str, object]]]:
    """Some rows of a sheet by name, each saying something, as the register would give them."""
    columns = [c for c in load_schema(sheet).columns if c.name not in _ASIDE | {KEYS.get(sheet)}]
    row = st.fixed_dictionaries({c.name: values_of(c) for c in columns})
    said = row.map(lambda r: {k: v for k, v in r.items() if v is not None})
    if sheet == HOUSEHOLDS:
        return said.map(lambda r: {"": r} if r else {})
    return st.dictionaries(st.text("甲乙丙丁12", min_size=1, max_size=3), said, max_size=3)


homes = st.fixed_dictionaries({sheet: sheet_rows(sheet) for sheet in SHEETS}).map(
    lambda rows: HouseholdSurvey("V1", "1号院", "140122901201001", rows, (), {})
)


def post_of(home: HouseholdSurvey) -> dict[str, str]:
    """What a browser sends of a form nobody touched."""
    fields = {
        f"{sheet}.{number}.{column}": text
        for sheet, rows in shown_rows(home).items()
        for number, row in rows.items()
        for column, text in row.items()
    }
    return fields | {"was": answered(home)}


@given(homes)
def test_a_form_nobody_touched_says_nothing(home: HouseholdSurvey) -> None:
    """Whatever a household answered, its form sent back unchanged changes nothing and is never refused."""
    sent = read_sent(post_of(home), "V1", TODAY)
    assert (dict(sent.problems), sent.changes) == ({}, ())


@given(homes, homes)
def test_what_is_sent_is_what_then_holds(before: HouseholdSurvey, after: HouseholdSurvey) -> None:
    """From any answers to any others: the changes put on top of the old answers give exactly the new ones."""
    form = post_of(after) | {"was": answered(before)}
    held = {sheet: {key: dict(row) for key, row in before.rows[sheet].items()} for sheet in SHEETS}
    for change in read_sent(form, "V1", TODAY).changes:
        if change.gone:
            del held[change.sheet][change.key]
            continue
        row = held[change.sheet].setdefault(change.key, {})
        row.update(change.values)
        for column in [c for c, value in row.items() if value is None]:
            del row[column]
    held[HOUSEHOLDS] = {
        key: {c: v for c, v in row.items() if c not in _ASIDE} for key, row in held[HOUSEHOLDS].items()
    }
    assert {s: {k: r for k, r in rows.items() if r or s != HOUSEHOLDS} for s, rows in held.items()} == {
        s: dict(rows) for s, rows in after.rows.items()
    }


@given(homes)
def test_an_answer_of_another_asker_is_not_touched(home: HouseholdSurvey) -> None:
    """A form that changes one field speaks of that field alone, and of the day and the visit."""
    form = post_of(home)
    form["survey_households.0.sheep_now"] = "61"
    (change,) = read_sent(form, "V1", TODAY).changes
    assert set(change.values) == {"sheep_now", "asked_at", "visit"}
    assert (change.values["sheep_now"], change.values["asked_at"]) == (61, TODAY)


def test_a_form_of_a_register_that_knows_plots_offers_them_as_said() -> None:
    """The register's plots are filled in; sent, they are answers of the household; left out, nothing is taken away."""
    plot = {
        "plot_id": "南坡",
        "area_mu": 3.5,
        "slope": None,
        "water": True,
        "crop": "玉米",
        "yield_normal": 400.0,
    }
    home = HouseholdSurvey("V1", "1号院", "1", {sheet: {} for sheet in SHEETS}, (plot,), {})
    sent = read_sent(post_of(home), "V1", TODAY)
    first, kept = sent.changes
    assert (first.sheet, kept.key) == (HOUSEHOLDS, "南坡")
    said = {column: value for column, value in kept.values.items() if value is not None}
    assert said == {
        "area": 3.5, "area_unit": "mu", "water": True, "crop": "玉米", "yield_normal": 400.0, "yield_unit": "kg_mu",
    }  # fmt: skip
    assert read_sent({"was": answered(home)}, "V1", TODAY).changes == ()


def test_a_field_that_is_not_ours_is_left_aside() -> None:
    """Unknown sheets, columns, wild numbers and a broken `was` neither raise nor write."""
    wild = {
        "survey_people.0.name": "x",
        "survey_plots.9999.area": "3",
        "survey_plots.0.nonsense": "1",
        "was": "{[",
        "do": "save",
    }
    assert read_sent(wild, "V1", TODAY).changes == ()
    for was in ("[]", json.dumps({"survey_plots": [1]}), json.dumps({"survey_plots": {"a": 1}})):
        assert read_sent({"was": was}, "V1", TODAY).changes == ()


def test_a_form_is_read_with_the_checks_of_a_sheet() -> None:
    """Every wrong cell is named with its row and column; a right row of the same form is read."""
    rows = [
        (0, {"household_id": "V1", "plot_id": "甲", "area": "三"}),
        (4, {"household_id": "V1", "plot_id": "乙", "area": "3,000"}),
    ]
    batch = read_form_rows("survey_plots", rows)
    assert [(p.row, p.column) for p in batch.problems] == [(0, "area")]
    assert (batch.row_numbers, batch.rows[0]["area"]) == ([4], 3000)
