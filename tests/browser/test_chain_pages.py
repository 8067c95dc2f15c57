"""From the list of chains to one chain, a folded number, a case and its record: by pointer, by keyboard, on paper."""

import csv
import os
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import RunningDesk, SignIn, call
from tests.browser.walking import overflow, signed_in, switch_language

ROOT = Path(__file__).resolve().parents[2]
PAPER_PX = 718  # A4 less its usual margins, at 96 to the inch


@pytest.fixture(scope="module")
def chains_post(desk: RunningDesk) -> SignIn:
    """Who looks at an outbreak with large chains in another county of the sample world."""
    environment = {
        **os.environ, "MUTONG_VAR": str(desk.var), "MUTONG_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
    }  # fmt: skip
    call(environment, desk.var, sys.executable, str(Path(__file__).with_name("more_chains.py")))
    with (desk.var / "chains-sign-in.csv").open(encoding="utf-8", newline="") as lines:
        return SignIn(*next(csv.reader(lines)))


@pytest.fixture
def chains(new_page, chains_post) -> Page:
    """The list of chains, opened from the outbreak page as a person opens it."""
    page = signed_in(new_page(), chains_post)
    page.goto("/outbreak")
    page.get_by_role("link", name="传播链图").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("传播链")
    return page


def test_from_the_list_to_a_record(chains: Page) -> None:
    """Largest first; a chain; its folded number draws more; a dot opens the record of that case."""
    rows = chains.locator("tbody tr")
    expect(rows.first.get_by_role("link")).to_have_text("S0")
    rows.first.get_by_role("link").click()
    expect(chains.get_by_role("heading", level=1)).to_contain_text("例S0 所在的传播链")
    dots = chains.locator(".generations .g-node")
    assert dots.count() == 61
    chains.get_by_role("link", name="展开 例S0 之后的 89 例").click()
    expect(dots).to_have_count(121)
    expect(chains.get_by_role("link", name="展开 例S0 之后的 29 例")).to_be_visible()
    chains.get_by_role("link", name="收起展开的").click()
    expect(dots).to_have_count(61)
    dots.nth(5).click()
    expect(chains.get_by_role("heading", level=1)).to_contain_text("例S")
    assert "/outbreak/case/S" in chains.url
    chains.get_by_role("link", name="传播链图").click()
    expect(chains.get_by_role("heading", level=1)).to_contain_text("的前后")


def test_search_finds_the_chain_and_the_case_in_it(chains: Page) -> None:
    """A name leads to its chain and to the case with those above it; more generations on asking."""
    chains.get_by_role("searchbox").fill("例L0017")
    chains.keyboard.press("Enter")
    expect(chains.locator("tbody tr")).to_have_count(1)
    chains.get_by_role("link", name="L0017 例L0017").click()
    dots = chains.locator(".generations .g-node")
    assert dots.first.get_attribute("data-id") == "L0014"
    chains.get_by_label("往上看几代").select_option("10")
    expect(dots.first).to_have_attribute("data-id", "L0007")
    expect(chains.locator("#table tbody tr")).to_have_count(23)


def test_the_picture_can_be_walked_with_the_keyboard(chains: Page) -> None:
    """One stop for Tab; arrows go to the next generation and back; the panel tells; Enter opens."""
    chains.goto("/outbreak/chain?chain=B1")
    chains.locator(".generations").focus()
    chains.keyboard.press("Tab")
    told = chains.locator("[data-chosen] h3")
    expect(told).to_have_text("例B1")
    chains.keyboard.press("ArrowRight")
    expect(told).to_have_text("例B2")
    chains.keyboard.press("ArrowRight")
    expect(told).not_to_have_text("例B2")
    chains.keyboard.press("ArrowLeft")
    expect(told).to_have_text("例B2")
    chains.keyboard.press("ArrowDown")
    expect(told).to_have_text("例B3")
    expect(chains.locator("[data-chosen]")).to_contain_text("由 例B1 传染（写明的链接）")
    with chains.expect_navigation():
        chains.keyboard.press("Enter")
    assert chains.url.endswith("/outbreak/case/B3")


def test_a_probable_link_is_dashed_and_says_how_probable(chains: Page) -> None:
    """The dashes can be seen, the probability stands beside the dot, and the table has it too."""
    chains.goto("/outbreak/chain?case=Z")
    link = chains.locator(".g-link--probable[data-to='Z']")
    assert link.evaluate("one => getComputedStyle(one).strokeDasharray") not in ("none", "")
    sure = chains.locator(".g-link[data-to='B2']")
    assert sure.evaluate("one => getComputedStyle(one).strokeDasharray") == "none"
    row = chains.locator("#table tbody tr").filter(has=chains.get_by_role("link", name="Z", exact=True))
    chance = row.locator("td[data-label='概率']").inner_text()
    assert chance.endswith("%")
    expect(chains.locator("#n-Z text").first).to_contain_text(chance)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_the_pages_fit_and_are_accessible(new_page, chains_post, size) -> None:
    """In both languages nothing is wider than the window, and axe-core finds nothing serious."""
    page = signed_in(new_page(size), chains_post)
    wrong = []
    for language in ("English", "中文"):
        page.goto("/")
        switch_language(page, language)
        for address in ("", "?q=S1", "?show=single", "?chain=S0", "?case=Z", "?chain=L0000", "/contacts/B2"):
            page.goto(f"/outbreak/chain{address}")
            found = [
                v["id"]
                for v in Axe().run(page).response["violations"]
                if v["impact"] in ("serious", "critical")
            ]
            if found or overflow(page) > 0 or page.get_by_role("heading", level=1).count() != 1:
                wrong.append(f"{address} {language}: {found}, {overflow(page)} px too wide")
    assert not wrong, "\n".join(wrong)


def test_on_paper_a_chain_is_one_page_wide_without_navigation(new_page, chains_post) -> None:
    """Printed, the picture takes the width of the paper; navigation, tools and the panel are gone."""
    page = signed_in(new_page(), chains_post)
    page.goto("/outbreak/chain?chain=S0")
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    box = page.locator(".generations svg").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PAPER_PX
    for gone in ("nav.side", ".top", "[data-chosen]", ".heading__acts", ".pager"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("#table").is_visible()
