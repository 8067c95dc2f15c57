"""Options laid side by side: which fit, which are outdone in everything, which one is recommended and why.

The rule of recommendation is one stated sentence that a person may change for another; there is no score behind it.
Staying as now is always among the options, and is the answer where nothing else earns it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.options.fitting import RESOURCES, Fit, fit_together, fits_of
from mutong.village.options.means import NOTHING_KNOWN, VillageMeans
from mutong.village.options.reasons import reasons_for, reasons_not
from mutong.village.options.results import NOW, YEARS, OptionResult, YearMoney
from mutong.village.spreads import Spread

BAD_YEAR, NORMAL_YEAR, WEIGHTED = "bad_year", "normal_year", "weighted"
RULES = {
    BAD_YEAR: Words(
        "土地、劳力、现金肯定够，手艺和法规没有挡住的，比最坏年份比现状多收多少；多收最多的推荐，相同看常年；"
        "最坏年份不比现状强的不推荐。",
        "Of those whose land, labour and cash are surely there and that neither skill nor law rules out, the one that "
        "gains most over staying as now in its worst year; ties by the normal year; never one that gains nothing then.",
    ),
    NORMAL_YEAR: Words(
        "土地、劳力、现金肯定够，手艺和法规没有挡住的，比常年比现状多收多少；最坏年份少收的钱超出村里拿得出的现金的不推荐。",
        "Of those whose land, labour and cash are surely there and that neither skill nor law rules out, the one that "
        "gains most in a normal year, unless its worst year loses more than the cash that the village can put in.",
    ),
    WEIGHTED: Words(
        "土地、劳力、现金肯定够，手艺和法规没有挡住的，按写明的份量把三种年份比现状多收的钱加权平均，最多的推荐；"
        "平均不比现状强的不推荐。",
        "Of those whose land, labour and cash are surely there and that neither skill nor law rules out, the one whose "
        "gains in the three kinds of year, averaged with the stated weights, are most; never one that gains nothing.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One option beside the others: its fits, whether all of them hold, which option outdoes it, and `counted`, the
    yuan by which the rule compares it (None where a number is lacking); `reasons` say why it is not recommended, or,
    for the one that is, why."""

    result: OptionResult
    fits: tuple[Fit, ...]
    fit: Truth
    dominated_by: str | None
    counted: float | None
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Comparison:
    """All options in the order given; `recommended` is a code, `why` says it in words, `rule` is the sentence applied.

    `conditional` tells that something must be asked or settled first: skill, law, or a number that rests on a choice.
    """

    lines: tuple[Line, ...]
    recommended: str
    conditional: bool
    rule: str
    why: tuple[Words, ...]
    weights: Mapping[str, float] | None = None

    @property
    def rule_words(self) -> Words:
        """The rule as a person reads it."""
        return RULES[self.rule]

    def line(self, code: str) -> Line:
        """The line of an option."""
        return next(one for one in self.lines if one.result.code == code)


def compare_options(
    results: Sequence[OptionResult],
    weights: Mapping[str, float] | None = None,
    means: VillageMeans = NOTHING_KNOWN,
    rule: str = BAD_YEAR,
) -> Comparison:
    """Lay options side by side within the village's `means` and say which one the `rule` recommends.

    With `weights` (normal, dry, low_price; not below nought, one above it) the rule is `weighted`. Raises MutongError
    options_incomplete (no option of staying as now, or a code twice), or options_rule for a rule or weight not known.
    """
    rule = WEIGHTED if weights is not None else rule
    _check(results, weights, rule)
    fits = {one.code: fits_of(one, means) for one in results}
    counted = {one.code: _counted(one.gain, rule, weights) for one in results}
    now = next(one for one in results if one.kind == NOW)
    able = [
        one
        for one in results
        if one.kind != NOW
        and _may(fits[one.code])
        and _earns(one, counted[one.code], rule, means)
    ]  # fmt: skip
    best = max(able, key=lambda one: (counted[one.code], _known(one.gain.normal)), default=now)
    outdone = {one.code: _outdone(one, results) for one in results}
    lines = tuple(
        Line(
            one, fits[one.code], fit_together(fits[one.code]), outdone[one.code], counted[one.code],
            () if one is best else reasons_not(one, fits[one.code], counted[one.code], rule, best, outdone[one.code]),
        )
        for one in results
    )  # fmt: skip
    conditional = best.kind != NOW and (
        fit_together(fits[best.code]) != Truth.YES
        or any(True for _ in best.open_numbers)
        or best.gain.worst.low <= 0
    )
    why = reasons_for(
        best, fits[best.code], counted[best.code], rule, [one for one in results if one is not best], means
    )
    return Comparison(lines, best.code, conditional, rule, why, dict(weights) if weights else None)


def _check(results: Sequence[OptionResult], weights: Mapping[str, float] | None, rule: str) -> None:
    codes = [one.code for one in results]
    if sum(one.kind == NOW for one in results) != 1 or len(set(codes)) != len(codes):
        raise MutongError(
            "options_incomplete",
            Words(
                "比较里要有一个“维持现状”，每个选择的代码不能重复。",
                "One option is staying as now; no code stands twice.",
            ),
        )
    if rule not in RULES or (rule == WEIGHTED and not weights):
        raise MutongError(
            "options_rule",
            Words(f"没有“{rule}”这条规则，或没写份量。", f"No rule “{rule}”, or no weights."),
            rule=rule,
        )
    if weights is not None and (
        set(weights) - set(YEARS)
        or any(not 0 <= w < float("inf") for w in weights.values())
        or not sum(weights.values())
    ):
        raise MutongError(
            "options_rule",
            Words(
                "份量只写常年、旱年、低价年，不小于零且不全为零。",
                "Weights are of normal, dry, low_price; none below nought.",
            ),
            rule=rule,
        )


def _known(spread: Spread) -> float:
    """The settled value, else the least it may be."""
    return spread.low if spread.point is None else spread.point


def _counted(gain: YearMoney, rule: str, weights: Mapping[str, float] | None) -> float | None:
    """The yuan that the rule compares; None where the least it may be has no end."""
    values = {year: _known(gain.of(year)) for year in YEARS}
    if rule == WEIGHTED and weights:
        used = {year: w for year, w in weights.items() if w > 0}
        found = sum(values[year] * w for year, w in used.items()) / sum(used.values())
    else:
        found = values["normal"] if rule == NORMAL_YEAR else min(values.values())
    return None if found == -float("inf") else found


def _may(fits: tuple[Fit, ...]) -> bool:
    """Resources surely there; skill and law at least not against it."""
    return all(one.state == Truth.YES if one.name in RESOURCES else one.state != Truth.NO for one in fits)


def _earns(one: OptionResult, counted: float | None, rule: str, means: VillageMeans) -> bool:
    if counted is None or counted <= 0:
        return False
    return rule != NORMAL_YEAR or -_known(one.gain.worst) <= means.cash.low


def _outdone(one: OptionResult, results: Sequence[OptionResult]) -> str | None:
    """Another option that surely gains at least as much in every year with no more land, cash or work, and is better
    somewhere; None where a number not known could change it."""
    for other in results:
        if other is one:
            continue
        pairs = [(other.gain.of(year), one.gain.of(year)) for year in YEARS]
        pairs += [(-other.land_mu, -one.land_mu), (other.lowest_cash, one.lowest_cash)]
        pairs += [(-a, -b) for a, b in zip(other.more_labour, one.more_labour, strict=True)]
        better = any(mine.high < theirs.low for theirs, mine in pairs)
        if better and all(theirs.reaches(mine) == Truth.YES for theirs, mine in pairs):
            return other.code
    return None
