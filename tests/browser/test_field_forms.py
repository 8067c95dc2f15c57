"""Forms in the field with the network really gone: nothing is lost, nothing lands twice, nobody else reads it."""

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, PATIENCE_MS
from tests.browser.running_desk import RunningDesk, SignIn, environment_of
from tests.browser.walking import overflow, signed_in

SERIOUS = {"serious", "critical"}
VILLAGE_GRIDS = ("140122901201001", "140122901201002")


@pytest.fixture(scope="module")
def askers(desk: RunningDesk) -> tuple[SignIn, SignIn]:
    """Sign-ins of the workers of the village's first two grids."""
    found = []
    for grid in VILLAGE_GRIDS:
        post = f"grid_worker-{grid}"
        made = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("sign_in_of_post.py")), post],
            env=environment_of(desk.var), cwd=desk.var, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found.append(SignIn(*made.stdout.split(), "grid_worker", post))
    return tuple(found)


def homes_of(desk: RunningDesk, grid: str) -> list[str]:
    """The households of a grid."""
    return [row[0] for row in rows(desk, "SELECT household_id FROM records_register_household WHERE area_code=? "
                                         "ORDER BY household_id", grid)]  # fmt: skip


def rows(desk: RunningDesk, query: str, *values: object) -> list[tuple]:
    """What the desk's own database holds."""
    with sqlite3.connect(f"file:{desk.var / 'mutong.sqlite3'}?mode=ro", uri=True) as open_file:
        return open_file.execute(query, values).fetchall()


class Kept:
    """What the desk has recorded of households since the test began."""

    def __init__(self, desk: RunningDesk) -> None:
        self._desk = desk
        self._start = rows(desk, "SELECT COALESCE(MAX(id), 0) FROM records_village_surveyanswer")[0][0]

    def of(self, home: str, sheet: str = "survey_households", key: str = "") -> list[dict | None]:
        """Every new recording of one row of a household's survey, in the order they came; None takes a row away."""
        found = rows(
            self._desk,
            "SELECT answers FROM records_village_surveyanswer WHERE id>? AND household_id=? AND sheet=? AND key=? "
            "ORDER BY id",
            self._start, home, sheet, key,
        )  # fmt: skip
        return [row[0] and json.loads(row[0]) for row in found]

    def sheep(self, home: str) -> list[int | None]:
        """How many sheep each new recording says."""
        return [one.get("sheep_now") for one in self.of(home)]


@pytest.fixture
def kept(desk: RunningDesk) -> Kept:
    """The recordings from now on."""
    return Kept(desk)


def entries(desk: RunningDesk, person: SignIn) -> int:
    """How many entries the desk has taken from an account."""
    query = "SELECT COUNT(*) FROM records_register_fieldentry WHERE account=?"
    return rows(desk, query, person.username)[0][0]


KEPT = """async (address) => {
  const page = await (await caches.open('mutong-pages')).match(location.origin + address, {ignoreVary: true});
  const fixed = await (await caches.open('mutong-static')).keys();
  return !!page && fixed.length > 8 && !!navigator.serviceWorker.controller;
}"""


def open_kept(page: Page, *addresses: str) -> None:
    """Open pages with the network and wait until the phone has them."""
    for address in addresses:
        page.goto(address)
        until = time.monotonic() + PATIENCE_MS / 1000
        while not page.evaluate(KEPT, address):
            assert time.monotonic() < until, f"{address} was not kept"
            page.wait_for_timeout(100)


def go(page: Page, online: bool) -> None:
    """Switch the network of the page's whole context."""
    page.context.set_offline(not online)


def fill_in(page: Page, sheep: str, why: str = "", button: str = "保存") -> None:
    """Write how many sheep there are, and save."""
    page.get_by_label("现有羊只").fill(sheep)
    if why:
        page.get_by_label("为什么", exact=True).fill(why)
    page.get_by_role("button", name=button, exact=True).click()


