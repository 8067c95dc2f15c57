"""A day's work with a flock on a phone: what is due, a whole pen, a lambing, a sale, feed; with and without signal."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import RunningDesk, SignIn
from tests.browser.walking import overflow, signed_in, switch_language

SERIOUS = {"serious", "critical"}
PATIENCE_MS = 60_000
PAGES = (
    "/village/flock", "/village/flock/due", "/village/flock/vaccination?line=ppr", "/village/flock/enter",
    "/village/flock/enter?kind=sold", "/village/flock/new", "/village/flock/lambing", "/village/flock/import",
    "/village/flock/feed", "/village/flock/cash", "/village/flock/manure", "/village/flock/month",
)  # fmt: skip


def keeper(desk: RunningDesk) -> SignIn:
    """The secretary of the hill village, whose keepers' sheep are in the book."""
    return next(one for one in desk.sign_ins if one.username.endswith("_village"))


def send(page: Page, button: str) -> None:
    """Press the form's button and wait for the next page."""
    with page.expect_navigation(timeout=PATIENCE_MS):
        page.locator("main form[data-offline-form]").get_by_role("button", name=button, exact=True).click()


def first_tags(page: Page, kind: str, count: int) -> list[str]:
    """The first tags of a class in the flock list."""
    page.goto(f"/village/flock?kind={kind}")
    names = page.locator("tbody th a.mono")
    return [names.nth(i).inner_text() for i in range(count)]


def test_a_days_work_on_a_phone(desk, new_page) -> None:
    """From Today to what is due; a pen vaccinated, ewes mated, a lambing, a sale with its cash, feed in and out."""
    page = signed_in(new_page(NARROW), keeper(desk))
    page.goto("/?mine=1")
    page.locator("main a[href*='/village/flock/due']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("羊群要做的")
    ewes = first_tags(page, "ewe_open", 4)
    assert all(re.fullmatch(r"3140122\d{8}", tag) for tag in ewes)

    page.goto("/village/flock/enter?kind=vaccinated")
    pen = page.locator("select[name=whole_pen]")
    pen.select_option(index=1)
    page.locator("select[name=vaccine]").select_option("ppr")
    page.locator("input[name=batch]").fill("A-17")
    send(page, "登记")
    expect(page.locator("[role=status]").first).to_contain_text(re.compile(r"登记 \d+ 只"))

    page.goto("/village/flock/enter?kind=mated")
    page.locator("textarea[name=keys]").fill("\n".join(ewes[:3]))
    page.locator("input[name=on]").fill("2022-03-25")
    send(page, "登记")
    expect(page.locator("[role=status]").first).to_contain_text("登记 3 只")

    page.goto("/village/flock/lambing")
    row = page.locator("tr", has_text=ewes[0])
    row.get_by_role("link", name="产了").click()
    page.locator("input[name=on]").fill("2022-08-22")
    page.locator("select[name=sex_1]").select_option("female")
    page.locator("input[name=kg_1]").fill("3.2")
    page.locator("select[name=sex_2]").select_option("male")
    send(page, "登记产羔")
    expect(page.locator("[role=status]").first).to_contain_text("羔羊编号")

    fattened = first_tags(page, "fattening_male", 2)
    page.goto("/village/flock/enter?kind=sold")
    page.locator("textarea[name=keys]").fill(f"{fattened[0]} 38.5\n{fattened[1]} 41\n314012299999999")
    page.locator("input[name=buyer]").fill("样例收购商")
    page.locator("input[name=price]").fill("1050")
    page.locator("input[name=into_cash]").check()
    send(page, "登记")
    said = page.locator("main")
    expect(said).to_contain_text("登记 2 只")
    expect(said).to_contain_text("314012299999999")
    page.goto("/village/flock/cash")
    expect(page.locator("main")).to_contain_text("2,100 元")

    for kind, kg in (("harvested", "800"), ("fed", "120")):
        page.goto("/village/flock/feed")
        page.locator("main form[data-offline-form] select[name=kind]").select_option(kind)
        page.locator("main form[data-offline-form] select[name=item]").select_option("maize_stover")
        page.locator("input[name=kg]").fill(kg)
        send(page, "登记")
    expect(page.locator(".stats")).to_contain_text("680 公斤")
    assert overflow(page) <= 0


def test_without_signal_an_entry_waits_and_is_sent_later(desk, new_page) -> None:
    """A weighing entered in a pen without signal is kept on the phone and stands in the book once there is one."""
    page = signed_in(new_page(NARROW), keeper(desk))
    ewe = first_tags(page, "ewe_open", 5)[4]
    page.goto("/village/flock/enter?kind=weighed")
    page.locator("textarea[name=keys]").fill(f"{ewe} 52.5")
    page.context.set_offline(True)
    page.locator("main form[data-offline-form]").get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("已存在本机")
    expect(page.locator("#field-badge")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#field-badge")).to_be_hidden(timeout=PATIENCE_MS)
    page.goto(f"/village/flock?find={ewe}")
    expect(page.locator("main")).to_contain_text("52.5 公斤", timeout=PATIENCE_MS)


def serious(page) -> list[str]:
    """What axe-core finds serious on a page."""
    return [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_the_books_fit_and_everybody_can_use_them(desk, new_page, size) -> None:
    """In both languages no page of the books is wider than its window; on a phone, axe-core finds nothing serious."""
    page = signed_in(new_page(size), keeper(desk))
    page.goto("/village/flock")
    sheep = page.locator("tbody th a.mono").first.get_attribute("href")
    wrong = []
    for other_language in ("English", "中文"):
        switch_language(page, other_language)
        for address in (*PAGES, sheep, "/village/flock/record"):
            answer = page.goto(address)
            found = serious(page) if other_language == "中文" and size is NARROW else []
            if answer.status != 200 or overflow(page) > 0 or found:
                wrong.append(
                    f"{address} {other_language}: {answer.status}, {overflow(page)} px too wide, {found}"
                )
    assert not wrong, "\n".join(wrong)
