"""Shared places: the planted source comes first, chance alone finds nothing, and every count is the oracle's."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.words import Words
from mutong.outbreak.chance import false_discovery_rates, tail, tail_given_one
from mutong.outbreak.common_place_words import METHOD, asks_of, nothing_shared, place_words
from mutong.outbreak.common_places import APART, CLOSE, TOGETHER, common_places
from mutong.outbreak.stays import StayStore
from mutong.outbreak.visitors import LOOP, count_visitors
from tests.oracles import common_places as oracle
from tests.outbreak.situations import at, lives, stay
from tests.outbreak.small_worlds import columns_of_rows, random_world
from tests.outbreak.source_worlds import (
    AS_OF,
    SOURCE,
    add_meal,
    cases_of,
    person_id,
    searched,
    town,
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_restaurant_where_they_were_infected_comes_first(tmp_path, seed: int) -> None:
    """Eight of ten cases were infected at one dinner: it is first, surprising and nothing else is, not the station."""
    draw = np.random.default_rng(seed)
    people = [person_id(k) for k in draw.choice(900, 10, replace=False)]
    stays = town(seed)
    add_meal(stays, people[:8], seed)
    found = common_places(searched(tmp_path, stays, cases_of(people)))
    first = found.places[0]
    assert first.place_id == SOURCE
    assert [one.place_id for one in found.places if one.surprising] == [SOURCE]
    assert set(first.occasion.cases) >= {f"C{k:02d}" for k in range(8)}
    assert 18 <= first.occasion.people <= 30
    assert first.how == TOGETHER
    station = next(one for one in found.places if one.place_id == "STATION")
    assert station.expected > 5
    assert station.rank > 1
    assert "surprising" in place_words(first, found).en


def test_chance_alone_finds_places_no_more_often_than_the_rate_allows(tmp_path) -> None:
    """In 150 draws of 25 cases from a town where nothing happened the share of draws with a finding keeps the rate, and
    small chances come no more often than they say."""
    store = StayStore.build(tmp_path / "store", town(11))
    draw = np.random.default_rng(4)
    with_finding, least = 0, []
    for _ in range(150):
        people = [person_id(k) for k in draw.choice(900, 25, replace=False)]
        found = common_places(searched(store, None, cases_of(people)), rate=0.1)
        with_finding += any(one.surprising for one in found.places)
        least += [one.chance for one in found.places] + [1.0] * (found.visited - len(found.places))
    assert with_finding <= 150 * 0.1 + 3 * (150 * 0.1 * 0.9) ** 0.5
    chances = np.array(least)
    assert len(chances) > 5_000
    for level in (0.01, 0.05, 0.2):
        assert (chances <= level).mean() <= level
    # The measure would see something if it were there.
    assert (chances < 1).any()


@pytest.mark.parametrize("seed", range(40))
def test_every_count_is_that_of_the_oracle(tmp_path, seed: int) -> None:
    """On random small worlds with open ends: cases, households, crowd, expected number, minutes and how they shared."""
    world = random_world(seed, people=14, stays=90)
    cases = cases_of([f"P{k:02d}" for k in range(6)])
    gap = (0, 2)[seed % 2]
    members = [
        lives("P00", "H1"),
        lives("P01", "H1"),
        lives("P02", "H2"),
        lives("P03", "H2" if seed % 3 else "H3"),
    ]
    store = StayStore.build(tmp_path / "store", columns_of_rows(world["stays"]))
    search = searched(store, None, cases, members, hours_apart=gap)
    found = common_places(search)
    windows = {one.case_id: (one.person, one.from_, one.to) for one in search.windows.of}
    group = {"C00": 1, "C01": 1, "C02": 2, "C03": 2 if seed % 3 else 3, "C04": 4, "C05": 5}
    plain = oracle.shared(kept_stays(store), windows, group, gap * 3600)
    assert {one.place_id for one in found.places} == set(plain)
    for one in found.places:
        true = plain[one.place_id]
        assert list(one.cases) == true["cases"]
        assert (one.counted, one.households, one.how) == (true["groups"], true["groups"], true["how"])
        assert one.expected == pytest.approx(float(sum(true["chances"])))
        assert one.minutes == pytest.approx(true["minutes"])
        if one.occasion is None:
            assert true["anchors"] == []
        else:
            assert any(
                number == one.occasion.people and float(expected) == pytest.approx(one.occasion.expected)
                for _, number, expected, _ in true["anchors"]
            )
        # The chance is never smaller than the exact one of the better look, taken twice.
        groups_of = {}
        for case, p in zip(
            sorted({c for c, *_ in oracle.visits(kept_stays(store), windows)}), true["chances"], strict=True
        ):
            groups_of.setdefault(group[case], []).append(p)
        each = [1 - np.prod([1 - p for p in ps]) for ps in groups_of.values()]
        several, once = oracle.exact_tail(true["groups"], each), oracle.exact_tail(1, each)
        whole = several / once if once else Fraction(1)
        looks = [true["visits"] * oracle.exact_tail(others, apart) for others, _, _, apart in true["anchors"]]
        assert one.chance >= min(1.0, float(2 * min([whole, *looks]))) * (1 - 1e-9)


def kept_stays(store: StayStore) -> list[tuple]:
    """The stays that a store holds, for the oracle: with the next arrival elsewhere where the end is open."""
    rows = store.rows(np.arange(len(store)))
    return [
        (
            store.people[person].decode(), store.places[place].decode(), arrived,
            None if left < 0 else left, None if left >= 0 or until < 0 else until,
        )
        for person, place, arrived, left, until in zip(
            rows.person.tolist(), rows.place.tolist(), rows.arrived.tolist(), rows.left.tolist(),
            rows.ends_by.tolist(), strict=True,
        )
    ]  # fmt: skip


@given(
    st.lists(st.just(0.0) | st.floats(1e-9, 1), min_size=1, max_size=12).flatmap(
        lambda ps: st.tuples(st.just(ps), st.integers(1, len(ps)))
    )
)
@settings(max_examples=200, deadline=None)
def test_a_tail_is_never_below_the_true_one(drawn) -> None:
    """The bound holds for trials of any chances; for equal ones it is exact above the mean and one."""
    chances, k = drawn
    exact = float(oracle.exact_tail(k, [Fraction(p) for p in chances]))
    mean, n = sum(chances), len(chances)
    assert float(tail(np.array([k]), np.array([mean]), n)[0]) >= exact * (1 - 1e-9)
    one = float(oracle.exact_tail(1, [Fraction(p) for p in chances]))
    if one > 0:
        assert float(tail_given_one(np.array([k]), np.array([mean]), n)[0]) >= exact / one * (1 - 1e-9)
    p = mean / n
    if k >= mean + 1:
        same = float(oracle.exact_tail(k, [Fraction(p)] * n))
        assert float(tail(np.array([k]), np.array([n * p]), n)[0]) == pytest.approx(
            same, rel=1e-9, abs=1e-300
        )


def test_false_discovery_rates_are_those_of_the_paper() -> None:
    """Benjamini and Hochberg's own example: fifteen chances of which four are findings at 5 %."""
    chances = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]
    )  # fmt: skip
    assert (false_discovery_rates(chances, 15) <= 0.05).tolist() == [True] * 4 + [False] * 11
    mixed = np.random.default_rng(1).permutation(15)
    assert (false_discovery_rates(chances[mixed], 15) <= 0.05).sum() == 4
    assert (false_discovery_rates(chances, 1500) <= 0.05).sum() < 4


