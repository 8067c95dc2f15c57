"""Today is one list, and one stop at a door does everything the household needs."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.walking import signed_in


def first_stop_with(page: Page, label: str) -> Locator:
    """The first stop of the list that has a job with this label."""
    stop = page.locator("a.stop", has=page.locator(".chip", has_text=label)).first
    expect(stop).to_be_visible()
    return stop


def answer_what_is_asked(page: Page) -> int:
    """Choose the first answer of every question that offers choices; how many were answered."""
    questions = page.locator("fieldset.todo")
    for i in range(questions.count()):
        question = questions.nth(i)
        box = question.locator("input[type=text], input[type=date], textarea")
        if box.count():
            kind = box.first.get_attribute("type")
            box.first.fill("2022-08-01" if kind == "date" else "600")
        else:
            question.get_by_role("radio").first.check()
    return questions.count()


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


def test_one_stop_does_visit_and_question_and_closes(desk, new_page) -> None:
    """Closing a stop does the visit and takes the answers; the stop leaves the list and the page says what was done."""
    page = signed_in(new_page(NARROW), desk.sign_in_of("grid_worker", 0))
    stop = first_stop_with(page, "入户")
    address = stop.get_attribute("href")
    stop.click()
    do_everything(page)
    answer_what_is_asked(page)
    page.get_by_role("button", name="办结这一站").click()
    expect(page.locator("#result")).to_be_visible()
    page.goto("/")
    expect(page.locator(f"a.stop[href='{address}']")).to_have_count(0)


def test_a_test_needs_its_tube(desk, new_page) -> None:
    """A test that is ticked without a tube number is not entered, and the page says which field is missing."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker", 1))
    first_stop_with(page, "检测").click()
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
