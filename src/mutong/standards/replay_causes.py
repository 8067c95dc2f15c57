"""Because of what an answer changed from one day to another: what the rule reads, and is otherwise than before.

Only what the rule itself reads, with the rules it builds on, is named; what changed beside it is not.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mutong.kernel.period import age_on
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.comparing import shown_value
from mutong.standards.household_rows import FactRow, HouseholdRows
from mutong.standards.limit_words import value_words
from mutong.standards.moments import Moment, Stand
from mutong.standards.parameters import ParameterValue, row_in_force
from mutong.standards.prepared import Place
from mutong.standards.rule_reads import MEMBERS, OWN, Reads, looked_at, reads_of
from mutong.standards.rules import nodes as n
from mutong.standards.rules.single_numbers import civil
from mutong.standards.rules.subjects import Single, Subject
from mutong.standards.rules.wording import UNKNOWN, code_words
from mutong.standards.single_answers import answer

_TRUTHS = {Truth.NO: Words("否", "no"), Truth.UNKNOWN: UNKNOWN, Truth.YES: Words("是", "yes")}
_NULL = Words("未核实", "not verified")
_FAR_DAY = 100_000
_SOMETHING = Words("别处有变", "something else changed")
_ELSEWHERE = Words("标准有变（亲属所在地）", "the standards change (where a relative lives)")


@dataclass(frozen=True)
class Cause:
    """One thing that changed an answer. `clause` (`pack:clause`) is where a standard stands, `source` who recorded a
    fact; '' for none.
    """

    words: Words
    clause: str = ""
    source: str = ""

    def sourced(self, source_words: Callable[[str], Words]) -> Words:
        """The words with the source behind them, in the caller's words for it."""
        if not self.source:
            return self.words
        said = source_words(self.source)
        return Words(f"{self.words.zh}（{said.zh}）", f"{self.words.en} ({said.en})")


def causes_of(
    before: Moment, after: Moment, was: Stand | None, now: Stand | None, rows: HouseholdRows, as_known: bool
) -> tuple[Cause, ...]:
    """What is otherwise for one answer; at least one cause. `was` and `now` are None where there is no answer.

    `as_known` is whether each day is as known on the day itself, so that a record counts from its recording.
    """
    telling = _Telling(before, after, was, now, rows, as_known)
    found = tuple(dict.fromkeys(telling.causes()))
    return found or telling.rest()


