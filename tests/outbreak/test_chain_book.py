"""The book of chains: nobody lost, the same chains as the command gives, whatever is written in the links."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak import infector_pairs
from mutong.outbreak.chain_book import KEPT_INFECTORS, ChainBook, chain_book
from mutong.outbreak.chain_weighing import weigh_outbreak
from mutong.outbreak.chains import chains_of
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.onset_lags import normal_lags
from mutong.tables.array_store import open_arrays, write_arrays
from tests.outbreak.made_up_chains import FIRST, Rows, case, line, link, random_rows, star, tree

WEIGHTS = EvidenceWeights(lags=normal_lags(5, 2))
worlds = st.builds(random_rows, st.integers(0, 10**6), st.integers(1, 60))


def names(book: ChainBook, numbers) -> list[str]:
    """The ids of these cases."""
    return [str(book.ids[k]) for k in numbers]


@settings(max_examples=60, deadline=None)
@given(worlds, st.booleans())
def test_every_id_hangs_in_one_place_of_a_forest(rows: Rows, weighed: bool) -> None:
    """Each id stands once; generations follow the parents; the subtrees of all tops are everybody, each once."""
    book, found = chain_book(*rows, weights=WEIGHTS if weighed else None)

    ids = {str(one["case_id"]) for one in rows[0]}
    ids |= {str(one[end]) for one in rows[1] if one["infector"] != one["infectee"] for end in one}
    assert set(names(book, range(len(book)))) == ids
    tops = np.flatnonzero(book.parent < 0)
    assert sorted(book.subtree(tops).tolist()) == list(range(len(book)))
    assert int(book.below[tops].sum()) == len(book)
    for k in range(len(book)):
        children = book.children(k).tolist()
        assert all(book.parent[child] == k and book.depth[child] == book.depth[k] + 1 for child in children)
        assert book.below[k] == 1 + sum(int(book.below[child]) for child in children)
    assert [int(one) for one in book.known] == [
        int(one in {c["case_id"] for c in rows[0]}) for one in book.ids
    ]
    # As many lines and ids in them as the command writes.
    sizes = {str(row["chain_id"]): row["cases"] for row in found.chains}
    told = book.chain_cases + book.chain_strangers
    assert dict(zip(names(book, book.chain_first), told.tolist(), strict=True)) == sizes
    assert Counter(book.chain.tolist()) == Counter(dict(enumerate(told.tolist())))


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_what_is_weighed_is_what_chains_of_gives(rows: Rows) -> None:
    """Parents, probabilities and the first infectors are those of the rows of pairs."""
    book, _ = chain_book(*rows, weights=WEIGHTS)
    pairs: dict[str, list[tuple[str | None, float]]] = {}
    for row in chains_of(*rows, (), WEIGHTS).pairs:
        pairs.setdefault(str(row["infectee"]), []).append((row["infector"], float(row["probability"])))
    for k, case_id in enumerate(names(book, range(len(book)))):
        known = [one for one in pairs[case_id] if one[0] is not None]
        told = [(str(book.ids[i]), chance) for i, chance, _ in book.infectors_of(k)]
        assert [one for one, _ in told] == [one for one, _ in known[:KEPT_INFECTORS]]
        assert [chance for _, chance in told] == pytest.approx(
            [chance for _, chance in known[:KEPT_INFECTORS]], abs=2e-6
        )
        unseen = [chance for infector, chance in pairs[case_id] if infector is None]
        assert float(book.unseen[k]) == pytest.approx(sum(unseen), abs=2e-6)
        if book.parent[k] >= 0:
            assert names(book, [book.parent[k]]) == [known[0][0]]
            assert float(book.probability[k]) == pytest.approx(known[0][1], abs=2e-6)


def test_a_chain_says_its_size_days_and_source() -> None:
    """A line of an unknown beginning, a star from abroad: size, onsets, generations, most infected, no source."""
    cases, links = (a + b for a, b in zip(line(5), star(4), strict=True))
    book, _ = chain_book(cases, links)

    told = {
        name: (int(book.chain_cases[k]), int(book.chain_generations[k]), int(book.chain_most[k]),
               int(book.chain_origin[k]), int(book.chain_unlinked[k]), int(book.chain_probable[k]))
        for k, name in enumerate(names(book, book.chain_first))
    }  # fmt: skip
    assert told == {"L0000": (5, 5, 1, 0, 1, 0), "S0": (4, 2, 3, 2, 0, 0)}
    at = names(book, book.chain_first).index("L0000")
    assert book.chain_first_onset[at] == FIRST.toordinal()
    assert book.chain_last_onset[at] == (FIRST + timedelta(days=4)).toordinal()


def test_several_written_infectors_share_and_the_first_to_fall_ill_is_hung_on() -> None:
    """Of two named for one case it hangs on the earlier; the other stays beside it, and the link is not certain."""
    cases = [case("A", 3), case("B", 1), case("C", 6)]
    book, _ = chain_book(cases, [link("A", "C"), link("B", "C")])
    c = book.number_of("C")

    assert names(book, [book.parent[c]]) == ["B"]
    assert [(str(book.ids[i]), chance, basis) for i, chance, basis in book.infectors_of(c)] == [
        ("B", 0.5, "link"), ("A", 0.5, "link"),
    ]  # fmt: skip
    assert not book.is_certain(c)
    assert bool(book.ambiguous[c])
    assert names(book, book.roots_of(int(book.chain[c]))) == ["B", "A"]


def test_a_circle_is_cut_at_the_first_to_fall_ill() -> None:
    """A infects B infects C infects A: A, who fell ill first, stands at the top, and a warning says so."""
    cases = [case("A", 1), case("B", 4), case("C", 7)]
    book, found = chain_book(cases, [link("A", "B"), link("B", "C"), link("C", "A")])

    assert names(book, np.flatnonzero(book.parent < 0)) == ["A"]
    assert names(book, book.subtree([book.number_of("A")])) == ["A", "B", "C"]
    assert any("circle" in one.en for one in found.warnings)


def test_an_id_that_is_no_case_is_kept_and_marked() -> None:
    """A link from an unknown id: it stands in the chain, counted apart, and is not called unlinked."""
    book, _ = chain_book([case("A", 1)], [link("who", "A")])
    who = book.number_of("who")

    assert (bool(book.known[who]), bool(book.unlinked[who])) == (False, False)
    assert (book.chain_cases.tolist(), book.chain_strangers.tolist()) == ([1], [1])
    assert book.number_of("nobody") == -1


def test_a_kept_book_is_the_same_book(tmp_path) -> None:
    """Written to a folder and opened, also one without a link: every column as it was."""
    for rows in (random_rows(3, 40), ([case("A", 1)], []), ([], [])):
        book, _ = chain_book(*rows)
        write_arrays(tmp_path / "kept", book.columns(), {"n": len(book)})
        columns, notes = open_arrays(tmp_path / "kept")
        again = ChainBook(**columns)
        assert notes == {"n": len(book)}
        for name, column in book.columns().items():
            assert np.array_equal(getattr(again, name), column, equal_nan=column.dtype.kind == "f"), name


def test_without_enough_written_pairs_nothing_is_guessed() -> None:
    """Nine pairs with onsets: only written links, and the note says that no standard gives an interval."""
    cases, links = line(10)
    found = weigh_outbreak([*cases, case("Z", 9)], links, [])

    assert found.interval is None
    assert found.introductions is None
    assert "9" in found.notes[0].en
    assert "no serial interval" in found.notes[0].en
    assert bool(found.book.unlinked[found.book.number_of("Z")])


def test_with_enough_written_pairs_the_others_are_weighed() -> None:
    """A tree of written pairs gives the interval, the note tells its n and mean, and a contact finds its infector."""
    cases, links = tree(5)
    met = {
        "case_id": "B2", "person_id": "P-Z", "degree": 1, "class": "close", "verdict": "yes", "rule": "at_table",
        "first_at": None, "last_at": None, "minutes": None,
    }  # fmt: skip
    found = weigh_outbreak([*cases, case("Z", 7)], links, [met], ["close"])
    z = found.book.number_of("Z")

    assert found.interval is not None
    assert (found.interval.n, found.interval.mean.value) == (30, 4.0)
    assert "30 written pairs, mean 4.00 days" in found.notes[0].en
    assert names(found.book, [found.book.parent[z]]) == ["B2"]
    assert 0.8 < float(found.book.probability[z]) < 1
    assert not found.book.is_certain(z)
    assert found.book.infectors_of(z)[0][2] == "contact:at_table"
    assert found.introductions is not None
    assert found.introductions.value == pytest.approx(1 + float(found.book.unseen[z]), abs=1e-6)


def test_too_many_pairs_are_weighed_within_smaller_areas(monkeypatch) -> None:
    """Where a county has too many pairs of near days, timing counts within a township or not at all, and a note says
    so."""
    cases, links = tree(6)
    spread = [row | {"area_code": f"140109{k % 8 + 901}001001"} for k, row in enumerate(cases)]
    lone = [case(f"Z{k}", 8, area_code=f"140109{k % 8 + 901}001001") for k in range(40)]
    monkeypatch.setattr(infector_pairs, "MOST_PAIRS", 100)
    assert "township" in weigh_outbreak([*spread, *lone], links).notes[1].en
    monkeypatch.setattr(infector_pairs, "MOST_PAIRS", 5)
    without = weigh_outbreak([*spread, *lone], links)
    assert "too many cases to weigh timing alone" in without.notes[1].en
    assert bool(without.book.unlinked[without.book.number_of("Z0")])
