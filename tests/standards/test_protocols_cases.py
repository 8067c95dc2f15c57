"""The worked cases that ship with the packs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mutong.standards.protocols import (
    Event,
    FindingStatus,
    Subject,
    control_ends_at,
    conversions,
    expected_steps,
)
from tests.standards.protocol_worlds import ROOT, at, by_step, pack_at, protocol_of, with_choices

FOLDERS = sorted(
    path.parent
    for place in ("packs/*/*/pack.yaml", "tests/packs/other/*/pack.yaml")
    for path in ROOT.glob(place)
    if list((path.parent / "cases").glob("protocol_*.yaml"))
)


def worked_cases() -> Iterator[object]:
    for folder in FOLDERS:
        for path, text in pack_at(folder).cases:
            if "protocol" in text:
                for case in text["cases"]:
                    yield pytest.param(
                        folder, text["protocol"], case, id=f"{folder.name}/{path.stem}: {case['case']}"
                    )


def event_of(text: Mapping) -> Event:
    linked_kind, linked_id = text.get("linked") or ("", "")
    return Event(
        text["id"],
        text["kind"],
        at(text["at"]),
        at(text.get("recorded_at") or text["at"]),
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

    subject, related = Subject(protocol.subject_kind, "S9"), case.get("related") or {}
    findings = [
        FindingStatus(one.get("status") or "", one["rule"], tuple(one.get("missing") or ()), one["verdict"])
        for one in case.get("findings") or ()
    ]

    found_steps = expected_steps(
        protocol, subject, events, linked, as_of, parameters, findings=findings, related=related
    )

    for name, anchors in (case.get("anchors") or {}).items():
        assert [step.anchor for step in found_steps if step.step == name] == anchors
    for name, anchors in (case.get("open") or {}).items():
        owed = [step.anchor for step in found_steps if step.step == name and step.done_at is None]
        assert owed == anchors
    for name, dues in (case.get("dues") or {}).items():
        assert [step.due_at for step in found_steps if step.step == name] == [at(due) for due in dues]
    steps = {step.step: step for step in found_steps} if "anchors" in case else by_step(found_steps)
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
        found = conversions(protocol, subject, events, linked, as_of, parameters, related=related)
        assert [(c.kind, c.class_, c.at, c.linked_id, c.because) for c in found] == [
            (c["kind"], c["class"], at(c["at"]), c["linked_id"], c["because"]) for c in case["conversions"]
        ]
