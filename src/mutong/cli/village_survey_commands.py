"""Commands village survey-template and village survey: a workbook for asking every household, and what it says."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mutong.cli.opening import open_register
from mutong.cli.outbreak_files import add_file_command, say_outcome, write_result
from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.standards.units import all_units
from mutong.tables.frames import write_table
from mutong.tables.reading import open_table
from mutong.tables.rejects import RejectsWriter
from mutong.tables.writing import number_text
from mutong.village.survey_book import Survey, read_survey, write_survey_template
from mutong.village.survey_coverage import (
    NEXT_RULE,
    STATE_WORDS,
    STATES,
    Coverage,
    coverage_of,
)
from mutong.village.survey_totals import SurveyTotal, register_rows, survey_totals

_SHOWN = 20
_LABOUR = "labour_"


def add_survey_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add survey-template and survey to the group village."""
    template = add_file_command(
        commands,
        "survey-template",
        "an empty workbook for asking every household 入户调查模板",
        "mutong village survey-template -o survey.xlsx",
    )
    template.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.xlsx")
    template.set_defaults(run=run_survey_template)

    survey = add_file_command(
        commands,
        "survey",
        "read filled workbooks: coverage, totals as intervals, what to ask next 入户调查汇总",
        "mutong village survey east.xlsx west.xlsx -o DIR",
    )
    survey.add_argument(
        "files", nargs="+", type=Path, metavar="FILE.xlsx", help="filled workbooks of the survey"
    )
    survey.add_argument(
        "--households", type=Path, metavar="FILE", help="table households: all of the village, asked or not"
    )
    survey.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="write coverage, groups, ask_next, totals, rejects, warnings and rows for the register",
    )
    survey.add_argument(
        "--keep",
        action="store_true",
        help="keep the answers in the register too, as the form on a phone does",
    )
    survey.set_defaults(run=run_survey)


def run_survey_template(options: argparse.Namespace) -> int:
    """Write the empty workbook; exit code 0."""
    write_survey_template(options.output, options.lang or "zh")
    words = Words(f"已写出 {options.output}。", f"Wrote {options.output}.")
    say_outcome(options, {"file": str(options.output)}, words)
    return 0


def run_survey(options: argparse.Namespace) -> int:
    """Read workbooks and say what they hold; exit code 1 with rejects or warnings, else 0."""
    lang = options.lang or "zh"
    kept = _keep(options.files) if options.keep else None
    listed = _households(options.households) if options.households else ()
    survey = read_survey(options.files, listed)
    coverage, totals = coverage_of(survey), survey_totals(survey)
    for problem in (*survey.problems[:_SHOWN], *survey.warnings[:_SHOWN]):
        print(_line(problem, lang), file=sys.stderr)
    for note in survey.notes:
        print(note.say(lang), file=sys.stderr)
    if options.output:
        _write(options.output, survey, coverage, totals, lang)
    figures = {
        "rows_in": survey.rows_in,
        "rejected": survey.rejected,
        "examples": survey.examples,
        "warnings": len(survey.warnings),
        "households": len(coverage.households),
        **{state: coverage.count(state) for state in STATES},
        "willing": coverage.willing,
        "remark": coverage.remark.say(lang) if coverage.remark else "",
        "totals": {one.name: [one.low, one.high] for one in totals},
        "ask_next": [one.question.name for one in coverage.next],
    }
    told = _told(survey, coverage, totals)
    if kept:
        figures |= kept
        told = Words(
            f"{told.zh}\n已存入登记簿：{kept['kept_households']} 户，{kept['kept_rows']} 行有新内容。",
            f"{told.en}\nKept in the register: {kept['kept_households']} households, {kept['kept_rows']} rows are new.",
        )
    say_outcome(options, figures, told)
    return 1 if survey.problems or survey.warnings else 0


def _keep(files: Sequence[Path]) -> dict[str, int]:
    """Put the workbooks into the register as the system; how many households they were about, how many rows are new."""
    open_register(migrate=True)
    from mutong.records.access import system_viewer
    from mutong.workflows.surveying import PURPOSE, take_book

    taken = [take_book(system_viewer("command line"), path, purpose=PURPOSE) for path in files]
    return {
        "kept_households": sum(one.households for one in taken),
        "kept_rows": sum(one.rows_new for one in taken),
    }


def _households(path: Path) -> tuple[str, ...]:
    return tuple(str(row["household_id"]) for row in open_table(path, "households").read_all().rows)