@pytest.mark.parametrize("seed", range(8))
def test_a_crowd_is_counted_alike_by_numpy_by_the_loop_and_by_hand(tmp_path, seed: int) -> None:
    """Different people, open ends and all, for many times at many places."""
    store = StayStore.build(tmp_path / "store", columns_of_rows(random_world(seed, 20, 120)["stays"]))
    draw = np.random.default_rng(seed)
    place = draw.integers(0, len(store.places), 60)
    start = int(AS_OF.timestamp()) - draw.integers(0, 8 * 86_400, 60)
    end = start + draw.integers(1, 2 * 86_400, 60)
    by_hand = [
        oracle.crowd(kept_stays(store), store.places[p].decode(), int(a), int(b))
        for p, a, b in zip(place.tolist(), start.tolist(), end.tolist(), strict=True)
    ]
    assert count_visitors(store, place, start, end, compiled=False).tolist() == by_hand
    if LOOP.load():
        assert count_visitors(store, place, start, end, compiled=True).tolist() == by_hand


def two_cases(tmp_path, first: tuple[str, str], second: tuple[str, str], **more):
    """Two cases at one restaurant at these times, among others who come and go."""
    rows = [stay("A", "noodles", *first), stay("B", "noodles", *second)]
    rows += [stay(f"x{k}", "shop", f"1{k % 9} 08:00", f"1{k % 9} 08:30") for k in range(40)]
    found = common_places(searched(tmp_path, columns_of_rows(rows), cases_of(["A", "B"]), **more))
    return found, next((one for one in found.places if one.place_id == "noodles"), None)


