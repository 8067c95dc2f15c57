"""The village survey: rows into facts, facts into what the village offers."""

import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel import clock
from mutong.kernel.period import start_of_day
from mutong.tables.frames import columns_of, frame_of, write_table
from mutong.tables.reading import open_table
from mutong.tables.snapshot import Snapshot
from mutong.village.survey import SUMMED, offers, survey_facts

ASKED = date(2022, 8, 1)


@pytest.fixture(autouse=True)
def _sample_day() -> None:
    clock.install_clock(lambda: clock.SAMPLE_START)


def answer(household: str, **known: object) -> dict[str, object]:
    return {"household_id": household, "asked_at": ASKED, **known}


ROWS = [
    answer("H1", willing="yes", land_offered_mu=3.5, labour_days_month=20, cash_offered=500),
    answer("H2", willing="maybe", land_offered_mu=0, yard_m2=40),
    answer("H3", willing="no", land_offered_mu=9),
]


def test_answers_become_facts_and_blanks_do_not() -> None:
    """Each answer is a fact of its household in the dictionary's unit; a blank is no fact, a zero is one."""
    facts = {f["fact"]: f for f in survey_facts(ROWS[0])}
    assert set(facts) == {"willing", "land_offered_mu", "labour_days_month", "cash_offered"}
    assert (facts["cash_offered"]["low"], facts["cash_offered"]["unit"]) == (50_000, "fen")
    assert facts["willing"]["value"] == "yes"
    assert {f["low"] for f in survey_facts(ROWS[1]) if f["fact"] == "land_offered_mu"} == {0}
    one = facts["land_offered_mu"]
    assert (one["valid_from"], one["recorded_at"], one["source"]) == (
        ASKED,
        clock.SAMPLE_START,
        "village_survey",
    )
    assert one["confirmed_at"] == start_of_day(ASKED)


def test_facts_of_a_survey_land_as_facts(tmp_path: Path) -> None:
    """The facts pass the ordinary import of the table facts without a problem."""
    facts = [fact for row in ROWS for fact in survey_facts(row)]
    write_table(facts, "facts", tmp_path / "facts.csv")
    batch = open_table(tmp_path / "facts.csv", "facts").read_all()
    assert (len(batch.rows), batch.problems, batch.warnings) == (len(facts), [], [])


def test_offers_keep_both_ends() -> None:
    """Whoever was not asked stays unknown: counted, never zero; those who said no offer nothing."""
    found = offers(ROWS, ["H1", "H2", "H3", "H4"])
    assert (found.households, found.asked, found.coverage) == (4, 3, 0.75)
    assert found.willing == {"yes": 1, "maybe": 1, "no": 1, "unknown": 1}
    sums = {s.fact: s for s in found.sums}
    land, labour = sums["land_offered_mu"], sums["labour_days_month"]
    assert (land.low, land.high, land.unknown, land.willing_low) == (3.5, math.inf, 1, 3.5)
    assert (labour.low, labour.high, labour.unknown) == (20, 20 + 2 * 31, 2)
    assert sums["cash_offered"].low == 50_000
    assert [r["land_offered_mu"] for r in found.rows] == [3.5, 0, 9, None]


def test_a_later_answer_replaces_an_earlier_one() -> None:
    """A household asked twice counts once, each question with its last answer."""
    later = {"household_id": "H1", "asked_at": date(2022, 8, 9), "willing": "no"}
    found = offers([later, ROWS[0]])
    assert found.households == 1
    assert (found.rows[0]["willing"], found.rows[0]["land_offered_mu"]) == ("no", 3.5)


def test_no_household_has_no_coverage() -> None:
    """A village without households has no coverage to speak of, not zero."""
    assert offers([]).coverage is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "no", "maybe", None]),
            st.none() | st.integers(0, 30),
            st.none() | st.integers(0, 99),
        ),
        max_size=8,
    )
)
def test_rows_and_snapshot_agree(parts: list[tuple]) -> None:
    """What the rows show at once is what the register shows once they have become facts."""
    rows = [
        answer(f"H{i}", willing=w, labour_days_month=days, sheep_now=sheep)
        for i, (w, days, sheep) in enumerate(parts)
    ]
    ids = [f"H{i}" for i in range(len(parts) + 1)]
    people = columns_of(frame_of([], "people"))
    households = columns_of(frame_of([{"household_id": i, "area_code": "14"} for i in ids], "households"))
    facts = columns_of(frame_of([fact for row in rows for fact in survey_facts(row)], "facts"))
    snapshot = Snapshot.build(people, households, {}, facts, on=date(2022, 8, 22))
    assert offers(snapshot) == offers(rows, ids)
    assert {s.fact for s in offers(snapshot).sums} == set(SUMMED)
