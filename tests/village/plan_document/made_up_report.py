"""The document of the made-up plan, with its survey, futures and law, and its text as a reader finds it."""

from pathlib import Path

from mutong.kernel.words import Words
from mutong.tables.documents import Grade, Open, Report, Strong
from mutong.tables.documents.blocks import parts_of
from mutong.tables.documents.checking import check_report, texts_of
from mutong.village.plan_document.report import plan_report
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.what_if_results import (
    BufferTrial,
    FutureResult,
    Quantiles,
    SturdyPlan,
    WhatIfs,
)
from mutong.village.survey_book import Survey
from tests.village.plan_document.made_up_plan import NAME, OTHER_NAME, PLACE, WRITTEN, made_up_plan
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, YARDS, household, plot, survey_from
from tests.village.village_law import law
from tests.village.village_numbers import sample


def small_survey(folder: Path) -> Survey:
    """Twenty-two households; two worries, one of them voiced by one household alone."""
    names = [NAME, *(f"户{k:02}" for k in range(1, 21)), "户99"]
    return survey_from(
        folder,
        {
            HOUSEHOLDS: [
                household(
                    name,
                    householder=OTHER_NAME if k == 0 else f"某{k:02}",
                    willing="否" if name == "户99" else "愿意",
                    worries="怕赔本" if k < 4 else f"只有{name}这样说" if k == 4 else None,
                )
                for k, name in enumerate(names)
            ],
            PLOTS: [plot(name, "1", crop="玉米", yield_normal=500, yield_unit="公斤/亩") for name in names],
            YARDS: [
                {"household_id": name, "yard_id": "院", "yard_kind": "院落", "area_m2": 90, "offered": "是"}
                for name in names
            ],
            LABOUR: [
                {"household_id": name, "worker": "本人", **{f"days_{m}": 10 for m in range(1, 13)}}
                for name in names
            ],
        },
    )


def tried_futures() -> WhatIfs:
    """A cause that cannot pay, a cause nobody could solve, twenty draws."""

    def future(name: str, surplus: float, unpaid: float = 0.0) -> FutureResult:
        return FutureResult(
            name,
            Words(f"情景{name}", f"future {name}"),
            surplus,
            (surplus, 0.0),
            5_000.0,
            unpaid,
            3 if unpaid else 0,
            30_000.0,
            30.0,
            float("nan"),
            {},
        )

    drawn = tuple(future(f"d{k}", 10_000.0 * k) for k in range(20))
    spread = Quantiles(0.0, 20_000.0, 95_000.0, 170_000.0, 190_000.0, 95_000.0)
    return WhatIfs(
        future("expected", 84_444.0),
        (future("drop", -50_000.0, 43_210.0), future("lost", float("nan"))),
        drawn,
        Words("独立抽样", "drawn apart"),
        spread,
        spread,
        0.15,
        0.05,
        (SturdyPlan("steady", Words("求稳", "steady"), 70_000.0, 10_000.0, {}, 25.0, {"maize": 20.0}, 0.0),),
        (BufferTrial(20_000.0, 80_000.0, 28.0, 0.1, 70_000.0),),
        3_000.0,
        2_000.0,
        (Words("多备现金。", "Keep more cash."),),
        1.0,
    )


def report_of(folder: Path, plan: VillagePlan | None = None, **more: object) -> Report:
    """The document of a plan, checked as the writers check it."""
    asked = dict(
        survey=small_survey(folder),
        numbers=sample(),
        what_ifs=tried_futures(),
        comparison=None,
        law=law("cn-coop", WRITTEN),
        more_law=(law("cn-land", WRITTEN),),
        place=PLACE,
        prepared_on=WRITTEN,
    )
    asked.update(more)
    found = plan_report(plan or made_up_plan(), **asked)  # type: ignore[arg-type]
    check_report(found)
    return found


def said(text: object, lang: str) -> str:
    """A text with its parts in a row."""
    return "".join(
        part.say(lang)
        if isinstance(part, Words)
        else part.words.say(lang)
        if isinstance(part, Strong | Open)
        else part.code
        if isinstance(part, Grade)
        else ""
        for part in parts_of(text)  # type: ignore[arg-type]
    )


def all_text(report: Report, lang: str) -> str:
    """Everything a reader finds in it."""
    lines = [report.title.say(lang), report.subtitle.say(lang)]
    lines += [f"{a.say(lang)} {b.say(lang)}" for a, b in report.details]
    lines += [said(text, lang) for block in report.blocks for text in texts_of(block)]
    lines += [one.words.say(lang) for one in report.sources]
    return "\n".join(lines)
