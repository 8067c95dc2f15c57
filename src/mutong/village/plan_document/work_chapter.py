"""Work of the plan by month and year: members' own and hired."""

from mutong.kernel.words import Words
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import COLUMNS, RIGHT, STACKED
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.say import DAYS, both, month_mark, month_of, whole
from mutong.village.survey_checks import MONTHS


def work(given: Given) -> Chapter:
    """Chart by month and table by year."""
    plan = given.plan
    peak = max(plan.month_list, key=lambda m: m.days_needed)
    wage = given.number("labour.wage")
    paid: tuple = () if wage is None else (Words("工价按 ", " A day is paid at "), wage, Words("计。", "."))
    years = plan.years
    return [
        Heading(Words("用工", "Work"), 2),
        Paragraph(
            (
                Words(
                    f"用工最多在{month_of(peak.day).zh}，{whole(peak.days_needed)} 个工日。优先用社员劳力，"
                    "不够的外雇。",
                    f"Most work falls in {month_of(peak.day).en}: {whole(peak.days_needed)} days. Members "
                    "work first; what "
                    "lacks is hired.",
                ),
                *paid,
            )
        ),
        Chart(
            Words("各月用工", "Work by month"),
            STACKED,
            tuple(month_mark(m.day) for m in plan.month_list),
            (
                Series(
                    Words("社员出工", "members"),
                    tuple(round(m.days_needed - m.days_outside, 1) for m in plan.month_list),
                ),
                Series(Words("外雇", "hired"), tuple(round(m.days_outside, 1) for m in plan.month_list)),
            ),
            DAYS,
        ),
        Table(
            Words("各年用工", "Work by year"),
            (Column(Words("项目", "Figure"), share=1.4), *(Column(year_name(y), DAYS, RIGHT) for y in years)),
            (
                (Words("社员出工", "members"), *(both(whole(y.days - y.days_outside)) for y in years)),
                (Words("外雇", "hired"), *(both(whole(y.days_outside)) for y in years)),
                (Words("合计", "All"), *(both(whole(y.days)) for y in years)),
            ),
            total=True,
        ),
        Chart(
            Words(
                "各月劳力：愿意户能出的与计划最多要的",
                "Labour by month: offered for sure, and most that a year needs",
            ),
            COLUMNS,
            tuple(Words(f"{month} 月", f"M{month}") for month in MONTHS),
            (
                Series(
                    Words("愿意户能出", "offered"), tuple(given.totals[f"labour_{m}"].low for m in MONTHS)
                ),
                Series(Words("计划最多要", "needed at most"), tuple(_most(given, m) for m in MONTHS)),
            ),
            DAYS,
        ),
    ]


def _most(given: Given, month: int) -> float:
    return max((m.days_needed for m in given.plan.month_list if m.day.month == month), default=0.0)
