"""The pages of plans: asked for, waited for, read part by part, adopted; what is wrong is said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mutong.kernel.words import Words
from mutong.records.access import system_viewer
from mutong.records.actions.village_plans import begin_plan, end_plan, note_plan_progress
from mutong.records.village.plan_models import KeptPlan
from mutong.workflows.surveying import take_book
from tests.desk.kept_village_plans import (
    PURPOSE,
    asked_plan,
    kept_plan_id,
    small_plan,
    small_what_ifs,
    with_households,
)
from tests.desk.village_homes import VILLAGE, land_village
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, household, plot, write_book

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST, NEW = f"/village/plan?area={VILLAGE}", f"/village/plan/new?area={VILLAGE}"
PARTS = {
    "": ("卡在哪里", "换一个目标会怎样", "集体盈余，年均", "逐年", "钱从哪里来"),
    "months": ("每月做什么", "养殖组", "各月存栏", "各月现金和贷款", "各月用工", "逐月"),
    "land": ("各年土地怎么用", "草料从哪里来、到哪里去", "粮草、羊和粪肥怎么流动"),
    "households": ("各户", "甲户", "计划收入"),
    "what_ifs": ("怎么办", "一种一种地试", "许多种情景一起试", "抽样情景"),
    "numbers": ("计划依据的数", "未核实", "要知道的"),
}
ASKED = {"act": "ask", "key": "0" * 32, "name": "明年的计划", "aim": "collective", "start": "2022-09-01", "years": "2",
         "least": "", "most": "", "undecided": "no", "way": "together", "draws": "0"}  # fmt: skip


@pytest.fixture
def secretary(register: None, client_of):
    """The village secretary's client."""
    return client_of("SEC")


@pytest.fixture
def surveyed(register: None, tmp_path: Path) -> None:
    """A village of which one household was asked and says yes."""
    land_village()
    sheets = {
        HOUSEHOLDS: [household("V1", plots_count=1, workers_count=1, cash_offered=60000, yards_count=0)],
        PLOTS: [plot("V1", area=100, crop="玉米", yield_normal=500, yield_unit="公斤/亩")],
        LABOUR: [{"household_id": "V1", "worker": "甲", **{f"days_{m}": 28 for m in range(1, 13)}}],
    }
    book = write_book(tmp_path / "survey.xlsx", sheets)
    assert take_book(system_viewer("test"), book, purpose=PURPOSE).problems == ()


@pytest.mark.parametrize("post", ["GW1", "DOC", "CDC"])
def test_who_may_not_read_the_village_sees_no_plan(client_of, post: str) -> None:
    """Neither the list nor a plan, its files, its comparison with the books."""
    plan_id, client = kept_plan_id(), client_of(post)
    for address in (
        LIST,
        NEW,
        *(f"/village/plan/{plan_id}{end}" for end in ("", "/fact", "/file/json", "/progress")),
    ):
        assert client.get(address).status_code == 403, address


def test_the_countys_lead_reads_and_may_not_plan(client_of) -> None:
    """No form, no button, incomes as brackets on the page, in the table's file and in the JSON."""
    plan_id, client = kept_plan_id(with_households()), client_of("CLD")
    listed = client.get(LIST).content.decode()
    assert "两年计划" in listed and "制订新计划" not in listed and client.get(NEW).status_code == 403
    page = client.get(f"/village/plan/{plan_id}?part=households").content.decode()
    assert "10,000～15,000" in page and "12,345" not in page and "12345" not in page
    sheet = client.get(f"/village/plan/{plan_id}?part=households&table=households&format=csv").content.decode(
        "utf-8-sig"
    )
    assert "10,000～15,000" in sheet and "12345" not in sheet
    told = json.loads(client.get(f"/village/plan/{plan_id}/file/json").content)
    assert told["plan"]["households"][0]["income"] == [10_000, 10_000] and told["incomes_exact"] is False
    assert "采用这个计划" not in client.get(f"/village/plan/{plan_id}").content.decode()
    assert client.post(f"/village/plan/{plan_id}", {"act": "adopt", "decision": "我定"}).status_code == 403
    for act in ("stop", "again"):
        assert client.post(f"/village/plan/{plan_id}/{act}").status_code == 403


