"""The worked cases that ship with the packs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mutong.standards.protocols import Event, control_ends_at, conversions, expected_steps
from tests.standards.protocol_worlds import (
    COVID,
    LANTERN,
    OTHER_AID,
    PERSON,
    at,
    by_step,
    pack_at,
    protocol_of,
    with_choices,
)


def worked_cases() -> Iterator[object]:
    for folder in (COVID, LANTERN, OTHER_AID):
        for path, text in pack_at(folder).cases:
            if "protocol" in text:
                for case in text["cases"]:
                    yield pytest.param(folder, text["protocol"], case, id=f"{path.stem}: {case['case']}")


def event_of(text: Mapping) -> Event:
    linked_kind, linked_id = text.get("linked") or ("", "")
    return Event(
        text["id"],
        text["kind"],
        at(text["at"]),
        at(text["recorded_at"]),
        text.get("result") or "",
        text.get("class") or "",
        linked_kind,
        linked_id,
    )


@pytest.mark.parametrize(("folder", "name", "case"), list(worked_cases()))
def test_a_pack_does_what_its_worked_cases_say(folder: Path, name: str, case: Mapping) -> None:
    """Each case of a pack gives its steps, their dates, their evidence, and nothing that it says is absent."""
    protocol = protocol_of(folder, name)
    events = [event_of(event) for event in case["events"]]
    linked = {
        who: [event_of(event) for event in theirs] for who, theirs in (case.get("linked") or {}).items()
    }
    as_of = at(case["as_of"])
    parameters = with_choices(folder, case.get("choices"), as_of.date())

    steps = by_step(expected_steps(protocol, PERSON, events, linked, as_of, parameters))

    for wanted in case.get("expect") or ():
        step = steps[wanted["step"]]
        found = {
            "step": step.step,
            "opens": step.not_before,
            "due": step.due_at,
            "anchor": step.anchor,
            "limit_null": step.limit_null,
            "done_by": step.done_event,
            "choices": list(step.choices_used),
        }
        instants = {key: at(wanted[key]) for key in ("opens", "due") if wanted.get(key)}
        assert {key: found[key] for key in wanted} == {**wanted, **instants}
    if case.get("expect") == []:
        assert steps == {}
    assert not set(case.get("absent") or ()) & set(steps)
    if "only" in case:
        assert set(steps) == set(case["only"])
    if "ends" in case:
        ends = case["ends"]
        assert control_ends_at(protocol, events, as_of, parameters) == (at(ends) if ends else None)
    if "conversions" in case:
        found = conversions(protocol, PERSON, events, linked, as_of, parameters)
        assert [(c.kind, c.class_, c.at, c.linked_id, c.because) for c in found] == [
            (c["kind"], c["class"], at(c["at"]), c["linked_id"], c["because"]) for c in case["conversions"]
        ]
