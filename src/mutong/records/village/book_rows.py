"""The rows of the daily books that count, as the moves that the village layer runs; no right is asked here."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from mutong.records.village.flock_models import CashEntry, ManureEntry, StockEntry, VaccinationLine
from mutong.records.village.flock_rows import WITHDRAWN, village_of
from mutong.village.book.ledgers import CashMove, StockMove

Row = TypeVar("Row", bound=Model)


def standing(model: type[Row]) -> QuerySet[Row]:
    """The rows of a book that count: neither withdrawn nor withdrawals."""
    gone = model.objects.filter(withdraws__isnull=False).values("withdraws_id")
    return model.objects.exclude(kind=WITHDRAWN).exclude(pk__in=gone)


def feed_moves(area_code: str, household: str, item: str) -> list[StockMove]:
    """What went in and out of one store of a feed: the area's own, or a household's."""
    rows = standing(StockEntry).filter(item=item, **_store(area_code, household))
    return [stock_move(row) for row in rows]


def manure_moves(area_code: str, household: str) -> list[StockMove]:
    """What came to and left one heap."""
    return [manure_move(row) for row in standing(ManureEntry).filter(**_store(area_code, household))]


def stock_move(row: StockEntry) -> StockMove:
    """A row as a move; its own number is its place in the order of writing."""
    return StockMove(row.entry_id, row.item, row.kind, row.on_day, row.kg, row.pk)


def manure_move(row: ManureEntry) -> StockMove:
    """A row of the manure book as a move."""
    return StockMove(row.entry_id, "manure", row.kind, row.on_day, row.kg, row.pk)


def cash_move(row: CashEntry) -> CashMove:
    """A row of the cash book as a move."""
    return CashMove(row.entry_id, row.kind, row.on_day, row.fen, row.pk)


def vaccination_rows(area_code: str) -> Sequence[VaccinationLine]:
    """How lines were changed for a village, the latest last."""
    return VaccinationLine.objects.filter(village_code=village_of(area_code)).order_by("recorded_at", "pk")


def _store(area_code: str, household: str) -> dict[str, object]:
    return {"household_id": household} if household else {"household_id": None, "area_code": area_code}
