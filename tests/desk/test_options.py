"""Options side by side and study visits: what the village's own survey says, who may write, what is open."""

from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.actions.keep_options import keep_options
from mutong.records.actions.record_study_visit import (
    put_number_forward,
    record_study_visit,
    record_visit_number,
)
from mutong.records.reads.study_visits import kept_options, study_visits
from mutong.records.village.study_visits import StudyVisit, VisitNumber, VisitReading
from mutong.village.options.results import SHEEP
from mutong.workflows.comparing_options import compared_options, village_numbers
from mutong.workflows.surveying import take_book
from tests.desk.village_homes import VILLAGE, land_village
from tests.records.small_register import viewer_of
from tests.village.options.small_village import money, option
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, household, plot, write_book

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PURPOSE = "测试 / test"
OPTIONS, VISITS = f"/village/options?area={VILLAGE}", f"/village/visits?area={VILLAGE}"
SEEN = "三百只母羊，秸秆青贮"


@pytest.fixture
def village(register: None, tmp_path: Path) -> None:
    """Eight households, one of which says yes to a hundred mu of maize, cash and hands."""
    land_village()
    book = write_book(
        tmp_path / "survey.xlsx",
        {
            HOUSEHOLDS: [
                household("V1", plots_count=1, workers_count=2, cash_offered=60000, sheep_now=0, yards_count=0)
            ],
            PLOTS: [
                plot(
                    "V1", area=100, crop="玉米", yield_normal=500, yield_dry=280, yield_unit="公斤/亩",
                    basic_farmland="否",
                )
            ],
            LABOUR: [
                {"household_id": "V1", "worker": name, **{f"days_{m}": 28 for m in range(1, 13)}}
                for name in "甲乙丙丁戊"
            ],
        },
    )  # fmt: skip
    assert take_book(system_viewer("test"), book, purpose=PURPOSE).problems == ()


@pytest.fixture
def secretary(village, client_of):
    """The village secretary's client."""
    return client_of("SEC")


def log_visit(viewer=None, **changes: object) -> str:
    """A visit, by the secretary unless said otherwise."""
    told = {
        "on": date(2022, 8, 1),
        "place": "邻县羊场",
        "went": "书记、会计",
        "seen": SEEN,
        "purpose": PURPOSE,
    }
    return record_study_visit(viewer or viewer_of("SEC"), VILLAGE, **(told | changes))  # type: ignore[arg-type]


def add_number(visit: str, viewer=None, **changes: object) -> str:
    """A contract price heard on a visit."""
    told = {"what": "订单谷子收购价", "low": 2.7, "high": 2.9, "unit": "yuan/jin", "told_by": "合作社理事长",
            "purpose": PURPOSE}  # fmt: skip
    return record_visit_number(viewer or viewer_of("SEC"), visit, **(told | changes))  # type: ignore[arg-type]


def test_the_page_lays_out_each_option_and_says_why(secretary) -> None:
    """Staying as now and each business of the file stand there, with the rule, the fit and the open questions."""
    html = secretary.get(OPTIONS).content.decode()
    for words in (
        "维持现状、不扩大",
        "订单谷子",
        "核桃园",
        "散养蛋鸡",
        "全株青贮玉米外销",
        "规则：",
        "要办和要问的",
    ):
        assert words in html
    assert "养羊的几种规模还没有算出来" in html
    assert html.count('id="o-') == 5 and "未知，先问清" in html


def test_the_rule_is_changed_in_the_address(secretary) -> None:
    """Another rule and weights are followed; a rule that is not there, or a weight that is no number, is said."""
    assert "看常年" in secretary.get(f"{OPTIONS}&rule=normal_year").content.decode()
    weighted = secretary.get(f"{OPTIONS}&rule=weighted&w_normal=3&w_dry=1&w_low_price=0")
    assert weighted.status_code == 200 and 'value="3"' in weighted.content.decode()
    for wrong in ("rule=luck", "rule=weighted&w_dry=much", "rule=weighted&w_normal=-1&w_dry=0&w_low_price=0"):
        answer = secretary.get(f"{OPTIONS}&{wrong}")
        assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()


