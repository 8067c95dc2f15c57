"""Posts and the people who fill them: every post kind of the deployment, in every area of the sample."""

import csv
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.worlds.people import Person

ROSTER_FROM = "2022-08-01T00:00:00+08:00"


@dataclass(frozen=True)
class Post:
    """A post of an area and the person who fills it."""

    post_id: str
    kind: str
    area_code: str
    organisation_id: str
    person: Person


def load_post_kinds() -> list[tuple[str, str]]:
    """(kind, level of its area) from the deployment's post_kinds.csv; MutongError when there is no such file."""
    path = deployment_folder() / "post_kinds.csv"
    if not path.is_file():
        raise MutongError(
            "post_kinds_missing",
            Words(
                f"没有找到岗位类别文件 {path.name}；请把它放进部署文件夹，或用 MUTONG_DEPLOYMENT 指明文件夹。",
                f"There is no {path.name}; put it into the deployment folder or name the folder in "
                "MUTONG_DEPLOYMENT.",
            ),
            file=path.name,
        )
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["post_kind"], row["level"]) for row in csv.DictReader(lines)]


def fill_posts(areas: dict[str, list[str]], candidates: "dict[str, list[Person]]") -> list[Post]:
    """One post of each kind in each area of its level, each filled by another person.

    `areas`: level -> area codes that have posts. `candidates`: area prefix -> people, taken from the front; the
    longest prefix of the area that still has somebody serves, so that a grid's worker comes from its community.
    """
    posts = []
    for kind, level in load_post_kinds():
        for area in areas.get(level, []):
            posts.append(Post(f"{kind}-{area}", kind, area, "", _take(candidates, area)))
    return posts


def _take(candidates: dict[str, list[Person]], area: str) -> Person:
    for prefix in sorted(candidates, key=len, reverse=True):
        if area.startswith(prefix) and candidates[prefix]:
            one = candidates[prefix].pop(0)
            one.number = True
            return one
    raise MutongError(
        "nobody_for_post",
        Words(
            f"区划 {area} 没有人可以任职；请把人数加大。",
            f"Nobody can fill the posts of {area}; ask for more people.",
        ),
        area_code=area,
    )
