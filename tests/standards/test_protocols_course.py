"""Protocols over time: entry, retakes, hand-overs, restarts, the same on every run."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.period import civil_day
from mutong.standards.protocols import control_ends_at, expected_steps
from tests.standards.protocol_worlds import (
    COVID,
    PERSON,
    at,
    by_step,
    did,
    exposed,
    protocol_of,
    sampled,
    with_choices,
)

CHOSEN = {"day_one": "1", "contact_transfer_h": "12", "checks_home": "2"}
FIRST = exposed("x1", "2022-08-20 18:00", "2022-08-20 22:00")


def steps_at(as_of: str, *events, name: str = "close_contact", chosen=CHOSEN):
    protocol = protocol_of(COVID, name)
    return by_step(expected_steps(protocol, PERSON, events, {}, at(as_of), with_choices(COVID, chosen)))


def test_the_ten_days_of_a_close_contact_by_hand() -> None:
    """Last exposure on 20 August: tests on 21, 22, 23, 25, 27 and 30 August, and the end at midnight after the 30th."""
    steps = steps_at("2022-08-20 23:00", FIRST)

    days = [civil_day(s.not_before).isoformat() for s in steps.values() if s.kind == "test"]

    assert days == ["2022-08-21", "2022-08-22", "2022-08-23", "2022-08-25", "2022-08-27", "2022-08-30"]
    assert control_ends_at(
        protocol_of(COVID, "close_contact"), [FIRST], at("2022-08-20 23:00"), with_choices(COVID, CHOSEN)
    ) == at("2022-08-31 00:00")


def test_the_first_open_number_is_the_one_named() -> None:
    """Where several numbers are open the step names the one that everything else waits for."""
    steps = steps_at("2022-08-20 23:00", FIRST, chosen={})

    assert {name: step.limit_null for name, step in steps.items() if name.startswith("home")} == {
        "home_test.d3": "day_one",
        "home_check": "day_one",
    }


def test_undated_tests_are_told_apart() -> None:
    """Without a day one no test has a date, and one sample still fulfils one of them only."""
    steps = steps_at("2022-08-22 12:00", FIRST, sampled("t1", "2022-08-21 09:00"), chosen={})

    assert [step.done_event for step in steps.values() if step.kind == "test"] == ["t1", "", "", "", "", ""]


def test_nothing_starts_without_its_event_or_before_it_is_known() -> None:
    """An exposure of another class, or one recorded later than the instant asked about, raises no step."""
    other = exposed("x1", "2022-08-20 18:00", "2022-08-20 22:00", "general_contact")

    assert steps_at("2022-08-22 08:00", other) == {}
    assert steps_at("2022-08-20 21:59", FIRST) == {}
    assert steps_at("2022-08-20 22:00", FIRST) != {}


def test_health_checks_are_asked_for_days_that_have_begun() -> None:
    """Two checks a day are due from day one on; tomorrow's are not asked today."""
    eve = steps_at("2022-08-20 23:59", FIRST)
    day_two = steps_at("2022-08-22 08:00", FIRST)

    assert [name for name in eve if name.startswith("central_check")] == []
    assert [name for name in day_two if name.startswith("central_check")] == [
        "central_check.d1.1",
        "central_check.d1.2",
        "central_check.d2.1",
        "central_check.d2.2",
    ]


def test_one_check_counts_once_and_a_later_one_makes_up_for_a_missed_one() -> None:
    """The first check of a day fulfils only the first of that day; the next day's fulfils what was missed, late."""
    morning = did("k1", "health_check", "2022-08-21 08:00")
    next_day = did("k2", "health_check", "2022-08-22 08:00")

    same_day = steps_at("2022-08-21 20:00", FIRST, morning)
    day_after = steps_at("2022-08-22 20:00", FIRST, morning, next_day)

    assert [same_day[f"central_check.d1.{n}"].done_event for n in (1, 2)] == ["k1", ""]
    assert [day_after[f"central_check.d{d}"].done_event for d in ("1.2", "2.1", "2.2")] == ["k2", "k2", ""]