def waiting(page: Page, count: int) -> None:
    """The badge of the frame says that so many entries are on the phone."""
    badge = page.locator("#field-badge")
    if count:
        expect(badge.locator("[data-count]")).to_have_text(str(count))
        expect(badge).to_be_visible()
    else:
        expect(badge).to_be_hidden()


def form_of(home: str) -> str:
    """The address of a household's form."""
    return f"/village/survey/{home}"


def test_two_entries_without_a_network_land_once_each(desk, new_page, askers, kept) -> None:
    """Filled in offline, the page loaded anew offline, the network back: both are there, once, in order."""
    first, second = homes_of(desk, VILLAGE_GRIDS[0])[:2]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(first), form_of(second))
    before = entries(desk, askers[0])
    go(page, online=False)
    page.goto(form_of(first))
    expect(page.get_by_text("没有网络。这是")).to_be_visible()
    fill_in(page, "7")
    expect(page.get_by_text("已存在本机，待上传 1 条")).to_be_visible()
    page.goto(form_of(second))
    fill_in(page, "8")
    waiting(page, 2)
    page.reload()
    waiting(page, 2)
    expect(page.get_by_label("现有羊只")).to_have_value("8")  # what still waits is shown again
    fill_in(page, "9")
    waiting(page, 3)
    assert kept.of(first) == kept.of(second) == []
    go(page, online=True)
    waiting(page, 0)
    assert kept.sheep(first) == [7]
    assert kept.sheep(second) == [8, 9]
    assert entries(desk, askers[0]) == before + 3
    page.goto("/field")
    expect(page.get_by_text("本机没有待上传的登记")).to_be_visible()


def test_an_answer_lost_on_its_way_does_not_count_twice(desk, new_page, askers, kept) -> None:
    """The desk took the entry, but its answer never came: the phone sends again and the desk knows it."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[2]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home))

    def lose_the_answer(route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**{form_of(home)}", lose_the_answer)
    fill_in(page, "21")
    expect(page.get_by_text("已存在本机，待上传 1 条")).to_be_visible()
    assert kept.sheep(home) == [21]
    page.unroute(f"**{form_of(home)}")
    taken = entries(desk, askers[0])
    page.goto("/field")
    waiting(page, 0)
    assert kept.sheep(home) == [21]
    assert entries(desk, askers[0]) == taken


def test_a_refused_entry_waits_to_be_corrected(desk, new_page, askers, kept) -> None:
    """A number that is none, written offline: refused later with its reason, opened, corrected, taken."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[3]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home), "/field")
    go(page, online=False)
    page.goto(form_of(home))
    fill_in(page, "十来只", why="想多一份收入")
    waiting(page, 1)
    go(page, online=True)
    page.goto("/field")
    line = page.locator("#field-list li")
    expect(line).to_contain_text("没有通过")
    expect(line).to_contain_text("数字")
    assert kept.of(home) == []
    line.get_by_role("link", name="打开更正").click()
    expect(page.get_by_label("现有羊只")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("为什么", exact=True)).to_have_value("想多一份收入")
    fill_in(page, "12")
    waiting(page, 0)
    assert [(one["sheep_now"], one["why"]) for one in kept.of(home)] == [(12, "想多一份收入")]