def test_without_a_survey_the_form_says_what_to_do_first(secretary) -> None:
    """An honest empty state with the way to the survey; nothing can be sent."""
    listed = secretary.get(LIST).content.decode()
    assert "还没有计划" in listed and "制订一个计划" in listed
    html = secretary.get(NEW).content.decode()
    assert "还没有一户的入户调查" in html and "/village/survey" in html and 'name="act"' not in html
    assert secretary.post(NEW, ASKED).status_code == 400 and KeptPlan.objects.count() == 0


def test_a_plan_is_asked_for_once(secretary, surveyed) -> None:
    """Sent twice there is one plan, which waits; its page says so, asks again by itself and can stop it."""
    form = secretary.get(NEW).content.decode()
    assert 'value="2022-09-01" selected' in form and "2022 年 9 月起的计划" in form
    for _ in range(2):
        answer = secretary.post(NEW, ASKED)
        assert answer.status_code == 302
    (row,) = KeptPlan.objects.all()
    assert (row.state, row.name, row.settings["months"], row.settings["by_household"]) == (
        "queued",
        "明年的计划",
        24,
        False,
    )
    html = secretary.get(answer["Location"]).content.decode()
    assert "排队等待后台计算" in html and "hx-trigger" in html and "停止计算" in html
    assert secretary.post(f"/village/plan/{row.pk}/stop").status_code == 302
    stopped = secretary.get(f"/village/plan/{row.pk}").content.decode()
    assert "已停止" in stopped and "再算一次" in stopped
    assert secretary.post(f"/village/plan/{row.pk}/again").status_code == 302
    row.refresh_from_db()
    assert row.state == "queued"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"least": "300", "most": "100"}, "下限 300 高于上限 100"),
        ({"least": "-3"}, "不小于 0 的整数"),
        ({"most": "许多"}, "不小于 0 的整数"),
        ({"years": "1"}, "请从列出的里面选"),
        ({"start": "2021-01-01"}, "请从列出的里面选"),
        ({"aim": "luck"}, "请从列出的里面选"),
        ({"name": " "}, "请填写"),
    ],
)
def test_what_cannot_be_planned_is_given_back(secretary, surveyed, change: dict[str, str], told: str) -> None:
    """What is wrong is said beside what was written, and nothing waits."""
    answer = secretary.post(NEW, ASKED | change)
    html = answer.content.decode()
    assert (
        answer.status_code == 400
        and told in html
        and 'role="alert"' in html
        and KeptPlan.objects.count() == 0
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_part_of_a_plan_shows(client_of, part: str, language: str) -> None:
    """Every part opens in both languages with its figures, pictures and files; no table is empty."""
    plan_id, client = kept_plan_id(with_households(), small_what_ifs()), client_of("SEC", language)
    html = client.get(f"/village/plan/{plan_id}?part={part}").content.decode()
    assert (
        html.count("<h1") == 1
        and ("None" not in html)
        and "{%" not in html
        and "nan" not in html.lower().split()
    )
    if language == "zh":
        assert [words for words in PARTS[part] if words not in html] == []
    answer = client.get(f"/village/plan/{plan_id}?part={part}&format=csv")
    assert int(answer["X-Row-Count"]) > 0


def test_the_figures_of_a_table_are_those_of_the_plan(secretary) -> None:
    """The file of the years has the surplus and the ewes of each year, unrounded by thousands separators."""
    plan_id, plan = kept_plan_id(), small_plan()
    sheet = secretary.get(f"/village/plan/{plan_id}?table=years&format=csv").content.decode("utf-8-sig")
    rows = {line.split(",")[0]: line.split(",")[1:3] for line in sheet.splitlines()}
    assert [float(x) for x in rows["当年盈余（元）"]] == [round(year.surplus) for year in plan.years]
    assert [float(x) for x in rows["母羊年末（只）"]] == [round(year.ewes_end) for year in plan.years]
    assert [float(x) for x in rows["购料与制作青贮（元）"]] == [
        -round(year.cost["feed_cost"]) for year in plan.years
    ]


def test_a_plan_without_sheep_says_so_first(secretary) -> None:
    """Not to expand is the first thing the page says."""
    years = tuple(replace(year, ewes_mean=0.0) for year in small_plan().years)
    plan_id = kept_plan_id(replace(small_plan(), years=years))
    html = secretary.get(f"/village/plan/{plan_id}").content.decode()
    assert "不扩大养羊最好" in html and html.index("不扩大养羊最好") < html.index("集体盈余，年均")


def test_limits_that_clash_are_told_in_words(secretary) -> None:
    """Of an infeasible order the page has the clash and no figures; there is nothing to adopt or to compare."""
    words = Words("母羊下限 5000 只和土地 100 亩合在一起做不到。", "At least 5000 ewes and 100 mu clash.")
    plan = replace(
        small_plan(), status="infeasible", problem=words, years=(), month_list=(), land=(), plots=(), households=(),
        limits=(), flows=(), trade_offs=(),
    )  # fmt: skip
    plan_id = kept_plan_id(plan)
    html = secretary.get(f"/village/plan/{plan_id}").content.decode()
    assert words.zh in html and "采用这个计划" not in html and "逐年" not in html
    assert "没有可行的计划" in secretary.get(LIST).content.decode()
    assert secretary.get(f"/village/plan/{plan_id}/fact").status_code == 400


def test_a_failure_is_told_and_can_be_tried_again(secretary) -> None:
    """Why it came to nothing stands on the page of the plan."""
    plan_id = asked_plan()
    assert begin_plan(plan_id)
    end_plan(plan_id, "failed", Words("“苜蓿价格”没有人选定。", "Nobody settled the price of alfalfa."))
    html = secretary.get(f"/village/plan/{plan_id}").content.decode()
    assert "苜蓿价格" in html and "没有算成" in html and "再算一次" in html


def test_progress_asks_again_until_there_is_a_result(secretary) -> None:
    """The part of the page tells the step; with the first result, and at the end, it has the page loaded anew."""
    plan_id = asked_plan()
    assert begin_plan(plan_id) and note_plan_progress(plan_id, "aims", 1, 3)
    answer = secretary.get(f"/village/plan/{plan_id}/progress")
    assert "（2/3）" in answer.content.decode() and "HX-Refresh" not in answer
    KeptPlan.objects.filter(pk=plan_id).update(headline={"has_plan": True})
    assert secretary.get(f"/village/plan/{plan_id}/progress")["HX-Refresh"] == "true"
    assert "HX-Refresh" not in secretary.get(f"/village/plan/{plan_id}/progress?for=what_ifs")
    end_plan(plan_id, "done")
    assert secretary.get(f"/village/plan/{plan_id}/progress?for=what_ifs")["HX-Refresh"] == "true"


def test_a_decision_puts_a_plan_in_force(secretary) -> None:
    """Without words it is given back; with them the list shows which plan is in force."""
    plan_id = kept_plan_id()
    refused = secretary.post(f"/village/plan/{plan_id}", {"act": "adopt", "decision": ""})
    assert refused.status_code == 400 and "请填写" in refused.content.decode()
    assert (
        secretary.post(f"/village/plan/{plan_id}", {"act": "adopt", "decision": "成员大会通过"}).status_code
        == 302
    )
    assert "正在执行" in secretary.get(LIST).content.decode()
    html = secretary.get(f"/village/plan/{plan_id}").content.decode()
    assert "成员大会通过" in html and "采用这个计划" not in html


def test_the_list_goes_out_as_a_file(secretary) -> None:
    """One row a plan."""
    kept_plan_id()
    answer = secretary.get(f"{LIST}&format=csv")
    assert answer["X-Row-Count"] == "1" and "两年计划" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_plan_is_a_document(secretary, surveyed, kind: str, begins: bytes) -> None:
    """Word and PDF come from the kept plan; an ending that is none is not found, nor a document without a result."""
    plan_id = kept_plan_id(small_plan(), small_what_ifs())
    answer = secretary.get(f"/village/plan/{plan_id}/file/{kind}")
    assert (
        answer.status_code == 200
        and answer.content.startswith(begins)
        and kind in answer["Content-Disposition"]
    )
    assert secretary.get(f"/village/plan/{plan_id}/file/exe").status_code == 404
    assert secretary.get(f"/village/plan/{asked_plan()}/file/{kind}").status_code == 400
