"""A household's history: on which days an answer changed between two days, from what to what, and because of what.

Two histories can be told. `replay_as_it_was_known` puts each day's question as known on that day: what a worker could
have known. `replay_as_known_at` puts every day's question as known at one later day: what we hold to be true now (T6).

The answers are worked out anew only on days on which something may turn; between them nothing can.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isinf

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.household_rows import HouseholdRows
from mutong.standards.limit_words import amount_words
from mutong.standards.moments import Key, Moment, Stand, dated
from mutong.standards.prepared import Prepared
from mutong.standards.replay_causes import Cause, causes_of
from mutong.standards.rule_reads import reads_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules.ring import walk
from mutong.standards.rules.single_numbers import Ends
from mutong.standards.units import dimension
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.tables.snapshot import Snapshot

NOT_IN_FORCE, NOT_HERE = "not_in_force", "not_here"
_SAID = {
    Truth.NO.word: Words("否", "no"),
    Truth.UNKNOWN.word: Words("未知", "not known"),
    Truth.YES.word: Words("是", "yes"),
    NOT_IN_FORCE: Words("无效力", "not in force"),
    NOT_HERE: Words("不在这一户", "not in the household"),
}
COLUMNS = (
    "day", "rule", "title", "subject_kind", "subject_id", "verdict_before", "verdict_after", "amount_before_low",
    "amount_before_high", "amount_after_low", "amount_after_high", "unit", "because", "clause",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """An answer: yes, no, unknown, not_in_force (no such rule for the household), not_here (no member on the day).

    `amount` is what a yes gives (both ends in `unit`, infinite where there is no upper end); None for none.
    """

    verdict: str
    amount: Ends | None = None
    unit: str = ""

    @property
    def plain(self) -> tuple[str, Ends | None]:
        """The answer as it counts for a change: whoever no rule speaks of receives nothing, as with a no (T3)."""
        verdict = Truth.NO.word if self.verdict in (NOT_IN_FORCE, NOT_HERE) else self.verdict
        return verdict, self.amount

    @property
    def words(self) -> Words:
        """The answer as a person reads it, with the amount of a yes."""
        said = _SAID[self.verdict]
        if self.amount is None:
            return said
        low, high = self.amount
        money = Words("金额未知", "amount not known")
        if low > 0 or not isinf(high):
            money = amount_words(self.amount, n.Kind("number", dimension(self.unit)))
        return Words(f"{said.zh}，{money.zh}", f"{said.en}, {money.en}")


@dataclass(frozen=True)
class About:
    """Which answer: the rule as `pack:rule` with its title and first clause, and whom it is about.

    `key` stays the same when another version of the standard, or an inner pack, has the rule of that name.
    """

    key: Key
    rule: str
    title: Words
    subject_kind: str
    subject_id: str
    clause: str


@dataclass(frozen=True)
class Entry:
    """One answer that changes on a day, and what changed it."""

    on: date
    about: About
    before: Said
    after: Said
    because: tuple[Cause, ...]


@dataclass(frozen=True)
class Replay:
    """The answers on the first day, and every change after it up to and including the last, in order of time.

    `known_at` is the day everything is known at; None where each day is as known on that day.
    """

    household_id: str
    first: date
    last: date
    known_at: date | None
    start: tuple[tuple[About, Said], ...]
    entries: tuple[Entry, ...]

    def at(self, day: date) -> dict[Key, Said]:
        """The answers on a day between the first and the last, as the entries have it."""
        found = {about.key: said for about, said in self.start}
        found.update({one.about.key: one.after for one in self.entries if one.on <= day})
        return found


@dataclass(frozen=True)
class NotKnownThen:
    """Days (from `first` up to, not including, `end`) on which an answer was given otherwise than we give it now.

    `learnt` is what brought the answer of then in line, on the day `end`; none where it has not come so far.
    """

    first: date
    end: date
    about: About
    then: Said
    now: Said
    learnt: tuple[Cause, ...]


@dataclass(frozen=True)
class History:
    """What a replay reads: the rows of a household, and the way to its Snapshot on a day as known at a day.

    `derive` adds the facts `derived` (from events) to a Snapshot of any day; they may turn on each. Left out, these
    facts are not known.
    """

    rows: HouseholdRows
    snapshot_of: Callable[[date, date], Snapshot]
    derive: Callable[[Snapshot], Snapshot] | None = None
    derived: frozenset[str] = frozenset()


def replay_as_it_was_known(history: History, prepared: Prepared, first: date, last: date) -> Replay:
    """Every day from `first` to `last` as known on that day. Raises MutongError `last_before_first`, and
    `unknown_subject` for a household without a row.
    """
    return _Replaying(history, prepared, first, last, None).run()


def replay_as_known_at(
    history: History, prepared: Prepared, first: date, last: date, known_at: date | None = None
) -> Replay:
    """Every day from `first` to `last` as known at `known_at` (left out: `last`). Raises as the other does."""
    return _Replaying(history, prepared, first, last, known_at or last).run()


def not_known_then(then: Replay, now: Replay) -> tuple[NotKnownThen, ...]:
    """Where what was known on the days themselves differs from what is known now, in order of time, rule by rule.

    Both are replays of one household over the same days.
    """
    about = {one.key: one for replay in (then, now) for one in _abouts(replay)}
    days = sorted({then.first} | {one.on for replay in (then, now) for one in replay.entries})
    open_since: dict[Key, tuple[date, Said, Said]] = {}
    found: list[NotKnownThen] = []

    def close(key: Key, day: date, learnt: tuple[Cause, ...]) -> None:
        first, was, rightly = open_since.pop(key)
        found.append(NotKnownThen(first, day, about[key], was, rightly, learnt))

    nothing = Said(NOT_IN_FORCE)
    for day in days:
        was, rightly = then.at(day), now.at(day)
        for key in about:
            pair = (was.get(key, nothing), rightly.get(key, nothing))
            differs = pair[0].plain != pair[1].plain
            if key in open_since and (not differs or open_since[key][1:] != pair):
                turned = [one for one in then.entries if one.on == day and one.about.key == key]
                close(key, day, turned[0].because if turned and not differs else ())
            if differs and key not in open_since:
                open_since[key] = (day, *pair)
    for key in tuple(open_since):
        close(key, then.last + timedelta(days=1), ())
    order = {key: place for place, key in enumerate(about)}
    return tuple(sorted(found, key=lambda one: (one.first, order[one.about.key])))


def _abouts(replay: Replay) -> Iterator[About]:
    yield from (about for about, _ in replay.start)
    yield from (one.about for one in replay.entries)


def entry_row(one: Entry, lang: str, source_words: Callable[[str], Words]) -> dict[str, object]:
    """An entry as a row of a table with COLUMNS; an end that is not known is empty. `source_words` says a source."""
    ends = [
        None if end is None or isinf(end) else end
        for said in (one.before, one.after)
        for end in said.amount or (None, None)
    ]
    values = (
        one.on, one.about.rule, one.about.title.say(lang), one.about.subject_kind, one.about.subject_id,
        one.before.verdict, one.after.verdict, *ends, one.after.unit or one.before.unit,
        "; ".join(cause.sourced(source_words).say(lang) for cause in one.because),
        ";".join(dict.fromkeys(cause.clause for cause in one.because if cause.clause)) or one.about.clause,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


class _Replaying:
    """Goes through the days, working out on each only what may have turned."""

    def __init__(
        self, history: History, prepared: Prepared, first: date, last: date, known_at: date | None
    ) -> None:
        self.history, self.prepared = history, prepared
        self.first, self.last, self.known_at = first, last, known_at

    def run(self) -> Replay:
        """The replay from the first day to the last."""
        rows = self.history.rows
        _refuse(rows, self.first, self.last)
        turning = self._turning_days(rows)
        here = self._moment(self.first)
        stands = here.stands()
        start = tuple((_about(key, one), _said(one)) for key, one in stands.items())
        entries: list[Entry] = []
        for day, end in zip(turning, [*turning[1:], self.last + timedelta(days=1)], strict=True):
            if day > self.first:
                then = self._moment(day)
                new = then.stands()
                entries += self._compared(here, then, stands, new)
                here, stands = then, new
            whole = here
            for later, only in self._days_alone(whole, end):
                then = self._moment(
                    later, whole, any(self.history.derived & one.keys for one in only.values())
                )
                new = then.stands(only.keys())
                entries += self._compared(here, then, {key: stands.get(key) for key in new}, new)
                here, stands = then, stands | new
        return Replay(rows.household_id, self.first, self.last, self.known_at, start, tuple(entries))

    def _moment(self, day: date, like: Moment | None = None, derive: bool = True) -> Moment:
        """The household on a day. `like` is a moment since which neither rows nor standards turned; what is derived is
        then worked out again only if `derive`.
        """
        known_at, history = self.known_at or day, self.history
        if like is None and (day == self.first or day in self._register_days):
            self._plain = history.snapshot_of(day, known_at)
        snapshot = self._plain
        if history.derive is not None:
            snapshot = (
                history.derive(dated(snapshot, day, known_at)) if like is None or derive else like.snapshot
            )
        return Moment.of(snapshot, self.prepared, history.rows.household_id, day, known_at, like)

    def _turning_days(self, rows: HouseholdRows) -> list[date]:
        """The first day, and all on which rows of the register or standards may turn."""
        read = _facts_read(self.prepared)
        self._register_days = self._within(rows.turning_days(read, self.known_at))
        standards = {day for family in self.prepared.families for day in family.days}
        if self.known_at is None:
            standards |= {day for family in self.prepared.families for day in family.known_days}
        return sorted({self.first} | self._register_days | self._within(standards))

    def _within(self, days: set[date]) -> set[date]:
        return {day for day in days if self.first < day <= self.last}

    def _days_alone(self, here: Moment, end: date) -> Iterator[tuple[date, Mapping]]:
        """The days before `end` on which an answer may turn with time alone, each with the rules that may."""
        daily, aged = {}, {}
        for family, place in enumerate(here.places):
            for name in place.standing.versions:
                reads = reads_of(place, name)
                if reads.day or self.history.derived & reads.keys:
                    daily[family, name] = reads
                if reads.aged:
                    aged[family, name] = reads
        birthdays = here.anniversaries({key for one in aged.values() for _, key in one.aged}, end)
        day = here.on + timedelta(days=1)
        if not daily:
            yield from ((one, aged) for one in sorted(birthdays))
            return
        while day < end:
            yield day, daily | aged if day in birthdays else daily
            day += timedelta(days=1)

    def _compared(
        self, before: Moment, after: Moment, old: Mapping[Key, Stand | None], new: Mapping[Key, Stand]
    ) -> Iterator[Entry]:
        for key in dict.fromkeys((*new, *old)):
            was, now = old.get(key), new.get(key)
            if was is not None and now is not None and was.same(now):
                continue
            said = tuple(
                _said(one) if one is not None else Said(_absent(moment, key))
                for one, moment in ((was, before), (now, after))
            )
            if said[0].plain != said[1].plain:
                because = causes_of(before, after, was, now, self.history.rows, self.known_at is None)
                yield Entry(after.on, _about(key, now or was), *said, because)


def _refuse(rows: HouseholdRows, first: date, last: date) -> None:
    if last < first:
        raise MutongError(
            "last_before_first",
            Words(
                f"最后一天 {last} 早于第一天 {first}；请对调。",
                f"The last day {last} lies before the first, {first}; turn them round.",
            ),
        )
    if rows.household_id not in rows.households["household_id"]:
        raise MutongError(
            "unknown_subject",
            Words(
                f"登记册里没有“{rows.household_id}”这一户。",
                f"There is no household “{rows.household_id}” in the register.",
            ),
            subject=rows.household_id,
        )


def _facts_read(prepared: Prepared) -> dict[str, FactSpec]:
    """The facts that any version of any rule names, and those from whose days a derived fact's window is counted."""
    found: dict[str, FactSpec] = {}
    for pack in (pack for family in prepared.families for pack in family.family.packs):
        for one in pack.derived.values():
            found |= {key: fact_spec(key) for key in (one.window.since, one.window.until) if key}
        for rule in (version for versions in pack.rules.values() for version in versions):
            for root in (rule.who, rule.amount):
                if root is not None:
                    found |= {one.spec.key: one.spec for one in walk(root) if isinstance(one, n.Fact)}
    return found


def _about(key: Key, one: Stand) -> About:
    rule = one.version.rule
    return About(key, rule.rule_id, rule.title, key[1], key[2], rule.clauses[0].full_id)


def _said(one: Stand) -> Said:
    return Said(one.verdict.word, one.amount, one.version.rule.unit if one.amount is not None else "")


def _absent(moment: Moment, key: Key) -> str:
    """Why there is no answer: the subject is no member on the day, or the rule is not in force there."""
    return NOT_IN_FORCE if moment.member(key[1], key[2]) is not None else NOT_HERE
