"""A made-up town in which it is known where the cases were infected, or that it was nowhere in particular."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from mutong.kernel.period import CHINA
from mutong.outbreak.source_search import Search, prepare_search
from mutong.outbreak.stays import StayStore
from mutong.standards.incubation import incubation_chosen

AS_OF = datetime(2022, 8, 22, 8, tzinfo=CHINA)
START = datetime(2022, 8, 8, tzinfo=CHINA)
DAY, HOUR = 86_400, 3_600
SOURCE = "R07"
_PEOPLE, _DAYS = 900, 14


def town(seed: int) -> dict[str, list]:
    """Columns of table stays: nights at home by threes, a station for half of all ways, fifteen shops, forty
    restaurants."""
    draw = np.random.default_rng(seed)
    person, day = (one.ravel() for one in np.meshgrid(np.arange(_PEOPLE), np.arange(_DAYS), indexing="ij"))
    start = int(START.timestamp()) + day * DAY
    rows = [(person, np.char.add("H", (person // 3).astype(str)), start, start + 7 * HOUR)]
    out = draw.random(len(person)) < 0.7
    at = start[out] + draw.integers(8 * HOUR, 19 * HOUR, out.sum())
    shops = np.char.add("S", draw.integers(0, 15, out.sum()).astype(str))
    where = np.where(draw.random(out.sum()) < 0.5, "STATION", shops)
    rows.append((person[out], where, at, at + draw.integers(300, 3000, out.sum())))
    meal = draw.random(len(person)) < 0.15
    at = start[meal] + draw.integers(11, 20, meal.sum()) * HOUR
    names = np.char.add("R", np.char.zfill(draw.integers(0, 40, meal.sum()).astype(str), 2))
    rows.append((person[meal], names, at, at + HOUR))
    names = ("person_id", "place_id", "arrived_at", "left_at")
    columns = [np.concatenate([row[k] for row in rows]).tolist() for k in range(4)]
    columns[0] = [person_id(one) for one in columns[0]]
    return dict(zip(names, columns, strict=True))


def person_id(number: int) -> str:
    """The id of a person of the town."""
    return f"P{number:04d}"


def add_meal(stays: dict[str, list], people: list[str], seed: int) -> None:
    """One evening at the restaurant that is the source: these people, and twelve others at the same time."""
    others = [person_id(k) for k in np.random.default_rng(seed).choice(_PEOPLE, 12, replace=False)]
    dinner = int(START.timestamp()) + 9 * DAY + 18 * HOUR
    for k, one in enumerate([*people, *others]):
        stays["person_id"].append(one)
        stays["place_id"].append(SOURCE)
        stays["arrived_at"].append(dinner + 60 * (k % 10))
        stays["left_at"].append(dinner + 5_400)


def cases_of(people: list[str], **more: object) -> list[dict[str, object]]:
    """These people as cases who fell ill on 19, 20 or 21 August."""
    return [
        {
            "case_id": f"C{k:02d}",
            "person_id": one,
            "classification": "confirmed",
            "reported_at": datetime(2022, 8, 21, 20, tzinfo=CHINA),
            "date_onset": date(2022, 8, 19) + timedelta(days=k % 3),
            "area_code": "140109",
            "origin": "unknown",
        }
        | more
        for k, one in enumerate(people)
    ]


def searched(
    folder: Path | StayStore,
    stays: dict | None,
    cases: list[dict],
    members: list[dict] | None = None,
    **more: object,
) -> Search:
    """A search in these stays (or in a store that is there), infected 7 to 1 days before onset."""
    store = folder if isinstance(folder, StayStore) else StayStore.build(folder / "store", stays)
    return prepare_search(cases, store, (), members or [], incubation_chosen(7, 1), AS_OF, **more)
