"""Small random worlds, drawn so that every condition of a contact rule is met, missed and unknown somewhere."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from mutong.kernel.period import CHINA, Period
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices

ROOT = Path(__file__).resolve().parents[2]
COVID = ROOT / "packs/health/cn-covid-9"
LANTERN = ROOT / "tests/packs/other/lantern-fever"
AS_OF = datetime(2022, 8, 22, 8, tzinfo=CHINA)
KINDS = (
    "home",
    "workroom",
    "classroom",
    "dormitory",
    "restaurant",
    "restaurant",
    "bus",
    "train",
    "plane",
    "ship",
    "hospital",
    "shop",
    "other",
)
SEATS = {
    "restaurant": ("T01", "T02", "T05", "STAFF", "x"),
    "bus": ("01A", "02C", "05B", "9", "CREW"),
    "train": ("CREW", "C01-B01", "C01-B02", "C02", "C01", "C01-R1", "C01-R1-3", "C02-R1"),
    "plane": ("01A", "03C", "05B", "CREW"),
    "ship": ("C12", "C13", "CREW"),
    "hospital": ("R1A", "R1A-B2", "R2"),
    "classroom": ("B01", "B02", "B05", "?"),
}


def chosen(pack: str, **values: object) -> Choices:
    """Choices for a pack, as a place might have signed them."""
    return Choices(
        tuple(
            Choice(
                pack, name, "14", str(value), Words("测试", "test"), "tester", date(2020, 1, 1),
                Period(None, None), "test", 1,
            )
            for name, value in values.items()
        )
    )  # fmt: skip


def random_world(seed: int, people: int = 12, stays: int = 60) -> dict[str, list[dict[str, object]]]:
    """Rows of cases, places, memberships, stays and encounters; instants as aware datetimes."""
    draw = random.Random(seed)
    ids = [f"P{k:02d}" for k in range(people)]

    def moment() -> datetime:
        return AS_OF - timedelta(minutes=30 * draw.randrange(1, 48 * 7))

    places = [
        {
            "place_id": f"L{k}",
            "name": f"Place {k}",
            "kind": draw.choice(KINDS),
            "ventilation": draw.choice(("closed", "closed", "open", None)),
        }
        for k in range(6)
    ]
    kind_of = {row["place_id"]: row["kind"] for row in places}
    stay_rows = []
    for _ in range(stays):
        place = draw.choice([*kind_of, "L-unlisted"])
        arrived = moment()
        left = arrived + timedelta(minutes=draw.choice((0, 10, 30, 60, 240, 600)))
        stay_rows.append(
            {
                "person_id": draw.choice(ids),
                "place_id": place,
                "arrived_at": arrived,
                "left_at": draw.choice((left, left, left, None)),
                "seat": draw.choice((None, *SEATS.get(kind_of.get(place), ("S1",)))),
                "certainty": draw.choice(("observed", "stated", "stated", "point")),
                "radius_m": draw.choice((None, 0.0, 50.0)),
            }
        )
    stay_rows += [dict(row) for row in draw.sample(stay_rows, 3)]
    start = date(2022, 1, 1)
    memberships = [
        {
            "person_id": person,
            "household_id": f"H{draw.randrange(people // 2)}",
            "kind": draw.choice(("living", "living", "living", "hukou")),
            "valid_from": draw.choice((start, date(2022, 8, 19))),
            "valid_to": draw.choice((None, None, date(2022, 8, 20), date(2022, 12, 1))),
        }
        for person in draw.sample(ids, people - 2)
    ]
    cases = [
        {
            "case_id": f"C{k}",
            "person_id": person,
            "classification": draw.choice(("confirmed", "confirmed", "asymptomatic", "excluded")),
            "reported_at": AS_OF - timedelta(hours=draw.randrange(1, 40)),
            "date_onset": draw.choice((None, date(2022, 8, 19), date(2022, 8, 20))),
            "date_specimen": draw.choice((None, date(2022, 8, 20))),
            "isolated_at": draw.choice((None, AS_OF - timedelta(hours=draw.randrange(0, 40)))),
        }
        for k, person in enumerate(draw.sample(ids, 2))
    ]
    encounters = []
    for _ in range(6):
        a, b = draw.sample(ids, 2)
        met = moment()
        encounters.append(
            {
                "person_a": a,
                "person_b": b,
                "start_at": met,
                "end_at": draw.choice((met + timedelta(minutes=draw.choice((5, 20, 60))), None)),
                "distance_m": draw.choice((None, 0.5, 3.0)),
                "protected": draw.choice((None, True, False)),
            }
        )
    relations = []
    for _ in range(4):
        a, b = draw.sample(ids, 2)
        relations.append(
            {
                "person_id": a,
                "other_id": b,
                "kind": draw.choice(("carer", "carer", "parent")),
                "valid_from": draw.choice((start, date(2022, 8, 19))),
                "valid_to": draw.choice((None, None, date(2022, 8, 20))),
            }
        )
    return {
        "cases": cases,
        "places": places,
        "memberships": memberships,
        "stays": stay_rows,
        "encounters": encounters,
        "relations": relations,
    }


def columns_of_rows(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    """Rows as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}
