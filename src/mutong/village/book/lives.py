"""The life of one sheep: its events in order, how it stands after them, and what of them cannot be.

An event counts from its day on. Of one day arrivals come first and departures last, the rest in the order they were
written. What cannot be is refused, what is only unlikely or unlawful is warned of: a thing that happened must be
writable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mutong.kernel.words import Words
from mutong.village.book.event_kinds import event_kind
from mutong.village.book.rules import BookRules

# May be known of a sheep from before it stood in this book.
_BEFORE = frozenset(
    {"mated", "checked", "aborted", "lambed", "weaned", "weighed", "vaccinated", "treated", "ill", "tagged"}
)
_GONE = {
    "sold": Words("已出售", "was sold"),
    "slaughtered": Words("已屠宰", "was slaughtered"),
    "died": Words("已死亡", "died"),
    "left": Words("已调出", "was moved out"),
}
_FOR_GOOD = frozenset({"slaughtered", "died"})


@dataclass(frozen=True)
class Animal:
    """A sheep as it was first written down. `birth` is None where nobody knows it, and an estimate unless
    `birth_exact`; `mother_id` gave birth to it, `genetic_mother_id` is another ewe after embryo transfer."""

    animal_id: str
    number: str
    sex: str
    breed: str | None = None
    birth: date | None = None
    birth_exact: bool = True
    mother_id: str | None = None
    genetic_mother_id: str | None = None
    father_id: str | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened to a sheep; `nth` is its place in the order of writing, `details` what was filled in."""

    event_id: str
    animal_id: str
    kind: str
    on: date
    details: Mapping[str, object] = field(default_factory=dict)
    nth: int = 0


@dataclass(frozen=True)
class Trouble:
    """What is wrong with an event: `refused` where it cannot be, else a warning."""

    event_id: str
    refused: bool
    code: str
    words: Words


