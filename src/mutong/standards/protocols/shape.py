"""What a protocol must have to be kept: a start, steps, and an end; refused at its line otherwise."""

from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.standards.protocols.fields import OBLIGATION_KEYS, ProtocolFile
from mutong.standards.protocols.model import (
    BY_CLEAN_ROUNDS,
    BY_EVENTS,
    BY_RELEASE,
    BY_SUBJECT,
    LAST_DAY,
    LINKED_TESTS,
    Protocol,
)
from mutong.standards.yaml_reading import line_of

_SUBJECT_OR_EVENTS = Words(
    "请写 ends_by: subject（对象离开登记册为止）或 ends_by: {events: [事件]}",
    "Write ends_by: subject (until the subject leaves the register) or ends_by: {events: [event kind]}",
)


def check_shape(file: ProtocolFile, text: Mapping, protocol: Protocol) -> None:
    """Raises PackError for a protocol that has no start, no step, no end, or parts that do not go together."""
    if not (protocol.start or protocol.every or protocol.on_finding):
        file.refuse(
            "no_start",
            line_of(text, "protocol"),
            Words("没有写从什么开始", "nothing starts it"),
            Words("请写 start: {event: …}、start: {finding_status: …} 或 every: month",
                  "Write start: {event: …}, start: {finding_status: …} or every: month"),
            protocol.clause,
        )  # fmt: skip
    if not protocol.obligations:
        file.refuse(
            "no_steps",
            line_of(text, "protocol"),
            Words("没有任何步骤", "it has no step"),
            Words(f"请写 phases、clocks 或 steps；一个步骤有 {'、'.join(OBLIGATION_KEYS)}",
                  f"Write phases, clocks or steps; a step has {', '.join(OBLIGATION_KEYS)}"),
            protocol.clause,
        )  # fmt: skip
    _check_end(file, text, protocol)
    _check_clocks_end(file, text, protocol)
    _check_fit(file, text, protocol)


def _check_end(file: ProtocolFile, text: Mapping, protocol: Protocol) -> None:
    how = protocol.ends_by.how
    start = Words("start: {event: …}", "start: {event: …}")
    if how == BY_RELEASE and protocol.subject_kind not in ("area", "place"):
        _no_end(
            file, text, protocol, "ends_by",
            Words("对人的管理不能只等条件成就才结束", "the control of a person cannot wait for its condition alone"),
            Words("请写 ends_by: last_day", "Write ends_by: last_day"),
        )  # fmt: skip
    if protocol.phases and not (
        protocol.start and protocol.day_one and (how == LAST_DAY or (how == BY_RELEASE and protocol.release))
    ):
        _no_end(
            file, text, protocol, "ends_by" if "ends_by" in text else "phases",
            Words("有阶段而没有尽头", "it has phases but no end"),
            Words("请写 start: {event: …}、day_one: 标准名 和 ends_by: last_day",
                  "Write start: {event: …}, day_one: a parameter, and ends_by: last_day"),
        )  # fmt: skip
    if protocol.series and not (protocol.start and protocol.day_one and how == BY_CLEAN_ROUNDS):
        _no_end(
            file, text, protocol, "series",
            Words("轮次没有尽头", "its rounds have no end"),
            Words(f"请写 {start.zh}、day_one: 标准名 和 ends_by: {BY_CLEAN_ROUNDS}",
                  f"Write {start.en}, day_one: a parameter, and ends_by: {BY_CLEAN_ROUNDS}"),
        )  # fmt: skip
    rhythm = "every" if protocol.every else "again_after" if protocol.again_after else ""
    if rhythm and how not in (BY_SUBJECT, BY_EVENTS):
        _no_end(
            file, text, protocol, rhythm,
            Words("周而复始，没有尽头", "it comes round without an end"), _SUBJECT_OR_EVENTS,
        )  # fmt: skip
    if protocol.steps and not (rhythm or protocol.on_finding):
        _no_end(
            file, text, protocol, "steps",
            Words("steps 没有周期，也不由认定引起", "steps have no period and no finding starts them"),
            Words("请写 every:，或把步骤写进 phases 或 clocks", "Write every:, or put them in phases or clocks"),
        )  # fmt: skip
    if how == BY_EVENTS and not protocol.ends_by.events:
        _no_end(
            file, text, protocol, "ends_by",
            Words("ends_by 没有写事件", "ends_by names no event"),
            Words("请写 ends_by: {events: [事件]}", "Write ends_by: {events: [event kind]}"),
        )  # fmt: skip


