"""The two pictures: the barrel, and the chain of an outbreak."""

import re

from playwright.sync_api import expect

from tests.browser.walking import signed_in


def test_the_barrel_names_its_shortest_stave_and_opens_the_leads(desk, new_page) -> None:
    """The stave named as shortest has the lowest coverage, and its name leads to the households behind it."""
    page = signed_in(new_page(), desk.sign_in_of("community_secretary"))
    page.locator("nav.side a[href='/barrel']").click()
    expect(page.locator(".shortest__line")).to_be_visible()
    rows = page.locator("section[aria-labelledby=numbers] tbody tr")
    shortest = rows.filter(has=page.locator(".badge--short")).first
    coverages = [share_of(t) for t in page.locator("td[data-label='覆盖'] strong").all_inner_texts()]
    told = [c for c in coverages if c is not None]
    assert share_of(shortest.locator("td[data-label='覆盖'] strong").inner_text()) == min(told)
    name = shortest.get_by_role("link").inner_text()
    assert name in page.locator(".shortest__line").inner_text()
    shortest.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    lead = page.locator("tbody th[scope=row] a").first
    expect(lead).to_be_visible()
    lead.click()
    expect(page.locator("ul.why").first).to_be_visible()


def share_of(text: str) -> float | None:
    """The lower end of a coverage as written ("62 %" or "60–75 %"); None where it cannot be told."""
    number = re.search(r"\d+(\.\d+)?", text)
    return float(number.group()) if number else None


def test_a_case_file_shows_contacts_and_a_chain_one_can_explore(desk, new_page) -> None:
    """The case file lists contacts with reasons and leads to its chain; a dot of the contacts says who and why."""
    page = signed_in(new_page(), desk.sign_in_of("county_disease_control"))
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="疫情").click()
    page.locator("main a[href*='/outbreak/case/']").first.click()
    expect(page.get_by_role("heading", name="密接与次密接")).to_be_visible()
    assert page.locator("tr[id^='p-']").count() > 0
    assert page.locator("tr[id^='p-'] td[data-label='理由']").first.inner_text().strip()
    page.get_by_role("link", name="传播链图").click()
    expect(page.locator(".generations .g-node--focus")).to_be_visible()
    page.get_by_role("link", name="密接图").click()
    before = page.locator("[data-chosen]").inner_text()
    dot = page.locator(".chain svg [tabindex='0']").first
    dot.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chosen]")).not_to_have_text(before)
    box = page.locator(".chain svg").get_attribute("viewBox")
    page.get_by_role("button", name="放大").click()
    assert page.locator(".chain svg").get_attribute("viewBox") != box
