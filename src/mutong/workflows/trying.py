"""Trying a rule on a household of the register: read with its purpose and put on record; nothing is written."""

from datetime import date

from mutong.records.access import Viewer
from mutong.records.reads.obligation_rows import areas_of
from mutong.standards.pack import Pack
from mutong.standards.trying import Trial, try_rule
from mutong.workflows.local_choices import choices_now
from mutong.workflows.screening import read_snapshot


def try_on_household(
    viewer: Viewer,
    household_id: str,
    rule_id: str,
    subject_id: str,
    packs: tuple[Pack, ...],
    *,
    on: date,
    known_at: date,
    purpose: str,
) -> Trial:
    """The rule's answer about a household or one of its members as the register has them on a day, as known at a day.

    Raises AccessDenied without the right to read assistance records of the household's area, and MutongError
    `no_finding` where the rule is not in force there.
    """
    area = areas_of("household", [household_id]).get(household_id, "")
    snapshot = read_snapshot(
        viewer, area, on=on, known_at=known_at, household_ids=[household_id], purpose=purpose
    )
    return try_rule(snapshot, packs, choices_now(), rule_id, subject_id)
