"""Write in the daily books: feed, cash, manure, care of pens; add a pen; change or confirm a vaccination line."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.book_keeping import (
    household_area,
    keeper_of,
    log_keeping,
    reason_of,
    refused,
    stamp,
)
from mutong.records.columns import area_range
from mutong.records.village.book_rows import feed_moves, manure_moves
from mutong.records.village.flock_models import (
    CareEntry,
    CashEntry,
    ManureEntry,
    Pen,
    StockEntry,
    VaccinationLine,
)
from mutong.records.village.flock_rows import WITHDRAWN, village_of
from mutong.village.book.ledgers import (
    CASH,
    FEED,
    MANURE,
    StockMove,
    StockWord,
    refuse_short,
    refuse_withdrawal,
)

BOOKS: dict[str, type[Model]] = {
    "feed": StockEntry, "cash": CashEntry, "manure": ManureEntry, "pen_care": CareEntry,
}  # fmt: skip
CARE: dict[str, Words] = {
    "disinfected": Words("消毒", "disinfected"),
    "cleaned": Words("清圈", "cleaned"),
    "rats": Words("灭鼠灭虫", "rats or insects killed"),
}
_MANURE_WORDS = Words("粪肥", "manure")
_NO_WORDS = Words("", "")
_NEXT = 1 << 62


@dataclass(frozen=True)
class DayEntry:
    """One entry of a daily book. `household` '' is the cooperative's own; texts may be ''.

    kg as fed or as it lies; `fen` above nought. `item` is a feed's code, `place` a pen or a field, `who` a seller,
    buyer or whoever did it, `about` the form of a sale that it belongs to.
    """

    sent_id: str
    kind: str
    on: date
    household: str = ""
    kg: float | None = None
    fen: int | None = None
    item: str = ""
    item_words: Words = _NO_WORDS
    place: str = ""
    who: str = ""
    product: str = ""
    dose: str = ""
    source: str = ""
    voucher: str = ""
    about: str = ""
    note: str = ""


def enter_feed(viewer: Viewer, area_code: str, entry: DayEntry, *, purpose: str) -> bool:
    """Write feed in, out, lost or counted; False where the form had been taken before.

    Raises AccessDenied without keep_books; MutongError `short_stock`, `unknown_event_kind`, `unknown_household`,
    `in_future`.
    """
    _check(entry, FEED)
    with transaction.atomic():
        told = _begin(viewer, area_code, entry, StockEntry, "feed", purpose)
        if told is None:
            return False
        move = StockMove(entry.sent_id, entry.item, entry.kind, entry.on, entry.kg or 0.0, _NEXT)
        refuse_short(feed_moves(area_code, entry.household, entry.item), move, FEED, entry.item_words)
        StockEntry.objects.create(
            **told,
            item=entry.item,
            kg=entry.kg,
            fen=entry.fen,
            source=entry.who or None,
            fed_to=entry.place or None,
        )
    return True


def enter_manure(viewer: Viewer, area_code: str, entry: DayEntry, *, purpose: str) -> bool:
    """Write manure collected, spread, sold, lost or counted; False where the form had been taken before. Raises as
    enter_feed does."""
    _check(entry, MANURE)
    with transaction.atomic():
        told = _begin(viewer, area_code, entry, ManureEntry, "manure", purpose)
        if told is None:
            return False
        move = StockMove(entry.sent_id, "manure", entry.kind, entry.on, entry.kg or 0.0, _NEXT)
        refuse_short(manure_moves(area_code, entry.household), move, MANURE, _MANURE_WORDS)
        ManureEntry.objects.create(
            **told, kg=entry.kg, place=entry.place or None, counterpart=entry.who or None
        )
    return True


def enter_cash(viewer: Viewer, area_code: str, entry: DayEntry, *, purpose: str) -> bool:
    """Write a line of the cash book; False where the form had been taken before.

    Raises AccessDenied without keep_books; MutongError `unknown_event_kind`, `unknown_household`, `in_future`,
    `not_an_amount`.
    """
    _check(entry, CASH)
    if not entry.fen or entry.fen <= 0:
        raise refused("not_an_amount", "请填写大于 0 的金额。", "Write an amount above nought.", "fen")
    with transaction.atomic():
        told = _begin(viewer, area_code, entry, CashEntry, "cash", purpose)
        if told is None:
            return False
        CashEntry.objects.create(
            **told,
            fen=entry.fen,
            counterpart=entry.who or None,
            voucher=entry.voucher or None,
            about=entry.about or None,
        )
    return True


def enter_care(viewer: Viewer, area_code: str, entry: DayEntry, *, purpose: str) -> bool:
    """Write that a pen was disinfected or cleaned; False where the form had been taken before. Raises as enter_cash."""
    _check(entry, CARE)
    with transaction.atomic():
        told = _begin(viewer, area_code, entry, CareEntry, "pen_care", purpose)
        if told is None:
            return False
        CareEntry.objects.create(
            **told, place=entry.place or None, product=entry.product or None, dose=entry.dose or None,
            source=entry.source or None, done_by=entry.who or None,
        )  # fmt: skip
    return True


def withdraw_entry(
    viewer: Viewer, area_code: str, book: str, entry_id: str, *, sent_id: str, reason: str, purpose: str
) -> None:
    """Withdraw an entry of a daily book (feed, cash, manure, pen_care); it stays on record with the reason.

    Raises AccessDenied; MutongError `entry_not_found`, `withdrawn_before`, `reason_missing`, `short_stock` where later
    entries live on it.
    """
    model = BOOKS[book]
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        row = model.objects.filter(area_range(area_code), entry_id=entry_id).exclude(kind=WITHDRAWN).first()
        if row is None:
            raise refused("entry_not_found", "账上没有这一条。", "The book has no such entry.")
        log_keeping(viewer, holding, purpose, area_code, f"{book}; withdraw {row.kind}", [entry_id])
        if model.objects.filter(withdraws=row).exists():
            raise refused("withdrawn_before", "这一条已经撤回过了。", "This entry was withdrawn before.")
        why = reason_of(reason)
        home = row.household_id or ""
        if book == "feed":
            refuse_withdrawal(
                feed_moves(row.area_code, home, row.item), entry_id, FEED, Words(row.item, row.item)
            )
        if book == "manure":
            refuse_withdrawal(manure_moves(row.area_code, home), entry_id, MANURE, _MANURE_WORDS)
        nothing = {"kg": 0.0} if book in ("feed", "manure") else {"fen": 0} if book == "cash" else {}
        if book == "feed":
            nothing["item"] = row.item
        model.objects.create(
            entry_id=f"{entry_id}:{WITHDRAWN}", sent_id=sent_id, area_code=row.area_code, household_id=row.household_id,
            kind=WITHDRAWN, on_day=clock.today(), withdraws=row, reason=why, **nothing, **stamp(holding, model),
        )  # fmt: skip


def add_pen(
    viewer: Viewer, area_code: str, name: str, household: str, area_m2: float | None, *, purpose: str
) -> None:
    """Write down a pen; one of that name in the village stays as it is. Raises AccessDenied; MutongError `no_name`,
    `unknown_household`."""
    if not name.strip():
        raise refused(
            "no_name", "请写圈舍名称，如“东圈1号”。", "Write the pen's name, such as East 1.", "name"
        )
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        area = household_area(area_code, household) if household else area_code
        log_keeping(viewer, holding, purpose, area_code, "pen", [name.strip()])
        Pen.objects.get_or_create(
            village_code=village_of(area_code),
            name=name.strip(),
            defaults={
                "area_code": area, "household_id": household or None, "area_m2": area_m2, **stamp(holding, Pen),
            },
        )  # fmt: skip


@dataclass(frozen=True)
class ChangedLine:
    """A vaccination line as somebody changed or confirmed it; times are texts that were checked."""

    line: str
    label_zh: str
    label_en: str
    applies_to: str
    first_dose_age: str
    booster_after: str
    repeat_every: str
    before_lambing: str
    dose: str
    confirmed_by: str
    confirmed_on: date | None
    reason: str


def change_vaccination(viewer: Viewer, area_code: str, changed: ChangedLine, *, purpose: str) -> None:
    """Write a vaccination line anew for a village, confirmed by whom it names; earlier ones stay on record.

    Raises AccessDenied without keep_books over the village; MutongError `reason_missing`.
    """
    holding = keeper_of(viewer, village_of(area_code), purpose)
    with transaction.atomic():
        reason_of(changed.reason)
        log_keeping(viewer, holding, purpose, area_code, f"vaccination; line={changed.line}", [changed.line])
        VaccinationLine.objects.create(
            village_code=village_of(area_code), **changed.__dict__, **stamp(holding, VaccinationLine)
        )


def _begin(
    viewer: Viewer, area_code: str, entry: DayEntry, model: type[Model], book: str, purpose: str
) -> dict[str, object] | None:
    """The columns that every entry has; None where the form had been taken. The audit line is written first."""
    holding = keeper_of(viewer, area_code, purpose)
    if entry.household:
        household_area(area_code, entry.household)
    log_keeping(viewer, holding, purpose, area_code, f"{book}; kind={entry.kind}", [entry.sent_id])
    if model.objects.filter(entry_id=entry.sent_id).exists():
        return None
    return {
        "entry_id": entry.sent_id, "sent_id": entry.sent_id, "area_code": area_code,
        "household_id": entry.household or None, "kind": entry.kind, "on_day": entry.on, "note": entry.note or None,
        **stamp(holding, model),
    }  # fmt: skip


def _check(entry: DayEntry, kinds: dict[str, StockWord] | dict) -> None:
    if entry.kind not in kinds:
        raise refused("unknown_event_kind", "请选择是什么事项。", "Choose what it is.", "kind")
    if entry.on > clock.today():
        raise refused(
            "in_future",
            f"{entry.on} 还没有到，请核对日期。",
            f"{entry.on} is yet to come; check the day.",
            "on",
        )
    if kinds in (FEED, MANURE) and (entry.kg is None or (entry.kg <= 0 and entry.kind != "count")):
        raise refused("not_a_number", "请填写大于 0 的公斤数。", "Write kg above nought.", "kg")
