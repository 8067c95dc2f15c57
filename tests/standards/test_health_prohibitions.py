"""What the nine prohibitions, the limits on codes and the later versions say of measures that people might take."""

from datetime import date, timedelta

import pytest

from mutong.kernel.truth import Truth
from mutong.standards.pack import load_packs
from mutong.standards.parameters import parameters_of
from mutong.standards.prohibition_checks import check_prohibitions
from mutong.standards.protocols import protocols_of
from mutong.standards.succession import packs_in_force, succession
from tests.standards.registers import PACKS

BANS = load_packs(PACKS, ["cn-9bans", "cn-code-2206", "cn-covid-9"])
VERSIONS = load_packs(PACKS, ["cn-covid-9", "cn-20", "cn-20-annex", "cn-10", "cn-b-b"])
CITED = {"pack": "cn-covid-9", "clause": "close_contact_measure", "issuer": "区指挥部", "reason": "密接"}
DISTRICT = "140109"


def measure(of_class: str, begun: str, ended: str | None = None, **more: object) -> dict[str, object]:
    """One row of the table measures about somebody in the district."""
    row = {"measure_id": "M1", "subject": "P1", "class": of_class, "from": begun, "area_code": DISTRICT}
    return {**row, **CITED, "to": ended, "ended_at": ended, "appeal_to": "市疾控", **more}


def broken(
    rows: list[dict], status: list[dict] | None = None, on: str = "2022-08-22", cases=None
) -> set[str]:
    """The names of the prohibitions surely broken on a day."""
    found = check_prohibitions(BANS, rows, status or [], date.fromisoformat(on), cases=cases)
    return {one.prohibition for one in found if one.verdict is Truth.YES}


def in_force(pack: str, name: str, on: date):
    """A number of a pack on a day."""
    (one,) = [one for one in VERSIONS if one.pack == pack]
    return parameters_of(one, None, on, on, DISTRICT)[name]


@pytest.mark.parametrize(
    ("of_class", "days", "breach"),
    [
        ("close_contact", 10, False),
        ("close_contact", 11, True),
        ("contact_of_contact", 7, False),
        ("contact_of_contact", 8, True),
        ("venue_exposed", 3, False),
        ("venue_exposed", 4, True),
        ("hist_high", 7, False),
        ("hist_high", 8, True),
    ],
)
def test_nobody_is_held_longer_than_the_standard(of_class: str, days: int, breach: bool) -> None:
    """The fifth prohibition is kept on the last day of the standard and broken one day later (T5)."""
    begun = date(2022, 8, 1)
    row = measure(of_class, begun.isoformat(), (begun + timedelta(days=days)).isoformat())

    assert ("ban_5" in broken([row])) is breach


def test_only_those_are_managed_whom_the_standard_manages() -> None:
    """The fourth prohibition: neighbours and whole buildings are nobody's class; close contacts are."""
    assert "ban_4" in broken([measure("neighbour", "2022-08-20", "2022-08-22")])
    assert "ban_4" not in broken([measure("close_contact", "2022-08-20", "2022-08-22")])
    assert "ban_7" in broken([measure("returning_student", "2022-08-20", "2022-08-22")])


@pytest.mark.parametrize(("listed", "breach"), [("high", False), ("medium", False), ("low", True)])
def test_travel_is_limited_only_in_listed_areas(listed: str, breach: bool) -> None:
    """The first and ninth prohibitions: what is allowed in high- and medium-risk areas is not in low ones."""
    status = [{"area_code": DISTRICT, "status": listed, "from": "2022-08-18", "to": None}]
    rows = [measure("travel_limit", "2022-08-20"), measure("closed_place", "2022-08-20")]

    assert ({"ban_1", "ban_9"} <= broken(rows, status)) is breach


@pytest.mark.parametrize(("ended", "breach"), [("2022-08-25", False), ("2022-08-26", True)])
def test_an_area_is_not_held_after_its_clean_days(ended: str, breach: bool) -> None:
    """The third prohibition: seven days after the last case an area is still in time, eight days after it is not."""
    status = [{"area_code": DISTRICT, "status": "high", "from": "2022-08-10", "to": ended}]
    cases = [{"area_code": DISTRICT, "reported_at": "2022-08-18T09:00+08:00"}]

    assert ("ban_3" in broken([], status, on="2022-08-30", cases=cases)) is breach


def test_before_the_9th_edition_the_days_of_areas_are_unknown() -> None:
    """T4: in June 2022 no number was read, so nothing is said to be broken, and nothing to be kept."""
    status = [{"area_code": DISTRICT, "status": "high", "from": "2022-06-06", "to": "2022-06-26"}]

    found = check_prohibitions(BANS, [], status, date(2022, 6, 27), cases=[])

    assert {one.verdict for one in found if one.prohibition == "ban_3"} == {Truth.UNKNOWN}


