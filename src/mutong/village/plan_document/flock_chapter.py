"""The flock by year and month, the calendar of its first two years, and the tasks of the first months."""

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Strong, Table
from mutong.tables.documents.blocks import RIGHT, STACKED
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.names import ADULT, YOUNG
from mutong.village.plan_document.say import HEADS, both, month_cell, month_mark, month_of, tenth, whole
from mutong.village.programme.results import PlanMonth
from mutong.village.programme.telling import TEAMS, Task, tasks_of

_CALENDAR_MONTHS, _TASK_MONTHS = 24, 18
GROUPED = (
    (Words("繁殖母羊", "ewes"), ("ewe_open", "ewe_pregnant", "ewe_nursing")),
    (Words("种公羊", "rams"), ("ram",)),
    (Words("哺乳羔羊", "suckling lambs"), ("lamb_female", "lamb_male")),
    (Words("后备羊", "kept for breeding"), ("ewe_lamb", "ram_lamb")),
    (Words("育肥羊", "for slaughter"), YOUNG),
)


def flock(given: Given) -> Chapter:
    """Tables, chart and calendar of the flock."""
    plan = given.plan
    bought = sum(sum(m.bought.values()) for m in plan.month_list)
    first = next((m for m in plan.month_list if sum(m.bought.values()) >= 0.5), None)
    lambs = next((m for m in plan.month_list if m.lambing >= 0.5), None)
    said_zh = f"规划期内共购入种羊 {whole(bought)} 只"
    said_en = f"{whole(bought)} breeding sheep are bought over the years"
    if first is not None:
        said_zh += f"，{month_of(first.day).zh}起分批进场"
        said_en += f", the first of them in {month_of(first.day).en}"
    if lambs is not None:
        said_zh += f"；第一批羔羊在 {month_of(lambs.day).zh}出生"
        said_en += f"; the first lambs are born in {month_of(lambs.day).en}"
    end = given.last.ewes_end
    return [
        Heading(Words("羊群", "The flock"), 2),
        Paragraph(
            Words(
                f"{said_zh}；期末存栏繁殖母羊 {whole(end)} 只。羊只按平均数推算，表中取整，实际以整只为准。",
                f"{said_en}; {whole(end)} ewes stand at the end. Sheep are reckoned as means and shown whole.",
            )
        ),
        _by_year(given),
        Chart(
            Words("各月存栏", "The flock by month"),
            STACKED,
            tuple(month_mark(m.day) for m in plan.month_list),
            tuple(Series(name, tuple(_of(m, kinds) for m in plan.month_list)) for name, kinds in GROUPED),
            HEADS,
        ),
        _rates(given),
        _calendar(given),
    ]


def _of(month: PlanMonth, kinds: tuple[str, ...]) -> float:
    return round(sum(month.heads.get(kind, 0.0) for kind in kinds), 1)


def _by_year(given: Given) -> Table:
    years = given.plan.years
    sold = lambda y, kinds: sum(y.sold.get(kind, 0.0) for kind in kinds)  # noqa: E731
    rows = [
        (Words("繁殖母羊平均存栏", "ewes, mean of the year"), [y.ewes_mean for y in years]),
        (Words("繁殖母羊年末存栏", "ewes at the end of the year"), [y.ewes_end for y in years]),
        (Words("年末总存栏", "all sheep at the end of the year"), [sum(y.flock_end.values()) for y in years]),
        (Words("购入", "bought"), [y.bought for y in years]),
        (Words("产羔", "lambs born"), [y.born for y in years]),
        (Words("死亡", "died"), [y.died for y in years]),
        (Words("出栏育肥羊", "slaughter sheep sold"), [sold(y, YOUNG) for y in years]),
        (Words("出售淘汰种羊", "culled sheep sold"), [sold(y, ADULT) for y in years]),
    ]
    return Table(
        Words("各年羊群变化", "The flock by year"),
        (Column(Words("项目", "Figure"), share=1.6), *(Column(year_name(y), HEADS, RIGHT) for y in years)),
        (
            *((name, *(both(whole(one)) for one in values)) for name, values in rows),
            (
                Words("出栏活重（吨）", "live weight sold (t)"),
                *(both(tenth(y.sold_kg / 1000)) for y in years),
            ),
        ),
    )


