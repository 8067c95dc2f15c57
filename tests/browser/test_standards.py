"""A standard is read, a rule is tried at the line and one below, two days are compared: as a person does it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.walking import overflow, signed_in, switch_language

SERIOUS = {"serious", "critical"}
TRIED = "/standards/cn/low_income_support/try?area=140109&on=2022-08-22&h.property_conforms=yes&p1.destitute_support=no"
COMPARED = "/standards/compare?a=cn-sx&b=cn-sx&on_a=2022-12-31&on_b=2023-01-01"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_from_a_pack_to_a_rule_at_the_line_and_below(desk, new_page, size) -> None:
    """Open a pack, open a rule, try it: at the line no, one below yes, and the address carries the household."""
    page = signed_in(new_page(size), desk.sign_in_of("township_civil_affairs"))
    page.goto("/standards")
    page.get_by_role("link", name="社会救助（国家）", exact=True).first.click()
    page.locator("#rules summary").get_by_text("最低生活保障", exact=True).first.click()
    page.locator("#r-low_income_support").get_by_role("link", name="试用").click()
    page.get_by_label("财产符合规定（经核对）").select_option("yes")
    page.get_by_label("月收入").fill("0")
    page.get_by_label("特困人员供养").select_option("no")
    page.get_by_role("button", name="看答案").click()
    expect(page.locator(".lit__verdict--yes")).to_be_visible()
    page.get_by_role("link", name="正好在线上").first.click()
    expect(page.locator(".lit__verdict--no")).to_be_visible()
    expect(page.locator(".lit__node--no").first).to_contain_text("否")
    page.get_by_role("link", name="差一点").first.click()
    expect(page.locator(".lit__verdict--yes")).to_be_visible()
    assert "p1.monthly_income=729" in page.url
    page.get_by_role("button", name="加一位成员").click()
    expect(page.get_by_text("成员 2", exact=True)).to_be_visible()
    expect(page.get_by_label("月收入").first).to_have_value("729")


def test_two_days_are_compared_for_an_area(desk, new_page) -> None:
    """A grid worker compares two days of the province's pack and sees what differs, and for whom in the grid."""
    page = signed_in(new_page(WIDE), desk.sign_in_of("grid_worker"))
    page.goto("/standards/compare?a=cn-sx")
    page.get_by_label("哪一天").first.fill("2022-12-31")
    page.get_by_label("哪一天").last.fill("2023-01-01")
    page.get_by_role("button", name="比较", exact=True).click()
    expect(page.get_by_text("边缘").first).to_be_visible()
    page.get_by_role("button", name="也看对谁不同").click()
    expect(page.get_by_role("heading", name="对谁不同")).to_be_visible()


def test_a_place_inside_a_closed_section_is_opened_by_its_address(desk, new_page) -> None:
    """The chip of a clause leads to the clause itself, although its section begins closed."""
    page = signed_in(new_page(WIDE), desk.sign_in_of("grid_worker"))
    page.goto("/standards/cn-covid-9#c-close_contact_definition")
    expect(page.locator("#c-close_contact_definition")).to_be_visible()


@pytest.mark.parametrize(("size", "asked"), [(NARROW, "English"), (WIDE, "中文")], ids=["390", "1280"])
def test_the_pages_of_the_standards_fit_and_are_accessible(desk, new_page, size, asked) -> None:
    """Index, pack, open numbers, trial, comparison: nothing serious for axe-core, none wider than the window.

    With all that is closed opened they are long: axe-core, slow there, looks at each language in one of the sizes.
    """
    page = signed_in(new_page(size), desk.sign_in_of("county_civil_affairs"))
    wrong = []
    for other_language in ("English", "中文"):
        page.goto("/")
        switch_language(page, other_language)
        for address in (
            "/standards",
            "/standards/cn",
            "/standards/cn-20",
            "/standards/open",
            TRIED,
            COMPARED,
        ):
            assert page.goto(address).status == 200
            page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            violations = Axe().run(page).response["violations"] if other_language == asked else ()
            found = [(v["id"], v["nodes"][0]["target"]) for v in violations if v["impact"] in SERIOUS]
            if found or overflow(page) > 0:
                wrong.append(f"{address} {other_language}: {found}, {overflow(page)} px too wide")
    assert not wrong, "\n".join(wrong)