def test_together_within_hours_and_apart(tmp_path) -> None:
    """The same two visits are apart, or one occasion where the hours asked for reach from one to the other."""
    times = ("16 12:00", "16 13:00"), ("16 14:30", "16 15:00")
    _, apart = two_cases(tmp_path / "a", *times)
    assert (apart.how, apart.occasion, apart.minutes) == (APART, None, 0)
    _, close = two_cases(tmp_path / "b", *times, hours_apart=2)
    assert (close.how, close.occasion.cases, close.minutes) == (CLOSE, ("C00", "C01"), 0)
    _, still = two_cases(tmp_path / "c", *times, hours_apart=1.5)
    assert still.how == APART
    _, met = two_cases(tmp_path / "d", ("16 12:00", "16 13:00"), ("16 12:30", "16 15:00"))
    assert (met.how, met.minutes) == (TOGETHER, 30)


def test_a_visit_outside_the_window_is_not_shared(tmp_path) -> None:
    """A fell ill on the 19th, B on the 20th: 12 August is in A's seven days only, 13 August in both."""
    found, place = two_cases(tmp_path / "a", ("12 12:00", "12 13:00"), ("12 12:00", "12 13:00"))
    assert place is None
    assert "none was shared" in nothing_shared(found).en
    _, place = two_cases(tmp_path / "b", ("13 12:00", "13 13:00"), ("13 12:00", "13 13:00"))
    assert place.cases == ("C00", "C01")


def test_one_household_counts_once_and_a_known_chain_where_asked(tmp_path) -> None:
    """Husband and wife at one table are no surprise; with a stranger there are two households; a chain is as told."""
    rows = [stay(one, "noodles", "16 12:00", "16 13:00") for one in "ABC"]
    rows += [stay(f"x{k}", "shop", "16 08:00", "16 08:30") for k in range(30)]
    members, columns = [lives("A", "H1"), lives("B", "H1"), lives("C", "H2")], columns_of_rows(rows)
    couple = common_places(searched(tmp_path / "a", columns, cases_of(["A", "B"]), members))
    assert (couple.places, couple.shared_at_home) == ((), 1)
    three = common_places(searched(tmp_path / "b", columns, cases_of(["A", "B", "C"]), members))
    assert (three.places[0].households, three.places[0].counted, len(three.places[0].cases)) == (2, 2, 3)
    linked = cases_of(["A", "B", "C"])
    linked[2]["source_case_id"] = "C00"
    assert common_places(searched(tmp_path / "c", columns, linked, members)).places[0].chains == 2
    once = common_places(searched(tmp_path / "d", columns, linked, members, chains_once=True))
    assert (once.places, once.counted) == ((), 1)


def test_what_is_not_known_is_asked_for(tmp_path) -> None:
    """An open end, an unknown seat beside known ones, a position that is a point: each is named with what to ask."""
    rows = [
        stay("A", "noodles", "16 12:00", None, "T05"),
        stay("B", "noodles", "16 12:00", "16 13:00", None, certainty="point", radius_m=300.0),
        stay("A", "shop", "16 14:00", "16 15:00"),
    ]
    found = common_places(searched(tmp_path, columns_of_rows(rows), cases_of(["A", "B"])))
    assert found.places[0].missing == ("seat", "left_at", "certainty")
    asked = " ".join(one.en for one in asks_of(found.places[0]))
    assert "who sat where" in asked
    assert "when they left" in asked
    visits = {row["case_id"]: row for row in found.visits_at("noodles")}
    assert visits["C00"]["left"] is None
    assert visits["C00"]["until"] == int(at("16 14:00").timestamp())
    assert visits["C01"]["unsure_where"]


def test_cases_that_cannot_be_looked_at_are_named(tmp_path) -> None:
    """Without an incubation only the case with its own days is looked at; the others are counted and told why."""
    from mutong.outbreak.source_search import prepare_search

    cases = cases_of(["A", "B", "C"])
    cases[0] |= {"exposed_from": date(2022, 8, 15), "exposed_to": date(2022, 8, 16)}
    cases[2]["classification"] = "excluded"
    store = StayStore.build(tmp_path / "s", columns_of_rows([stay("A", "noodles", "16 12:00", "16 13:00")]))
    found = common_places(prepare_search(cases, store, (), (), None, AS_OF))
    assert (found.looked_at, found.places, len(found.search.cases)) == (1, (), 2)
    told = " ".join(one.en for one in found.warnings)
    assert "1 cases were not looked at" in told
    assert "C01" in told
    assert "each counts as a household" in told
    assert isinstance(METHOD, Words)


def test_nobody_and_nothing_is_no_error(tmp_path) -> None:
    """No cases, or an empty store: no place, and the counts say so."""
    store = StayStore.build(tmp_path / "s", columns_of_rows([stay("A", "noodles", "16 12:00", "16 13:00")]))
    assert common_places(searched(store, None, [])).places == ()
    empty = StayStore.build(tmp_path / "e", {"person_id": [], "place_id": [], "arrived_at": []})
    found = common_places(searched(empty, None, cases_of(["A", "B"])))
    assert (found.places, found.visited) == ((), 0)
    assert "2 cases have no stays" in " ".join(one.en for one in found.warnings)
