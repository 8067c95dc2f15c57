"""The flock book of a village: its rules and calendar from the deployment, entries, what is due."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.folders import deployment_folder
from mutong.records.access import Viewer
from mutong.records.actions.enter_sheep import Arrivals, Lambing, enter_arrivals, enter_lambing
from mutong.records.actions.keep_day_books import DayEntry, enter_cash
from mutong.records.actions.keep_flock_book import GroupEvent, Kept, enter_group, withdraw_event
from mutong.records.reads.flock import (
    FlockBook,
    SheepFile,
    access_flock,
    access_sheep,
    changed_vaccinations,
)
from mutong.village.book.due import Due, what_is_due
from mutong.village.book.rules import BookRules, book_rules
from mutong.village.book.vaccination import VaccinationLine, load_vaccination, with_changes
from mutong.village.coefficients import Coefficients, load_coefficients

_PAID = {"sold": "sheep_sold", "bought": "sheep_bought"}


def village_numbers(area_code: str) -> Coefficients:
    """The cited numbers with the deployment's choices for an area today; read again when the choices change."""
    path = deployment_folder() / "village" / "choices.csv"
    return _numbers(path, path.stat().st_mtime if path.exists() else 0.0, clock.today(), area_code)


@lru_cache(maxsize=16)
def _numbers(path: Path, _stamp: float, on: date, area_code: str) -> Coefficients:
    return load_coefficients(choices=path, on=on, area_code=area_code)


def rules_of(area_code: str) -> BookRules:
    """What the book of an area reckons by today."""
    return book_rules(village_numbers(area_code))


def vaccination_lines(area_code: str) -> tuple[VaccinationLine, ...]:
    """The vaccination calendar of a village: the deployment's file with what was changed or confirmed here."""
    filed = load_vaccination(deployment_folder() / "village" / "vaccination.csv")
    return with_changes(filed, changed_vaccinations(area_code))


def flock_book(viewer: Viewer, area_code: str, *, purpose: str) -> FlockBook:
    """The sheep of an area. Raises AccessDenied without read_books."""
    return access_flock(viewer, area_code, rules_of(area_code), purpose=purpose)


def sheep_file(viewer: Viewer, animal_id: str, area_code: str, *, purpose: str) -> SheepFile:
    """One sheep with its kin. Raises AccessDenied, MutongError `sheep_not_found`."""
    return access_sheep(viewer, animal_id, rules_of(area_code), purpose=purpose)


def due_now(book: FlockBook) -> list[Due]:
    """What is due in a book that was read, by its last day."""
    return what_is_due(book.flock, vaccination_lines(book.area_code), clock.today())


def enter_for_many(
    viewer: Viewer, area_code: str, group: GroupEvent, *, purpose: str, into_cash: bool = False
) -> Kept:
    """One event for many sheep; a sale with its price also goes into the cash book where that is wished.

    Raises what enter_group raises; the entry of cash and the events stand or fall together.
    """
    with transaction.atomic():
        kept = enter_group(viewer, area_code, group, rules_of(area_code), purpose=purpose)
        _pay(viewer, area_code, group.kind, group.sent_id, group.on, group.details, kept, into_cash, purpose)
    return kept


def enter_new_sheep(
    viewer: Viewer, area_code: str, arrivals: Arrivals, *, purpose: str, into_cash: bool = False
) -> Kept:
    """New sheep; a purchase with its price also goes into the cash book where that is wished."""
    with transaction.atomic():
        kept = enter_arrivals(viewer, area_code, arrivals, rules_of(area_code), purpose=purpose)
        _pay(
            viewer,
            area_code,
            arrivals.kind,
            arrivals.sent_id,
            arrivals.on,
            arrivals.details,
            kept,
            into_cash,
            purpose,
        )
    return kept


def enter_litter(viewer: Viewer, area_code: str, lambing: Lambing, *, purpose: str) -> Kept:
    """A lambing with its lambs. Raises what enter_lambing raises."""
    return enter_lambing(viewer, area_code, lambing, rules_of(area_code), purpose=purpose)


def take_event_back(
    viewer: Viewer, area_code: str, event_id: str, *, sent_id: str, reason: str, purpose: str
) -> str:
    """Withdraw an event that was entered wrongly; the id of its sheep."""
    return withdraw_event(
        viewer, area_code, event_id, rules_of(area_code), sent_id=sent_id, reason=reason, purpose=purpose
    )


def _pay(
    viewer: Viewer,
    area_code: str,
    kind: str,
    sent_id: str,
    on: date,
    details: Mapping[str, object],
    kept: Kept,
    into_cash: bool,
    purpose: str,
) -> None:
    price = details.get("price")
    if not into_cash or kind not in _PAID or not isinstance(price, int) or not kept.written:
        return
    entry = DayEntry(
        sent_id=f"{sent_id}:cash",
        kind=_PAID[kind],
        on=on,
        household=str(details.get("household") or ""),
        fen=price * kept.written,
        who=str(details.get("buyer") or details.get("seller") or ""),
        about=sent_id,
        note=f"{kept.written} 只 / {kept.written} head",
    )
    enter_cash(viewer, area_code, entry, purpose=purpose)
