"""Crops of the plan by season, and what of the land stays with its households."""

from itertools import pairwise

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import RIGHT, STACKED
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.names import crop_name
from mutong.village.plan_document.say import MU, TONNES, both, joined, tenth, tonnes_cell
from mutong.village.programme.reading_off import LEFT


def crops(given: Given) -> Chapter:
    """Mu of each crop in each season, harvests by plan year, and how the land is rotated."""
    plan = given.plan
    seasons = sorted({one.season for one in plan.land})
    names = list(dict.fromkeys(one.crop for one in plan.land if one.crop != LEFT))
    area = {(one.crop, one.season): one.mu for one in plan.land}
    grown = [name for name in names if any(area.get((name, s), 0.0) >= 0.05 for s in seasons)]
    found: list = [Heading(Words("种植", "Crops"), 2)]
    if not grown:
        return [
            *found,
            Paragraph(
                Words(
                    "计划不集中种植，土地仍由各户自种。",
                    "The plan grows nothing together: the land stays with its households.",
                )
            ),
        ]
    rows = [(crop_name(name), *(both(tenth(area.get((name, s), 0.0))) for s in seasons)) for name in grown]
    if any(area.get((LEFT, s), 0.0) >= 0.05 for s in seasons):
        rows.append((crop_name(LEFT), *(both(tenth(area.get((LEFT, s), 0.0))) for s in seasons)))
    sums = [sum(mu for (_, at), mu in area.items() if at == s) for s in seasons]
    rows.append((Words("合计", "All"), *(both(tenth(one)) for one in sums)))
    changed = _changed_plots(given)
    turned = (
        Words(f"其中 {changed} 块在规划期内换种过作物", f"{changed} plots change their crop within the plan")
        if changed
        else Words("规划期内没有换种", "no plot changes its crop within the plan")
    )
    found += [
        Paragraph(
            Words(
                f"入社土地种{joined([crop_name(one) for one in grown]).zh}。各地块的逐季安排随测算表另存，"
                f"{turned.zh}；"
                "同一地块两季之间须隔开的作物按轮作间隔数安排。",
                f"Land put in grows {joined([crop_name(one) for one in grown]).en}. What each plot grows in "
                "each season is "
                f"kept with the model's tables; {turned.en}. Crops that must not follow themselves keep the "
                "number of "
                "seasons apart.",
            )
        ),
        Table(
            Words("分季种植安排", "Crops by season"),
            (
                Column(Words("作物", "Crop"), share=1.4),
                *(Column(Words(f"{s} 年", f"{s}"), MU, RIGHT) for s in seasons),
            ),
            tuple(rows),
            total=True,
        ),
        *_rotation(given),
        _harvest(given),
        Chart(
            Words("分季种植面积", "Land by crop and season"),
            STACKED,
            tuple(Words(f"{s} 年", f"{s}") for s in seasons),
            tuple(
                Series(crop_name(n), tuple(area.get((n, s), 0.0) for s in seasons))
                for n in _and_left(grown, area)
            ),
            MU,
        ),
    ]
    return found


def _and_left(grown: list[str], area: dict[tuple[str, int], float]) -> list[str]:
    return [*grown, LEFT] if any(crop == LEFT and mu >= 0.05 for (crop, _), mu in area.items()) else grown


def _changed_plots(given: Given) -> int:
    of_plot: dict[str, dict[int, set[str]]] = {}
    for one in given.plan.plots:
        of_plot.setdefault(one.plot_id, {}).setdefault(one.season, set()).add(one.crop)
    return sum(len({frozenset(crops) for crops in seasons.values()}) > 1 for seasons in of_plot.values())


def rotation(given: Given) -> dict[tuple[str, str], dict[int, float]]:
    """Mu that go from one crop to another, by the season of the second: on each plot what stays under its crop stays,
    and the rest of what is given up is shared over the rest of what is taken up."""
    of_plot: dict[str, dict[int, dict[str, float]]] = {}
    for one in given.plan.plots:
        of = of_plot.setdefault(one.plot_id, {}).setdefault(one.season, {})
        of[one.crop] = of.get(one.crop, 0.0) + one.mu
    found: dict[tuple[str, str], dict[int, float]] = {}

    def add(before: str, after: str, season: int, mu: float) -> None:
        of = found.setdefault((before, after), {})
        of[season] = of.get(season, 0.0) + mu

    for seasons in of_plot.values():
        for first, second in pairwise(sorted(seasons)):
            was, now = seasons[first], seasons[second]
            less = {crop: mu - now.get(crop, 0.0) for crop, mu in was.items() if mu > now.get(crop, 0.0)}
            more = {crop: mu - was.get(crop, 0.0) for crop, mu in now.items() if mu > was.get(crop, 0.0)}
            for crop in was.keys() & now.keys():
                add(crop, crop, second, min(was[crop], now[crop]))
            taken = sum(more.values())
            for before, given_up in less.items():
                for after, mu in more.items():
                    add(before, after, second, min(given_up, given_up * mu / taken))
    return found


def _rotation(given: Given) -> Chapter:
    found = {pair: of for pair, of in rotation(given).items() if max(of.values()) >= 0.05}
    seasons = sorted({season for of in found.values() for season in of})
    if not found or not seasons:
        return []
    rows = sorted(found.items(), key=lambda one: (one[0][0], one[0][0] != one[0][1], one[0][1]))
    return [
        Table(
            Words("换茬：前茬到后茬的面积", "Rotation: land by the crop before and the crop after"),
            (
                Column(Words("前茬", "Before"), share=1.2),
                Column(Words("后茬", "After"), share=1.2),
                *(Column(Words(f"{s} 年", f"{s}"), MU, RIGHT) for s in seasons),
            ),
            tuple(
                (crop_name(before), crop_name(after), *(both(tenth(of.get(s, 0.0))) for s in seasons))
                for (before, after), of in rows
            ),
            Words("年份为后茬的年份。", "The year is that of the crop after."),
        )
    ]


def _harvest(given: Given) -> Table:
    years = given.plan.years
    crops_ = list(dict.fromkeys(crop for y in years for crop, kg in y.harvest.items() if kg >= 50))
    return Table(
        Words("各计划年收获（正常年景）", "Harvests by plan year (normal weather)"),
        (
            Column(Words("作物", "Crop"), share=1.4),
            *(Column(Words(f"第 {y.year} 年", f"Year {y.year}"), TONNES, RIGHT) for y in years),
        ),
        tuple((crop_name(c), *(tonnes_cell(y.harvest.get(c, 0.0)) for y in years)) for c in crops_),
        Words(
            "籽粒、干草按出售时的重量，青贮玉米按鲜重；苜蓿等多年生作物逐年收割。",
            "Grain and hay as sold, silage maize fresh; alfalfa stands for years and is cut every year.",
        ),
    )
