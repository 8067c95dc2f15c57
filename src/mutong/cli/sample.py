"""The sample register: a made-up world goes in by the ordinary import, and Mutong goes once round.

Each step is marked when it is done, so that a start that was interrupted goes on where it stopped; what a step left
half done is done again to the same end.
"""

import csv
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel import clock
from mutong.kernel.folders import var_folder
from mutong.kernel.words import Words
from mutong.outbreak.stay_frames import stay_columns
from mutong.records.access import Viewer, right_of, system_viewer
from mutong.records.actions.accounts import create_account
from mutong.records.actions.move_clock import begin_sample_clock
from mutong.records.landing.stay_landing import add_stays
from mutong.records.reads.areas import people_on_posts
from mutong.records.reads.duty_lists import work_of_posts
from mutong.records.reads.obligation_rows import all_posts, townships_with_households
from mutong.records.reads.village import areas_with_land
from mutong.register.areas import covers
from mutong.tables.frames import read_table
from mutong.workflows.casework import trace_cases
from mutong.workflows.deployment import load_deployment
from mutong.workflows.flock_import import import_flock
from mutong.workflows.importing import import_file
from mutong.workflows.rounds import oblige_people
from mutong.workflows.same_people import look_for_doubles
from mutong.workflows.screening import screen_area
from mutong.workflows.surveying import take_book
from mutong.worlds.making import make_world
from mutong.worlds.names import VILLAGE

PURPOSE = "准备样例 / prepare the sample"
PEOPLE = 20_000
_COMMUNITY_DIGITS = 12
_TABLES = (
    "areas", "organisations", "places", "households", "people", "memberships", "relations", "posts", "rosters",
    "completeness", "facts", "events", "plots",
)  # fmt: skip
_WORDS = {
    "areas": Words("区划", "areas"),
    "organisations": Words("单位", "organisations"),
    "places": Words("场所", "places"),
    "households": Words("家庭", "households"),
    "people": Words("人员", "people"),
    "memberships": Words("家庭成员", "memberships"),
    "relations": Words("关系", "relations"),
    "posts": Words("岗位", "posts"),
    "rosters": Words("排班", "rosters"),
    "completeness": Words("完整性声明", "completeness"),
    "facts": Words("事实", "facts"),
    "events": Words("事件", "events"),
    "plots": Words("地块", "plots"),
}
_INBOX = {
    "cases": Words("阳性病例", "positive cases"),
    "survey": Words("村里的调查表", "the village's survey"),
}
Say = Callable[[str], None]
Show = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SignIn:
    """One sample account: its name, its password and the post it stands for."""

    username: str
    password: str
    post: Words
    post_id: str


def prepare_sample(seed: int, *, say: Say, show: Show, people: int = PEOPLE) -> list[SignIn]:
    """Make the sample register if it is not there yet, go once round, and give one sign-in for each kind of post."""
    viewer = system_viewer("sample")
    world, marks = var_folder() / "world", _Marks(var_folder() / "sample-steps.txt")
    if "world" not in marks:
        say("· 生成样例世界 making the sample world")
        make_world(seed, people, world)
        marks.add("world")
    begin_sample_clock(viewer, purpose=PURPOSE)
    for table in _TABLES:
        if table not in marks:
            words = _WORDS[table]
            say(f"· 导入 {words.zh} importing {words.en}")
            import_file(
                viewer,
                world / f"{table}.csv",
                table,
                purpose=PURPOSE,
                progress=lambda done, total, label=words.zh: show(label, done, total),
            )
            marks.add(table)
    if "stays" not in marks:
        say("· 建停留库 building the stay store")
        add_stays(viewer, stay_columns(read_table(world, "stays")), purpose=PURPOSE)
        marks.add("stays")
    _inbox(viewer, world / "inbox", marks, say)
    flock = world / "inbox" / "flock_list.csv"
    if flock.exists() and "flock" not in marks:
        say("· 羊群建账 opening the flock book")
        listed = import_flock(viewer, VILLAGE[0], flock, clock.today(), purpose=PURPOSE)
        say(f"    {listed.listed} sheep")
        marks.add("flock")
    if "traced" not in marks:
        say("· 判定密接、下达任务 finding contacts, giving out duties")
        report = trace_cases(viewer=viewer)
        say(f"    {len(report.cases)} cases → {report.contacts} contacts → {report.obliged.created} duties")
        oblige_people(viewer)
        marks.add("traced")
    for area_code in townships_with_households():
        if f"screened {area_code}" not in marks:
            say(f"· 政策筛查 screening {area_code}")
            found = screen_area(viewer, area_code)
            say(f"    {found.subjects} subjects → {found.findings} findings → {found.obliged.created} duties")
            marks.add(f"screened {area_code}")
    if "doubles" not in marks:
        say("· 查找同一人的重复记录 looking for records of one person")
        found, _ = look_for_doubles(viewer, exact_only=True)
        say(f"    {found.people} records → {len(found.pairs)} pairs to decide")
        marks.add("doubles")
    return _sign_ins(viewer)


