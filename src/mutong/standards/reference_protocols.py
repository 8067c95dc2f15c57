"""Protocols of a pack as a reader sees them: what starts them, each step with when, by whom and how it is fulfilled."""

import re
from collections.abc import Callable, Iterator, Mapping

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import ParameterValue
from mutong.standards.protocols import model as m
from mutong.standards.protocols import protocols_of
from mutong.standards.protocols.event_sources import outside_events
from mutong.standards.reference_parts import ProtocolEntry, StepEntry
from mutong.standards.reference_rules import titles_seen
from mutong.standards.reference_words import value_words
from mutong.standards.rules.wording import join_words
from mutong.tables.code_words import code_label

# What stands for a number of a real day in a step's words, and what is said of every day instead.
_BLANKS = (
    ("第{day}天第{number}次", Words("每天", "")),
    ("第{day}天", Words("各检测日", "")),
    ("：{key}", Words("", "")),
    ("{number} of {of}, day {day}", Words("", "each day")),
    (", day {day}", Words("", "")),
    (" for {key}", Words("", "")),
    (": {key}", Words("", "")),
)
_LEFT = re.compile(r"\{\w+\}")
_PERIODS = {
    "week": Words("每周", "each week"),
    "month": Words("每个自然月", "each calendar month"),
    "quarter": Words("每季度", "each quarter"),
    "half_year": Words("每半年", "each half-year"),
    "year": Words("每年", "each year"),
}
_ENDS = {
    m.BY_RELEASE: Words("期满且条件成就", "when the term is over and the conditions are met"),
    m.BY_SUBJECT: Words("对象不再存在时", "with its subject"),
    m.BY_CLEAN_ROUNDS: Words("轮次全部阴性", "when the rounds are clean"),
    m.LAST_DAY: Words("最后一天过后", "after its last day"),
}
_FIRST, _LAST = Words("第一天", "on the first day"), Words("最后一天", "on the last day")
_AT_ONCE = Words("发生时", "when it happens")


def plain_words(words: Words) -> Words:
    """The words of a step without the numbers that a real day fills in."""
    zh, en = words.zh, words.en
    for blank, plain in _BLANKS:
        zh, en = zh.replace(blank, plain.zh), en.replace(blank, plain.en)
    return Words(_LEFT.sub("n", zh), _LEFT.sub("n", en))


def protocol_entries(pack: Pack, numbers: Mapping[str, ParameterValue]) -> tuple[ProtocolEntry, ...]:
    """Every protocol of the pack, with its numbers as given."""
    reader = _Reader(pack, numbers)
    return tuple(reader.entry(protocol) for protocol in protocols_of(pack))


