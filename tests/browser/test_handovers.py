"""Two counties and one contact: handed over, acknowledged by the other side, seen by the first."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.running_desk import RunningDesk, SignIn
from tests.browser.walking import overflow, signed_in, switch_language

ADDRESS = "/outbreak/handovers"
SERIOUS = {"serious", "critical"}


def officer_of(desk: RunningDesk, area_code: str) -> SignIn:
    """A sign-in for the disease control of another county of the sample world."""
    post = f"county_disease_control-{area_code}"
    environment = {**os.environ, "MUTONG_VAR": str(desk.var), "MUTONG_DATABASE_URL": ""}
    script = Path(__file__).with_name("sign_in_of_post.py")
    done = subprocess.run(
        [sys.executable, str(script), post], env=environment, capture_output=True, text=True, check=True
    )
    name, password = done.stdout.split()
    return SignIn(name, password, "county_disease_control", post)


def waiting_in(page: Page) -> tuple[str, str]:
    """A county with disease control of its own to which somebody was sent who waits there, and that line's id."""
    page.goto(f"{ADDRESS}?side=sent")
    links = [link.get_attribute("href") or "" for link in page.locator("details tbody th a").all()]
    for code in (parse_qs(urlsplit(link).query).get("area", [""])[0] for link in links):
        page.goto(f"{ADDRESS}?side=sent&state=sent&area={code}")
        held = page.locator("tbody tr", has_text="疾控").locator("input[name=id]")
        if len(code) == 6 and held.count():
            return code, held.first.get_attribute("value") or ""
    raise AssertionError("nobody of the sample world waits in a county with disease control")


def test_sent_acknowledged_there_and_seen_here(desk, new_page) -> None:
    """The first county sees a contact wait; the other signs in and acknowledges; the first sees who did."""
    here = signed_in(new_page(WIDE), desk.sign_in_of("county_disease_control"))
    county, line = waiting_in(here)

    officer = officer_of(desk, county)
    there = signed_in(new_page(WIDE), officer)
    there.goto(f"{ADDRESS}?side=received&state=sent")
    there.locator(f"input[name=id][value={line}]").check()
    there.get_by_role("button", name="确认接收").click()
    expect(there.get_by_text("已确认接收 1 人")).to_be_visible()

    here.goto(f"{ADDRESS}/{line}")
    expect(here.locator(".heading .chip", has_text="已确认接收")).to_be_visible()
    expect(here.get_by_role("cell", name=officer.post_id)).to_be_visible()

    there.goto(f"{ADDRESS}/{line}")
    there.get_by_label("说明（可代替原因）").fill("查无此人")
    there.get_by_role("button", name="退回", exact=True).click()
    here.reload()
    expect(here.locator(".heading .chip", has_text="已退回移交方")).to_be_visible()
    expect(here.get_by_text("查无此人").first).to_be_visible()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])
def test_the_pages_fit_and_are_accessible(desk, new_page, size) -> None:
    """Both tabs, a line and the letters in both languages: none wider than the window, nothing serious for axe."""
    page = signed_in(new_page(size), desk.sign_in_of("county_disease_control"))
    page.goto(f"{ADDRESS}?side=sent")
    line = page.locator("form#handovers tbody th a").first.get_attribute("href")
    wrong = []
    for other_language in ("English", "中文"):
        page.goto(ADDRESS)
        switch_language(page, other_language)
        for address in (ADDRESS, f"{ADDRESS}?side=sent", line, f"{ADDRESS}/letters"):
            assert page.goto(address).status == 200
            found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
            if found or overflow(page) > 0:
                wrong.append(f"{address}: {found}, {overflow(page)} px too wide")
    assert not wrong, "\n".join(wrong)
