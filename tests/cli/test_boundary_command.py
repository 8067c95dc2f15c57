"""The command standards boundaries: pairs on either side of each limit, printed and as a table."""

import csv
from pathlib import Path

import pytest

from mutong.cli import boundary_commands
from mutong.cli.main import main
from tests.standards.made_packs import made_pack, number

RULE = """@rule(of="household", service="aid", zh="补助", en="aid", clauses=["a1"])
def aid(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) < parameter.line
        and (household.dwelling_m2 > parameter.room or household.debts > 0)
    )


@rule(of="person", service="old", zh="高龄", en="old age", clauses=["a1"], valid_to="2023-01-01")
def old(person):
    return finding(who=age(person) >= 90 and person.household.hukou_area_code == "1401")
"""
CHOICES = (
    "pack,parameter,area_code,value,reason_zh,reason_en,post,signed_at,valid_from,valid_to\n"
    "made,room,14,20,样例,a sample,chief,2022-01-01,,\n"
)
ON = ["--on", "2022-08-22"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs with one that has a null number, and a file of choices that fills it."""
    packs = tmp_path / "packs" / "assistance"
    rows = number("line", 730) + number("room", "", "m2", area="14")
    made_pack(packs, "made", rows=rows, files={"rules/aid.py": RULE})
    made_pack(packs, "bare", key="b")
    (tmp_path / "choices.csv").write_text(CHOICES, encoding="utf-8")
    monkeypatch.setenv("MUTONG_PACKS", str(tmp_path / "packs"))
    return tmp_path


def printed(capsys: pytest.CaptureFixture, *words: str) -> str:
    """What the command prints."""
    assert main(["standards", "boundaries", *words]) == 0
    return capsys.readouterr().out


def test_each_pair_is_one_line_in_both_languages(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """The fact, its value and the answer on either side, the limit; then what has no pair, and why."""
    said = printed(capsys, "made", *ON, "--lang", "en")
    assert (
        "  member P1, monthly income: 729.99 yuan a month → qualifies | 730 yuan a month → does not"
        "  [the sum of monthly income over the members below 730 yuan a month]" in said
    )
    assert "  × no pair [dwelling area > room]: its own number is null (T4): room (room)" in said
    assert "  the person, birth date: 1932-08-22 → qualifies | 1932-08-23 → does not" in said
    assert "2022-08-22 [14]: 2 rules, 4 pairs; 4 of 5 limits have one, 1 have none" in said

    said = printed(capsys, "made", *ON)
    assert (
        "  成员 P1 月收入：729.99 元/月 → 符合 | 730 元/月 → 不符合  〔全部成员的月收入之和 低于 730 元/月〕"
        in said
    )
    assert "  × 没有成对〔住房建筑面积 > room〕：这里的标准还是空的（T4）：room（room）" in said
    assert "2022-08-22 [14]：2 条规则，4 对；5 处界限中 4 处有对，1 处没有" in said


def test_a_choice_gives_the_limit_its_pair(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """With the number chosen (T4) its limit has a pair that is to be confirmed; one rule alone can be asked for."""
    words = ["--rule", "aid", "--choices", str(folder / "choices.csv"), "--lang", "en"]
    said = printed(capsys, "made", *ON, *words)

    assert (
        "dwelling area: 20 m² → does not | 21 m² → qualifies  [dwelling area above 20 m²]  to be confirmed"
        in said
    )
    assert "debts: 0 yuan → does not | 0.01 yuan → qualifies" in said
    assert "2022-08-22 [14]: 1 rules, 3 pairs; 3 of 3 limits have one, 0 have none" in said


def test_the_table_holds_the_whole_household(
    folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row for each pair, money in yuan, with all other facts; then a row for each limit without one."""
    monkeypatch.setattr(boundary_commands, "_PATIENCE", 0.0)
    out = folder / "pairs.csv"
    words = ["--choices", str(folder / "choices.csv"), "-o", str(out), "--lang", "en", "--area", "1401"]
    assert main(["standards", "boundaries", "made", *ON, *words]) == 0
    said = capsys.readouterr().err
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = {(row["rule_id"], row["fact"]): row for row in csv.DictReader(lines)}

    assert "5 of 5 limits looked at" in said and "5 rows → " in said
    income = rows["made:aid", "monthly_income"]
    assert [income[name] for name in ("value_a", "verdict_a", "value_b", "verdict_b", "unit")] == [
        "729.99", "yes", "730", "no", "yuan/month",
    ]  # fmt: skip
    assert (income["clause"], income["about"], income["subject"], income["subject_kind"]) == (
        "made:a1", "H1", "P1", "person",
    )  # fmt: skip
    assert income["other_facts"].startswith("H1.area_code=1401; ")
    assert income["line"] == "assistance/made/rules/aid.py:4" or income["line"].endswith(
        "made/rules/aid.py:4"
    )
    assert rows["made:aid", "dwelling_m2"]["to_be_confirmed"] == "room"
    assert rows["made:old", "birth_date"]["other_facts"] == "H1.area_code=1401; H1.hukou_area_code=1401"


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["none", *ON], "there is no such pack", "没有这个规则包"),
        (["made"], "Give a PACK and --on DAY.", "请给出规则包和 --on 日期。"),
        (
            ["made", *ON, "--rule", "odl"],
            "There is no rule “odl”; there are: old.",
            "没有规则“odl”；有：old。",
        ),
        (["made", "--on", "2023-08-22", "--rule", "old"], "is not in force on 2023-08-22", "在 2023-08-22"),
        (["bare", *ON], "No rule of bare is in force on 2022-08-22", "没有规则有效"),
    ],
)
def test_what_is_not_there_is_said(
    folder: Path, capsys: pytest.CaptureFixture, words: list[str], en: str, zh: str
) -> None:
    """A pack, a rule or a word that is missing, and a day without rules: which, in both languages; exit code 2."""
    for lang, said in (("en", en), ("zh", zh)):
        assert main(["standards", "boundaries", *words, "--lang", lang]) == 2
        assert said in capsys.readouterr().err
