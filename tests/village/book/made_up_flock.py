"""A made-up flock, entered as a worker would: through the checks, so that what is refused never stands in it."""

from collections.abc import Mapping
from datetime import date

from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Event, Trouble
from mutong.village.book.rules import BookRules, book_rules
from tests.village.village_numbers import sample

TODAY = date(2022, 8, 22)
COUNTY = "140122"


def rules() -> BookRules:
    """What the sample village reckons by: 150 days, weaned at 2 months, mated from 9."""
    return book_rules(sample())


def tag(nth: int) -> str:
    """The nth tag of the county."""
    return f"3{COUNTY}{nth:08d}"


class Book:
    """Sheep and events, entered one by one."""

    def __init__(self) -> None:
        self.animals: list[Animal] = []
        self.events: list[Event] = []

    @property
    def flock(self) -> Flock:
        """What stands in it."""
        return Flock(self.animals, self.events, rules())

    def sheep(
        self, animal_id: str, sex: str = "female", birth: date | None = date(2020, 3, 1), **more
    ) -> str:
        """A new sheep without any event."""
        self.animals.append(Animal(animal_id, "", sex, "small_tail_han", birth, **more))
        return animal_id

    def enter(
        self, animal_id: str, kind: str, on: date, today: date = TODAY, **details: object
    ) -> list[Trouble]:
        """Enter an event unless it is refused; what was said of it."""
        event = Event(f"e{len(self.events)}:{kind}", animal_id, kind, on, details, len(self.events))
        troubles = self.flock.with_event(event, today)
        if not any(one.refused for one in troubles):
            self.events.append(event)
        return troubles


def codes(troubles: list[Trouble], *, refused: bool) -> set[str]:
    """The codes of refusals or of warnings."""
    return {one.code for one in troubles if one.refused is refused}


def ewe(book: Book, animal_id: str = "E1", on: date = date(2022, 1, 1), **told: object) -> str:
    """A grown ewe that was there when the book was opened."""
    book.sheep(animal_id)
    details: Mapping[str, object] = {"stage": "adult", "use": "breeding", "pen": "P1", **told}
    book.enter(animal_id, "listed", on, **details)
    return animal_id
