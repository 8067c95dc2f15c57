"""Looking for the source in a browser: pick cases, see what was found, and go from there to a case's file."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import SERIOUS
from tests.browser.walking import overflow, signed_in


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_an_investigator_looks_for_the_source_of_a_case(desk, new_page, size) -> None:
    """From the outbreak to the form; who may have infected C0002 leads to the file of C0001; everything fits."""
    page = signed_in(new_page(size), desk.sign_in_of("county_investigator"))
    page.goto("/outbreak")
    page.get_by_role("link", name="溯源").click()
    expect(page.get_by_role("heading", name="选好病例再查")).to_be_visible()
    page.get_by_label("哪些病例").select_option("all")
    page.get_by_label("最早").fill("7")
    page.get_by_label("最晚").fill("1")
    page.get_by_label("查一例可能被谁传染").select_option("C0002")
    page.get_by_role("button", name="查共同场所").click()
    expect(page.get_by_role("heading", name="C0002 可能的来源")).to_be_visible()
    assert page.get_by_label("最早").input_value() == "7"
    assert overflow(page) <= 0
    found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    assert found == []
    page.locator("table.of-sources tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("C0001")


def test_ticked_cases_are_kept_and_too_few_are_told(desk, new_page) -> None:
    """One ticked case gives no shared place, in words; the tick is still there to add another."""
    page = signed_in(new_page(WIDE), desk.sign_in_of("county_disease_control"))
    page.goto("/outbreak/sources")
    page.get_by_label("哪些病例").select_option("chosen")
    page.get_by_text("勾选病例").last.click()
    page.get_by_label("C0001", exact=False).first.check()
    page.get_by_role("button", name="查共同场所").click()
    expect(page.get_by_role("heading", name="不足两例，没有共同的场所可查")).to_be_visible()
    expect(page.get_by_label("C0001", exact=False).first).to_be_checked()
