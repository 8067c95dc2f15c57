"""The prohibitions: what local measures and local packs break, as far as a program can tell."""

from datetime import date, datetime
from pathlib import Path

import pytest

from mutong.kernel.period import CHINA
from mutong.kernel.truth import Truth
from mutong.standards.pack import Pack, load_packs
from mutong.standards.prohibition_checks import check_prohibitions
from tests.standards.made_packs import made_pack, number, protocol
from tests.standards.registers import PACKS

BANS = """prohibitions:
  - {prohibition: long, check: longer_than_standard, clause: a1, words: {zh: 不准延长, en: not longer}}
  - {prohibition: wide, check: wider_than_standard, classes: [near, far],
     clause: a1, words: {zh: 不准扩大, en: not wider}}
  - {prohibition: outside, check: outside_listed_areas, statuses: [high], classes: [travel_limit],
     clause: a1, words: {zh: 不准出范围, en: not outside}}
  - {prohibition: area, check: area_held_longer, statuses: [high], days: clear_days,
     clause: a1, words: {zh: 不准久封, en: no long sealing}}
  - {prohibition: basis, check: without_standard, clause: a1, words: {zh: 要有依据, en: with a basis}}
  - {prohibition: purpose, check: other_purpose, domain: health,
     clause: a1, words: {zh: 不得他用, en: no other purpose}}
  - {prohibition: whole, check: lacks, columns: [to, appeal_to], clause: a1, words: {zh: 要写全, en: complete}}
  - {prohibition: care, check: person, clause: a1, words: {zh: 不准拒诊, en: no refusal}}
"""
NUMBERS = (
    number("days", 7, "day")
    + number("tests", "1;4;7", "day_list")
    + number("day_one", 1, "day")
    + number("clear_days", 7, "day")
    + number("open_days", "", "day")
)
AS_OF = date(2022, 8, 22)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, ...]:
    """The standard with its prohibitions, and a county's pack with a longer and a further protocol."""
    root = Path(tmp_path_factory.mktemp("packs"))
    standard = made_pack(
        root,
        "standard",
        domain="health",
        rows=NUMBERS,
        files={
            "protocols/near.yaml": protocol("near", "days", class_="near"),
            "protocols/open.yaml": protocol("open", "open_days", class_="open"),
            "prohibitions.yaml": BANS,
        },
    )
    rows = (
        number("days", 10, "day", area="140109", clause="b1")
        + number("tests", "1;4;7", "day_list", area="140109", clause="b1")
        + number("day_one", 1, "day", area="140109", clause="b1")
    )
    county = made_pack(
        root,
        "county",
        key="b",
        area="140109",
        domain="health",
        rows=rows,
        files={
            "protocols/near.yaml": protocol("near", "days", "b1", class_="near"),
            "protocols/far.yaml": protocol("far", "days", "b1", class_="far"),
        },
    )
    return standard, county


def measure(
    of_class: str = "near", begun: object = "2022-08-10", end: object = "2022-08-17", **more: object
) -> dict:
    """A row of the table measures without a fault."""
    return {"measure_id": "M1", "subject": "P1", "class": of_class, "pack": "standard", "clause": "a1", "issuer": "甲",
            "reason": "密接", "from": begun, "to": end, "appeal_to": "乙", "ended_at": None,
            "area_code": "140109001", **more}  # fmt: skip


def broken(
    packs: tuple[Pack, ...], measures: list[dict], areas: list[dict] = (), **more: object
) -> dict[str, Truth]:
    """What the measures break, by prohibition; packs and what a person judges left out."""
    found = check_prohibitions(packs, measures, areas, AS_OF, **more)
    return {one.prohibition: one.verdict for one in found if one.measure_id or one.subject.isdigit()}


def test_a_measure_as_the_standard_has_it_breaks_nothing(packs: tuple[Pack, ...]) -> None:
    """Seven days for whom the standard has seven, with basis, end and appeal: nothing is listed."""
    assert broken(packs, [measure()]) == {}


