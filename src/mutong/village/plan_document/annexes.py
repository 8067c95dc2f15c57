"""Annexes: every number the plan rests on, what is left out, what an officer would ask, households by their numbers."""

from collections.abc import Sequence

from mutong.kernel.words import Words
from mutong.tables.documents import (
    Bullets,
    Cite,
    Column,
    Grade,
    Heading,
    Open,
    Paragraph,
    Source,
    Table,
)
from mutong.tables.documents.blocks import RIGHT, Cell
from mutong.village.plan_document.basis import sources_of_law
from mutong.village.plan_document.given import CHOSEN, Chapter, Given
from mutong.village.plan_document.health_chapter import sources_of_health
from mutong.village.plan_document.households_chapter import mean_income
from mutong.village.plan_document.say import (
    MU,
    NONE,
    SQUARE_METRES,
    YUAN,
    both,
    plain,
    tenth,
    whole,
    yuan_cell,
)
from mutong.village.programme.results import NumberUsed

_MONTH_OF = "_month"


def annexes(given: Given) -> Chapter:
    """All of them, in order."""
    return [*_numbers(given), *_left_out(given), *_officer(given), *_by_household(given)]


def value_words(of: Sequence[NumberUsed]) -> Words:
    """The value with its unit; from least to most where it differs by month; months of the year by their number."""
    values = sorted({one.value for one in of})
    told = plain(values[0]) if len(values) == 1 else f"{plain(values[0])}～{plain(values[-1])}"
    unit, key = of[0].unit, of[0].key
    if key.endswith(_MONTH_OF) and len(values) == 1 and 1 <= values[0] <= 12:
        return Words(f"{told} 月", f"month {told}")
    if len(values) > 1:
        return Words(f"分月 {told} {unit.zh}", f"by month {told.replace('～', ' to ')} {unit.en}")
    return Words(f"{told} {unit.zh}", f"{told} {unit.en}")


def _numbers(given: Given) -> Chapter:
    chosen, cited = [], []
    for of in given.used.values():
        (chosen if any(one.state == CHOSEN for one in of) else cited).append(of)
    columns = (
        Column(Words("数", "Number"), share=2.3),
        Column(Words("取值", "Value"), share=1.9),
        Column(Words("等级", "Grade"), share=0.5),
    )
    found: list = [
        Heading(Words("附录：规划所用的数", "Annex: the numbers the plan rests on")),
        Paragraph(
            Words(
                f"规划共用 {len(chosen) + len(cited)} 个数：{len(chosen)} 个是村里选定、没有核实的（标“待核实”），"
                f"{len(cited)} 个有出处。选定的数分表列出由谁核实，逐个核实签字；改一个数，全部结果都要重算。",
                f"The plan rests on {len(chosen) + len(cited)} numbers: {len(chosen)} are choices that "
                "nobody verified (marked), "
                f"{len(cited)} come from a source. The chosen ones are listed by who can verify them; "
                "one number changed means that everything is worked out anew.",
            )
        ),
    ]
    by_giver: dict[str, list] = {}
    for of in chosen:
        giver = _asked(given, of[0])
        by_giver.setdefault(giver.zh, [giver]).append(of)
    for giver, *numbers in by_giver.values():
        found.append(
            Table(
                Words(f"待核实的数：由{giver.zh}核实", f"To be verified by {giver.en}"),
                columns,
                tuple((of[0].label, Open(value_words(of)), Grade(of[0].grade)) for of in numbers),
            )
        )
    if cited:
        found.append(
            Table(
                Words("有出处的数", "Numbers from a source"),
                (
                    *columns,
                    Column(Words("来源", "Source"), share=0.7),
                ),
                tuple(
                    (
                        of[0].label,
                        value_words(of),
                        Grade(of[0].grade),
                        _cite(given, of[0]),
                    )
                    for of in cited
                ),
            )
        )
    return found


def _asked(given: Given, one: NumberUsed) -> Words:
    asked = given.numbers[one.key].asked_of if one.key in given.numbers else None
    return asked or Words("村里", "the village")


def _cite(given: Given, one: NumberUsed) -> Cell:
    keys = tuple(source.key for source in _sources_of(given, one))
    return Cite(keys) if keys else NONE


def _sources_of(given: Given, one: NumberUsed) -> list[Source]:
    if one.key not in given.numbers:
        return []
    found = {}
    for reading in given.numbers[one.key].readings:
        if reading.source is not None:
            where = f"，{reading.source.where_read}" if reading.source.where_read else ""
            words = Words(
                f"{reading.source.citation}{where}", f"{reading.source.citation}{where.replace('，', ', ')}"
            )
            key = f"number:{reading.source.name}"
            found.setdefault(key, Source(key, words, reading.grade))
    return list(found.values())


def sources(given: Given) -> tuple[Source, ...]:
    """The list of sources: of the law, of the numbers that are cited, the survey."""
    found = {one.key: one for one in sources_of_law(given)}
    for of in given.used.values():
        for one in _sources_of(given, of[0]):
            found.setdefault(one.key, one)
    if given.has_sheep:
        for one in sources_of_health(given):
            found.setdefault(one.key, one)
    survey = Words(f"{given.place.zh}入户调查", f"household survey of {given.place.en}")
    found["survey"] = Source("survey", survey)
    return tuple(found.values())


