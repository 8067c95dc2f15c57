"""The commands village plan and village whatif over a small survey: files written, outcomes told, bad input refused."""

import json
from pathlib import Path

import pytest

from mutong.cli.main import main
from mutong.village.programme.saved import load_plan
from tests.village.survey_sheets import HOUSEHOLDS, LABOUR, PLOTS, YARDS, household, plot, write_book

COMMON = ["--on", "2022-08-22", "--years", "2", "--quick"]


@pytest.fixture(scope="module")
def survey(tmp_path_factory) -> Path:
    """A workbook of two willing households and one that is not."""
    of_first = {"household_id": "H1", "condition": "good", "offered": "是"}
    days = {f"days_{month}": 20 for month in range(1, 13)}
    sheets = {
        HOUSEHOLDS: [
            household("H1", cash_offered=60000),
            household("H2", cash_offered=9000),
            household("H3", willing="no"),
        ],
        PLOTS: [
            plot("H1", "A", area=14, crop="玉米", yield_normal=520, yield_unit="公斤/亩"),
            plot("H2", "A", area=8, crop="谷子", yield_normal=210, yield_unit="公斤/亩"),
            plot("H3", "A", crop="玉米"),
        ],
        YARDS: [
            {**of_first, "yard_id": "a", "yard_kind": "shed", "area_m2": 90},
            {**of_first, "yard_id": "b", "yard_kind": "yard", "area_m2": 200},
        ],
        LABOUR: [{"household_id": "H1", "worker": "本人", **days}],
    }
    return write_book(tmp_path_factory.mktemp("survey") / "survey.xlsx", sheets)


def test_a_plan_is_written_as_data_and_as_documents(survey, tmp_path, capsys) -> None:
    """One command gives the plan as JSON and Word; the model is kept and can be solved by itself."""
    outputs = ["-o", str(tmp_path / "plan.json"), "-o", str(tmp_path / "plan.docx")]
    more = ["--plan-only", "--model", str(tmp_path / "model"), "--json"]
    assert main(["village", "plan", str(survey), *outputs, *COMMON, *more]) == 0
    told = json.loads(capsys.readouterr().out)
    plan = load_plan(tmp_path / "plan.json")
    assert told["status"] == "optimal" and told["willing"] == plan.willing == 2
    assert set(told["trade_offs"]) == {"collective", "households", "poorest"}
    assert plan.start.isoformat() == "2023-01-01" and len(plan.years) == 2
    assert (tmp_path / "plan.docx").stat().st_size > 20_000
    model = str(tmp_path / "model" / "village-plan.yaml")
    assert main(["village", "solve", model, "-o", str(tmp_path / "solved"), "--json"]) == 0
    solved = json.loads((tmp_path / "solved" / "summary.json").read_text(encoding="utf-8"))
    assert solved["objective"]["value"] == pytest.approx(plan.value, rel=1e-3, abs=1)


def test_other_futures_are_tried_and_told(survey, tmp_path, capsys) -> None:
    """Causes and draws as tables, the whole as JSON."""
    more = ["--draws", "5", "--carried-out-only", "--one-plan", "--lang", "en"]
    assert main(["village", "whatif", str(survey), "-o", str(tmp_path / "w"), *COMMON, *more]) == 0
    found = json.loads((tmp_path / "w" / "what_ifs.json").read_text(encoding="utf-8"))
    assert len(found["drawn"]) == 5 and found["causes"]
    assert (tmp_path / "w" / "causes.csv").read_text(encoding="utf-8").startswith("future,label,surplus")
    assert "as expected: surplus" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["-o", "plan.txt"], "plan.txt"),
        (["-o", "plan.json", "--years", "1"], "12 months"),
        (["-o", "plan.json", "--choices", "nothing.csv"], "nothing.csv"),
        (["-o", "plan.json", "--ewes-at-most", "3", "--ewes-at-least", "9"], "at most 3"),
    ],
)
def test_what_cannot_be_is_refused_in_words(survey, more, said, capsys, monkeypatch, tmp_path) -> None:
    """Exit code 2 and a sentence that names what is wrong; nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert main(["village", "plan", str(survey), "--on", "2022-08-22", "--lang", "en", *more]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_scale_beyond_all_means_ends_with_what_clashes(survey, tmp_path, capsys) -> None:
    """Exit code 1, and the rows that cannot all be kept."""
    more = ["-o", str(tmp_path / "plan.json"), "--ewes-at-least", "90000", "--plan-only", "--lang", "en"]
    assert main(["village", "plan", str(survey), *COMMON, *more]) == 1
    assert "cannot all be kept" in capsys.readouterr().out
    assert not load_plan(tmp_path / "plan.json").has_plan