def _check_clocks_end(file: ProtocolFile, text: Mapping, protocol: Protocol) -> None:
    """Deeds that call for one another for ever: a step that runs from what closes it, or a ring of such steps."""
    leads = {clock.since: set() for clock in protocol.clocks}
    for clock in protocol.clocks:
        leads[clock.since].update(clock.owed.closed_by)
    for clock in protocol.clocks:
        seen: set[str] = set()
        ahead = list(clock.owed.closed_by)
        while ahead:
            kind = ahead.pop()
            if kind not in seen:
                seen.add(kind)
                ahead += leads.get(kind, ())
        if clock.since in seen:
            line = file.steps_seen[clock.owed.step]
            file.refuse(
                "cannot_end",
                line,
                Words(f"步骤“{clock.owed.step}”办结又引起自己（{clock.since}）",
                      f"the step “{clock.owed.step}” leads back to itself ({clock.since})"),
                Words("请改 from 或 closed_by；定期重复的请写 every 或 again_after",
                      "Change from or closed_by; for what comes round write every or again_after"),
                clock.owed.clause,
            )  # fmt: skip


def _check_fit(file: ProtocolFile, text: Mapping, protocol: Protocol) -> None:
    """Parts that have nothing to hang on."""
    wanted: dict[str, str] = {}
    for key in ("entry", "release"):
        if key in text and not protocol.phases:
            wanted[key] = "start, phases"
    if protocol.ends_by.how in (LAST_DAY, BY_RELEASE) and not protocol.phases:
        wanted["ends_by"] = "start, phases"
    if protocol.ends_by.how == BY_CLEAN_ROUNDS and not protocol.series:
        wanted["ends_by"] = "series"
    for key in ("every", "again_after"):
        if key in text and not protocol.steps:
            wanted[key] = "steps"
    for key in ("phases", "clocks", "release", "again_after", "series", "superseded_by"):
        if key in text and not protocol.start:
            wanted[key] = "start: {event: …}"
    if protocol.ends_by.how == BY_EVENTS and not protocol.start:
        wanted["ends_by"] = "start: {event: …}"
    if "restart" in text and not (protocol.phases or protocol.series):
        wanted["restart"] = "phases, series"
    for key in ("every", "again_after", "series", "phases", "clocks"):
        if key in text and protocol.on_finding:
            wanted[key] = "start: {event: …}"
    if "every" in text and "again_after" in text:
        wanted["again_after"] = "steps"
    if protocol.convert and not protocol.linked:
        wanted["convert"] = "linked"
    if protocol.release and LINKED_TESTS in protocol.release.needs and not protocol.linked:
        wanted["release"] = "linked"
    if protocol.guard_rules and not protocol.find_out:
        file.refuse(
            "nobody_asks",
            file.guard_lines[0],
            Words(f"期限取决于“{protocol.guard_rules[0]}”，不明时没有人去问",
                  f"a limit depends on “{protocol.guard_rules[0]}”, and nobody asks where that is unknown"),
            Words("请写 find_out: {step: …, do: …, post: …, closed_by: […], clause: …, words: …}",
                  "Write find_out: {step: …, do: …, post: …, closed_by: […], clause: …, words: …}"),
            protocol.clause,
        )  # fmt: skip
    if protocol.find_out and not protocol.guard_rules:
        wanted["find_out"] = "unless: {finding: …}"
    for key, missing in wanted.items():
        file.refuse(
            "does_not_fit",
            line_of(text, key),
            Words(f"“{key}”用不上：缺少 {missing}，或与起因不合",
                  f"“{key}” does not fit: {missing} is missing, or the start is of another kind"),
            Words(f"请补上 {missing}，或删去“{key}”", f"Add {missing}, or leave “{key}” out"),
            protocol.clause,
        )  # fmt: skip
    if protocol.superseded_by and not protocol.superseded_by.events:
        file.refuse(
            "key_missing",
            line_of(text, "superseded_by"),
            Words("superseded_by 没有写事件", "superseded_by names no event"),
            Words("请写 events: [{event: …}]", "Write events: [{event: …}]"),
        )
    if protocol.start in protocol.ends_by.events:
        file.refuse(
            "cannot_end",
            line_of(text, "ends_by"),
            Words("同一事件既是开始又是结束", "the event that starts it also ends it"),
            Words("请写另一个事件", "Name another event"),
            protocol.clause,
        )


def _no_end(
    file: ProtocolFile, text: Mapping, protocol: Protocol, key: str, fact: Words, remedy: Words
) -> None:
    file.refuse("cannot_end", line_of(text, key), fact, remedy, protocol.clause)
