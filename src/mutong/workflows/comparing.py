"""What changes for whom between two packs, two days or two states of knowledge; nothing is written."""

from dataclasses import dataclass
from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import end_of_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area
from mutong.records.reads.course_events import access_course_events
from mutong.records.reads.obligation_rows import households_of_area
from mutong.standards.comparing import PackChange, compare_packs
from mutong.standards.comparing_answers import AnswerDifferences, compare_answers
from mutong.standards.comparing_courses import CourseChange, compare_courses
from mutong.standards.pack import Pack
from mutong.standards.protocols import protocols_of
from mutong.workflows.event_reading import protocol_events
from mutong.workflows.local_choices import choices_now
from mutong.workflows.pack_shelf import load_shelf
from mutong.workflows.screening import read_snapshot

# Both sides of a comparison are worked out while somebody waits: so many households take a few seconds.
HOUSEHOLDS_AT_MOST = 1_500


@dataclass(frozen=True)
class Side:
    """A pack as in force on a day, as known at a day."""

    pack: Pack
    on: date
    known_at: date


def compare_texts(old: Side, new: Side, area_code: str) -> list[PackChange]:
    """What differs in the packs themselves, for an area; nobody's records are read."""
    return compare_packs(
        old.pack,
        new.pack,
        old.on,
        new.on,
        area_code,
        choices_now(),
        known_old=old.known_at,
        known_new=new.known_at,
    )


def compare_people(
    viewer: Viewer, old: Side, new: Side, area_code: str, *, purpose: str
) -> AnswerDifferences:
    """For whom of an area an answer changes. The register is read as it was on each day, as known then.

    Raises AccessDenied without the right to read assistance records of the whole area, and MutongError `too_many` for
    an area with more than HOUSEHOLDS_AT_MOST households.
    """
    check_area(viewer, "read_assistance", area_code, purpose)
    count = len(households_of_area(area_code))
    if count > HOUSEHOLDS_AT_MOST:
        raise MutongError(
            "too_many",
            Words(
                f"这个区域有 {count:,} 户，页面上最多比较 {HOUSEHOLDS_AT_MOST:,} 户：请选小一些的区域，"
                "或用命令 mutong standards compare。",
                f"The area has {count:,} households and a page compares at most {HOUSEHOLDS_AT_MOST:,}: choose a "
                "smaller area, or use the command mutong standards compare.",
            ),
        )
    shelf = load_shelf()
    before = read_snapshot(viewer, area_code, on=old.on, known_at=old.known_at, purpose=purpose)
    same = (old.on, old.known_at) == (new.on, new.known_at)
    after = (
        before
        if same
        else read_snapshot(viewer, area_code, on=new.on, known_at=new.known_at, purpose=purpose)
    )
    return compare_answers(before, shelf.family(old.pack), after, shelf.family(new.pack), choices_now())


def compare_held(viewer: Viewer, old: Side, new: Side, area_code: str, *, purpose: str) -> list[CourseChange]:
    """Everyone of an area whom a protocol of the old pack holds on the old side's day (today: now), and what the new
    one, with its numbers of the new side's day, would ask of them.

    Raises AccessDenied without the right to read health records of the whole area.
    """
    kinds = {
        protocol.start.event
        for one in (old.pack, *old.pack.ancestors)
        for protocol in protocols_of(one)
        if protocol.start is not None and protocol.subject_kind == "person"
    }
    read = access_course_events(viewer, area_code, sorted(kinds), purpose=purpose)
    events = {person: protocol_events(rows) for person, rows in read.events.items()}
    as_of = clock.now() if old.on == clock.today() else end_of_day(old.on)
    return compare_courses(
        events,
        old.pack,
        new.pack,
        as_of,
        choices_now(),
        lambda one: read.area_of.get(one, ""),
        numbers_on=new.on,
    )
