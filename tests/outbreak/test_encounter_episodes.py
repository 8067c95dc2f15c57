"""Encounters put together for tracing, and contacts too short for a stated rule, against plain loops."""

from datetime import datetime, timedelta
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.period import CHINA
from mutong.outbreak.encounter_episodes import encounters_for_tracing, episodes_of, without_oneself
from mutong.outbreak.network import network_of_encounters, network_of_lengths
from mutong.outbreak.short_contacts import encounter_bound, without_short

PEOPLE = ["a", "b", "c"]
RECORD = st.tuples(
    st.permutations(PEOPLE).map(lambda p: tuple(p[:2])),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 15)),
    st.one_of(st.none(), st.integers(0, 3)),
)


def columns(records) -> dict[str, list]:
    """Records ((a, b), start, length or None, distance or None) as columns of table encounters."""
    return {
        "person_a": [pair[0] for pair, *_ in records],
        "person_b": [pair[1] for pair, *_ in records],
        "start_at": [start for _, start, _, _ in records],
        "end_at": [-1 if length is None else start + length for _, start, length, _ in records],
        "distance_m": [distance for *_, distance in records],
    }


def plain(records, gap: int, directed: bool) -> list[tuple]:
    """What tracing should get: (pair, start, end, nearest), the records without an end as they are."""
    found, spans = [], {}
    for pair, start, length, distance in records:
        key = pair if directed else tuple(sorted(pair))
        if length is None:
            found.append((key, start, None, distance))
        else:
            spans.setdefault(key, []).append((start, start + length, distance))
    for key, known in spans.items():
        episode = None
        for start, end, distance in sorted(known, key=lambda one: one[:2]):
            if episode is not None and start <= episode[1] + gap:
                near = [one for one in (episode[2], distance) if one is not None]
                episode = (episode[0], max(episode[1], end), min(near, default=None))
                continue
            if episode is not None:
                found.append((key, *episode))
            episode = (start, end, distance)
        found.append((key, *episode))
    return sorted(found, key=str)


@given(records=st.lists(RECORD, min_size=1, max_size=20), gap=st.integers(0, 10), directed=st.booleans())
@settings(max_examples=120, deadline=None)
def test_what_tracing_gets_agrees_with_plain_loops(records, gap, directed) -> None:
    """Pauses up to the gap are inside an encounter, the nearest distance holds for it, unknown ends stay apart, and
    with a direction a → b is not b → a."""
    given_columns = encounters_for_tracing(columns(records), gap, directed)
    rows = zip(
        *(list(given_columns[name]) for name in ("person_a", "person_b", "start_at", "end_at")), strict=True
    )
    mine = [
        ((a, b), int(start), None if end < 0 else int(end), None if np.isnan(near) else int(near))
        for (a, b, start, end), near in zip(rows, given_columns["distance_m"], strict=True)
    ]
    assert sorted(mine, key=str) == plain(records, gap, directed)
    assert ("directed" in given_columns) == directed


def test_without_a_gap_the_records_stay_as_they_are() -> None:
    """No gap stated: nothing is put together, not even what touches."""
    records = columns([(("a", "b"), 0, 20, None), (("a", "b"), 20, 20, None)])
    assert encounters_for_tracing(records) == records


def test_protection_keeps_encounters_apart() -> None:
    """A meeting with masks and one without, a second apart, stay two."""
    records = columns([(("a", "b"), 0, 20, None), (("b", "a"), 21, 20, None)]) | {"protected": [True, False]}
    found = encounters_for_tracing(records, 60)
    assert list(found["protected"]) == [False, True] or list(found["protected"]) == [True, False]
    assert len(found["start_at"]) == 2


def test_covered_time_leaves_the_pauses_out_and_direction_tells_pairs_apart() -> None:
    """Two records 30 seconds apart: 70 seconds from first to last, 40 of them covered; directed they are two pairs."""
    records = columns([(("a", "b"), 0, 20, None), (("b", "a"), 50, 20, None)])
    one = episodes_of(records, 30)
    assert (one.start.tolist(), one.end.tolist(), one.covered.tolist()) == ([0], [70], [40])
    both = network_of_encounters(records, 30, directed=True)
    assert (both.a.tolist(), both.b.tolist(), both.seconds.tolist()) == ([0, 1], [1, 0], [20, 20])


