"""The commands template, import and export, from the words typed to the exit code."""

import argparse
import json
from pathlib import Path

import pytest

from mutong.cli import export_commands, table_commands
from mutong.kernel.errors import MutongError
from mutong.tables.decoding import content_digest
from mutong.tables.reading import open_table


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    for module in (table_commands, export_commands):
        module.add_commands(commands)
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
        (("export", "people", "--register", "r"), "argument_missing"),
        (("export", "people", "--register", "r", "--area", "14", "-o", "x.csv"), "area_of_folder"),
        (("export", "--check", "x.csv"), "file_missing"),
        (("import", "nofile.csv", "--as", "line_list", "--register", "r"), "line_list_in_folder"),
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


def test_an_export_says_its_count_and_checksum_and_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON holds rows and SHA-256; --check gives 0 for the file as it was written and 1 after a change."""
    (tmp_path / "people.csv").write_text("人员编号,姓名\n0012,甲\n0013,乙\n", encoding="utf-8")
    assert run("import", tmp_path / "people.csv", "--as", "people", "--register", tmp_path / "r") == 0
    out = tmp_path / "out.parquet"
    capsys.readouterr()
    assert run("export", "people", "--register", tmp_path / "r", "-o", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["bytes"], said["sha256"]) == (2, out.stat().st_size, content_digest(out))
    assert run("export", "--check", out, "--lang", "en") == 0
    assert "2 rows" in capsys.readouterr().err
    out.write_bytes(out.read_bytes() + b" ")
    assert run("export", "--check", out, "--lang", "en") == 1
    assert "cut short" in capsys.readouterr().err


def test_a_folder_too_takes_one_case_of_one_illness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second number of one person's illness is rejected and names the first."""
    text = (
        "case_id,person_id,classification,reported_at,origin,area_code\n"
        "C1,P1,confirmed,2022-08-20T09:00+08:00,local,14\nC2,P1,confirmed,2022-08-21T09:00+08:00,local,14\n"
    )
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    assert run("import", tmp_path / "cases.csv", "--as", "cases", "--register", tmp_path / "r", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["landed"], said["rejected"]) == (1, 1)
    assert (said["problems"][0]["code"], said["problems"][0]["row"]) == ("same_episode", 3)
