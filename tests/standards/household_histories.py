"""Households over time for tests: dated facts and members written as plain rows, and random ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from mutong.standards.household_rows import HouseholdRows
from mutong.standards.replaying import History
from mutong.tables.dictionary import fact_spec
from tests.standards.registers import HOUSEHOLD_FACTS, PERSON_FACTS, known_value

GRID = "140109901001005"
_FACTS = ("subject_kind", "subject_id", "fact", "state", "low", "high", "value", "valid_from", "valid_to",
          "recorded_at", "confirmed_at", "source")  # fmt: skip
_COLUMNS = ("birth_date", "sex", "area_code", "hukou_area_code")
LONG_AGO = date(2020, 1, 1)


def fact(
    subject: str,
    key: str,
    value: object,
    valid_from: date | str = LONG_AGO,
    recorded: date | str = LONG_AGO,
    *,
    valid_to: date | str | None = None,
    confirmed: date | str | None = None,
    source: str = "home_visit",
) -> dict:
    """One row of the table facts about H1 or a person; None says that it is not known."""
    low = high = text = None
    if fact_spec(key).type == "number" and value is not None:
        low = high = value
    elif value is not None:
        text = {True: "yes", False: "no"}.get(value, value)
    row = (
        "household" if subject.startswith("H") else "person", subject, key, "unknown" if value is None else "known",
        low, high, text, str(valid_from), valid_to and str(valid_to), f"{recorded}T10:00+08:00",
        f"{confirmed or recorded}T10:00+08:00", source,
    )  # fmt: skip
    return dict(zip(_FACTS, row, strict=True))


def always(subject: str, values: Mapping, confirmed: str = "2023-06-01") -> list[dict]:
    """Facts that have held for long and stay fresh."""
    return [fact(subject, key, value, confirmed=confirmed) for key, value in values.items()]


def history(
    facts: Iterable[Mapping],
    members: Mapping[str, str],
    memberships: Iterable[tuple] = (),
    relations: Iterable[tuple] = (),
    completeness: Iterable[tuple] = (),
    area: str = GRID,
) -> History:
    """The household H1 of `members` (person -> day of birth). `memberships` (person, household, from, to) begin
    late or end; `relations` have person, other, kind, from, to; `completeness` source, fact, area, from, recorded.
    """
    dated = {row[0] for row in memberships}
    lives = [(person, "H1", "2000-01-01", None) for person in members if person not in dated]
    homes = sorted({"H1", *(row[1] for row in memberships)})
    rows = HouseholdRows(
        "H1",
        _table("person_id birth_date", members.items()),
        _table("household_id area_code hukou_area_code", [(home, area, area[:6]) for home in homes]),
        _table(
            "person_id household_id kind valid_from valid_to",
            [(person, home, "living", start, end) for person, home, start, end in (*lives, *memberships)],
        ),
        {name: [row[name] for row in facts] for name in _FACTS}
        if (facts := list(facts))
        else _table(" ".join(_FACTS), ()),
        _table(
            "source fact area_code valid_from valid_to recorded_at",
            [(*one[:4], None, f"{one[4]}T10:00+08:00") for one in completeness],
        ),
        _table("person_id other_id kind valid_from valid_to", relations),
    )
    return History(rows, rows.snapshot)


def _table(names: str, rows: Iterable[Sequence]) -> dict[str, list]:
    listed = [tuple(row) for row in rows]
    return {name: [row[place] for row in listed] for place, name in enumerate(names.split())}


# Facts by which answers turn alone: periods that run out, a relative's life.
_FURTHER = {
    "work_state": st.sampled_from(["employed", "jobless", "retired"]),
    "relatives_recorded": st.just(True),
    "registered_unemployed": st.just(True),
    "left_job_unwillingly": st.just(True),
    "unemployment_insured_years": st.sampled_from([2, 6, 12]),
    "registered_unemployed_on": st.dates(date(2021, 6, 1), date(2022, 3, 1)).map(str),
}


@st.composite
def histories(draw: st.DrawFn, first: date, last: date) -> History:
    """A household of one to three people and a parent who lives elsewhere. Most about them is known from long ago; some
    facts begin, end, become known or go stale about the days from `first` to `last`.
    """
    around = st.dates(first - timedelta(days=60), last + timedelta(days=10))
    members = {
        f"P{place}": draw(known_value("birth_date") | st.dates(date(1930, 1, 1), last).map(str))
        for place in range(1, draw(st.integers(1, 3)) + 1)
    }
    stated = {("H1", key) for key in HOUSEHOLD_FACTS if key not in _COLUMNS}
    stated |= {
        (person, key)
        for person in (*members, "P9")
        for key in (*PERSON_FACTS, *_FURTHER)
        if key not in _COLUMNS
    }
    stated = sorted(stated - {(person, "alive") for person in members})
    unknown = draw(st.sets(st.sampled_from(stated), max_size=3))
    facts = [
        fact(subject, key, draw(_value(key)), confirmed=draw(around))
        for subject, key in stated
        if (subject, key) not in unknown
    ]
    turning = st.sampled_from([*stated, *((one, "alive") for one in members)])
    for subject, key in draw(st.lists(turning, min_size=2, max_size=8)):
        start, recorded = draw(around), draw(around)
        end = start + timedelta(days=draw(st.integers(1, 120))) if draw(st.integers(0, 3)) else None
        confirmed = recorded + timedelta(days=draw(st.integers(0, 40)))
        value = draw(st.none() | _value(key))
        facts.append(fact(subject, key, value, start, recorded, valid_to=end, confirmed=confirmed))
    memberships = [("P9", "H2", "2000-01-01", None)]
    for person in members:
        if draw(st.integers(0, 3)) == 0:
            start = draw(around)
            end = draw(st.none() | st.dates(start + timedelta(days=1), last + timedelta(days=60)))
            memberships.append((person, "H1", start, end))
    related = (
        "P1",
        "P9",
        draw(st.sampled_from(["parent", "guardian"])),
        draw(around),
        draw(st.none() | st.just(last)),
    )
    complete = [
        ("office", key, "140109901", draw(around), draw(around))
        for key in ("destitute_support", "disability_certificate", "orphan_benefit")
        if draw(st.booleans())
    ]
    return history(facts, {**members, "P9": "1950-05-05"}, memberships, [related], complete)


def _value(key: str) -> st.SearchStrategy:
    return _FURTHER[key] if key in _FURTHER else known_value(key)
