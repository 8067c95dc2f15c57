"""The project plan's document: every chapter, every open number marked, nobody named, figures as the plan has them."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdfium2
import pytest

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Flow, Heading, Open, Report, Table, write_report
from mutong.tables.documents.blocks import parts_of
from mutong.village.flock_states import CLASSES
from mutong.village.plan_document.flock_chapter import GROUPED
from mutong.village.plan_document.given import Given
from mutong.village.plan_document.households_chapter import groups_of
from mutong.village.plan_document.manure_chapter import FLOOR
from mutong.village.plan_document.money_chapter import first_year, worth_change
from mutong.village.plan_document.names import crop_name, money_name
from mutong.village.programme.holdings import crop_kinds
from mutong.village.programme.reading_off import COST, INCOME, LEFT
from tests.village.plan_document.made_up_plan import (
    CHOSEN,
    CITED,
    NAME,
    OTHER_NAME,
    WRITTEN,
    infeasible,
    made_up_plan,
    without_sheep,
)
from tests.village.plan_document.made_up_report import all_text, report_of, said, tried_futures
from tests.village.programme.small_village import hamlet_plan
from tests.village.village_law import law
from tests.village.village_numbers import sample

CHAPTERS = {
    "zh": ["概要", "村情与调查", "编制依据", "调查结果", "方案比较", "计划", "风险与应对", "组织、股份与分配",
           "用地与选址", "实施进度", "附录：规划所用的数", "附录：没有计入的", "附录：县畜牧部门会问的"],
    "en": ["Summary", "The village and its survey", "What the plan rests on", "What the survey found",
           "Options compared", "The plan", "Risks and what to do", "Members, shares and the surplus", "Land and siting",
           "Timetable", "Annex: the numbers the plan rests on", "Annex: what is left out",
           "Annex: what a county livestock officer would ask"],
}  # fmt: skip
SECTIONS = ["测算方法", "种植", "羊群", "饲草饲料", "防疫与检疫", "粪肥与养分平衡", "圈舍与建设", "用工",
            "逐月工作安排", "资金", "物流、养分流与资金流", "农户收入", "目标取舍与制约因素"]  # fmt: skip


def headings(report: Report, level: int, lang: str) -> list[str]:
    """The headings of a level, in order."""
    return [b.text.say(lang) for b in report.blocks if isinstance(b, Heading) and b.level == level]  # type: ignore[union-attr]


def table(report: Report, caption: str) -> Table:
    """The table whose Chinese caption begins so."""
    return next(
        b for b in report.blocks if isinstance(b, Table) and said(b.caption, "zh").startswith(caption)
    )


def row(of: Table, first: str) -> list[str]:
    """The row of a table that begins so, as Chinese texts; None as 未知."""
    found = next(r for r in of.rows if said(r[0], "zh") == first)
    return ["未知" if cell is None else said(cell, "zh") for cell in found]


_ONCE: list[Report] = []


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """The whole document, put together once; a report is never changed."""
    if not _ONCE:
        _ONCE.append(report_of(tmp_path))
    return _ONCE[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chapter_stands_in_both_languages(report: Report, lang: str) -> None:
    """Chapters and sections stand in order, and every table and picture has a caption, in both languages."""
    assert headings(report, 1, lang) == CHAPTERS[lang]
    assert [one for one in headings(report, 2, "zh") if one in SECTIONS] == SECTIONS
    for block in report.blocks:
        if isinstance(block, Table | Chart | Flow):
            assert said(block.caption, lang).strip()


def test_english_texts_hold_no_chinese_but_what_people_and_documents_said(report: Report) -> None:
    """In English only people's own words and names of documents are Chinese."""
    told = all_text(report, "en")
    # Worries stand as told, sources and documents by their own names.
    allowed = re.compile("怕赔本|一组|《[^》]*》|中华人民共和国[一-鿿]*法")
    body = told.split("Annex: what a county livestock officer would ask")[0]
    lines = [line for line in body.splitlines() if re.search("[一-鿿]", allowed.sub("", line))]
    assert [line for line in lines if not re.search("〔|畜禽标识", line)] == []


def test_every_chosen_number_is_marked_and_no_other(report: Report) -> None:
    """The annex marks every number that rests on a choice, and leaves those with a source plain."""
    marked, plain = [], []
    for block in report.blocks:
        if isinstance(block, Table) and said(block.caption, "zh").startswith(("待核实的数", "有出处的数")):
            for one in block.rows:
                is_open = any(isinstance(part, Open) for part in parts_of(one[1]))  # type: ignore[arg-type]
                (marked if is_open else plain).append(said(one[0], "zh"))
    assert sorted(marked) == sorted(sample()[key].label.zh for key in CHOSEN)
    assert sorted(plain) == sorted(sample()[key].label.zh for key in CITED)


