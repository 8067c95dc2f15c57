"""The commands rt and situation, from the words typed to the files written and the exit code."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from mutong.cli.main import main
from mutong.kernel.period import CHINA
from mutong.outbreak.reproduction import gamma_interval
from mutong.tables.frames import write_table

# Influenza in a school, 27 April 2009 on; the R package EpiEstim, Flu2009.
COUNTS = [
    1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11, 12, 6, 6, 6, 3, 1, 0, 2, 0, 0, 0, 0, 2, 0, 2, 0,
]  # fmt: skip
WEIGHTS = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]
DAYS = [date(2009, 4, 27) + timedelta(days=k) for k in range(len(COUNTS))]
FIRST_WINDOW = ["1.735608909", "0.4090869431", "1.028631837", "1.703575973", "2.624495884"]


def lines(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture
def si(tmp_path: Path) -> Path:
    """A serial interval by its probabilities."""
    path = tmp_path / "si.csv"
    path.write_text("k,w\n" + "".join(f"{k},{w}\n" for k, w in enumerate(WEIGHTS)), encoding="utf-8")
    return path


FORMS = {
    "EpiEstim's": '"dates","I"\n' + "".join(f"{d},{n}\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "dates and counts": "date,count\n" + "".join(f"{d},{n}\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "Chinese": "日期,病例数\n"
    + "".join(f"{d.year}年{d.month}月{d.day}日,{n}\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "local and imported": "date,local,imported\n"
    + "".join(f"{d},{n},0\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "cases, of these imported": "date,cases,imported\n"
    + "".join(f"{d},{n},0\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "numbered": "i,value\n" + "".join(f"{k},{n}\n" for k, n in enumerate(COUNTS)),
    "headings nobody knows": "when,how many\n"
    + "".join(f"{d},{n}\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "no headings": "".join(f"{d},{n}\n" for d, n in zip(DAYS, COUNTS, strict=True)),
    "one number a line": "".join(f"{n}\n" for n in COUNTS),
    "one number a line, headed": "I\n" + "".join(f"{n}\n" for n in COUNTS),
}


@pytest.mark.parametrize("form", FORMS)
def test_rt_reads_what_people_have(tmp_path: Path, si: Path, form: str) -> None:
    """However the counts are written, the columns of DESIGN 6 come out with the figures of EpiEstim."""
    source, out = tmp_path / "counts.csv", tmp_path / "rt.csv"
    source.write_text(FORMS[form], encoding="utf-8")
    assert main(["rt", "--incidence", str(source), "--si", str(si), "-o", str(out)]) == 0

    rows = lines(out)
    assert list(rows[0]) == ["t_start", "t_end", "mean", "sd", "q025", "median", "q975"]
    assert len(rows) == 25
    assert list(rows[0].values()) == ["2", "8", *FIRST_WINDOW]


def test_a_date_that_could_be_two_is_refused(tmp_path: Path, si: Path, capsys: pytest.CaptureFixture) -> None:
    """03.05.2009 may be in May or in March: nothing is written, and the row is named."""
    source = tmp_path / "counts.csv"
    source.write_text("Date;Cases\n27.04.2009;3\n03.05.2009;4\n", encoding="utf-8")
    words = [
        "rt",
        "--incidence",
        str(source),
        "--si",
        str(si),
        "-o",
        str(tmp_path / "rt.csv"),
        "--lang",
        "en",
    ]
    assert main(words) == 2
    assert "Day and month cannot be told apart" in capsys.readouterr().err
    assert not (tmp_path / "rt.csv").exists()


def test_rt_by_mean_and_sd_by_method_window_and_prior(
    tmp_path: Path, si: Path, capsys: pytest.CaptureFixture
) -> None:
    """--si MEAN,SD, --method wt, --window and --prior do what they say; --json gives the latest estimate."""
    source, out = tmp_path / "counts.txt", tmp_path / "rt.csv"
    source.write_text(FORMS["one number a line"], encoding="utf-8")
    base = ["rt", "--incidence", str(source), "--si", "2.6,1.5", "-o", str(out), "--json"]
    assert main(base) == 0
    assert json.loads(capsys.readouterr().out)["latest"]["mean"] == pytest.approx(0.9975351942)
    assert lines(out)[0]["mean"] == "1.735797664"
    assert main([*base, "--window", "14", "--prior", "1,1"]) == 0
    assert [lines(out)[0][name] for name in ("t_start", "t_end")] == ["2", "15"]
    assert json.loads(capsys.readouterr().out)["windows"] == 18
    by_file = ["rt", "--incidence", str(source), "--si", str(si), "-o", str(out), "--method", "wt"]
    assert main(by_file) == 0
    assert lines(out)[0]["mean"] == "1.534692829"


@pytest.mark.parametrize(
    ("counts", "si_text", "said"),
    [
        ("date,count\n2009-05-02,1\n2009-05-01,2\n", "2,1", "dates must ascend"),
        ("date,count\n2009-05-01,1\n2009-05-03,2\n", "2,1", "Days are missing"),
        (
            "date,count\n" + "".join(f"{d},{-1 if d.day == 9 else 1}\n" for d in DAYS),
            "2,1",
            "has -1 local cases",
        ),
        ("date,count\n2009-05-01,many\n", "2,1", "“many” is no number"),
        ("\n".join(["3"] * 20), "1,1", "must exceed 1"),
        ("\n".join(["3"] * 20), "2,0", "must exceed 0"),
        ("\n".join(["3"] * 5), "2,1", "need at least 8"),
        ("3\n4\n\n5\n", "2,1", "row 3 is empty"),
        ("i,value\n0,3\n2,3\n", "2,1", "numbered one after the other"),
        ("\n".join(["3"] * 20), "si:0.2,0.8", "at 0 days"),
        ("\n".join(["3"] * 20), "si:0,0.5,0.3", "must sum to 1"),
        ("\n".join(["3"] * 20), "nosuchfile.csv", "nosuchfile.csv"),
        ("a,b,c\nx,y,z\n", "2,1", "No column of numbers"),
    ],
)
def test_rt_refuses_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture, counts: str, si_text: str, said: str
) -> None:
    """Exit code 2, a sentence that says what is wrong, and no file."""
    source = tmp_path / "counts.csv"
    source.write_text(counts, encoding="utf-8")
    if si_text.startswith("si:"):
        (tmp_path / "si.txt").write_text(si_text[3:].replace(",", "\n"), encoding="utf-8")
        si_text = str(tmp_path / "si.txt")
    out = tmp_path / "rt.csv"
    assert main(["rt", "--incidence", str(source), "--si", si_text, "-o", str(out), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_rt_without_any_window_says_so(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A serial interval longer than the data: the file has headings only, exit code 1."""
    (tmp_path / "counts.txt").write_text("\n".join(["3"] * 10), encoding="utf-8")
    (tmp_path / "si.csv").write_text("k,w\n12,1\n", encoding="utf-8")
    words = ["--incidence", str(tmp_path / "counts.txt"), "--si", str(tmp_path / "si.csv"), "--lang", "en"]
    for method in ("cori", "wt"):
        assert main(["rt", *words, "--method", method, "-o", str(tmp_path / "rt.csv")]) == (method == "cori")
        assert bool(lines(tmp_path / "rt.csv")) == (method == "wt")
    assert "No window allows an estimate" in capsys.readouterr().out