class _Telling:
    def __init__(
        self,
        before: Moment,
        after: Moment,
        was: Stand | None,
        now: Stand | None,
        rows: HouseholdRows,
        as_known: bool,
    ) -> None:
        self.before, self.after, self.rows, self.as_known = before, after, rows, as_known
        self.was, self.now = was, now
        one = now or was
        self.kind, self.id, self.name = one.subject.kind, one.subject.id, one.version.rule.name
        self.places = tuple(_place_like(one.place, moment) for moment in (before, after))
        self.reads = tuple(reads_of(place, self.name) if place else Reads() for place in self.places)
        # Who is asked about on each side; whoever is no member on a side has no facts to compare there.
        self.subjects = tuple(moment.member(self.kind, self.id) for moment in (before, after))

    def causes(self) -> Iterator[Cause]:
        """In the order in which a reader looks for them: standards, people, facts, ages."""
        if (None in (self.was, self.now)) and None not in self.subjects:
            # The rule itself begins or ends here; what else there is does not matter.
            yield from self._moved()
            yield from self._rules((self.name,))
            return
        yield from self._standards()
        yield from self._people()
        if None not in self.subjects:
            yield from self._moved()
            yield from self._facts()
            yield from self._relatives()
            yield from self._ages()

    def rest(self) -> tuple[Cause, ...]:
        """Where nothing that the rule reads has another value: the day itself, or a standard elsewhere."""
        if any(one.day for one in self.reads):
            return (Cause(self._time_words()),)
        days = self.after.places[0].family.days if self.after.places else ()
        turned = any(self.before.on < day <= self.after.on for day in days)
        if any(one.relations for one in self.reads) and (turned or self.as_known):
            return (Cause(_ELSEWHERE),)
        return (Cause(_SOMETHING),)

    def _standards(self) -> Iterator[Cause]:
        old, new = self.places
        if old is None or new is None or old is new:
            return
        yield from self._rules(dict.fromkeys(one for reads in self.reads for one in reads.rules))
        for name in dict.fromkeys(one for reads in self.reads for one in reads.parameters):
            was, now = (_parameter(place, name) for place in (old, new))
            if was is None or now is None or (was.value, was.state) == (now.value, now.state):
                continue
            amounts = _from_to(_number_words(was), _number_words(now))
            when = self._when_set(new, name)
            yield Cause(
                Words(
                    f"标准有变：{now.label.zh} {amounts.zh}{when.zh}",
                    f"the standard changes: {now.label.en} {amounts.en}{when.en}",
                ),
                now.clause,
            )

    def _rules(self, names: Iterable[str]) -> Iterator[Cause]:
        """Those of the rules that begin, end or have another version."""
        for name in names:
            was, now = (place.standing.versions.get(name) if place else None for place in self.places)
            if (was and was.rule) is (now and now.rule):
                continue
            rule = (now or was).rule
            zh, en = ("施行", "comes into force") if was is None else ("改版", "has a new version")
            if now is None:
                zh, en = "不再施行", "is no longer in force"
            when = _when(rule.valid.start, rule.known_from if now is not None else None)
            yield Cause(
                Words(f"“{rule.title.zh}”{zh}{when.zh}", f"“{rule.title.en}” {en}{when.en}"),
                rule.clauses[0].full_id,
            )

    def _when_set(self, place: Place, name: str) -> Words:
        family, area = place.family.family, self.after.home.area_code if self.after.home else ""
        row = row_in_force(family.parameters.rows[name], self.after.on, self.after.known_at, area)
        return _when(row.valid.start, row.known_from) if row and row.known_from else Words("", "")

    def _people(self) -> Iterator[Cause]:
        old, new = (
            {one.id: one for one in moment.home.people} if moment.home else {}
            for moment in (self.before, self.after)
        )
        all_count = self.kind == "household" or any(one.people for one in self.reads)
        for name in dict.fromkeys((*old, *new)):
            if not all_count and name != self.id:
                continue
            was, now = old.get(name), new.get(name)
            if now is None:
                dead = self._dead(name)
                gone = _died(name, True) if dead else (f"{name} 离开这一户", f"{name} leaves the household")
                yield Cause(Words(*gone), source=dead.source if dead else "")
            elif was is None:
                born = _known_day(now.fact("birth_date", "day")) == self.after.on
                zh, en = ("出生", "is born") if born else ("加入这一户", "joins the household")
                yield Cause(Words(f"{name} {zh}", f"{name} {en}"))
            elif was.dead != now.dead:
                yield self._fact_cause(now, "alive", Words(*_died(name, now.dead)))

    def _moved(self) -> Iterator[Cause]:
        """Where a household lives decides which standards stand, whether or not the rule names it."""
        old, new = (moment.home.area_code for moment in (self.before, self.after))
        if old != new:
            label = self.after.snapshot.spec("area_code").label
            said = Words(
                f"{label.zh} {old or UNKNOWN.zh} → {new or UNKNOWN.zh}",
                f"{label.en} {old or UNKNOWN.en} → {new or UNKNOWN.en}",
            )
            yield self._fact_cause(self.after.home, "area_code", said)

    def _dead(self, person: str) -> FactRow | None:
        """The row that says that a person has died by now; None for none."""
        row = self.rows.speaking(("person", person), "alive", self.after.on, self.after.known_at)
        return row if row is not None and row.value.lower() in ("no", "false", "否") else None

    def _facts(self) -> Iterator[Cause]:
        """The facts with another value that settle the answer now or keep it open; where none does, those that settled
        the one before; else all that the rule reads.
        """
        changed = list(self._changed())
        for stand in (self.now, self.was):
            if stand is not None and (weighty := _weighing(stand)):
                kept = [one for one in changed if one[1] in weighty]
                if kept:
                    changed = kept
                    break
        for subject, key, said in changed:
            yield self._fact_cause(subject, key, said)

    def _changed(self) -> Iterator[tuple[Subject, str, Words]]:
        kinds = self.reads[0].facts | self.reads[1].facts
        for (whose, key), kind in kinds.items():
            others = {(one.kind, one.id): one for one in looked_at(self.subjects[0], whose)}
            spec = self.after.snapshot.spec(key)
            for one in looked_at(self.subjects[1], whose):
                other = others.get((one.kind, one.id))
                if other is None or one.kind != spec.subject_kind:
                    continue
                values = [each.fact(key, kind.name) for each in (other, one)]
                if values[0] != values[1]:
                    who = f"{one.id} " if one.kind == "person" else ""
                    change = _from_to(*(_value_words(value, key, kind) for value in values))
                    yield (
                        one,
                        key,
                        Words(f"{who}{spec.label.zh} {change.zh}", f"{who}{spec.label.en} {change.en}"),
                    )

    def _fact_cause(self, subject: Subject, key: str, said: Words) -> Cause:
        """A fact that has another value, with why: recorded, begun, ended, gone stale, or told by a whole list."""
        about, on = (subject.kind, subject.id), self.after.on
        snapshot = self.after.snapshot
        row = self.rows.speaking(about, key, on, self.after.known_at)
        source = row.source if row is not None else ""
        if str(snapshot.reason(key)[subject.row]) == "stale" and row is not None:
            why = Words(
                f"情况已过期，上次确认 {row.confirmed}", f"gone stale, last confirmed {row.confirmed}"
            )
        elif row is not None and self.as_known and row.recorded == on:
            begun = (
                Words(f"，自 {row.first} 起", f", true from {row.first}")
                if row.first != on
                else Words("", "")
            )
            why = Words(f"{on} 有新记录{begun.zh}", f"recorded on {on}{begun.en}")
        elif row is not None and row.first == on:
            why = Words(f"自 {on} 起，{row.recorded} 记录", f"from {on}, recorded on {row.recorded}")
        elif key.count(":"):
            why, source = Words("由登记的事件得出", "worked out from the events on record"), ""
        elif row is None and str(snapshot.source(key)[subject.row]):
            source = str(snapshot.source(key)[subject.row])
            why = Words("来源声明名单齐全", "a source declares its list complete")
        else:
            why = Words("之前的记录到期", "the record before it ends")
        return Cause(Words(f"{said.zh}：{why.zh}", f"{said.en}: {why.en}"), source=source)

    def _relatives(self) -> Iterator[Cause]:
        old, new = self.subjects
        others = {one.id: one for one in looked_at(old, MEMBERS) if one.kind == "person"}
        everyone = self.kind == "household" or any(one.people for one in self.reads)
        for word in sorted(self.reads[0].relations | self.reads[1].relations):
            for one in looked_at(new, MEMBERS if everyone else OWN):
                other = others.get(one.id)
                if other is None or one.kind != "person":
                    continue
                names = [
                    sorted(each.id if each else "" for each in each_side.related(word))
                    for each_side in (other, one)
                ]
                if names[0] != names[1]:
                    yield Cause(
                        Words(f"{one.id} 登记的亲属有变", f"the relatives on record of {one.id} change")
                    )

    def _ages(self) -> Iterator[Cause]:
        on = self.after.on
        for whose, key in sorted(self.reads[0].aged | self.reads[1].aged):
            spec = self.after.snapshot.spec(key)
            for one in looked_at(self.subjects[1], whose):
                if one.kind != spec.subject_kind:
                    continue
                born = _known_day(one.fact(key, "day"))
                if born is None or born >= on or age_on(born, on) == age_on(born, self.before.on):
                    continue
                years = age_on(born, on)
                if key == "birth_date":
                    yield Cause(Words(f"{one.id} 满 {years} 岁", f"{one.id} turns {years}"))
                else:
                    yield Cause(
                        Words(
                            f"{one.id} {spec.label.zh} 满 {years} 年",
                            f"{one.id} {spec.label.en}: {years} years",
                        )
                    )

    def _time_words(self) -> Words:
        """Time has passed; with the days the rule may have counted from."""
        found = []
        for (whose, key), kind in self.reads[1].facts.items():
            if kind != n.DAY or whose not in (OWN, MEMBERS) or self.subjects[1] is None:
                continue
            spec = self.after.snapshot.spec(key)
            for one in looked_at(self.subjects[1], whose):
                day = _known_day(one.fact(key, "day")) if one.kind == spec.subject_kind else None
                if day is not None and key != "birth_date":
                    who = f"{one.id} " if one.kind == "person" else ""
                    found.append(Words(f"{who}{spec.label.zh} {day}", f"{who}{spec.label.en} {day}"))
        if not found:
            return Words("到了规则所说的日子", "a day that the rule counts to has come")
        return Words(
            f"期限到了（{'，'.join(one.zh for one in dict.fromkeys(found))}）",
            f"a period has run out ({', '.join(one.en for one in dict.fromkeys(found))})",
        )


