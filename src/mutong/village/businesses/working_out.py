"""The options that need no programme: going on as now, and the other businesses, from the village's own survey.

Sums per year: a normal year, a dry year (dry yields, usual prices), a low-price year (normal yields, low prices). Own
work is not paid out of them; days stand beside. What costs money once is spread over the years it lasts, and years
without income before the first one count.
"""

from collections.abc import Sequence

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.businesses.land_now import LandNow, land_now, money_of_yield, work_of_crop
from mutong.village.businesses.numbers_used import NumbersUsed
from mutong.village.coefficients import Coefficients
from mutong.village.options.businesses import Business
from mutong.village.options.means import VillageMeans, means_of
from mutong.village.options.results import BUSINESS, NOTHING, NOW, YEARS, OptionResult, YearMoney
from mutong.village.programme.holdings import crop_kinds
from mutong.village.spreads import Spread, exactly
from mutong.village.survey_book import Survey

_MU_IN_M2 = 2000 / 3
AS_NOW = "as_now"


def other_businesses(
    survey: Survey, numbers: Coefficients, businesses: Sequence[Business]
) -> list[OptionResult]:
    """Going on as now (first, always there), then each business in the order given.

    Raises MutongError unknown_coefficient where a business names a number that no file has even as open.
    """
    land = land_now(survey, numbers)
    means = means_of(survey, land.crops)
    return [as_now(land, means), *(business_result(one, land, means) for one in businesses)]


def as_now(land: LandNow, means: VillageMeans) -> OptionResult:
    """Do not expand: the land on offer stays under its crops, the sheep are kept as they are."""
    used = NumbersUsed(land.numbers)
    earned = land.earned(used) + _sheep_money(means, used)
    work = tuple(a + b for a, b in zip(land.labour(used), _sheep_work(means, used), strict=True))
    notes = [
        Words(
            "土地仍种现在的作物，粮食出售，羊按现在的办法养。",
            "Land keeps its crops, grain is sold, sheep are kept as now.",
        )
    ]
    if land.without_crop:
        notes.append(
            Words(
                f"{land.without_crop:g} 亩没说种什么（或没有系数），收益未知，所以没有上限。",
                f"Of {land.without_crop:g} mu nobody said what grows there, so that there is no upper end.",
            )
        )
    return OptionResult(
        code=AS_NOW,
        label=Words("维持现状、不扩大", "Stay as now, do not expand"),
        kind=NOW,
        scale=Words(f"现有土地 {land.mu:,.0f} 亩", f"{land.mu:,.0f} mu as now"),
        margin=earned,
        gain=NOTHING,
        cash_need=exactly(0),
        lowest_cash=exactly(0),
        labour=work,
        more_labour=(exactly(0),) * 12,
        land_mu=exactly(0),
        years_to_income=exactly(0),
        skill=Words("现有的手艺", "what people do now"),
        skill_state=Truth.YES,
        market=Words("照旧", "as now"),
        notes=tuple(notes),
        sources=(_SURVEY, *used.sources()),
        open_numbers=used.open_numbers(),
    )


def business_result(business: Business, land: LandNow, means: VillageMeans) -> OptionResult:
    """One business at the scale its signer proposes, against what its land and hands do now."""
    used = NumbersUsed(land.numbers)
    scale, subject = business.scale, business.numbers_of
    land_mu = _land(business, used)
    once = used.amount_or(f"{business.code}.start_cost", 0.0)
    life = used.amount_or(f"{business.code}.life", 1.0)
    wait = used.amount(f"{business.code}.wait")
    per_unit = _money(business, land, used)
    cost = used.amount(f"{subject}.cash_cost")
    earning = _share_of_life(life, wait)
    each_year = once.divided_by(life)
    # Income stops while it is waited for; costs do not.
    margin = YearMoney(*(((per_unit.of(y) + cost) * earning - cost - each_year) * scale for y in YEARS))
    given_up = NOTHING if land_mu.high == 0 else land.given_up(land_mu, used)
    work = _work(business, used)
    freed = land.labour_freed(land_mu, used) if land_mu.high > 0 else (exactly(0),) * 12
    before = _paid_before_income(business, cost, wait)
    need = (once + before) * scale
    return OptionResult(
        code=business.code,
        label=business.label,
        kind=BUSINESS,
        scale=_scale_words(business),
        margin=margin,
        gain=margin - given_up,
        cash_need=(once + cost * (1.0 if business.unit == "mu" else 0.0)) * scale,
        lowest_cash=-need,
        labour=work,
        more_labour=tuple(a - b for a, b in zip(work, freed, strict=True)),
        land_mu=land_mu,
        years_to_income=wait,
        skill=business.skill,
        skill_state=_skill(business, means),
        market=business.market,
        land_kind=business.land_kind,
        conditions=business.conditions,
        risks=business.risks,
        notes=_notes(business, once, earning),
        sources=(
            _SURVEY,
            Words(
                f"规模由{business.post.zh}提出（{business.signed_at}）",
                f"scale proposed by {business.post.en}, {business.signed_at}",
            ),
            *used.sources(),
        ),
        open_numbers=used.open_numbers(),
    )  # fmt: skip


