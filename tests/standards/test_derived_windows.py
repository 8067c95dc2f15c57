"""Facts over windows of events, beside a plain slow loop that says the same in other words."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.period import CHINA
from mutong.standards.derived.deriving import derive, derive_for_areas, derived_facts
from mutong.standards.derived.reading import read_derived
from mutong.standards.explaining import explain
from mutong.standards.pack import load_pack
from mutong.standards.yaml_reading import read_yaml
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.snapshot import Snapshot
from tests.standards.registers import OTHER_PACKS

FERRY = load_pack(OTHER_PACKS / "ferry-aid")
ON = date(2022, 8, 22)
AT = datetime(2022, 8, 22, 10, tzinfo=CHINA)
KEY = "ferry-aid:{}".format
RECORDED = datetime(2022, 1, 1, tzinfo=CHINA)
PEOPLE = {"person_id": ["P1", "P2"], "birth_date": ["2000-01-01", None]}
HOMES = {"household_id": ["H1", "H2"], "area_code": ["140101", None]}
LIVING = {
    "person_id": ["P1", "P2"],
    "household_id": ["H1", "H2"],
    "kind": ["living"] * 2,
    "valid_from": ["1900-01-01"] * 2,
}
EVENT_COLUMNS = ("subject_kind", "subject_id", "kind", "at", "recorded_at", "result", "amount", "unit")


def columns(rows: list[dict], names: tuple[str, ...] = EVENT_COLUMNS) -> dict[str, list]:
    """Rows as lists by column."""
    return {name: [row.get(name) for row in rows] for name in names}


def snapshot(known_at: date = ON) -> Snapshot:
    """Two households of one each; of the second nobody knows where it is."""
    return Snapshot.build(PEOPLE, HOMES, LIVING, {}, on=ON, known_at=known_at)


def complete(*words: str, since: str = "1900-01-01", until: str | None = None) -> dict[str, list]:
    """Sources that declare themselves complete in all of China."""
    rows = [
        {"fact": word, "area_code": "0", "valid_from": since, "valid_to": until, "recorded_at": RECORDED}
        for word in words
    ]
    return columns(rows, ("fact", "area_code", "valid_from", "valid_to", "recorded_at"))


def check(at: datetime, result: str | None = "negative", recorded: datetime | None = None) -> dict:
    """A lantern check of P1."""
    return {
        "subject_kind": "person", "subject_id": "P1", "kind": "lantern_check", "at": at,
        "recorded_at": recorded or at, "result": result,
    }  # fmt: skip


def checked(rows: list[dict], whole: dict | None = None, known_at: date = ON) -> int:
    """Whether P1's lantern was checked within 48 hours, as a Truth."""
    found = derive(snapshot(known_at), [FERRY], columns(rows), completeness=whole, at=AT)
    return int(found.truth(KEY("lantern_checked"))[0])


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (timedelta(hours=48), 2),
        (timedelta(hours=48, microseconds=1), 0),
        (timedelta(0), 2),
        (timedelta(microseconds=-1), 0),
    ],
)
def test_a_window_of_hours_is_exact(back: timedelta, expected: int) -> None:
    """T9: 48 hours before the screen is inside, a moment earlier is not; the instant itself is, later is not."""
    assert (
        checked([check(AT - back, recorded=AT - timedelta(days=3))], complete("events:lantern_check"))
        == expected
    )


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (None, 1),
        (complete("events:lantern_check"), 0),
        (complete("events:something_else"), 1),
        (complete("events:lantern_check", since="2022-08-20"), 0),
        (complete("events:lantern_check", since="2022-08-21"), 1),
        (complete("events:lantern_check", until="2022-08-22"), 1),
    ],
)
def test_absence_is_no_only_for_the_whole_window(whole: dict | None, expected: int) -> None:
    """T1: nothing seen is no where a source is complete for the whole window, and unknown where part of it is open."""
    assert checked([], whole) == expected


def test_two_sources_in_turn_cover_a_window() -> None:
    """Two periods that follow one another without a gap cover what neither covers alone."""
    first, second = (
        complete("events:lantern_check", until="2022-08-21"),
        complete("events:lantern_check", since="2022-08-21"),
    )
    both = {name: first[name] + second[name] for name in first}
    assert (checked([], first), checked([], second), checked([], both)) == (1, 1, 0)


def test_what_was_recorded_later_is_not_known_yet() -> None:
    """T6: a check recorded on the next day counts as known then, and not as known on the day."""
    late = [check(AT - timedelta(hours=1), recorded=AT + timedelta(days=1))]
    assert checked(late) == 1
    assert checked(late, known_at=ON + timedelta(days=1)) == 2


