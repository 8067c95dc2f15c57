"""A pack's protocols, read from YAML and refused where they could not be kept."""

from collections.abc import Mapping
from pathlib import Path

from mutong.standards.clauses import Clause
from mutong.standards.pack import Pack
from mutong.standards.parameters import Parameters
from mutong.standards.protocols.event_sources import check_awaited, produced_events
from mutong.standards.protocols.fields import ProtocolFile
from mutong.standards.protocols.model import SUBJECT_KINDS, EventPattern, OnFinding, Protocol, SupersededBy
from mutong.standards.protocols.phase_reading import read_convert, read_linked, read_phases, read_release
from mutong.standards.protocols.rhythm_reading import (
    read_again_after,
    read_clocks,
    read_ends_by,
    read_every,
    read_series,
    read_steps,
)
from mutong.standards.protocols.shape import check_shape
from mutong.standards.yaml_reading import read_words, read_yaml

KEYS = (
    "protocol", "for", "title", "clause", "start", "day_one", "phases", "entry", "clocks", "release", "ends_by",
    "linked", "convert", "superseded_by", "every", "steps", "restart", "again_after", "series", "find_out",
)  # fmt: skip


def load_protocols(
    folder: Path, pack: str, clauses: Mapping[str, Clause], parameters: Parameters
) -> tuple[Protocol, ...]:
    """The protocols in a folder's *.yaml, in the order of the file names. Raises PackError."""
    paths = sorted(Path(folder).glob("*.yaml"))
    return tuple(read_protocol(read_yaml(path), path, pack, clauses, parameters) for path in paths)


def protocols_of(pack: Pack) -> tuple[Protocol, ...]:
    """The protocols of a loaded pack, in the order of the file names. Raises PackError.

    The rules and events they name are looked for in the pack and in those it is within.
    """
    rules = frozenset(f"{one.pack}:{rule}" for one in (*pack.ancestors, pack) for rule in one.rules)
    produced = produced_events(pack) if pack.raw_protocols else frozenset()
    found = []
    for path, text in pack.raw_protocols:
        file = ProtocolFile(path, pack.clauses, pack.parameters, pack.pack, rules)
        found.append(_read(file, text))
        check_awaited(file.awaited, produced, path)
    return tuple(found)


def read_protocol(
    text: Mapping, path: Path, pack: str, clauses: Mapping[str, Clause], parameters: Parameters
) -> Protocol:
    """One protocol from a mapping with lines, by itself: the rules and events it names are taken as they are.

    Raises PackError: file, line, what is wrong, what to write.
    """
    return _read(ProtocolFile(path, clauses, parameters, pack), text)


def _read(file: ProtocolFile, text: Mapping) -> Protocol:
    path, pack = file.path, file.pack
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
        phases=read_phases(file, text),
        entry=file.obligation(text["entry"], text, "entry") if "entry" in text else None,
        clocks=read_clocks(file, text),
        linked=read_linked(file, text),
        convert=read_convert(file, text),
        release=read_release(file, text),
        superseded_by=_superseded_by(file, text),
        every=read_every(file, text),
        on_finding=on_finding,
        steps=read_steps(file, text),
        restart=file.patterns(text, "restart"),
        ends_by=read_ends_by(file, text),
        again_after=read_again_after(file, text),
        series=read_series(file, text),
        find_out=file.obligation(text["find_out"], text, "find_out") if "find_out" in text else None,
    )
    check_shape(file, text, protocol)
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
        named = () if rules == ("any",) else tuple(file.rule(rule, start, "rules") for rule in rules)
        return None, OnFinding(status, named, per == "standard")
    return EventPattern(file.event(start, "event"), file.word(start, "class", needed=False)), None


def _superseded_by(file: ProtocolFile, text: Mapping) -> SupersededBy | None:
    if "superseded_by" not in text:
        return None
    part = file.mapping(text["superseded_by"], text, "superseded_by", ("events", "until"))
    return SupersededBy(file.patterns(part, "events"), file.event_kinds(part, "until"))
