"""The commands template, import and export, from the words typed to the exit code."""

import argparse
import json
from pathlib import Path

import pytest

from mutong.cli import table_commands
from mutong.kernel.errors import MutongError
from mutong.tables.reading import open_table


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    table_commands.add_commands(parser.add_subparsers(required=True))
    options = parser.parse_args([str(word) for word in words])
    return options.run(options)


def test_template_import_export_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 when all rows land, 1 with rejects and their file, and what is exported imports again."""
    good, bad, register = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "r"
    good.write_text("人员编号,姓名\n0012,甲\n")
    bad.write_text("人员编号,出生日期\n0013,8月22日\n0014,\n")
    assert run("import", good, "--as", "people", "--register", register, "--json") == 0
    assert json.loads(capsys.readouterr().out)["landed"] == 1
    assert run("import", bad, "--as", "people", "--register", register, "--lang", "en") == 1
    said = capsys.readouterr().err
    assert "The year is missing" in said and "1 rejected" in said and "rejects.csv" in said
    for words in (("--labels", "--lang", "zh"), ()):
        out = tmp_path / "people.xlsx"
        assert run("export", "people", "--register", register, "-o", out, *words) == 0
        assert [r["person_id"] for r in open_table(out, "people").read_all().rows] == ["0012", "0014"]
    assert run("template", "people", "-o", tmp_path / "t.xlsx") == 0
    assert open_table(tmp_path / "t.xlsx", "people").read_all().rows == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "nofile.csv", "--as", "people", "--register", "r"), "file_missing"),
        (
            ("import", "nofile.csv", "--as", "people", "--register", "r", "--mapping", "none"),
            "mapping_missing",
        ),
        (("export", "people", "--register", "r", "-o", "x.csv"), "table_missing"),
        (("template", "people", "-o", "x.docx"), "unknown_file_kind"),
    ],
)
def test_refusals_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str
) -> None:
    """A command that cannot be done is refused with its reason and leaves no file behind."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MutongError) as refused:
        run(*words)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []
