"""Files too large to wait for: the queue, the worker, progress and a stop. Apart, for it needs real transactions."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.records.access import system_viewer
from mutong.records.actions.accounts import create_account
from mutong.records.actions.import_files import stop_import
from mutong.records.landing.land import land_rows
from mutong.records.reads.accounts import viewer_named
from mutong.records.register.models import ImportFile, Place
from mutong.workflows.jobs import do_waiting_tasks
from mutong.workflows.sending import send_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
PURPOSE = "test"


def test_a_large_file_lands_in_the_background_and_can_be_stopped(tmp_path: Path) -> None:
    """A file too large to wait for is queued, the worker lands it, and one told to stop keeps what has landed."""
    viewer = system_viewer("test")
    for table, row in {
        "areas": {"area_code": "14", "name": "山西省", "level": "province"},
        "people": {"person_id": "P1"},
        "posts": {"post_id": "DC", "kind": "county_disease_control", "area_code": "14"},
        "rosters": {"post_id": "DC", "person_id": "P1", "from": clock.now() - timedelta(days=1)},
    }.items():
        assert not land_rows(viewer, table, [row], purpose=PURPOSE).problems
    create_account(viewer, "sender", "long enough for a test", "P1", purpose=PURPOSE)
    viewer = viewer_named("sender")

    def sent(name: str, first: int) -> int:
        rows = [[f"S{i:06d}", f"场所{i}", "shop", "14"] for i in range(first, first + 20_000)]
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([["place_id", "name", "kind", "area_code"], *rows])
        return send_file(
            viewer,
            path,
            "places",
            purpose=PURPOSE,
            name=name,
            size_limit=10**8,
            rejects=tmp_path / f"{name}.rejects",
        )

    stopped, whole = sent("a.csv", 0), sent("b.csv", 50_000)
    waiting = ImportFile.objects.get(pk=whole)
    assert (waiting.state, Place.objects.count()) == ("running", 0)
    assert stop_import(viewer, stopped, purpose=PURPOSE)

    do_waiting_tasks()

    halted = ImportFile.objects.get(pk=stopped)
    assert (halted.state, halted.rows_in, halted.rows_landed) == ("stopped", 5_000, 5_000)
    states = dict(ImportFile.objects.values_list("name", "state"))
    assert states["b.csv"] == "done"
    assert ImportFile.objects.get(pk=whole).rows_landed == 20_000
    assert not (tmp_path / "b.csv").exists()