def test_the_options_go_out_as_a_file(secretary) -> None:
    """CSV and Excel hold one row for each option."""
    answer = secretary.get(f"{OPTIONS}&format=csv")
    assert answer["X-Row-Count"] == "5" and "订单谷子" in answer.content.decode("utf-8-sig")
    assert secretary.get(f"{OPTIONS}&format=xlsx")["X-Row-Count"] == "5"


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_the_comparison_goes_out_as_a_document(secretary, kind: str, start: bytes) -> None:
    """Word and PDF hold the comparison by the rule that is chosen."""
    answer = secretary.get(f"{OPTIONS}&rule=normal_year&format={kind}")
    assert answer.status_code == 200 and answer.content.startswith(start)
    assert f"options-2022-08-22.{kind}" in answer["Content-Disposition"]


def test_a_village_never_asked_stays_as_it_is(register: None, client_of) -> None:
    """Without any household the page says so and recommends nothing that nobody offered."""
    html = client_of("SEC", "en").get(OPTIONS).content.decode()
    assert "No survey yet" in html and "Advice: stay as now, do not expand" in html


def test_kept_sheep_options_stand_beside_the_others(secretary) -> None:
    """Options worked out elsewhere are read back and compared; the newest keeping holds."""
    now = option("as_now")
    sheep = option("sheep_100", money(90_000, 80_000, 70_000), kind=SHEEP)
    system = system_viewer("worker")
    keep_options(system, VILLAGE, [now, option("sheep_old", kind=SHEEP)], date(2022, 8, 1), purpose=PURPOSE)
    keep_options(system, VILLAGE, [now, sheep], date(2022, 8, 20), purpose=PURPOSE)
    kept = kept_options(system, VILLAGE, PURPOSE)
    assert kept is not None and kept.options == (now, sheep) and kept.as_of == date(2022, 8, 20)
    html = secretary.get(OPTIONS).content.decode()
    assert "sheep_100" in html and "sheep_old" not in html and "还没有算出来" not in html
    assert "2022-08-20" in html or "8月20日" in html
    assert compared_options(system, VILLAGE).comparison.recommended == "sheep_100"


def test_a_visit_is_logged_once_with_its_numbers(secretary) -> None:
    """The form writes a visit; sent twice it is there once; a number follows, and the page shows both."""
    form = {"act": "visit", "on": "2022-08-01", "place": "邻县羊场", "host": "", "went": "书记", "seen": SEEN,
            "papers": "报价单一张"}  # fmt: skip
    for _ in range(2):
        assert secretary.post(VISITS, form).status_code == 302
    (visit,) = StudyVisit.objects.all()
    assert (visit.area_code, visit.host, visit.papers, visit.recorded_by) == (
        VILLAGE,
        None,
        "报价单一张",
        "SEC",
    )
    number = {"act": "number", "visit_id": visit.pk, "what": "羔羊收购价", "low": "12.5", "high": "",
              "unit": "yuan/jin", "told_by": "场长"}  # fmt: skip
    for _ in range(2):
        assert secretary.post(VISITS, number).status_code == 302
    (kept,) = VisitNumber.objects.all()
    assert (kept.low, kept.high) == (12.5, 12.5)
    html = secretary.get(VISITS).content.decode()
    assert "邻县羊场" in html and "羔羊收购价" in html and "12.5 元/斤" in html


@pytest.mark.parametrize(
    ("change", "told"),
    [({"place": " "}, "请填写"), ({"on": "2999-01-01"}, "今天之后"), ({"on": "昨天"}, "2022-08-22 的样子")],
)
def test_a_visit_that_says_too_little_is_given_back(secretary, change: dict[str, str], told: str) -> None:
    """What is wrong is said, what was written stays in the form, and nothing is kept."""
    form = {"act": "visit", "on": "2022-08-01", "place": "羊场", "went": "书记", "seen": SEEN} | change
    answer = secretary.post(VISITS, form)
    html = answer.content.decode()
    assert answer.status_code == 400 and told in html and SEEN in html and StudyVisit.objects.count() == 0


