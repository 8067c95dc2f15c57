"""The door: who comes in, who does not, and what they are told."""

from playwright.sync_api import expect

from tests.browser.walking import sign_in, signed_in, switch_language


def test_a_wrong_password_is_told_plainly(desk, new_page) -> None:
    """A wrong password gives the form again with a sentence about it, and nobody comes in."""
    page = new_page()
    answer = sign_in(page, desk.sign_in_of("grid_worker"), password="not-the-password")
    assert answer.status == 401
    expect(page.get_by_role("alert")).to_contain_text("密码不对")
    expect(page.get_by_label("密码")).to_have_value("")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_an_ended_session_leads_back(desk, new_page) -> None:
    """After the session ended, signing in again opens the page that was wanted, and the form says why it asks."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker"))
    wanted = page.url
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("登录已过期")
    sign_in_again(page, desk.sign_in_of("grid_worker"))
    assert page.url == wanted


def sign_in_again(page, person) -> None:
    """Fill in the form that is already open."""
    page.get_by_label("账号").fill(person.username)
    page.get_by_label("密码").fill(person.password)
    with page.expect_navigation():
        page.get_by_role("button", name="登录", exact=True).click()


def test_the_language_is_one_press_away_and_stays(desk, new_page) -> None:
    """One press turns the desk English, the next page is English too, and one press turns it back."""
    page = signed_in(new_page(), desk.sign_in_of("community_secretary"))
    switch_language(page, "English")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("navigation", name="Main navigation").get_by_role("link", name="Barrel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("barrel")
    switch_language(page, "中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("木桶")


def test_another_areas_record_is_refused(desk, new_page) -> None:
    """A grid worker who follows the address of a stop in another grid gets a clear refusal, not the record."""
    theirs = signed_in(new_page(), desk.sign_in_of("grid_worker", 0))
    theirs.locator("a.stop").first.click()
    theirs.wait_for_load_state()
    door = theirs.get_by_role("heading", level=1).inner_text()
    others = signed_in(new_page(), desk.sign_in_of("grid_worker", 1))
    answer = others.goto(theirs.url)
    assert answer.status in (403, 404)
    expect(others.get_by_role("link", name="回到今日")).to_be_visible()
    assert door not in others.content()


def test_a_missing_right_is_a_clear_page(desk, new_page) -> None:
    """A grid worker who opens the report of a positive is told what is missing, in words and with a code."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker"))
    answer = page.goto("/outbreak/report")
    assert answer.status == 403
    expect(page.get_by_role("link", name="回到今日")).to_be_visible()
    expect(page.locator(".refusal__code")).to_contain_text("403")


def test_a_page_that_is_not_there_says_so(desk, new_page) -> None:
    """An address that leads nowhere gives a page in the reader's language with the way back."""
    page = signed_in(new_page(), desk.sign_in_of("grid_worker"))
    answer = page.goto("/no/such/page")
    assert answer.status == 404
    expect(page.get_by_role("link", name="回到今日")).to_be_visible()


def test_signing_out_ends_it(desk, new_page) -> None:
    """After signing out the back way is shut: the page before asks for a sign-in."""
    page = signed_in(new_page(), desk.sign_in_of("community_secretary"))
    wanted = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="退出").click()
    page.goto(wanted)
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
