"""Households, the second degree, the strictest class, other diseases, and speed."""

from datetime import date
from pathlib import Path

import pytest

from mutong.standards.choices import Choices
from tests.outbreak.situations import at, brief, case, lives, stay, traced
from tests.outbreak.small_worlds import LANTERN


def test_the_household_of_the_day_counts_and_the_hukou_does_not(tmp_path: Path) -> None:
    """CC1 asks who lives there on the day: who moved out before, or is only registered there, is no contact."""
    members = [
        lives("ill", "H1"),
        lives("wife", "H1"),
        lives("moved-out", "H1", until=date(2022, 8, 18)),
        lives("moved-in", "H1", since=date(2022, 8, 21)),
        lives("registered", "H1") | {"kind": "hukou"},
    ]
    found = traced(tmp_path, members=members, degrees=1)

    assert brief(found) == {("wife", "close_contact", "yes"), ("moved-in", "close_contact", "yes")}
    wife = next(row for row in found if row["person_id"] == "wife")
    assert (wife["first_at"], wife["last_at"]) == (at("18 00:00"), at("21 23:00"))


def test_only_higher_risk_contacts_lead_on(tmp_path: Path) -> None:
    """The second degree hangs on contacts at higher risk: a wife's own household, not the next table's."""
    members = [
        lives("ill", "H1"), lives("wife", "H1"), lives("wife", "H2"), lives("mother-in-law", "H2"),
        lives("next", "H3"), lives("next-husband", "H3"),
    ]  # fmt: skip
    stays = [
        stay("ill", "noodles", "19 12:00", "19 13:00", "T05"),
        stay("next", "noodles", "19 12:00", "19 13:00", "T06"),
    ]
    found = traced(tmp_path, stays, members)

    second = [row for row in found if row["degree"] == 2]
    assert [(row["person_id"], row["via_person_id"], row["class"], row["verdict"]) for row in second] == [
        ("mother-in-law", "wife", "contact_of_contact", "yes")
    ]


@pytest.mark.parametrize(("left", "expected"), [("19 13:00", "yes"), ("19 12:59", None)])
def test_long_in_one_room_makes_the_risk_higher(tmp_path: Path, left: str, expected: str | None) -> None:
    """A colleague of four hours (the chosen limit, met exactly) leads on to his family; a minute less does not."""
    stays = [stay("ill", "office", "19 09:00", "19 18:00"), stay("mate", "office", "19 09:00", left)]
    found = traced(tmp_path, stays, [lives("mate", "H5"), lives("child", "H5")])

    assert {row["verdict"] for row in found if row["person_id"] == "child"} == (
        {expected} if expected else set()
    )


def test_a_contact_exposes_others_only_until_managed(tmp_path: Path) -> None:
    """Once the close contact is isolated, whom he meets afterwards is no contact of a contact."""
    stays = [
        stay("ill", "office", "19 08:00", "19 12:00"),
        stay("mate", "office", "19 08:00", "19 12:00"),
        stay("mate", "class3", "20 08:00", "20 10:00"),
        stay("pupil", "class3", "20 08:00", "20 10:00"),
    ]
    free = traced(tmp_path, stays)
    managed = traced(tmp_path, stays, managed_at={"mate": at("20 08:00")})

    assert ("pupil", "contact_of_contact", "yes") in brief(free)
    assert {row["person_id"] for row in managed} == {"mate"}


def test_the_strictest_class_is_kept_with_every_place(tmp_path: Path) -> None:
    """Met in the office twice over and in the shop: two places of the strictest class would stay, the shop goes."""
    found = traced(
        tmp_path,
        [
            stay("ill", "office", "19 09:00", "19 10:00"),
            stay("mate", "office", "19 09:00", "19 10:00"),
            stay("ill", "class3", "20 09:00", "20 10:00"),
            stay("mate", "class3", "20 09:00", "20 10:00"),
            stay("ill", "shop", "20 15:00", "20 15:10"),
            stay("mate", "shop", "20 15:00", "20 15:10"),
        ],
        degrees=1,
    )

    assert {(row["place_id"], row["class"]) for row in found} == {
        ("office", "close_contact"),
        ("class3", "close_contact"),
    }


