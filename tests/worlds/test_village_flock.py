"""The keepers' sheep as a list: as many as the survey found, tags that are tags, lambs too young to bear one."""

from collections import Counter
from datetime import date, timedelta

from mutong.village.book.tags import is_own_number, read_tag
from mutong.worlds.names import VILLAGE
from mutong.worlds.people import START
from tests.worlds.conftest import WrittenWorld


def test_each_keeper_has_as_many_sheep_as_the_survey_says(world: WrittenWorld) -> None:
    """Household by household the list holds what was answered; where nobody wrote a number there is no sheep."""
    said = {row["household_id"]: row["sheep_now"] for row in world.rows("inbox/survey")}
    listed = Counter(row["household_id"] for row in world.rows("inbox/flock_list"))
    assert listed == {home: int(heads) for home, heads in said.items() if heads not in ("", "0")}
    assert sum(listed.values()) > 100


def test_tags_are_tags_and_each_bears_one(world: WrittenWorld) -> None:
    """Every sheep has a tag of the village's county or a number of the farm's own, each once."""
    rows = world.rows("inbox/flock_list")
    tags = [read_tag(row["tag"]) for row in rows if row["tag"]]
    numbers = [row["own_number"] for row in rows if row["own_number"]]
    assert {tag.county for tag in tags} == {VILLAGE[0][:6]}
    assert all(is_own_number(number) for number in numbers)
    assert len({tag.digits for tag in tags}) + len(set(numbers)) == len(rows)


def test_only_lambs_under_a_month_are_untagged(world: WrittenWorld) -> None:
    """Who bears no tag is younger than thirty days, and nobody is born after the count."""
    for row in world.rows("inbox/flock_list"):
        age = START - date.fromisoformat(row["birth_date"])
        assert timedelta() < age
        assert (age < timedelta(days=30)) == (not row["tag"])
        assert (row["sheep_stage"] == "lamb") == (age < timedelta(days=60))