@pytest.mark.parametrize(
    ("row", "prohibition", "verdict"),
    [
        (measure(end="2022-08-18"), "long", Truth.YES),
        (measure(end=None, appeal_to="乙", begun="2022-08-10"), "long", Truth.YES),
        (measure(end="2022-08-25", ended_at=datetime(2022, 8, 17, 9, tzinfo=CHINA)), "long", None),
        (measure("open"), "long", Truth.UNKNOWN),
        (measure("far"), "wide", Truth.YES),
        (measure(pack="nowhere"), "basis", Truth.YES),
        (measure(clause="a9"), "basis", Truth.YES),
        (measure(pack="nowhere"), "purpose", Truth.YES),
        (measure(end="", begun="2022-08-20"), "whole", Truth.YES),
        (measure(appeal_to=None), "whole", Truth.YES),
    ],
)
def test_a_measure_beyond_the_standard_is_found(
    packs: tuple[Pack, ...], row: dict, prohibition: str, verdict: Truth | None
) -> None:
    """Longer, wider, without basis, for another purpose, without an end: each is found; a null leaves it open."""
    assert broken(packs, [row]).get(prohibition) == verdict


@pytest.mark.parametrize(
    ("area", "listed", "verdict"),
    [
        ("140109001", ("high", "2022-08-01", None), None),
        ("140109", ("high", "2022-08-01", None), Truth.YES),
        ("140109001", ("low", "2022-08-01", None), Truth.YES),
        ("140109001", ("high", "2022-08-01", "2022-08-10"), Truth.YES),
        ("140109001", ("high", "2022-08-11", None), Truth.YES),
        ("", ("high", "2022-08-01", None), Truth.UNKNOWN),
    ],
)
def test_a_limit_stays_within_the_listed_areas(
    packs: tuple[Pack, ...], area: str, listed: tuple, verdict: Truth | None
) -> None:
    """A travel limit outside an area that is listed that day breaks the prohibition; so does one on all around it."""
    status, start, end = listed
    rows = [{"area_code": "140109001", "status": status, "from": start, "to": end}]

    assert broken(packs, [measure("travel_limit", area_code=area)], rows).get("outside") == verdict


@pytest.mark.parametrize(
    ("rows", "cases", "verdict"),
    [
        ([("2022-08-01", "2022-08-08")], [], None),
        ([("2022-08-01", "2022-08-09")], [], Truth.YES),
        ([("2022-08-01", "2022-08-05"), ("2022-08-05", "2022-08-09")], [], Truth.YES),
        ([("2022-08-01", "2022-08-05"), ("2022-08-06", "2022-08-12")], [], None),
        ([("2022-08-01", "2022-08-12")], ["2022-08-05"], None),
        ([("2022-08-01", "2022-08-13")], ["2022-08-05"], Truth.YES),
        ([("2022-08-01", None)], None, Truth.UNKNOWN),
    ],
)
def test_an_area_is_not_held_beyond_its_clean_days(
    packs: tuple[Pack, ...], rows: list, cases: list | None, verdict: Truth | None
) -> None:
    """More days than the standard since the last case break it, also in several rows; without cases it stays open."""
    areas = [{"area_code": "140109001", "status": "high", "from": start, "to": end} for start, end in rows]
    known = None if cases is None else [{"area_code": "140109001002", "reported_at": day} for day in cases]

    assert broken(packs, [], areas, cases=known).get("area") == verdict


def test_a_local_pack_that_is_longer_or_wider_is_found(packs: tuple[Pack, ...]) -> None:
    """Also a pack that lies within no other is held against the standard of its domain."""
    found = {(one.prohibition, one.subject): one for one in check_prohibitions(packs, [], [], AS_OF)}

    assert {key for key in found if key[1]} == {("long", "county"), ("wide", "county")}
    assert found["long", "county"].why.en == "10 days, where the standard has 7"
    assert found["care", ""].verdict is Truth.UNKNOWN
    assert all(one.clause == "standard:a1" for one in found.values())


def test_the_shipped_prohibitions_are_nine_and_each_cites_its_clause() -> None:
    """The nine of 2022-06-05 are there, with words in both languages, and hold from that day."""
    (*_, pack) = load_packs(PACKS, ["cn-9bans"])

    assert len({one.clause.id for one in pack.prohibitions}) == 9
    assert {one.valid.start for one in pack.prohibitions} == {date(2022, 6, 5)}
    assert all(one.words.zh and one.words.en for one in pack.prohibitions)
    assert (
        check_prohibitions([pack], [measure(begun="2022-06-04", end="2022-12-01")], [], date(2022, 6, 4))
        == []
    )
