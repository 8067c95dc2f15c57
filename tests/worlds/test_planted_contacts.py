"""The planted contacts stand in the written stays, and nobody else met a case."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from mutong.kernel.period import start_of_day
from tests.worlds.conftest import Row, WrittenWorld

PUBLIC = {"close_contact", "general_contact", "venue_exposed"}


def _window(case: Row, look_back: int) -> tuple[int, int]:
    anchor = date.fromisoformat(case["date_onset"] or case["date_specimen"])
    end = datetime.fromisoformat(case["isolated_at"])
    return int(start_of_day(anchor - timedelta(days=look_back)).timestamp()), int(end.timestamp())


def _met(world: WrittenWorld, case: Row, look_back: int) -> set[str]:
    """Everybody who may have been at a place while the case was there; a row at a time, on purpose."""
    stays, (start, end) = world.stays, _window(case, look_back)
    left = np.where(stays["left_at"] < 0, np.iinfo(np.int64).max, stays["left_at"])
    found = set()
    for i in np.flatnonzero(stays["person_id"] == case["person_id"]):
        first, last = max(stays["arrived_at"][i], start), min(left[i], end)
        here = (stays["place_id"] == stays["place_id"][i]) & (stays["arrived_at"] < last) & (left > first)
        found |= set(stays["person_id"][here]) if first < last else set()
    return found - {case["person_id"]}


@pytest.mark.parametrize("look_back", [2, 4])
def test_whoever_met_a_case_is_in_the_truth_and_nobody_else(world: WrittenWorld, look_back: int) -> None:
    """Looking back 2 or 4 days, those who shared a place or a home with a case are the planted first degree."""
    home = {m: h for h, members in world.members.items() for m in members}
    for case in world.rows("inbox/cases"):
        lives_with = set(world.members[home[case["person_id"]]]) - {case["person_id"]}
        planted = {
            row["person_id"]
            for row in world.rows("truth/contacts")
            if row["case_id"] == case["case_id"] and row["degree"] == "1"
        }

        assert _met(world, case, look_back) | lives_with == planted


def test_second_degree_people_lived_or_met_with_a_close_contact(world: WrittenWorld) -> None:
    """Each planted contact of a contact shares a home with, or sat in a room or at a table of, the person between."""
    home = {m: h for h, members in world.members.items() for m in members}
    stays = world.stays
    at_place: dict[tuple[str, str], list[tuple[int, int]]] = {}
    truth = [row for row in world.rows("truth/contacts") if row["degree"] == "2"]
    people = {row["person_id"] for row in truth} | {row["via_person_id"] for row in truth}
    for i in np.flatnonzero(np.isin(stays["person_id"], list(people))):
        key = (stays["person_id"][i], stays["place_id"][i])
        at_place.setdefault(key, []).append((stays["arrived_at"][i], stays["left_at"][i]))
    close = {
        (row["case_id"], row["person_id"])
        for row in world.rows("truth/contacts")
        if row["degree"] == "1" and row["class"] == "close_contact" and row["verdict"] == "yes"
    }

    assert truth
    for row in truth:
        assert (row["case_id"], row["via_person_id"]) in close
        if row["rule_kind"] == "household":
            assert home[row["person_id"]] == home[row["via_person_id"]]
        else:
            mine, theirs = (at_place[row[who], row["place_id"]] for who in ("person_id", "via_person_id"))
            together = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in mine for b in theirs)
            assert row["rule_kind"] == "table" or together >= 5 * 3600


def test_every_scene_is_there(world: WrittenWorld) -> None:
    """Household, room, table, next table, rows, carriage, crew, staff, shop and every open verdict are planted."""
    truth = world.rows("truth/contacts")
    kinds = {(row["rule_kind"], row["class"], row["verdict"]) for row in truth if row["degree"] == "1"}

    assert kinds >= {
        (kind, "close_contact", "yes")
        for kind in ("household", "room", "table", "next_table", "served", "rows", "carriage", "crew")
    }
    assert kinds >= {(kind, "close_contact", "unknown") for kind in ("room", "table", "rows", "carriage")}
    assert kinds >= {
        ("vehicle", "general_contact", "yes"), ("place", "general_contact", "yes"), ("place", "venue_exposed", "yes"),
    }  # fmt: skip
    assert {row["class"] for row in truth if row["degree"] == "2"} == {"contact_of_contact"}


def test_people_an_hour_later_are_not_contacts(world: WrittenWorld) -> None:
    """Whoever used a case's place at another time is written down as no contact and stands in no list of that case."""
    contacts = {(row["case_id"], row["person_id"]) for row in world.rows("truth/contacts")}
    spared = {(row["case_id"], row["person_id"]) for row in world.rows("truth/not_contacts")}

    assert {row["why"] for row in world.rows("truth/not_contacts")} == {"an_hour_later", "left_before"}
    assert not contacts & spared


def test_some_contacts_live_elsewhere(world: WrittenWorld) -> None:
    """Close contacts live in other communities of the sub-district and in other cities, to be handed over."""
    areas = {row["area_code"] for row in world.rows("truth/contacts") if row["class"] == "close_contact"}

    assert {"140109901005", "140109901008"} <= {area[:12] for area in areas}
    assert {area[:4] for area in areas} > {"1401", "1407"}


def test_two_importations_are_told_apart(world: WrittenWorld) -> None:
    """Four positives come in two chains that share no contact, and all are known before the clock starts."""
    chain = {row["case_id"]: row["chain"] for row in world.rows("truth/chains")}
    people: dict[str, set[str]] = {}
    for row in world.rows("truth/contacts"):
        people.setdefault(chain[row["case_id"]], set()).add(row["person_id"])
    cases = world.rows("inbox/cases")

    assert {c["case_id"] for c in cases} == set(chain)
    assert sorted(people) == ["A", "B"] and not people["A"] & people["B"]
    assert [c["origin"] for c in cases].count("imported") == 2
    assert all(max(c["reported_at"], c["isolated_at"]) < "2022-08-22T08:00:00" for c in cases)
