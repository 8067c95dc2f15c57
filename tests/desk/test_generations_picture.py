"""The picture of a chain: well-formed, everybody inside and apart, later days further right, generations downward."""

from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.desk.pictures.generations import Beside, Mark, draw_generations
from mutong.kernel.words import Words

SVG = "{http://www.w3.org/2000/svg}"
FIRST = 738_000
KINDS = ("local", "imported", "unknown", "stranger")


@st.composite
def drawn_marks(draw: st.DrawFn) -> list[Mark]:
    """Cases of up to eight generations, each hanging on one of the generation before, generation by generation."""
    count, marks = draw(st.integers(1, 90)), []
    for k in range(count):
        parent = draw(st.integers(0, k - 1)) if k and draw(st.booleans()) else None
        above = marks[parent] if parent is not None else None
        if above is not None and above.generation >= 8:
            above = None
        certain = draw(st.booleans())
        marks.append(
            Mark(
                case_id=f"n{k}",
                name=f"某<{k}>",
                kind=draw(st.sampled_from(KINDS)),
                generation=above.generation + 1 if above else 1,
                day=FIRST + draw(st.integers(0, 60)),
                parent=above.case_id if above else "",
                certain=certain,
                chance="" if certain or above is None else f"{draw(st.integers(1, 99))}%",
                unlinked=above is None,
                hidden=draw(st.sampled_from((0, 0, 1, 312, 2940))),
                lines=(Words("一行", "a line"),),
                url=f"/outbreak/case/n{k}",
                here_url="/here",
                open_url="/open",
            )
        )
    return sorted(marks, key=lambda mark: mark.generation)


def tree_of(marks: list[Mark], beside: list[Beside] | None = None) -> ElementTree.Element:
    """The picture as a tree; raises when it is not well-formed."""
    svg = draw_generations(marks, beside or [])
    assert "style=" not in svg
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def places(tree: ElementTree.Element) -> dict[str, tuple[float, float]]:
    """Where each dot stands, by id."""
    found = {}
    for link in tree.iter(f"{SVG}a"):
        if link.get("data-id") is None:
            continue
        shape = next(iter(link))
        if shape.tag == f"{SVG}circle":
            at = float(shape.get("cx")), float(shape.get("cy"))
        elif shape.tag == f"{SVG}rect":
            at = (
                float(shape.get("x")) + float(shape.get("width")) / 2,
                float(shape.get("y")) + float(shape.get("height")) / 2,
            )
        else:
            x, y = shape.get("d").partition("l")[0][1:].split()
            at = float(x), float(y) + 7.5
        found[link.get("data-id")] = at
    return found


@settings(max_examples=60, deadline=None)
@given(drawn_marks())
def test_everybody_stands_once_apart_and_in_order(marks: list[Mark]) -> None:
    """One dot for each case, inside the picture, no two nearer than a dot; days to the right, generations downward."""
    tree = tree_of(marks)
    at = places(tree)
    assert sorted(at) == sorted(mark.case_id for mark in marks)
    width, height = (float(one) for one in tree.get("viewBox").split()[2:])
    assert all(0 <= x <= width and 0 <= y <= height for x, y in at.values())
    for one, other in combinations(at.values(), 2):
        assert abs(one[0] - other[0]) > 12.9 or abs(one[1] - other[1]) > 20
    for one, other in combinations(marks, 2):
        if one.day < other.day:
            assert at[one.case_id][0] < at[other.case_id][0]
        if one.generation < other.generation:
            assert at[one.case_id][1] < at[other.case_id][1]


@settings(max_examples=30, deadline=None)
@given(drawn_marks())
def test_lines_and_numbers_say_what_they_are(marks: list[Mark]) -> None:
    """A line for each that hangs on another, dashed where it is probable, and a link for each number."""
    tree = tree_of(marks)
    lines = {
        path.get("data-to"): path.get("class") for path in tree.iter(f"{SVG}path") if path.get("data-to")
    }
    assert lines == {
        mark.case_id: "g-link" if mark.certain else "g-link g-link--probable" for mark in marks if mark.parent
    }
    numbers = [link for link in tree.iter(f"{SVG}a") if link.get("class") == "g-more"]
    assert len(numbers) == sum(mark.hidden > 0 for mark in marks)
    written = ElementTree.tostring(tree, encoding="unicode")
    assert all(f">{mark.chance}" in written for mark in marks if mark.chance)


def test_a_second_written_infector_is_a_line_of_its_own() -> None:
    """Beside the line by which a case hangs stands the other, of its own kind; to nobody there is none."""
    marks = [
        Mark(name, name, "local", generation, FIRST + day, parent, True, "", False, 0, (), "/x", "/y", "/z")
        for name, generation, day, parent in (("a", 1, 0, ""), ("b", 1, 1, ""), ("c", 2, 4, "a"))
    ]
    tree = tree_of(marks, [Beside("b", "c"), Beside("gone", "c")])
    kinds = [
        (path.get("data-from"), path.get("class")) for path in tree.iter(f"{SVG}path") if path.get("data-to")
    ]
    assert kinds == [("a", "g-link"), ("b", "g-link g-link--beside")]


def test_nobody_makes_no_picture() -> None:
    """Without cases there is no picture."""
    assert draw_generations([]) == ""
