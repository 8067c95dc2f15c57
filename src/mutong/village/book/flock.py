"""All sheep of a book together: found by tag or number, as they stand on a day, and whether a new event may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words
from mutong.village.book.event_kinds import event_kind
from mutong.village.book.lives import Animal, Event, Standing, Trouble, walk, whole_months
from mutong.village.book.rules import BookRules
from mutong.village.book.tags import plain_key


class Flock:
    """Sheep with the events that count (withdrawn ones left out). Standings of a day are worked out once."""

    def __init__(self, animals: Iterable[Animal], events: Iterable[Event], rules: BookRules) -> None:
        self.rules = rules
        self.animals: dict[str, Animal] = {one.animal_id: one for one in animals}
        self.events: dict[str, list[Event]] = {key: [] for key in self.animals}
        for event in events:
            self.events[event.animal_id].append(event)
        self.lambs: dict[str, list[str]] = {}
        for one in self.animals.values():
            if one.mother_id:
                self.lambs.setdefault(one.mother_id, []).append(one.animal_id)
        self._keys = self._all_keys()
        self._stood: dict[date | None, dict[str, Standing]] = {}

    def find(self, text: str) -> Animal | None:
        """The sheep that a tag (also one it bore before), own number or id names; None where there is none."""
        key = self._keys.get(plain_key(text)) or (text if text in self.animals else None)
        return self.animals.get(key) if key else None

    def at(self, day: date | None = None) -> Mapping[str, Standing]:
        """How every sheep stands at the end of a day (None: after all that was written)."""
        if day not in self._stood:
            self._stood[day] = {
                key: walk(one, self.events[key], self.rules, day)[0] for key, one in self.animals.items()
            }
        return self._stood[day]

    def present(self, day: date) -> list[Animal]:
        """The sheep that are there at the end of a day."""
        stood = self.at(day)
        return [one for key, one in self.animals.items() if stood[key].present]

    def name(self, animal_id: str) -> str:
        """What people call a sheep: its tag, else its own number."""
        standing = self.at()[animal_id]
        return standing.tag or self.animals[animal_id].number or animal_id

    def troubles(self) -> list[Trouble]:
        """What is wrong with what stands written; no refusals, unless somebody wrote round the checks."""
        found = []
        for key, one in self.animals.items():
            found += walk(one, self.events[key], self.rules)[1]
        return found

    def with_event(self, event: Event, today: date) -> list[Trouble]:
        """What is wrong with one more event, by itself and with those already written after it; empty where nothing is.

        The event's sheep must be of the flock. Refusals come first.
        """
        animal = self.animals[event.animal_id]
        old = self.events[event.animal_id]
        before = walk(animal, old, self.rules)[1]
        after = walk(animal, [*old, event], self.rules)[1]
        seen = {(one.event_id, one.code) for one in before}
        found = []
        for one in after:
            if one.event_id == event.event_id:
                found.append(one)
            elif one.refused and (one.event_id, one.code) not in seen:
                found.append(_spoils(event, one))
        found += self._across(animal, event, today)
        return sorted(found, key=lambda one: not one.refused)

    def without_event(self, event_id: str, animal_id: str) -> list[Trouble]:
        """What could not be any more if an event were withdrawn: refusals of later events and of lambs born of it."""
        kept = [one for one in self.events[animal_id] if one.event_id != event_id]
        found = walk(self.animals[animal_id], kept, self.rules)[1]
        refused = [one for one in found if one.refused]
        gone = next(one for one in self.events[animal_id] if one.event_id == event_id)
        if kept and not any(event_kind(one.kind).way == "in" for one in kept):
            words = Words("这只羊后面还有别的记录。", "The sheep has other entries.")
            refused.append(Trouble(event_id, True, "other_entries", words))
        if gone.kind == "lambed" and any(
            self.animals[lamb].birth == gone.on and self.events[lamb]
            for lamb in self.lambs.get(animal_id, ())
        ):
            words = Words(
                "这一窝的羔羊还在账上，请先撤回羔羊的出生记录。",
                "The lambs of this litter stand in the book; withdraw their births first.",
            )
            refused.append(Trouble(event_id, True, "lambs_in_the_book", words))
        return refused

    def _across(self, animal: Animal, event: Event, today: date) -> Iterable[Trouble]:
        """What other sheep and the present day say against it."""

        def no(code: str, zh: str, en: str) -> Trouble:
            return Trouble(event.event_id, True, code, Words(zh, en))

        if event.on > today:
            yield no(
                "in_future",
                f"{event.on} 还没有到，请核对日期。",
                f"{event.on} is yet to come; check the day.",
            )
        if event.kind in ("tagged", "retagged"):
            holder = self._keys.get(str(event.details.get("tag", "")))
            if holder is not None and (holder != animal.animal_id or event.kind == "tagged"):
                yield no(
                    "tag_in_use",
                    f"耳标 {event.details['tag']} 已登记在另一只羊（{self.name(holder)}）名下，请核对。",
                    f"Tag {event.details['tag']} already belongs to a sheep ({self.name(holder)}); check it.",
                )
        ram = str(event.details.get("ram", "")) if event.kind == "mated" else ""
        if ram:
            found = self.find(ram)
            if found is None:
                words = Words(
                    f"账上没有公羊“{ram}”，照记。", f"No ram “{ram}” is in the book; kept all the same."
                )
                yield Trouble(event.event_id, False, "ram_not_in_book", words)
            elif found.sex != "male":
                yield no("not_a_ram", f"“{ram}”不是公羊，请核对。", f"“{ram}” is no ram; check it.")
            elif self.at(event.on)[found.animal_id].left_on is not None:
                yield no(
                    "ram_gone",
                    f"公羊“{ram}”当日不在账上，请核对。",
                    f"The ram “{ram}” was not there that day.",
                )

    def _all_keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for key, one in self.animals.items():
            if one.number:
                keys[plain_key(one.number)] = key
            for event in self.events[key]:
                if event.kind in ("tagged", "retagged"):
                    keys[str(event.details["tag"])] = key
        return keys


@dataclass(frozen=True)
class NewLamb:
    """A lamb of a litter as it is entered: id, own number, sex, birth weight in kg (None: not weighed)."""

    animal_id: str
    number: str
    sex: str
    weight_kg: float | None = None


def litter(
    flock: Flock, ewe: Animal, event: Event, lambs: Sequence[NewLamb], genetic_mother: str | None = None
) -> list[tuple[Animal, Event]]:
    """The lambs born alive at a lambing with their births: breed, pen and household are the ewe's, the ram the one she
    was mated with, where the book has him."""
    stands = flock.at(event.on)[ewe.animal_id]
    ram = flock.find(stands.ram) if stands.ram else None
    before = walk(
        ewe,
        [one for one in flock.events[ewe.animal_id] if one.event_id != event.event_id],
        flock.rules,
        event.on,
    )
    if ram is None and before[0].ram:
        ram = flock.find(before[0].ram)
    found = []
    for nth, lamb in enumerate(lambs):
        animal = Animal(
            lamb.animal_id, lamb.number, lamb.sex, ewe.breed, event.on, True, ewe.animal_id, genetic_mother,
            ram.animal_id if ram else None,
        )  # fmt: skip
        told: dict[str, object] = {"pen": stands.pen, "household": stands.household}
        told = {name: value for name, value in told.items() if value}
        if lamb.weight_kg is not None:
            told["weight_kg"] = lamb.weight_kg
        found.append(
            (
                animal,
                Event(f"{lamb.animal_id}:born", lamb.animal_id, "born", event.on, told, event.nth + nth + 1),
            )
        )
    return found


def age_words(animal: Animal, day: date) -> Words:
    """The age of a sheep in months, or days in its first two months; unknown where its birth is."""
    if animal.birth is None:
        return Words("出生日不详", "birth not known")
    about = Words("", "") if animal.birth_exact else Words("约 ", "about ")
    days = (day - animal.birth).days
    if days < 61:
        return Words(f"{about.zh}{days} 日龄", f"{about.en}{days} days old")
    months = whole_months(animal.birth, day)
    if months < 24:
        return Words(f"{about.zh}{months} 月龄", f"{about.en}{months} months old")
    return Words(f"{about.zh}{months // 12} 岁", f"{about.en}{months // 12} years old")


def _spoils(event: Event, later: Trouble) -> Trouble:
    label = event_kind(event.kind).label
    return Trouble(
        event.event_id,
        True,
        "spoils_a_later_entry",
        Words(
            f"照此登记“{label.zh}”后，账上后面的一条就不成立了：{later.words.zh}请先核对或撤回后面的那条。",
            f"With “{label.en}” entered so, a later entry could not be: {later.words.en} Withdraw that one first.",
        ),
    )
