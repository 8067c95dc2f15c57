"""A pack's protocols, read from YAML and refused where they could not be kept."""

from collections.abc import Mapping
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.pack import Pack
from mutong.standards.parameters import Parameters
from mutong.standards.protocols.fields import OBLIGATION_KEYS, TIME_UNITS, ProtocolFile
from mutong.standards.protocols.model import (
    FIRST_DAY,
    LAST_DAY,
    LINKED_TESTS,
    OWN_TESTS,
    SUBJECT_KINDS,
    Clock,
    Convert,
    EventPattern,
    Every,
    LinkedTests,
    OnFinding,
    Phase,
    PhaseStep,
    Protocol,
    Release,
    SupersededBy,
)
from mutong.standards.yaml_reading import line_of, read_words, read_yaml

KEYS = (
    "protocol", "for", "title", "clause", "start", "day_one", "phases", "entry", "clocks", "release", "ends_by",
    "linked", "convert", "superseded_by", "every", "steps",
)  # fmt: skip


def load_protocols(
    folder: Path, pack: str, clauses: Mapping[str, Clause], parameters: Parameters
) -> tuple[Protocol, ...]:
    """The protocols in a folder's *.yaml, in the order of the file names. Raises PackError."""
    paths = sorted(Path(folder).glob("*.yaml"))
    return tuple(read_protocol(read_yaml(path), path, pack, clauses, parameters) for path in paths)


def protocols_of(pack: Pack) -> tuple[Protocol, ...]:
    """The protocols of a loaded pack, in the order of the file names. Raises PackError."""
    return tuple(
        read_protocol(text, path, pack.pack, pack.clauses, pack.parameters)
        for path, text in pack.raw_protocols
    )


def read_protocol(
    text: Mapping, path: Path, pack: str, clauses: Mapping[str, Clause], parameters: Parameters
) -> Protocol:
    """One protocol from a mapping with lines. Raises PackError: file, line, what is wrong, what to write."""
    file = ProtocolFile(path, clauses, parameters, {})
    file.mapping(text, text, "protocol", KEYS)
    name = file.word(text, "protocol")
    start, on_finding = _start(file, text)
    protocol = Protocol(
        pack=pack,
        name=name,
        subject_kind=file.word_of(text, "for", SUBJECT_KINDS),
        title=read_words(text.get("title"), path, text, "title"),
        clause=file.clause(text),
        start=start,
        day_one=file.parameter(text, "day_one", ("day",)),
        phases=tuple(_phase(file, text, part) for part in file.members(text, "phases")),
        entry=file.obligation(text["entry"], text, "entry") if "entry" in text else None,
        clocks=tuple(_clock(file, text, part) for part in file.members(text, "clocks")),
        linked=_linked(file, text),
        convert=_convert(file, text),
        release=_release(file, text),
        superseded_by=_superseded_by(file, text),
        every=_every(file, text),
        on_finding=on_finding,
        steps=tuple(file.obligation(part, text, "steps") for part in file.members(text, "steps")),
    )
    _check_shape(file, text, protocol)
    return protocol


def _start(file: ProtocolFile, text: Mapping) -> tuple[EventPattern | None, OnFinding | None]:
    if "start" not in text:
        return None, None
    start = file.mapping(
        text["start"], text, "start", ("event", "class", "finding_status", "rules", "once_per")
    )
    if "finding_status" in start:
        rules = file.words_list(start, "rules")
        per = file.word_of(start, "once_per", ("rule", "standard")) if "once_per" in start else "rule"
        status = file.word(start, "finding_status")
        return None, OnFinding(status, () if rules == ("any",) else rules, per == "standard")
    return EventPattern(file.word(start, "event"), file.word(start, "class", needed=False)), None


def _phase(file: ProtocolFile, text: Mapping, part: object) -> Phase:
    part = file.mapping(part, text, "phases", ("phase", "title", "days", "steps"))
    return Phase(
        file.word(part, "phase"),
        read_words(part.get("title"), file.path, part, "title"),
        file.parameter(part, "days", ("day",), needed=True),
        tuple(_phase_step(file, part, step) for step in file.members(part, "steps")),
    )


def _phase_step(file: ProtocolFile, phase: Mapping, part: object) -> PhaseStep:
    owed = file.obligation(part, phase, "steps", ("on", "times_per_day", "count", "gap", "needs"))
    given = [key for key in ("on", "times_per_day", "count") if key in part]
    if len(given) != 1:
        file.refuse(
            "no_such_rhythm",
            line_of(part, "step"),
            Words(f"步骤“{owed.step}”要写清哪天或几次", f"the step “{owed.step}” must say when or how often"),
            Words("on、times_per_day、count 三者写一个", "Write one of on, times_per_day, count"),
            owed.clause,
        )
    on = part.get("on")
    if on is not None and on not in (FIRST_DAY, LAST_DAY):
        on = file.parameter(part, "on", ("day_list",))
    return PhaseStep(
        owed,
        on or "",
        file.parameter(part, "times_per_day", ("times/day", "times", "1")),
        file.parameter(part, "count", ("times", "count", "1")),
        file.parameter(part, "gap", ("hour",)),
        "needs" in part and file.word_of(part, "needs", (OWN_TESTS,)) == OWN_TESTS,
    )


def _clock(file: ProtocolFile, text: Mapping, part: object) -> Clock:
    owed = file.obligation(part, text, "clocks", ("from", "limit", "again", "undone_by"))
    again = part.get("again", False)
    if not isinstance(again, bool):
        file.refuse(
            "not_yes_or_no",
            line_of(part, "again"),
            Words(f"again 写的是“{again}”", f"again is written “{again}”"),
            Words("请写 true 或 false", "Write true or false"),
        )
    limit = file.parameter(part, "limit", tuple(TIME_UNITS))
    return Clock(owed, file.word(part, "from"), limit, again, file.words_list(part, "undone_by"))


