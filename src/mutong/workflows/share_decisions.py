"""The course of a decision: what is on record, what the law still asks, how early the next step may be."""

from dataclasses import dataclass
from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_decisions import open_decision, step_decision, take_step_back
from mutong.records.reads.share_decisions import DecisionRow, access_decision, list_decisions
from mutong.records.reads.shares import OrganisationRow
from mutong.village.decisions import DecisionRecord, DecisionState, DecisionStep, decision_state
from mutong.village.law_numbers import LawNumbers
from mutong.workflows.share_law import body, in_force, law_of
from mutong.workflows.shares import Standing, standing_of

__all__ = [
    "Course",
    "course_of",
    "courses_of",
    "enter_step",
    "matters_of",
    "propose",
    "take_back",
    "text_of_step",
]
_LISTS = ("matters_of_the_assembly", "special_matters", "accounts_matters")
# The steps of the law by the names of the record's own: a vote is part of the meeting.
KEPT_AS = {
    "proposal": "proposed", "discussion": "discussed", "papers": "papers", "notice": "notice", "meeting": "meeting",
    "vote": "meeting", "minutes": "minutes", "publicity": "published",
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """A decision as it is on record and where it stands by law; `state` is None where no law in force can say."""

    row: DecisionRow
    record: DecisionRecord
    state: DecisionState | None

    @property
    def stands(self) -> Truth:
        """Whether the decision stands."""
        return self.state.stands if self.state else Truth.UNKNOWN

    @property
    def next_step(self) -> DecisionStep | None:
        """The first step that is broken, else the first that is open or unknown; None where all is done."""
        if self.state is None:
            return None
        left = (*self.state.broken, *self.state.missing)
        return left[0] if left else None


def matters_of(law: LawNumbers) -> tuple[str, ...]:
    """The matters that the members decide by this law."""
    return tuple(dict.fromkeys(one for name in _LISTS for one in law.listed(name)))


def courses_of(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[Standing, tuple[Course, ...]]:
    """Every decision of an organisation with its course, the last first. Raises AccessDenied."""
    standing = standing_of(viewer, organisation_id, purpose)
    rows = list_decisions(viewer, organisation_id, purpose)
    return standing, tuple(_course(row, standing) for row in rows)


def course_of(viewer: Viewer, decision_id: str, purpose: str) -> tuple[Standing, Course]:
    """One decision with its course. Raises AccessDenied."""
    row = access_decision(viewer, decision_id, purpose)
    standing = standing_of(viewer, row.organisation_id, purpose)
    return standing, _course(row, standing)


def propose(
    viewer: Viewer,
    organisation_id: str,
    matter: str,
    title: str,
    proposal: str,
    on: date,
    *,
    key: str,
    purpose: str,
    members: int | None = None,
) -> str:
    """Put a matter on record; the decision's id. Raises what `decision_state` raises for a matter nobody knows,
    MutongError `step_in_future`, `nobody_votes`, and what `open_decision` raises.
    """
    standing = standing_of(viewer, organisation_id, purpose)
    _refuse_future(on)
    if not standing.members and members is None:
        raise MutongError(
            "nobody_votes",
            Words(
                "还没有成员，也没有写有表决权的人数；请先确认成员，或填写人数。",
                "There is no member yet and no number of those who vote; confirm members first, or give the number.",
            ),
        )
    law = law_of(standing.organisation.charter.law, standing.organisation.area_code)
    decision_state(DecisionRecord(matter, members=1), law, clock.today())
    return open_decision(
        viewer, organisation_id, matter, title, proposal, on, key=key, purpose=purpose, members=members
    )


def enter_step(
    viewer: Viewer,
    decision_id: str,
    step: str,
    on: date,
    *,
    attended: int | None = None,
    votes_for: int | None = None,
    note: str = "",
    purpose: str,
) -> None:
    """Write one step on record; of a meeting also how many came and agreed, beside how many there were that day.

    Raises MutongError `step_in_future`, `meeting_without_counts`, `more_came_than_are`; what `step_decision` raises.
    """
    _refuse_future(on)
    if step != "meeting":
        step_decision(viewer, decision_id, step, on, note=note, purpose=purpose)
        return
    standing, course = course_of(viewer, decision_id, purpose)
    if attended is None or votes_for is None:
        raise MutongError(
            "meeting_without_counts",
            Words("请填写实到人数和同意票数。", "Give how many came and how many votes were for it."),
        )
    members, votes = _counted(course.row, standing, on)
    if attended > members or votes_for > votes:
        raise MutongError(
            "more_came_than_are",
            Words(
                f"当天成员 {members} 名、共 {votes} 票；实到 {attended} 名、同意 {votes_for} 票，请核对。",
                f"There were {members} members with {votes} votes that day; {attended} came and {votes_for} votes were "
                "for it. Check the numbers.",
            ),
        )
    step_decision(
        viewer, decision_id, step, on, members=members, votes=votes, attended=attended, votes_for=votes_for,
        note=note, purpose=purpose,
    )  # fmt: skip


def take_back(viewer: Viewer, decision_id: str, step: str, reason: str, *, purpose: str) -> None:
    """Take a step back with the reason. Raises as `take_step_back`."""
    take_step_back(viewer, decision_id, step, reason, purpose=purpose)


def text_of_step(step: DecisionStep) -> Words:
    """What the law says of a step, with its article."""
    if not step.citation.zh:
        return step.words
    return Words(f"{step.words.zh}（{step.citation.zh}）", f"{step.words.en} ({step.citation.en})")


def _course(row: DecisionRow, standing: Standing) -> Course:
    organisation = standing.organisation
    met = row.standing("meeting")
    members, votes = _counted(row, standing, met.on if met else clock.today())
    if met is not None and met.members is not None:
        members, votes = met.members, met.votes
    days = {name: one.on for name in KEPT_AS.values() if (one := row.standing(name)) is not None}
    record = DecisionRecord(
        matter=row.matter,
        members=members,
        proposed_on=days.get("proposed"),
        discussed_on=days.get("discussed"),
        papers_open_on=days.get("papers"),
        noticed_on=days.get("notice"),
        meeting_on=days.get("meeting"),
        attended=met.attended if met else None,
        votes=votes,
        votes_for=met.votes_for if met else None,
        minutes=True if "minutes" in days else None,
        published_on=days.get("published"),
        notice_days=organisation.charter.notice_days,
    )
    return Course(row, record, _state(record, organisation))


def _state(record: DecisionRecord, organisation: OrganisationRow) -> DecisionState | None:
    """By the law in force when it met, or is to meet."""
    day = record.meeting_on or clock.today()
    if not in_force(body(organisation.charter.law), day):
        return None
    law = law_of(organisation.charter.law, organisation.area_code, day)
    return decision_state(record, law, clock.today())


def _counted(row: DecisionRow, standing: Standing, on: date) -> tuple[int, int]:
    """How many members there are on a day and how many votes they have; what the record names goes before the list."""
    if row.members is not None:
        return row.members, row.members
    members = [one for one in standing.rows if one.was_member_on(on)]
    return len(members), len(members) + sum(one.extra_votes for one in members)


def _refuse_future(on: date) -> None:
    if on > clock.today():
        raise MutongError(
            "step_in_future",
            Words(f"{on} 还没有到；办完再登记。", f"{on} has not come yet; write it down when it is done."),
        )
