"""Makes small_plan.json anew, from a made-up survey and the sample choices: two years, twelve drawn futures.

To be run by hand when the form of plans or what-ifs has changed: python -m tests.desk.make_small_plan (minutes).
"""

import json
import tempfile
from datetime import date
from pathlib import Path

from mutong.kernel.folders import deployment_folder
from mutong.village.programme.futures import load_futures
from mutong.village.programme.holdings import holdings_of
from mutong.village.programme.planning import plan_holdings
from mutong.village.programme.saved import as_data, plan_as_data
from mutong.village.programme.settings import PlanSettings
from mutong.village.programme.what_if import try_plan
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, YARDS, household, plot, survey_from
from tests.village.village_numbers import sample

HOMES = tuple(f"V{n}" for n in range(1, 9))
FILE = Path(__file__).with_name("small_plan.json")
START, DRAWS = date(2022, 8, 1), 12


def sheets() -> dict[str, list[dict[str, object]]]:
    """Eight households with forty mu, a shed, a yard, hands and cash each."""
    return {
        HOUSEHOLDS: [
            household(name, plots_count=1, yards_count=2, workers_count=1, cash_offered=20000 + 5000 * n)
            for n, name in enumerate(HOMES)
        ],
        PLOTS: [
            plot(
                name,
                area=40,
                slope="平地",
                crop="玉米",
                yield_normal=500,
                yield_dry=300,
                yield_unit="公斤/亩",
            )
            for name in HOMES
        ],
        YARDS: [
            {
                "household_id": name,
                "yard_id": kind,
                "yard_kind": kind,
                "area_m2": m2,
                "offered": "是",
                "condition": "完好",
            }
            for name in HOMES
            for kind, m2 in (("圈舍", 60), ("院子", 150))
        ],
        LABOUR: [
            {"household_id": name, "worker": "甲", **{f"days_{m}": 22 for m in range(1, 13)}}
            for name in HOMES
        ],
    }


def main() -> None:
    """Work the plan out and write the file."""
    numbers, settings = sample(), PlanSettings(START, 24, by_household=False)
    with tempfile.TemporaryDirectory() as folder:
        survey = survey_from(Path(folder), sheets())
    assert survey.problems == (), survey.problems
    holdings = holdings_of(survey, numbers)
    plan = plan_holdings(holdings, numbers, settings)
    lines = load_futures(deployment_folder() / "village" / "futures.csv")
    found = try_plan(holdings, numbers, settings, lines, draws=DRAWS, adapt_draws=False)
    kept = {"plan": plan_as_data(plan), "what_ifs": as_data(found)}
    FILE.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
