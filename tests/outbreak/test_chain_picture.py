"""What of a chain is drawn: never too much, nobody lost, nobody twice, and every number opens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak.chain_book import ChainBook, chain_book
from mutong.outbreak.chain_picture import (
    FAMILY,
    FIRST_DRAWN,
    MOST_DRAWN,
    Unfolded,
    above_and_beside,
    unfold,
    way_down,
)
from tests.outbreak.made_up_chains import Rows, line, random_rows, star, tree


def book_of(rows: Rows) -> ChainBook:
    """The book of written links."""
    return chain_book(*rows)[0]


def accounted(book: ChainBook, tops: list[int], drawn: Unfolded) -> None:
    """Every case below the tops is drawn or counted, each once; each case drawn stands under one that is drawn or is a
    top; a number counts just what hangs below its case and is not drawn."""
    everybody = set(book.subtree(tops).tolist())
    assert len(drawn.cases) == len(set(drawn.cases))
    shown = set(drawn.cases)
    assert shown <= everybody
    assert len(shown) + sum(drawn.hidden.values()) + drawn.tops_left == len(everybody)
    assert all(case in tops or int(book.parent[case]) in shown for case in shown)
    for case, count in drawn.hidden.items():
        waiting = [child for child in book.children(case).tolist() if child not in shown]
        assert count == len(book.subtree(waiting)) > 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nobody_is_lost_or_drawn_twice_and_the_limit_holds(data: st.DataObject) -> None:
    """Whatever is pressed, in whatever chain with whatever limit."""
    book = book_of(random_rows(data.draw(st.integers(0, 10**6)), data.draw(st.integers(1, 90))))
    chain = data.draw(st.integers(0, len(book.chain_first) - 1))
    tops = book.roots_of(chain).tolist()
    way: list[int] = []
    if data.draw(st.booleans()):
        way = way_down(book, data.draw(st.integers(0, len(book) - 1)), data.draw(st.integers(0, 5)))
        tops = way[:1]
    first, most = data.draw(st.integers(1, 40)), data.draw(st.integers(14, 60))
    opened = data.draw(st.lists(st.integers(0, len(book) - 1), max_size=12))
    drawn = unfold(book, tops, opened, way, first, most)

    accounted(book, tops, drawn)
    assert drawn.drawn <= most
    if way and first > 1:
        assert way[-1] in drawn.cases
    generations = [int(book.depth[case]) for case in drawn.cases]
    assert generations == sorted(generations)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 120))
def test_pressing_every_number_shows_everybody(seed: int, size: int) -> None:
    """Where all fit, pressing numbers until none is left draws the whole chain."""
    book = book_of(random_rows(seed, size))
    tops = book.roots_of(int(book.chain[0])).tolist()
    opened: list[int] = []
    drawn = unfold(book, tops, opened, first=2 * len(tops))
    while drawn.hidden:
        pressed = next(iter(drawn.hidden))
        before = len(drawn.cases)
        opened.append(pressed)
        drawn = unfold(book, tops, opened, first=2 * len(tops))
        assert len(drawn.cases) > before
    assert sorted(drawn.cases) == sorted(book.subtree(tops).tolist())


def test_a_superspreader_of_thousands_is_drawn_family_by_family() -> None:
    """3,000 infected by one: the first sixty and a number for the rest; each press adds sixty, up to the limit."""
    book = book_of(star(3001))
    top = book.number_of("S0")
    first = unfold(book, [top])
    assert (len(first.cases), first.hidden) == (1 + FAMILY, {top: 3000 - FAMILY})
    second = unfold(book, [top], [top])
    assert set(first.cases) < set(second.cases)
    assert second.hidden == {top: 3000 - 2 * FAMILY}
    many = unfold(book, [top], [top] * 60)
    accounted(book, [top], many)
    assert MOST_DRAWN - FAMILY < many.drawn <= MOST_DRAWN
    assert many.unasked


def test_a_line_of_five_hundred_generations_is_drawn_from_the_top() -> None:
    """The first generations, then a number; the middle can be looked at from its own case."""
    book = book_of(line(500))
    top, middle = book.number_of("L0000"), book.number_of("L0250")
    drawn = unfold(book, [top])
    accounted(book, [top], drawn)
    assert FIRST_DRAWN / 2 < drawn.drawn <= FIRST_DRAWN
    way = way_down(book, middle, 3)
    assert [str(book.ids[k]) for k in way] == ["L0247", "L0248", "L0249", "L0250"]
    near = unfold(book, way[:1], way=way)
    assert {*way} <= {*near.cases}
    assert above_and_beside(book, way[0]) == (247, 247)
    accounted(book, way[:1], near)


def test_beside_the_way_to_a_case_the_others_wait() -> None:
    """From a case upward only the way is drawn; siblings are numbers on it, and those below the case stand there."""
    book = book_of(tree(6))
    way = way_down(book, book.number_of("B9"), 10)
    drawn = unfold(book, way[:1], way=way)

    shown = {str(book.ids[k]) for k in drawn.cases}
    assert {"B1", "B2", "B4", "B9", "B18", "B19"} <= shown
    assert not {"B3", "B5", "B8"} & shown
    assert drawn.hidden == {
        book.number_of(name): count for name, count in (("B1", 31), ("B2", 15), ("B4", 7))
    }
    below = unfold(book, way[-1:])
    assert {str(book.ids[k]) for k in below.cases} == {f"B{k}" for k in (9, 18, 19, 36, 37, 38, 39)}


def test_what_is_not_drawn_opens_nothing() -> None:
    """A number of a case that is not in the picture, as from an old address, changes nothing."""
    cases, links = (a + b for a, b in zip(star(5), tree(4), strict=True))
    book = book_of((cases, links))
    top = book.number_of("B1")
    assert unfold(book, [top], [book.number_of("S0")]) == unfold(book, [top])
