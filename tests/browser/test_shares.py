"""A secretary founds a cooperative from the survey, on a phone and on a desk: members, accounts, a split decided."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import SERIOUS
from tests.browser.walking import overflow, signed_in


def sent(page: Page, button: str) -> None:
    """Press a button that sends its form, and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def faults(page: Page) -> list[str]:
    """What keeps the page from being used by everybody, or from fitting its window."""
    found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    wide = overflow(page)
    return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_from_the_survey_to_a_split_put_to_the_members(desk, new_page, size) -> None:
    """Willing households become members one by one; a year is split to the fen; every page fits and is accessible."""
    secretary = next(one for one in desk.sign_ins if one.username == "community_secretary_village")
    page = signed_in(new_page(size), secretary)
    page.goto("/village")
    page.get_by_role("link", name="股份和决定").click()
    wrong = {"list": faults(page)}
    page.get_by_label("名称").fill(f"示例养羊合作社{size['width']}")
    page.get_by_label("类型（依据的法律）").select_option(index=1)
    sent(page, "登记")
    own = page.url
    expect(page.get_by_text("把愿意的户列为拟入社成员")).to_be_visible()
    page.get_by_role("link", name="去列名单").click()
    boxes = page.locator("input[name=home]")
    for number in range(2):
        boxes.nth(number).check()
    sent(page, "列为拟入社成员")
    wrong["candidates"] = faults(page)
    for _ in range(2):
        one = page.locator("form", has=page.locator("select[name=person]")).first
        one.locator("select[name=person]").select_option(index=1)
        one.locator("input[name=on]").fill("2021-01-10")
        with page.expect_navigation():
            one.get_by_role("button", name="确认入社").click()
    expect(page.get_by_text("成员 2 名，至少 5 名")).to_be_visible()
    wrong["members"] = faults(page)
    members = page.locator("section[aria-labelledby=members] tbody th a")
    for address in [members.nth(i).get_attribute("href") for i in range(2)]:
        page.goto(address)
        page.locator("#contribution-form").select_option("money")
        page.locator("#contribution-fen").fill("10000")
        page.locator("#contribution-on").fill("2021-02-01")
        sent(page, "登记出资")
        page.locator("#trade-form").select_option("lambs")
        page.locator("#trade-fen").fill("2000.50")
        page.locator("#trade-on").fill("2021-10-01")
        sent(page, "登记交易")
    wrong["account"] = faults(page)
    page.goto(f"{own}/surplus")
    for label, value in (("盈余（收益）", "1000.01"), ("公积金提取比例", "10"), ("按交易量返还的比例", "59")):
        page.get_by_label(label).fill(value)
    page.get_by_label("公积金按什么量化到成员").select_option("trade")
    sent(page, "算好并提交成员决定")
    expect(page.get_by_role("alert").first).to_contain_text("第四十四条")
    page.get_by_label("按交易量返还的比例").fill("60")
    sent(page, "算好并提交成员决定")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2021 年盈余分配")
    expect(page.get_by_text("合计 900.01 元").first).to_be_visible()
    year = page.url
    wrong["year"] = faults(page)
    page.locator("section[aria-labelledby=decided] a").click()
    expect(page.get_by_text("置备查阅").first).to_be_visible()
    wrong["decision"] = faults(page)
    for address in (f"{year}/receipts", f"{year}/support", f"{own}/contracts", f"{own}/offers", own):
        assert page.goto(address).status == 200
        wrong[address] = faults(page)
    assert {name: found for name, found in wrong.items() if found} == {}