def _weighing(stand: Stand) -> set[str]:
    """The facts that settle an answer, or that are missing for it to be settled."""
    stand.subject.stand(stand.place.standing)
    found = answer(stand.place, stand.version, stand.subject)
    return {*found.used, *(name.rpartition(".")[2] for name in found.missing)}


def _place_like(place: Place, moment: Moment) -> Place | None:
    """What stands at a moment of the family of packs that a place is of."""
    return next((one for one in moment.places if one.family is place.family), None)


def _parameter(place: Place, name: str) -> ParameterValue | None:
    return place.standing.parameter(name) if name in place.family.family.parameters else None


def _number_words(value: ParameterValue) -> Words:
    if value.value is None:
        return _NULL
    said = shown_value(value.value, value.unit)
    if value.state == "chosen":
        return Words(f"{said.zh}（本地选定）", f"{said.en} (chosen locally)")
    return said


def _when(start: date | None, known: date | None) -> Words:
    """From when a standard holds and since when it is known, where the two are told apart (T6)."""
    if known is None:
        return Words("", "")
    if start is None:
        return Words(f"（{known} 公布）", f" (announced on {known})")
    return Words(f"（自 {start} 起，{known} 公布）", f" (from {start}, announced on {known})")


def _value_words(value: Single, key: str, kind: n.Kind) -> Words:
    if kind == n.TRUTH:
        return _TRUTHS[Truth(value)]
    if kind == n.CODE:
        return UNKNOWN if value is None else code_words(key, (str(value),))
    return value_words(value, kind)


def _from_to(was: Words, now: Words) -> Words:
    """730 → 760 元/月: a unit that both share is said once."""
    return Words(_arrow(was.zh, now.zh), _arrow(was.en, now.en))


def _arrow(was: str, now: str) -> str:
    one, _, unit = was.partition(" ")
    _, _, other = now.partition(" ")
    return f"{one} → {now}" if unit and unit == other and one[:1].isdigit() else f"{was} → {now}"


def _known_day(ends: Single) -> date | None:
    low, high = ends
    return date(*civil(int(low))) if low == high and abs(low) < _FAR_DAY else None


def _died(name: str, dead: bool) -> tuple[str, str]:
    return (f"{name} 去世", f"{name} has died") if dead else (f"{name} 在世", f"{name} is alive")
