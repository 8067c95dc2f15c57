"""The lengths a flock book reckons by, from the village's cited numbers; what nobody has settled is left unknown."""

from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.flock_states import FlockRules, flock_rules


@dataclass(frozen=True)
class BookRules:
    """What the book reckons by.

    `flock` are the months of each class, `gestation` the (least, usual, most) days from mating to lambing, `tag_within`
    the days from birth to the ear tag, `check_after` the days from mating to the pregnancy check; None for what is not
    settled, and then `open` says which numbers those are. The book is kept all the same.
    """

    flock: FlockRules | None
    gestation: tuple[int, int, int] | None
    tag_within: int | None
    check_after: int | None
    open: tuple[Words, ...] = ()


def book_rules(numbers: Coefficients) -> BookRules:
    """The rules from the numbers of a village."""
    gaps: list[Words] = []
    flock = _settled(lambda: flock_rules(numbers), gaps)
    gestation = _settled(
        lambda: tuple(
            round(days)
            for days in (
                numbers.spread("sheep.gestation").low,
                numbers.value("sheep.gestation"),
                numbers.spread("sheep.gestation").high,
            )
        ),
        gaps,
    )
    return BookRules(
        flock=flock,
        gestation=gestation,
        tag_within=_settled(lambda: round(numbers.value("ear_tag.within_days_of_birth")), gaps),
        check_after=_settled(lambda: round(numbers.value("ewe.pregnancy_check_after")), gaps),
        open=tuple(dict.fromkeys(gaps)),
    )


def _settled(read, gaps: list[Words]):
    try:
        return read()
    except MutongError as error:
        gaps.append(error.words)
        return None
