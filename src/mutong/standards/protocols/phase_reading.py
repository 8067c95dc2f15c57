"""Phases, the release at their end, and the people who are linked, read from a protocol file."""

from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.standards.protocols.fields import TIMES_UNITS, ProtocolFile
from mutong.standards.protocols.model import (
    FIRST_DAY,
    LAST_DAY,
    LINKED_TESTS,
    OWN_TESTS,
    TERM_OVER,
    Convert,
    LinkedTests,
    Phase,
    PhaseStep,
    Release,
)
from mutong.standards.working_days import LIMIT_UNITS
from mutong.standards.yaml_reading import line_of, read_words

_NEEDS = (OWN_TESTS, LINKED_TESTS, TERM_OVER)


def read_phases(file: ProtocolFile, text: Mapping) -> tuple[Phase, ...]:
    """The phases, in order."""
    return tuple(_phase(file, text, part) for part in file.members(text, "phases"))


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
        file.parameter(part, "count", TIMES_UNITS),
        file.parameter(part, "gap", ("hour",)),
        "needs" in part and file.word_of(part, "needs", (OWN_TESTS,)) == OWN_TESTS,
    )


def read_release(file: ProtocolFile, text: Mapping) -> Release | None:
    """The guard at the end; None where the file has none."""
    if "release" not in text:
        return None
    part = file.mapping(text["release"], text, "release", ("needs", "tests", "yes", "unknown", "no"))
    needs, tests = file.words_list(part, "needs"), file.event_kinds(part, "tests")
    for need in needs:
        if need not in _NEEDS:
            file.refuse(
                "unknown_word",
                line_of(part, "needs"),
                Words(f"needs 里不认识“{need}”", f"“{need}” is not known in needs"),
                Words(f"请写 {'、'.join(_NEEDS)}", f"Write {', '.join(_NEEDS)}"),
            )
    if not needs or (not tests and set(needs) != {TERM_OVER}):
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
        no_limit = file.parameter(part["no"], "limit", LIMIT_UNITS)
    return Release(
        needs,
        tests,
        file.obligation(part.get("yes"), part, "yes"),
        file.obligation(part.get("unknown"), part, "unknown"),
        no,
        no_limit,
    )


def read_linked(file: ProtocolFile, text: Mapping) -> LinkedTests | None:
    """Whose first tests count beside one's own; None where the file says nothing of it."""
    if "linked" not in text:
        return None
    part = file.mapping(text["linked"], text, "linked", ("class", "first_tests", "event", "relation"))
    return LinkedTests(
        file.word(part, "class"),
        file.parameter(part, "first_tests", TIMES_UNITS, needed=True),
        file.event(part, "event", needed="relation" in part),
        file.word_of(part, "relation", ("parent", "guardian", "spouse", "carer"))
        if "relation" in part
        else "",
    )


def read_convert(file: ProtocolFile, text: Mapping) -> Convert | None:
    """The event to record when a linked person is positive; None where the file has none."""
    if "convert" not in text:
        return None
    part = file.mapping(text["convert"], text, "convert", ("when", "event", "class", "clause"))
    file.word_of(part, "when", ("linked_positive",))
    return Convert(file.word(part, "event"), file.word(part, "class"), file.clause(part))