def test_a_number_that_is_none_is_refused(secretary) -> None:
    """Words instead of a number, ends in the wrong order, a unit nobody knows, a visit that is not there."""
    visit = log_visit()
    for change, code in (
        ({"low": 5.0, "high": 2.0}, "number_ends"),
        ({"low": float("nan")}, "number_ends"),
        ({"unit": "筐"}, "unit_not_known"),
        ({"told_by": ""}, "number_incomplete"),
    ):
        with pytest.raises(MutongError) as refused:
            add_number(visit, **change)
        assert refused.value.code == code
    form = {"act": "number", "visit_id": visit, "what": "价", "low": "十二", "high": "", "unit": "yuan/jin",
            "told_by": "场长"}  # fmt: skip
    answer = secretary.post(VISITS, form)
    assert (
        answer.status_code == 400 and "不是数" in answer.content.decode() and VisitNumber.objects.count() == 0
    )
    with pytest.raises(AccessDenied):
        add_number("V-not-there")


def test_a_number_brought_home_stands_beside_the_open_one_as_g3(secretary) -> None:
    """Put forward, a price per jin is shown per kilogram beside its number, and changes no figure by itself."""
    before = compared_options(system_viewer("t"), VILLAGE).comparison.line("millet_contract").result
    number = add_number(log_visit())
    answer = secretary.post(VISITS, {"act": "forward", "number": number, "key": "millet_contract.price"})
    assert answer.status_code == 302 and VisitReading.objects.get().key == "millet_contract.price"
    seen = compared_options(system_viewer("t"), VILLAGE)
    (heard,) = seen.heard["millet_contract.price"]
    assert (heard.low, heard.high, heard.unit) == (5.4, 5.8, "yuan/kg")
    assert seen.comparison.line("millet_contract").result == before
    assert "5.4～5.8 yuan/kg（邻县羊场，合作社理事长，G3）" in secretary.get(OPTIONS).content.decode()
    line = secretary.get(f"{VISITS}&format=readings").content.decode("utf-8-sig").splitlines()[1]
    assert line.startswith("millet_contract.price,millet_contract,price,2.7,,2.9,yuan/jin") and ",G3," in line


def test_putting_forward_twice_changes_nothing_and_elsewhere_is_refused(village) -> None:
    """Once is enough; another number, a unit of another kind or an unknown key is refused by name."""
    number, viewer, numbers = add_number(log_visit()), viewer_of("SEC"), village_numbers(VILLAGE)
    for _ in range(2):
        put_number_forward(viewer, number, "millet_contract.price", numbers, purpose=PURPOSE)
    for key, code in (
        ("maize_grain.price", "put_forward_already"),
        ("walnut.life", "unit_does_not_fit"),
        ("ginseng.price", "key_not_known"),
    ):
        with pytest.raises(MutongError) as refused:
            put_number_forward(viewer, number, key, numbers, purpose=PURPOSE)
        assert refused.value.code == code
    assert VisitReading.objects.count() == 1


@pytest.mark.parametrize("post", ["GW1", "DOC", "CDC", "GW9"])
def test_who_may_not(village, client_of, post: str) -> None:
    """A grid worker, a doctor, an outbreak officer and another area's worker neither read nor write."""
    visit = log_visit()
    client = client_of(post)
    assert client.get(OPTIONS).status_code == 403 and client.get(VISITS).status_code == 403
    viewer = viewer_of(post)
    with pytest.raises(AccessDenied):
        log_visit(viewer)
    with pytest.raises(AccessDenied):
        add_number(visit, viewer)
    with pytest.raises(AccessDenied):
        study_visits(viewer, VILLAGE, PURPOSE)
    with pytest.raises(AccessDenied):
        keep_options(viewer, VILLAGE, [], date(2022, 8, 1), purpose=PURPOSE)
    assert StudyVisit.objects.count() == 1 and VisitNumber.objects.count() == 0


def test_the_county_lead_reads_and_does_not_write(village, client_of) -> None:
    """Whoever only reads sees no form."""
    log_visit()
    html = client_of("CLD").get(VISITS).content.decode()
    assert "邻县羊场" in html and "记一次考察" not in html


def test_what_was_logged_stays(village) -> None:
    """The database itself refuses to change or delete a visit, a number, a reading, or kept options."""
    number = add_number(log_visit())
    put_number_forward(
        viewer_of("SEC"), number, "millet_contract.price", village_numbers(VILLAGE), purpose=PURPOSE
    )
    keep_options(system_viewer("t"), VILLAGE, [], date(2022, 8, 1), purpose=PURPOSE)
    for table in ("studyvisit", "visitnumber", "visitreading", "keptoptions"):
        for change in (
            f"DELETE FROM records_village_{table}",
            f"UPDATE records_village_{table} SET recorded_by = 'x'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