_SURVEY = Words("本村入户调查", "the village's own survey")


def _money(business: Business, land: LandNow, used: NumbersUsed) -> YearMoney:
    """Yuan per unit and year in full bearing, before what was paid once."""
    subject = business.numbers_of
    if subject in crop_kinds():
        normal, dry = land.yields(subject, business.scale, used)
    else:
        normal, dry = used.amount(f"{subject}.yield_normal"), used.amount(f"{subject}.yield_dry")
    return money_of_yield(normal, dry, subject, business.product, used)


def _land(business: Business, used: NumbersUsed) -> Spread:
    if business.unit == "mu":
        return exactly(business.scale)
    return used.amount_or(f"{business.code}.land_per_head", 0.0) * (business.scale / _MU_IN_M2)


def _work(business: Business, used: NumbersUsed) -> tuple[Spread, ...]:
    """Days by month: per mu as days a year in shares, per head as hours a month."""
    if business.unit == "mu":
        return tuple(one * business.scale for one in work_of_crop(business.numbers_of, used))
    day = used.amount("labour.hours_per_day")
    hours = used.months(f"{business.numbers_of}.labour_per_head")
    return tuple((one * business.scale).divided_by(day) for one in hours)


def _paid_before_income(business: Business, cost: Spread, wait: Spread) -> Spread:
    """Running costs per unit until the first income. A crop's year is paid whole before it is harvested."""
    least = 1.0 if business.unit == "mu" else 0.0
    point = None if wait.point is None else max(least, wait.point)
    return cost * Spread(max(least, wait.low), max(least, wait.high), point)


def _share_of_life(life: Spread, wait: Spread) -> Spread:
    """The share of its years in which it earns; what lasts a year or less earns in that year."""
    if life.high <= 1:
        return exactly(1)
    lost = wait.divided_by(life)
    point = None if lost.point is None else max(0.0, 1 - lost.point)
    return Spread(max(0.0, 1 - lost.high), max(0.0, 1 - lost.low), point)


def _skill(business: Business, means: VillageMeans) -> Truth:
    """What the survey can tell: a crop that is grown is known, sheep that were kept are; the rest was not asked."""
    if business.skill_from == "sheep":
        return means.keeps_sheep
    return Truth.YES if business.skill_from in means.crops else Truth.UNKNOWN


def _scale_words(business: Business) -> Words:
    if business.unit == "mu":
        return Words(f"{business.scale:,.0f} 亩", f"{business.scale:,.0f} mu")
    return Words(f"{business.scale:,.0f} 只", f"{business.scale:,.0f} head")


def _notes(business: Business, once: Spread, earning: Spread) -> tuple[Words, ...]:
    notes = []
    if business.unit == "mu":
        notes.append(
            Words(
                "占用的地不再种现在的作物，少收的已从“比现状多收”里扣除。",
                "The gain is net of what its land earns now.",
            )
        )
    if once.high > 0:
        notes.append(
            Words("一次性投入按使用年限摊到每年。", "What is paid once is spread over the years it lasts.")
        )
    if earning.low < 1:
        notes.append(
            Words(
                "头几年没有收入，年净收入是按整个年限平均的。",
                "Years without income are counted in the yearly mean.",
            )
        )
    return tuple(notes)


def _sheep_money(means: VillageMeans, used: NumbersUsed) -> YearMoney:
    if means.sheep.high == 0:
        return NOTHING
    return YearMoney(*(means.sheep * used.amount(f"sheep_as_kept.margin_{year}") for year in YEARS))


def _sheep_work(means: VillageMeans, used: NumbersUsed) -> tuple[Spread, ...]:
    if means.sheep.high == 0:
        return (exactly(0),) * 12
    day = used.amount("labour.hours_per_day")
    hours = used.months("feeding.labour_per_head")
    return tuple((means.sheep * one).divided_by(day) for one in hours)