def test_a_missed_test_stays_open_until_the_next_one() -> None:
    """Day 2's test is overdue, not forgotten, until day 3's sample stands in for it."""
    day_one = sampled("t1", "2022-08-21 09:00")

    missed = steps_at("2022-08-23 08:00", FIRST, day_one)
    made_up = steps_at("2022-08-23 12:00", FIRST, day_one, sampled("t3", "2022-08-23 10:00"))

    assert missed["central_test.d2"].done_at is None
    assert made_up["central_test.d2"].done_event == made_up["central_test.d3"].done_event == "t3"


def test_an_invalid_sample_asks_for_another() -> None:
    """An invalid result fulfils nothing: a retake is due on the day it is known, and a valid one closes it."""
    invalid = sampled("t1", "2022-08-21 09:00", "invalid", "2022-08-22 06:00")

    before = steps_at("2022-08-22 07:00", FIRST, invalid)
    after = steps_at("2022-08-22 12:00", FIRST, invalid, sampled("t2", "2022-08-22 09:00"))

    assert before["central_test.d1"].done_event == "t1"
    assert before["central_test.d1.again1"].done_at is None
    assert before["central_test.d1.again1"].due_at == at("2022-08-23 00:00")
    assert after["central_test.d1.again1"].done_event == "t2"


def test_an_invalid_sample_makes_up_for_nothing() -> None:
    """A missed test is not closed by a later invalid sample, and one invalid sample asks for one retake only."""
    missed = steps_at("2022-08-24 12:00", FIRST, sampled("t4", "2022-08-24 09:00", "invalid"))
    venue = steps_at(
        "2022-08-21 20:00",
        exposed("v1", "2022-08-20 19:00", "2022-08-20 22:00", "venue_exposed"),
        sampled("t1", "2022-08-21 09:00", "invalid"),
        name="venue_exposed",
    )

    assert [missed[f"central_test.d{day}"].done_event for day in (1, 2, 3)] == ["", "", ""]
    assert [name for name in venue if name.startswith("venue_test")] == [
        "venue_test.1",
        "venue_test.1.again1",
        "venue_test.2",
    ]


def test_a_test_on_the_day_of_listing_is_the_entry_test() -> None:
    """When a test of the list falls on the day of listing no second swab is asked for what was missed before."""
    listed_on_day_three = exposed("x1", "2022-08-20 18:00", "2022-08-23 08:00")

    steps = steps_at("2022-08-23 09:00", listed_on_day_three)

    assert "entry_test" not in steps
    assert steps["central_test.d3"].due_at == at("2022-08-24 00:00")


def test_a_test_taken_before_the_listing_counts_and_needs_no_entry_test() -> None:
    """Whoever was tested on each past day before being listed has missed nothing."""
    late = exposed("x1", "2022-08-20 18:00", "2022-08-24 08:00")
    taken = [sampled(f"t{day}", f"2022-08-{20 + day} 09:00") for day in (1, 2, 3)]

    without, with_tests = steps_at("2022-08-24 09:00", late), steps_at("2022-08-24 09:00", late, *taken)

    assert "entry_test" in without and "entry_test" not in with_tests
    assert with_tests["central_test.d2"].done_event == "t2"


def test_each_hand_over_is_owed_by_the_next_hand() -> None:
    """Between the transport's deed and the site's there is a step of the site's, hanging on the transport's event."""
    moved = did("m1", "moved", "2022-08-21 06:00")

    waiting = steps_at("2022-08-21 07:00", FIRST)
    on_the_way = steps_at("2022-08-21 07:00", FIRST, moved)
    there = steps_at("2022-08-21 08:00", FIRST, moved, did("r1", "received", "2022-08-21 07:30"))

    assert waiting["move"].done_at is None and "receive" not in waiting
    assert (on_the_way["receive"].anchor, on_the_way["receive"].post_kind) == ("m1", "isolation_site")
    assert on_the_way["move"].done_event == "m1" and on_the_way["receive"].done_at is None
    assert there["receive"].done_event == "r1"