def test_a_code_says_what_it_rests_on() -> None:
    """The limits of 24 June: a code without an end or an appeal, or resting on no health standard, is found."""
    whole = measure("code_red", "2022-08-20", "2022-08-27")

    assert not broken([whole]) & {"code_by_standard", "no_other_purpose", "code_complete"}
    assert "code_complete" in broken([{**whole, "to": None}])
    assert "code_complete" in broken([{**whole, "appeal_to": ""}])
    assert {"code_by_standard", "no_other_purpose"} <= broken([{**whole, "pack": "bank-dispute"}])
    assert "code_by_standard" in broken([{**whole, "clause": "no-such-clause"}])


def test_what_only_people_can_see_is_left_to_them() -> None:
    """Refused treatment and wider use of codes are listed for a person to judge, never as broken or kept."""
    found = check_prohibitions(BANS, [], [], date(2022, 8, 22))

    assert {(one.prohibition, one.verdict) for one in found} == {
        ("ban_6", Truth.UNKNOWN),
        ("no_code_on_code", Truth.UNKNOWN),
        ("no_wider_use", Truth.UNKNOWN),
    }


@pytest.mark.parametrize(
    ("on", "pack"),
    [
        (date(2022, 6, 27), None),
        (date(2022, 6, 28), "cn-covid-9"),
        (date(2022, 11, 10), "cn-covid-9"),
        (date(2022, 11, 11), "cn-20"),
        (date(2022, 11, 18), "cn-20"),
        (date(2022, 11, 19), "cn-20-annex"),
        (date(2022, 12, 6), "cn-20-annex"),
        (date(2022, 12, 7), "cn-10"),
        (date(2023, 1, 7), "cn-10"),
        (date(2023, 1, 8), "cn-b-b"),
    ],
)
def test_one_version_is_in_force_on_each_day(on: date, pack: str | None) -> None:
    """T3: from each version's first day on it is the only one; before the first there is none."""
    assert [one.pack for one in packs_in_force(VERSIONS, on)] == ([pack] if pack else [])


def test_what_happens_to_people_in_flight_is_not_invented() -> None:
    """No text on people already isolated was read, so every change of version says that it is not settled."""
    assert not any(one.settled for one in succession(VERSIONS))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("central_days", [7, 5, 5, 5]),
        ("home_days", [3, 3, 3, 5]),
        ("tests_central", [(1, 2, 3, 5, 7), (1, 2, 3, 5), (1, 2, 3, 5), (1, 2, 3, 5)]),
        ("high_clear_days", [7, 5, 5, 5]),
        ("high_exit_round_day", [(7,), None, (5,), (5,)]),
        ("region_clean_rounds", [None, None, 3, 3]),
    ],
)
def test_each_version_has_its_own_numbers(name: str, values: list) -> None:
    """What a version changes it changes from its own day; what it leaves it takes over; what was not read is null."""
    packs = ["cn-covid-9", "cn-20", "cn-20-annex", "cn-10"]
    days = [date(2022, 8, 22), date(2022, 11, 12), date(2022, 11, 20), date(2022, 12, 10)]

    found = [in_force(pack, name, on).value for pack, on in zip(packs, days, strict=True)]

    assert found == values


def test_what_a_version_takes_away_is_gone() -> None:
    """Contacts of contacts and medium areas end with the twenty measures, region rounds with the ten."""
    by_pack = {pack.pack: {one.name for one in protocols_of(pack)} for pack in VERSIONS}

    assert {"contact_of_contact", "medium_risk_area", "hist_medium"} <= by_pack["cn-covid-9"]
    assert not {"contact_of_contact", "medium_risk_area", "hist_medium"} & by_pack["cn-20"]
    assert "region_testing" in by_pack["cn-20-annex"] and "region_testing" not in by_pack["cn-10"]
    assert not {"close_contact", "inbound", "high_risk_area"} & by_pack["cn-b-b"]


def test_the_five_must_nots_find_a_whole_city_closed() -> None:
    """Early 2022: a travel limit in an area that is not at risk is found; one in the listed area is not."""
    packs = load_packs(PACKS, ["cn-5mustnots"])
    status = [{"area_code": DISTRICT, "status": "high", "from": "2022-02-08", "to": None}]
    inside = measure("travel_limit", "2022-02-10", "2022-02-20")
    outside = {**inside, "area_code": "140181"}

    for row, breach in ((inside, set()), (outside, {"must_not_3"})):
        found = check_prohibitions(packs, [row], status, date(2022, 2, 12))
        assert {one.prohibition for one in found if one.verdict is Truth.YES} == breach
