"""What a plan's document is made from, with the look-ups that several chapters need."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mutong.kernel.words import Words
from mutong.tables.documents import Block, Open
from mutong.tables.documents.blocks import Inline
from mutong.village.coefficients import Coefficients
from mutong.village.law_numbers import LawNumbers
from mutong.village.options.comparing import Comparison, Line
from mutong.village.options.results import BUSINESS, NOW, SHEEP
from mutong.village.plan_document.say import plain
from mutong.village.programme.results import HouseholdPlan, NumberUsed, PlanMonth, PlanYear, VillagePlan
from mutong.village.programme.what_if_results import WhatIfs
from mutong.village.survey_book import Survey
from mutong.village.survey_coverage import Coverage, coverage_of
from mutong.village.survey_totals import SurveyTotal, survey_totals

CHOSEN = "chosen"
Chapter = Sequence[Block]


@dataclass(frozen=True)
class Given:
    """The plan and everything beside it. `more_law` are packs beyond the cooperative's (collective, land)."""

    plan: VillagePlan
    survey: Survey
    numbers: Coefficients
    what_ifs: WhatIfs | None
    comparison: Comparison | None
    law: LawNumbers | None
    more_law: tuple[LawNumbers, ...]
    place: Words
    prepared_on: date
    with_households: bool

    @cached_property
    def coverage(self) -> Coverage:
        """How far the survey has come."""
        return coverage_of(self.survey)

    @cached_property
    def totals(self) -> Mapping[str, SurveyTotal]:
        """What the village offers, by name."""
        return {one.name: one for one in survey_totals(self.survey)}

    @cached_property
    def used(self) -> Mapping[str, tuple[NumberUsed, ...]]:
        """The numbers the plan rests on, by key; several where they differ by month."""
        found: dict[str, tuple[NumberUsed, ...]] = {}
        for one in self.plan.numbers:
            found[one.key] = (*found.get(one.key, ()), one)
        return found

    def value(self, key: str) -> float | None:
        """A number of the plan in the unit it was given in; None where the plan does not use it."""
        found = self.used.get(key)
        return found[0].value if found else None

    def mark(self, key: str, words: Words) -> Inline:
        """Words that say a number, marked as open where it rests on a choice."""
        found = self.used.get(key, ())
        return Open(words) if any(one.state == CHOSEN for one in found) else words

    def number(self, key: str) -> Inline | None:
        """A number with its unit, marked where it rests on a choice; None where the plan does not use it."""
        found = self.used.get(key)
        if not found:
            return None
        one = found[0]
        return self.mark(key, Words(f"{plain(one.value)} {one.unit.zh}", f"{plain(one.value)} {one.unit.en}"))

    @cached_property
    def chosen(self) -> int:
        """How many different numbers rest on a choice."""
        return sum(any(one.state == CHOSEN for one in of) for of in self.used.values())

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        """Every household's number and householder, longest first."""
        found = {*self.survey.households, *(one.household_id for one in self.households)}
        found |= {
            str(one["householder"]) for one in self.survey.households.values() if one.get("householder")
        }
        ranked = sorted((one for one in found if len(one) > 1), key=len, reverse=True)
        # The rest of a plot's own name goes with its household's number.
        return re.compile("|".join(rf"{re.escape(one)}(?:/[\w/-]+)?" for one in ranked)) if ranked else None

    def unnamed(self, words: Words) -> Words:
        """Words in which no household is named."""
        if self._names is None:
            return words
        return Words(self._names.sub("某户", words.zh), self._names.sub("one household", words.en))

    @property
    def has_sheep(self) -> bool:
        """Whether there is a plan and it keeps sheep."""
        return self.plan.has_plan and self.plan.expands

    @property
    def stays(self) -> bool:
        """Whether the comparison says to stay as now."""
        return (
            self.comparison is not None
            and self.comparison.line(self.comparison.recommended).result.kind == NOW
        )

    @property
    def rival(self) -> Line | None:
        """Another business than sheep that the comparison recommends."""
        if self.comparison is None:
            return None
        line = self.comparison.line(self.comparison.recommended)
        return line if line.result.kind == BUSINESS else None

    @property
    def sheep_compared(self) -> bool:
        """Whether sheep are among the options compared."""
        return self.comparison is not None and any(one.result.kind == SHEEP for one in self.comparison.lines)

    @cached_property
    def households(self) -> tuple[HouseholdPlan, ...]:
        """The households of the plan, the one that stands for nobody left out."""
        return tuple(one for one in self.plan.households if one.household_id != "none")

    @property
    def by_household(self) -> bool:
        """Whether households were kept apart in the plan."""
        return len(self.households) > 1

    @property
    def counts_people(self) -> bool:
        """Whether incomes a head are of people; a household whose people are not known counts as one."""
        count = len(self.households) if self.by_household else self.plan.willing
        return sum(one.persons for one in self.households) > count + 0.5

    @cached_property
    def capital(self) -> float:
        """Members' cash put in, yuan."""
        return sum(one.capital for one in self.households)

    @cached_property
    def lowest(self) -> PlanMonth:
        """The month with the least cash at its end, the first of several."""
        return min(self.plan.month_list, key=lambda one: (round(one.cash), one.month))

    @cached_property
    def loan_most(self) -> PlanMonth:
        """The month in which most is owed, the first of several."""
        return max(self.plan.month_list, key=lambda one: (round(one.loan), -one.month))

    @property
    def last(self) -> PlanYear:
        """The last plan year."""
        return self.plan.years[-1]

    def months_of(self, year: PlanYear) -> list[PlanMonth]:
        """The months of a plan year."""
        return [one for one in self.plan.month_list if year.first_day <= one.day <= year.last_day]


def year_name(year: PlanYear) -> Words:
    """第 1 年（2023-01 至 2023-12）as a column heading: 第 1 年."""
    return Words(f"第 {year.year} 年", f"Year {year.year}")
