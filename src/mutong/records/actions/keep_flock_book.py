"""Write in the flock book: one event for one sheep or many, a lambing with its lambs, a withdrawal; never a change.

Every form has an id of its own (`sent_id`): sent twice it writes once. Of many sheep the good lines are kept and the
others are told with what is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer
from mutong.records.actions.book_keeping import (
    household_area,
    keeper_of,
    log_keeping,
    reason_of,
    refused,
    stamp,
)
from mutong.records.register.models import Household
from mutong.records.village.flock_models import Animal as AnimalRow
from mutong.records.village.flock_models import AnimalEvent, EarTag
from mutong.records.village.flock_rows import WITHDRAWN, load_flock
from mutong.village.book.event_kinds import event_kind
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Event, Trouble, walk
from mutong.village.book.rules import BookRules


@dataclass(frozen=True)
class GroupEvent:
    """One event for the sheep that `keys` name (tags, own numbers or ids), as their form said it.

    `own` are details of single sheep (a weight, a new tag) by key, beside those of all.
    """

    sent_id: str
    kind: str
    on: date
    details: Mapping[str, object]
    keys: tuple[str, ...]
    own: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True)
class LineReport:
    """What became of one line: kept or not, and what was said of it."""

    key: str
    animal_id: str
    kept: bool
    words: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What a form came to: a report of each line; `again` lines had been written by the same form before."""

    lines: tuple[LineReport, ...] = field(default=())
    again: int = 0

    @property
    def written(self) -> int:
        """How many lines are newly kept."""
        return sum(line.kept for line in self.lines)

    @property
    def bad(self) -> tuple[LineReport, ...]:
        """The lines that were not kept."""
        return tuple(line for line in self.lines if not line.kept)

    @property
    def warned(self) -> tuple[LineReport, ...]:
        """The lines kept with a warning."""
        return tuple(line for line in self.lines if line.kept and line.words)


def enter_group(viewer: Viewer, area_code: str, group: GroupEvent, rules: BookRules, *, purpose: str) -> Kept:
    """Write one event for many sheep of an area; the lines that are refused are told and not written.

    Raises AccessDenied without keep_books over the area; MutongError `no_sheep_named`, `unknown_event_kind`,
    `unknown_household`, `not_for_a_group` for arrivals, which need more said of each sheep.
    """
    kind = event_kind(group.kind)
    if kind.way == "in" or group.kind == "lambed":
        raise refused("not_for_a_group", "这种事项要逐只登记。", "This is entered sheep by sheep.", "kind")
    if not group.keys:
        raise refused("no_sheep_named", "请选圈舍或填写耳标。", "Choose a pen or write ear tags.", "keys")
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        home = str(group.details.get("household") or "")
        home_area = household_area(area_code, home) if home else None
        log_keeping(viewer, holding, purpose, area_code, f"flock; kind={group.kind}", [])
        before = set(AnimalEvent.objects.filter(sent_id=group.sent_id).values_list("animal_id", flat=True))
        flock = load_flock(area_code, rules)
        reports: list[LineReport] = []
        good: list[Event] = []
        taken: set[str] = set()
        for key in group.keys:
            report, event = _one_line(flock, group, key, before | taken)
            tag = str(event.details.get("tag", "")) if event is not None else ""
            if tag and tag in {str(one.details.get("tag", "")) for one in good}:
                words = Words(f"耳标 {tag} 在这一批里写了两次。", f"Tag {tag} stands twice in this form.")
                report, event = LineReport(key, event.animal_id, False, (words,)), None
            if event is not None:
                good.append(event)
                taken.add(event.animal_id)
            if report is not None:
                reports.append(report)
        write_events(holding, group.sent_id, good)
        if home_area is not None:
            AnimalRow.objects.filter(pk__in=[one.animal_id for one in good]).update(area_code=home_area)
    again = sum(1 for key in group.keys if (found := flock.find(key)) and found.animal_id in before)
    return Kept(tuple(reports), again)


