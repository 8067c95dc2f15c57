"""Where subjects live, for lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from mutong.records.reads.subjects import living_households, subject_names


@dataclass(frozen=True)
class Home:
    """A subject's name, the household it is or lives in ('' for none), and that household's door."""

    name: str
    household_id: str
    door: str

    @property
    def url(self) -> str:
        """The household's page; '' for none."""
        return reverse("household", args=[self.household_id]) if self.household_id else ""


def homes_of(subjects: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Home]:
    """(kind, id) -> its home. The caller has checked that the viewer may read the subjects."""
    people = [subject_id for kind, subject_id in subjects if kind == "person"]
    lives = {person: homes[0] for person, homes in living_households(people).items()}
    of = {(k, i): (lives.get(i, "") if k == "person" else i if k == "household" else "") for k, i in subjects}
    names = subject_names([*subjects, *(("household", home) for home in of.values() if home)])
    return {
        subject: Home(names.get(subject, subject[1]), home, names.get(("household", home), home))
        for subject, home in of.items()
    }