def test_an_unknown_exposure_that_could_be_later_is_kept_beside_the_sure_one(tmp_path: Path) -> None:
    """T10: a later exposure restarts the days, so one that is only possible is shown too, an earlier one is not."""
    stays = [
        stay("ill", "office", "19 09:00", "19 10:00"),
        stay("mate", "office", "19 09:00", "19 10:00"),
        stay("ill", "noodles", "20 12:00", "20 13:00", "T1"),
        stay("mate", "noodles", "20 12:00", "20 13:00"),
        stay("ill", "noodles", "18 12:00", "18 13:00", "T1"),
        stay("early", "noodles", "18 12:00", "18 13:00"),
        stay("early", "office", "19 09:00", "19 10:00"),
    ]
    found = traced(tmp_path, stays, degrees=1)

    assert {(row["person_id"], row["place_id"], row["verdict"]) for row in found} == {
        ("mate", "office", "yes"),
        ("mate", "noodles", "unknown"),
        ("early", "office", "yes"),
    }


def test_after_the_report_an_unisolated_case_exposes_perhaps(tmp_path: Path) -> None:
    """Nobody wrote when the case was isolated: meetings after the report are unknown, before it sure."""
    found = traced(
        tmp_path,
        [
            stay("ill", "office", "21 20:00", "22 01:00"),
            stay("before", "office", "21 21:00", "21 22:00"),
            stay("after", "office", "21 22:00", "21 23:00"),
        ],
        cases=[case(isolated_at=None)],
        degrees=1,
    )

    assert brief(found) == {("before", "close_contact", "yes"), ("after", "close_contact", "unknown")}
    after = next(row for row in found if row["person_id"] == "after")
    assert after["facts_missing"] == "isolated_at"


def test_a_case_without_any_day_is_traced_from_the_report(tmp_path: Path) -> None:
    """With neither onset nor specimen, two days before the report are sure and earlier meetings unknown."""
    found = traced(
        tmp_path,
        [
            stay("ill", "office", "18 09:00", "18 10:00"),
            stay("earlier", "office", "18 09:00", "18 10:00"),
            stay("ill", "office", "19 09:00", "19 10:00"),
            stay("later", "office", "19 09:00", "19 10:00"),
        ],
        cases=[case(date_onset=None, date_specimen=None)],
        degrees=1,
    )

    assert brief(found) == {("later", "close_contact", "yes"), ("earlier", "close_contact", "unknown")}
    earlier = next(row for row in found if row["person_id"] == "earlier")
    assert earlier["facts_missing"] == "date_onset;date_specimen"


def test_a_place_nobody_described_is_unknown(tmp_path: Path) -> None:
    """People met at a place whose kind is not on record are unknown, not forgotten."""
    found = traced(
        tmp_path,
        [stay("ill", "?", "19 09:00", "19 10:00"), stay("other", "?", "19 09:00", "19 10:00")],
        degrees=1,
    )

    assert [(row["verdict"], row["facts_missing"].split(";")[0]) for row in found] == [
        ("unknown", "place_kind")
    ]


def test_excluded_cases_are_not_traced_and_missing_stays_are_said(tmp_path: Path) -> None:
    """A case that was excluded has no contacts; a case without stays or household is named in a warning."""
    found = traced(tmp_path, cases=[case(classification="excluded"), case(case_id="C2", person_id="hidden")])

    assert found.rows == []
    assert ["C2" in one.en and "C2" in one.zh for one in found.warnings] == [True, True]


@pytest.mark.parametrize(("left", "expected"), [("19 09:15", "lamp_bearer"), ("19 09:14", "passer_by")])
def test_a_made_up_disease_goes_by_its_own_minutes(tmp_path: Path, left: str, expected: str) -> None:
    """Lantern fever's fifteen minutes decide to the minute, with no line of src knowing them."""
    found = traced(
        tmp_path,
        [
            stay("ill", "class3", "19 09:00", "19 12:00", "B1"),
            stay("pupil", "class3", "19 09:00", left, "B3"),
        ],
        cases=[case(date_specimen=date(2022, 8, 21))],
        pack=LANTERN,
        choices=Choices(),
    )

    assert brief(found) == {("pupil", expected, "yes")}


def test_a_made_up_disease_goes_by_its_own_names_and_days(tmp_path: Path) -> None:
    """Lantern fever looks five days back from the specimen, counts benches, and names its own classes."""
    found = traced(
        tmp_path,
        [
            stay("ill", "class3", "16 09:00", "16 12:00", "B1"),
            stay("near", "class3", "16 09:00", "16 12:00", "B3"),
            stay("far", "class3", "16 09:00", "16 12:00", "B4"),
        ],
        [lives("near", "H1"), lives("sister", "H1")],
        pack=LANTERN,
        choices=Choices(),
    )

    assert brief(found) == {
        ("near", "lamp_bearer", "yes"),
        ("far", "passer_by", "yes"),
        ("sister", "lamp_neighbour", "yes"),
    }
    assert {row["clause"] for row in found} == {"lantern-fever:art2"}
