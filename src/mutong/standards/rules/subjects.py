"""One household read out of a Snapshot, subject by subject, for the scalar evaluation of a rule.

A subject reads each of its facts once, from its own row; nobody else's row is touched.
"""

from collections.abc import Mapping
from datetime import date
from weakref import WeakKeyDictionary

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import Interval, day_number

Ends = tuple[float, float]
# A truth as its number, both ends of a number or day, a code as its word (None: not known).
Single = int | Ends | str | None
_UNREAD = object()


class Subject:
    """A person or household with what was worked out for it so far: `memo` holds a value for each slot.

    `home` is the household a person is registered as living in (None for none), `people` whoever is registered in a
    household, `members` those of them who are not known to be dead, in the Snapshot's order. `rules` is what the
    subject is judged by at present; what was worked out by one Standing is kept apart from another's.
    """

    __slots__ = (
        "_kept",
        "_like",
        "facts",
        "home",
        "id",
        "kind",
        "lot",
        "members",
        "memo",
        "people",
        "reasons",
        "row",
        "rules",
    )

    def __init__(self, lot: "Lot", kind: str, row: int, home: "Subject | None") -> None:
        self.lot, self.kind, self.row, self.home = lot, kind, row, home
        self.id = str(lot.snapshot.ids(kind)[row])
        self.people: tuple[Subject, ...] = ()
        self.members: tuple[Subject, ...] = ()
        self.memo: dict[int, Single] = {}
        self.reasons: dict[int, tuple] = {}
        self.facts: dict[str, Single] = {}
        self.rules: object = None
        self._kept: dict[int, tuple[dict, dict]] = {}
        self._like: Subject | None = None

    def stand(self, rules: object) -> None:
        """Be judged by a Standing, together with the household and everyone in it."""
        if self.rules is rules:
            return
        home = self if self.kind == "household" else self.home
        for one in (self,) if home is None else (home, *home.people):
            one.rules = rules
            one.memo, one.reasons = one._kept.setdefault(id(rules), ({}, {}))

    def copied(self, lot: "Lot", home: "Subject | None", facts: "Mapping[str, Single] | None") -> "Subject":
        """The same subject in another lot, with some facts otherwise; nothing is worked out for it yet."""
        made = Subject.__new__(Subject)
        made.lot, made.kind, made.row, made.home, made.id = lot, self.kind, self.row, home, self.id
        made.people = made.members = ()
        made.memo, made.reasons, made.rules, made._kept = {}, {}, None, {}
        made.facts, made._like = dict(facts or ()), self
        return made

    def fact(self, key: str, kind: str) -> Single:
        """A fact's value; `kind` is truth, number, day or code."""
        found = self.facts.get(key, _UNREAD)
        if found is _UNREAD:
            like = self._like
            read = _read(self.lot.snapshot, key, kind, self.row) if like is None else like.fact(key, kind)
            found = self.facts[key] = read
        return found

    def related(self, word: str) -> "list[Subject | None]":
        """Everyone so related to the person (a word of RELATIONS), the dead too; None for whoever is not in the
        Snapshot.
        """
        snapshot = self.lot.snapshot
        starts = snapshot.relations.starts[word]
        others = snapshot.related(word)[1][starts[self.row] : starts[self.row + 1]]
        return [None if row < 0 else self.lot.person(int(row)) for row in others]

    @property
    def dead(self) -> bool:
        """Whether the person is known to have died."""
        return self.kind == "person" and self.fact("alive", "truth") == Truth.NO

    @property
    def area_code(self) -> str:
        """Where the household lives, or the person's; '' where it is not known."""
        home = self if self.kind == "household" else self.home
        return "" if home is None else home.fact("area_code", "code") or ""


class Lot:
    """The subjects that belong to one answer: a household and its members, and whoever they are related to.

    `facts` replaces facts by (kind, id, key): what would be so if they were. `on` is the day the rules are put to.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        on: date | None = None,
        facts: Mapping[tuple[str, str, str], Single] | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.on = on or snapshot.on
        self.day = int(day_number(self.on))
        self._homes: dict[int, Subject] = {}
        self._people: dict[int, Subject] = {}
        self._facts: dict[tuple[str, str], dict[str, Single]] = {}
        for (kind, name, key), value in (facts or {}).items():
            self._facts.setdefault((kind, name), {})[key] = value

    def household(self, row: int) -> Subject:
        """The household in a row, with its members."""
        if row not in self._homes:
            home = self._homes[row] = self._made("household", row, None)
            rows = self.snapshot.members_of(row)
            home.people = tuple(self._made("person", int(one), home) for one in rows)
            self._people.update({person.row: person for person in home.people})
            home.members = tuple(person for person in home.people if not person.dead)
        return self._homes[row]

    def person(self, row: int) -> Subject:
        """The person in a row, with the household they live in."""
        if row not in self._people:
            home = int(self.snapshot.group[row])
            if home >= 0:
                self.household(home)
            else:
                self._people[row] = self._made("person", row, None)
        return self._people[row]

    def of(self, kind: str, row: int) -> Subject:
        """The subject of a kind in a row."""
        return self.household(row) if kind == "household" else self.person(row)

    def like(
        self,
        people: "tuple[Subject, ...]",
        facts: "Mapping[tuple[str, str], Mapping[str, Single]] | None" = None,
    ) -> "dict[tuple[str, str], Subject]":
        """A household (first) and its people, or one person alone, as read elsewhere but for some `facts` by subject;
        by kind and id.
        """
        home, found = None, {}
        for one in people:
            name = (one.kind, one.id)
            made = found[name] = one.copied(self, home, facts.get(name) if facts else None)
            if one.kind == "household":
                home = self._homes[one.row] = made
            else:
                self._people[one.row] = made
        if home is not None:
            home.people = tuple(one for one in found.values() if one is not home)
            home.members = tuple(person for person in home.people if not person.dead)
        return found

    def _made(self, kind: str, row: int, home: Subject | None) -> Subject:
        made = Subject(self, kind, row, home)
        if self._facts:
            made.facts.update(self._facts.get((kind, made.id), {}))
        return made


def row_of(snapshot: Snapshot, kind: str, subject_id: str) -> int:
    """Where a subject stands in the Snapshot. Raises MutongError `unknown_subject`."""
    try:
        return snapshot.index_of(kind, subject_id)
    except KeyError as error:
        raise MutongError(
            "unknown_subject",
            Words(f"登记册里没有“{subject_id}”。", f"There is no “{subject_id}” in the register."),
            subject=subject_id,
        ) from error


# Both ends of number columns as a Snapshot gives them, made once for as long as it is in use.
_numbers: "WeakKeyDictionary[Snapshot, dict[str, Interval]]" = WeakKeyDictionary()


def _read(snapshot: Snapshot, key: str, kind: str, row: int) -> Single:
    if kind == "truth":
        return int(snapshot.truth(key)[row])
    if kind == "code":
        codes = snapshot.code(key)
        index = int(codes.index[row])
        return codes.words[index] if index >= 0 else None
    columns = _numbers.setdefault(snapshot, {})
    if key not in columns:
        columns[key] = snapshot.number(key)
    ends = columns[key]
    return float(ends.low[row]), float(ends.high[row])