def withdraw_event(
    viewer: Viewer,
    area_code: str,
    event_id: str,
    rules: BookRules,
    *,
    sent_id: str,
    reason: str,
    purpose: str,
) -> str:
    """Withdraw an event that was entered wrongly, and give its sheep's id; the event and the reason stay on record.

    Raises AccessDenied; MutongError `event_not_found`, `withdrawn_before`, `reason_missing`, or what could not be any
    more without it (already_gone, lambs_in_the_book …).
    """
    holding = keeper_of(viewer, area_code, purpose)
    with transaction.atomic():
        flock = load_flock(area_code, rules)
        row = AnimalEvent.objects.filter(event_id=event_id).exclude(kind=WITHDRAWN).first()
        if row is None or row.animal_id not in flock.animals:
            raise refused("event_not_found", "账上没有这一条。", "The book has no such entry.")
        log_keeping(viewer, holding, purpose, area_code, f"flock; withdraw {row.kind}", [row.animal_id])
        if AnimalEvent.objects.filter(withdraws=row).exists():
            raise refused("withdrawn_before", "这一条已经撤回过了。", "This entry was withdrawn before.")
        why = reason_of(reason)
        spoiled = flock.without_event(event_id, row.animal_id)
        if spoiled:
            raise refused(
                spoiled[0].code,
                f"撤回后账上后面的一条就不成立了：{spoiled[0].words.zh}请先撤回那一条。",
                f"Without it a later entry could not be: {spoiled[0].words.en} Withdraw that one first.",
            )
        AnimalEvent.objects.create(
            event_id=f"{sent_id}:{row.animal_id}:{WITHDRAWN}:{row.pk}",
            sent_id=sent_id,
            animal_id=row.animal_id,
            kind=WITHDRAWN,
            on_day=clock.today(),
            details={},
            withdraws=row,
            reason=why,
            **stamp(holding, AnimalEvent),
        )
        if row.details.get("household"):
            _put_back(flock, row.animal_id, event_id)
        if row.kind in ("tagged", "retagged"):
            EarTag.objects.filter(pk=str(row.details["tag"]), animal_id=row.animal_id).delete()
    return row.animal_id


def write_events(holding: Holding, sent_id: str, events: Sequence[Event]) -> None:
    """Write events that were checked, and hold the tags they give; inside the caller's transaction."""
    if not events:
        return
    told = stamp(holding, AnimalEvent)
    AnimalEvent.objects.bulk_create(
        AnimalEvent(
            event_id=event.event_id,
            sent_id=sent_id,
            animal_id=event.animal_id,
            kind=event.kind,
            on_day=event.on,
            details=dict(event.details),
            **told,
        )
        for event in events
    )
    for event in events:
        if event.kind in ("tagged", "retagged"):
            tag = str(event.details["tag"])
            row, _ = EarTag.objects.get_or_create(tag=tag, defaults={"animal_id": event.animal_id})
            if row.animal_id != event.animal_id:
                raise refused(
                    "tag_in_use",
                    f"耳标 {tag} 已登记在另一只羊名下。",
                    f"Tag {tag} already belongs to a sheep.",
                    "keys",
                )


def _put_back(flock: Flock, animal_id: str, event_id: str) -> None:
    """The sheep's area is again that of the household it belongs to without the event; as it is where there is none."""
    kept = [one for one in flock.events[animal_id] if one.event_id != event_id]
    home = walk(flock.animals[animal_id], kept, flock.rules)[0].household
    area = Household.objects.filter(pk=home).values_list("area_code", flat=True).first() if home else None
    if area:
        AnimalRow.objects.filter(pk=animal_id).update(area_code=area)


def tag_elsewhere(tag: str, animal_id: str) -> Trouble | None:
    """The refusal of a tag that a sheep of another area bears; nothing is told of where."""
    if EarTag.objects.filter(pk=tag).exclude(animal_id=animal_id).exists():
        words = Words(
            f"耳标 {tag} 已登记在另一只羊名下，请核对。", f"Tag {tag} already belongs to a sheep; check it."
        )
        return Trouble("", True, "tag_in_use", words)
    return None


def said(troubles: Sequence[Trouble]) -> tuple[Words, ...]:
    """What is told of a line: the refusals alone where there are any, else the warnings."""
    refusals = tuple(one.words for one in troubles if one.refused)
    return refusals or tuple(one.words for one in troubles)


def _one_line(
    flock: Flock, group: GroupEvent, key: str, before: set[str]
) -> tuple[LineReport | None, Event | None]:
    animal = flock.find(key)
    if animal is None:
        words = Words(
            f"账上没有“{key}”；请核对号码，新羊请先登记。",
            f"The book has no “{key}”; check the number, and enter a new sheep first.",
        )
        return LineReport(key, "", False, (words,)), None
    if animal.animal_id in before:
        return None, None
    details = {**group.details, **group.own.get(key, {})}
    event_id = f"{group.sent_id}:{animal.animal_id}"
    event = Event(event_id, animal.animal_id, group.kind, group.on, details, 1 << 62)
    troubles = flock.with_event(event, clock.today())
    if group.kind in ("tagged", "retagged"):
        other = tag_elsewhere(str(details.get("tag", "")), animal.animal_id)
        troubles = [*([other] if other else []), *troubles]
    if any(one.refused for one in troubles):
        return LineReport(key, animal.animal_id, False, said(troubles)), None
    return LineReport(key, animal.animal_id, True, said(troubles)), event
