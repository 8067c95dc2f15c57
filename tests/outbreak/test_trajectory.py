"""Gaps and contradictions of one person's days."""

from hypothesis import given
from hypothesis import strategies as st

from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.trajectory import Visit, cut_gap, find_contradictions, find_gaps

START, END = 100, 400
instants = st.integers(50, 450)


@st.composite
def visits(draw) -> Visit:
    """A stay somewhere around the days asked about; a third of them without a known end."""
    arrived = draw(instants)
    left = draw(st.one_of(st.just(UNKNOWN_END), st.integers(arrived, 460)))
    return Visit(str(draw(st.integers(0, 10**9))), draw(st.sampled_from("ABC")), arrived, left)


def seconds_covered(spans: list[tuple[int, int]]) -> set[int]:
    """Every second of the spans that lies in the days asked about."""
    return {second for start, end in spans for second in range(max(start, START), min(end, END))}


@given(st.lists(visits(), max_size=8))
def test_gaps_and_stays_cover_the_days_exactly(some: list[Visit]) -> None:
    """No second is both in a gap and in a stay, none is in neither, and no gap is empty or overlaps another."""
    gaps = find_gaps(some, START, END)
    known = seconds_covered([(one.arrived, one.left) for one in some if one.left != UNKNOWN_END])
    missing = [second for gap in gaps for second in range(gap.start, gap.end)]
    assert all(gap.start < gap.end for gap in gaps)
    assert len(missing) == len(set(missing))
    assert set(missing).isdisjoint(known)
    assert set(missing) | known == set(range(START, END))


@given(st.lists(visits(), max_size=6))
def test_a_gap_says_what_it_lies_between(some: list[Visit]) -> None:
    """The stay before a gap ends, or is last heard of, where the gap begins; the one after arrives where it ends."""
    for gap in find_gaps(some, START, END):
        if gap.after is not None:
            assert max(gap.after.left, gap.after.arrived) == gap.start
        if gap.before is not None:
            assert gap.before.arrived == gap.end


@given(st.lists(visits(), max_size=7))
def test_contradictions_are_the_pairs_that_overlap_elsewhere(some: list[Visit]) -> None:
    """Exactly the pairs at different places that share a second; an arrival without an end is its one second."""
    unlike = {one.key: one for one in some}.values()
    spans = {one.key: set(range(one.arrived, max(one.left, one.arrived + 1))) for one in unlike}
    expected = {
        frozenset((one.key, other.key))
        for one in unlike
        for other in unlike
        if one.place_id != other.place_id and spans[one.key] & spans[other.key]
    }
    found = find_contradictions(unlike)
    assert {frozenset((pair.one.key, pair.other.key)) for pair in found} == expected
    for pair in found:
        assert set(range(pair.start, pair.end)) == spans[pair.one.key] & spans[pair.other.key]


@given(st.lists(visits(), max_size=4), st.lists(instants, max_size=5))
def test_a_cut_gap_loses_nothing(some: list[Visit], moments: list[int]) -> None:
    """The parts follow each other from the gap's start to its end."""
    for gap in find_gaps(some, START, END):
        parts = cut_gap(gap, moments)
        edges = [gap.start, *(part.end for part in parts)]
        assert [part.start for part in parts] == edges[:-1]
        assert edges[-1] == gap.end
        assert all(part.start < part.end for part in parts)
        assert (parts[0].after, parts[-1].before) == (gap.after, gap.before)


def test_an_arrival_without_an_end_parts_a_gap() -> None:
    """Before it and after it are two questions."""
    seen = Visit("a", "A", 200)
    assert [(g.start, g.end, g.after, g.before) for g in find_gaps([seen], START, END)] == [
        (100, 200, None, seen),
        (200, 400, seen, None),
    ]


def test_nothing_known_is_one_gap() -> None:
    """Without any stay all the days are to be asked about."""
    assert [(gap.start, gap.end) for gap in find_gaps([], START, END)] == [(START, END)]
