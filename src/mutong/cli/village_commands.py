"""The group village: solve a plan that is stated as data; and what village_survey_commands adds."""

import argparse
from pathlib import Path

from mutong.cli.opening import ProgressLine
from mutong.cli.outbreak_files import add_file_command, say_outcome
from mutong.cli.village_plan_commands import add_plan_commands
from mutong.cli.village_survey_commands import add_survey_commands
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_STEPS = {
    "build": Words("读入并建立模型", "building the model"),
    "solve": Words("求解，已用秒数", "solving, seconds so far"),
    "scenarios": Words("逐个情景求解", "solving each scenario"),
    "frontier": Words("逐点求解", "solving each point"),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add village solve, survey-template, survey, plan and whatif to the command line."""
    group = commands.add_parser(
        "village",
        help="the village's survey and plans 村庄调查与计划",
        description="the village's survey and plans 村庄调查与计划",
        epilog="Example: mutong village solve MODEL.yaml -o DIR",
    )
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    solving = add_file_command(
        actions,
        "solve",
        "solve a crop-and-herd plan that is stated as data 求解农牧计划",
        "mutong village solve MODEL.yaml -o DIR --set 'price[wheat]=160'",
    )
    solving.add_argument(
        "model", type=Path, metavar="MODEL.yaml", help="see docs/how-to/state-a-farm-model.md"
    )
    solving.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    solving.add_argument(
        "--objective", metavar="NAME", help="one of the model's objectives (default: the first)"
    )
    solving.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="PARAM=VALUE",
        help="another number, such as land=80, price[wheat]=160, price[*]*=0.8; may be given several times",
    )
    solving.add_argument(
        "--time-limit", type=_seconds, metavar="SECONDS", help="for each solve (default: none)"
    )
    solving.set_defaults(run=run_solve)
    add_survey_commands(actions)
    add_plan_commands(actions)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


def run_solve(options: argparse.Namespace) -> int:
    """Solve and write the result; exit code 0 with a best plan, 1 where there is none or a limit came first."""
    # linopy and HiGHS take seconds to load, and only this command wants them.
    from mutong.cli.village_model_files import outcome, write_plan
    from mutong.village.models.planning import solve_plan
    from mutong.village.models.reading import read_model
    from mutong.village.models.telling import tell_outcome

    changes = changes_of(options.changes)
    line = ProgressLine(options.json)
    lang = options.lang or "zh"
    model = read_model(options.model, changes)
    plan = solve_plan(
        model,
        options.objective,
        options.time_limit,
        lambda step, done, in_all: line.show(_STEPS[step].say(lang), done, in_all),
    )
    write_plan(options.output, plan, changes)
    words = tell_outcome(plan)
    where = Words(f"结果在 {options.output}。", f"Results are in {options.output}.")
    say_outcome(options, outcome(plan, changes), Words(f"{words.zh}\n{where.zh}", f"{words.en}\n{where.en}"))
    return 0 if plan.status == "optimal" else 1


def changes_of(written: list[str]) -> dict[str, str]:
    """`name=5` → {"name": "5"}; `name[*]*=0.8` → {"name[*]": "*0.8"}. Raises MutongError not_a_change."""
    found: dict[str, str] = {}
    for one in written:
        target, sign, value = one.partition("=")
        if not sign or not target.strip("* ") or not value.strip():
            raise MutongError(
                "not_a_change",
                Words(
                    f"--set “{one}”读不通；请写成 参数=数，例如 land=80、price[wheat]=160、price[*]*=0.8。",
                    f"--set “{one}” cannot be read; write PARAM=VALUE, such as land=80, price[wheat]=160, "
                    "price[*]*=0.8.",
                ),
            )
        factor = target.rstrip().endswith("*")
        target = target.rstrip()[:-1] if factor else target
        found[target.strip()] = f"*{value.strip()}" if factor else value.strip()
    return found