def test_a_chosen_number_is_marked_where_the_text_says_it(report: Report) -> None:
    """A chosen number bears its mark in running text too, and the summary counts them."""
    told = {
        part.words.zh
        for block in report.blocks
        for text in getattr(block, "items", ()) or (getattr(block, "text", None),)
        if text is not None
        for part in parts_of(text)  # type: ignore[arg-type]
        if isinstance(part, Open)
    }
    assert {"100 元/工日", "200,000 元", "5,000 元", "10 %"} <= told
    assert any("9 个数是选定的" in one for one in told)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", [made_up_plan, infeasible, without_sheep])
def test_nobody_is_named_unless_it_is_asked_for(tmp_path: Path, lang: str, kind) -> None:
    """No household's number and no householder stands anywhere, whatever the plan is."""
    told = all_text(report_of(tmp_path, kind()), lang)
    assert NAME not in told and OTHER_NAME not in told
    assert not re.search(r"户\d\d", told)


def test_a_worry_of_one_household_alone_is_not_repeated(report: Report) -> None:
    """A worry that could tell who voiced it is counted, not quoted."""
    worries = table(report, "农户说出的顾虑")
    assert [[said(c, "zh") for c in r] for r in worries.rows] == [
        ["怕赔本", "4"], ["其他（不足三户的合并）", "1"]
    ]  # fmt: skip


def test_households_by_number_when_asked(tmp_path: Path) -> None:
    """Asked for, an annex lists households by number; householders stay out."""
    found = report_of(tmp_path, with_households=True)
    rows = table(found, "各户投入与收入").rows
    assert len(rows) == 21 and said(rows[0][0], "zh") == NAME
    assert OTHER_NAME not in all_text(found, "zh")  # numbers, never householders


def test_money_and_flock_are_the_plans_own(report: Report) -> None:
    """Figures of the tables are the plan's, rounded as the document says."""
    plan = made_up_plan()
    assert row(table(report, "各年收支与盈余"), "盈余")[1:] == ["-0.32", "8.77", "8.44"]
    wages = sum(y.cost["wages_paid"] for y in plan.years)
    assert row(table(report, "各年收支与盈余"), "支出：工资")[-1] == f"{wages / 10_000:.2f}"
    assert row(table(report, "各年羊群变化"), "繁殖母羊年末存栏")[1:] == ["32", "44"]
    assert row(table(report, "建设安排"), "羊舍")[1:] == ["1", ""]
    assert row(table(report, "各年用工"), "外雇")[1:] == ["4", "4"]
    assert row(table(report, "分季种植安排"), "农户自种")[1:] == ["5.0", "5.0"]
    mean = row(table(report, "主要指标"), "合作社年均盈余")[1]
    assert mean == f"{(87_654 - 3_210) / 2 / 10_000:.2f} 万元"


def test_the_lowest_cash_is_named_with_its_month(report: Report) -> None:
    """The document names the least cash, its month and how many months are as low."""
    assert "现金最低点在2023 年 7 月，月末 0.50 万元；全期有 1 个月" in all_text(report, "zh")


def test_rotation_moves_the_land_that_changes_its_crop(report: Report) -> None:
    """Land that keeps its crop stays, and only the difference goes from one crop to another."""
    found = [[said(c, "zh") for c in r] for r in table(report, "换茬").rows]
    assert found == [["苜蓿", "苜蓿", "10.0"], ["玉米", "玉米", "26.0"], ["玉米", "苜蓿", "4.0"]]


def test_a_ration_is_feed_over_heads_and_days(report: Report) -> None:
    """A ration is the feed of the half-year over its head-days."""
    open_ewes = next(
        r for r in table(report, "各组羊每只每天日粮").rows if said(r[1], "zh").startswith("夏秋")
    )
    plan = made_up_plan()
    summer = [m for m in plan.month_list if 5 <= m.day.month <= 10]
    days = sum(m.group_heads["ewe_open"] * monthrange(m.day.year, m.day.month)[1] for m in summer)
    assert said(open_ewes[2], "zh") == f"{600 * len(summer) / days:.2f}"


def test_uses_and_sources_of_the_first_year_are_equal(tmp_path: Path) -> None:
    """What the first year pays is what it takes in, with members' cash and no subsidy."""
    plan = made_up_plan()
    uses, sources = first_year(_given(plan))
    assert sum(uses.values()) == pytest.approx(sum(sources.values()), abs=1)
    assert sources["capital"] == sum(h.capital for h in plan.households)
    assert "subsidy" not in sources