def _left_out(given: Given) -> Chapter:
    if not given.plan.left_out:
        return []
    return [
        Heading(Words("附录：没有计入的", "Annex: what is left out")),
        Bullets(given.plan.left_out),
    ]


def _officer(given: Given) -> Chapter:
    """Questions a county's livestock officer asks of such a plan, with what the plan can say."""
    plan = given.plan
    ewes = whole(max((y.ewes_mean for y in plan.years), default=0.0))
    spread = sum(y.manure_spread for y in plan.years)
    made = sum(y.manure_n for y in plan.years)
    open_ = lambda zh, en: Open(Words(zh, en))  # noqa: E731
    rows = [
        (
            Words("养多少，够不够备案规模？", "How many sheep; is the scale one to be filed?"),
            (
                Words(f"年平均母羊最多 {ewes} 只；", f"At most {ewes} ewes in the mean of a year; "),
                open_("本省备案规模没有核实", "the province's scale was not verified"),
            ),
        ),
        (
            Words("种羊从哪里来，什么品种？", "Where do the breeding sheep come from, and what breed?"),
            open_("供羊场、品种和检疫证明未定", "farm, breed and certificate are not settled"),
        ),
        (
            Words("谁负责防疫，程序是什么？", "Who sees to vaccination, by what programme?"),
            open_(
                "由乡镇兽医站定程序、签字；本县布病免疫要求没有核实",
                "the vet station sets and signs it; the county's rule on brucellosis was not verified",
            ),
        ),
        (
            Words("粪污怎么处理，地够不够消纳？", "What becomes of the manure; can the fields take it?"),
            Words(
                f"全部堆腐；粪氮 {whole(made)} 公斤中还田 {whole(spread)} 公斤（规划期），不超过作物吸收量，"
                "其余出售",
                f"All composted; {whole(spread)} of {whole(made)} kg of nitrogen go to fields over the "
                "years, within what "
                "crops take up; the rest is sold",
            ),
        ),
        (
            Words("病死羊怎么处理？", "What becomes of dead sheep?"),
            open_(
                "无害化处理的委托单位未定，不得随意弃置",
                "the plant for safe disposal is not settled; none is thrown away",
            ),
        ),
        (
            Words("用地合不合规？", "Is the land in order?"),
            open_("见“用地与选址”，多项待答复", "see land and siting; several answers are open"),
        ),
        (
            Words("草料够吗，秋冬怎么办？", "Is there feed enough for the winter?"),
            Words(
                "见饲草饲料平衡表；外购粗料须有供货意向",
                "See the balance of feed; roughage to be bought needs a supplier",
            ),
        ),
        (
            Words("耳标、档案谁管？", "Who keeps tags and records?"),
            Words(
                "防疫员戴标，养殖组逐只登记，账册与档案每月核对",
                "The health worker tags, the flock team enters each head, checked monthly",
            ),
        ),
        (
            Words("有没有懂技术的人？", "Is there anybody with the skill?"),
            _skill(given),
        ),
    ]
    return [
        Heading(Words("附录：县畜牧部门会问的", "Annex: what a county livestock officer would ask")),
        Table(
            Words("问题与答复", "Questions and answers"),
            (
                Column(Words("问题", "Question"), share=1.3),
                Column(Words("本规划的答复", "What the plan says"), share=2.2),
            ),
            tuple(rows),
        ),
    ]


def _skill(given: Given) -> Words:
    years = [
        one.get("sheep_skill_years")
        for one in given.survey.households.values()
        if one.get("willing") == "yes"
    ]
    some = sum(one is not None and float(one) > 0 for one in years)  # type: ignore[arg-type]
    return Words(
        f"愿意参加的户中 {some} 户养过羊（{sum(one is None for one in years)} 户没有说）",
        f"{some} of the willing households have kept sheep ({sum(one is None for one in years)} have not said)",
    )


def _by_household(given: Given) -> Chapter:
    if not given.with_households or not given.by_household:
        return []
    rows = tuple(
        (
            both(one.household_id),
            both(tenth(one.land_in_mu)),
            both(whole(one.shed_m2)),
            yuan_cell(one.capital),
            both(whole(sum(one.days) / max(len(one.days), 1))),
            yuan_cell(one.income_now),
            yuan_cell(mean_income(one)),
        )
        for one in given.households
    )
    return [
        Heading(Words("附录：分户测算（内部使用）", "Annex: household by household (internal)")),
        Paragraph(
            Words(
                "本表按户编号列出，只供办事人员与本户核对，不公开张贴。",
                "By household number, for the officers and the household itself; not to be posted.",
            )
        ),
        Table(
            Words("各户投入与收入", "What each household puts in and earns"),
            (
                Column(Words("户编号", "Household"), share=1.2),
                Column(Words("入社土地", "Land put in"), MU, RIGHT),
                Column(Words("棚圈", "Sheds"), SQUARE_METRES, RIGHT),
                Column(Words("股金", "Capital"), YUAN, RIGHT),
                Column(Words("年出工", "Days a year"), None, RIGHT),
                Column(Words("现在收入", "Now"), Words("元/年", "yuan a year"), RIGHT),
                Column(Words("计划收入", "Plan"), Words("元/年", "yuan a year"), RIGHT),
            ),
            rows,
        ),
    ]