def _inbox(viewer: Viewer, inbox: Path, marks: "_Marks", say: Say) -> None:
    for table, words in _INBOX.items():
        path = inbox / f"{table}.csv"
        if path.exists() and f"inbox {table}" not in marks:
            say(f"· 导入 {words.zh} importing {words.en}")
            import_file(viewer, path, table, purpose=PURPOSE)
            marks.add(f"inbox {table}")
    book = inbox / "village-survey.xlsx"
    if book.exists() and "survey book" not in marks:
        say("· 读入入户调查表 taking in the survey workbook")
        taken = take_book(viewer, book, purpose=PURPOSE)
        say(f"    {taken.households} households, {taken.rows_new} rows")
        marks.add("survey book")


def _sign_ins(viewer: Viewer) -> list[SignIn]:
    """One account for each kind of post; passwords are made once and kept in var, readable by the owner alone."""
    kept = var_folder() / "sample-sign-ins.csv"
    labels = {kind.name: kind.words for kind in load_deployment().post_kinds}
    if kept.exists():
        with kept.open(encoding="utf-8", newline="") as lines:
            return [
                SignIn(
                    row["username"], row["password"], labels.get(row["kind"], Words("", "")), row["post_id"]
                )
                for row in csv.DictReader(lines)
            ]
    posts = all_posts()
    filled = people_on_posts([post_id for post_id, _, _ in posts])
    work = work_of_posts()
    areas = {post_id: area_code for post_id, _, area_code in posts}
    found: list[tuple[str, SignIn]] = []
    shown = ""
    for kind, words in labels.items():
        here = [post_id for post_id, one, _ in posts if one == kind and post_id in filled]
        if not here:
            continue
        # The worker with the most kinds of work, and with something to ask where it is done, shows best what one list
        # for one worker means; the other posts are those above this worker, so that one can follow a duty up the
        # ladder from one sign-in to the next.
        above = [post_id for post_id in here if shown and covers(areas[post_id], areas[shown])]
        post = max(above or here, key=lambda post_id: work.get(post_id, (0, 0, 0)))
        shown = shown or post
        password = secrets.token_urlsafe(9)
        username = kind
        create_account(viewer, username, password, filled[post][0], purpose=PURPOSE)
        found.append((kind, SignIn(username, password, words, post)))
    found += _village_sign_ins(viewer, posts, filled, {one.post_id for _, one in found}, labels)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    with kept.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("username", "password", "kind", "post_id"))
        writer.writerows((one.username, one.password, kind, one.post_id) for kind, one in found)
    return [one for _, one in found]


def _village_sign_ins(
    viewer: Viewer,
    posts: Sequence[tuple[str, str, str]],
    filled: Mapping[str, tuple[str, str | None]],
    taken: set[str],
    labels: Mapping[str, Words],
) -> list[tuple[str, SignIn]]:
    """Whoever leads a village with land, so that one can look at what its households offer."""
    villages = {area_code[:_COMMUNITY_DIGITS] for area_code in areas_with_land()}
    found = []
    for post_id, kind, area_code in posts:
        if area_code in villages and kind in right_of("read_village").own_area and post_id in filled:
            if post_id in taken:
                continue
            password, username = secrets.token_urlsafe(9), f"{kind}_village"
            create_account(viewer, username, password, filled[post_id][0], purpose=PURPOSE)
            found.append((kind, SignIn(username, password, labels.get(kind, Words("", "")), post_id)))
            break
    return found


class _Marks:
    """The steps that are done, one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()

    def __contains__(self, step: str) -> bool:
        return step in self._done

    def add(self, step: str) -> None:
        """Note a step as done."""
        self._done.add(step)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{step}\n")
