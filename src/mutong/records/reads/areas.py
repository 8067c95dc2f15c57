"""Areas by name, downward and upward, and who stands on a post. Open to everyone signed in."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mutong.kernel import clock
from mutong.records.access import ALL_AREAS
from mutong.records.columns import area_range
from mutong.records.register.models import Area, Post, Roster
from mutong.register.areas import path_to_top


@dataclass(frozen=True)
class AreaRow:
    """One area, without its geometry."""

    area_code: str
    name: str
    level: str
    parent_code: str | None
    population: int | None


@dataclass(frozen=True)
class PostRow:
    """A post and whoever fills it now; None where it stands empty."""

    post_id: str
    kind: str
    area_code: str
    person_id: str | None
    person_name: str | None


_COLUMNS = ("area_code", "name", "level", "parent_code", "population")


def area_of_code(area_code: str) -> AreaRow | None:
    """The area with a code; None when the register has none."""
    row = Area.objects.filter(pk=area_code).values_list(*_COLUMNS).first()
    return AreaRow(*row) if row else None


def area_name(area_code: str) -> str:
    """The name of an area; its code where the register has no such area."""
    if area_code == ALL_AREAS:
        return "全国"
    return Area.objects.filter(pk=area_code).values_list("name", flat=True).first() or area_code


def area_names(area_codes: list[str] | set[str]) -> dict[str, str]:
    """The names of many areas by code; codes that are not there are left out."""
    return dict(Area.objects.filter(pk__in=list(area_codes)).values_list("area_code", "name"))


def area_path(area_code: str) -> tuple[AreaRow, ...]:
    """The area and all above it, the widest first."""
    parents = {}
    here: str | None = area_code
    while here and here not in parents:
        parents[here] = Area.objects.filter(pk=here).values_list("parent_code", flat=True).first()
        here = parents[here]
    codes = path_to_top(area_code, parents)
    rows = {row[0]: AreaRow(*row) for row in Area.objects.filter(pk__in=codes).values_list(*_COLUMNS)}
    return tuple(rows[code] for code in reversed(codes) if code in rows)


def areas_under(area_code: str) -> tuple[AreaRow, ...]:
    """The areas one level down, by code; the provinces for "0"."""
    parent = None if area_code == ALL_AREAS else area_code
    rows = Area.objects.filter(parent_code=parent).order_by("area_code").values_list(*_COLUMNS)
    return tuple(AreaRow(*row) for row in rows)


def posts_of_area(area_code: str, *, below: bool = False) -> tuple[PostRow, ...]:
    """The posts that answer for an area (with `below`, also those of the areas under it), and who fills each now."""
    where = area_range(area_code) if below else Q(area_code=area_code)
    posts = list(Post.objects.filter(where).order_by("post_id").values_list("post_id", "kind", "area_code"))
    people = people_on_posts([post_id for post_id, *_ in posts])
    return tuple(PostRow(*post, *people.get(post[0], (None, None))) for post in posts)


def people_on_posts(
    post_ids: list[str] | set[str], at: datetime | None = None
) -> dict[str, tuple[str, str | None]]:
    """Post -> (person id, name) of whoever fills it at an instant (now); whoever came last where there are several."""
    at = at or clock.now()
    rows = (
        Roster.objects.filter(Q(to_at=None) | Q(to_at__gt=at), post_id__in=list(post_ids), from_at__lte=at)
        .order_by("from_at", "person_id")
        .values_list("post_id", "person_id", "person__name")
    )
    return {post_id: (person_id, name) for post_id, person_id, name in rows}
