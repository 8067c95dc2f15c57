"""What the protocol tests share: packs, instants in China, events, parameters with what a test chooses."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from mutong.kernel.period import CHINA, Period
from mutong.kernel.step import Step
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices
from mutong.standards.pack import Pack, load_pack
from mutong.standards.parameters import ParametersInForce, parameters_of
from mutong.standards.protocols import Event, Protocol, Subject, protocols_of

ROOT = Path(__file__).resolve().parents[2]
COVID = ROOT / "packs/health/cn-covid-9"
LANTERN = ROOT / "tests/packs/other/lantern-fever"
OTHER_AID = ROOT / "tests/packs/other/other-aid"
PERSON = Subject("person", "P9")


@cache
def pack_at(folder: Path) -> Pack:
    """The pack in a folder."""
    return load_pack(folder)


@cache
def protocol_of(folder: Path, name: str) -> Protocol:
    """One protocol of the pack in a folder."""
    return {protocol.name: protocol for protocol in protocols_of(pack_at(folder))}[name]


def at(text: str | datetime) -> datetime:
    """'2022-08-20 18:00' in China."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=CHINA)


def with_choices(
    folder: Path, chosen: Mapping[str, str] | None = None, on: date | None = None
) -> ParametersInForce:
    """A pack's parameters in force, with what a test chooses for the whole country."""
    choices = Choices(
        tuple(
            Choice(
                pack=pack_at(folder).pack,
                parameter=name,
                area_code="0",
                value=value,
                reason=Words("试验", "test"),
                post="tester",
                signed_at=date(2020, 1, 1),
                valid=Period(None, None),
                file="test",
                line=1,
            )
            for name, value in (chosen or {}).items()
        )
    )
    day = on or date(2022, 8, 22)
    return parameters_of(pack_at(folder), choices, day, day, "140109")


def exposed(
    event_id: str, when: str, listed: str, class_: str = "close_contact", linked: tuple[str, str] = ("", "")
) -> Event:
    """An exposure: its last moment and when it was listed."""
    return Event(event_id, "exposed", at(when), at(listed), "", class_, *linked)


def sampled(event_id: str, when: str, result: str = "negative", recorded: str = "") -> Event:
    """A test."""
    return Event(event_id, "test", at(when), at(recorded or when), result)


def did(event_id: str, kind: str, when: str, class_: str = "") -> Event:
    """Any other deed, recorded when it was done."""
    return Event(event_id, kind, at(when), at(when), "", class_)


def by_step(steps: tuple[Step, ...]) -> dict[str, Step]:
    """Steps by their name."""
    found = {step.step: step for step in steps}
    assert len(found) == len(steps)
    return found
