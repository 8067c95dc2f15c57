"""The flock on a worker's day: how much is overdue, due today and within a week, and the way there."""

from dataclasses import dataclass

from django.urls import reverse

from mutong.desk.book_frame import PURPOSE
from mutong.desk.parts import with_query
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.flock import KEEP, areas_with_sheep
from mutong.workflows.flock_book import due_now, flock_book


@dataclass(frozen=True)
class FlockCard:
    """What is due in the flocks that somebody keeps, counted by sheep and thing."""

    url: str
    overdue: int
    today: int
    week: int

    @property
    def words(self) -> Words:
        """The counts in a sentence."""
        return Words(
            f"逾期 {self.overdue} 项，今天 {self.today} 项，七天内 {self.week} 项",
            f"{self.overdue} overdue, {self.today} today, {self.week} within a week",
        )


def flock_card(viewer: Viewer) -> FlockCard | None:
    """The card of whoever keeps the books of a village or grid with sheep; None for everybody else."""
    areas = areas_with_sheep(viewer, KEEP)
    if not areas:
        return None
    today = clock.today()
    counts = {"overdue": 0, "today": 0, "week": 0}
    for area in areas:
        for one in due_now(flock_book(viewer, area, purpose=PURPOSE)):
            when = one.when(today)
            if when in counts:
                counts[when] += 1
    return FlockCard(with_query(reverse("flock_due"), area=areas[0]), **counts)