def _release(file: ProtocolFile, text: Mapping) -> Release | None:
    if "release" not in text:
        return None
    part = file.mapping(text["release"], text, "release", ("needs", "tests", "yes", "unknown", "no"))
    needs, tests = file.words_list(part, "needs"), file.words_list(part, "tests")
    for need in needs:
        if need not in (OWN_TESTS, LINKED_TESTS):
            file.refuse(
                "unknown_word",
                line_of(part, "needs"),
                Words(f"needs 里不认识“{need}”", f"“{need}” is not known in needs"),
                Words(f"请写 {OWN_TESTS}、{LINKED_TESTS}", f"Write {OWN_TESTS}, {LINKED_TESTS}"),
            )
    if not needs or not tests:
        file.refuse(
            "key_missing",
            line_of(text, "release"),
            Words("release 要写 needs 和 tests", "release needs needs and tests"),
            Words("请写 needs: [own_tests_negative]，tests: [事件]",
                  "Write needs: [own_tests_negative] and tests: [event kind]"),
        )  # fmt: skip
    no, no_limit = None, ""
    if "no" in part:
        no = file.obligation(part["no"], part, "no", ("limit",))
        no_limit = file.parameter(part["no"], "limit", tuple(TIME_UNITS))
    return Release(
        needs,
        tests,
        file.obligation(part.get("yes"), part, "yes"),
        file.obligation(part.get("unknown"), part, "unknown"),
        no,
        no_limit,
    )


def _linked(file: ProtocolFile, text: Mapping) -> LinkedTests | None:
    if "linked" not in text:
        return None
    part = file.mapping(text["linked"], text, "linked", ("class", "first_tests"))
    return LinkedTests(
        file.word(part, "class"), file.parameter(part, "first_tests", ("times", "count", "1"), needed=True)
    )


def _convert(file: ProtocolFile, text: Mapping) -> Convert | None:
    if "convert" not in text:
        return None
    part = file.mapping(text["convert"], text, "convert", ("when", "event", "class", "clause"))
    file.word_of(part, "when", ("linked_positive",))
    return Convert(file.word(part, "event"), file.word(part, "class"), file.clause(part))


def _superseded_by(file: ProtocolFile, text: Mapping) -> SupersededBy | None:
    if "superseded_by" not in text:
        return None
    part = file.mapping(text["superseded_by"], text, "superseded_by", ("events", "until"))
    patterns = []
    for member in file.members(part, "events"):
        one = file.mapping(member, part, "events", ("event", "class"))
        patterns.append(EventPattern(file.word(one, "event"), file.word(one, "class", needed=False)))
    return SupersededBy(tuple(patterns), file.words_list(part, "until"))


def _every(file: ProtocolFile, text: Mapping) -> Every | None:
    if "every" not in text:
        return None
    if text["every"] == "month":
        return Every()
    part = file.mapping(text["every"], text, "every", ("days",))
    return Every(file.parameter(part, "days", ("day",), needed=True))


def _check_shape(file: ProtocolFile, text: Mapping, protocol: Protocol) -> None:
    """A protocol must start, must oblige to something, and must be able to end."""
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
    if protocol.phases and (text.get("ends_by") != LAST_DAY or not protocol.start or not protocol.day_one):
        file.refuse(
            "cannot_end",
            line_of(text, "ends_by") if "ends_by" in text else line_of(text, "phases"),
            Words("有阶段而没有尽头", "it has phases but no end"),
            Words("请写 start: {event: …}、day_one: 标准名 和 ends_by: last_day",
                  "Write start: {event: …}, day_one: a parameter, and ends_by: last_day"),
            protocol.clause,
        )  # fmt: skip
    if protocol.steps and not (protocol.every or protocol.on_finding):
        file.refuse(
            "cannot_end",
            line_of(text, "steps"),
            Words("steps 没有周期，也不由认定引起", "steps have no period and no finding starts them"),
            Words(
                "请写 every:，或把步骤写进 phases 或 clocks", "Write every:, or put them in phases or clocks"
            ),
            protocol.clause,
        )
    needs_phases = [key for key in ("entry", "release", "ends_by") if key in text and not protocol.phases]
    needs_steps = [key for key in ("every",) if protocol.every and not protocol.steps]
    mixed = [key for key in ("phases", "clocks", "release") if key in text and not protocol.start]
    both = [key for key in ("every", "phases", "clocks") if key in text and protocol.on_finding]
    needs_linked = [
        key
        for key in ("convert", "release")
        if key in text
        and not protocol.linked
        and (key == "convert" or LINKED_TESTS in protocol.release.needs)
    ]
    for key in (*needs_phases, *needs_steps, *mixed, *both, *needs_linked):
        wanted = {"convert": "linked", "every": "steps"}.get(
            key, "linked" if needs_linked else "start, phases"
        )
        file.refuse(
            "does_not_fit",
            line_of(text, key),
            Words(f"“{key}”用不上：缺少 {wanted}，或与起因不合",
                  f"“{key}” does not fit: {wanted} is missing, or the start is of another kind"),
            Words(f"请补上 {wanted}，或删去“{key}”", f"Add {wanted}, or leave “{key}” out"),
            protocol.clause,
        )  # fmt: skip
    if protocol.superseded_by and not protocol.superseded_by.events:
        file.refuse(
            "key_missing",
            line_of(text, "superseded_by"),
            Words("superseded_by 没有写事件", "superseded_by names no event"),
            Words("请写 events: [{event: …}]", "Write events: [{event: …}]"),
        )
