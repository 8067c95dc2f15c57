"""Options and study visits in Chromium: they fit a phone and a desk, everybody can use them, a visit is logged."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.walking import overflow, signed_in, switch_language

SERIOUS = {"serious", "critical"}
PAGES = ("/village/options", "/village/visits")


def secretary(desk, page):
    """The village's secretary, signed in, after the filled workbook of the survey was taken in."""
    page = signed_in(page, desk.sign_in_of("community_secretary", 1))
    page.goto("/village/survey")
    page.get_by_label("导入填好的调查表").set_input_files(
        desk.var / "world" / "inbox" / "village-survey.xlsx"
    )
    with page.expect_navigation():
        page.get_by_role("button", name="导入", exact=True).click()
    return page


def picture(page, name: str) -> None:
    """A picture of the whole page, where somebody asked for pictures."""
    if folder := os.environ.get("MUTONG_LOOK"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_options_and_visits_fit_and_are_accessible(desk, new_page, size) -> None:
    """In both languages neither page is wider than its window; on a phone, axe-core finds nothing serious."""
    page = secretary(desk, new_page(size))
    wrong = []
    for language in ("English", "中文"):
        page.goto("/")
        switch_language(page, language)
        for address in PAGES:
            answer = page.goto(address)
            picture(page, f"{address.rsplit('/', 1)[1]}-{language}-{size['width']}")
            if (
                answer.status != 200
                or overflow(page) > 0
                or page.get_by_role("heading", level=1).count() != 1
            ):
                wrong.append(f"{address} {language}: {answer.status}, {overflow(page)} px too wide")
            if language != "中文" or size is not NARROW:
                continue
            wrong += [
                f"{address} {v['id']} at {v['nodes'][0]['target']}"
                for v in Axe().run(page).response["violations"]
                if v["impact"] in SERIOUS
            ]
    assert not wrong, "\n".join(wrong)


def test_a_visit_is_logged_from_the_keyboard_and_its_number_put_forward(desk, new_page) -> None:
    """A secretary writes down a visit, a number with its unit, and puts it beside the number without a source."""
    page = secretary(desk, new_page(NARROW))
    page.goto("/village/visits")
    page.get_by_label("去了哪里").fill("邻县合作社")
    page.get_by_label("谁去的").fill("村里两个人")
    page.get_by_label("看到什么").fill("订单谷子三百亩")
    page.get_by_role("button", name="记下", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="邻县合作社")).to_be_visible()
    page.get_by_text("记一个数").first.click()
    page.get_by_label("是什么数").fill("谷子订单价")
    page.get_by_label("听谁说的").fill("社里会计")
    page.get_by_label("数（或从）").fill("2.8")
    page.get_by_label("单位").select_option("yuan/jin")
    page.get_by_role("button", name="记下这个数").press("Enter")
    page.get_by_label("作为哪个数的出处").select_option("millet_contract.price")
    page.get_by_role("button", name="放上").press("Enter")
    picture(page, "visits-filled-390")
    page.goto("/village/options")
    expect(page.get_by_text("5.6 yuan/kg（邻县合作社，社里会计，G3）")).to_be_visible()


def test_another_rule_is_one_choice_away(desk, new_page) -> None:
    """The rule of the recommendation is shown and changed on the page itself."""
    page = secretary(desk, new_page(WIDE))
    page.goto("/village")
    page.get_by_role("link", name="比较产业").click()
    expect(page.get_by_text("规则：").first).to_contain_text("最坏年份")
    page.get_by_label("看常年").check()
    page.get_by_role("button", name="按这条规则比较").click()
    expect(page.get_by_text("规则：").first).to_contain_text("比常年比现状多收多少")
