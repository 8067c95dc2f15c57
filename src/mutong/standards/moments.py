"""One household on one day, as known at a day: who belongs to it, what stands where it lives, every answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mutong.kernel.period import add_years
from mutong.kernel.truth import Truth
from mutong.standards.pack_form import Pack
from mutong.standards.prepared import Place, Prepared
from mutong.standards.rules.family import Version
from mutong.standards.rules.single_numbers import Ends, civil
from mutong.standards.rules.subjects import Lot, Subject
from mutong.tables.snapshot import Snapshot

# The line of versions and the rule's name, the kind of subject, its id.
Key = tuple[str, str, str]
_FAR_DAY = 100_000


@dataclass(frozen=True, eq=False)
class Stand:
    """One answer on a day: the rule as it stands there, whom it is about, what a yes gives (None for nothing)."""

    place: Place
    version: Version
    subject: Subject
    verdict: Truth
    amount: Ends | None

    def same(self, other: "Stand") -> bool:
        """Whether it gives the same."""
        return self is other or (self.verdict, self.amount) == (other.verdict, other.amount)


@dataclass(frozen=True, eq=False)
class Moment:
    """A household on a day. `home` is None where the Snapshot does not have it; `places` stand in the order of the
    families of packs.
    """

    on: date
    known_at: date
    snapshot: Snapshot
    lot: Lot
    home: Subject | None
    places: tuple[Place, ...]

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        prepared: Prepared,
        household_id: str,
        on: date,
        known_at: date,
        like: "Moment | None" = None,
    ) -> "Moment":
        """The household in a Snapshot on a day. `like` is a moment of the same Snapshot, with facts read already."""
        snapshot.declare(prepared.derived)
        lot = Lot(snapshot, on)
        try:
            row = snapshot.index_of("household", household_id)
        except KeyError:
            return cls(on, known_at, snapshot, lot, None, ())
        if like is not None and like.home is not None and like.snapshot is snapshot:
            home = lot.like((like.home, *like.home.people))["household", household_id]
        else:
            home = lot.household(row)
        return cls(on, known_at, snapshot, lot, home, prepared.places(on, known_at, home.area_code))

    def stands(self, only: Collection[tuple[int, str]] | None = None) -> dict[Key, Stand]:
        """Every answer about the household and its members; of some rules only, by (place in `places`, name)."""
        found: dict[Key, Stand] = {}
        home = self.home
        if home is None or not home.members:
            return found
        for family, place in enumerate(self.places):
            home.stand(place.standing)
            work, line = place.standing.value, line_of(place)
            for name, version in place.standing.versions.items():
                if only is not None and (family, name) not in only:
                    continue
                rule = version.rule
                for subject in (home,) if rule.of == "household" else home.members:
                    verdict = Truth(work(rule.who, subject))
                    amount = None
                    if verdict == Truth.YES and rule.amount is not None:
                        amount = work(rule.amount, subject)
                    stand = Stand(place, version, subject, verdict, amount)
                    found[f"{line}:{name}", subject.kind, subject.id] = stand
        return found

    def member(self, kind: str, subject_id: str) -> Subject | None:
        """The household or one of its members as a subject; None for whoever is none on the day."""
        if self.home is None or not self.home.members:
            return None
        if kind == "household":
            return self.home
        return next((one for one in self.home.members if one.id == subject_id), None)

    def anniversaries(self, keys: Collection[str], end: date) -> set[date]:
        """The days after this one and before `end` on which whole years are full since one of these days of anybody."""
        found: set[date] = set()
        for key in keys:
            days = self.snapshot.day(key)
            for low, high in zip(days.low, days.high, strict=True):
                if low == high and abs(low) < _FAR_DAY:
                    born = date(*civil(int(low)))
                    years = range(self.on.year - born.year, end.year - born.year + 1)
                    found |= {add_years(born, one) for one in years if one > 0}
        return {day for day in found if self.on < day < end}


def dated(snapshot: Snapshot, on: date, known_at: date) -> Snapshot:
    """The same columns for another day on which the same rows speak."""
    again = snapshot.with_columns({}, ())
    again.on, again.known_at = on, known_at
    return again


def line_of(place: Place) -> str:
    """The oldest version of the outermost pack that a place's rules come from; it names the line of its successors."""
    kept = place.kept.get("line")
    if kept is None:
        pack: Pack = place.family.family.packs[0]
        while pack.before is not None:
            pack = pack.before
        kept = place.kept["line"] = pack.pack
    return kept
