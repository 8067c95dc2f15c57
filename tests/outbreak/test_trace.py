"""Contacts at places: seats, ends, the window and open numbers, each limit met and just missed."""

from pathlib import Path

import pytest

from mutong.standards.choices import Choices
from tests.outbreak.situations import at, brief, stay, traced
from tests.outbreak.small_worlds import chosen


def test_table_numbers_decide_in_a_closed_restaurant(tmp_path: Path) -> None:
    """CC6: the same and the next table are close contacts, the table after that is exposed at the venue only."""
    found = traced(
        tmp_path,
        [
            stay("ill", "noodles", "19 12:00", "19 13:00", "T05"),
            stay("same", "noodles", "19 12:30", "19 13:30", "T05"),
            stay("next", "noodles", "19 12:30", "19 13:30", "T06"),
            stay("two-away", "noodles", "19 12:30", "19 13:30", "T07"),
            stay("after", "noodles", "19 13:00", "19 14:00", "T05"),
        ],
        degrees=1,
    )

    assert brief(found) == {
        ("same", "close_contact", "yes"),
        ("next", "close_contact", "yes"),
        ("two-away", "venue_exposed", "yes"),
    }
    row = next(row for row in found if row["person_id"] == "next")
    assert (row["rule"], row["clause"], row["minutes"]) == ("next_table", "cn-covid-9:CC6", 30.0)
    assert (row["first_at"], row["last_at"]) == (at("19 12:30"), at("19 13:00"))
    assert "邻桌" in row["reasons"].splitlines()[0]
    assert "table next to the case" in row["reasons"].splitlines()[1]


def test_a_missing_seat_is_shown_and_never_dropped(tmp_path: Path) -> None:
    """Whoever ate there without a known table is unknown, naming the seat, beside the venue exposure that is sure."""
    found = traced(
        tmp_path,
        [
            stay("ill", "noodles", "19 12:00", "19 13:00", "T05"),
            stay("guest", "noodles", "19 12:30", "19 13:30"),
            stay("odd", "noodles", "19 12:30", "19 13:30", "by the window"),
            stay("outside", "terrace", "20 12:00", "20 13:00"),
            stay("ill", "terrace", "20 12:00", "20 13:00"),
        ],
    )

    assert brief(found) == {
        ("guest", "close_contact", "unknown"),
        ("odd", "close_contact", "unknown"),
        ("outside", "venue_exposed", "yes"),
    }
    assert {row["facts_missing"] for row in found if row["verdict"] == "unknown"} == {"seat"}


def test_an_unknown_end_is_unknown(tmp_path: Path) -> None:
    """Nobody knows when the guest left: the verdict is unknown, the person is listed, the end is asked for."""
    found = traced(
        tmp_path,
        [
            stay("ill", "office", "19 09:00", None),
            stay("mate", "office", "19 10:00", "19 11:00"),
            stay("elsewhen", "office", "18 09:00", "18 11:00"),
        ],
        degrees=1,
    )

    assert brief(found) == {("mate", "close_contact", "unknown")}
    assert found.rows[0]["facts_missing"] == "left_at"
    assert found.rows[0]["minutes"] is None


def test_the_next_arrival_elsewhere_bounds_an_unknown_end(tmp_path: Path) -> None:
    """Who was seen elsewhere at ten had left by then: nobody who came later was met."""
    found = traced(
        tmp_path,
        [
            stay("ill", "office", "19 09:00", None),
            stay("ill", "shop", "19 10:00", "19 10:10"),
            stay("late", "office", "19 10:00", "19 11:00"),
            stay("early", "office", "19 09:30", "19 11:00"),
        ],
        degrees=1,
    )

    assert brief(found) == {("early", "close_contact", "unknown")}


@pytest.mark.parametrize(
    ("met_until", "expected"), [("18 00:00", set()), ("18 00:30", {("mate", "close_contact", "yes")})]
)
def test_the_window_opens_two_days_before_onset(tmp_path: Path, met_until: str, expected: set) -> None:
    """With a look-back of 2 days and onset on the 20th, the 18th counts from its first minute, the 17th does not."""
    found = traced(
        tmp_path,
        [stay("ill", "office", "17 20:00", "18 02:00"), stay("mate", "office", "17 20:00", met_until)],
        degrees=1,
    )

    assert brief(found) == expected


def test_without_a_look_back_everything_rests_on_it(tmp_path: Path) -> None:
    """T4: no standard and no choice for the look-back leaves every verdict unknown and names the number."""
    stays = [
        stay("ill", "office", "19 09:00", "19 10:00"),
        stay("mate", "office", "19 09:00", "19 10:00"),
        stay("ill", "office", "16 09:00", "16 10:00"),
        stay("four-days", "office", "16 09:00", "16 10:00"),
        stay("ill", "office", "15 09:00", "15 10:00"),
        stay("five-days", "office", "15 09:00", "15 10:00"),
    ]
    found = traced(tmp_path, stays, choices=Choices(), degrees=1)

    assert brief(found) == {("mate", "close_contact", "unknown"), ("four-days", "close_contact", "unknown")}
    assert {row["facts_missing"] for row in found} == {"look_back_days:null_standard"}
    assert {row["choices_used"] for row in found} == {""}


def test_a_choice_is_marked_on_what_rests_on_it(tmp_path: Path) -> None:
    """T4: the rows name the choices they rest on and say that their basis is to be confirmed."""
    found = traced(
        tmp_path,
        [
            stay("ill", "bus9", "19 09:00", "19 10:00", "1A"),
            stay("rider", "bus9", "19 09:00", "19 10:00", "9C"),
        ],
    )

    assert brief(found) == {("rider", "close_contact", "yes")}
    assert found.rows[0]["choices_used"] == "look_back_days;vehicle_table"
    assert "待确认" in found.rows[0]["reasons"]
    assert "to be confirmed" in found.rows[0]["reasons"]


def test_a_vehicle_table_nobody_chose_leaves_the_bus_unknown(tmp_path: Path) -> None:
    """Without a vehicle table in force the riders are unknown as close contacts and sure as general contacts."""
    found = traced(
        tmp_path,
        [
            stay("ill", "bus9", "19 09:00", "19 10:00", "1A"),
            stay("rider", "bus9", "19 09:00", "19 10:00", "9C"),
        ],
        choices=chosen("cn-covid-9", look_back_days=2),
    )

    assert brief(found) == {("rider", "close_contact", "unknown")}
    assert found.rows[0]["facts_missing"] == "vehicle_table:null_standard"


@pytest.mark.parametrize(("row", "expected"), [("8C", "close_contact"), ("9C", "general_contact")])
def test_three_rows_in_a_ventilated_bus(tmp_path: Path, row: str, expected: str) -> None:
    """Three rows behind the case is a close contact, four rows a general contact (table of the 8th edition)."""
    found = traced(
        tmp_path,
        [
            stay("ill", "old-bus", "19 09:00", "19 10:00", "05A"),
            stay("rider", "old-bus", "19 09:00", "19 10:00", row),
        ],
    )

    assert brief(found) == {("rider", expected, "yes")}
