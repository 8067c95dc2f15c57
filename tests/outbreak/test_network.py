"""Episodes, degrees and components, against plain loops and networkx."""

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.outbreak.network import (
    components,
    degrees,
    network_of_encounters,
    network_of_pairs,
    summarise_network,
)

PEOPLE = ["a", "b", "c", "d", "e"]
RECORD = st.tuples(st.permutations(PEOPLE).map(lambda p: p[:2]), st.integers(0, 50), st.integers(0, 20))


def columns(records) -> dict[str, list]:
    """Records ((a, b), start, length) as columns of table encounters."""
    return {
        "person_a": [pair[0] for pair, _, _ in records],
        "person_b": [pair[1] for pair, _, _ in records],
        "start_at": [start for _, start, _ in records],
        "end_at": [start + length for _, start, length in records],
    }


def plain_episodes(records, gap: int) -> set:
    """Episodes as (pair, start, end, seconds covered), worked out record by record and second by second."""
    found = set()
    for pair in {tuple(sorted(pair)) for pair, _, _ in records}:
        spans = sorted((s, s + n) for p, s, n in records if tuple(sorted(p)) == pair)
        groups: list[list] = []
        for start, end in spans:
            if groups and start <= max(e for _, e in groups[-1]) + gap:
                groups[-1].append((start, end))
            else:
                groups.append([(start, end)])
        for group in groups:
            covered = {second for start, end in group for second in range(start, end)}
            found.add((pair, group[0][0], max(e for _, e in group), len(covered)))
    return found


@given(records=st.lists(RECORD, min_size=1, max_size=25), gap=st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_episodes_agree_with_plain_loops(records, gap) -> None:
    """Merging by arrays gives the episodes, ends and covered seconds that loops over seconds give."""
    found = network_of_encounters(columns(records), gap)

    people = found.people
    mine = {
        ((people[a], people[b]), start, end, seconds)
        for a, b, start, end, seconds in zip(
            found.a, found.b, found.start.tolist(), found.end.tolist(), found.seconds.tolist(), strict=True
        )
    }
    assert mine == plain_episodes(records, gap)
    assert found.records.sum() == len(records)


@given(records=st.lists(RECORD, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_degrees_and_components_agree_with_networkx(records) -> None:
    """Degrees and connected parts are those of the graph."""
    found = network_of_encounters(columns(records))
    graph = networkx.Graph([tuple(pair) for pair, _, _ in records])
    part = components(len(found.people), found.a, found.b)

    assert {who: int(n) for who, n in zip(found.people, degrees(found)["degree"], strict=True)} == dict(
        graph.degree
    )
    mine = {frozenset(found.people[part == one]) for one in set(part.tolist())}
    assert mine == {frozenset(one) for one in networkx.connected_components(graph)}


def test_a_pause_longer_than_the_gap_ends_an_episode() -> None:
    """Two records 21 seconds apart are two episodes with a gap of 20 and one with 21."""
    records = [(("a", "b"), 0, 20), (("b", "a"), 41, 20)]

    assert [
        summarise_network(network_of_encounters(columns(records), gap))["episodes"] for gap in (20, 21)
    ] == [2, 1]


def test_an_unknown_end_is_not_a_length_of_nought() -> None:
    """An encounter without an end has no known length, and the summary counts it."""
    found = network_of_encounters({"person_a": ["a"], "person_b": ["b"], "start_at": [5], "end_at": [-1]})

    assert (found.end.tolist(), found.seconds.tolist()) == ([-1], [-1])
    assert summarise_network(found)["unknown_ends"] == 1


def test_links_keep_their_direction() -> None:
    """Out- and in-degree count different partners; a link written twice is one pair."""
    found = network_of_pairs(["a", "a", "b", "a"], ["b", "c", "c", "b"])
    mine = degrees(found)

    assert [mine[name].tolist() for name in ("out_degree", "in_degree", "degree")] == [
        [2, 1, 0],
        [0, 1, 2],
        [2, 2, 2],
    ]


def test_meeting_oneself_is_refused() -> None:
    """A row with one person on both sides is refused, named by its row."""
    with pytest.raises(MutongError) as refusal:
        network_of_pairs(["a", "b"], ["b", "b"])
    assert refusal.value.code == "met_himself"
    assert "Row 2" in refusal.value.words.en
