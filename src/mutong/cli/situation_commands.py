"""Commands rt and situation: the reproduction number of a curve, the whole picture of an outbreak from its cases."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import isfinite, isnan
from pathlib import Path

import numpy as np

from mutong.cli.given_files import add_reading_options, assignments, read_file
from mutong.cli.incidence_files import read_incidence, read_interval, read_pair
from mutong.cli.outbreak_files import add_file_command, say_outcome, write_result
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.delays import DelayFit, SerialIntervals
from mutong.outbreak.forecast import LONGEST
from mutong.outbreak.reproduction import (
    PRIOR,
    WINDOW,
    estimate_case_reproduction,
    estimate_reproduction,
    windows_of,
)
from mutong.outbreak.situation import Situation, situation_of
from mutong.outbreak.situation_figures import UNITS, Figure
from mutong.tables.dates import read_date
from mutong.tables.frames import rows_of
from mutong.tables.remedies import CellRefused

RT_COLUMNS = ("t_start", "t_end", "mean", "sd", "q025", "median", "q975")
CURVE_COLUMNS = (
    "date", "cases", "local", "imported", "unknown_origin", "share_reported", "expected", "low", "high",
)  # fmt: skip
DELAY_COLUMNS = (
    "delay", "family", "n", "censored", "mean", "mean_low", "mean_high", "median", "median_low", "median_high",
    "p95", "p95_low", "p95_high", "sd", "parameters", "log_likelihood", "aic", "method",
)  # fmt: skip
FORECAST_COLUMNS = ("date", "ahead", "mean", "median", "q025", "q25", "q75", "q975")
_PRIOR_TEXT = ",".join(f"{one:g}" for one in PRIOR)


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add rt and situation to the command line."""
    rt = add_file_command(
        commands,
        "rt",
        "the reproduction number by windows, as EpiEstim works it out 再生数",
        "mutong rt --incidence cases.csv --si 2.6,1.5 --window 7 -o rt.csv",
    )
    rt.add_argument(
        "--incidence",
        required=True,
        type=Path,
        metavar="FILE",
        help="cases per day: dates,I or date,count or date,local,imported, or one number a line",
    )
    rt.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="WHAT=HEADING",
        help="which heading holds day, count, local or imported (left out: known words for them)",
    )
    rt.add_argument(
        "--missing-days",
        choices=("refuse", "zero"),
        default="refuse",
        help="days between two that the file does not have: refuse the file, or no case on them (default %(default)s)",
    )
    _add_interval(rt, required=True)
    rt.add_argument("--method", choices=("cori", "wt"), default="cori", help="wt: Wallinga-Teunis")
    rt.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    rt.set_defaults(run=run_rt)

    situation = add_file_command(
        commands,
        "situation",
        "curve, reproduction number, delays, forecast and figures of an outbreak 疫情形势",
        "mutong situation --cases cases.csv --contacts links.csv --area 140109 --si 4.2,2.1 -o DIR",
    )
    situation.add_argument("--cases", required=True, type=Path, metavar="FILE", help="table cases")
    situation.add_argument(
        "--contacts", type=Path, metavar="FILE", help="table links (infector, infectee) or contacts"
    )
    situation.add_argument("--cases-mapping", metavar="NAME", help="a saved mapping of the case file")
    situation.add_argument("--contacts-mapping", metavar="NAME", help="a saved mapping of the other file")
    situation.add_argument("--area", default="", metavar="CODE", help="the beginning of an area code")
    situation.add_argument(
        "--by", choices=("onset", "report"), default="onset", help="the day of a case (default %(default)s)"
    )
    situation.add_argument("--as-of", metavar="DAY", help="left out: the last day in the file")
    _add_interval(situation, required=False)
    situation.add_argument(
        "--horizon", type=int, default=7, metavar="DAYS", help=f"days to forecast, 1 to {LONGEST}"
    )
    add_reading_options(situation)
    situation.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    situation.set_defaults(run=run_situation)


