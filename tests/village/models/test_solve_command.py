"""mutong village solve: files written, exit codes, what-ifs, and nothing left of an earlier run."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from mutong.cli.main import main
from mutong.village.models import planning, solving
from tests.village.models.stating import MODELS, model_file
from tests.village.models.test_no_plan import FLOCK


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table written."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def solve(model: Path, folder: Path, *more: str) -> int:
    """Run the command; its exit code."""
    return main(["village", "solve", str(model), "-o", str(folder), *more])


def test_a_plan_is_written_as_tables(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    """solution.csv and constraints.csv by label, summary.json, both reports; JSON alone on stdout."""
    assert solve(MODELS / "two-stage-farmer.yaml", tmp_path, "--json", "--lang", "en") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["objective"] == {"name": "profit", "sense": "max", "value": 108390.0, "unit": "dollar"}
    assert told["scenarios"]["VSS"] == pytest.approx(1150)
    area = {
        row["crops"]: float(row["value"])
        for row in rows(tmp_path / "solution.csv")
        if row["variable"] == "area"
    }
    assert area == pytest.approx({"wheat": 170, "corn": 80, "beets": 250})
    land = next(row for row in rows(tmp_path / "constraints.csv") if row["constraint"] == "acres")
    assert (land["sign"], float(land["rhs"]), float(land["slack"]), float(land["dual"])) == (
        "<=",
        500,
        0,
        275,
    )
    assert land["rhs_high"] == ""
    result = {row["weather"]: float(row["value"]) for row in rows(tmp_path / "expressions.csv")}
    assert result == pytest.approx({"good": 167_000, "average": 109_350, "bad": 48_820})
    assert "108,390" in (tmp_path / "report.zh.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["status"] == "optimal"
    assert not list(tmp_path.glob("*.part"))


def test_a_frontier_is_a_table(tmp_path: Path) -> None:
    """One row for each point, and the plan of each; another objective may be chosen."""
    assert solve(MODELS / "motad-vegetables.yaml", tmp_path) == 0
    points = rows(tmp_path / "frontier.csv")
    assert [float(row["least_mean"]) for row in points] == [20000, 40000, 62769, 70000, 77000]
    assert float(points[2]["shortfalls"]) == pytest.approx(8227.44, abs=0.01)
    assert len(rows(tmp_path / "frontier_solution.csv")) == 5 * 10
    assert solve(MODELS / "motad-vegetables.yaml", tmp_path, "--objective", "income") == 0
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["objective"]["value"] > 77_958


def test_no_plan_takes_the_old_tables_away(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """An infeasible model exits 1, says why, and leaves no solution of an earlier run behind."""
    model = model_file(tmp_path, FLOCK)
    assert solve(model, tmp_path / "out", "--set", "pens=100") == 0
    assert (tmp_path / "out" / "solution.csv").exists()
    assert solve(model, tmp_path / "out", "--lang", "en") == 1
    assert "pens" in capsys.readouterr().out
    assert not (tmp_path / "out" / "solution.csv").exists()
    clash = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["clash"]
    assert {one["name"] for one in clash} == {"room", "smallest"}


def test_what_ifs_change_the_plan(tmp_path: Path) -> None:
    """--set changes one number or multiplies all; the changes stand in the summary."""
    model = MODELS / "cows-bulls-pigs.yaml"
    assert solve(model, tmp_path, "--set", "stock[labour]=2600", "--set", "margin[*]*=2") == 0
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["objective"]["value"] == pytest.approx(2 * (93_600 + 28.8 * 100))
    assert summary["changes"] == {"stock[labour]": "2600", "margin[*]": "*2"}


@pytest.mark.parametrize("change", ["land", "=3", "nothing=3", "stock=3", "stock[labour]=many"])
def test_a_bad_change_is_refused(tmp_path: Path, change: str, capsys: pytest.CaptureFixture) -> None:
    """A change that cannot be meant exits 2 in the language asked for, without a traceback, and writes nothing."""
    assert solve(MODELS / "cows-bulls-pigs.yaml", tmp_path / "out", "--lang", "zh", "--set", change) == 2
    told = capsys.readouterr().err
    assert "请写" in told or "可以写" in told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """No such model: exit 2 and words."""
    assert solve(tmp_path / "none.yaml", tmp_path / "out", "--lang", "en") == 2
    assert "there is no such file" in capsys.readouterr().err


_WEIGHTS = np.random.default_rng(11).integers(0, 100, size=(5, 40))
# Halving five lists of numbers at once (market split): branch and bound is known to be slow at it.
HARD = f"""
model: hard
sets: {{things: {{range: [1, 40]}}, sacks: {{range: [1, 5]}}}}
parameters:
  weight: {{index: [sacks, things], values: {_WEIGHTS.tolist()}}}
  half: {{index: [sacks], values: {(_WEIGHTS.sum(axis=1) // 2).tolist()}}}
variables:
  taken: {{for: t in things, kind: binary}}
  over: {{for: s in sacks}}
  under: {{for: s in sacks}}
constraints:
  halved: {{for: s in sacks, rule: "sum(weight[s, t] * taken[t] for t in things) + under[s] - over[s] = half[s]"}}
objectives: {{least: {{minimise: "sum(over[s] + under[s] for s in sacks)"}}}}
"""


def test_a_time_limit_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A limit that comes first exits 1 and says that the plan, if any, may not be the best."""
    model = model_file(tmp_path, HARD)
    assert solve(model, tmp_path / "out", "--time-limit", "0.5", "--lang", "en") == 1
    assert "time limit" in capsys.readouterr().out
    assert (
        json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["status"] == "time_limit"
    )


def test_ctrl_c_stops_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while HiGHS works stops it, exits 130 and leaves no half result."""
    stopped = []

    def interrupt(step: str, done: int, in_all: int) -> None:
        if step == "solve":
            raise KeyboardInterrupt

    solver_of = solving.solver_of

    def watched(built):
        solver = solver_of(built)
        cancel = solver.cancelSolve
        monkeypatch.setattr(type(solver), "cancelSolve", lambda self: (stopped.append(True), cancel())[1])
        return solver

    monkeypatch.setattr(solving, "solver_of", watched)
    monkeypatch.setattr(solving, "_POLL_SECONDS", 0.01)
    whole = planning.solve_plan
    monkeypatch.setattr(
        planning, "solve_plan", lambda model, goal, limit, told: whole(model, goal, limit, interrupt)
    )
    assert solve(model_file(tmp_path, HARD), tmp_path / "out") == 130
    assert stopped == [True]
    assert not (tmp_path / "out").exists()
