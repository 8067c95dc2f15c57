"""What the browser tests do again and again: sign in, look whether a page fits, find the pages of a post."""

from playwright.sync_api import Page, Response, expect

from tests.browser.running_desk import SignIn


def sign_in(page: Page, person: SignIn, password: str | None = None) -> Response:
    """Fill in the sign-in form and send it; the answer of the page that follows."""
    page.goto("/")
    page.get_by_label("账号").fill(person.username)
    page.get_by_label("密码").fill(person.password if password is None else password)
    with page.expect_navigation() as sent:
        page.get_by_role("button", name="登录", exact=True).click()
    return sent.value


def signed_in(page: Page, person: SignIn) -> Page:
    """The page after signing in, on Today."""
    sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_contain_text("今日")
    return page


def menu_addresses(page: Page) -> list[str]:
    """The addresses that the main navigation offers this post."""
    links = page.locator("nav.side li a")
    return [links.nth(i).get_attribute("href") or "" for i in range(links.count())]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def switch_language(page: Page, name: str) -> None:
    """Press the language button (it carries the name of the other language)."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
