"""How posts, viewers and areas are called on a page."""

from datetime import date

from mutong.kernel import clock
from mutong.kernel.period import age_on
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_name
from mutong.records.reads.people import person_name
from mutong.workflows.deployment import load_deployment

NO_POST = Words("此刻没有在岗的岗位", "no post at this moment")


def post_kind_words(kind: str) -> Words:
    """What a kind of post is called here; its own word when this place does not list it."""
    for post_kind in load_deployment().post_kinds:
        if post_kind.name == kind:
            return post_kind.words
    return Words(kind, kind.replace("_", " "))


def post_line(viewer: Viewer) -> Words:
    """The posts somebody fills now, each with its area."""
    if not viewer.holdings:
        return NO_POST
    parts = [(area_name(h.area_code), post_kind_words(h.kind)) for h in viewer.holdings]
    return Words(
        "；".join(f"{area} {post.zh}" for area, post in parts),
        "; ".join(f"{post.en}, {area}" for area, post in parts),
    )


def viewer_name(viewer: Viewer) -> str:
    """The person's own name, else the account."""
    return (viewer.person_id and person_name(viewer.person_id)) or viewer.name


def rule_title(rule_id: str) -> Words:
    """What a rule (`pack:rule`) is called; the id where this place has no such rule."""
    pack_name, _, name = rule_id.partition(":")
    for pack in load_deployment().packs:
        if pack.pack == pack_name and name in pack.rules:
            return pack.rules[name][-1].title
    return Words(rule_id, rule_id)


def age_words(birth: date | None) -> Words:
    """How old somebody is today."""
    if birth is None:
        return Words("年龄不详", "age not known")
    years = age_on(birth, clock.today())
    return Words(f"{years} 岁", f"{years}")
