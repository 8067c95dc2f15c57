"""Keeps the small plan of tests/desk for the sample world's village, as if it had been worked out there.

Run as a command with MUTONG_VAR set; writes the id of the plan.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mutong.cli.opening import open_register


def main() -> None:
    """One plan with households, what-ifs and a decision."""
    open_register()
    from mutong.records.access import system_viewer
    from mutong.records.actions.village_plans import adopt_plan
    from mutong.records.reads.village_survey import survey_areas
    from tests.desk.kept_village_plans import PURPOSE, kept_plan_id, small_what_ifs, with_households

    area = next(iter(survey_areas(system_viewer("test"))))
    plan_id = kept_plan_id(with_households(), small_what_ifs(), area, "样例计划")
    adopt_plan(system_viewer("test"), plan_id, "8 月 20 日成员大会，应到 40，到 36，同意 35", purpose=PURPOSE)
    sys.stdout.write(f"{plan_id}\n")


if __name__ == "__main__":
    main()
