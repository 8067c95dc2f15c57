"""What a plan is ordered with: kept as JSON beside the plan, so that it can be worked out again from the same order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month, start_of_month
from mutong.kernel.words import Words
from mutong.village.programme.planning import check_aim, check_settings
from mutong.village.programme.settings import OpeningState, PlanSettings

YEARS = (2, 3, 4, 5)
DRAWS_AT_MOST = 1000


@dataclass(frozen=True)
class PlanOrder:
    """The aim and the settings of a plan; `draws` futures are tried on it afterwards (0: none).

    `compare_aims` also works out what the other aims would give. `replaces` is the id of the plan that this one goes on
    from, '' for a plan that begins anew; `paid_in` the yuan that members have paid in before it begins.
    """

    aim: str
    settings: PlanSettings
    draws: int = 200
    compare_aims: bool = True
    replaces: str = ""
    paid_in: float = 0.0


def check_order(order: PlanOrder) -> PlanOrder:
    """The same order. Raises MutongError: unknown_aim, plan_too_short, bounds_crossed, plan_start (not the first of a
    month, or before this month), plan_too_long, bound_below_nought, draws_many."""
    settings = order.settings
    check_aim(order.aim)
    check_settings(settings)
    if settings.months // 12 not in YEARS:
        raise MutongError(
            "plan_too_long",
            Words(f"计划期是 {settings.months // 12} 年；请选 2 至 5 年。",
                  f"The plan has {settings.months // 12} years; choose 2 to 5."),
        )  # fmt: skip
    this_month = start_of_month(clock.today())
    if settings.start.day != 1 or settings.start < this_month:
        raise MutongError(
            "plan_start",
            Words(f"计划从 {settings.start} 开始；请写 {this_month:%Y-%m} 或以后的某月 1 日。",
                  f"The plan starts on {settings.start}; give the first of a month, {this_month:%Y-%m} or later."),
        )  # fmt: skip
    most = settings.ewes_at_most
    if settings.ewes_at_least < 0 or (most is not None and most < 0):
        raise MutongError(
            "bound_below_nought", Words("母羊数不能小于 0。", "A number of ewes cannot be below 0.")
        )
    if not 0 <= order.draws <= DRAWS_AT_MOST:
        raise MutongError(
            "draws_many",
            Words(f"试算次数是 {order.draws}；请写 0 至 {DRAWS_AT_MOST}。",
                  f"{order.draws} futures are to be tried; give 0 to {DRAWS_AT_MOST}."),
        )  # fmt: skip
    return order


def usual_order() -> PlanOrder:
    """Five years from next month on, household by household, for the surplus of the cooperative."""
    return PlanOrder("collective", PlanSettings(next_month(clock.today())))


def order_as_data(order: PlanOrder) -> dict[str, object]:
    """The order as texts, numbers and lists."""
    settings, opening = order.settings, order.settings.opening
    return {
        "aim": order.aim,
        "start": settings.start.isoformat(),
        "months": settings.months,
        "by_household": settings.by_household,
        "with_undecided": settings.with_undecided,
        "ewes_at_least": settings.ewes_at_least,
        "ewes_at_most": settings.ewes_at_most,
        "draws": order.draws,
        "compare_aims": order.compare_aims,
        "replaces": order.replaces,
        "paid_in": order.paid_in,
        "opening": {
            "flock": dict(opening.flock),
            "goods": dict(opening.goods),
            "manure_n": opening.manure_n,
            "cash": opening.cash,
            "loan": opening.loan,
            "house_m2": opening.house_m2,
            "silage_room_kg": opening.silage_room_kg,
            "standing": [[plot, crop, mu] for (plot, crop), mu in opening.standing.items()],
        },
    }


def order_of(data: Mapping[str, object]) -> PlanOrder:
    """The order back. Raises MutongError not_an_order for data of another form."""
    try:
        opening = dict(data["opening"])  # type: ignore[call-overload]
        standing = {(str(plot), str(crop)): float(mu) for plot, crop, mu in opening.pop("standing")}
        most = data["ewes_at_most"]
        settings = PlanSettings(
            start=date.fromisoformat(str(data["start"])),
            months=int(str(data["months"])),
            by_household=bool(data["by_household"]),
            with_undecided=bool(data["with_undecided"]),
            ewes_at_least=float(str(data["ewes_at_least"])),
            ewes_at_most=None if most is None else float(str(most)),
            opening=OpeningState(standing=standing, **opening),
        )
        return PlanOrder(
            aim=str(data["aim"]),
            settings=settings,
            draws=int(str(data["draws"])),
            compare_aims=bool(data["compare_aims"]),
            replaces=str(data["replaces"]),
            paid_in=float(str(data["paid_in"])),
        )
    except (KeyError, TypeError, ValueError) as broken:
        raise MutongError(
            "not_an_order",
            Words("这个计划的设定不是本版本保存的；请重新填写一个计划。",
                  "The settings of this plan were kept by another version; ask for a new plan."),
        ) from broken  # fmt: skip
