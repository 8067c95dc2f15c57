"""A desk that really runs, over a sample world made for the session, and a Chromium to look at it.

Every page is watched: a request to another machine, an error in the console or an answer of 500 fails the test that
caused it.
"""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.running_desk import RunningDesk, copy_of_world, start_desk

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """The desk of a sample world, started as a person starts it and stopped with Ctrl-C at the end."""
    var, own = tmp_path_factory.mktemp("var"), tmp_path_factory.getbasetemp()
    # Several workers each have a desk of their own, over copies of one world.
    copy_of_world(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own, var)
    with start_desk(var) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the session."""
    path = os.environ.get("MUTONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.fail("Chromium is missing: apt-get install chromium, or set MUTONG_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """What a page did that it may not do."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        """Listen to one page from its first request on."""
        page.on("request", self._check_request)
        page.on("response", self._check_response)
        page.on("console", self._check_console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _check_request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.complaints.append(f"asked another machine: {request.url}")

    def _check_response(self, response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")

    def _check_console(self, message) -> None:
        # A refusal is an answer like any other; the browser logs its status as an error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def watch(desk: RunningDesk) -> Iterator[Watch]:
    """The complaints of this test's pages; there must be none at its end."""
    watching = Watch(desk.address)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def new_page(desk: RunningDesk, chromium: Browser, watch: Watch) -> Iterator:
    """`new_page(size)` gives a page of a person who has not signed in, in a context of its own."""
    contexts: list[BrowserContext] = []

    def make(size: dict[str, int] = WIDE, **options) -> Page:
        context = chromium.new_context(
            base_url=desk.address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()
