"""From people and households to rows of the register's tables, in the column order of schemas.csv."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from mutong.tables.dictionary import fact_dictionary
from mutong.tables.schema import load_schema
from mutong.worlds.people import Fact, Household, Person
from mutong.worlds.resident_numbers import NumberBook

Row = tuple

# Which office lists everybody for which facts; where it declares so, whoever it does not list has the absent value.
_COMPLETE = (
    ("civil_affairs", ("receives_low_income_support", "recognised_edge_household", "destitute_support",
                       "orphan_benefit", "receives_disability_living", "receives_disability_care",
                       "receives_old_age_allowance", "receives_single_person_support",
                       "religious_staff_three_years", "single_person_special_case", "deductions_documented",
                       "receives_temporary_emergency", "receives_temporary_expenditure",
                       "receives_elder_care_allowance", "self_care_loss_assessed", "lacks_civil_capacity",
                       "declared_missing", "income_unstable", "has_able_worker")),
    ("housing_office", ("receives_rent_subsidy", "in_public_rental", "owns_other_home", "has_homestead",
                        "named_housing_group")),
    ("medical_security", ("receives_serious_illness_aid", "major_illness_recognised", "inpatient_share_year",
                          "outpatient_share_year", "illness_poverty_recognised", "poverty_return_recognised",
                          "receives_medical_aid", "receives_outpatient_aid", "contribution_supported")),
    ("disabled_federation", ("disability_certificate", "rehabilitation_diagnosed",
                             "receives_child_rehabilitation")),
    ("social_insurance", ("work_injury_nursing_benefit", "receives_unemployment_benefit")),
    ("human_resources", ("registered_unemployed", "household_employment_helped")),
    ("education_bureau", ("receives_education_aid",)),
    ("health_commission", ("only_child_died", "only_child_disabled", "family_planning_complication_level",
                           "receives_bereaved_support")),
    ("public_security", ("alive", "parents_not_found", "in_prison", "custody_six_months")),
    ("community_health", ("pregnant", "cannot_live_alone")),
    ("grid_ledger", ("sudden_hardship", "living_in_difficulty", "hardship_by_isolation",
                     "sudden_necessary_spending", "no_one_supports", "out_of_contact_six_months",
                     "earner_died_recently")),
)  # fmt: skip


def give_ids(households: Iterable[Household]) -> None:
    """Household and person ids in the order given; nothing in an id tells who was planted."""
    person_number = 0
    for household_number, household in enumerate(households, 1):
        household.household_id = f"H{household_number:06d}"
        for one in household.members:
            person_number += 1
            one.person_id = f"P{person_number:06d}"
            one.household = household


def household_rows(households: Iterable[Household]) -> Iterator[Row]:
    """Rows of the table households."""
    return ((h.household_id, h.area_code, h.place_id, h.tenure, h.hukou) for h in households)


def people_rows(households: Iterable[Household], numbers: NumberBook) -> Iterator[Row]:
    """Rows of the table people; only those who need a resident number have one, and telephones are few."""
    for household in households:
        for one in household.members:
            number = numbers.give(one.birth_date, one.sex) if one.number and one.birth_date else one.id_number
            born = one.birth_date or ""
            yield (
                one.person_id,
                one.name,
                one.sex,
                born,
                number,
                one.phone,
                household.area_code,
                one.organisation_id,
            )


def membership_rows(households: list[Household], rng: np.random.Generator) -> Iterator[Row]:
    """Rows of the table memberships: everybody lives in one household; a few students are registered in another."""
    years = rng.integers(2012, 2021, len(households)).tolist()
    elsewhere = rng.random(len(households)) < 0.06
    before: Household | None = None
    for household, year, away in zip(households, years, elsewhere.tolist(), strict=True):
        moved_in = date(year, 3, 1)
        for one in household.members:
            start = max(moved_in, one.birth_date) if one.birth_date else moved_in
            yield one.person_id, household.household_id, "living", start, one.left_household or ""
            if away and before is not None and one.role == "student":
                yield one.person_id, before.household_id, "hukou", start, ""
        if household.area_code.startswith("140109"):
            before = household


def relation_rows(households: Iterable[Household]) -> Iterator[Row]:
    """Rows of the table relations: spouses both ways, and the parents of each child."""
    for household in households:
        heads = household.members[: household.heads]
        if len(heads) == 2:
            since = date(max(h.birth_date.year for h in heads) + 22, 5, 1)
            for one, other in (heads, heads[::-1]):
                until = heads[0].left_household or heads[1].left_household or ""
                yield one.person_id, other.person_id, "spouse", since, until
        for one in household.members:
            if one.role in ("child", "infant", "student") and one not in heads:
                for parent in heads:
                    yield one.person_id, parent.person_id, "parent", one.birth_date, ""


def fact_rows(households: Iterable[Household]) -> Iterator[Row]:
    """Rows of the table facts."""
    units = {key: spec.unit for key, spec in fact_dictionary().items()}
    clocks: dict[date, str] = {}
    for household in households:
        for fact in household.facts:
            yield _fact_row("household", household.household_id, fact, units, clocks)
        for one in household.members:
            for fact in one.facts:
                yield _fact_row("person", one.person_id, fact, units, clocks)


def _fact_row(kind: str, subject: str, fact: Fact, units: dict[str, str], clocks: dict[date, str]) -> Row:
    recorded = clocks.get(fact.recorded)
    if recorded is None:
        recorded = clocks[fact.recorded] = f"{fact.recorded.isoformat()}T10:00:00+08:00"
    low = "" if fact.low is None else fact.low
    high = "" if fact.high is None else fact.high
    unit = units[fact.key] if fact.low is not None else ""
    return (
        kind, subject, fact.key, "unknown" if fact.reason else "known", low, high, fact.value, unit, "", "",
        fact.valid_from, fact.valid_to or "", recorded, recorded, fact.source, fact.reason,
    )  # fmt: skip


def completeness_rows(areas: Iterable[str]) -> Iterator[Row]:
    """Rows of the table completeness for areas whose offices list everybody."""
    for area in areas:
        for source, keys in _COMPLETE:
            for key in keys:
                yield source, key, area, date(2022, 1, 1), "", "2022-08-05T09:00:00+08:00"


def visit_rows(
    households: list[Household], rng: np.random.Generator, first_number: int = 1, all_visited: bool = False
) -> tuple[list[Row], list[Household]]:
    """Home visits as rows of the table events, and the households nobody has visited in August so far.

    Everybody was visited in July; of each ten households about seven between 1 and 21 August (`all_visited`: all).
    """
    rows: list[Row] = []
    waiting = []
    july, august = rng.integers(1, 32, len(households)), rng.integers(1, 22, len(households))
    minutes = rng.integers(9 * 60, 18 * 60, (len(households), 2))
    visited = rng.random(len(households)) < 0.7
    number = first_number
    for i, household in enumerate(households):
        days = [f"2022-07-{july[i]:02d}"]
        if (visited[i] and not household.visit_open) or all_visited or household.visit_note:
            days.append(f"2022-08-{august[i]:02d}")
        else:
            waiting.append(household)
        for k, day in enumerate(days):
            at = f"{day}T{minutes[i, k] // 60:02d}:{minutes[i, k] % 60:02d}:00+08:00"
            note = household.visit_note if k == len(days) - 1 else ""
            rows.append(
                _row("events", event_id=f"E{number:07d}", subject_kind="household", subject_id=household.household_id,
                     kind="home_visit", at=at, recorded_at=f"{day}T19:00:00+08:00", source="home_visit", note=note)
            )  # fmt: skip
            number += 1
    return rows, waiting


def death_rows(households: Iterable[Household], first_number: int) -> Iterator[Row]:
    """Deaths as rows of the table events."""
    number = first_number
    for household in households:
        for one in household.members:
            if one.left_household:
                day = one.left_household
                yield _row(
                    "events", event_id=f"E{number:07d}", subject_kind="person", subject_id=one.person_id,
                    kind="death", at=f"{day}T05:30:00+08:00", recorded_at="2022-07-25T10:00:00+08:00",
                    source="public_security",
                )  # fmt: skip
                number += 1


def _row(table: str, **cells: str) -> Row:
    """A row in the order of the table's columns; what is not given is empty."""
    names = load_schema(table).names
    assert cells.keys() <= set(names)
    return tuple(cells.get(name, "") for name in names)


def heading_of(table: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return load_schema(table).names


def everyone(households: Iterable[Household]) -> list[Person]:
    """All people of the households, in order."""
    return [one for household in households for one in household.members]
