"""The village, how far its survey went, and what its households surely offer."""

from collections import Counter

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Column, Heading, Paragraph, Table
from mutong.tables.documents.blocks import RIGHT
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import MU, SQUARE_METRES, both, tenth, whole
from mutong.village.survey_coverage import STATE_WORDS, STATES
from mutong.village.survey_totals import SurveyTotal

_UNITS = {"mu": MU, "m2": SQUARE_METRES, "head": Words("只", "head"), "yuan": Words("元", "yuan")}
_SHOWN = ("land_mu", "watered_mu", "yard_m2", "shed_m2", "sheep", "cash_yuan")


def situation(given: Given) -> Chapter:
    """The village, how far the survey went, what is surely offered and what is open."""
    coverage, survey = given.coverage, given.survey
    answers = Counter(str(one.get("willing") or "") for one in survey.households.values())
    yes, maybe, no = answers["yes"], answers["maybe"], answers["no"]
    open_ = len(survey.households) - yes - maybe - no
    asked = sum(one.get("asked_at") is not None for one in survey.households.values())
    found: list = [
        Heading(Words("村情与调查", "The village and its survey")),
        Paragraph(
            Words(
                f"{given.place.zh}入户调查登记 {len(survey.households)} 户，问到 {asked} 户。愿意参加的 "
                f"{yes} 户，再看看的 "
                f"{maybe} 户，不愿意的 {no} 户，没有答复的 {open_} 户。本规划只用愿意参加的农户明确拿出来的"
                "土地、院落、劳力和"
                "现金；没有答复的一律按未知，不当作零，也不当作有。",
                f"{len(survey.households)} households of {given.place.en} are listed and {asked} were "
                f"asked. {yes} are "
                f"willing, {maybe} may be, {no} are not and {open_} gave no answer. The plan uses only the "
                "land, yards, "
                "labour and cash that willing households surely offer; what was not answered is unknown, "
                "neither nought "
                "nor there.",
            )
        ),
        Table(
            Words("各组调查进度（户）", "How far the survey went (households)"),
            (
                Column(Words("组", "Group")),
                *(Column(STATE_WORDS[one], align=RIGHT) for one in STATES),
                Column(Words("合计", "All"), align=RIGHT),
            ),
            (
                *(
                    (both(group or "—"), *(both(of[s]) for s in STATES), both(sum(of.values())))
                    for group, of in coverage.by_group.items()
                ),
                (
                    Words("全村", "The village"),
                    *(both(coverage.count(s)) for s in STATES),
                    both(len(coverage.households)),
                ),
            ),
            total=True,
        ),
        Table(
            Words("拿得出来的资源", "What is offered"),
            (
                Column(Words("资源", "What"), share=1.2),
                Column(Words("单位", "Unit"), share=0.7),
                Column(Words("确定可用", "Surely offered"), align=RIGHT),
                Column(Words("最多", "At most"), align=RIGHT),
                Column(Words("已点名的", "Named in all"), align=RIGHT),
                Column(Words("还没有问清的户", "Households still open"), align=RIGHT),
            ),
            tuple(_resource(given.totals[name]) for name in _SHOWN),
            Words(
                "“最多”写“未知”的，是还有农户没有说清，上限算不出来。",
                "“Not known” as the most: some households have not said, so that there is no end to name.",
            ),
        ),
    ]
    if given.plan.remarks:
        found += [
            Paragraph(Words("调查资料用于规划时有以下说明：", "On using the survey for the plan:")),
            Bullets(tuple(given.unnamed(one) for one in given.plan.remarks)),
        ]
    return found


def _resource(one: SurveyTotal) -> tuple:
    cell = whole if one.unit in ("yuan", "m2", "head") else tenth
    most = None if one.high is None else both(cell(one.high))
    return one.label, _UNITS[one.unit], both(cell(one.low)), most, both(cell(one.named)), both(one.open)
