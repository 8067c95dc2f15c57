"""Two records of one person: looked at side by side, decided, and taken back."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import RunningDesk
from tests.browser.walking import signed_in


def waiting(page: Page) -> int:
    """How many pairs the first tab says wait."""
    return int(page.locator("nav.tabs a").first.locator(".count").inner_text())


def test_a_pair_is_decided_and_the_decision_taken_back(desk: RunningDesk, new_page) -> None:
    """Without a reason nothing is decided; with one the pair goes to the decided, from where it comes back."""
    page = signed_in(new_page(WIDE), desk.sign_in_of("county_disease_control"))
    page.get_by_role("link", name="同一人").first.click()
    before = waiting(page)
    assert before >= 8
    card = page.locator("section.pair").first
    first = card.locator("thead th").nth(1).inner_text()
    expect(card.locator(".chip--good").first).to_be_visible()
    card.get_by_role("button", name="同一人", exact=False).first.click()
    expect(page.get_by_role("alert")).to_contain_text("请写明依据")
    assert waiting(page) == before

    card = page.locator("section.pair").first
    card.locator("input[name=basis]").fill("电话核实")
    card.locator("button[value=same]").click()
    expect(page.locator(".note--success, .note--good").first).to_contain_text(first)
    assert waiting(page) == before - 1

    page.locator("nav.tabs a").nth(2).click()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("电话核实")
    row.locator("input[name=why]").fill("弄错了")
    row.get_by_role("button", name="撤回").click()
    expect(page.locator("tbody tr").first).to_contain_text("弄错了")
    page.locator("nav.tabs a").first.click()
    assert waiting(page) == before


def test_a_pair_is_read_and_set_aside_on_a_phone(desk: RunningDesk, new_page) -> None:
    """On a phone the two records stand side by side without sideways scrolling, and one may be unsure."""
    page = signed_in(new_page(NARROW), desk.sign_in_of("county_disease_control"))
    page.goto("/people/same")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    before = waiting(page)
    card = page.locator("section.pair").last
    card.locator("input[name=basis]").fill("联系不上")
    card.locator("button[value=unsure]").click()
    assert waiting(page) == before - 1
    page.locator("nav.tabs a").nth(1).click()
    expect(page.locator("section.pair")).to_have_count(1)


def test_who_may_not_decide_does_not_see_the_page(desk: RunningDesk, new_page) -> None:
    """A grid worker has no such entry, and the address is refused."""
    page = signed_in(new_page(NARROW), desk.sign_in_of("grid_worker"))
    assert page.get_by_role("link", name="同一人").count() == 0
    answer = page.goto("/people/same")
    assert answer is not None and answer.status == 403
