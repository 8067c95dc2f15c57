"""Background work: tasks that the desk and the commands put into the database queue, and the loop that does them.

A task is told small words only (ids, paths); what it does can be run again to the same end, so a task whose worker
was killed is simply put back into the queue.
"""

import os
from pathlib import Path

from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from mutong.kernel.errors import MutongError
from mutong.records.access import system_viewer
from mutong.records.actions.import_files import refuse_import
from mutong.records.reads.accounts import viewer_named
from mutong.records.reads.obligation_rows import townships_with_households
from mutong.tables.mapping import Mapping, MappingLine
from mutong.workflows.casework import trace_cases
from mutong.workflows.chains import work_out_chains
from mutong.workflows.receiving import receive_file
from mutong.workflows.rounds import oblige_people
from mutong.workflows.same_people import look_for_doubles
from mutong.workflows.screening import screen_area

_ABOUT_PEOPLE = ("people", "memberships")


@task()
def receive_in_background(
    import_id: int,
    username: str,
    path: str,
    table: str,
    name: str,
    purpose: str,
    mapping_name: str,
    mapping_lines: list[dict[str, str]] | None,
    size_limit: int,
    rejects: str,
) -> dict[str, int]:
    """Land a file that somebody sent, with that person's rights, and remove it."""
    sent = Path(path)
    if not sent.exists():
        return {}
    mapping = (
        Mapping(mapping_name, tuple(MappingLine(**line) for line in mapping_lines)) if mapping_lines else None
    )
    try:
        report = receive_file(
            viewer_named(username),
            sent,
            table,
            purpose=purpose,
            name=name,
            mapping=mapping,
            size_limit=size_limit,
            rejects=Path(rejects),
        )
    except MutongError:
        # Nobody waits for the refusal's words here; the file's page says that it was refused.
        refuse_import(import_id)
        sent.unlink(missing_ok=True)
        raise
    sent.unlink(missing_ok=True)
    if report.rows_landed > report.rows_already:
        ask_for_doubles(table)
    return {"rows_in": report.rows_in, "landed": report.rows_landed, "rejected": report.rows_rejected}


@task()
def work_out_anew(area_code: str) -> dict[str, int]:
    """What rests on an open number of an area, after somebody chose it: contacts, findings, duties."""
    viewer = system_viewer("choice")
    done = trace_cases().obliged + oblige_people(viewer)
    for township in townships_with_households():
        if township.startswith(area_code) or area_code.startswith(township):
            done += screen_area(viewer, township).obliged
    return {"created": done.created, "redated": done.redated, "superseded": done.superseded}


@task()
def trace_in_background(case_id: str) -> dict[str, int]:
    """Find a case's contacts anew, where writing the stays anew takes longer than somebody waits for a page."""
    found = trace_cases([case_id])
    return {"contacts": found.contacts, "events": found.events}


@task()
def trace_all_in_background() -> dict[str, int]:
    """Find the contacts of all open cases anew, after somebody's stays changed: others may have met there."""
    found = trace_cases()
    return {"contacts": found.contacts, "events": found.events}


def ask_for_tracing(case_id: str | None = None) -> None:
    """Put the tracing of a case (all open ones, when left out) into the queue, unless it waits there already."""
    job, told = (trace_in_background, {"case_id": case_id}) if case_id else (trace_all_in_background, {})
    waiting = DBTaskResult.objects.filter(task_path=job.module_path, status="READY", args_kwargs__kwargs=told)
    if not waiting.exists():
        job.enqueue(**told)


@task()
def work_out_chains_in_background(area_code: str) -> dict[str, int]:
    """The chains of an area with too many cases to wait for."""
    return {"cases": work_out_chains(area_code)}


def ask_for_chains(area_code: str, *, again: bool = False) -> bool:
    """Put the chains of an area into the queue, unless they wait there or are being worked out already; whether they
    will come. Where the last attempt failed they will not, until somebody asks `again`."""
    asked = DBTaskResult.objects.filter(
        task_path=work_out_chains_in_background.module_path, args_kwargs__kwargs__area_code=area_code
    )
    last = asked.order_by("-enqueued_at").values_list("status", flat=True).first()
    if last == "FAILED" and not again:
        return False
    if last not in ("READY", "RUNNING"):
        work_out_chains_in_background.enqueue(area_code=area_code)
    return True


@task()
def look_for_doubles_in_background() -> dict[str, int]:
    """Look for records of one person, after people were imported."""
    found, fresh = look_for_doubles()
    return {"people": found.people, "pairs": len(found.pairs), "new": fresh}


def ask_for_doubles(table: str) -> None:
    """Put the search into the queue when people came in, unless it waits there already."""
    path = look_for_doubles_in_background.module_path
    if table in _ABOUT_PEOPLE and not DBTaskResult.objects.filter(task_path=path, status="READY").exists():
        look_for_doubles_in_background.enqueue()


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
