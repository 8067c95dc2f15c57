"""A made-up village in the small register with sheep in its book."""

from datetime import date

from mutong.records.actions.enter_sheep import Arrivals, NewSheep
from mutong.records.actions.keep_flock_book import GroupEvent, Kept
from mutong.workflows.flock_book import enter_for_many, enter_new_sheep
from tests.records.small_register import GRID_ONE, PURPOSE, viewer_of

VILLAGE = "140109901001"
COUNTY = "140109"
OPENED = date(2022, 8, 1)
D = date


def tag(nth: int) -> str:
    """The nth tag of the county."""
    return f"3{COUNTY}{nth:08d}"


def open_book(ewes: int = 3, post: str = "SEC", area: str = VILLAGE, household: str = "H1") -> Kept:
    """Ewes with the tags 1 … n of a household, in the pen 东圈, and a ram with the tag 90."""
    sheep = [
        NewSheep(f"row {n}", "female", tag(n), birth=D(2020, 3, 1), breed="small_tail_han")
        for n in range(1, ewes + 1)
    ]
    sheep.append(NewSheep("ram", "male", tag(90), birth=D(2020, 3, 1)))
    arrivals = Arrivals(
        f"open-{post}",
        "listed",
        OPENED,
        {"use": "breeding", "pen": "东圈", "household": household},
        tuple(sheep),
    )
    return enter_new_sheep(viewer_of(post), area, arrivals, purpose=PURPOSE)


def happens(
    kind: str, on: date, keys: tuple[str, ...], sent_id: str = "", post: str = "SEC", **details: object
) -> Kept:
    """One event for some sheep."""
    group = GroupEvent(sent_id or f"{kind}-{on}-{'-'.join(keys)}", kind, on, details, keys)
    return enter_for_many(viewer_of(post), VILLAGE if post != "GW1" else GRID_ONE, group, purpose=PURPOSE)