def _add_interval(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument(
        "--si",
        required=required,
        metavar="FILE|MEAN,SD",
        help="serial interval: probabilities (k,w) or mean and sd in days"
        + ("" if required else "; left out: this outbreak's own pairs"),
    )
    parser.add_argument("--window", type=int, default=WINDOW, metavar="DAYS", help="default %(default)s")
    parser.add_argument("--prior", default=_PRIOR_TEXT, metavar="MEAN,SD", help="default %(default)s")


def run_rt(options: argparse.Namespace) -> int:
    """Write rt.csv; say the latest estimate. Exit code 0; 1 when no window allows one."""
    said = assignments(options.column, "--column")
    given = read_incidence(options.incidence, said, options.missing_days == "zero")
    interval = read_interval(options.si)
    windows = windows_of(len(given.local), options.window)
    if options.method == "wt":
        found = estimate_case_reproduction(given.local, interval, given.imported, windows)
    else:
        found = estimate_reproduction(given.local, interval, given.imported, windows, _prior(options.prior))
    write_result(options.output.parent, options.output.name, RT_COLUMNS, map(_digits, found.rows()))
    latest = found.rows()[-1] if len(found) else None
    outcome = {
        "method": found.method,
        "days": len(given.local),
        "windows": len(found),
        "windows_left_out": found.left_out,
        "si_mean": found.si_mean,
        "si_sd": found.si_sd,
        "latest": latest,
        "latest_until": str(given.days[int(latest["t_end"]) - 1]) if latest and given.days else None,
    }
    if latest is None:
        words = Words(
            f"没有一个窗口能估计：{len(given.local)} 天，平均代际间隔 {found.si_mean:.1f} 天。"
            f"{options.output} 只有表头。",
            f"No window allows an estimate: {len(given.local)} days, mean serial interval {found.si_mean:.1f} days. "
            f"{options.output} holds its headings only.",
        )
        say_outcome(options, outcome, words)
        return 1
    until = outcome["latest_until"] or latest["t_end"]
    left = found.left_out
    r = f"{latest['mean']:.2f}", f"{latest['q025']:.2f}", f"{latest['q975']:.2f}"
    say_outcome(
        options,
        outcome,
        Words(
            f"{len(given.local)} 天，{len(found)} 个窗口（另有 {left} 个过早或无病例，不估计）；截至 {until}，"
            f"R = {r[0]}（95% 区间 {r[1]}–{r[2]}）。写入 {options.output}",
            f"{len(given.local)} days, {len(found)} windows ({left} more too early or without cases); up to {until} "
            f"R = {r[0]} (95 % {r[1]} to {r[2]}). Written to {options.output}",
        ),
    )
    return 0


def run_situation(options: argparse.Namespace) -> int:
    """Write curve, rt, delays, forecast and summary; say the figures. Exit code 0; 1 when a part is missing."""
    cases = rows_of(read_file(options, options.cases, ("cases",), options.cases_mapping).frame)
    links, contacts = _links_or_contacts(options)
    found = situation_of(
        cases,
        links,
        contacts,
        as_of=_day(options.as_of),
        by=options.by,
        area=options.area,
        interval=read_interval(options.si) if options.si else None,
        window=options.window,
        prior=_prior(options.prior),
        horizon=options.horizon,
    )
    folder = options.output
    write_result(folder, "curve.csv", CURVE_COLUMNS, map(_digits, _curve_rows(found)))
    write_result(folder, "rt.csv", (*RT_COLUMNS, "date_start", "date_end"), map(_digits, _rt_rows(found)))
    write_result(folder, "delays.csv", DELAY_COLUMNS, map(_digits, _delay_rows(found)))
    write_result(folder, "forecast.csv", FORECAST_COLUMNS, map(_digits, _forecast_rows(found)))
    summary = _summary(found)
    half = folder / "summary.json.part"
    half.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    half.replace(folder / "summary.json")
    for words in (*found.warnings, *found.notes):
        print(words.say(options.lang or "zh"), file=sys.stderr)
    say_outcome(options, summary, _as_words(found, folder))
    return 1 if found.warnings or getattr(options, "left_out", 0) else 0


def _links_or_contacts(
    options: argparse.Namespace,
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows of --contacts as links or as contacts, whichever the file is; both empty without one."""
    if options.contacts is None:
        return [], []
    read = read_file(options, options.contacts, ("links", "contacts"), options.contacts_mapping)
    rows = rows_of(read.frame)
    return (rows, []) if read.table == "links" else ([], rows)


def _curve_rows(found: Situation) -> Iterator[dict[str, object]]:
    curve, known = found.curve, found.nowcast
    for k, day in enumerate(curve.days):
        yield {
            "date": day,
            "cases": int(curve.total[k]),
            "local": int(curve.local[k]),
            "imported": int(curve.imported[k]),
            "unknown_origin": int(curve.unknown_origin[k]),
            "share_reported": float(known.share[k]) if known else None,
            "expected": float(known.expected[k]) if known else None,
            "low": float(known.low[k]) if known else None,
            "high": float(known.high[k]) if known else None,
        }


def _rt_rows(found: Situation) -> Iterator[dict[str, object]]:
    days = found.curve.days
    for row in found.reproduction.rows() if found.reproduction else ():
        yield row | {
            "date_start": days[int(row["t_start"]) - 1],
            "date_end": days[int(row["t_end"]) - 1],
        }


def _delay_rows(found: Situation) -> Iterator[dict[str, object]]:
    for name, delay in found.delays:
        if isinstance(delay, SerialIntervals):
            yield {
                "delay": name, "family": "raw", "n": delay.n, "censored": 0, "mean": delay.mean.value,
                "mean_low": delay.mean.low, "mean_high": delay.mean.high, "median": delay.median, "sd": delay.sd,
                "method": delay.method,
            }  # fmt: skip
            yield from (_fit_row(name, fit) for fit in delay.fits)
        else:
            yield _fit_row(name, delay)


def _fit_row(name: str, fit: DelayFit) -> dict[str, object]:
    row = {
        "delay": name, "family": fit.family, "n": fit.n, "censored": fit.censored, "sd": fit.sd,
        "parameters": ";".join(f"{key}={value:.6g}" for key, value in fit.parameters.items()),
        "log_likelihood": fit.log_likelihood, "aic": fit.aic, "method": fit.method,
    }  # fmt: skip
    for figure, of in (("mean", fit.mean), ("median", fit.median), ("p95", fit.p95)):
        row |= {figure: of.value, f"{figure}_low": of.low, f"{figure}_high": of.high}
    return row


def _forecast_rows(found: Situation) -> Iterator[dict[str, object]]:
    ahead = found.forecast
    for k in range(len(ahead.day) if ahead else 0):
        # Days before the forecast asked for are still to be reported; a negative number says how far back.
        step = k - (len(ahead.day) - ahead.ahead)
        yield {
            "date": found.as_of + timedelta(days=step + 1),
            "ahead": step + 1,
            **{name: float(getattr(ahead, name)[k]) for name in FORECAST_COLUMNS[2:]},
        }


def _summary(found: Situation) -> dict[str, object]:
    interval = found.interval
    return {
        "as_of": str(found.as_of),
        "by": found.by,
        "area": found.area,
        "first_day": str(found.curve.days[0]) if found.curve.days else None,
        "used_until": str(found.used_until) if found.used_until else None,
        "serial_interval": {"mean": interval.mean, "sd": interval.sd} if interval else None,
        "not_counted": found.curve.not_counted,
        "not_yet_known": found.curve.not_yet_known,
        "figures": {figure.name: _figure(figure) for figure in found.figures},
        "warnings": [{"zh": one.zh, "en": one.en} for one in found.warnings],
        "notes": [{"zh": one.zh, "en": one.en} for one in found.notes],
    }


def _figure(figure: Figure) -> dict[str, object]:
    sides = {"value": figure.value, "low": figure.low, "high": figure.high}
    endless = [side for side, value in sides.items() if value is not None and not isfinite(value)]
    # JSON has no infinity: such a side is null and named.
    found = {side: None if side in endless else value for side, value in sides.items()}
    found |= {"n": figure.n, "unit": figure.unit, "level": None if figure.low is None else 0.95}
    found |= {"infinite": endless} if endless else {}
    return found | {
        "label": {"zh": figure.label.zh, "en": figure.label.en},
        "method": {"zh": figure.method.zh, "en": figure.method.en},
    }


def _as_words(found: Situation, folder: Path) -> Words:
    def shown(value: float) -> str:
        return "∞" if value == float("inf") else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"

    zh, en = [], []
    for figure in found.figures:
        unit = UNITS[figure.unit]
        if figure.low is None:
            zh.append(f"{figure.label.zh}：{shown(figure.value)} {unit.zh}")
            en.append(f"{figure.label.en}: {shown(figure.value)}")
            continue
        low, high = shown(figure.low), shown(figure.high)
        value_zh, value_en = (f"{shown(figure.value)} {one}".strip() for one in (unit.zh, unit.en))
        zh.append(f"{figure.label.zh}：{value_zh}（95% {low} 到 {high}；n={figure.n}；{figure.method.zh}）")
        en.append(f"{figure.label.en}: {value_en} (95 % {low} to {high}; n={figure.n}; {figure.method.en})")
    until = found.used_until
    by = {"onset": Words("发病", "onset"), "report": Words("报告", "report")}[found.by]
    return Words(
        "\n".join([f"截至 {found.as_of}，按{by.zh}日期；再生数与预测用到 {until}", *zh, f"写入 {folder}"]),
        "\n".join(
            [
                f"As of {found.as_of}, by {by.en}; reproduction number and forecast rest on days to {until}",
                *en,
                f"Written to {folder}",
            ]
        ),
    )


def _digits(row: Mapping[str, object]) -> dict[str, object]:
    """Numbers with ten digits (reference tables are compared to 1e-6 and finer); nothing where there is none."""
    found: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, float | np.floating):
            found[name] = None if isnan(value) else f"{value:.10g}"
        else:
            found[name] = value
    return found


def _prior(text: str) -> tuple[float, float]:
    found = read_pair(text)
    if found is None:
        raise MutongError(
            "not_a_pair",
            Words(f"“{text}”应写成 均值,标准差，例如 5,5。", f"Write “{text}” as MEAN,SD, such as 5,5."),
        )
    return found


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return read_date(text)
    except CellRefused:
        raise MutongError(
            "not_a_day",
            Words(
                f"“{text}”不是日期；请写成 2022-08-22。", f"“{text}” is no date; write it like 2022-08-22."
            ),
        ) from None
