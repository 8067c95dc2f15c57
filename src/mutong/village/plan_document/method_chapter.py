"""How the plan was worked out: what it decides, what it keeps to, and how sure it is of being the best."""

from mutong.kernel.words import Words
from mutong.tables.documents import Heading, Open, Paragraph
from mutong.tables.documents.blocks import Inline
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import percent
from mutong.village.programme.planning import AIMS

_CLOSE = 0.005


def method(given: Given) -> Chapter:
    """A heading and a paragraph."""
    plan = given.plan
    aim = AIMS.get(plan.objective, Words(plan.objective, plan.objective))
    told: list[Inline] = [
        Words(
            f"以{aim.zh}为目标，把 {plan.months} 个月、每块地、每类羊、每种料的安排放在一起求最优：土地不超"
            "过愿意拿出的，"
            "羊群逐月繁殖、死亡、出栏，日粮够能量和蛋白，粪肥不超过农田吸收，用工、棚圈、现金、贷款逐月不超过限度，"
            "期末不靠卖光家底凑数。",
            f"Aiming at the {aim.en}, {plan.months} months, every plot, class of sheep and feed are settled "
            "together: no "
            "more land than is offered, a flock that breeds, dies and is sold month by month, rations with "
            "energy and "
            "protein enough, no more manure than fields take up, work, pens, cash and loan within their "
            "limits each month, "
            "and nothing sold out at the end to make the figures look well.",
        )
    ]
    if plan.status == "time_limit" or plan.gap > _CLOSE:
        told.append(
            Open(
                Words(
                    f"测算在限定时间内结束，离最优最多还差 {percent(plan.gap)}",
                    f" The search ended with its time; the best may be {percent(plan.gap)} better",
                )
            )
        )
    else:
        told.append(Words("所得安排已是最优。", " What was found is the best."))
    return [Heading(Words("测算方法", "How it was worked out"), 2), Paragraph(tuple(told))]
