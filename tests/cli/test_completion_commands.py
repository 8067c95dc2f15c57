"""standards completions: which rules say unknown where the facts leave no choice, told on the command line."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from mutong.cli import completion_commands
from mutong.cli.main import main
from mutong.standards.completions import COLUMNS, OpenAnswer
from tests.standards.made_packs import made_pack, number

RULES = """@rule(of="person", service="any", zh="任何年龄", en="any age", clauses=["a1"])
def any_age(person):
    return finding(who=age(person) < 18 or age(person) >= 18)


@rule(of="person", service="adult", zh="成年人", en="adult", clauses=["a1"])
def adult(person):
    return finding(who=age(person) >= 18)


@rule(of="household", service="aid", zh="补助", en="aid", clauses=["a1"])
def aid(household):
    return finding(who=sum(m.monthly_income for m in household.members) < parameter.gap)


@rule(of="household", service="listed", zh="在册", en="listed", clauses=["a1"])
def listed(household):
    certified = anyone(m.disability_certificate for m in household.members)
    return finding(who=certified or not certified)
"""
PEOPLE = [f"P{place}" for place in range(1, 15)]
# P1 lives alone, the other thirteen together.
TABLES = {
    "people.csv": "person_id,birth_date\n" + "".join(f"{name},\n" for name in PEOPLE),
    "households.csv": "household_id,area_code\nH1,140109001001\nH2,140109001001\n",
    "memberships.csv": "person_id,household_id,kind,valid_from\n"
    + "".join(f"{name},{'H1' if name == 'P1' else 'H2'},living,2020-01-01\n" for name in PEOPLE),
}


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of the command over a pack of four rules and a register of which nothing is known."""
    made_pack(
        tmp_path / "packs" / "assistance", "gaps", rows=number("gap", ""), files={"rules/all.py": RULES}
    )
    (tmp_path / "register").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "register" / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("MUTONG_PACKS", str(tmp_path / "packs"))
    return ["standards", "completions", "--register", str(tmp_path / "register"), "--packs", "gaps",
            "--on", "2022-08-22"]  # fmt: skip


def test_the_rules_concerned_and_the_share_are_printed(
    words: list[str], capsys: pytest.CaptureFixture
) -> None:
    """A line for each rule concerned, the most first; then the share of all, the samples, and what is left out."""
    assert main([*words, "--lang", "en"]) == 0
    said = capsys.readouterr()

    any_age, listed, share, apart = said.out.splitlines()
    assert any_age == (
        "gaps:any_age any age: 14 of 14 open answers (100.0 %) could be told; "
        "person/P1 is “yes” whatever person/P1.birth_date may be, for one"
    )
    assert listed == (
        "gaps:listed listed: 2 of 2 open answers (100.0 %) could be told, 1 of them by a sample; "
        "household/H1 is “yes” whatever person/P1.disability_certificate may be, for one"
    )
    assert share == (
        "of 30 open answers 16 (53.3 %) could be told: however the unknown facts are filled in, the answer is the "
        "same. Of 1 only a sample was looked at"
    )
    assert apart == "2 more are left out: only a null standard keeps them open"
    assert said.err == ""


def test_the_same_is_said_in_chinese(words: list[str], capsys: pytest.CaptureFixture) -> None:
    """Left without --lang the report is in Chinese."""
    assert main([*words, "--households", "1"]) == 0
    said = capsys.readouterr().out

    assert (
        "gaps:any_age 任何年龄：1 个未知答案中有 1 个（100.0 %）其实可答；"
        "例如 person/P1 答“是”，不论 person/P1.birth_date 是什么" in said
    )
    assert "3 个未知答案中有 2 个（66.7 %）其实可答" in said
    assert "另有 1 个不计在内" in said


def test_every_rule_is_written_with_its_counts(words: list[str], tmp_path: Path) -> None:
    """The file has a row for every rule with open answers, also for those that are rightly open."""
    out = tmp_path / "completions.csv"
    assert main([*words, "-o", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["rule"]: row for row in csv.DictReader(lines)}

    assert set(rows) == {"gaps:any_age", "gaps:adult", "gaps:aid", "gaps:listed"}
    assert tuple(rows["gaps:listed"]) == COLUMNS
    assert (rows["gaps:listed"]["exhaustive"], rows["gaps:listed"]["sampled"]) == ("1", "1")
    assert (rows["gaps:adult"]["open"], rows["gaps:adult"]["could_tell"]) == ("14", "0")
    assert (rows["gaps:aid"]["open"], rows["gaps:aid"]["for_a_standard"]) == ("0", "2")


def test_a_stopped_check_says_what_it_found(
    words: list[str], capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends with 130 and the report of the households that were done; progress is told on stderr."""
    done = completion_commands.completions

    def stopped(*given) -> Iterator[tuple[OpenAnswer, ...]]:
        yield next(done(*given))
        raise KeyboardInterrupt

    monkeypatch.setattr(completion_commands, "completions", stopped)
    monkeypatch.setattr(completion_commands, "_QUIET_SECONDS", 0.0)
    assert main([*words, "--lang", "en"]) == 130
    said = capsys.readouterr()

    assert "of 3 open answers 2 (66.7 %) could be told" in said.out
    assert said.err.splitlines() == [
        "… 1 of 2 households",
        "interrupted: what follows is of the first 1 of 2 households",
    ]


@pytest.mark.parametrize(
    ("left_out", "said"), [("--packs", "Give --packs."), ("--on", "Give --register DIR and --on DAY.")]
)
def test_a_word_that_is_missing_is_asked_for(
    words: list[str], capsys: pytest.CaptureFixture, left_out: str, said: str
) -> None:
    """Without packs or a day nothing is worked out, and the exit code is 2."""
    place = words.index(left_out)
    assert main([*words[:place], *words[place + 2 :], "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_no_household_is_no_number_of_households(words: list[str], capsys: pytest.CaptureFixture) -> None:
    """--households takes a number from one."""
    with pytest.raises(SystemExit):
        main([*words, "--households", "0"])
    assert "write it like 500" in capsys.readouterr().err