@dataclass
class Standing:
    """How a sheep stands after its events. Days are None for what has not happened.

    `held_until` is the first day on which it may be sold or slaughtered again, `held_by` the drug; `held_unknown` the
    drug whose withdrawal nobody wrote.
    """

    present: bool = False
    entered_on: date | None = None
    entered_how: str = ""
    left_on: date | None = None
    left_how: str = ""
    tag: str = ""
    old_tags: tuple[str, ...] = ()
    pen: str = ""
    household: str = ""
    stage: str = ""
    use: str = ""
    weaned_on: date | None = None
    mated_on: date | None = None
    ram: str = ""
    checked: str = ""
    lambed_on: date | None = None
    alive: int = 0
    weight_kg: float | None = None
    weighed_on: date | None = None
    held_until: date | None = None
    held_by: str = ""
    held_unknown: str = ""


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events as they count: by day, arrivals before and departures after the rest of a day."""
    place = {"in": 0, "": 1, "out": 2}
    return sorted(events, key=lambda one: (one.on, place[event_kind(one.kind).way], one.nth))


def walk(
    animal: Animal, events: Iterable[Event], rules: BookRules, until: date | None = None
) -> tuple[Standing, list[Trouble]]:
    """How a sheep stands at the end of a day (left out: after all), and what is wrong with its events up to then."""
    now, found = Standing(), []
    for event in in_order(events):
        if until is not None and event.on > until:
            break
        troubles = [Trouble(event.event_id, *one) for one in _wrong_with(animal, now, event, rules)]
        found += troubles
        if not any(one.refused for one in troubles):
            _apply(now, event)
    return now, found


def _wrong_with(animal: Animal, now: Standing, event: Event, rules: BookRules):
    kind = event_kind(event.kind)
    if animal.birth and event.on < animal.birth:
        yield _no(
            "before_birth",
            f"{event.on} 早于出生日 {animal.birth}",
            f"{event.on} lies before its birth on {animal.birth}",
        )
        return
    if kind.way == "in":
        yield from _wrong_arrival(now, event)
        return
    if not now.present and not (now.entered_on is None and event.kind in _BEFORE):
        if now.left_on is not None:
            gone = _GONE[now.left_how]
            yield _no(
                "already_gone",
                f"这只羊 {now.left_on} {gone.zh}，之后不能再有“{kind.label.zh}”",
                f"this sheep {gone.en} on {now.left_on}; it cannot be “{kind.label.en}” after that",
            )
        else:
            yield _no(
                "not_there_yet", f"{event.on} 这只羊还不在账上", f"on {event.on} it was not in the book yet"
            )
        return
    if kind.sex and animal.sex != kind.sex:
        yield _no("only_ewes", f"公羊不能“{kind.label.zh}”", f"a ram cannot be “{kind.label.en}”")
        return
    yield from _CHECKS.get(event.kind, _nothing)(animal, now, event, rules)


def _wrong_arrival(now: Standing, event: Event):
    if now.present:
        yield _no(
            "already_there",
            f"这只羊 {now.entered_on} 起已在账上，不能再登记一次",
            f"it has stood in the book since {now.entered_on} and cannot come in again",
        )
    elif now.left_how in _FOR_GOOD:
        gone = _GONE[now.left_how]
        yield _no("already_gone", f"这只羊 {now.left_on} {gone.zh}", f"this sheep {gone.en} on {now.left_on}")
    elif now.left_on is not None and event.kind in ("born", "listed"):
        yield _no("already_gone", "离场后只能购入或调入", "after leaving it can only be bought or moved in")
    if event.kind in ("bought", "came") and not event.details.get("certificate"):
        yield _maybe(
            "no_certificate",
            "没有写检疫证明号；动物防疫法第 49、51 条要求附检疫证明，请补记",
            "no quarantine certificate was written; Arts 49 and 51 of the epidemic law require one: add it",
        )


def _wrong_mating(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if now.checked == "yes" and now.mated_on is not None:
        yield _maybe(
            "mated_while_pregnant",
            "孕检为已孕，又登记了配种，请核对",
            "it was found pregnant and is mated again; check",
        )
    if animal.birth and rules.flock and whole_months(animal.birth, event.on) < rules.flock.ewe_mated_at:
        least = rules.flock.ewe_mated_at
        yield _maybe(
            "mated_young", f"不满 {least} 月龄就配种，请核对", f"mated before {least} months of age; check"
        )


def _wrong_check(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if now.mated_on is None:
        yield _maybe("no_mating", "没有配种记录", "no mating is on record")


def _wrong_lambing(animal: Animal, now: Standing, event: Event, rules: BookRules):
    least, _, most = rules.gestation or (None, None, None)
    if now.lambed_on and least and (event.on - now.lambed_on).days < least:
        yield _no(
            "lambed_twice",
            f"{now.lambed_on} 已产羔，不到 {least} 天不能再产；同一窝请撤回原记录、连全部羔羊一起重记",
            f"it lambed on {now.lambed_on}, less than {least} days before; for the same litter withdraw that entry and "
            "write it again with all lambs",
        )
    elif now.mated_on is None:
        yield _maybe("no_mating", "没有配种记录，照记", "no mating is on record; kept all the same")
    elif least and most and not least <= (event.on - now.mated_on).days <= most:
        days = (event.on - now.mated_on).days
        yield _maybe(
            "gestation",
            f"距 {now.mated_on} 配种 {days} 天，通常 {least}～{most} 天，请核对配种日期",
            f"{days} days after mating on {now.mated_on}, usually {least} to {most}: check the day of mating",
        )
    if not event.details.get("alive") and not event.details.get("dead"):
        yield _no(
            "no_lambs",
            "活羔、死羔都是 0，请至少写一只；没生下来的记流产",
            "no lamb alive or dead; write an abortion instead",
        )


def _wrong_weaning(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if now.weaned_on is not None:
        yield _maybe("weaned_twice", f"{now.weaned_on} 已断奶", f"it was weaned on {now.weaned_on}")


def _wrong_tag(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if event.kind == "tagged" and now.tag:
        yield _no(
            "has_a_tag",
            f"这只羊已有耳标 {now.tag}，换标请记“补换耳标”",
            f"it bears {now.tag}; enter “tag replaced”",
        )
    if event.kind == "retagged" and not now.tag:
        yield _no("has_no_tag", "这只羊还没有耳标，请记“戴耳标”", "it has no tag yet; enter “tagged”")
    if event.kind == "tagged" and animal.birth and rules.tag_within is not None:
        late = (event.on - animal.birth).days - rules.tag_within
        if late > 0 and now.entered_how == "born":
            yield _maybe(
                "tagged_late",
                f"出生后 {rules.tag_within} 天内应戴耳标，晚了 {late} 天",
                f"a lamb is tagged within {rules.tag_within} days of birth; this is {late} days late",
            )


def _wrong_move(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if not event.details.get("pen") and not event.details.get("household"):
        yield _no("moved_nowhere", "请写转到哪个圈舍或哪一户", "say to which pen or household")


def _wrong_treatment(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if "withdrawal_days" not in event.details:
        yield _maybe(
            "no_withdrawal",
            "没有写休药期；说明书写无休药期的请填 0",
            "no withdrawal was written; write 0 where the leaflet says none",
        )


def _wrong_departure(animal: Animal, now: Standing, event: Event, rules: BookRules):
    if event.kind in ("sold", "slaughtered"):
        if now.held_until and event.on < now.held_until:
            yield _no(
                "within_withdrawal",
                f"用过“{now.held_by}”，{now.held_until} 之前不得出售或屠宰",
                f"“{now.held_by}” was given; not to be sold or slaughtered before {now.held_until}",
            )
        elif now.held_unknown:
            yield _maybe(
                "withdrawal_unknown",
                f"“{now.held_unknown}”没有写休药期，无法确认是否已过",
                f"the withdrawal of “{now.held_unknown}” is not known; nobody can tell whether it is over",
            )
    if event.kind in ("sold", "left"):
        if not now.tag:
            yield _maybe(
                "no_tag", "没有耳标的羊不得离场，请补戴", "a sheep may not leave without an ear tag; tag it"
            )
        if not event.details.get("certificate"):
            yield _maybe(
                "no_certificate",
                "没有写检疫证明号；出售、运输前要申报检疫，请补记",
                "no quarantine certificate was written; apply before selling or moving, and add it",
            )
    if event.kind == "died" and event.details.get("disposal", "none") == "none":
        yield _maybe(
            "no_disposal",
            "还没有登记无害化处理，处理后请补记",
            "harmless disposal is not on record; add it when done",
        )


def _nothing(animal: Animal, now: Standing, event: Event, rules: BookRules):
    return ()


_CHECKS = {
    "mated": _wrong_mating,
    "checked": _wrong_check,
    "lambed": _wrong_lambing,
    "weaned": _wrong_weaning,
    "tagged": _wrong_tag,
    "retagged": _wrong_tag,
    "moved": _wrong_move,
    "treated": _wrong_treatment,
    "sold": _wrong_departure,
    "slaughtered": _wrong_departure,
    "died": _wrong_departure,
    "left": _wrong_departure,
}


def _apply(now: Standing, event: Event) -> None:
    told = event.details
    kind = event_kind(event.kind)
    if kind.way == "in":
        now.present, now.entered_on, now.entered_how = True, event.on, event.kind
        now.left_on, now.left_how = None, ""
        now.stage, now.use = str(told.get("stage", now.stage)), str(told.get("use", now.use))
    elif kind.way == "out":
        now.present, now.left_on, now.left_how = False, event.on, event.kind
    if kind.way == "in" or event.kind == "moved":
        now.pen, now.household = str(told.get("pen", now.pen)), str(told.get("household", now.household))
    if "weight_kg" in told:
        now.weight_kg, now.weighed_on = float(str(told["weight_kg"])), event.on
    if event.kind == "tagged":
        now.tag = str(told["tag"])
    elif event.kind == "retagged":
        now.old_tags, now.tag = (*now.old_tags, now.tag), str(told["tag"])
    elif event.kind in ("kept", "fattened"):
        now.use = "breeding" if event.kind == "kept" else "fattening"
    elif event.kind == "mated":
        now.mated_on, now.ram, now.checked = event.on, str(told.get("ram") or told.get("group") or ""), ""
    elif event.kind == "checked":
        now.checked = str(told["pregnant"])
        now.mated_on = None if now.checked == "no" else now.mated_on
    elif event.kind == "aborted":
        now.mated_on, now.checked = None, ""
    elif event.kind == "lambed":
        now.lambed_on, now.alive = event.on, int(str(told.get("alive", 0)))
        now.mated_on, now.checked, now.weaned_on = None, "", None
    elif event.kind == "weaned":
        now.weaned_on = event.on
    elif event.kind == "treated":
        _hold(now, event)


def _hold(now: Standing, event: Event) -> None:
    days = event.details.get("withdrawal_days")
    if days is None:
        now.held_unknown = str(event.details.get("drug", ""))
        return
    until = event.on + timedelta(days=int(str(days)))
    if now.held_until is None or until > now.held_until:
        now.held_until, now.held_by = until, str(event.details.get("drug", ""))


def whole_months(birth: date, day: date) -> int:
    """Whole calendar months from one day to another, 0 before the first is over."""
    return max((day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day), 0)


def _no(code: str, zh: str, en: str) -> tuple[bool, str, Words]:
    return True, code, Words(zh + "。", en + ".")


def _maybe(code: str, zh: str, en: str) -> tuple[bool, str, Words]:
    return False, code, Words(zh + "。", en + ".")