class _Reader:
    def __init__(self, pack: Pack, numbers: Mapping[str, ParameterValue]) -> None:
        self.pack, self.numbers, self.known = pack, numbers, frozenset(numbers)
        self.titles = titles_seen(pack)
        self.events = outside_events(pack)

    def entry(self, protocol: m.Protocol) -> ProtocolEntry:
        self.closing = {
            kind: plain_words(owed.words) for owed in protocol.obligations for kind in owed.closed_by
        }
        return ProtocolEntry(
            name=protocol.name,
            title=protocol.title,
            subject_kind=protocol.subject_kind,
            starts=self._starts(protocol),
            ends=self._ends(protocol),
            phases=tuple((phase.title, self._number(phase.days)) for phase in protocol.phases),
            steps=tuple(self._steps(protocol)),
            clause=self._clause(protocol.clause),
        )

    def _steps(self, protocol: m.Protocol) -> Iterator[StepEntry]:
        if protocol.entry:
            yield self._step(protocol.entry, Words("列出时一次", "once, on entry"))
        for clock in protocol.clocks:
            names = (clock.limit, clock.wait, clock.unless.limit if clock.unless else "")
            yield self._step(clock.owed, self._clock(clock), names)
        for phase in protocol.phases:
            for step in phase.steps:
                names = (phase.days, step.on, step.times_per_day, step.count, step.gap)
                yield self._step(step.owed, self._in_phase(phase, step), names)
        yield from self._at_the_end(protocol)
        if series := protocol.series:
            every, clean = self._number(series.every), self._number(series.clean)
            zh, en = (
                f"每隔 {every.zh} 一轮，直至连续 {clean.zh} 阴性",
                f"a round every {every.en} until {clean.en} are clean",
            )
            if series.pause:
                pause, then = self._number(series.pause), self._number(series.then)
                zh, en = (
                    f"{zh}；停 {pause.zh} 后再做 {then.zh}",
                    f"{en}; after a pause of {pause.en}, {then.en} more",
                )
            names = (series.every, series.clean, series.pause, series.then)
            yield self._step(series.owed, Words(zh, en), names)
            yield self._step(series.unknown, Words("结果不明时", "when a result is not known"))
        for owed in protocol.steps:
            yield self._step(owed, self._rhythm(protocol, owed))
        if protocol.find_out:
            yield self._step(
                protocol.find_out, Words("所依据的认定未知时", "while the finding it rests on is not known")
            )

    def _at_the_end(self, protocol: m.Protocol) -> Iterator[StepEntry]:
        if release := protocol.release:
            yield self._step(release.yes, Words("期满且条件成就", "at the end, when all is met"))
            yield self._step(release.unknown, Words("期满而条件不明", "at the end, when it is not known"))
            if release.no:
                yield self._step(release.no, Words("期满而条件不成就", "at the end, when it is not met"))

    def _step(self, owed: m.Obligation, when: Words, names: tuple[str, ...] = ()) -> StepEntry:
        return StepEntry(
            words=plain_words(owed.words),
            when=when,
            role=owed.post,
            closed_by=owed.closed_by,
            publishes=owed.publishes,
            clause=self._clause(owed.clause),
            standards=tuple(name for name in names if name in self.known),
        )

    def _clause(self, full_id: str) -> Clause | None:
        return self.pack.clauses.get(full_id)

    def _number(self, name: str) -> Words:
        value = self.numbers[name]
        said = value_words(value.value, value.unit)
        label = value.label
        if said is None:
            return Words(f"[{label.zh}：没有查实的数字]", f"[{label.en}: no verified number]")
        return Words(f"{said.zh}（{label.zh}）", f"{said.en} ({label.en})")

    def _event(self, kind: str) -> Words:
        return self.events.get(kind) or self.closing.get(kind) or code_label("event", kind)

    def _pattern(self, one: m.EventPattern) -> Words:
        said = self._event(one.event)
        more = [part for part in (one.class_, one.result) if part]
        if not more:
            return said
        zh = "，".join(code_label("class", part).zh for part in more)
        en = ", ".join(code_label("class", part).en.replace("_", " ") for part in more)
        return Words(f"{said.zh}（{zh}）", f"{said.en} ({en})")

    def _starts(self, protocol: m.Protocol) -> Words:
        if protocol.start:
            return self._pattern(protocol.start)
        if found := protocol.on_finding:
            rules = [self.titles.get(one.split(":")[-1]) or Words(one, one) for one in found.rules]
            names = join_words(rules, "、", ", ")
            status = code_label("status", found.status)
            of = Words(f"：{names.zh}", f": {names.en}") if rules else Words("", "")
            return Words(f"筛查结果为“{status.zh}”{of.zh}", f"a screening finds “{status.en}”{of.en}")
        if protocol.every:
            return self._every(protocol.every)
        return Words("有这样的对象时", "wherever there is such a subject")

    def _every(self, every: m.Every) -> Words:
        if every.days:
            days = self._number(every.days)
            return Words(f"每 {days.zh}", f"every {days.en}")
        return _PERIODS[every.period]

    def _ends(self, protocol: m.Protocol) -> Words:
        ends = protocol.ends_by
        patterns = (*ends.events, *(protocol.superseded_by.events if protocol.superseded_by else ()))
        found = [_ENDS[ends.how]] if ends.how in _ENDS else []
        if not found and protocol.release:
            found = [_ENDS[m.BY_RELEASE]]
        elif not found and protocol.phases:
            found = [_ENDS[m.LAST_DAY]]
        found += [self._pattern(one) for one in patterns]
        return join_words(found, "；或", "; or ") if found else Words("各步办结即止", "with its steps")

    def _clock(self, clock: m.Clock) -> Words:
        since = {m.LISTED: Words("列出", "listing"), m.START: Words("开始", "the start")}.get(clock.since)
        since = since or self._event(clock.since)
        if clock.next_month:
            return Words(f"“{since.zh}”的次月内", f"in the month after “{since.en}”")
        zh, en = f"“{since.zh}”后", f"after “{since.en}”"
        if clock.wait:
            wait = self._number(clock.wait)
            zh, en = f"{zh}满 {wait.zh} 起", f"from {wait.en} {en}"
        if clock.limit:
            limit = self._number(clock.limit)
            zh, en = f"{zh} {limit.zh} 内", f"within {limit.en} {en}"
        else:
            zh, en = f"{zh}（没有规定时限）", f"{en} (no limit is set)"
        return self._unless(Words(zh, en), clock.unless)

    def _unless(self, words: Words, unless: m.Unless | None) -> Words:
        if unless is None:
            return words
        limit = self._number(unless.limit)
        if unless.event:
            why = self._pattern(unless.event)
        else:
            why = self.titles.get(unless.finding.split(":")[-1]) or Words(unless.finding, unless.finding)
        return Words(f"{words.zh}；若“{why.zh}”，为 {limit.zh}", f"{words.en}; where “{why.en}”, {limit.en}")

    def _in_phase(self, phase: m.Phase, step: m.PhaseStep) -> Words:
        say: Callable[[str], Words] = self._number
        if step.on in (m.FIRST_DAY, m.LAST_DAY):
            when = _FIRST if step.on == m.FIRST_DAY else _LAST
        elif step.on:
            when = say(step.on)
        elif step.times_per_day:
            times = say(step.times_per_day)
            when = Words(f"每天：{times.zh}", f"every day: {times.en}")
        else:
            count = say(step.count)
            when = Words(f"共 {count.zh}", f"{count.en} in all")
        if step.gap:
            gap = say(step.gap)
            when = Words(f"{when.zh}，间隔 {gap.zh}", f"{when.en}, {gap.en} apart")
        if step.needs_negative:
            when = Words(f"{when.zh}，此前检测须为阴性", f"{when.en}, once the tests so far are negative")
        return Words(f"{phase.title.zh}：{when.zh}", f"{phase.title.en}: {when.en}")

    def _rhythm(self, protocol: m.Protocol, owed: m.Obligation) -> Words:
        if again := protocol.again_after:
            limit = self._number(again.limit)
            return self._unless(
                Words(
                    f"距上次（或开始）{limit.zh}内", f"within {limit.en} of the last time, or of the start"
                ),
                again.unless,
            )
        if protocol.every:
            every = self._every(protocol.every)
            if isinstance(owed, m.CountedObligation) and owed.count:
                count = self._number(owed.count)
                return Words(f"{every.zh}，{count.zh}", f"{every.en}, {count.en}")
            return every
        return Words("筛查有此结果时", "when a screening finds it") if protocol.on_finding else _AT_ONCE
