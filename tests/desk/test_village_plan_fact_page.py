"""The page of plan and fact: what is off is marked by the share asked for; a new plan begins with what there is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mutong.desk.village_plan_telling import years_told
from mutong.records.access import system_viewer
from mutong.records.actions.keep_day_books import DayEntry, enter_cash
from mutong.records.actions.move_clock import advance_clock
from mutong.records.village.plan_models import KeptPlan
from mutong.workflows.surveying import take_book
from mutong.workflows.village_plan_orders import order_of
from tests.desk.kept_village_plans import PURPOSE, kept_plan_id, small_plan
from tests.desk.village_homes import VILLAGE, land_village
from tests.records.small_register import viewer_of
from tests.village.survey_sheets import HOUSEHOLDS, household, write_book
from tests.workflows.flock_village import D, open_book

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AGAIN = {"act": "again", "key": "1" * 32, "name": "重新计划", "aim": "poorest", "start": "2022-10-01", "years": "3",
         "least": "", "most": "", "undecided": "no", "way": "together", "draws": "0", "cash": "12000",
         "paid_in": "8000", "loan": "0", "manure_n": "20", "house_m2": "120", "silage_room": "0"}  # fmt: skip


@pytest.fixture
def secretary(register: None, client_of, tmp_path: Path):
    """The secretary's client; one household said yes with 5,000 yuan; the book has four sheep; it is September."""
    land_village()
    book = write_book(tmp_path / "survey.xlsx", {HOUSEHOLDS: [household("V1", cash_offered=5000)]})
    assert take_book(system_viewer("test"), book, purpose=PURPOSE).problems == ()
    open_book()
    paid = DayEntry("c1", "shares_paid_in", D(2022, 8, 3), fen=1_234_500)
    enter_cash(viewer_of("SEC"), VILLAGE, paid, purpose=PURPOSE)
    advance_clock(system_viewer("test"), timedelta(days=20), purpose=PURPOSE)
    return client_of("SEC")


def test_months_stand_beside_the_books_and_what_is_off_is_marked(secretary) -> None:
    """August is judged, September not; the share above the tables changes what is off; all of it as a file."""
    address = f"/village/plan/{kept_plan_id()}/fact"
    html = secretary.get(address).content.decode()
    assert "2022 年 8 月" in html and "2022 年 9 月" in html and "还没过完" in html
    assert "项偏离" in html and "12,345" in html and "月末繁殖母羊" in html
    answer = secretary.get(f"{address}?format=csv&share=10")
    rows = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()[1:]]
    assert int(answer["X-Row-Count"]) == len(rows) and {row[0] for row in rows} == {"2022-08", "2022-09"}
    cash = next(row for row in rows if row[0] == "2022-08" and row[1] == "月末现金")
    assert float(cash[4]) == 12_345 and float(cash[3]) == pytest.approx(
        small_plan().month_list[0].cash, abs=0.1
    )
    assert cash[6] == "偏离" and {row[6] for row in rows if row[0] == "2022-09"} == {""}


def test_a_plan_that_has_not_begun_says_when_it_does(secretary) -> None:
    """No month to compare yet."""
    later = [replace(m, day=m.day.replace(year=m.day.year + 1)) for m in small_plan().month_list]
    plan = replace(small_plan(), start=later[0].day, month_list=tuple(later))
    html = secretary.get(f"/village/plan/{kept_plan_id(plan)}/fact").content.decode()
    assert "计划还没有开始" in html and "2023 年 8 月" in html and 'name="share"' not in html


def test_a_new_plan_is_asked_for_with_what_there_is(secretary) -> None:
    """The form is filled in from the books; sent twice it is one plan, which begins with sheep, cash and pens."""
    plan_id = kept_plan_id()
    html = secretary.get(f"/village/plan/{plan_id}/fact").content.decode()
    assert 'name="cash" value="12345"' in html and 'name="paid_in" value="12345"' in html
    assert 'name="house_m2" value=""' in html and "空怀母羊 3" in html and "账上没有，请按实际填写" in html
    for _ in range(2):
        assert secretary.post(f"/village/plan/{plan_id}/fact", AGAIN).status_code == 302
    row = KeptPlan.objects.exclude(pk=plan_id).get()
    order = order_of(row.settings)
    opening = order.settings.opening
    assert (order.aim, order.settings.months, order.replaces, row.state) == ("poorest", 36, plan_id, "queued")
    assert sum(opening.flock.values()) == pytest.approx(4) and opening.house_m2 == 120
    # Of the 8,000 paid in the programme counts on the 5,000 that were offered once more, in its first month.
    assert (opening.cash, opening.manure_n, opening.loan, order.paid_in) == (12_000 - 5_000, 20, 0, 5_000)


def test_what_members_paid_before_is_not_asked_for_again() -> None:
    """Of the contributions in the first month the page says what was paid before and what is to come."""
    asked = sum(one.capital for one in small_plan().households)
    first = years_told(small_plan(), asked - 50_000)[0].months[0].sentences
    assert any("还应交 5.00 万元" in one.zh for one in first) and not any("收齐" in one.zh for one in first)
    assert any("收齐" in one.zh for one in years_told(small_plan(), 0.0)[0].months[0].sentences)


@pytest.mark.parametrize("change", [{"house_m2": ""}, {"cash": "不知道"}, {"silage_room": "-5"}])
def test_what_is_not_told_is_not_taken_as_nought(secretary, change: dict[str, str]) -> None:
    """A field left empty or unreadable is given back, and nothing waits."""
    plan_id = kept_plan_id()
    answer = secretary.post(f"/village/plan/{plan_id}/fact", AGAIN | change)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert KeptPlan.objects.exclude(pk=plan_id).count() == 0


def test_the_countys_lead_compares_and_cannot_plan_anew(secretary, client_of) -> None:
    """The tables without the form; sending it is refused."""
    plan_id, lead = kept_plan_id(), client_of("CLD")
    html = lead.get(f"/village/plan/{plan_id}/fact").content.decode()
    assert "月末现金" in html and "重新计划" not in html
    assert lead.post(f"/village/plan/{plan_id}/fact", AGAIN).status_code == 403