def test_an_event_that_may_count_leaves_it_open() -> None:
    """T1: a result that is pending or missing is neither yes nor no, even where the record is whole."""
    for result in ("pending", None):
        assert checked([check(AT, result)], complete("events:lantern_check")) == 1
    assert checked([check(AT, "positive")], complete("events:lantern_check")) == 0


def test_where_nobody_lives_no_source_is_complete() -> None:
    """Somebody whose home is not known is covered only by a source for all of China."""
    whole = complete("events:lantern_check")
    found = derive(snapshot(), [FERRY], columns([]), completeness=whole | {"area_code": ["14"]}, at=AT)
    assert found.truth(KEY("lantern_checked")).tolist() == [0, 1]


def test_a_window_from_a_day_nobody_knows_is_open() -> None:
    """A window since a birth date that is not known counts nothing for sure, and no record reaches back far enough."""
    rows = [
        {
            "subject_kind": "person", "subject_id": name, "kind": "crossing", "at": AT, "recorded_at": AT,
            "amount": 3.0, "unit": "yuan",
        }
        for name in ("P1", "P2")
    ]  # fmt: skip
    whole = complete("events:crossing", "events:return_crossing")
    ends = derive(snapshot(), [FERRY], columns(rows), completeness=whole, at=AT).number(KEY("crossings"))
    assert ends.low.tolist() == [1, 0]
    assert ends.high.tolist() == [1, np.inf]


def test_an_amount_in_another_unit_is_not_guessed() -> None:
    """A fare whose unit is no money may be any amount: the sum has a lower end only."""
    fare = {"subject_kind": "household", "subject_id": "H1", "kind": "fare", "at": AT, "recorded_at": AT}
    rows = [fare | {"amount": 10.0, "unit": "yuan"}, fare | {"amount": 7.0, "unit": "head"}]
    ends = derive(snapshot(), [FERRY], columns(rows), completeness=complete("events:fare")).number(
        KEY("fares_of_a_year")
    )
    assert (ends.low[0], ends.high[0]) == (1000, np.inf)


def test_an_underived_fact_is_unknown_not_an_error() -> None:
    """Without a table of events the rules answer unknown and name the derived fact."""
    found = explain(snapshot(), [FERRY], None, "ferry-aid:may_board", "P1")
    assert found.truth == "unknown"
    assert KEY("lantern_checked") in derived_facts([FERRY])


def test_what_the_family_stated_fills_what_the_events_leave_open() -> None:
    """A stated answer to the derived question stands where the record is open, and not against what was seen."""
    facts = {
        "subject_kind": ["person"] * 2, "subject_id": ["P1", "P2"], "fact": [KEY("lantern_checked")] * 2,
        "state": ["known"] * 2, "value": ["no"] * 2, "valid_from": ["2022-01-01"] * 2,
        "recorded_at": [AT - timedelta(hours=3)] * 2, "confirmed_at": [AT - timedelta(hours=3)] * 2,
        "source": ["home_visit"] * 2,
    }  # fmt: skip
    stated = Snapshot.build(
        PEOPLE, HOMES, LIVING, facts, on=ON, dictionary=fact_dictionary() | derived_facts([FERRY])
    )
    found = derive(stated, [FERRY], columns([check(AT - timedelta(hours=1))]), at=AT)
    assert found.truth(KEY("lantern_checked")).tolist() == [2, 0]


def test_areas_have_derived_facts_too(tmp_path) -> None:
    """A fact of an area counts the area's own events."""
    path = tmp_path / "ferry-aid" / "derived" / "rounds.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "derived: rounds\nof: area\nhow: count\nevents: [round]\nwindow: {days: 7}\n"
        "label: {zh: 轮次, en: rounds}\nquestion: {zh: 几轮, en: how many}\nto: office\ntopic: health\nclause: f6\n",
        encoding="utf-8",
    )
    facts = read_derived([(path, read_yaml(path))], "health", FERRY.clauses, FERRY.parameters)
    pack = replace(FERRY, derived=facts)
    rows = [{"subject_kind": "area", "subject_id": "1401", "kind": "round", "at": AT, "recorded_at": AT}]
    found = derive_for_areas(["1401", "1402"], [pack], columns(rows), complete("events:round"), on=ON)
    assert found[KEY("rounds")].low.tolist() == found[KEY("rounds")].high.tolist() == [1, 0]


