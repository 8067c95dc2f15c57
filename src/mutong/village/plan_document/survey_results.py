"""What the survey found: land, crops, yards, labour by month, worries, and what is still to be asked."""

from collections import Counter
from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.tables.code_words import code_label
from mutong.tables.documents import Chart, Column, Heading, Paragraph, Series, Table
from mutong.tables.documents.blocks import RIGHT, STACKED
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.names import crop_name
from mutong.village.plan_document.say import MU, SQUARE_METRES, both, tenth, whole
from mutong.village.programme.holdings import crop_of
from mutong.village.survey_book import PLOTS, YARDS
from mutong.village.survey_checks import MONTHS

# A worry that only one household voiced could tell who it was.
_LEAST_TOGETHER = 3


_NOT_SAID = Words("没有说", "not said")


def survey_results(given: Given) -> Chapter:
    """Tables by kind, labour by month, worries, and what is still to be asked."""
    return [
        Heading(Words("调查结果", "What the survey found")),
        *_land(given),
        *_yards(given),
        *_labour(given),
        *_worries(given),
        *_gaps(given),
    ]


def _land(given: Given) -> Chapter:
    plots = [row.values for row in given.survey.rows[PLOTS]]
    known = [one for one in plots if one["area_mu"] is not None]
    slopes: dict[str, list[Mapping[str, object]]] = {}
    for one in known:
        slopes.setdefault(str(one["slope"] or ""), []).append(one)
    rows = [
        (code_label("slope", slope) if slope else _NOT_SAID, *_areas(of))
        for slope, of in sorted(slopes.items(), key=lambda one: -_mu(one[1]))
    ]
    crops: dict[str, list[Mapping[str, object]]] = {}
    for one in known:
        code = crop_of(one["crop"])
        crops.setdefault(code or f"?{one['crop'] or ''}", []).append(one)
    crop_rows = []
    for code, of in sorted(crops.items(), key=lambda one: -_mu(one[1])):
        name = (
            both(code[1:])
            if code.startswith("?") and code != "?"
            else _NOT_SAID
            if code == "?"
            else crop_name(code)
        )
        crop_rows.append(
            (name, both(tenth(_mu(of))), *(_mean_yield(of, y) for y in ("normal", "dry", "good")))
        )
    return [
        Heading(Words("土地与作物", "Land and crops"), 2),
        Table(
            Words("登记土地按坡度和水源", "Land listed, by slope and water"),
            (
                Column(Words("坡度", "Slope")),
                Column(Words("面积", "Area"), MU, RIGHT),
                Column(Words("能浇水", "With water"), MU, RIGHT),
                Column(Words("愿意拿出", "On offer"), MU, RIGHT),
                Column(Words("地块", "Plots"), None, RIGHT),
            ),
            (*rows, (Words("合计", "All"), *_areas(known))),
            Words(
                f"另有 {len(plots) - len(known)} 块地没有面积。是否永久基本农田，"
                f"{sum(one['basic_farmland'] is None for one in plots)} 块没有问清。",
                f"{len(plots) - len(known)} more plots have no area. Whether it is permanent basic farmland "
                "is not known "
                f"of {sum(one['basic_farmland'] is None for one in plots)} plots.",
            ),
            total=True,
        ),
        Table(
            Words("现种作物与农户报的产量", "Crops now and the yields households told"),
            (
                Column(Words("作物", "Crop")),
                Column(Words("面积", "Area"), MU, RIGHT),
                Column(Words("常年单产", "Normal year"), Words("公斤/亩", "kg/mu"), RIGHT),
                Column(Words("旱年单产", "Dry year"), Words("公斤/亩", "kg/mu"), RIGHT),
                Column(Words("好年单产", "Good year"), Words("公斤/亩", "kg/mu"), RIGHT),
            ),
            tuple(crop_rows),
            Words(
                "单产按面积加权；没有报的不计。",
                "Yields are weighted by area; what was not told is left out.",
            ),
        ),
    ]


def _mu(of: list[Mapping[str, object]]) -> float:
    return sum(float(one["area_mu"]) for one in of)  # type: ignore[arg-type]


def _areas(of: list[Mapping[str, object]]) -> tuple[Words, ...]:
    parts = (of, [one for one in of if one["water"] is True], [one for one in of if one["offered"] is True])
    return (*(both(tenth(_mu(part))) for part in parts), both(len(of)))


def _mean_yield(of: list[Mapping[str, object]], year: str) -> Words | None:
    told = [
        (one[f"yield_{year}_kg_mu"], one["area_mu"]) for one in of if one[f"yield_{year}_kg_mu"] is not None
    ]
    mu = sum(float(m) for _, m in told)  # type: ignore[arg-type]
    return both(whole(sum(float(y) * float(m) for y, m in told) / mu)) if mu else None  # type: ignore[arg-type]


