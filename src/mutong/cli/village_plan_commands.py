"""Commands village plan and village whatif: from the survey workbooks to a plan, its document, and other futures."""

import argparse
import json
from datetime import date
from pathlib import Path

from mutong.cli.opening import ProgressLine
from mutong.cli.outbreak_files import add_file_command, say_outcome, write_result
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients, load_coefficients
from mutong.village.programme.holdings import Holdings, holdings_of
from mutong.village.programme.results import VillagePlan
from mutong.village.programme.settings import PlanSettings
from mutong.village.programme.what_if_results import FutureResult, WhatIfs
from mutong.village.survey_book import Survey, read_survey

_STEPS = {
    "aims": Words("按各目标求解", "solving for each aim"),
    "solve": Words("求解，已用秒数", "solving, seconds so far"),
    "causes": Words("逐个情景试算", "trying each cause"),
    "draws": Words("抽样情景试算", "trying drawn futures"),
    "options": Words("逐个产业方案试算", "working out each option"),
    "buffers": Words("试算备用金", "trying cash kept in hand"),
    "sturdy": Words("求兼顾多种情景的方案", "plans for several futures"),
}
_AIMS = ("collective", "households", "poorest")
_SUFFIXES = (".docx", ".pdf", ".json")


def add_plan_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add plan and whatif to the group village."""
    plan = add_file_command(
        commands,
        "plan",
        "plan crops and sheep from the survey, and write the plan document 村庄种养计划",
        "mutong village plan survey.xlsx -o plan.docx -o plan.pdf --aim poorest",
    )
    _add_common(plan)
    plan.add_argument(
        "-o", "--output", required=True, action="append", type=Path, metavar="FILE",
        help="plan.docx, plan.pdf or plan.json; may be given several times",
    )  # fmt: skip
    plan.add_argument(
        "--aim", choices=_AIMS, default="collective", help="what is to be made as large as can be"
    )
    plan.add_argument("--one-aim", action="store_true", help="do not work out what the other aims would give")
    plan.add_argument(
        "--model", type=Path, metavar="DIR", help="keep the model and its tables, for village solve"
    )
    plan.add_argument(
        "--draws", type=int, default=200, metavar="N", help="drawn futures in a document (default: 200)"
    )
    plan.add_argument("--sturdy", action="store_true", help="also plan for several futures at once (minutes)")
    plan.add_argument(
        "--plan-only", action="store_true", help="no options compared and no other futures tried"
    )
    plan.add_argument(
        "--households", action="store_true", help="list every household by its number in an annex"
    )
    plan.add_argument("--place", default="", help="the village's name on the document")
    plan.set_defaults(run=run_plan)

    what_if = add_file_command(
        commands,
        "whatif",
        "try a plan under other futures: prices, drought, disease, people leaving 换个年景会怎样",
        "mutong village whatif survey.xlsx -o DIR --draws 200",
    )
    _add_common(what_if)
    what_if.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    what_if.add_argument("--draws", type=int, default=200, metavar="N", help="drawn futures (default: 200)")
    what_if.add_argument("--seed", type=int, default=1, help="the same seed draws the same futures")
    what_if.add_argument("--carried-out-only", action="store_true",
                         help="do not work out the best that could be done in each drawn future")  # fmt: skip
    what_if.add_argument(
        "--one-plan", action="store_true", help="do not also plan for several futures at once (minutes)"
    )
    what_if.set_defaults(run=run_what_if)


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="+", type=Path, metavar="SURVEY.xlsx", help="filled workbooks of the survey"
    )
    command.add_argument(
        "--on", type=day, default=None, metavar="DAY", help="day of the plan (default: today)"
    )
    command.add_argument("--start", type=month, default=None, metavar="YYYY-MM",
                         help="first month (default: January after the day of the plan)")  # fmt: skip
    command.add_argument("--years", type=int, default=5, help="plan years, two at least (default: 5)")
    command.add_argument(
        "--choices", type=Path, metavar="FILE.csv", help="numbers the village settled, signed"
    )
    command.add_argument(
        "--futures", type=Path, metavar="FILE.csv", help="other futures (default: the deployment's)"
    )
    command.add_argument(
        "--area", default="14", help="area code by which choices are looked up (default: 14)"
    )
    command.add_argument("--ewes-at-most", type=float, default=None, metavar="N")
    command.add_argument("--ewes-at-least", type=float, default=0.0, metavar="N", help="ewes at the end")
    command.add_argument(
        "--with-undecided", action="store_true", help="count those who said maybe as willing"
    )
    command.add_argument("--quick", action="store_true", help="take like plots and all households together")


def day(text: str) -> date:
    """A day such as 2022-08-22. Raises ValueError."""
    return date.fromisoformat(text)


def month(text: str) -> date:
    """The first day of a month such as 2023-01. Raises ValueError."""
    return date.fromisoformat(f"{text}-01")


def run_plan(options: argparse.Namespace) -> int:
    """Plan and write; exit code 0 with a plan, 1 where there is none."""
    from mutong.tables.documents import write_report
    from mutong.village.plan_document.preparing import compare_all, law_in_force
    from mutong.village.plan_document.report import plan_report
    from mutong.village.programme.futures import load_futures
    from mutong.village.programme.planning import plan_holdings
    from mutong.village.programme.saved import save_plan
    from mutong.village.programme.what_if import try_plan

    for path in options.output:
        _check_suffix(path)
    line, lang = ProgressLine(options.json), options.lang or "zh"
    told = _told(line, lang)
    survey, numbers, holdings, settings = _read(options)
    plan = plan_holdings(
        holdings,
        numbers,
        settings,
        aim=options.aim,
        compare_aims=not options.one_aim,
        folder=options.model,
        told=told,
    )
    documents = [path for path in options.output if path.suffix.lower() != ".json"]
    what_ifs = comparison = None
    if documents and not options.plan_only:
        lines = load_futures(_futures(options))
        comparison = compare_all(survey, holdings, numbers, settings, _folder(options), lines, told)
        if plan.has_plan:
            what_ifs = try_plan(
                holdings, numbers, settings, lines, draws=options.draws, adapt_draws=False, sturdy=options.sturdy,
                told=told,
            )  # fmt: skip
    for path in options.output:
        if path.suffix.lower() == ".json":
            save_plan(plan, path)
    if documents:
        on = options.on or clock.today()
        law, more_law = law_in_force(on, options.area)
        place = options.place or options.files[0].stem
        report = plan_report(
            plan, survey=survey, numbers=numbers, what_ifs=what_ifs, comparison=comparison, law=law, more_law=more_law,
            place=Words(place, place), prepared_on=on, with_households=options.households,
        )  # fmt: skip
        for path in documents:
            write_report(report, path, lang)
    written = "、".join(str(path) for path in options.output)
    words = _outcome(plan)
    say_outcome(
        options, _figures(plan),
        Words(f"{words.zh}\n已写出 {written}。", f"{words.en}\nWrote {', '.join(str(p) for p in options.output)}."),
    )  # fmt: skip
    return 0 if plan.has_plan else 1


def run_what_if(options: argparse.Namespace) -> int:
    """Try other futures; exit code 0, or 1 where there is no plan to try."""
    from mutong.village.programme.futures import load_futures
    from mutong.village.programme.saved import as_data
    from mutong.village.programme.what_if import try_plan

    line, lang = ProgressLine(options.json), options.lang or "zh"
    _, numbers, holdings, settings = _read(options)
    found = try_plan(
        holdings, numbers, settings, load_futures(_futures(options)), draws=options.draws, seed=options.seed,
        adapt_draws=not options.carried_out_only, sturdy=not options.one_plan, told=_told(line, lang),
    )  # fmt: skip
    if found is None:
        say_outcome(options, {"plan": None}, Words("没有可行方案可试；先用 village plan 查原因。",
                                                   "There is no plan to try; village plan says why."))  # fmt: skip
        return 1
    options.output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_data(found), ensure_ascii=False, indent=1)
    (options.output / "what_ifs.json").write_text(text, encoding="utf-8")
    for name, rows in (("causes", (found.expected, *found.causes)), ("drawn", found.drawn)):
        found_rows = [_row(one, lang) for one in rows]
        columns = list(dict.fromkeys(column for row in found_rows for column in row))
        write_result(options.output, f"{name}.csv", columns, found_rows)
    words = _told_what_ifs(found)
    say_outcome(options, {"chance_unpaid": found.chance_unpaid, "chance_of_loss": found.chance_of_loss,
                          "seconds": found.seconds}, words)  # fmt: skip
    return 0


def _told(line: ProgressLine, lang: str):
    return lambda step, done, in_all: line.show(_STEPS[step].say(lang), done, in_all)


def _read(options: argparse.Namespace) -> tuple[Survey, Coefficients, Holdings, PlanSettings]:
    on = options.on or clock.today()
    choices = options.choices or _folder(options) / "choices.csv"
    if options.choices and not options.choices.exists():
        raise MutongError("no_such_file", Words(f"没有文件 {choices}。", f"There is no file {choices}."))
    numbers = load_coefficients(choices=choices, on=on, area_code=options.area)
    survey = read_survey(options.files)
    settings = PlanSettings(
        options.start or date(on.year + 1, 1, 1), 12 * options.years, by_household=not options.quick,
        with_undecided=options.with_undecided, ewes_at_most=options.ewes_at_most, ewes_at_least=options.ewes_at_least,
    )  # fmt: skip
    return survey, numbers, holdings_of(survey, numbers, options.with_undecided), settings


def _folder(options: argparse.Namespace) -> Path:
    return options.choices.parent if options.choices else deployment_folder() / "village"


def _futures(options: argparse.Namespace) -> Path:
    return options.futures or _folder(options) / "futures.csv"


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in _SUFFIXES:
        raise MutongError(
            "unknown_file_kind",
            Words(f"写不了“{path.name}”；请用 {'、'.join(_SUFFIXES)}。",
                  f"“{path.name}” cannot be written; use {', '.join(_SUFFIXES)}."),
        )  # fmt: skip


def _outcome(plan: VillagePlan) -> Words:
    if not plan.has_plan:
        return plan.problem
    lines = [*plan.remarks]
    if not plan.expands:
        lines.append(
            Words(
                "结论：按现有条件，不扩大养羊最好。", "Conclusion: as things are, it is best not to expand."
            )
        )
    else:
        last = plan.years[-1]
        lines.append(
            Words(f"期末母羊 {last.ewes_end:.0f} 只，年均盈余 {plan.mean_surplus / 10_000:.2f} 万元，"
                  f"现金最低 {plan.lowest_cash:,.0f} 元。",
                  f"{last.ewes_end:.0f} ewes at the end, {plan.mean_surplus:,.0f} yuan of surplus a year, cash "
                  "never below "
                  f"{plan.lowest_cash:,.0f} yuan.")
        )  # fmt: skip
    lines += [one.words for one in plan.limits[:5]]
    chosen = sum(one.state == "chosen" for one in plan.numbers)
    lines.append(
        Words(
            f"所用数值中有 {chosen} 个是选定的、尚未核实。",
            f"{chosen} of its numbers are choices nobody has verified.",
        )
    )
    return Words("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def _figures(plan: VillagePlan) -> dict[str, object]:
    return {
        "status": plan.status, "aim": plan.objective, "value": plan.value, "mean_surplus": plan.mean_surplus,
        "lowest_cash": plan.lowest_cash, "ewes_end": plan.years[-1].ewes_end if plan.years else None,
        "expands": plan.expands, "willing": plan.willing,
        "trade_offs": {one.objective: [one.collective, one.households, one.poorest] for one in plan.trade_offs},
    }  # fmt: skip


def _row(one: FutureResult, lang: str) -> dict[str, object]:
    names = (
        "surplus",
        "adapted_surplus",
        "lowest_cash",
        "unpaid_most",
        "unpaid_months",
        "loan_most",
        "ewes_end",
    )
    return {
        "future": one.name,
        "label": one.label.say(lang),
        **{n: getattr(one, n) for n in names},
        **one.factors,
    }


def _told_what_ifs(found: WhatIfs) -> Words:
    lines = [
        Words(f"{one.label.zh}：盈余 {one.surplus / 10_000:.2f} 万元" + ("" if one.pays else "，付不出款"),
              f"{one.label.en}: surplus {one.surplus:,.0f} yuan" + ("" if one.pays else ", payments fail"))
        for one in (found.expected, *found.causes)
    ]  # fmt: skip
    if found.drawn:
        lines.append(
            Words(f"抽样 {len(found.drawn)} 种：盈余中位 {found.surplus.half / 10_000:.2f} 万元（一成至九成 "
                  f"{found.surplus.tenth / 10_000:.2f}～{found.surplus.ninetieth / 10_000:.2f}），付不出款的占 "
                  f"{100 * found.chance_unpaid:.0f} %。",
                  f"{len(found.drawn)} drawn: median surplus {found.surplus.half:,.0f} yuan (tenth to ninetieth "
                  f"{found.surplus.tenth:,.0f} to {found.surplus.ninetieth:,.0f}); payments fail in "
                  f"{100 * found.chance_unpaid:.0f} %.")
        )  # fmt: skip
    lines += found.advice
    return Words("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))