def test_a_second_transfer_is_handed_over_anew() -> None:
    """After a move to another site the receiving step hangs on that move, not on the first."""
    steps = steps_at(
        "2022-08-23 12:00",
        FIRST,
        did("m1", "moved", "2022-08-21 06:00"),
        did("r1", "received", "2022-08-21 07:00"),
        did("m2", "moved", "2022-08-23 10:00"),
    )

    assert (steps["receive"].anchor, steps["receive"].done_at) == ("m2", None)


def test_a_notice_given_before_a_later_exposure_was_known_does_not_cover_it() -> None:
    """The person was told of other days: once the later exposure is listed the notice is owed again."""
    later = exposed("x2", "2022-08-22 09:00", "2022-08-22 10:00")
    told_before = did("n1", "notified", "2022-08-22 09:30")

    before = steps_at("2022-08-22 09:45", FIRST, told_before, later)
    after = steps_at("2022-08-22 10:00", FIRST, told_before, later)

    assert (before["notify"].anchor, before["notify"].done_event) == ("x1", "n1")
    assert (after["notify"].anchor, after["notify"].done_event) == ("x2", "")


def test_home_after_the_seventh_day_only_on_negative_tests_and_never_later() -> None:
    """On day 7 the way home opens when the tests are negative; once day 7 is over nothing keeps the person."""
    taken = [sampled(f"t{d}", f"2022-08-{20 + d} 09:00") for d in (1, 2, 3, 5)]
    pending = sampled("t7", "2022-08-27 09:00", "pending")
    negative = sampled("t7", "2022-08-27 09:00", "negative")

    assert "return_home" not in steps_at("2022-08-27 20:00", FIRST, *taken, pending)
    assert steps_at("2022-08-27 20:00", FIRST, *taken, negative)["return_home"].due_at == at(
        "2022-08-28 00:00"
    )
    assert "return_home" in steps_at("2022-08-28 00:00", FIRST, *taken, pending)
    assert "return_home" not in steps_at(
        "2022-08-28 00:00", FIRST, *taken, sampled("t7", "2022-08-27 09:00", "positive")
    )
    assert "return_home" not in steps_at(
        "2022-08-28 00:00", FIRST, *taken, negative, sampled("again", "2022-08-27 15:00", "positive")
    )


def test_whoever_is_exposed_again_after_going_home_is_moved_again() -> None:
    """A transfer already done is not asked twice, unless the person has been sent home in between."""
    moved = did("m1", "moved", "2022-08-21 06:00")
    home = did("h1", "returned_home", "2022-08-27 18:00")
    in_the_site = exposed("x2", "2022-08-24 12:00", "2022-08-25 08:00")
    at_home = exposed("x3", "2022-08-28 12:00", "2022-08-29 08:00")

    there = steps_at("2022-08-25 09:00", FIRST, moved, in_the_site)
    again = steps_at("2022-08-29 09:00", FIRST, moved, home, at_home)

    assert there["move"].done_event == "m1"
    assert (again["move"].done_at, again["move"].anchor, again["move"].due_at) == (
        None,
        "x3",
        at("2022-08-29 20:00"),
    )


def test_a_release_ends_the_course_and_only_a_later_exposure_opens_another() -> None:
    """After the release the same exposure, listed once more, raises nothing; a new one starts again."""
    released = did("r1", "released", "2022-08-30 20:00")
    relisted = exposed("x9", "2022-08-20 18:00", "2022-08-30 21:00")
    later = exposed("x2", "2022-09-01 12:00", "2022-09-02 08:00")

    assert steps_at("2022-08-30 22:00", FIRST, released, relisted) == {}
    assert steps_at("2022-09-02 09:00", FIRST, released, later)["central_test.d1"].anchor == "x2"


def test_a_former_case_can_become_a_contact_again_only_after_discharge() -> None:
    """A case owes nothing as a contact until discharged, and what lies before the discharge never comes back."""
    reported = did("c1", "case_reported", "2022-08-22 07:00")
    discharged = did("d1", "discharged", "2022-08-29 10:00")
    later = exposed("x2", "2022-08-30 12:00", "2022-08-30 20:00")

    assert steps_at("2022-08-29 11:00", FIRST, reported, discharged) == {}
    assert "notify" in steps_at("2022-08-30 21:00", FIRST, reported, discharged, later)


