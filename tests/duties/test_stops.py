"""Today: one list, one stop at a door."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mutong.duties import order_for_today, overdue
from mutong.duties.stops import LATER, OVERDUE, TODAY, UNCLAIMED
from mutong.kernel.period import civil_day, end_of_day
from tests.duties.duty_worlds import NOW, a_duty, at


def test_one_stop_does_the_test_the_visit_and_the_telling() -> None:
    """Three duties of three protocols behind one door are one stop, with the most pressing first."""
    test = a_duty(
        "D1", kind="swab", subject_kind="person", subject_id="P1", due_at=at("2022-08-23 00:00"), door="H1"
    )
    visit = a_duty("D2", kind="visit", due_at=at("2022-09-01 00:00"), door="H1")
    tell = a_duty("D3", kind="bring", door="H1")

    (stop,) = order_for_today([visit, tell, test], NOW, {"bring"})

    assert (stop.door, [duty.duty_id for duty in stop.duties], stop.rank) == ("H1", ["D1", "D3", "D2"], TODAY)


def test_doors_are_walked_in_the_order_of_need() -> None:
    """Overdue first, then due today by its hour, then unclaimed entitlement, then the rest."""
    duties = [
        a_duty("rest", door="E", due_at=at("2022-09-01 00:00")),
        a_duty("unclaimed", door="D", kind="bring"),
        a_duty("tonight", door="C", due_at=at("2022-08-23 00:00")),
        a_duty("noon", door="B", due_at=at("2022-08-22 12:00")),
        a_duty("late", door="A", due_at=at("2022-08-22 07:00")),
        a_duty("later than late", door="AA", due_at=at("2022-08-22 07:30")),
    ]

    stops = order_for_today(duties, NOW, {"bring"})

    assert [stop.door for stop in stops] == ["A", "AA", "B", "C", "D", "E"]
    assert [stop.rank for stop in stops] == [OVERDUE, OVERDUE, TODAY, TODAY, UNCLAIMED, LATER]


def test_what_may_not_begin_before_tomorrow_waits() -> None:
    """A test of day 3 is not on the list of day 2; closed duties are on none."""
    tomorrow = a_duty("D1", not_before=at("2022-08-23 00:00"))
    tonight = a_duty("D2", not_before=at("2022-08-22 23:59"))

    assert order_for_today([tomorrow, a_duty("D3", state="done")], NOW) == ()
    assert [stop.duties for stop in order_for_today([tonight], NOW)] == [(tonight,)]


def test_duties_without_a_door_are_a_stop_at_their_subject() -> None:
    """Where no door is known the subject stands for it, so that nothing is lost from the list."""
    stops = order_for_today([a_duty("D1"), a_duty("D2", subject_id="H2")], NOW)

    assert [stop.door for stop in stops] == ["household:H1", "household:H2"]


drawn_duties = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.one_of(st.none(), st.integers(-48, 72)),
        st.one_of(st.none(), st.integers(-48, 72)),
        st.sampled_from(["visit", "bring"]),
        st.sampled_from(["open", "acknowledged", "done"]),
    ),
    max_size=15,
)


@given(drawn_duties, st.randoms(use_true_random=False))
def test_every_duty_of_today_is_on_the_list_exactly_once(drawn, random) -> None:
    """Nothing is lost, doubled or split between stops, and the order of the input makes no difference."""
    duties = [
        a_duty(
            f"D{place}",
            door=door,
            kind=kind,
            state=state,
            due_at=None if due is None else NOW + timedelta(hours=due),
            not_before=None if opens is None else NOW + timedelta(hours=opens),
        )
        for place, (door, due, opens, kind, state) in enumerate(drawn)
    ]
    tonight = end_of_day(civil_day(NOW))

    stops = order_for_today(duties, NOW, {"bring"})

    listed = [duty.duty_id for stop in stops for duty in stop.duties]
    wanted = {d.duty_id for d in duties if d.is_open and (d.not_before is None or d.not_before < tonight)}
    assert sorted(listed) == sorted(wanted)
    assert len({stop.door for stop in stops}) == len(stops)
    assert [stop.rank for stop in stops] == sorted(stop.rank for stop in stops)
    assert all((stop.rank == OVERDUE) == any(overdue(d, NOW) for d in stop.duties) for stop in stops)
    assert order_for_today(random.sample(duties, len(duties)), NOW, {"bring"}) == stops