@pytest.fixture
def outbreak(tmp_path: Path) -> Path:
    """Tables cases and links of an outbreak with R 1.5 for 25 days, in two counties, with exposures and deaths."""
    chance, weights = np.random.default_rng(5), gamma_interval(4.0, 2.0).over(26)
    ill, rows, links = np.zeros(26), [], []
    ill[0] = 8
    for day in range(26):
        if day:
            ill[day] = chance.poisson(1.5 * float(ill[:day] @ weights[day:0:-1]))
        for _ in range(int(ill[day])):
            onset = date(2022, 8, 1) + timedelta(days=day)
            told = datetime(2022, 8, 1, 10, tzinfo=CHINA) + timedelta(days=day + int(chance.integers(0, 4)))
            number = len(rows)
            earlier = [k for k, row in enumerate(rows) if 2 <= (onset - row["date_onset"]).days <= 7]
            if earlier and chance.random() < 0.5:
                links.append({"infector": f"C{chance.choice(earlier)}", "infectee": f"C{number}"})
            rows.append(
                {
                    "case_id": f"C{number}", "person_id": f"P{number}", "classification": "confirmed",
                    "reported_at": told, "date_onset": onset, "origin": "local" if day else "imported",
                    "exposed_from": onset - timedelta(days=int(chance.integers(3, 7))),
                    "exposed_to": onset - timedelta(days=int(chance.integers(1, 3))),
                    "isolated_at": told + timedelta(hours=20),
                    "outcome": "died" if chance.random() < 0.15 else "recovered",
                    "outcome_at": onset + timedelta(days=int(chance.integers(5, 9))),
                    "area_code": "140109001001" if number % 3 else "140105001001",
                }
            )  # fmt: skip
    write_table(rows, "cases", tmp_path / "cases.csv")
    write_table(links, "links", tmp_path / "links.csv")
    return tmp_path


