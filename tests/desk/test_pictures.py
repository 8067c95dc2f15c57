"""The pictures: well-formed, complete, and true to their numbers."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.desk.pictures.barrel import Stave, draw_barrel
from mutong.desk.pictures.barrel_shape import WIDE
from mutong.desk.pictures.chain import Node, Tie, draw_chain
from mutong.desk.pictures.timeline import Mark, Stretch, draw_days
from mutong.kernel.words import Words

SVG = "{http://www.w3.org/2000/svg}"
shares = st.floats(0, 1, allow_nan=False)


def stave(sure: float | None, possible: float | None, *, short: bool = False) -> Stave:
    """A stave of a made-up service."""
    name = Words("某项<补贴>", "some <subsidy>")
    return Stave(name, sure, possible, "/barrel/x", Words("某项：60%", "some: 60%"), short)


def parsed(svg: str) -> ElementTree.Element:
    """The picture as a tree; raises when it is not well-formed."""
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.none() | shares, shares), max_size=9), st.booleans())
def test_the_barrel_can_always_be_drawn(rows: list[tuple[float | None, float]], narrow: bool) -> None:
    """Any staves, also none and unknown ones, give a well-formed picture with one link a stave and a spoken title."""
    staves = tuple(stave(sure, max(sure or 0, possible)) for sure, possible in rows)
    tree = parsed(draw_barrel(staves, narrow=narrow))
    assert len(tree.findall(f"{SVG}a")) == len(staves)
    assert tree.find(f"{SVG}title").text
    text = ElementTree.tostring(tree, encoding="unicode")
    assert "nan" not in text
    assert "style=" not in text


@given(shares, shares)
def test_a_higher_share_stands_higher(one: float, other: float) -> None:
    """On the wall of the barrel a greater share is never drawn lower."""
    low, high = sorted((one, other))
    assert WIDE.at(0.0, high)[1] <= WIDE.at(0.0, low)[1]


def test_the_shortest_stave_is_marked_and_spills() -> None:
    """Only the stave that is the shortest is marked in the picture, and water runs over it."""
    plain = draw_barrel((stave(0.9, 0.9), stave(0.5, 0.7)), narrow=False)
    marked = draw_barrel((stave(0.9, 0.9), stave(0.5, 0.7, short=True)), narrow=False)
    assert "b-short" not in plain
    assert "bwfall)" not in plain
    assert "b-short" in marked
    assert "bwfall)" in marked


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Node], list[Tie]]:
    """People in up to three degrees with ties between any of them, rings and ties to nobody included."""
    count = draw(st.integers(1, 25))
    degrees = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    nodes = [
        Node(f"n{i}", f"人{i}", d, i % 3 == 0, f"店{i % 4}", (Words("理由", "why"),))
        for i, d in enumerate(degrees)
    ]
    ids = st.sampled_from([*(n.node_id for n in nodes), "nobody"])
    ties = draw(st.lists(st.builds(Tie, ids, ids, st.booleans()), max_size=40))
    return nodes, ties


@settings(max_examples=60, deadline=None)
@given(chains())
def test_everyone_stands_once_in_the_chain_picture(drawn: tuple[list[Node], list[Tie]]) -> None:
    """However people are tied, also in rings, each has one dot, inside the picture, with words of its own."""
    nodes, ties = drawn
    tree = parsed(draw_chain(nodes, ties))
    dots = [a for a in tree.iter(f"{SVG}a")]
    assert sorted(a.get("data-id") for a in dots) == sorted(n.node_id for n in nodes)
    width, height = (float(v) for v in tree.get("viewBox").split()[2:])
    for circle in tree.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= width
        assert 0 <= float(circle.get("cy")) <= height
    assert all(a.get("aria-label") for a in dots)


def test_nobody_makes_no_picture() -> None:
    """Without people there is no picture."""
    assert draw_chain([], []) == ""


@pytest.mark.parametrize("days", [[1], [1, 2, 3, 5, 7]])
def test_a_protocol_shows_a_dot_for_each_day_of_a_step(days: list[int]) -> None:
    """Every day on which something is due is one dot, inside the picture."""
    marks = [Mark(Words("检测", "test"), day - 1) for day in days]
    tree = parsed(
        draw_days(Words("流程", "protocol"), [Stretch(Words("隔离", "isolation"), 0, 7, "phase-0")], marks)
    )
    dots = [float(c.get("cx")) for c in tree.iter(f"{SVG}circle")]
    assert len(dots) == len(days)
    assert dots == sorted(dots)
    assert all(0 < x < 720 for x in dots)