def test_surplus_is_income_less_cost_and_what_the_flock_gains() -> None:
    """The table's line on worth closes the sum of the surplus."""
    given = _given(made_up_plan())
    for year in made_up_plan().years:
        gained = worth_change(given, year)
        assert sum(year.income.values()) - sum(year.cost.values()) + gained == pytest.approx(year.surplus)


def test_the_first_dividend_is_split_by_article_44(report: Report) -> None:
    """The first dividend is split at the law's 60 %, after losses and reserve, and the groups add up."""
    rows = {
        said(r[0], "zh").strip("　 "): said(r[1], "zh") for r in table(report, "第 2 年盈余分配测算").rows
    }
    assert rows["计划实际分配"] == "6.00"
    assert rows["其中按交易量返还（不低于 60 %）"] == "3.60"
    assert rows["其余按出资等比例分配"] == "2.40"
    assert rows["提取公积金"] == f"{(87_654 - 3_210) * 0.1 / 10_000:.2f}"
    groups = table(report, "这次分配到各组农户").rows
    assert sum(int(said(r[1], "zh")) for r in groups[:-1]) == 21
    for column, whole in ((2, 3.60), (3, 2.40)):
        assert sum(float(said(r[column], "zh")) for r in groups[:-1]) == pytest.approx(whole, abs=0.03)


def test_without_capital_the_rest_cannot_be_split_and_the_document_says_so(tmp_path: Path) -> None:
    """Where nobody put in cash the refusal of the split is told in its own words."""
    plan = made_up_plan()
    bare = replace(plan, households=tuple(replace(h, capital=0.0) for h in plan.households))
    assert "余下部分无法分配" in all_text(report_of(tmp_path, bare), "zh")


def test_groups_are_never_so_small_that_they_tell_who() -> None:
    """Households are grouped in fours or more, or all together."""
    plan = made_up_plan()
    for count in (1, 4, 9, 14, 19, 21):
        groups = groups_of(_given(replace(plan, households=plan.households[:count])))
        assert sum(len(of) for _, of in groups) == count
        assert len(groups) == 1 or min(len(of) for _, of in groups) >= 4


def test_an_infeasible_plan_says_which_limits_clash(tmp_path: Path) -> None:
    """Without a plan the document names the clash, leaves the plan's chapters out and keeps village, law and survey."""
    found = report_of(tmp_path, infeasible())
    told = all_text(found, "zh")
    assert "没有可行的方案" in told and "母羊下限" in told and "现金（某户）" in told
    assert "At least one" in all_text(found, "en") or "at least one must give way" in all_text(found, "en")
    first = headings(found, 1, "zh")
    assert "计划" not in first and "风险与应对" not in first
    assert {"村情与调查", "编制依据", "调查结果", "附录：规划所用的数"} <= set(first)


def test_time_up_is_not_told_as_impossible(tmp_path: Path) -> None:
    """A search that ran out of time is not told as a plan that cannot be."""
    late = replace(infeasible(), status="time_limit", problem=Words("时间到", "time was up"))
    told = all_text(report_of(tmp_path, late), "zh")
    assert "规定时间内没有算出方案" in told and "没有可行的方案" not in told


def test_a_plan_without_sheep_says_do_not_expand(tmp_path: Path) -> None:
    """A plan that keeps no sheep says so first and has no chapters on them."""
    found = report_of(tmp_path, without_sheep())
    assert "不扩大养羊" in all_text(found, "zh") and "do not expand" in all_text(found, "en")
    sections = headings(found, 2, "zh")
    assert "羊群" not in sections and "饲草饲料" not in sections and "资金" in sections
    assert "组织、股份与分配" not in headings(found, 1, "zh")


def test_what_was_not_tried_is_said(tmp_path: Path) -> None:
    """Futures not tried, law not loaded and options not compared are each said plainly."""
    told = all_text(report_of(tmp_path, what_ifs=None, law=None, more_law=()), "zh")
    assert "没有做价格、旱灾、疫病和减员的情景测算" in told
    assert "没有载入合作社法规则包" in told and "没有附产业方案比较" in told


def test_a_future_nobody_solved_is_unknown_and_a_failing_one_says_how_much(report: Report) -> None:
    """A future without a result is unknown, never nought; a failing one says months and yuan."""
    causes = table(report, "单项情景")
    assert row(causes, "情景lost")[1] == "未知"
    assert row(causes, "情景drop")[-1] == "3 个月付不出，最多差 4.32 万元"


