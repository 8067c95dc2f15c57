"""What the standards say of one household: each answer with its reasons, and what to ask next (A3, A4)."""

from dataclasses import dataclass

from mutong.assistance.benefit_status import StatusRow, benefit_status
from mutong.records.access import Viewer
from mutong.records.reads.obligation_rows import areas_of
from mutong.standards.explaining import Explanation, explain
from mutong.standards.questions import Questions, open_questions
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from mutong.workflows.local_choices import choices_now
from mutong.workflows.screening import assistance_packs, read_snapshot


@dataclass(frozen=True)
class Answer:
    """One service for one member or the household: where it stands, and why, clause by clause."""

    status: StatusRow
    why: Explanation


def answer_household(
    viewer: Viewer, household_id: str, *, purpose: str
) -> tuple[tuple[Answer, ...], Questions]:
    """Every service's answer for a household and its members as of now, and the questions that would settle most.

    Raises AccessDenied without the right to read assistance records of the household's area.
    """
    area = areas_of("household", [household_id]).get(household_id, "")
    snapshot = read_snapshot(viewer, area, household_ids=[household_id], purpose=purpose)
    packs, choices = assistance_packs(), choices_now()
    statuses = benefit_status(rows_of(screen(snapshot, packs, choices)), snapshot, packs)
    answers = tuple(
        Answer(status, explain(snapshot, packs, choices, status.rule_id, status.subject_id))
        for status in statuses
    )
    return answers, open_questions(snapshot, packs, choices, household_id, limit=3)


def questions_of(viewer: Viewer, household_id: str, *, purpose: str) -> Questions:
    """Only the questions, for a stop at the household's door."""
    area = areas_of("household", [household_id]).get(household_id, "")
    snapshot = read_snapshot(viewer, area, household_ids=[household_id], purpose=purpose)
    return open_questions(snapshot, assistance_packs(), choices_now(), household_id, limit=3)
