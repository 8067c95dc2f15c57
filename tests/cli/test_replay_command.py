"""standards replay: a household's history from a register kept as files."""

import csv
from pathlib import Path

import pytest

from mutong.cli.main import main

STATED = ("household,H1,property_conforms,known,,,yes", "household,H1,receives_low_income_support,known,,,no",
          "person,P1,destitute_support,known,,,no", "person,P1,monthly_income,known,200000,200000,")  # fmt: skip
KEPT = "2022-05-01,2022-05-01T09:00+08:00,2022-12-01T09:00+08:00,home_visit"
TABLES = {
    "people": "person_id,name,birth_date\nP1,试甲,1950-03-12\nP2,试乙,1980-01-01\n",
    "households": "household_id,area_code\nH1,140109901001\nH2,140109901001\n",
    "memberships": "person_id,household_id,kind,valid_from\nP1,H1,living,2020-01-01\nP2,H2,living,2020-01-01\n",
    "relations": "person_id,other_id,kind,valid_from\nP2,P1,parent,2000-01-01\n",
    "facts": "subject_kind,subject_id,fact,state,low,high,value,valid_from,recorded_at,confirmed_at,source\n"
    + "".join(f"{row},{KEPT}\n" for row in STATED)
    + "person,P1,monthly_income,known,10000,10000,,2022-06-01,"
    "2022-07-03T09:00+08:00,2022-12-01T09:00+08:00,home_visit\n",
    "events": "event_id,subject_kind,subject_id,kind,at,recorded_at,source\n"
    "E1,household,H1,home_visit,2022-11-05T10:00+08:00,2022-11-08T12:00+08:00,home_visit\n"
    "E2,household,H2,home_visit,2022-11-20T10:00+08:00,2022-11-20T12:00+08:00,home_visit\n",
    "completeness": "source,fact,area_code,valid_from,recorded_at\n"
    "grid_ledger,events:home_visit,140109901,2020-01-01,2020-01-01T09:00+08:00\n",
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A household of one old person and, elsewhere, of the child."""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def replay(register: Path, *words: str) -> int:
    """The exit code of a replay of H1 from May to December 2022, with further words."""
    asked = ["--register", str(register), "--packs", "cn-sx-ty", "--subject", "H1"]
    return main(["standards", "replay", *asked, "--on", "2022-05-02", "--and", "2022-12-31", *words])


def changes(path: Path, rule: str) -> list[tuple[str, str, str]]:
    """Day, verdict before and verdict after of a rule in a file that the command wrote."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [(row["day"], row["verdict_before"], row["verdict_after"]) for row in rows if row["rule"] == rule]


def test_each_day_is_told_as_it_was_known(register: Path, capsys: pytest.CaptureFixture) -> None:
    """What was recorded in July about June turns the answer in July, with its cause and its source in words."""
    out = register / "history.csv"
    assert replay(register, "--lang", "zh", "-o", str(out)) == 0
    said = capsys.readouterr().out

    assert "H1  2022-05-02 → 2022-12-31  每天按当天所知" in said
    assert "2022-07-03  最低生活保障 [cn:low_income_support]  否 → 是，630 元/月" in said
    assert "P1 月收入 2,000 → 100 元/月：2022-07-03 有新记录，自 2022-06-01 起（入户走访）" in said
    assert changes(out, "cn:low_income_support") == [("2022-07-03", "no", "yes")]
    assert "当时不知道" not in said


def test_as_known_later_it_was_so_from_june_and_what_was_not_known_is_told(
    register: Path, capsys: pytest.CaptureFixture
) -> None:
    """With --as-known-at the same change lies in June, and the month in between is among what was not known."""
    out = register / "history.csv"
    assert replay(register, "--as-known-at", "2022-12-31", "--lang", "en", "-o", str(out)) == 0
    said = capsys.readouterr().out

    assert changes(out, "cn:low_income_support") == [("2022-06-01", "no", "yes")]
    assert "Not known at the time:" in said
    assert (
        "2022-06-01 … 2022-07-02  Minimum living guarantee [cn:low_income_support]  then: no  "
        "now: yes, 630 yuan a month" in said
    )


def test_what_follows_from_events_is_replayed_too(register: Path, capsys: pytest.CaptureFixture) -> None:
    """Nobody had visited: a visit is due from the rule's first day; one of 5 November, recorded on the 8th, is good for
    a month; one at another household does not count.
    """
    out = register / "history.csv"
    assert replay(register, "-o", str(out)) == 0
    assert "上次入户走访 2022-11-05" in capsys.readouterr().out
    assert changes(out, "cn:elder_visit_due") == [
        ("2022-10-27", "not_in_force", "yes"),
        ("2022-11-08", "yes", "no"),
        ("2022-12-05", "no", "yes"),
    ]
    assert replay(register, "--as-known-at", "2022-12-31", "-o", str(out)) == 0
    assert changes(out, "cn:elder_visit_due")[1] == ("2022-11-05", "yes", "no")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["--subject", "H7"], "登记册里没有“H7”这一户", "There is no household “H7” in the register."),
        (["--subject", "P1"], "登记册里没有“P1”这一户", "There is no household “P1”"),
        (["--and", "2022-05-01"], "早于第一天", "The last day 2022-05-01 lies before the first"),
        (["--packs", "none"], "none", "there is no such pack"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_both_languages(
    register: Path, capsys: pytest.CaptureFixture, words: list[str], zh: str, en: str
) -> None:
    """An unknown household, days the wrong way round and a pack that is not there are told; exit code 2."""
    for language, said in (("zh", zh), ("en", en)):
        assert replay(register, *words, "--lang", language) == 2
        assert said in capsys.readouterr().err


def test_words_that_are_missing_are_asked_for(capsys: pytest.CaptureFixture) -> None:
    """Without a household, a register or a last day the command says what to give."""
    for language, said in (("zh", "请给出 --register DIR"), ("en", "Give --register DIR")):
        words = ["standards", "replay", "--packs", "cn-sx-ty", "--on", "2022-05-02", "--lang", language]
        assert main(words) == 2
        assert said in capsys.readouterr().err
