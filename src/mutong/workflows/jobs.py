"""Background work: tasks that the desk and the commands put into the database queue, and the loop that does them.

A task is told small words only (ids, paths); what it does can be run again to the same end, so a task whose worker
was killed is simply put back into the queue.
"""

import os
import traceback
from pathlib import Path

from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from mutong.kernel.folders import var_folder
from mutong.records.access import system_viewer
from mutong.workflows.casework import trace_cases
from mutong.workflows.screening import screen_area


@task()
def trace_in_background() -> dict[str, int]:
    """Find the contacts of every open case."""
    report = trace_cases()
    return {"cases": len(report.cases), "contacts": report.contacts, "duties": report.obliged.created}


@task()
def screen_in_background(area_code: str) -> dict[str, int]:
    """Screen an area as of today."""
    report = screen_area(system_viewer("screen"), area_code)
    return {"findings": report.findings, "duties": report.obliged.created}


def do_waiting_tasks() -> None:
    """Do what waits in the queue, one after the other, until it is empty."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    ).run()


def take_back_broken_tasks() -> int:
    """Put tasks whose worker is gone back into the queue; how many. Only for the one worker, as it starts."""
    return DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)


def note_failure(where: str) -> Path:
    """Write the present exception to the log that doctor reads, and give the log's path."""
    log = var_folder() / "mutong-errors.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(f"{where}\n")
        traceback.print_exc(file=lines)
    return log
