"""Clocks, rhythms, reviews, series and the end of a protocol, read from its file."""

from collections.abc import Mapping
from dataclasses import fields

from mutong.kernel.words import Words
from mutong.standards.protocols.fields import TIMES_UNITS, ProtocolFile
from mutong.standards.protocols.model import (
    BY_CLEAN_ROUNDS,
    BY_EVENTS,
    BY_RELEASE,
    BY_SUBJECT,
    CALENDAR_PERIODS,
    LAST_DAY,
    LISTED,
    NEXT_MONTH,
    START,
    WEEK,
    AgainAfter,
    Clock,
    CountedObligation,
    EndsBy,
    Every,
    Obligation,
    Series,
    Unless,
)
from mutong.standards.working_days import CIVIL_UNITS, LIMIT_UNITS
from mutong.standards.yaml_reading import line_of

_CLOCK_KEYS = ("from", "limit", "again", "undone_by", "each", "wait", "during", "unless")
_ENDS = (LAST_DAY, BY_RELEASE, BY_SUBJECT, BY_CLEAN_ROUNDS)


def read_clocks(file: ProtocolFile, text: Mapping) -> tuple[Clock, ...]:
    """The clocks, in order."""
    return tuple(_clock(file, text, part) for part in file.members(text, "clocks"))


def _clock(file: ProtocolFile, text: Mapping, part: object) -> Clock:
    owed = file.obligation(part, text, "clocks", _CLOCK_KEYS)
    since = file.word(part, "from")
    if since not in (LISTED, START):
        file.event(part, "from")
    next_month = "during" in part and file.word_of(part, "during", (NEXT_MONTH,)) == NEXT_MONTH
    clock = Clock(
        owed,
        since,
        file.parameter(part, "limit", LIMIT_UNITS, needed="unless" in part),
        file.yes_or_no(part, "again"),
        file.event_kinds(part, "undone_by"),
        file.yes_or_no(part, "each"),
        file.parameter(part, "wait", LIMIT_UNITS),
        next_month,
        _unless(file, part),
    )
    unfit = [key for key in ("limit", "wait", "unless") if next_month and key in part]
    unfit += [key for key in ("again", "undone_by") if since not in (LISTED, START) and key in part]
    unfit += [key for key in ("each",) if since in (LISTED, START) and key in part]
    for key in unfit:
        file.refuse(
            "does_not_fit",
            line_of(part, key),
            Words(f"“{key}”与“{'during' if next_month else 'from'}”不能同时写",
                  f"“{key}” does not go with “{'during' if next_month else 'from'}” as it is written"),
            Words(f"请删去“{key}”，或改写另一项", f"Leave “{key}” out, or change the other"),
            owed.clause,
        )  # fmt: skip
    return clock


def _unless(file: ProtocolFile, part: Mapping) -> Unless | None:
    if "unless" not in part:
        return None
    text = file.mapping(part["unless"], part, "unless", ("finding", "event", "class", "limit"))
    limit = file.parameter(text, "limit", LIMIT_UNITS, needed=True)
    if ("finding" in text) == ("event" in text):
        file.refuse(
            "key_missing",
            line_of(part, "unless"),
            Words("unless 要写 finding 或 event 之一", "unless needs one of finding, event"),
            Words("请写 unless: {finding: 规则, limit: 标准} 或 {event: 事件, limit: 标准}",
                  "Write unless: {finding: rule, limit: parameter} or {event: kind, limit: parameter}"),
            str(part.get("clause") or ""),
        )  # fmt: skip
    if "finding" in text:
        file.guard_lines.append(line_of(text, "finding"))
        return Unless(limit, finding=file.rule(file.word(text, "finding"), text, "finding"))
    return Unless(limit, event=file.pattern(text, part, "unless", ("limit",)))


def read_every(file: ProtocolFile, text: Mapping) -> Every | None:
    """How often it comes round; None where it does not."""
    if "every" not in text:
        return None
    if isinstance(text["every"], str):
        return Every(period=file.word_of(text, "every", (*CALENDAR_PERIODS, WEEK)))
    part = file.mapping(text["every"], text, "every", ("days",))
    return Every(file.parameter(part, "days", ("day",), needed=True), "")


def read_steps(file: ProtocolFile, text: Mapping) -> tuple[Obligation, ...]:
    """The steps of a rhythm, a review or a finding; with `count` they are owed so many times in a period."""
    found = []
    for part in file.members(text, "steps"):
        owed = file.obligation(part, text, "steps", ("count", "gap"))
        if "count" in part:
            count = file.parameter(part, "count", ("times/week", "times/day", *TIMES_UNITS))
            plain = {one.name: getattr(owed, one.name) for one in fields(Obligation)}
            owed = CountedObligation(**plain, count=count, gap=file.parameter(part, "gap", ("hour",)))
        for key in ("count", "gap"):
            if key in part and ("every" not in text or "count" not in part):
                file.refuse(
                    "does_not_fit",
                    line_of(part, key),
                    Words(f"“{key}”用不上：没有 every 或 count", f"“{key}” does not fit without every and count"),
                    Words(f"请补上，或删去“{key}”", f"Add them, or leave “{key}” out"),
                    owed.clause,
                )  # fmt: skip
        found.append(owed)
    return tuple(found)


def read_again_after(file: ProtocolFile, text: Mapping) -> AgainAfter | None:
    """How long after the last time; None where it is no review."""
    if "again_after" not in text:
        return None
    part = file.mapping(text["again_after"], text, "again_after", ("limit", "unless", "ahead"))
    return AgainAfter(
        file.parameter(part, "limit", CIVIL_UNITS, needed=True),
        _unless(file, part),
        file.parameter(part, "ahead", ("day",)),
    )


def read_series(file: ProtocolFile, text: Mapping) -> Series | None:
    """The rounds until so many are clean; None where there are none."""
    if "series" not in text:
        return None
    keys = ("round", "every", "clean", "pause", "then", "unknown")
    part = file.mapping(text["series"], text, "series", keys)
    both = "pause" in part or "then" in part
    return Series(
        file.obligation(part.get("round"), part, "round"),
        file.parameter(part, "every", ("day",), needed=True),
        file.parameter(part, "clean", TIMES_UNITS, needed=True),
        file.obligation(part.get("unknown"), part, "unknown"),
        file.parameter(part, "pause", ("day",), needed=both),
        file.parameter(part, "then", TIMES_UNITS, needed=both),
    )


def read_ends_by(file: ProtocolFile, text: Mapping) -> EndsBy:
    """How it ends: a word, or the events that end it."""
    if "ends_by" not in text:
        return EndsBy()
    if isinstance(text["ends_by"], Mapping):
        part = file.mapping(text["ends_by"], text, "ends_by", ("events",))
        return EndsBy(BY_EVENTS, file.patterns(part, "events"))
    return EndsBy(file.word_of(text, "ends_by", _ENDS))
