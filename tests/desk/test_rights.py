"""Each post sees the pages it may open, and no others."""

import re

import pytest

from mutong.desk.frame import PAGES
from mutong.records.access import rights
from tests.desk.conftest import POST_IDS
from tests.records.small_register import POSTS

pytestmark = [pytest.mark.django_db, pytest.mark.database]
KIND = {post[0]: post[1] for post in POSTS}
ADDRESS = {"today": "/", "barrel": "/barrel", "outbreak": "/outbreak", "households": "/households",
           "village": "/village", "survey": "/village/survey", "flock": "/village/flock",
           "standards": "/standards", "imports": "/import", "audit": "/audit",
           "same_people": "/people/same"}  # fmt: skip


def may_open(post_id: str, right: str) -> bool:
    """Whether rights.csv gives a post's kind the right, or one of several, over its area."""
    return not right or any({KIND[post_id], "everyone"} & rights()[one].own_area for one in right.split("|"))


@pytest.mark.parametrize("post_id", POST_IDS)
def test_the_navigation_shows_what_opens_and_nothing_else_opens(client_of, post_id: str) -> None:
    """For every page: it is in the navigation and opens, or it is not and is refused."""
    client = client_of(post_id)
    shown = client.get("/more").content.decode()
    listed = set(re.findall(r'<a class="stop[^"]*" href="([^"]+)"', shown))
    for page in PAGES:
        allowed = may_open(post_id, page.right)
        address = ADDRESS[page.name]
        # The area has neither sheep nor fields: pages of flock and survey open, but nobody is led to them.
        led_to = allowed and page.name not in ("flock", "survey")
        assert (address in listed) == led_to, (page.name, listed)
        answer = client.get(address, follow=True)
        assert answer.status_code == (200 if allowed else 403), page.name


def test_only_those_who_may_are_offered_to_advance_the_clock(client_of) -> None:
    """The clock's page opens for leads of a county and above only, and moving it moves the register's time."""
    assert client_of("GW1").get("/clock").status_code == 403
    lead = client_of("CLD")
    assert lead.post("/clock", {"hours": "24"}).status_code == 302
    assert "8月23日 08:00" in lead.get("/clock").content.decode()
    assert lead.post("/clock", {"hours": "-5"}).status_code == 400