def _told(survey: Survey, coverage: Coverage, totals: Sequence[SurveyTotal]) -> Words:
    """The outcome in a few lines."""
    lines = [
        Words(
            f"读入 {survey.rows_in} 行，退回 {survey.rejected}，示例 {survey.examples} 行未读，"
            f"提醒 {len(survey.warnings)} 条。",
            f"{survey.rows_in} rows in, {survey.rejected} rejected, {survey.examples} examples passed over, "
            f"{len(survey.warnings)} warnings.",
        ),
        _states(coverage),
    ]
    if coverage.remark:
        lines.append(coverage.remark)
    lines += [_total(one) for one in totals if not one.name.startswith(_LABOUR)]
    lines.append(_labour([one for one in totals if one.name.startswith(_LABOUR)]))
    for one in coverage.next[:3]:
        lines.append(
            Words(
                f"接着问（{len(one.households)}/{one.of} 户）：{one.question.ask.zh}",
                f"Ask next ({len(one.households)} of {one.of}): {one.question.ask.en}",
            )
        )
    return Words("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def _states(coverage: Coverage) -> Words:
    if not coverage.households:
        return Words("没有一户。", "There is no household.")
    parts = [(STATE_WORDS[state], coverage.count(state)) for state in STATES]
    return Words(
        "，".join(f"{words.zh} {count} 户" for words, count in parts) + "。",
        ", ".join(f"{words.en} {count}" for words, count in parts) + ".",
    )


def _total(one: SurveyTotal) -> Words:
    unit, low = all_units()[one.unit].words, _amount(one.low)
    high = Words(_amount(one.high), _amount(one.high)) if one.high is not None else Words("未知", "unknown")
    return Words(
        f"{one.label.zh}：至少 {low} {unit.zh}，至多{'' if one.high is None else ' '}{high.zh}（{one.open} 户未答清）",
        f"{one.label.en}: at least {low} {unit.en}, at most {high.en} ({one.open} households open)",
    )


def _labour(months: Sequence[SurveyTotal]) -> Words:
    """The twelve months in one line, lower and upper end of each."""
    ends = [f"{_amount(one.low)}–{_amount(one.high) or '?'}" for one in months]
    return Words(
        "劳力（天，1 月到 12 月）：" + "，".join(ends), "labour (days, months 1 to 12): " + ", ".join(ends)
    )


def _amount(value: float | None) -> str:
    """A total for people: to the hundredth, '' where it is not known."""
    return "" if value is None else number_text(round(value, 2))


def _write(
    folder: Path, survey: Survey, coverage: Coverage, totals: Sequence[SurveyTotal], lang: str
) -> None:
    labels = {one.question.name: one.question.label for one in coverage.next}
    write_result(
        folder,
        "coverage.csv",
        ("household_id", "group", "willing", "state", "open"),
        (
            {
                "household_id": one.household_id,
                "group": one.group,
                "willing": one.willing,
                "state": one.state,
                "open": ";".join(one.open),
            }
            for one in coverage.households
        ),
    )
    write_result(
        folder,
        "groups.csv",
        ("group", "households", *STATES),
        (
            {"group": group, "households": sum(counts.values()), **counts}
            for group, counts in coverage.by_group.items()
        ),
    )
    write_result(
        folder,
        "ask_next.csv",
        ("rank", "question", "label", "ask", "open", "of", "households", "rule"),
        (
            {
                "rank": rank,
                "question": one.question.name,
                "label": labels[one.question.name].say(lang),
                "ask": one.question.ask.say(lang),
                "open": len(one.households),
                "of": one.of,
                "households": ";".join(one.households),
                "rule": NEXT_RULE.say(lang),
            }
            for rank, one in enumerate(coverage.next, 1)
        ),
    )
    write_result(
        folder,
        "totals.csv",
        ("total", "label", "unit", "low", "high", "named", "answered", "open"),
        (
            {
                "total": one.name,
                "label": one.label.say(lang),
                "unit": all_units()[one.unit].words.say(lang),
                "low": _amount(one.low),
                "high": _amount(one.high),
                "named": _amount(one.named),
                "answered": one.answered,
                "open": one.open,
            }
            for one in totals
        ),
    )
    for name, problems in (("rejects.csv", survey.problems), ("warnings.csv", survey.warnings)):
        with RejectsWriter(folder / name, lang) as writer:
            writer.write(problems)
    for table, rows in register_rows(survey).items():
        write_table(rows, table, folder / "register" / f"{table}.csv")


def _line(problem: Problem, lang: str) -> str:
    place = Words(f"[{problem.sheet}] 第 {problem.row} 行", f"[{problem.sheet}] row {problem.row}").say(lang)
    value = f" “{problem.value}”" if problem.value else ""
    return f"{problem.file} {place} {problem.column}{value}: {problem.remedy.say(lang)}"
