"""Land and permits as open questions, and the steps from today to the first lambs."""

from collections.abc import Sequence
from datetime import date

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Column, Heading, Open, Paragraph, Table
from mutong.village.decisions import DecisionRecord, decision_state
from mutong.village.law_numbers import LawNumbers
from mutong.village.plan_document.basis import all_law, clauses_of
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import NONE, both, day_of, joined, month_of, whole
from mutong.village.programme.telling import tasks_of
from mutong.village.survey_book import PLOTS

# Which matter the plan is for a meeting, by the first of these words that its law lists.
_MATTERS = ("plan", "investment")


def grounds(given: Given) -> Chapter:
    """What land the farm stands on: facility land, basic farmland, house yards, zones; each an open question."""
    plots = [row.values for row in given.survey.rows[PLOTS] if row.values["offered"] is True]
    unknown = sum(one["basic_farmland"] is None for one in plots)
    items = (
        Open(
            Words(
                f"愿意拿出的 {len(plots)} 块地中，{unknown} 块是不是永久基本农田没有问清；圈舍原则上不占永久"
                "基本农田",
                f"Of {len(plots)} plots on offer it is not known of {unknown} whether they are permanent "
                "basic farmland; "
                "sheds in principle do not stand on it",
            )
        ),
        Open(
            Words(
                "设施农业用地的备案程序和省定规模没有读到，向县自然资源局、农业农村局问清后再定圈舍位置",
                "How facility land is filed, and the province's sizes, were not found; ask the county "
                "before siting sheds",
            )
        ),
        Open(
            Words(
                "宅基地院落养羊没有查到明文，逐宗问乡镇；没有答复的院落不进羊",
                "No text was found on sheep in house yards; ask the township for each and keep none there "
                "before an answer",
            )
        ),
        Open(
            Words(
                "本村是否在饮用水水源保护区、风景名胜区等禁养区内，向县生态环境局问清",
                "Whether the village lies in a zone without livestock (water sources, scenic areas) is for "
                "the county to say",
            )
        ),
        Words(
            "放牧不作饲料来源，按舍饲计划；禁牧范围以县公布的图为准",
            "No grazing: the plan is for stall feeding; the closed area is what the county's map says",
        ),
    )
    return [Heading(Words("用地与选址", "Land and siting")), Bullets(items)]


def timetable(given: Given) -> Chapter:
    """Steps in the order of time, with day or month, who, and the text behind."""
    rows = [*_before(given), *_decision(given)]
    if given.has_sheep:
        rows += _work(given)
    return [
        Heading(Words("实施进度", "Timetable")),
        Paragraph(
            Words(
                f"自编制日（{day_of(given.prepared_on).zh}）起，按法定程序和生产季节推算；日期为最早日期，不"
                "是已定日期。",
                f"From the day of writing ({day_of(given.prepared_on).en}) on, by the steps of the law and "
                "the seasons; days "
                "are the earliest, not agreed ones.",
            )
        ),
        Table(
            Words("从编制到第一批羔羊", "From today to the first lambs")
            if given.has_sheep
            else Words("后续步骤", "What comes next"),
            (
                Column(Words("时间", "When"), share=1.1),
                Column(Words("事项", "What"), share=2.8),
                Column(Words("谁办", "Who"), share=1.1),
                Column(Words("依据", "Text"), share=1.4),
            ),
            tuple(rows),
        ),
    ]


def _before(given: Given) -> list[tuple]:
    gaps = given.coverage.next
    rows = []
    if gaps:
        named = joined([one.question.label for one in gaps[:4]])
        most = max(len(one.households) for one in gaps)
        rows.append(
            (
                Words("即日起", "at once"),
                Words(
                    f"补问没有问清的问题（{named.zh}等，最多的一项还差 {most} 户）",
                    f"ask what is still open ({named.en} …; up to {most} households)",
                ),
                Words("村干部、网格员", "village officers, grid workers"),
                Words("入户调查", "survey"),
            )
        )
    if given.chosen:
        rows.append(
            (
                Words("即日起", "at once"),
                Words(
                    f"核实附录中 {given.chosen} 个选定的数，核实后重新测算",
                    f"verify the {given.chosen} chosen numbers of the annex, then work the plan out anew",
                ),
                Words("乡镇兽医站、农技站、县有关局", "vet station, farm advisers, county bureaus"),
                Words("附录", "annex"),
            )
        )
    return rows


