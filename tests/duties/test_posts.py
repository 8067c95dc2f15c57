"""From a role to a post, and from a post to whoever fills it now."""

from pathlib import Path

import pytest

from mutong.duties import Post, PostKind, Roster, load_post_kinds, person_on, post_for
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from tests.duties.duty_worlds import at

KINDS = (
    PostKind("walker", "grid", Words("走", "walker"), ("household",)),
    PostKind("driver", "township", Words("车", "driver"), ("transport",)),
    PostKind("county_driver", "county", Words("县车", "county driver"), ("transport",)),
)
PARENTS = {
    "140109001001001": "140109001001",
    "140109001001": "140109001",
    "140109001": "140109",
    "140109": "1401",
}
POSTS = (
    Post("W1", "walker", "140109001001001"),
    Post("W2", "walker", "140109001001002"),
    Post("T1", "driver", "140109001"),
    Post("C1", "county_driver", "140109"),
)


def test_the_post_of_the_smallest_covering_area_owes_it() -> None:
    """The grid's own walker; the township's driver before the county's, the county's where there is none."""

    def found(area, role, posts=POSTS):
        post = post_for(area, role, posts, PARENTS, KINDS)
        return post and post.post_id

    assert found("140109001001001", "household") == "W1"
    assert found("140109001001001", "transport") == "T1"
    assert found("140109001001001", "transport", [p for p in POSTS if p.post_id != "T1"]) == "C1"
    assert found("140109", "transport") == "C1"
    assert post_for("140109001", "transport", POSTS, PARENTS, KINDS[::-1]).post_id == "T1"
    assert found("140109001001001", "walker") == "W1"


def test_a_role_nobody_carries_gives_no_post() -> None:
    """A post of a smaller area never answers for a larger one, and an unknown role has nobody."""
    assert post_for("140109001001", "household", POSTS, PARENTS, KINDS) is None
    assert post_for("140109001001001", "astronomy", POSTS, PARENTS, KINDS) is None


def test_two_posts_of_one_area_are_told_apart_the_same_way_every_time() -> None:
    """Among equals the order of the post kinds decides, then the id, whatever order they are given in."""
    twins = [Post("T9", "driver", "140109001"), Post("T2", "driver", "140109001")]

    assert {
        post_for("140109001", "transport", order, PARENTS, KINDS).post_id for order in (twins, twins[::-1])
    } == {"T2"}


def test_the_roster_says_who_fills_a_post_at_an_instant() -> None:
    """Shifts are half-open: at the hand-over the newcomer has it; after the last shift the post stands empty."""
    rosters = [
        Roster("W1", "P1", at("2022-08-22 00:00"), at("2022-08-22 12:00")),
        Roster("W1", "P2", at("2022-08-22 12:00"), at("2022-08-23 00:00")),
        Roster("W2", "P3", at("2022-08-01 00:00")),
    ]

    def who(post, instant):
        return person_on(post, at(instant), rosters)

    assert [who("W1", f"2022-08-22 {t}") for t in ("00:00", "11:59", "12:00", "23:59")] == [
        "P1",
        "P1",
        "P2",
        "P2",
    ]
    assert who("W1", "2022-08-23 00:00") == ""
    assert who("W2", "2031-01-01 00:00") == "P3"


def test_post_kinds_are_read_with_their_roles(tmp_path: Path) -> None:
    """Roles are separated by |, and a kind written twice is refused with its line."""
    path = tmp_path / "post_kinds.csv"
    heading = "post_kind,level,label_zh,label_en,roles\n"
    path.write_text(heading + "a,grid,甲,A,one|two\nb,county,乙,B,\n", encoding="utf-8")

    assert [(k.name, k.roles) for k in load_post_kinds(path)] == [("a", ("one", "two")), ("b", ())]

    path.write_text(heading + "a,grid,甲,A,one\na,grid,甲,A,two\n", encoding="utf-8")
    with pytest.raises(MutongError, match=r"post_kinds\.csv:3") as refused:
        load_post_kinds(path)
    assert refused.value.code == "post_kinds_unreadable"