def _rates(given: Given) -> Paragraph:
    keys = (
        ("ewe.litter_size", Words("产羔率", "litter")),
        ("lamb.survival", Words("羔羊成活率", "lambs that live")),
        ("ewe.conception", Words("受胎率", "conception")),
        ("ewe.replaced", Words("母羊年更新率", "ewes replaced a year")),
        ("ram.ewes_per_ram", Words("每只公羊配母羊", "ewes to a ram")),
        ("grower.gain", Words("育肥日增重", "daily gain")),
        ("grower.sale_age", Words("出栏月龄", "age when sold")),
    )
    parts: list = [Words("羊群推算用的主要技术数：", "The chief numbers behind the flock: ")]
    told = [(words, number) for key, words in keys if (number := given.number(key)) is not None]
    for k, (words, number) in enumerate(told):
        parts += [Words(f"{words.zh} ", f"{words.en} "), number]
        parts.append(Words("，", ", ") if k + 1 < len(told) else Words("。", "."))
    return Paragraph(tuple(parts))


def weaned(given: Given) -> dict[int, float]:
    """Lambs weaned in each month: those that live of the ones born a suckling time before; {} without its numbers."""
    age, survival = given.value("lamb.weaning_age"), given.value("lamb.survival")
    if age is None or survival is None:
        return {}
    return {m.month + int(age) + 1: m.born * survival / 100 for m in given.plan.month_list}


def _calendar(given: Given) -> Table:
    off = weaned(given)
    columns = [
        Column(Words("月份", "Month"), share=1.1),
        Column(Words("配种", "Mated"), HEADS, RIGHT),
        Column(Words("产羔母羊", "Ewes lambing"), HEADS, RIGHT),
        Column(Words("羔羊", "Lambs born"), HEADS, RIGHT),
        Column(Words("断奶", "Weaned"), HEADS, RIGHT),
        Column(Words("留种", "Kept"), HEADS, RIGHT),
        Column(Words("购入", "Bought"), HEADS, RIGHT),
        Column(Words("育肥出栏", "Sold fat"), HEADS, RIGHT),
        Column(Words("淘汰出售", "Culled"), HEADS, RIGHT),
    ]
    tasks = {one.month: one.tasks for one in tasks_of(given.plan)}
    rows = []
    for m in given.plan.month_list[:_CALENDAR_MONTHS]:
        of = tasks[m.month]
        rows.append(
            (
                month_cell(m.day),
                _whole(of, "mate"),
                _whole(of, "lamb"),
                _whole(of, "tag"),
                both(whole(off[m.month]) if off.get(m.month, 0.0) >= 0.5 else "") if off else None,
                _whole(of, "keep"),
                _whole(of, "buy_sheep"),
                _whole(of, "sell_sheep", YOUNG),
                _whole(of, "sell_sheep", ADULT),
            )
        )
    return Table(
        Words(
            "前两年配种、产羔、断奶、出栏日历",
            "Calendar of mating, lambing, weaning and sale, first two years",
        ),
        tuple(columns),
        tuple(rows),
        Words("空格为当月没有。", "An empty cell: none in that month."),
    )


def _whole(tasks: tuple[Task, ...], kind: str, among: tuple[str, ...] = ()) -> Words:
    count = sum(one.amount for one in tasks if one.kind == kind and (not among or one.what in among))
    return both(whole(count) if count else "")


def tasks(given: Given) -> Chapter:
    """What to do month by month for the first year and a half."""
    found: list = [
        Heading(Words("逐月工作安排", "What to do month by month"), 2),
        Paragraph(
            Words(
                f"下列是规划头 {min(_TASK_MONTHS, given.plan.months)} 个月的工作，数量按计划取整。"
                "实际进度与计划有出入时按当时存栏重新测算。",
                f"The work of the first {min(_TASK_MONTHS, given.plan.months)} months, in whole numbers. "
                "Where things turn "
                "out otherwise, the plan is worked out anew from the flock of that day.",
            )
        ),
    ]
    rows = []
    for month in tasks_of(given.plan)[:_TASK_MONTHS]:
        for k, (team, said) in enumerate(month.by_team()):
            rows.append((Strong(month_cell(month.day)) if k == 0 else both(""), TEAMS[team], _capital(said)))
    found.append(
        Table(
            Words("逐月工作安排", "Work month by month"),
            (
                Column(Words("月份", "Month"), share=0.75),
                Column(Words("谁办", "Who"), share=0.75),
                Column(Words("工作", "What"), share=5.0),
            ),
            tuple(rows),
        )
    )
    return found


def _capital(words: Words) -> Words:
    return Words(words.zh, words.en[:1].upper() + words.en[1:])
