"""Plans in Chromium: every part fits a phone and a desk and can be used by everybody; one is asked for and arrives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import environment_of
from tests.browser.walking import overflow, signed_in, switch_language

SERIOUS = {"serious", "critical"}
PARTS = ("", "?part=months", "?part=land", "?part=households", "?part=what_ifs", "?part=numbers")
# The worker of a busy machine plans two years within this.
PATIENCE_MS = 240_000


@pytest.fixture(scope="module")
def plan_id(desk) -> str:
    """A plan kept in the running desk's register."""
    script = Path(__file__).with_name("keep_small_plan.py")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=desk.var,
        env=environment_of(desk.var),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


def secretary(desk, page):
    """The secretary of the village, signed in."""
    return signed_in(page, desk.sign_in_of("community_secretary", 1))


def picture(page, name: str) -> None:
    """A picture of the whole page, where somebody asked for pictures."""
    if folder := os.environ.get("MUTONG_LOOK"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_every_part_fits_and_is_accessible(desk, new_page, plan_id, size) -> None:
    """In both languages no page of plans is wider than its window; on a phone, axe-core finds nothing serious."""
    page = secretary(desk, new_page(size))
    addresses = [
        "/village/plan", "/village/plan/new", f"/village/plan/{plan_id}/fact",
        *(f"/village/plan/{plan_id}{part}" for part in PARTS),
    ]  # fmt: skip
    wrong = []
    for language in ("English", "中文"):
        page.goto("/")
        switch_language(page, language)
        for nth, address in enumerate(addresses):
            answer = page.goto(address)
            picture(page, f"plan-{nth}-{language}-{size['width']}")
            if (
                answer.status != 200
                or overflow(page) > 0
                or page.get_by_role("heading", level=1).count() != 1
            ):
                wrong.append(f"{address} {language}: {answer.status}, {overflow(page)} px too wide")
            if language != "中文" or size is not NARROW:
                continue
            wrong += [
                f"{address} {v['id']} at {v['nodes'][0]['target']}"
                for v in Axe().run(page).response["violations"]
                if v["impact"] in SERIOUS
            ]
    assert not wrong, "\n".join(wrong)


def test_a_plan_is_asked_for_and_shows_by_itself(desk, new_page) -> None:
    """The secretary sends the form from the keyboard, the page waits and turns into the result without a hand."""
    page = secretary(desk, new_page(NARROW))
    page.goto("/village/survey")
    page.get_by_label("导入填好的调查表").set_input_files(
        desk.var / "world" / "inbox" / "village-survey.xlsx"
    )
    with page.expect_navigation():
        page.get_by_role("button", name="导入", exact=True).click()
    page.goto("/village")
    page.get_by_role("link", name="产业计划").click()
    page.get_by_role("link", name="制订").first.click()
    page.get_by_label("名字").fill("两年快算")
    page.get_by_label("几年").select_option("2")
    page.get_by_label("怎么算").select_option("together")
    page.get_by_label("再试多少种情景").select_option("0")
    page.get_by_role("button", name="开始计算").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("两年快算")
    expect(page.get_by_role("heading", name="卡在哪里")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("已算出")).to_be_visible()


def test_a_plan_is_stopped_by_hand(desk, new_page) -> None:
    """Asked for, stopped on its page, it says so within seconds and offers to go on."""
    page = secretary(desk, new_page(WIDE))
    page.goto("/village/plan/new")
    page.get_by_label("名字").fill("要停的计划")
    page.get_by_role("button", name="开始计算").click()
    page.get_by_role("button", name="停止计算").click()
    expect(page.get_by_role("button", name="再算一次")).to_be_visible(timeout=PATIENCE_MS)
