"""An interview: which days to ask about, what is not known of them, and what follows at once from each answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import civil_day, start_of_day
from mutong.kernel.words import Words
from mutong.outbreak.columns import instant_of, second_of
from mutong.outbreak.exposers import LONG_AGO, Exposer, exposers_of_cases
from mutong.outbreak.trajectory import Contradiction, Gap, Visit, find_contradictions, find_gaps
from mutong.records.access import Viewer
from mutong.records.actions.find_sought import find_sought
from mutong.records.actions.record_statement import Said, record_statement, withdraw_statement
from mutong.records.outbreak.told_store import stays_to_rewrite
from mutong.records.reads.interviews import (
    InterviewFile,
    access_interview,
    access_interviewed_case,
    access_new_contacts,
    contacts_of,
)
from mutong.records.reads.place_search import places_named
from mutong.records.reads.tracing_rows import open_case_ids
from mutong.standards.contact_parts import InfectiousWindow
from mutong.standards.contacts import contact_rules
from mutong.standards.incubation import incubation_of
from mutong.standards.pack import Pack
from mutong.standards.parameters import parameters_of
from mutong.workflows.casework import trace_cases
from mutong.workflows.deployment import load_deployment
from mutong.workflows.jobs import ask_for_tracing
from mutong.workflows.local_choices import choices_now

# So many stays are written anew in about a second of work (measured on the sample world).
AT_ONCE_STAYS = 1_000_000
_A_DAY = timedelta(days=1)
# Statements that tell of stays and homes, in which other cases may have met somebody too.
_OF_OTHERS_TOO = frozenset({"stay", "met", "lives_with"})
# Where people stay for days on end; anywhere else a stay longer than a day is likely a slip of the pen.
_LIVED_IN = frozenset({"home", "dormitory", "hospital", "isolation_site"})


@dataclass(frozen=True)
class AskedDays:
    """The days to ask about, half-open [start, end).

    From `infectious_from` on the case may have infected others (`surely` when that is known exactly, `window` says by
    which clause); before it, from `infected_from` on, it may have been infected itself (`infected_by` says how that is
    known: case, standard, asked, or '' where nothing says). `anchored` is False where neither onset nor specimen is
    known.
    """

    start: datetime
    end: datetime
    infectious_from: datetime
    infected_from: datetime
    infected_by: str
    surely: bool
    anchored: bool
    window: InfectiousWindow | None


@dataclass(frozen=True)
class Interview:
    """What an interviewer looks at: the days, what is known, what to ask, what cannot both be true."""

    days: AskedDays
    file: InterviewFile
    gaps: tuple[Gap, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True)
class Heard:
    """What followed from an answer: new contacts (id, name), what to look at again, whether tracing still waits."""

    statement_id: str
    again: bool = False
    new_contacts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Words, ...] = ()
    waiting: bool = False


def interview_of(viewer: Viewer, case_id: str, *, purpose: str, days_back: int | None = None) -> Interview:
    """What is known of the case in the days to ask about.

    `days_back` looks so many days further back than the infectious window where neither the case nor a standard says
    when it was infected. Raises AccessDenied without the rights interview and read_movement; MutongError
    `case_not_found`, `case_is_closed`.
    """
    case = access_interviewed_case(viewer, case_id, purpose)
    days = asked_days(case, days_back)
    start, end = second_of(days.start), second_of(days.end)
    file = access_interview(viewer, case, start, end, purpose)
    visits = [
        Visit(one.key, one.place_id, second_of(one.arrived_at), second_of(one.left_at)) for one in file.stays
    ]
    return Interview(days, file, find_gaps(visits, start, end), find_contradictions(visits))


def asked_days(case: Mapping[str, object], days_back: int | None = None) -> AskedDays:
    """The days to ask about of a case (a row of table cases): by the packs and choices in force, as of now."""
    now, today = clock.now(), clock.today()
    window, exposer, longest = None, None, None
    for pack in load_deployment().packs_of("health"):
        if not pack.raw_contacts or not pack.valid.holds(today):
            continue
        area = str(case["area_code"])
        try:
            rules = contact_rules(pack, choices_now(), today, area)
        except MutongError:
            continue  # a pack that cannot be read here traces nobody either
        window = rules.window
        exposer = next(iter(exposers_of_cases([case], rules, now)), None)
        longest = _longest_incubation(pack, area)
        if exposer:
            break
    reported = start_of_day(civil_day(case["reported_at"]))
    infectious_from = _infectious_from(exposer, reported)
    end = instant_of(exposer.to) if exposer and exposer.to > second_of(infectious_from) else now
    infected_from, infected_by = _infected_from(case, infectious_from, longest, days_back)
    return AskedDays(
        start=min(infected_from, infectious_from),
        end=end,
        infectious_from=infectious_from,
        infected_from=infected_from,
        infected_by=infected_by,
        surely=bool(exposer) and exposer.sure_from == exposer.from_,
        anchored=case["date_onset"] is not None or case["date_specimen"] is not None,
        window=window,
    )


def hear(viewer: Viewer, case_id: str, said: Said, *, purpose: str) -> Heard:
    """Keep what was said and find the case's contacts anew, at once where that is quick.

    Raises what `record_statement` raises.
    """
    before = contacts_of(case_id)
    kept = record_statement(viewer, case_id, said, purpose=purpose)
    case = access_interviewed_case(viewer, case_id, purpose)
    heard = Heard(kept.statement_id, kept.again, warnings=_doubts(case, said))
    return _followed_up(viewer, case_id, before, heard, purpose, others=said.kind in _OF_OTHERS_TOO)


def take_back(viewer: Viewer, case_id: str, statement_id: str, *, purpose: str) -> Heard:
    """Take a statement back and find the case's contacts anew. Whoever was listed stays listed.

    Raises what `withdraw_statement` raises.
    """
    before = contacts_of(case_id)
    withdraw_statement(viewer, case_id, statement_id, purpose=purpose)
    return _followed_up(viewer, case_id, before, Heard(statement_id), purpose)


def found_on_list(viewer: Viewer, case_id: str, sought_id: str, person_id: str, *, purpose: str) -> Heard:
    """Say who somebody of a list is and find the case's contacts anew. Raises what `find_sought` raises."""
    before = contacts_of(case_id)
    find_sought(viewer, case_id, sought_id, person_id, purpose=purpose)
    return _followed_up(viewer, case_id, before, Heard(""), purpose)


