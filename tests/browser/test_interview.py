"""A whole interview on a phone: a gap, a place, a person, a stranger, nobody else; then what it led to."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.walking import overflow, signed_in, switch_language

SERIOUS = {"serious", "critical"}
# An answer is followed by a tracing: on a busy machine that takes longer than a page.
PATIENCE_MS = 90_000


def open_interview(page: Page) -> str:
    """From the list of cases to the file of the one who came by train, and its interview; the interview's address."""
    page.goto("/outbreak")
    page.locator("main a[href$='/outbreak/case/C0001']").first.click()
    page.locator("main").get_by_role("link", name="流调", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("流调")
    return page.url


def send(page: Page, part: str, button: str) -> None:
    """Press a button of one of the page's forms and wait for the answer."""
    with page.expect_navigation(timeout=PATIENCE_MS):
        page.locator(part).get_by_role("button", name=button).click(timeout=PATIENCE_MS)


def test_a_whole_interview_on_a_phone(desk, new_page) -> None:
    """The first gap is filled at a restaurant; a named guest becomes a contact; a stranger is to be looked for."""
    page = signed_in(new_page(NARROW), desk.sign_in_of("county_investigator"))
    address = open_interview(page)
    gap = page.locator(".gaps li").first
    asked = gap.locator("strong").inner_text()
    gap.get_by_role("link", name="填这段").click()
    stay = page.locator("#stay")
    assert stay.locator("[name=arrived_at]").input_value()
    stay.locator("[name=find_place]").fill("饭")
    send(page, "#stay", "查找")
    stay.locator("input[name=place_id]").first.check()
    stay.locator("[name=seat]").fill("T05")
    send(page, "#stay", "登记这处停留")
    expect(page.get_by_role("status").first).to_contain_text("已登记")
    expect(page.locator(".gaps")).not_to_contain_text(asked)
    met = page.locator("#met")
    expect(met).to_contain_text("在：")
    met.locator("[name=find_person]").fill("王")
    send(page, "#met", "查找")
    met.locator("input[name=person_id]").last.check()
    send(page, "#met", "登记这个人")
    expect(page.get_by_role("status").first).to_contain_text(re.compile("新查到|没有新增"))
    met.get_by_text("不认识，或登记簿里没有").click()
    met.locator("[name=name]").fill("穿红衣的服务员")
    send(page, "#met", "登记这个人")
    expect(page.locator("#sought")).to_contain_text("穿红衣的服务员")
    send(page, "#met", "没有别人了")
    assert overflow(page) <= 0
    page.goto(address)
    told = page.locator("tr", has=page.get_by_role("button", name="撤回")).first
    expect(told).to_contain_text("没有别人了")
    with page.expect_navigation(timeout=PATIENCE_MS):
        told.locator("td").last.get_by_role("button", name="撤回").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("status").first).to_contain_text("已撤回")
    expect(page.locator(".gaps")).to_contain_text(asked)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_the_interview_fits_and_everybody_can_use_it(desk, new_page, size) -> None:
    """In both languages the page is not wider than its window, and axe-core finds nothing serious."""
    page = signed_in(new_page(size), desk.sign_in_of("county_investigator"))
    address = open_interview(page)
    for other_language in ("English", "中文"):
        switch_language(page, other_language)
        page.goto(address)
        assert overflow(page) <= 0
        found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
        assert found == []
