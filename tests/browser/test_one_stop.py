"""Today is one list, and one stop at a door does everything the household needs."""

import csv
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import RunningDesk
from tests.browser.walking import signed_in


def first_stop_with(page: Page, *labels: str) -> Locator:
    """The first stop of the list whose jobs include all of these."""
    stops = page.locator("a.stop")
    for label in labels:
        stops = stops.filter(has=page.locator(".chip", has_text=label))
    expect(stops.first).to_be_visible()
    return stops.first


def open_stop_with_a_question(desk: RunningDesk, new_page) -> Page:
    """A stop at which something is due and the planted truth says that the family's income is not known."""
    with (desk.var / "world" / "truth" / "benefits.csv").open(encoding="utf-8", newline="") as lines:
        unknown = [
            row for row in csv.DictReader(lines) if row["cause"].startswith("missing_fact:monthly_income")
        ]
    for worker in desk.sign_ins:
        grid = worker.post_id.removeprefix("grid_worker-")
        homes = [row["household_id"] for row in unknown if row["area_code"] == grid]
        page = signed_in(new_page(NARROW), worker) if homes else None
        for home in homes:
            page.goto(f"/stop/household/{home}")
            if page.locator("input[name=done]").count() and page.locator("fieldset.todo").count():
                return page
    raise AssertionError("no grid worker of the sample world has a stop with a question")


def do_everything(page: Page) -> None:
    """Tick every job of the stop, with a tube number where one is asked."""
    boxes = page.locator("input[name=done]")
    for i in range(boxes.count()):
        boxes.nth(i).check()
    tubes = page.locator("input[id^=tube-]")
    for i in range(tubes.count()):
        tubes.nth(i).fill(f"TUBE{i:04d}")


def test_today_is_one_list_with_the_most_pressing_first(desk, new_page) -> None:
    """A grid worker sees one numbered list; its deadlines do not go back in time from one stop to the next."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker"))
    expect(page.locator("ol.stops")).to_have_count(1)
    ranks = page.locator(".stop__rank").all_inner_texts()
    assert ranks == [str(n) for n in range(1, len(ranks) + 1)]
    due = [t.get_attribute("datetime") for t in page.locator(".stop time[datetime]").all()]
    assert due == sorted(due)


def test_one_stop_does_test_and_visit_and_closes(desk, new_page) -> None:
    """One form at one door takes the sample and does the monthly visit; then the stop has left the list."""
    # The first worker's first stop is left to the test of what is asked at a door.
    page = signed_in(new_page(NARROW), desk.sign_in_of("grid_worker", 2))
    stop = first_stop_with(page, "采样", "入户")
    address = stop.get_attribute("href")
    stop.click()
    expect(page.locator("input[id^=tube-]").first).to_be_visible()
    do_everything(page)
    page.get_by_role("button", name="办结这一站").click()
    expect(page.locator("#result")).to_be_visible()
    page.goto("/")
    expect(page.locator(f"a.stop[href='{address}']")).to_have_count(0)


def test_what_is_asked_at_a_door_is_asked_once(desk, new_page) -> None:
    """The visit's form asks what is not known; once answered it is not asked again, and the household's page has it."""
    page = open_stop_with_a_question(desk, new_page)
    address = page.url
    question = page.locator("fieldset.todo").first.locator("legend").inner_text()
    page.locator("fieldset.todo").first.locator("input[type=text]").fill("1234")
    do_everything(page)
    page.get_by_role("button", name="办结这一站").click()
    expect(page.locator("#result")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text(question)).to_have_count(0)
    page.goto(address.replace("/stop/household/", "/households/"))
    expect(page.get_by_text(re.compile("1,?234")).first).to_be_attached()


def test_a_test_needs_its_tube(desk, new_page) -> None:
    """A test that is ticked without a tube number is not entered, and the page says which field is missing."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker", 1))
    first_stop_with(page, "采样").click()
    page.locator(".todo", has=page.locator("input[id^=tube-]")).first.get_by_role("checkbox").check()
    page.locator("input[id^=tube-]").first.fill("")
    page.get_by_role("button", name="办结这一站").click()
    expect(page.get_by_role("alert")).to_contain_text("没有登记")


def test_a_stop_can_be_done_by_keyboard_alone(desk, new_page) -> None:
    """From the sign-in to the closed stop no mouse is needed, and the focus can be seen on the way."""
    page = new_page(WIDE)
    worker = desk.sign_in_of("grid_worker", 2)
    page.goto("/")
    page.keyboard.press("Tab")
    tab_to(page, "#username")
    page.keyboard.type(worker.username)
    page.keyboard.press("Tab")
    page.keyboard.type(worker.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "a.stop")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "input[name=done]")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_be_visible()


def tab_to(page: Page, selector: str, at_most: int = 80) -> None:
    """Press Tab until the element that matches has the focus."""
    for _ in range(at_most):
        if page.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached with {at_most} presses of Tab")
