"""A case of the small register that tests interview, and what it says."""

import itertools
from datetime import date, datetime
from pathlib import Path

import pytest

from mutong.kernel.period import CHINA
from mutong.records.actions.record_statement import Said
from mutong.records.outbreak import told_store
from mutong.workflows.casework import report_positive
from mutong.workflows.interviewing import hear
from tests.records.small_register import GRID_ONE, PURPOSE, fill_register, rows_of, viewer_of

NUMBERS = itertools.count()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of August 2022; the sample clock stands at the 22nd, 8 o'clock."""
    return datetime(2022, 8, day, hour, minute, tzinfo=CHINA)


def said(kind: str, **more: object) -> Said:
    """Something the case says on the morning of the 22nd, on a form of its own."""
    token = str(more.pop("statement_id", f"S{next(NUMBERS)}"))
    return Said(token, kind, str(more.pop("informant", "case")), at(22, 7), **more)


def report_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """P1 is a case since the 20th; nobody has stays; a classroom and two friends are in the register."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    monkeypatch.setattr(told_store, "var_folder", lambda: tmp_path)
    fill_register()
    more = {
        "places": rows_of("place_id name kind area_code", ("ROOM", "三班教室", "classroom", GRID_ONE)),
        "people": rows_of("person_id name area_code", ("P3", "试友", GRID_ONE), ("P4", "试师", GRID_ONE)),
    }
    for table, rows in more.items():
        assert land_rows(system_viewer("test"), table, rows, purpose=PURPOSE).problems == []
    return report_positive(
        viewer_of("INV"), person_id="P1", classification="confirmed", date_onset=date(2022, 8, 20),
        purpose=PURPOSE,
    )  # fmt: skip


def stay_of(case_id: str, **more: object) -> str:
    """The case says that it sat in the classroom on the 19th from 9 to 11."""
    told = {"place_id": "ROOM", "arrived_at": at(19, 9), "left_at": at(19, 11)} | more
    return hear(viewer_of("INV"), case_id, said("stay", **told), purpose=PURPOSE).statement_id


def tell(case_id: str, kind: str, **more: object) -> str:
    """The id of something said of the case itself."""
    return hear(viewer_of("INV"), case_id, said(kind, **more), purpose=PURPOSE).statement_id
