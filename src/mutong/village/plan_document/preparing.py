"""What a plan's document needs beside the plan: the options compared, and the numbers of the law in force."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from mutong.kernel.folders import packs_folder
from mutong.standards.choices import Choices
from mutong.standards.pack import load_packs
from mutong.standards.parameters import parameters_of
from mutong.village.businesses.land_now import land_now
from mutong.village.businesses.working_out import other_businesses
from mutong.village.coefficients import Coefficients
from mutong.village.law_numbers import LawNumbers
from mutong.village.options.businesses import load_businesses
from mutong.village.options.comparing import Comparison, compare_options
from mutong.village.options.means import means_of
from mutong.village.programme.futures import FutureLine
from mutong.village.programme.holdings import Holdings
from mutong.village.programme.settings import PlanSettings
from mutong.village.programme.sheep_options import sheep_options
from mutong.village.survey_book import Survey

Told = Callable[[str, int, int], None]
# What the law of a cooperative states and no other law does: how much of a surplus returns by trade.
_OF_A_COOPERATIVE = "return_by_trade_least"


def compare_all(
    survey: Survey,
    holdings: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    folder: Path,
    futures: Sequence[FutureLine],
    told: Told | None = None,
) -> Comparison:
    """Staying as now, the deployment's other businesses (`folder`), and sheep of each kind and scale, side by side."""
    results = [
        *other_businesses(survey, numbers, load_businesses(folder)),
        *sheep_options(survey, holdings, numbers, settings, folder, futures, told),
    ]
    return compare_options(results, means=means_of(survey, land_now(survey, numbers).crops))


def law_in_force(
    on: date, area_code: str, choices: Choices | None = None
) -> tuple[LawNumbers | None, tuple[LawNumbers, ...]]:
    """The numbers of the village's packs in force on a day: of the one on cooperatives (None: there is none), and of
    the others. Before a pack's first day they are those of that day, for a plan looks ahead."""
    folder = packs_folder() / "village"
    found = []
    for name in sorted(path.parent.name for path in folder.glob("*/pack.yaml")):
        (*_, pack) = load_packs(packs_folder(), [name])
        day = on if pack.valid.start is None else max(on, pack.valid.start)
        found.append(LawNumbers(parameters_of(pack, choices, day, day, area_code)))
    law = next((one for one in found if one.asks(_OF_A_COOPERATIVE)), None)
    return law, tuple(one for one in found if one is not law)
