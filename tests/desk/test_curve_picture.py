"""The pictures of an outbreak over time: well-formed, true to their numbers, never outside their frame."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.desk.pictures.curve import (
    MOST_DAYS,
    DayOfCases,
    DayOfNumber,
    DayToCome,
    draw_curve,
    draw_forecast,
    draw_reproduction,
)
from mutong.desk.pictures.curve_axes import NARROW, WIDE, Axes, ticks
from mutong.kernel.words import Words

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2022, 8, 1)
TITLE = Words("曲线<一>", "curve <one>")
counts = st.integers(0, 5000)
numbers = st.floats(0, 50, allow_nan=False)


def parsed(svg: str) -> ElementTree.Element:
    """The picture as a tree; raises when it is not well-formed."""
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def days_from(rows: list[tuple[int, int, int]]) -> list[DayOfCases]:
    """Days one after another."""
    return [DayOfCases(FIRST + timedelta(days=k), *row) for k, row in enumerate(rows)]


def inside(tree: ElementTree.Element) -> None:
    """Nothing stands outside the picture, and nothing is not a number."""
    _, _, width, height = (float(one) for one in tree.get("viewBox").split())
    for one in tree.iter(f"{SVG}rect"):
        x, y, w, h = (float(one.get(name)) for name in ("x", "y", "width", "height"))
        assert x >= 0 <= y
        assert x + w <= width + 0.1
        assert y + h <= height + 0.1
    for one in tree.iter(f"{SVG}circle"):
        assert 0 <= float(one.get("cx")) <= width
        assert 0 <= float(one.get("cy")) <= height
    text = ElementTree.tostring(tree, encoding="unicode")
    assert "nan" not in text
    assert "inf" not in text
    assert "style=" not in text
    assert tree.find(f"{SVG}title").text == "曲线<一>"
    assert tree.find(f"{SVG}desc").text
    assert tree.get("role") == "img"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=220))
def test_any_curve_can_be_drawn(rows: list[tuple[int, int, int]]) -> None:
    """Any counts give a picture for a desk and one for a phone, each inside its frame with title and words."""
    for svg in draw_curve(TITLE, days_from(rows)):
        inside(parsed(svg))


def test_columns_stand_on_one_another() -> None:
    """Local, imported and unknown are stacked without a gap, in proportion to their counts."""
    wide, narrow = draw_curve(TITLE, days_from([(4, 2, 1)]))
    for svg in (wide, narrow):
        local, imported, unknown = (
            next(one for one in parsed(svg).iter(f"{SVG}rect") if one.get("class") == f"c-{name}")
            for name in ("local", "imported", "unknown")
        )
        assert float(local.get("height")) == pytest.approx(2 * float(imported.get("height")), abs=0.2)
        assert float(imported.get("height")) == pytest.approx(2 * float(unknown.get("height")), abs=0.2)
        assert float(imported.get("y")) + float(imported.get("height")) == pytest.approx(
            float(local.get("y")), abs=0.2
        )


def test_what_is_not_yet_reported_is_hatched_above() -> None:
    """The hatched part begins where the known cases end and reaches up to what is expected; a day of which too little
    is known has a pale ground and no hatching."""
    days = [
        DayOfCases(FIRST, 5, 0, 0),
        DayOfCases(FIRST + timedelta(days=1), 4, 0, 0, 8.0, 6.0, 11.0),
        DayOfCases(FIRST + timedelta(days=2), 1, 0, 0, untold=True),
    ]
    tree = parsed(draw_curve(TITLE, days)[0])
    hatched = [one for one in tree.iter(f"{SVG}rect") if one.get("class") == "c-expected"]
    known = [one for one in tree.iter(f"{SVG}rect") if one.get("class") == "c-local"][1]
    assert len(hatched) == 1
    assert hatched[0].get("fill") == "url(#curve-wide-hatch)"
    assert tree.find(f".//{SVG}pattern").get("id") == "curve-wide-hatch"
    assert float(hatched[0].get("y")) + float(hatched[0].get("height")) == pytest.approx(
        float(known.get("y")), abs=0.2
    )
    assert sum(one.get("class") == "c-untold" for one in tree.iter(f"{SVG}rect")) == 1
    assert "估计另有 4 例" in tree.find(f"{SVG}desc").text


def test_a_long_curve_shows_its_last_days() -> None:
    """More days than fit are not drawn, and the words say how many are only in the table."""
    tree = parsed(draw_curve(TITLE, days_from([(1, 0, 0)] * (MOST_DAYS + 25)))[1])
    assert sum(one.get("class") == "c-local" for one in tree.iter(f"{SVG}rect")) == MOST_DAYS
    assert "25 天只在表里" in tree.find(f"{SVG}desc").text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=60))
def test_any_reproduction_number_can_be_drawn(rows: list[tuple[float, float, float]]) -> None:
    """A line with its band, also where the first windows reach far up; one point marks the latest."""
    ordered = [sorted(row) for row in rows]
    days = [FIRST + timedelta(days=k) for k in range(len(rows))]
    estimates = [DayOfNumber(day, row[1], row[0], row[2]) for day, row in zip(days, ordered, strict=True)]
    for svg in draw_reproduction(TITLE, estimates, days):
        tree = parsed(svg)
        inside(tree)
        assert len(list(tree.iter(f"{SVG}circle"))) == 1
        assert sum(one.get("class") == "c-one" for one in tree.iter(f"{SVG}path")) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=21), st.integers(0, 20))
def test_each_day_forecast_is_a_point(rows: list[tuple[float, float, float]], past: int) -> None:
    """One point and one interval a day; days that are not fully reported yet look another way."""
    coming = []
    for k, row in enumerate(rows):
        low, middle, high = sorted(row)
        coming.append(DayToCome(FIRST + timedelta(days=3 + k), middle, low, high, k < past))
    for svg in draw_forecast(TITLE, days_from([(3, 1, 0)] * 3), coming):
        tree = parsed(svg)
        inside(tree)
        classes = [one.get("class") for one in tree.iter(f"{SVG}circle")]
        assert len(classes) == len(rows)
        assert classes.count("c-point c-point--past") == min(past, len(rows))


def test_nothing_makes_no_picture() -> None:
    """Without days, estimates or a forecast there is no picture."""
    assert draw_curve(TITLE, []) == ("", "")
    assert draw_reproduction(TITLE, [], [FIRST]) == ("", "")
    assert draw_forecast(TITLE, [], []) == ("", "")


@given(st.floats(0.5, 1e6))
def test_the_numbers_at_the_side_are_few_and_within(top: float) -> None:
    """From zero up in equal round steps, at most six, none above the picture."""
    found = ticks(top)
    assert found[0] == 0
    assert 2 <= len(found) <= 6
    assert found[-1] <= top * 1.0001


def test_the_last_day_is_always_named() -> None:
    """On a phone and on a desk the newest day has its name below it, whatever else has room."""
    for room in (WIDE, NARROW):
        days = [FIRST + timedelta(days=k) for k in range(61)]
        assert "9月30日" in Axes(room, days, 5.0).drawn()
