"""A made-up disease and a made-up aid with other days, classes and names run without a line of src/ knowing it."""

from dataclasses import replace

from mutong.standards.cases import check_cases
from mutong.standards.protocols import conversions, expected_steps
from tests.standards.protocol_worlds import (
    LANTERN,
    OTHER_AID,
    PERSON,
    Event,
    at,
    by_step,
    did,
    pack_at,
    protocol_of,
    with_choices,
)


def glimmer(event_id: str, when: str, class_: str = "lamp_bearer", linked=("", "")) -> Event:
    return Event(event_id, "glimmer", at(when), at(when), "", class_, *linked)


def dipped(event_id: str, when: str, result: str = "negative") -> Event:
    return Event(event_id, "dipped", at(when), at(when), result)


def test_a_lamp_bearer_runs_through_four_days_and_one() -> None:
    """Dips on days 2 and 4, hush on day 5, and the lamp is put out when both dips are negative."""
    history = [
        glimmer("g", "2030-03-01 10:00"),
        dipped("d2", "2030-03-02 09:00"),
        dipped("d4", "2030-03-04 09:00"),
        did("h", "hushed", "2030-03-05 08:00"),
    ]

    steps = by_step(
        expected_steps(
            protocol_of(LANTERN, "lamp_bearer"),
            PERSON,
            history,
            {},
            at("2030-03-05 09:00"),
            with_choices(LANTERN),
        )
    )

    assert {name: step.done_event for name, step in steps.items()} == {
        "call": "",
        "dip.d2": "d2",
        "dip.d4": "d4",
        "hush": "h",
        "dim": "",
    }
    assert steps["dim"].basis == "lantern-fever:art3"
    assert steps["call"].due_at == at("2030-03-01 11:30")


def test_a_neighbour_becomes_a_bearer_by_the_bearers_first_dip() -> None:
    """Only the first dip of the bearer converts; the conversion is the same on every run and recorded once."""
    protocol, parameters = protocol_of(LANTERN, "lamp_neighbour"), with_choices(LANTERN)
    history = [glimmer("n", "2030-03-01 12:00", "lamp_neighbour", ("person", "B"))]
    first = [glimmer("g", "2030-03-01 10:00"), dipped("d1", "2030-03-02 09:00", "positive")]
    second = [
        glimmer("g", "2030-03-01 10:00"),
        dipped("d1", "2030-03-02 09:00"),
        dipped("d2", "2030-03-03 09:00", "positive"),
    ]

    def turned(events, linked):
        return conversions(protocol, PERSON, events, {"B": linked}, at("2030-03-03 10:00"), parameters)

    (conversion,) = turned(history, first)
    recorded = Event(
        conversion.event_id,
        conversion.kind,
        conversion.at,
        at("2030-03-03 10:00"),
        "",
        conversion.class_,
        "person",
        "B",
    )

    assert turned(history, first) == (conversion,)
    assert turned(history, second) == ()
    assert turned([*history, recorded], first) == ()
    assert (
        expected_steps(
            protocol, PERSON, [*history, recorded], {"B": first}, at("2030-03-03 10:00"), parameters
        )
        == ()
    )


def test_a_conversion_already_recorded_is_not_asked_for_again() -> None:
    """Even where a protocol forgets to be superseded by what it converts to, the same event is asked for once."""
    careless = replace(protocol_of(LANTERN, "lamp_neighbour"), superseded_by=None)
    history = [glimmer("n", "2030-03-01 12:00", "lamp_neighbour", ("person", "B"))]
    linked = {"B": [glimmer("g", "2030-03-01 10:00"), dipped("d1", "2030-03-02 09:00", "positive")]}
    now, parameters = at("2030-03-03 10:00"), with_choices(LANTERN)

    (asked,) = conversions(careless, PERSON, history, linked, now, parameters)
    recorded = Event(asked.event_id, asked.kind, asked.at, now, "", asked.class_, "person", "B")

    assert conversions(careless, PERSON, [*history, recorded], linked, now, parameters) == ()


def test_only_dips_after_the_bearers_own_glimmer_count() -> None:
    """A positive dip from before the bearer's exposure, or from an earlier one of theirs, converts nobody."""
    protocol, parameters = protocol_of(LANTERN, "lamp_neighbour"), with_choices(LANTERN)
    history = [glimmer("n", "2030-03-01 12:00", "lamp_neighbour", ("person", "B"))]
    earlier_course = [glimmer("g0", "2030-01-01 10:00"), dipped("d0", "2030-01-02 09:00", "positive")]
    earlier_dip = [dipped("d0", "2030-01-02 09:00", "positive")]
    present = [glimmer("g", "2030-03-01 10:00"), dipped("d1", "2030-03-02 09:00")]

    for before in (earlier_course, earlier_dip):
        linked = {"B": [*before, *present]}

        assert conversions(protocol, PERSON, history, linked, at("2030-03-03 10:00"), parameters) == ()


def test_a_made_up_rule_finds_its_households_at_the_boundary() -> None:
    """The made-up pack's worked cases hold: below its line yes, on it no, not counted unknown."""
    results = check_cases(pack_at(OTHER_AID), [pack_at(OTHER_AID)])

    assert [(result.found["verdict"], result.passed) for result in results] == [
        ("yes", True),
        ("no", True),
        ("unknown", True),
    ]
