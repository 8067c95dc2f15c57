"""The project plan put together: chapters in order, title page, sources.

report = plan_report(plan, survey=survey, numbers=numbers, what_ifs=None, comparison=None, law=law,
                     place=Words("样例村", "Sample village"), prepared_on=date(2022, 8, 22))
write_report(report, Path("plan.docx"), "zh")
"""

from collections.abc import Sequence
from datetime import date

from mutong.kernel.words import Words
from mutong.tables.documents import Block, Heading, PageBreak, Paragraph, Report
from mutong.village.coefficients import Coefficients
from mutong.village.law_numbers import LawNumbers
from mutong.village.options.comparing import Comparison
from mutong.village.plan_document.annexes import annexes, sources
from mutong.village.plan_document.basis import basis
from mutong.village.plan_document.crops_chapter import crops
from mutong.village.plan_document.feed_chapter import feed
from mutong.village.plan_document.flock_chapter import flock, tasks
from mutong.village.plan_document.flows_chapter import flows
from mutong.village.plan_document.given import Given
from mutong.village.plan_document.health_chapter import health
from mutong.village.plan_document.households_chapter import aims, households
from mutong.village.plan_document.manure_chapter import manure, pens
from mutong.village.plan_document.method_chapter import method
from mutong.village.plan_document.money_chapter import finance
from mutong.village.plan_document.options_chapter import options
from mutong.village.plan_document.risk_chapter import risk
from mutong.village.plan_document.say import month_of
from mutong.village.plan_document.shares_chapter import shares
from mutong.village.plan_document.situation import situation
from mutong.village.plan_document.summary import summary
from mutong.village.plan_document.survey_results import survey_results
from mutong.village.plan_document.timetable_chapter import grounds, timetable
from mutong.village.plan_document.work_chapter import work
from mutong.village.programme.planning import AIMS
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.what_if_results import WhatIfs
from mutong.village.survey_book import Survey


def plan_report(
    plan: VillagePlan,
    *,
    survey: Survey,
    numbers: Coefficients,
    what_ifs: WhatIfs | None,
    comparison: Comparison | None,
    law: LawNumbers | None,
    place: Words,
    prepared_on: date,
    more_law: Sequence[LawNumbers] = (),
    with_households: bool = False,
    banner: Words | None = None,
) -> Report:
    """The whole document. `law` are the cooperative's numbers, `more_law` those of the collective and of land.

    No household is named; with `with_households` an annex lists them by number. `banner` stands on every page. Where
    there is no plan, or it keeps no sheep, the document says so and has the chapters on village, law and numbers.
    """
    given = Given(
        plan, survey, numbers, what_ifs, comparison, law, tuple(more_law), place, prepared_on, with_households
    )
    return Report(
        title=Words(f"{place.zh}种养结合养羊项目规划书", f"Project plan of crops and sheep for {place.en}"),
        subtitle=_period(given),
        blocks=tuple(_blocks(given)),
        sources=sources(given),
        details=_details(given),
        dated=prepared_on,
        banner=banner,
    )


def _blocks(given: Given) -> list[Block]:
    found: list[Block] = [
        *summary(given),
        PageBreak(),
        *situation(given),
        *basis(given),
        *survey_results(given),
        *options(given),
    ]
    if given.has_sheep:
        found += [Heading(Words("计划", "The plan")), *_plan(given)]
        found += risk(given)
        found += shares(given)
    elif given.plan.has_plan:
        found += [
            Heading(Words("计划", "The plan")),
            Paragraph(
                Words(
                    "计划不养羊，羊群、饲料、圈舍各节从略。以下是土地、资金和农户收入的测算。",
                    "The plan keeps no sheep; flock, feed and pens are left out. What follows is land, "
                    "money and income.",
                )
            ),
            *crops(given),
            *finance(given),
            *households(given),
            *aims(given),
        ]
    found += [*grounds(given), *timetable(given), *annexes(given)]
    return found


def _plan(given: Given) -> list[Block]:
    chapters = (
        method,
        crops,
        flock,
        feed,
        health,
        manure,
        pens,
        work,
        tasks,
        finance,
        flows,
        households,
        aims,
    )
    return [block for chapter in chapters for block in chapter(given)]


def _period(given: Given) -> Words:
    plan = given.plan
    ahead = plan.start.month - 2 + plan.months
    last = date(plan.start.year + ahead // 12, ahead % 12 + 1, 1)
    a, b = month_of(plan.start), month_of(last)
    return Words(
        f"以养补种、以种补养（{a.zh}至{b.zh}）",
        f"Sheep feed the fields, fields feed the sheep ({a.en} to {b.en})",
    )


def _details(given: Given) -> tuple[tuple[Words, Words], ...]:
    aim = AIMS.get(given.plan.objective, Words(given.plan.objective, given.plan.objective))
    return (
        (Words("编制", "Village"), given.place),
        (Words("测算目标", "Aim"), aim),
        (
            Words("状态", "State"),
            Words("草案，待成员大会审议", "draft, for the members' meeting to discuss"),
        ),
    )