def _followed_up(
    viewer: Viewer, case_id: str, before: frozenset[str], heard: Heard, purpose: str, *, others: bool = True
) -> Heard:
    """Contacts found anew after a writing; `before` are those listed until then. `others`: it may tell of stays at
    which other cases were, so their contacts are found anew too, in the background.

    Also after the same form again: the first may have been interrupted before its tracing.
    """
    later = stays_to_rewrite() > AT_ONCE_STAYS
    if later:
        ask_for_tracing(case_id)
    else:
        trace_cases([case_id])
    if others and set(open_case_ids()) - {case_id}:
        ask_for_tracing()
    if later:
        return replace(heard, waiting=True)
    return replace(heard, new_contacts=access_new_contacts(viewer, case_id, before, purpose))


def _doubts(case: Mapping[str, object], said: Said) -> tuple[Words, ...]:
    """What is kept as it was said of the case (as it is now), and worth asking again."""
    found, days = [], asked_days(case)
    if said.kind == "onset" and "onset_earliest" in case:
        first, last = case["onset_earliest"], case["onset_latest"]
        found.append(
            Words(
                f"发病日期说法不一（{first} 至 {last}）：都保留，判定时都算进去；请在病例档案里核定。",
                f"Sources differ on the day of onset ({first} to {last}): all are kept and count until one is settled "
                "in the case file.",
            )
        )
    place = places_named({said.place_id}).get(said.place_id) if said.place_id else None
    length = said.left_at - said.arrived_at if said.left_at and said.arrived_at else timedelta(0)
    if place and place.kind not in _LIVED_IN and length > _A_DAY:
        hours = length / timedelta(hours=1)
        found.append(
            Words(
                f"在“{place.name}”停留 {hours:.0f} 小时，超过一天；已按所说登记，请再问一次。",
                f"{hours:.0f} hours at “{place.name}” is longer than a day; kept as it was said, ask again.",
            )
        )
    ends = said.left_at or said.arrived_at
    if ends and ends <= days.start:
        found.append(
            Words(
                "这段时间在要问的日子之前；已登记，但不影响判定。",
                "That lies before the days to ask about; it is kept and changes no judgement.",
            )
        )
    return tuple(found)


def _longest_incubation(pack: Pack, area_code: str) -> timedelta | None:
    """The longest incubation that a pack gives for an area, of several candidates the longest; None for none."""
    today = clock.today()
    numbers = parameters_of(pack, choices_now(), today, today, area_code)
    seconds = incubation_of(numbers, pack.pack).most.high
    return timedelta(seconds=seconds) if seconds is not None else None


def _infectious_from(exposer: Exposer | None, reported: datetime) -> datetime:
    """The start of the window; the day of report where nothing limits it."""
    if exposer is None or exposer.from_ <= LONG_AGO:
        if exposer is not None and LONG_AGO < exposer.sure_from <= second_of(reported):
            return instant_of(exposer.sure_from)
        return reported
    return instant_of(exposer.from_)


def _infected_from(
    case: Mapping[str, object], infectious_from: datetime, longest: timedelta | None, days_back: int | None
) -> tuple[datetime, str]:
    if days_back is not None:
        return infectious_from - timedelta(days=days_back), "asked"
    if case["exposed_from"] is not None:
        return start_of_day(case["exposed_from"]), "case"
    anchor = case["date_onset"] or case["date_specimen"]
    if longest is not None and anchor is not None:
        return start_of_day(anchor) - longest, "standard"
    return infectious_from, ""