def _yards(given: Given) -> Chapter:
    yards = [row.values for row in given.survey.rows[YARDS]]
    kinds = dict.fromkeys(str(one["yard_kind"] or "") for one in yards)
    rows = []
    for kind in kinds:
        of = [one for one in yards if str(one["yard_kind"] or "") == kind]
        offered = [one for one in of if one["offered"] is True]
        ruin = sum(one["condition"] == "ruin" for one in of)
        rows.append(
            (
                code_label("yard_kind", kind) if kind else _NOT_SAID,
                both(len(of)),
                both(whole(_m2(of))),
                both(len(offered)),
                both(whole(_m2(offered))),
                both(ruin),
            )
        )
    return [
        Heading(Words("院落与棚圈", "Yards and sheds"), 2),
        Table(
            Words("登记的院落与棚圈", "Yards and sheds listed"),
            (
                Column(Words("种类", "Kind")),
                Column(Words("处数", "Number"), None, RIGHT),
                Column(Words("面积", "Area"), SQUARE_METRES, RIGHT),
                Column(Words("愿意拿出", "On offer"), Words("处", "number"), RIGHT),
                Column(Words("愿意拿出", "On offer"), SQUARE_METRES, RIGHT),
                Column(Words("已塌", "In ruins"), Words("处", "number"), RIGHT),
            ),
            tuple(rows),
            Words(
                "院落在宅基地上能不能养羊没有查到明文，逐宗问乡镇和自然资源部门。",
                "No text was found on keeping sheep in house yards; ask the township and the land office for each.",
            ),
        ),
    ]


def _m2(of: list[Mapping[str, object]]) -> float:
    return sum(float(one["area_m2"]) for one in of if one["area_m2"] is not None)  # type: ignore[arg-type]


def _labour(given: Given) -> Chapter:
    months = [given.totals[f"labour_{month}"] for month in MONTHS]
    return [
        Heading(Words("劳力", "Labour"), 2),
        Chart(
            Words("各月能出的工日", "Days of work offered by month"),
            STACKED,
            tuple(Words(f"{month} 月", f"M{month}") for month in MONTHS),
            (
                Series(Words("愿意参加的户", "willing households"), tuple(one.low for one in months)),
                Series(
                    Words("再看看、没有表态的户", "undecided ones"),
                    tuple(one.named - one.low for one in months),
                ),
            ),
            Words("工日", "days"),
            Words(
                "没有说劳力的户不在图内。",
                "Households that have not told their workers are not in the picture.",
            ),
        ),
    ]


def _worries(given: Given) -> Chapter:
    told = Counter(
        str(one["worries"]).strip() for one in given.survey.households.values() if one.get("worries")
    )
    often = [(text, n) for text, n in told.most_common() if n >= _LEAST_TOGETHER]
    rest = sum(told.values()) - sum(n for _, n in often)
    if not told:
        return [
            Heading(Words("顾虑", "Worries"), 2),
            Paragraph(Words("没有农户说出顾虑。", "No household has voiced a worry.")),
        ]
    rows = [(both(text), both(n)) for text, n in often]
    if rest:
        rows.append(
            (Words("其他（不足三户的合并）", "others (fewer than three households each)"), both(rest))
        )
    return [
        Heading(Words("顾虑", "Worries"), 2),
        Table(
            Words("农户说出的顾虑", "Worries that households voiced"),
            (
                Column(Words("顾虑（原话）", "Worry, as told"), share=3),
                Column(Words("户数", "Households"), None, RIGHT),
            ),
            tuple(rows),
        ),
    ]


def _gaps(given: Given) -> Chapter:
    next_ = given.coverage.next
    found: list = [Heading(Words("还要问清的", "Still to be asked"), 2)]
    if not next_:
        return [*found, Paragraph(Words("该问的都问到了。", "Everything was asked."))]
    survey = given.survey
    return [
        *found,
        Table(
            Words("没有问清的问题", "Questions still open"),
            (Column(Words("问题", "Question"), share=2), Column(Words("户数", "Households"), None, RIGHT)),
            tuple((one.question.label, both(len(one.households))) for one in next_),
        ),
        Paragraph(
            Words(
                f"调查表读入 {survey.rows_in} 行，{survey.rejected} 行不能用，{len(survey.warnings)} 处需要复核。",
                f"{survey.rows_in} rows of the survey were read; {survey.rejected} could not be used and "
                f"{len(survey.warnings)} places must be looked at again.",
            )
        ),
    ]