def test_a_case_is_handled_without_invented_limits() -> None:
    """The 9th edition's hours were not found: each step of a case has no due date and names the missing number."""
    reported = did("c1", "case_reported", "2022-08-22 07:00")

    steps = steps_at("2022-08-22 08:00", reported, name="case")

    assert {name: step.limit_null for name, step in steps.items()} == {
        "interview": "core_investigation_h",
        "list_contacts": "contacts_listed_h",
        "full_report": "full_investigation_h",
        "isolate": "",
        "transfer": "case_transfer_h",
    }
    assert all(step.due_at is None for step in steps.values())


moments = st.integers(0, 20 * 24).map(lambda hours: at("2022-08-15 00:00") + timedelta(hours=hours))
happenings = st.lists(
    st.tuples(
        moments,
        st.integers(0, 30),
        st.sampled_from(
            [
                "exposed",
                "test",
                "test",
                "health_check",
                "moved",
                "received",
                "returned_home",
                "notified",
                "released",
            ]
        ),
        st.sampled_from(["negative", "positive", "pending", "invalid"]),
    ),
    max_size=25,
)


def events_from(drawn) -> list:
    events = []
    for place, (when, delay, kind, result) in enumerate(drawn):
        known = when + timedelta(hours=delay)
        if kind == "exposed":
            events.append(exposed(f"e{place:02}", when, known))
        elif kind == "test":
            events.append(sampled(f"e{place:02}", when, result, known))
        else:
            events.append(did(f"e{place:02}", kind, when))
    return events


@settings(max_examples=150, deadline=None)
@given(happenings, moments, st.randoms(use_true_random=False))
def test_the_same_history_gives_the_same_steps(drawn, as_of, random) -> None:
    """The order in which events are given and the zone their instants are written in make no difference."""
    events = events_from(drawn)
    shuffled = list(events)
    random.shuffle(shuffled)
    protocol, parameters = protocol_of(COVID, "close_contact"), with_choices(COVID, CHOSEN)

    once = expected_steps(protocol, PERSON, events, {}, as_of, parameters)
    again = expected_steps(protocol, PERSON, shuffled, {}, as_of.astimezone(ZoneInfo("UTC")), parameters)

    assert once == again


@settings(max_examples=150, deadline=None)
@given(happenings, moments)
def test_no_step_outlives_the_term_and_none_is_asked_twice(drawn, as_of) -> None:
    """Identities are unique; no limit lies past the term; once it is over nothing is asked but the way out."""
    events = events_from(drawn)
    protocol, parameters = protocol_of(COVID, "close_contact"), with_choices(COVID, CHOSEN)

    steps = expected_steps(protocol, PERSON, events, {}, as_of, parameters)
    ends = control_ends_at(protocol, events, as_of, parameters)

    assert len({step.identity for step in steps}) == len(steps)
    tests = [step for step in steps if step.kind == "test" and ".again" not in step.step]
    assert all(step.due_at <= ends for step in tests)
    if ends is not None and as_of >= ends:
        assert {step.step for step in steps if step.done_at is None} <= {
            "release",
            "find_result",
            "report_positive",
        }


@settings(max_examples=150, deadline=None)
@given(happenings, moments)
def test_unknown_never_releases(drawn, as_of) -> None:
    """A release is only asked for when every test that counts since the anchor is known to be negative."""
    events = events_from(drawn)
    steps = by_step(
        expected_steps(
            protocol_of(COVID, "close_contact"), PERSON, events, {}, as_of, with_choices(COVID, CHOSEN)
        )
    )
    if "release" not in steps:
        return

    results = {event.event_id: event.result for event in events}
    tests = [step for step in steps.values() if step.kind == "test"]

    assert {results.get(step.done_event) for step in tests} <= {"negative", "invalid"}
    assert "find_result" not in steps