hours = st.integers(min_value=-100, max_value=24 * 500)
event = st.fixed_dictionaries(
    {
        "subject_kind": st.just("person"),
        "subject_id": st.sampled_from(["P1", "P2"]),
        "kind": st.sampled_from(["lantern_check", "crossing", "return_crossing"]),
        "back": hours,
        "result": st.sampled_from([None, "pending", "negative", "positive"]),
        "amount": st.sampled_from([None, 1.0, 2.0, 3.0]),
        "unit": st.just("yuan"),
    }
) | st.fixed_dictionaries(
    {
        "subject_kind": st.just("household"),
        "subject_id": st.sampled_from(["H1", "H2"]),
        "kind": st.sampled_from(["fare", "ferry_visit"]),
        "back": hours,
        "result": st.none(),
        "amount": st.sampled_from([None, 5.0, 8.0]),
        "unit": st.just("yuan"),
    }
)
WORDS = ("lantern_check", "crossing", "return_crossing", "fare", "ferry_visit")


def _slow(events: list[dict], kind: str, subject: str, whole: bool) -> dict[str, tuple[float, float]]:
    """What a clerk would find, leafing through the events one by one."""
    mine = [e for e in events if e["subject_kind"] == kind and e["subject_id"] == subject]
    found = {}
    if kind == "person":
        sure = maybe = 0
        for e in mine:
            if e["kind"] == "lantern_check" and AT - timedelta(hours=48) <= e["at"] <= AT:
                sure += e["result"] == "negative"
                maybe += e["result"] in ("negative", "pending", None)
        found["lantern_checked"] = (2 if sure else 0, 2 if maybe or not whole else 0)
        sure = maybe = 0
        for e in mine:
            if e["kind"] in ("crossing", "return_crossing") and e["at"] <= AT:
                sure += e["amount"] is not None and e["amount"] >= 2
                maybe += e["amount"] is None or e["amount"] >= 2
        # Nobody knows since when to count for the second person.
        known = subject == "P1"
        found["crossings"] = (sure if known else 0, maybe if whole and known else np.inf)
        return found
    low, high, days = 0.0, 0.0, []
    for e in mine:
        day = e["at"].astimezone(CHINA).date()
        if e["kind"] == "fare" and date(2021, 8, 23) <= day and e["at"] <= AT:
            low += 100 * (e["amount"] or 0)
            high += np.inf if e["amount"] is None else 100 * e["amount"]
        if e["kind"] == "ferry_visit" and date(2021, 8, 23) <= day and e["at"] <= AT:
            days.append((day - date(1970, 1, 1)).days)
    found["fares_of_a_year"] = (low, high if whole else np.inf)
    before = (date(2021, 8, 22) - date(1970, 1, 1)).days
    today = (ON - date(1970, 1, 1)).days
    last = max(days, default=None)
    found["last_visit"] = (
        -1_000_000 if last is None else last,
        (before if last is None else last) if whole else today,
    )
    return found


@settings(max_examples=150, deadline=None)
@given(events=st.lists(event, max_size=12), whole=st.booleans())
def test_windows_agree_with_a_slow_loop(events: list[dict], whole: bool) -> None:
    """Random events give the counts, sums, last days and yes/no of a loop that reads them one by one."""
    rows = [e | {"at": AT - timedelta(hours=e["back"])} for e in events]
    rows = [e | {"recorded_at": min(e["at"], AT)} for e in rows]
    record = complete(*(f"events:{word}" for word in WORDS)) if whole else None
    found = derive(snapshot(), [FERRY], columns(rows), completeness=record, at=AT)
    for kind, subjects in (("person", ("P1", "P2")), ("household", ("H1", "H2"))):
        for row, subject in enumerate(subjects):
            for name, ends in _slow(rows, kind, subject, whole).items():
                got = found.number(KEY(name))
                assert (got.low[row], got.high[row]) == ends, (subject, name)


@settings(max_examples=100, deadline=None)
@given(
    events=st.lists(event, max_size=8),
    answers=st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=8),
)
def test_filling_in_an_event_stays_within_the_ends(events: list[dict], answers: list) -> None:
    """T1: once results and amounts are filled in, each fact lies within what it could be before."""
    rows = [e | {"at": AT - timedelta(hours=e["back"])} for e in events]
    rows = [e | {"recorded_at": min(e["at"], AT)} for e in rows]
    filled = [
        e
        | ({"result": "negative" if yes else "positive"} if e["result"] in (None, "pending") else {})
        | ({"amount": float(amount)} if e["amount"] is None else {})
        for e, (yes, amount) in zip(rows, answers, strict=False)
    ]
    record = complete(*(f"events:{word}" for word in WORDS))
    for whole in (None, record):
        before = derive(snapshot(), [FERRY], columns(rows), completeness=whole, at=AT)
        after = derive(snapshot(), [FERRY], columns(filled), completeness=record, at=AT)
        for key in derived_facts([FERRY]):
            wide, narrow = before.number(key), after.number(key)
            assert (wide.low <= narrow.low).all(), key
            assert (narrow.high <= wide.high).all(), key
