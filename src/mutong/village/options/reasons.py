"""Why an option is recommended, or why not, in sentences that name the numbers."""

from collections.abc import Sequence

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.options.fitting import RESOURCES, Fit, amount_words
from mutong.village.options.means import VillageMeans
from mutong.village.options.results import NOW, YEARS, OptionResult


def reasons_for(
    best: OptionResult,
    fits: tuple[Fit, ...],
    counted: float | None,
    rule: str,
    others: Sequence[OptionResult],
    means: VillageMeans,
) -> tuple[Words, ...]:
    """Why this one: what it gains in each year, what it asks, and what must be settled first."""
    if best.kind == NOW:
        return _why_stay(others, means)
    gains = [(words, amount_words(best.gain.of(year))) for year, words in YEARS.items()]
    found = [
        Words(
            f"推荐“{best.label.zh}”（{best.scale.zh}）：比维持现状，"
            + "，".join(f"{words.zh}每年多收{money.zh}元" for words, money in gains) + "。",
            f"“{best.label.en}” ({best.scale.en}) gains over staying as now: "
            + ", ".join(f"{money.en} yuan in a {words.en}" for words, money in gains) + ".",
        )
    ]  # fmt: skip
    if best.gain.worst.low <= 0:
        found.append(
            Words(
                "这是按选定的数算的；区间的下端并不比现状强，所以不是稳赚。",
                "That is by the settled values; at the low end of the interval it gains nothing, so it is not sure.",
            )
        )
    open_ = [one for one in fits if one.state == Truth.UNKNOWN]
    if open_:
        found.append(
            Words(
                "先办清：" + "；".join(f"{one.label.zh}（{one.words.zh}）" for one in open_) + "。",
                "Settle first: " + "; ".join(f"{one.label.en} ({one.words.en})" for one in open_) + ".",
            )
        )
    chosen = sum(one.settled for one in best.open_numbers)
    lacking = len(best.open_numbers) - chosen
    if best.open_numbers:
        found.append(
            Words(
                f"其中{chosen}个数是选定、待确认的，{lacking}个数未知。",
                f"{chosen} of its numbers are choices to be confirmed, {lacking} are not known.",
            )
        )
    return tuple(found)


def reasons_not(
    one: OptionResult,
    fits: tuple[Fit, ...],
    counted: float | None,
    rule: str,
    best: OptionResult,
    outdone: str | None,
) -> tuple[Words, ...]:
    """Why this one is not recommended, the plainest reason first."""
    if one.kind == NOW:
        return (Words(f"“{best.label.zh}”按这条规则更好。", f"“{best.label.en}” does better by this rule."),)
    found = [
        Words(
            f"{fit.label.zh}{_short(fit).zh}：{fit.words.zh}。",
            f"{fit.label.en} {_short(fit).en}: {fit.words.en}.",
        )
        for fit in fits
        if fit.state == Truth.NO or (fit.name in RESOURCES and fit.state == Truth.UNKNOWN)
    ]
    if counted is None:
        found.append(
            Words(
                "关键的数还不知道，算不出最少能多收多少。",
                "Numbers are lacking: the least it may gain is not known.",
            )
        )
    elif counted <= 0:
        worst = {year: one.gain.of(year) for year in YEARS}
        year = min(worst, key=lambda y: worst[y].low if worst[y].point is None else worst[y].point)
        money = amount_words(worst[year])
        found.append(
            Words(
                f"{YEARS[year].zh}不比现状强：与现状相差{money.zh}元。",
                f"In a {YEARS[year].en} it is no better than staying as now: {money.en} yuan apart.",
            )
        )
    if outdone:
        found.append(
            Words(
                f"各方面都不如“{_label(outdone, best, one).zh}”。", "Another option is no worse in anything."
            )
        )
    if not found:
        found.append(
            Words(f"按这条规则不如“{best.label.zh}”。", f"“{best.label.en}” does better by this rule.")
        )
    return tuple(found)


def _label(code: str, best: OptionResult, one: OptionResult) -> Words:
    return best.label if best.code == code else Words("另一个选择", "another option")


def _short(fit: Fit) -> Words:
    return Words("不够", "is not there") if fit.state == Truth.NO else Words("不一定够", "may not be there")


def _why_stay(others: Sequence[OptionResult], means: VillageMeans) -> tuple[Words, ...]:
    """None of the others earns it."""
    found = []
    if means.willing == 0:
        found.append(
            Words(
                "没有一户明确愿意参加，能确定拿出来的都是零。",
                "Not one household has said yes, so nothing is surely there.",
            )
        )
    if not others:
        found.append(Words("没有别的选择可比。", "There is no other option to compare."))
    else:
        found.append(
            Words(
                "推荐维持现状、不扩大：按这条规则，没有一个选择既肯定做得起、又比现状强。各个不推荐的理由写在它自己那一栏。",
                "Stay as now and do not expand: by this rule no option is surely within reach and better. "
                "Each one's reason stands in its own column.",
            )
        )  # fmt: skip
    return tuple(found)
