"""People and households while a world is being made: before they have ids, and with what will be known of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

START = date(2022, 8, 22)  # the first day of the world's clock (T8)


@dataclass(slots=True)
class Fact:
    """One thing known of a person or household: `low`/`high` for numbers, `value` for the rest.

    `recorded` is the day it was known. A fact with a `reason` says that it is known to be unknown.
    """

    key: str
    low: float | None = None
    high: float | None = None
    value: str = ""
    source: str = "home_visit"
    recorded: date = date(2022, 7, 12)
    valid_from: date = date(2022, 1, 1)
    valid_to: date | None = None
    reason: str = ""


@dataclass(slots=True)
class Planted:
    """What was planted: the status of a service for a household (person None) or for a person in it."""

    service: str
    status: str
    cause: str = ""
    receiving: bool = False
    person: "Person | None" = None


@dataclass(slots=True, eq=False)
class Person:
    """A made-up person; `role` is worker, retired, homemaker, student, child or infant."""

    sex: str
    birth_date: date | None
    role: str
    name: str = ""
    person_id: str = ""
    number: bool = False
    facts: list[Fact] = field(default_factory=list)
    household: "Household | None" = None
    scripted: bool = False
    left_household: date | None = None
    organisation_id: str = ""
    id_number: str = ""
    phone: str = ""

    def know(self, key: str, **content: object) -> "Person":
        """Add a fact and give the person back."""
        self.facts.append(Fact(key, **content))
        return self


@dataclass(slots=True, eq=False)
class Household:
    """People who share a life; `tenure`, `area_code` and the home are given when it is placed.

    `visit_open`: the visit of August is still to be made.
    The first `heads` members head it: two are a couple, and they are the parents of its children.
    """

    members: list[Person]
    tenure: str = ""
    hukou: str = ""
    area_code: str = ""
    place_id: str = ""
    household_id: str = ""
    label: str = ""
    facts: list[Fact] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    visit_note: str = ""
    visit_open: bool = False
    heads: int = 1

    def know(self, key: str, **content: object) -> "Household":
        """Add a fact and give the household back."""
        self.facts.append(Fact(key, **content))
        return self

    def plant(self, service: str, status: str, cause: str = "", receiving: bool = False) -> "Household":
        """Note what was planted for the household."""
        self.planted.append(Planted(service, status, cause, receiving))
        return self

    def plant_for(
        self, person: Person, service: str, status: str, cause: str = "", receiving: bool = False
    ) -> "Household":
        """Note what was planted for one of its people."""
        self.planted.append(Planted(service, status, cause, receiving, person))
        return self


def born(years: int, days: int = 120) -> date:
    """The birth date of somebody who is `years` old on the first day and has been so for `days` days."""
    day = START.replace(year=START.year - years)
    return day - timedelta(days=days)


def person(sex: str, years: int, role: str, days: int = 120) -> Person:
    """Somebody of an age in whole years."""
    return Person(sex=sex, birth_date=born(years, days), role=role)