def _decision(given: Given) -> list[tuple]:
    found: list[tuple] = []
    for law in all_law(given):
        steps = _steps(given, law)
        if not steps:
            continue
        # Where there are several laws each has its own meeting; the citation tells which.
        for step in steps:
            when = both(step.earliest) if step.earliest else Words("日期待定", "day not known yet")
            found.append((when, Words(f"{step.title.zh}（{step.words.zh}）", f"{step.title.en} ({step.words.en})"),
                          Words("理事会、全体成员", "council, all members"), step.citation))  # fmt: skip
    if given.law is not None and given.law.asks("charter_consent_share"):
        found.append(
            (
                Words("表决以后", "after the vote"),
                Words(
                    "召开设立大会，全体设立人一致通过章程，办理登记、开户、刻章，建立成员账户",
                    "founding meeting, charter passed by all founders, registration, bank account, members' "
                    "accounts",
                ),
                Words("设立人", "founders"),
                given.law.citation("charter_consent_share"),
            )
        )
    return found


def _steps(given: Given, law: LawNumbers) -> Sequence:
    days = [one.document.date for one in clauses_of(law) if one.document.date is not None]
    # A law that is not in force yet asks for no steps today.
    if not days or min(days) > given.prepared_on or law.share("ordinary_share") is None:
        return ()
    listed = law.listed("matters_of_the_assembly")
    matter = next((one for one in _MATTERS if one in listed), None)
    if matter is None:
        return ()
    try:
        record = DecisionRecord(matter, given.plan.willing)
        return decision_state(record, law, given.prepared_on).steps
    except MutongError:
        return ()


def _work(given: Given) -> list[tuple]:
    first: dict[str, date] = {}
    for month in tasks_of(given.plan):
        for one in month.tasks:
            first.setdefault(one.kind, month.day)
    rows: list[tuple[date, tuple]] = []

    def add(kind: str, what: Words, who: Words, text: Words, before: bool = False) -> None:
        if kind in first:
            month = month_of(first[kind])
            when = Words(f"{month.zh}前", f"before {month.en}") if before else month
            rows.append((first[kind], (when, what, who, text)))

    land = next((law for law in all_law(given) if law.asks("contract_items")), None)
    add(
        "sow",
        Words("逐户签土地流转书面合同并报发包方备案", "written land contracts with each household, filed"),
        Words("理事会、农户", "council, households"),
        land.citation("contract_items") if land else Words("农村土地承包法", "Law on Rural Land Contracting"),
        before=True,
    )
    add(
        "buy_sheep",
        Words(
            "落实设施用地、养殖备案和防疫条件；修整棚圈，备齐耳标、档案和草料",
            "settle land, filing and conditions of disease prevention; repair sheds; tags, records and feed ready",
        ),
        Words("理事会、乡镇", "council, township"),
        Words("畜牧法；动物防疫法", "Animal Husbandry Law; Animal Disease Prevention Law"),
        before=True,
    )
    add(
        "buy_sheep",
        Words(
            f"第一批种羊进场（规划期共购 {whole(sum(y.bought for y in given.plan.years))} 只），凭检疫证明启"
            "运，隔离观察",
            f"the first breeding sheep ({whole(sum(y.bought for y in given.plan.years))} in all), with a "
            "quarantine "
            "certificate, kept apart first",
        ),
        Words("养殖组、兽医站", "flock, vet station"),
        Words("动物防疫法", "Animal Disease Prevention Law"),
    )
    add("mate", Words("开始配种", "mating begins"), Words("养殖组", "flock"), NONE)
    add("sow", Words("春播", "sowing"), Words("种植组", "fields"), NONE)
    add("lamb", Words("第一批羔羊出生", "the first lambs are born"), Words("养殖组", "flock"), NONE)
    add("tag", _tags(given), Words("防疫员", "health worker"), _tag_rule(given))
    add(
        "sell_sheep",
        Words("开始出栏", "the first sheep are sold"),
        Words("养殖组、财务", "flock, money"),
        NONE,
    )
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


def _tags(given: Given) -> Words:
    key = "ear_tag.within_days_of_birth"
    days = given.numbers[key].spread.point if key in given.numbers else None
    if days is None:
        return Words("羔羊按期戴耳标、登记", "lambs tagged and entered in time")
    # The value is in the base of its unit; days are days.
    n = whole(days / given.numbers[key].unit.factor)
    return Words(f"羔羊出生 {n} 天内戴耳标、登记", f"lambs tagged and entered within {n} days of birth")


def _tag_rule(given: Given) -> Words:
    key = "ear_tag.within_days_of_birth"
    sources = (
        [one.source.citation for one in given.numbers[key].readings if one.source]
        if key in given.numbers
        else []
    )
    return both("；".join(sources)) if sources else NONE
