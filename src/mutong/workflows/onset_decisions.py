"""An investigator settles what sources tell differently, and what rests on it is worked out anew at once."""

from datetime import date

from mutong.records.access import Viewer
from mutong.records.actions.settle_onset import settle_onset
from mutong.records.reads.tracing_rows import open_case_ids
from mutong.workflows.casework import trace_cases


def settle_case_onset(viewer: Viewer, case_id: str, day: date, *, purpose: str) -> None:
    """The case fell ill on this day: its window and its contacts follow, as long as the case is open.

    Raises what `settle_onset` raises.
    """
    settle_onset(viewer, case_id, day, purpose=purpose)
    if case_id in open_case_ids():
        trace_cases([case_id])
