"""The files of a world: one CSV a table in its folder, and the inbox of what is still to be imported."""

import csv
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path

from mutong.kernel.period import CHINA
from mutong.tables.filled_sheet_books import write_filled_book
from mutong.worlds.areas import area_rows
from mutong.worlds.doubles import SecondRecord
from mutong.worlds.hill_village import VillageSheets, make_sheets
from mutong.worlds.homes import Place, grids_for
from mutong.worlds.names import SUB_DISTRICT, TOWNSHIP, VILLAGE
from mutong.worlds.outbreak_cast import Cast
from mutong.worlds.outbreak_scenes import FIRST, MOTHER, SECOND_INDEX, SPOUSE
from mutong.worlds.people import START, Household
from mutong.worlds.register_rows import (
    completeness_rows,
    death_rows,
    fact_rows,
    heading_of,
    household_rows,
    membership_rows,
    people_rows,
    relation_rows,
    visit_rows,
)
from mutong.worlds.resident_numbers import NumberBook
from mutong.worlds.settlement import Settlement
from mutong.worlds.staffing import ROSTER_FROM, Post
from mutong.worlds.streams import stream
from mutong.worlds.village_flock import flock_rows
from mutong.worlds.village_survey import VillageSurvey


def write_csv(path: Path, heading: Iterable[str], rows: Iterable[Iterable[object]]) -> int:
    """Write a CSV file in UTF-8; gives the number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def write_register(
    folder: Path,
    settlement: Settlement,
    posts: list[Post],
    day_places: list[Place],
    doubles: list[SecondRecord],
    seed: int,
    community_only: bool,
) -> tuple[dict[str, int], list[Household], VillageSheets | None]:
    """Write every table but stays; gives counts, the households not visited in August, and the village's sheets."""
    households = settlement.all()
    people_of_full = sum(p.left_household is None for h in settlement.full for p in h.members)
    visits, waiting = _visits(settlement, seed)
    deaths = list(death_rows(households, len(visits) + 1))
    sheets = None if community_only else make_sheets(settlement.village, stream(seed, "sheets"))
    if sheets:
        sheets.flock = flock_rows(sheets, stream(seed, "flock"))
    complete = sorted({h.area_code for h in settlement.elsewhere})
    complete = [SUB_DISTRICT[0], *([] if community_only else [TOWNSHIP[0]]), *complete]
    tables: dict[str, Iterable[Iterable[object]]] = {
        "areas": area_rows(grids_for(people_of_full), community_only),
        "places": (_place_row(p) for p in [*settlement.places, *day_places]),
        "households": household_rows(households),
        "people": (*people_rows(households, NumberBook()), *(double.row for double in doubles)),
        "memberships": membership_rows(households, stream(seed, "memberships")),
        "relations": relation_rows(households),
        "organisations": organisation_rows(community_only),
        "posts": ((p.post_id, p.kind, p.area_code, p.organisation_id) for p in posts),
        "rosters": ((p.post_id, p.person.person_id, ROSTER_FROM, "") for p in posts),
        "facts": fact_rows(households),
        "completeness": completeness_rows(complete),
        "events": [*visits, *deaths],
        "plots": sheets.plots if sheets else [],
    }
    counts = {
        table: write_csv(folder / f"{table}.csv", heading_of(table), rows) for table, rows in tables.items()
    }
    return counts, waiting, sheets


def _visits(settlement: Settlement, seed: int) -> tuple[list[tuple], list[Household]]:
    """Visits of every household with a grid; people elsewhere were all visited, for nobody here visits them."""
    with_grid = [*settlement.full, *settlement.neighbours, *settlement.village]
    rows, waiting = visit_rows(with_grid, stream(seed, "visits"))
    rest, _ = visit_rows(
        settlement.elsewhere, stream(seed, "visits elsewhere"), len(rows) + 1, all_visited=True
    )
    return [*rows, *rest], waiting


def _place_row(place: Place) -> tuple:
    capacity = "" if place.capacity is None else place.capacity
    return place.place_id, place.name, place.kind, place.area_code, "", "", capacity, place.ventilation


def organisation_rows(community_only: bool) -> list[tuple[str, str, str, str]]:
    """Rows of the table organisations: the offices of the sample."""
    rows = [
        ("O0001", f"{SUB_DISTRICT[1]}办事处", "office", SUB_DISTRICT[0]),
        ("O0002", "云杉社区居民委员会", "office", f"{SUB_DISTRICT[0]}001"),
        ("O0003", "听汾隔离点", "isolation", "140109"),
        ("O0004", "听汾社区卫生服务中心", "health", SUB_DISTRICT[0]),
        ("O0005", "远帆设计公司", "employer", f"{SUB_DISTRICT[0]}001"),
    ]
    if not community_only:
        rows.append(("O0006", f"{TOWNSHIP[1]}人民政府", "office", TOWNSHIP[0]))
        rows.append(("O0007", f"{VILLAGE[1]}养羊合作社（筹）", "cooperative", VILLAGE[0]))
    return rows


def write_inbox(folder: Path, cast: Cast, sheets: VillageSheets | None, survey: VillageSurvey | None) -> None:
    """inbox/cases.csv: the positives of the last night; inbox/survey.csv: the village's sheet, with its gaps;
    inbox/flock_list.csv: the sheep of its keepers, for the flock book;
    inbox/village-survey.xlsx: the workbook of the second round, for `mutong village survey`."""
    index, spouse, _ = cast.roles["first_home"]
    second, _, mother = cast.roles["second_home"]

    def case(case_id, one, kind, reported, onset, isolated, origin, source, exposed=("", "")):
        return (
            case_id, one.person_id, kind, f"2022-08-{reported}:00+08:00", onset, "2022-08-21", *exposed,
            f"2022-08-{isolated}:00+08:00", origin, source, "under_treatment", "", one.household.area_code,
        )  # fmt: skip

    rows = [
        case(FIRST, index, "confirmed", "21T22:10", "2022-08-19", "21T23:40", "imported", "",
             ("2022-08-13", "2022-08-17")),
        case(SPOUSE, spouse, "asymptomatic", "22T07:00", "", "22T07:30", "local", FIRST),
        case(SECOND_INDEX, second, "confirmed", "22T06:30", "2022-08-20", "22T07:40", "imported", "",
             ("2022-08-14", "2022-08-18")),
        case(MOTHER, mother, "asymptomatic", "22T07:10", "", "22T07:40", "local", SECOND_INDEX),
    ]  # fmt: skip
    write_csv(folder / "inbox" / "cases.csv", heading_of("cases"), rows)
    if sheets:
        write_csv(folder / "inbox" / "survey.csv", heading_of("survey"), sheets.survey)
        names = heading_of("flock_list")
        flock = (tuple(row.get(name, "") for name in names) for row in sheets.flock)
        write_csv(folder / "inbox" / "flock_list.csv", names, flock)
    if survey:
        # The time inside the file is the world's, or one seed would give other bytes each time.
        written_at = datetime.combine(START, time(), CHINA)
        write_filled_book(survey.rows, folder / "inbox" / "village-survey.xlsx", written_at)