def test_law_is_cited_as_it_stood_on_the_day_of_writing(tmp_path: Path) -> None:
    """In 2022 the law of 2015 is cited and later ones are announced; in 2025 the new ones alone."""
    then = all_text(report_of(tmp_path), "zh")
    assert "《畜牧法（2015年修正）》第三十九条" in then and "《畜牧法（2022年修订）》第三十九条" not in then
    assert "编制日之后另有" in then
    now = date(2025, 12, 31)
    both = (law("cn-collective", now), law("cn-land", now))
    today = all_text(report_of(tmp_path, prepared_on=now, law=law("cn-coop", now), more_law=both), "zh")
    assert "《畜牧法（2022年修订）》第三十九条" in today and "（2015年修正）" not in today
    assert "《农村集体经济组织法》第二十七条第一款" in today
    assert "《农村集体经济组织法》第二十七条第一款" not in then


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_it_is_written_in_both_languages(report: Report, tmp_path: Path, ending: str) -> None:
    """The report becomes a Word file and a PDF with its title, in both languages."""
    for lang, title in (
        ("zh", "柳沟村种养结合养羊项目规划书"),
        ("en", "Project plan of crops and sheep for Liugou"),
    ):
        path = tmp_path / f"plan_{lang}{ending}"
        write_report(report, path, lang)
        if ending == ".docx":
            told = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        else:
            told = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
        assert title in " ".join(told.split())


def test_every_key_of_a_plan_has_words() -> None:
    """No key of money, crop or class reaches a reader as a key."""
    for key in (*INCOME, *COST, "rents_paid", "overhead", "wear", "dividend", "building"):
        assert money_name(key) != Words(key, key)
    for key in (*crop_kinds(), LEFT):
        assert crop_name(key) != Words(key, key)
    assert set(FLOOR) == {one for one in CLASSES if not one.startswith("lamb")}
    assert {kind for _, kinds in GROUPED for kind in kinds} == set(CLASSES)


@pytest.mark.slow
def test_a_plan_that_was_solved_makes_a_document(tmp_path: Path) -> None:
    """A plan fresh from the solver becomes a document with its own figures."""
    plan = hamlet_plan()
    found = report_of(tmp_path, plan, with_households=True)
    assert row(table(found, "各年羊群变化"), "产羔")[1:] == [f"{y.born:,.0f}" for y in plan.years]
    assert row(table(found, "各年收支与盈余"), "盈余")[1:-1] == [
        f"{y.surplus / 10_000:,.2f}" for y in plan.years
    ]
    write_report(found, tmp_path / "plan.pdf", "en")


def test_twice_the_same(tmp_path: Path) -> None:
    """The same plan gives the same blocks."""
    assert report_of(tmp_path).blocks == report_of(tmp_path).blocks


def _given(plan) -> Given:
    """What the chapters look at, where the survey does not matter."""
    return Given(plan, None, sample(), None, None, None, (), Words("甲", "A"), WRITTEN, False)  # type: ignore[arg-type]


def test_a_plan_that_mostly_cannot_pay_is_not_proposed_as_it_stands(tmp_path: Path) -> None:
    """Where most futures cannot be paid the first paragraph warns, with the cash that would help."""
    failing = replace(tried_futures(), chance_unpaid=0.9)
    told = all_text(report_of(tmp_path, what_ifs=failing), "zh")
    assert "不宜照此规模实施" in told
    assert "抽样情景中 90 % 有款付不出；始终留足 2.00 万元、年均母羊减到 28 只，降到 10 %" in told
    assert "不宜照此规模实施" not in all_text(report_of(tmp_path), "zh")


def test_incomes_are_of_people_only_where_their_number_is_known() -> None:
    """A household whose people nobody counted is one; taken together the village is no household."""
    plan = made_up_plan()
    assert _given(plan).counts_people
    alone = replace(plan, households=tuple(replace(h, persons=1.0) for h in plan.households))
    assert not _given(alone).counts_people
    together = replace(plan, households=(replace(plan.households[0], persons=21.0),))
    assert not _given(together).counts_people and not _given(together).by_household


def test_a_village_where_nobody_is_willing_has_its_document_too(tmp_path: Path) -> None:
    """With no household in the plan nothing fails and nothing is promised."""
    nobody = replace(without_sheep().households[0], household_id="none", capital=0.0)
    plan = replace(
        without_sheep(),
        households=(nobody,),
        willing=0,
        flows=(),
        trade_offs=(),
        limits=(),
        land=(),
        plots=(),
    )
    told = all_text(report_of(tmp_path, plan), "zh")
    assert "没有一户可用" in told and "不扩大养羊" in told