def test_situation_writes_its_five_files(outbreak: Path, capsys: pytest.CaptureFixture) -> None:
    """Curve, rt, delays, forecast and summary; every figure with n, method and interval; exit code 0."""
    out = outbreak / "out"
    words = [
        "situation", "--cases", str(outbreak / "cases.csv"), "--contacts", str(outbreak / "links.csv"),
        "--si", "4,2", "--as-of", "2022-08-24", "-o", str(out), "--lang", "en",
    ]  # fmt: skip
    assert main(words) == 0
    said = capsys.readouterr()

    curve = lines(out / "curve.csv")
    assert (curve[0]["date"], curve[-1]["date"], curve[0]["imported"]) == ("2022-08-01", "2022-08-24", "8")
    assert float(curve[-1]["low"]) <= float(curve[-1]["expected"]) <= float(curve[-1]["high"])
    assert curve[0]["expected"] == curve[0]["cases"]
    rt = lines(out / "rt.csv")
    assert rt[0]["date_start"] == "2022-08-02" and float(rt[-1]["q025"]) < 1.5 < float(rt[-1]["q975"])
    delays = {(row["delay"], row["family"]) for row in lines(out / "delays.csv")}
    for name in ("incubation", "onset_to_report", "onset_to_isolation", "onset_to_death"):
        assert {(name, family) for family in ("gamma", "lognormal", "weibull")} <= delays
    assert {("serial_interval", family) for family in ("raw", "normal", "gamma", "lognormal")} <= delays
    forecast = [row for row in lines(out / "forecast.csv") if int(row["ahead"]) > 0]
    assert [row["date"] for row in forecast] == [f"2022-08-{day}" for day in range(25, 32)]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    for figure in summary["figures"].values():
        assert (
            figure["n"] >= 0 and figure["method"]["zh"] and figure["method"]["en"] and figure["label"]["zh"]
        )
        assert figure["method"]["en"] == "count" or figure["level"] == 0.95
    assert summary["figures"]["cases"]["value"] == sum(int(row["cases"]) for row in curve)
    assert "reproduction number, latest window" in said.out and "Traceback" not in said.err


def test_situation_curve_goes_back_into_rt(outbreak: Path, tmp_path: Path) -> None:
    """curve.csv is a file that `mutong rt` reads: by report both give the same R."""
    out = outbreak / "out"
    base = ["--si", "4,2", "-o"]
    assert main(["situation", "--cases", str(outbreak / "cases.csv"), "--by", "report", *base, str(out)]) == 0
    assert main(["rt", "--incidence", str(out / "curve.csv"), *base, str(tmp_path / "again.csv")]) == 0
    one, other = lines(out / "rt.csv"), lines(tmp_path / "again.csv")
    assert [row["mean"] for row in one] == [row["mean"] for row in other]


def test_situation_of_one_area_in_chinese_and_as_json(outbreak: Path, capsys: pytest.CaptureFixture) -> None:
    """--area takes the beginning of a code; --json puts the summary on stdout; the words are Chinese by default."""
    words = ["situation", "--cases", str(outbreak / "cases.csv"), "--si", "4,2", "-o", str(outbreak / "out")]
    assert main([*words, "--json", "--area", "140105"]) == 0
    part = json.loads(capsys.readouterr().out)["figures"]["cases"]["value"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "再生数 Rt（最近窗口）" in said and "95%" in said
    assert (
        0 < part < json.loads((outbreak / "out/summary.json").read_text("utf-8"))["figures"]["cases"]["value"]
    )


def test_situation_says_what_is_missing(outbreak: Path, capsys: pytest.CaptureFixture) -> None:
    """Without a serial interval there is no R and no forecast: said on stderr, exit code 1, the rest is written."""
    out = outbreak / "out"
    assert main(["situation", "--cases", str(outbreak / "cases.csv"), "-o", str(out), "--lang", "en"]) == 1
    assert "No serial interval" in capsys.readouterr().err
    assert lines(out / "rt.csv") == lines(out / "forecast.csv") == []
    assert lines(out / "delays.csv")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--area", "99"], "no case in area"),
        (["--as-of", "yesterday"], "is no date"),
        (["--si", "4,2", "--prior", "five"], "MEAN,SD"),
        (["--contacts", "nofile.csv"], "nofile.csv"),
    ],
)
def test_situation_refuses_in_words(outbreak: Path, capsys: pytest.CaptureFixture, words, said: str) -> None:
    """What cannot be done at all is refused with exit code 2 and nothing is written."""
    out = outbreak / "none"
    line = ["situation", "--cases", str(outbreak / "cases.csv"), *words, "-o", str(out), "--lang", "en"]
    assert main(line) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_horizon_that_is_not_short_is_a_warning(outbreak: Path, capsys: pytest.CaptureFixture) -> None:
    """30 days ahead: no forecast, said so, and the other parts stand."""
    line = [
        "situation", "--cases", str(outbreak / "cases.csv"), "--si", "4,2", "--horizon", "30", "--lang", "en",
        "-o", str(outbreak / "out"),
    ]  # fmt: skip
    assert main(line) == 1
    assert "a short forecast has 1 to 14" in capsys.readouterr().err
    assert lines(outbreak / "out/rt.csv") and not lines(outbreak / "out/forecast.csv")