def test_a_session_that_ended_keeps_entries_until_the_next_sign_in(desk, new_page, askers, kept) -> None:
    """Signed out by time while offline: the entry says sign in, and goes after it, with a fresh token."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[4]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home))
    go(page, online=False)
    page.goto(form_of(home))
    fill_in(page, "3")
    waiting(page, 1)
    page.context.clear_cookies(name="sessionid")
    page.context.clear_cookies(name="csrftoken")
    go(page, online=True)
    page.wait_for_timeout(1000)
    assert kept.of(home) == []
    signed_in(page, askers[0])
    waiting(page, 0)
    assert kept.sheep(home) == [3]


def test_another_account_sees_that_some_wait_and_no_more(desk, new_page, askers, kept) -> None:
    """Signing out takes kept pages and the key away; the next person can neither read, open nor send what waits."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[5]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home), "/field")
    go(page, online=False)
    page.goto(form_of(home))
    fill_in(page, "4", why="只给自己看的话")
    waiting(page, 1)
    page.route("**/village/survey/**", lambda route: route.abort())  # the network is too bad to send
    go(page, online=True)
    page.goto("/more")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.unroute("**/village/survey/**")
    assert page.evaluate("async () => (await (await caches.open('mutong-pages')).keys()).length") == 0
    signed_in(page, askers[1])
    page.goto("/field")
    expect(page.locator("#field-others")).to_contain_text("另一个账号还有 1 条")
    expect(page.locator("#field-list li")).to_have_count(0)
    waiting(page, 0)
    stored = page.evaluate(
        """() => new Promise((done) => { const open = indexedDB.open('mutong-field');
           open.onsuccess = () => { const all = open.result.transaction('entries').objectStore('entries').getAll();
             all.onsuccess = () => done(all.result.map((row) => [JSON.stringify(row), row.sealed.text.byteLength,
               new TextDecoder().decode(row.sealed.text)])); }; })"""
    )
    assert len(stored) == 1 and stored[0][1] > 200
    assert "只给自己看" not in stored[0][0] + stored[0][2] and home not in stored[0][0] + stored[0][2]
    assert kept.of(home) == []
    page.goto("/more")
    page.locator("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    signed_in(page, askers[0])
    waiting(page, 0)
    assert [one["why"] for one in kept.of(home)] == ["只给自己看的话"]


def test_what_waits_can_be_thrown_away_or_carried_to_another_phone(
    desk, new_page, askers, kept, tmp_path
) -> None:
    """Saved to a file, read in on another phone and sent from both, an entry counts once; thrown away it never does."""
    home, other = homes_of(desk, VILLAGE_GRIDS[0])[6:8]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home), form_of(other), "/field")
    go(page, online=False)
    page.goto(form_of(home))
    fill_in(page, "31")
    page.goto(form_of(other))
    fill_in(page, "32")
    page.goto("/field")
    waiting(page, 2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#field-list li", has_text="调查").last.get_by_role("button", name="丢弃").click()
    waiting(page, 1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="另存为文件").click()
    file = tmp_path / "entries.json"
    saved.value.save_as(file)
    second = signed_in(new_page(NARROW), askers[0])
    second.goto("/field")
    second.locator("summary", has_text="手机要坏").click()
    second.locator("#field-load").set_input_files(file)
    expect(second.get_by_text("读入 1 条")).to_be_visible()
    second.get_by_role("button", name="现在上传").click()
    waiting(second, 0)
    go(page, online=True)
    waiting(page, 0)
    assert kept.sheep(home) == [31]
    assert kept.of(other) == []


def test_blocks_are_added_and_removed_without_a_network(desk, new_page, askers, kept) -> None:
    """Offline a plot comes in the unit of the one before, a worker gets one number for all months, a plot goes."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[8]
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, form_of(home))
    go(page, online=False)
    page.goto(form_of(home))
    plots = page.locator('[data-blocks="plots"] > [data-block]')
    there = plots.count()
    assert there > 0
    page.get_by_role("button", name="加一块地").click()
    expect(plots).to_have_count(there + 1)
    plots.last.get_by_label("地块", exact=True).fill("新开的地")
    plots.last.get_by_label("面积", exact=True).fill("2.5")
    units = [plots.nth(at).get_by_label("面积单位").input_value() for at in (there - 1, there)]
    assert units[0] == units[1]
    gone = plots.first.get_by_label("地块", exact=True).input_value()
    known = (
        "SELECT 1 FROM records_village_surveyanswer WHERE household_id=? AND sheet='survey_plots' AND key=?"
    )
    answered = bool(rows(desk, known, home, gone))
    page.once("dialog", lambda dialog: dialog.accept())
    plots.first.get_by_role("button", name="去掉").click()
    page.get_by_role("button", name="就是这些").first.click()
    expect(page.get_by_label("共有几块地")).to_have_value(str(there))
    page.get_by_role("button", name="加一个人").click()
    page.get_by_label("每月都一样时").last.fill("15")
    name = "新来的人"
    page.get_by_label("出工人", exact=True).last.fill(name)
    page.get_by_role("button", name="保存", exact=True).click()
    waiting(page, 1)
    page.reload()
    expect(plots).to_have_count(there)
    expect(plots.last.get_by_label("地块", exact=True)).to_have_value("新开的地")
    go(page, online=True)
    waiting(page, 0)
    (plot,) = kept.of(home, "survey_plots", "新开的地")
    assert (plot["area"], plot.get("area_unit", "")) == (2.5, units[0])
    # A plot that only the register knew was no answer yet, so leaving it out says nothing.
    assert kept.of(home, "survey_plots", gone) == ([None] if answered else [])
    (worker,) = kept.of(home, "survey_labour", name)
    assert {worker[f"days_{month}"] for month in range(1, 13)} == {15}


def test_with_a_network_the_form_behaves_as_every_form(desk, new_page, askers, kept) -> None:
    """Sent at once: what is wrong stands at its field with everything still typed in; then the next household."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[9]
    page = signed_in(new_page(NARROW), askers[0])
    page.goto(form_of(home))
    fill_in(page, "很多", why="地闲着可惜")
    expect(page.get_by_role("alert").first).to_contain_text("没有登记")
    expect(page.get_by_label("现有羊只")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("为什么", exact=True)).to_have_value("地闲着可惜")
    waiting(page, 0)
    page.get_by_label("现有羊只").fill("40")
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已登记")).to_be_visible()
    assert kept.sheep(home) == [40]


def test_a_page_that_was_not_kept_says_so(desk, new_page, askers, watch) -> None:
    """Without a network a kept page says since when; one that nobody kept is a sentence and the way to what waits."""
    page = signed_in(new_page(NARROW), askers[0])
    open_kept(page, "/field")
    go(page, online=False)
    page.goto("/field")
    expect(page.get_by_text("没有网络。这是")).to_be_visible()
    assert page.goto("/households").status == 503
    expect(page.get_by_text("这一页没有存在手机上")).to_be_visible()
    assert watch.complaints == [f"503 from {desk.address}/households"]
    watch.complaints.clear()
    page.get_by_role("link", name="离线登记").click()
    expect(page.get_by_role("heading", name="离线登记")).to_be_visible()


def test_keeping_the_forms_of_the_whole_list(desk, new_page, askers) -> None:
    """One button before leaving keeps every household's form; any of them opens without a network."""
    page = signed_in(new_page(NARROW), askers[1])
    open_kept(page, "/village/survey")
    page.get_by_role("button", name="出门前存好").click()
    expect(page.locator("#keep-said")).to_contain_text("没有网络也能打开", timeout=90_000)
    go(page, online=False)
    last = homes_of(desk, VILLAGE_GRIDS[1])[-1]
    page.goto(form_of(last))
    expect(page.get_by_label("现有羊只")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_field_pages_fit_and_everybody_can_use_them(desk, new_page, askers, width) -> None:
    """List, form and entries: not too wide, nothing serious for axe-core, with something waiting too."""
    home = homes_of(desk, VILLAGE_GRIDS[0])[10]
    page = signed_in(new_page({"width": width, "height": 800}), askers[0])
    wrong = []
    for address in ("/village/survey", form_of(home), "/field"):
        page.goto(address)
        found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
        if found or overflow(page) > 0:
            wrong.append(f"{address}: {found}, {overflow(page)} px too wide")
    assert not wrong, "\n".join(wrong)