def test_lengths_without_times_are_episodes_of_their_own() -> None:
    """Lengths add up by pair; an unknown length is not nought."""
    found = network_of_lengths(["a", "b", "a"], ["b", "a", "c"], [60.0, 30.0, None])
    assert (found.a.tolist(), found.seconds.tolist(), found.start.tolist()) == (
        [0, 0, 0],
        [60, 30, -1],
        [-1] * 3,
    )


def test_rows_with_one_person_on_both_sides_are_counted_out() -> None:
    """Self loops go, the others stay in their order."""
    kept, lost = without_oneself({"person_a": ["a", "b"], "person_b": ["a", "c"], "start_at": [1, 2]})
    assert (kept, lost) == ({"person_a": ["b"], "person_b": ["c"], "start_at": [2]}, 1)


def contact(
    case: str, via: str | None, person: str, minutes: float | None, verdict: str = "yes", span: int = 60
):
    """A row of table contacts."""
    first = datetime(2022, 8, 20, 9, tzinfo=CHINA)
    return {
        "case_id": case, "via_person_id": via, "person_id": person, "minutes": minutes, "verdict": verdict,
        "degree": 1 if via is None else 2, "rule": "near", "first_at": first,
        "last_at": first + timedelta(minutes=span),
    }  # fmt: skip


MINUTES = st.one_of(st.none(), st.sampled_from([0.0, 5.0, 10.0, 14.9, 15.0, 40.0]))
CONTACT = st.tuples(
    st.sampled_from(["C1", "C2"]), st.sampled_from([None, "p", "q"]), st.sampled_from(["p", "q", "r", "s"]), MINUTES,
    st.sampled_from(["yes", "unknown"]), st.sampled_from([10, 30]),
).filter(lambda one: one[1] != one[2])  # fmt: skip


@given(given_rows=st.lists(CONTACT, max_size=14), limit=st.sampled_from([0.0, 10.0, 15.0, 30.0]))
@settings(max_examples=150, deadline=None)
def test_short_contacts_agree_with_a_plain_oracle(given_rows, limit) -> None:
    """Those stay whose greatest possible time reaches the limit, and of the second degree those whose way in stays."""
    rows = [contact(*one) for one in given_rows]
    unsure = {
        (r["case_id"], r["via_person_id"], r["person_id"])
        for r in rows
        if r["minutes"] is None and (r["verdict"] == "yes" or r["via_person_id"] is not None)
    }

    def long_enough(case: str, via: str | None, person: str) -> bool:
        mine = [r for r in rows if (r["case_id"], r["via_person_id"], r["person_id"]) == (case, via, person)]
        most = sum(r["minutes"] if r["minutes"] is not None else _span(r) for r in mine)
        return bool(mine) and ((case, via, person) in unsure or most >= limit)

    def stays(row) -> bool:
        case, via, person = row["case_id"], row["via_person_id"], row["person_id"]
        if not long_enough(case, via, person):
            return False
        was = any(r["case_id"] == case and r["person_id"] == via and r["degree"] == 1 for r in rows)
        return via is None or not was or long_enough(case, None, via)

    found = without_short(rows, limit)
    expected = [row for row in rows if stays(row)]
    assert found.kept == expected
    assert found.rows_left_out == len(rows) - len(expected)
    gone = {r["person_id"] for r in rows} - {r["person_id"] for r in expected}
    assert found.people_left_out == len(gone)


def _span(row) -> float:
    return (row["last_at"] - row["first_at"]).total_seconds() / 60


def test_encounters_bound_a_time_that_the_row_does_not_say() -> None:
    """Five minutes of encounters in all are surely less than fifteen, however far apart; an open one bounds nothing."""
    row = contact("C1", None, "p", None, "unknown", span=600)
    for length, kept in product((300, None), ("near",)):
        bound = encounter_bound(columns([(("ill", "p"), 0, length, None)]), {kept}, {"C1": "ill"})
        assert len(without_short([row], 15, bound).kept) == (0 if length else 1)
    other_rule = encounter_bound(columns([(("ill", "p"), 0, 300, None)]), {"another"}, {"C1": "ill"})
    assert without_short([row], 15, other_rule).kept == [row]
