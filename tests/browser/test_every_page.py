"""What holds on every page: it fits, it has a heading, and everybody can use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE
from tests.browser.walking import menu_addresses, overflow, signed_in, switch_language

POSTS = ["grid_worker", "community_secretary", "county_disease_control", "township_civil_affairs"]
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("post_kind", POSTS)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_every_page_of_a_post_fits(desk, new_page, post_kind, size) -> None:
    """In both languages no page of the post's menu is wider than its window, and each has one heading."""
    page = signed_in(new_page(size), desk.sign_in_of(post_kind))
    addresses = menu_addresses(page)
    assert addresses
    wrong = []
    for other_language in ("English", "中文"):
        page.goto("/")
        switch_language(page, other_language)
        for address in addresses:
            answer = page.goto(address)
            wide = overflow(page)
            headings = page.get_by_role("heading", level=1).count()
            if answer.status != 200 or wide > 0 or headings != 1:
                wrong.append(
                    f"{address} {other_language}: {answer.status}, {wide} px too wide, {headings} headings"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("post_kind", ["grid_worker", "county_disease_control", "township_civil_affairs"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_axe_finds_nothing_serious(desk, new_page, post_kind, size) -> None:
    """axe-core finds nothing serious on the pages of a post's menu and on the first page behind each."""
    page = signed_in(new_page(size), desk.sign_in_of(post_kind))
    addresses = menu_addresses(page)
    for address in list(addresses):
        page.goto(address)
        inner = page.locator("main a[href^='/']:not([href*='export']):not([href*='format='])")
        behind = [inner.nth(i).get_attribute("href") for i in range(min(inner.count(), 8))]
        addresses += [b for b in behind if b and b.split("?")[0] not in {a.split("?")[0] for a in addresses}][
            :1
        ]
    wrong = []
    for address in addresses:
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in SERIOUS:
                where = violation["nodes"][0]["target"]
                wrong.append(
                    f"{address} {violation['id']} ({violation['impact']}) at {where}: {violation['help']}"
                )
    assert not wrong, "\n".join(wrong)


def test_the_sign_in_page_is_accessible(desk, new_page) -> None:
    """axe-core finds no serious violation on the sign-in page."""
    page = new_page(NARROW)
    page.goto("/")
    found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    assert found == []


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_the_pages_behind_a_case_and_a_stop_fit_and_are_accessible(desk, new_page, size) -> None:
    """Case, chain, situation, stop, household and its history: nothing serious for axe-core, none too wide."""
    officer = signed_in(new_page(size), desk.sign_in_of("county_disease_control"))
    officer.goto("/outbreak")
    case = officer.locator("main a[href*='/outbreak/case/']").first.get_attribute("href")
    worker = signed_in(new_page(size), desk.sign_in_of("grid_worker"))
    stop = worker.locator("a.stop").first.get_attribute("href")
    home = stop.replace("/stop/household/", "/households/")
    wrong = []
    history = f"{home}/history"
    pages = (
        (officer, case),
        (officer, "/outbreak/chain"),
        (officer, "/outbreak/situation"),
        (worker, stop),
        (worker, home),
        (worker, history),
    )
    for page, address in pages:
        assert page.goto(address).status == 200
        found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
        if found or overflow(page) > 0:
            wrong.append(f"{address}: {found}, {overflow(page)} px too wide")
    assert not wrong, "\n".join(wrong)
