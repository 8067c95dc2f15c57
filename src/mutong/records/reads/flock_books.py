"""The daily books for people who may read them: feed, cash, manure, care of pens; each entry with what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.reads.flock import READ
from mutong.records.village.book_rows import cash_move, manure_move, standing, stock_move
from mutong.records.village.flock_models import AnimalEvent, CareEntry, CashEntry, ManureEntry, StockEntry
from mutong.records.village.flock_rows import WITHDRAWN
from mutong.village.book.ledgers import CashMove, StockMove


@dataclass(frozen=True)
class DayRow:
    """An entry of a daily book as it was written. `store` is (area, household or ''); `move` the feed, manure or cash
    move, None for care and for what was withdrawn; `withdrawn` the reason why it counts no more."""

    entry_id: str
    kind: str
    on: date
    store: tuple[str, str]
    move: StockMove | CashMove | None
    texts: dict[str, str]
    fen: int | None
    recorded_at: datetime
    recorded_by: str
    withdrawn: str | None


_TEXTS = {
    StockEntry: ("item", "source", "fed_to", "note"),
    CashEntry: ("counterpart", "voucher", "about", "note"),
    ManureEntry: ("place", "counterpart", "note"),
    CareEntry: ("place", "product", "dose", "source", "done_by", "note"),
}
_MOVES = {StockEntry: stock_move, CashEntry: cash_move, ManureEntry: manure_move}


def access_feed(viewer: Viewer, area_code: str, *, purpose: str) -> list[DayRow]:
    """The feed book of an area and below, in its order; one audit line. Raises AccessDenied without read_books."""
    return _access(viewer, area_code, StockEntry, "feed", purpose)


def access_cash(viewer: Viewer, area_code: str, *, purpose: str) -> list[DayRow]:
    """The cash book of an area and below, in its order; one audit line. Raises AccessDenied without read_books."""
    return _access(viewer, area_code, CashEntry, "cash", purpose)


def access_manure(viewer: Viewer, area_code: str, *, purpose: str) -> list[DayRow]:
    """The manure record of an area and below; one audit line. Raises AccessDenied without read_books."""
    return _access(viewer, area_code, ManureEntry, "manure", purpose)


def access_care(viewer: Viewer, area_code: str, *, purpose: str) -> list[DayRow]:
    """What was done to pens in an area and below; one audit line. Raises AccessDenied without read_books."""
    return _access(viewer, area_code, CareEntry, "pen_care", purpose)


def paid_in_cash(event_id: str) -> bool:
    """Whether the form that wrote an event also wrote into the cash book, and that entry still counts."""
    sent = AnimalEvent.objects.filter(event_id=event_id).values_list("sent_id", flat=True).first()
    return sent is not None and standing(CashEntry).filter(about=sent).exists()


def _access(viewer: Viewer, area_code: str, model: type[Model], book: str, purpose: str) -> list[DayRow]:
    holding = check_area(viewer, READ, area_code, purpose)
    rows = list(model.objects.filter(area_range(area_code)).order_by("on_day", "pk"))
    reasons = {row.withdraws_id: row.reason or "" for row in rows if row.withdraws_id is not None}
    found = [_row(row, model, reasons.get(row.pk)) for row in rows if row.kind != WITHDRAWN]
    log_deed(viewer, holding, READ, purpose, query=f"area={area_code}; {book}", count=len(found))
    return found


def _row(row: Model, model: type[Model], withdrawn: str | None) -> DayRow:
    move = _MOVES.get(model)
    return DayRow(
        entry_id=row.entry_id,
        kind=row.kind,
        on=row.on_day,
        store=(row.area_code, row.household_id or ""),
        move=move(row) if move and withdrawn is None else None,
        texts={name: getattr(row, name) or "" for name in _TEXTS[model]},
        fen=getattr(row, "fen", None),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        withdrawn=withdrawn,
    )
