"""What `village solve` writes: solution.csv, constraints.csv, expressions.csv, summary.json, reports, a frontier."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mutong.tables.cells import formula_safe
from mutong.tables.writing import number_text
from mutong.village.models.planning import Plan
from mutong.village.models.result_rows import (
    CONSTRAINTS,
    EXPRESSIONS,
    SOLUTION,
    constraint_rows,
    expression_rows,
    frontier_plan_rows,
    frontier_rows,
    label_columns,
    tidy,
    variable_rows,
    with_labels,
)
from mutong.village.models.telling import tell_outcome, tell_plan
from mutong.village.models.units import unit_text


def write_plan(folder: Path, plan: Plan, changes: Mapping[str, str]) -> None:
    """Write all files of a plan into a folder, each whole or not at all; tables that do not apply are taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = label_columns(plan)
    has_plan = plan.objective is not None
    tables = {
        "solution.csv": (with_labels(SOLUTION, labels), variable_rows(plan), has_plan),
        "constraints.csv": (with_labels(CONSTRAINTS, labels), constraint_rows(plan), has_plan),
        "expressions.csv": (
            with_labels(EXPRESSIONS, labels),
            expression_rows(plan),
            bool(plan.model.expressions),
        ),
    }
    swept = plan.model.frontier
    if swept is not None:
        goal = plan.built.objective.name
        told = [name for name in swept.told if name != goal]
        tables["frontier.csv"] = ((swept.parameter, "status", goal, *told), frontier_rows(plan), True)
        headings = (swept.parameter, "variable", *labels, "value")
        tables["frontier_solution.csv"] = (headings, frontier_plan_rows(plan), True)
    for name in (
        "solution.csv",
        "constraints.csv",
        "expressions.csv",
        "frontier.csv",
        "frontier_solution.csv",
    ):
        headings, rows, applies = tables.get(name, ((), (), False))
        if applies and (has_plan or name.startswith("frontier")):
            _write_table(folder / name, headings, rows)
        else:
            (folder / name).unlink(missing_ok=True)
    _write_text(
        folder / "summary.json", json.dumps(outcome(plan, changes), ensure_ascii=False, indent=1) + "\n"
    )
    report = tell_plan(plan)
    _write_text(folder / "report.zh.md", report.zh)
    _write_text(folder / "report.en.md", report.en)


def outcome(plan: Plan, changes: Mapping[str, str]) -> dict[str, object]:
    """The outcome as plain values: status, objective, sizes, and what explains it."""
    words = tell_outcome(plan)
    found: dict[str, object] = {
        "model": plan.model.name,
        "status": plan.status,
        "objective": {
            "name": plan.built.objective.name,
            "sense": plan.built.objective.sense,
            "value": tidy(plan.objective),
            "unit": unit_text(plan.built.objective_unit),
        },
        "objectives": list(plan.model.objectives),
        "changes": dict(changes),
        "variables": len(plan.solved.column_limits[0]),
        "constraints": len(plan.solved.row_limits[0]),
        "gap": plan.solved.gap,
        "seconds": round(plan.solved.seconds, 3),
        "words": {"zh": words.zh, "en": words.en},
    }
    if plan.clash is not None:
        found["clash"] = [
            {
                "kind": "constraint" if one.is_row else "variable",
                "name": one.element.block.name,
                "labels": list(one.element.labels),
                "side": one.side,
                "value": tidy(one.value),
            }
            for one in plan.clash.limits
        ]
        found["only_with_whole_numbers"] = plan.clash.whole
    if plan.growth:
        found["grows"] = [
            {"name": one.element.block.name, "labels": list(one.element.labels), "by": tidy(one.by)}
            for one in plan.growth
        ]
    if plan.scenarios is not None:
        one = plan.scenarios
        figures = {"RP": one.rp, "WS": one.ws, "EV": one.ev, "EEV": one.eev, "EVPI": one.evpi, "VSS": one.vss}
        found["scenarios"] = {name: tidy(value) for name, value in figures.items()} | {
            "alone": {label: tidy(value) for label, value in one.alone.items()},
            "first_stage": list(one.first_stage),
        }
    found["sources"] = [
        {"parameter": one.name, "source": one.source, "date": one.date, "grade": one.grade}
        for one in plan.model.parameters.values()
        if one.source or one.grade
    ]
    return found


def _write_table(path: Path, headings: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    half = path.with_name(f"{path.name}.part")
    with half.open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(headings)
        lines.writerows([_cell(row.get(one)) for one in headings] for row in rows)
    half.replace(path)


def _cell(value: object) -> str:
    if value is None or value in (float("inf"), float("-inf")):  # no limit is an empty cell
        return ""
    return number_text(value) if isinstance(value, int | float) else formula_safe(str(value))


def _write_text(path: Path, text: str) -> None:
    half = path.with_name(f"{path.name}.part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
