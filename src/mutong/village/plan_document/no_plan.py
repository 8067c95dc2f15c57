"""What the summary says where there is no plan, or one that keeps no sheep."""

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Paragraph, Strong
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import tenth
from mutong.village.programme.planning import AIMS


def no_plan(given: Given) -> Chapter:
    """That there is no plan, and which limits clash."""
    plan = given.plan
    problem = given.unnamed(plan.problem)
    late = plan.status not in ("infeasible", "optimal")
    first = (
        Words("结论：规定时间内没有算出方案。", "Conclusion: no plan was found within the time given.")
        if late
        else Words(
            "结论：在现有条件下没有可行的方案，不能实施。下列限制互相冲突，至少要放宽其中一条：",
            "Conclusion: no plan is possible as things stand. These limits clash, and at least one must give way:",
        )
    )
    lines = [(zh, en) for zh, en in zip(_lines(problem.zh), _lines(problem.en), strict=False) if zh or en]
    found: list = [Paragraph(Strong(first))]
    if len(_lines(problem.zh)) != len(_lines(problem.en)):
        lines = [(" ".join(_lines(problem.zh)), " ".join(_lines(problem.en)))]
    if lines:
        found.append(Bullets(tuple(Words(zh, en) for zh, en in lines)))
    found.append(
        Paragraph(
            Words(
                "本稿只写村情、调查和依据；条件改变后重新测算，再编计划各章。",
                "What follows gives the village, the survey and the law; once something has changed the "
                "plan is worked out "
                "anew and its chapters are written.",
            )
        )
    )
    return found


def _lines(text: str) -> list[str]:
    return [line.strip(" -•") for line in text.splitlines() if line.strip(" -•")]


def stay_points(given: Given) -> tuple:
    """Who was asked, what was found, what the comparison says: items of a list."""
    plan = given.plan
    items: list = [
        Words(
            f"愿意参加的 {plan.willing} 户（问到 {plan.asked} 户），确定可用的土地 "
            f"{tenth(given.totals['land_mu'].low)} 亩。",
            f"{plan.willing} households are willing ({plan.asked} were asked); "
            f"{tenth(given.totals['land_mu'].low)} mu of land "
            "are surely there.",
        ),
        Words(
            f"计划按“{AIMS.get(plan.objective, Words('', '')).zh}”求最优，得到的最优安排是不养羊。",
            f"Aiming at the {AIMS.get(plan.objective, Words('', '')).en} the best found is to keep no sheep.",
        ),
    ]
    if given.comparison is not None:
        line = given.comparison.line(given.comparison.recommended)
        items.append(
            Words(
                f"方案比较推荐：{line.result.label.zh}。",
                f"The comparison recommends: {line.result.label.en}.",
            )
        )
    return tuple(items)
