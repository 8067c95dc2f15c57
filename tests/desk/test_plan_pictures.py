"""The pictures of a plan: every value stands where it belongs, in words too, and nothing is drawn of nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.desk.pictures.plan_axes import HEADS, NO_PICTURE, Bars, Line, Point, draw_over_time
from mutong.desk.pictures.plan_flows import draw_goods, draw_money
from mutong.desk.pictures.plan_months import draw_cash, draw_flock, draw_land, draw_work
from mutong.desk.pictures.plan_spread import columns_of, draw_spread
from mutong.kernel.words import Words
from mutong.village.programme.results import Flow
from tests.desk.kept_village_plans import small_plan

TITLE = Words("图", "picture")


def rects(picture: str, tone: str) -> list[tuple[float, float, float, float]]:
    """x, y, width and height of the rectangles of a tone."""
    found = re.findall(
        rf'<rect class="{tone}" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', picture
    )
    return [tuple(float(number) for number in one) for one in found]  # type: ignore[misc]


def test_stacked_columns_stand_on_each_other() -> None:
    """The second part begins where the first ends, and heights go by value."""
    names = [Words("一", "one"), Words("二", "two")]
    bars = (Bars(TITLE, "p-1", [10.0, 20.0]), Bars(TITLE, "p-2", [30.0, 0.0]))
    wide, narrow = draw_over_time("k", TITLE, TITLE, names, HEADS, bars)
    for picture in (wide, narrow):
        first, second = rects(picture, "p-1"), rects(picture, "p-2")
        assert len(first) == 2 and len(second) == 1  # a part of nought is not drawn
        assert second[0][1] + second[0][3] == pytest.approx(first[0][1], abs=0.2)
        assert second[0][3] == pytest.approx(3 * first[0][3], rel=0.02)
        assert first[1][3] == pytest.approx(2 * first[0][3], rel=0.02)


def test_what_is_below_nought_hangs_from_the_line() -> None:
    """A line that falls below nought has its axis there, and its lowest point is told."""
    names = [Words(str(n), str(n)) for n in range(3)]
    line = Line(TITLE, "p-line--1", [50.0, -50.0, 0.0])
    wide, _ = draw_over_time(
        "k", TITLE, TITLE, names, HEADS, (), (line,), Point(1, -50.0, Words("最低", "lowest"))
    )
    way = re.search(r'class="p-line p-line--1" d="M([^"]+)"', wide)
    assert way is not None
    heights = [float(point.split()[1]) for point in way[1].split("L")]
    nought = re.search(r'class="p-nought" d="M\d+ ([\d.]+)', wide)
    assert nought is not None and heights[2] == pytest.approx(float(nought[1]), abs=0.2)
    assert heights[0] < heights[2] < heights[1] and "最低" in wide


def test_nothing_is_drawn_of_nothing() -> None:
    """No months, no futures, no flows: no picture."""
    assert draw_over_time("k", TITLE, TITLE, [], HEADS) == NO_PICTURE
    assert (
        draw_spread("k", TITLE, [], 0.0) == NO_PICTURE
        and draw_spread("k", TITLE, [float("nan")], 0.0) == NO_PICTURE
    )
    assert draw_goods([]) == "" and draw_money([]) == ""


def test_the_pictures_of_a_plan_say_what_they_show() -> None:
    """The month with the lowest cash, the busiest month and the land by crop stand in the words of the pictures."""
    plan = small_plan()
    lowest = min(plan.month_list, key=lambda m: (m.cash, m.month))
    assert f"{lowest.day.year} 年 {lowest.day.month} 月月末" in draw_cash(plan.month_list).wide
    busiest = max(plan.month_list, key=lambda m: m.days_needed)
    assert f"{busiest.days_needed:,.0f} 个工日" in draw_work(plan.month_list).narrow
    assert (
        f"{max(sum(m.heads.values()) for m in plan.month_list):,.0f} 只" in draw_flock(plan.month_list).wide
    )
    mu = {(one.season, one.crop): one.mu for one in plan.land}
    assert f"玉米 {mu[2023, 'maize']:,.0f} 亩" in draw_land(plan).wide


def test_a_flow_too_thin_to_see_stands_only_in_the_table() -> None:
    """A band of two thousandths of the widest is left out; the rest has its amount in words."""
    flows = [Flow("mass", "market", "good:maize_grain", 90_000.0), Flow("mass", "good:maize_grain", "flock", 90_000.0),
             Flow("mass", "good:wheat_bran", "flock", 10.0), Flow("nitrogen", "flock", "manure", 700.0)]  # fmt: skip
    picture = draw_goods(flows)
    assert "90.0 吨" in picture and "700 公斤" in picture and "麸皮" not in picture


@given(st.lists(st.floats(-1e7, 1e7).map(lambda x: round(x, 2)), min_size=1, max_size=60))
def test_every_future_is_in_one_column(values: list[float]) -> None:
    """Columns are as many as hold all values, each once, and the first and last are not empty."""
    start, width, counts = columns_of(values)
    assert sum(counts) == len(values) and counts[0] > 0 and counts[-1] > 0
    assert start <= min(values) + 1e-6 and start + width * len(counts) >= max(values) - 1e-6
    assert len(counts) <= 40
