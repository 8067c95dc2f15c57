"""Posts: a pack names a role, a place says which kind of post carries it, a roster says who fills it (T11)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_COLUMNS = ("post_kind", "level", "label_zh", "label_en", "roles")


@dataclass(frozen=True)
class PostKind:
    """A kind of post of this place, at which level it stands, and the roles of packs that it carries."""

    name: str
    level: str
    words: Words
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Post:
    """A post: of a kind, answering for an area."""

    post_id: str
    kind: str
    area_code: str


@dataclass(frozen=True)
class Roster:
    """Who fills a post, from an instant up to, not including, another; None: until further notice."""

    post_id: str
    person_id: str
    start: datetime
    end: datetime | None = None


def load_post_kinds(path: Path) -> tuple[PostKind, ...]:
    """The post kinds in a CSV file (columns as in deployment/sample/post_kinds.csv; roles separated by |).

    Raises MutongError `post_kinds_unreadable` for missing columns, an empty name or a kind written twice.
    """
    path = Path(path)
    found: dict[str, PostKind] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise _unreadable(
                path, 1, f"缺少列 {'、'.join(missing)}", f"columns are missing: {', '.join(missing)}"
            )
        for row in reader:
            name = row["post_kind"]
            if not name or name in found:
                raise _unreadable(
                    path,
                    reader.line_num,
                    f"岗位类别“{name}”为空或重复",
                    f"the post kind “{name}” is empty or twice",
                )
            roles = tuple(role for role in row["roles"].split("|") if role)
            found[name] = PostKind(name, row["level"], Words(row["label_zh"], row["label_en"]), roles)
    return tuple(found.values())


def post_for(
    area_code: str,
    role: str,
    posts: Iterable[Post],
    parents: Mapping[str, str],
    kinds: Iterable[PostKind],
) -> Post | None:
    """The post that carries a role for an area: of those that cover it, the one of the smallest area.

    `role` is what a step names in `post_kind`; a post kind's own name serves too. `parents` maps an area to the one
    above it. Among posts of one area the order of `kinds` decides, then the id. None: nobody carries the role there,
    which the caller must show, not swallow.
    """
    rank = {kind.name: place for place, kind in enumerate(kinds) if role in (kind.name, *kind.roles)}
    distance = {code: steps for steps, code in enumerate(areas_upward(area_code, parents))}
    fitting = [post for post in posts if post.kind in rank and post.area_code in distance]
    return min(
        fitting,
        key=lambda post: (distance[post.area_code], rank[post.kind], post.post_id),
        default=None,
    )


def areas_upward(area_code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """An area and all above it, the smallest first; a ring in `parents` ends the walk."""
    found: list[str] = []
    here = area_code
    while here and here not in found:
        found.append(here)
        here = parents.get(here, "")
    return tuple(found)


def person_on(post_id: str, at: datetime, rosters: Iterable[Roster]) -> str:
    """Who fills a post at an instant; '' when the post stands empty. Of several, whoever came last."""
    there = [
        roster
        for roster in rosters
        if roster.post_id == post_id and roster.start <= at and (roster.end is None or at < roster.end)
    ]
    return max(there, key=lambda roster: (roster.start, roster.person_id)).person_id if there else ""


def _unreadable(path: Path, line: int, zh: str, en: str) -> MutongError:
    return MutongError(
        "post_kinds_unreadable",
        Words(
            f"{path.name}:{line}：{zh}。请按表头填写，每类岗位一行。",
            f"{path.name}:{line}: {en}. Keep the heading, one line for each kind.",
        ),
        file=path.name,
        line=line,
    )
