"""Making a world: a register on files, the inbox still to be imported, and the truth that was planted."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.worlds.areas import FULL_COMMUNITY
from mutong.worlds.doubles import plant_doubles
from mutong.worlds.names import name_people
from mutong.worlds.outbreak_cast import make_cast
from mutong.worlds.outbreak_scenes import write_script
from mutong.worlds.posts import fill_world_posts
from mutong.worlds.register_rows import everyone, give_ids
from mutong.worlds.settlement import FULL_TAG, LEAST_PEOPLE, MOST_PEOPLE, settle
from mutong.worlds.stay_files import write_stays
from mutong.worlds.streams import stream
from mutong.worlds.truth_files import write_survey_truth, write_truth
from mutong.worlds.village_survey import make_village_survey
from mutong.worlds.world_files import write_inbox, write_register

_MARK = "world.txt"


@dataclass(frozen=True)
class WorldReport:
    """What was made: counts by name, the folder, and how long it took in seconds."""

    folder: Path
    counts: dict[str, int]
    seconds: float


def make_world(
    seed: int,
    people: int,
    folder: str | Path,
    progress: Callable[[str], None] | None = None,
    community_only: bool = False,
) -> WorldReport:
    """Write the world of a seed with a full-detail community of so many living people (2,000 to 500,000).

    `folder` gets one file a table, `inbox/` with cases.csv and survey.csv to be imported and the filled workbook
    village-survey.xlsx, and `truth/`, which no command reads. The same seed and size give the same bytes. `progress`
    is told each step's name. `community_only` leaves out the neighbouring communities and the village. Raises
    MutongError `world_size_out_of_range`, `folder_not_empty`, `post_kinds_missing`; the folder appears whole or not
    at all.
    """
    begun = time.perf_counter()
    say = progress or (lambda step: None)
    folder = Path(folder)
    _check(people, folder)
    half = folder.with_name(folder.name + ".making")
    if half.exists():
        shutil.rmtree(half)
    half.mkdir(parents=True)
    cast = make_cast(community_only)
    settlement = settle(seed, people, cast, community_only, say)
    households = settlement.all()
    give_ids(households)
    name_people(households, stream(seed, "names"))
    posts = fill_world_posts(settlement, seed, people, community_only)
    script = write_script(cast, FULL_TAG, FULL_COMMUNITY)
    say("stays")
    stay_places, stays = write_stays(half, settlement, script, seed)
    say("register")
    holders = {post.person.person_id for post in posts}
    doubles = plant_doubles(settlement.ordinary, holders, len(everyone(households)), seed)
    counts, waiting, sheets = write_register(
        half, settlement, posts, [*stay_places, *script.places], doubles, seed, community_only
    )
    survey = None
    if sheets:
        survey = make_village_survey(settlement.village, sheets, stream(seed, "village survey"))
    write_inbox(half, cast, sheets, survey)
    say("truth")
    counts |= write_truth(half, settlement, script, waiting, doubles)
    counts |= write_survey_truth(half, survey) if survey else {}
    counts |= {"stays": stays, "people in all": len(everyone(households))}
    (half / _MARK).write_text(
        f"seed {seed}\npeople {people}\ncommunity_only {community_only}\n", encoding="utf-8"
    )
    if folder.exists():
        shutil.rmtree(folder)
    half.replace(folder)
    return WorldReport(folder, counts, time.perf_counter() - begun)


def _check(people: int, folder: Path) -> None:
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        raise MutongError(
            "world_size_out_of_range",
            Words(
                f"人数 {people:,} 不在范围内；请给 {LEAST_PEOPLE:,} 到 {MOST_PEOPLE:,} 之间的数。",
                f"{people:,} people cannot be made; give a number from {LEAST_PEOPLE:,} to {MOST_PEOPLE:,}.",
            ),
            people=people,
        )
    if folder.exists() and not (folder / _MARK).is_file() and any(folder.iterdir()):
        raise MutongError(
            "folder_not_empty",
            Words(
                f"文件夹 {folder.name} 里已有别的文件；请换一个空文件夹。",
                f"The folder {folder.name} holds other files; name an empty one.",
            ),
            folder=folder.name,
        )
