"""Commands for outbreaks: stays and trace; network, chains, rt and situation beside. Files in and out, no database."""

import argparse
import sys
import tempfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from mutong.cli import network_commands, situation_commands
from mutong.cli.outbreak_files import (
    add_file_command,
    encounter_columns,
    mapping_named,
    read_option_instant,
    say_outcome,
    stay_counts,
    stay_progress,
)
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.choices import Choice, Choices, load_choices
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import Pack, find_pack, load_pack
from mutong.tables.frames import read_table, rows_of, table_file, write_table


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add stays, trace, network, chains, rt and situation to the command line."""
    stays = add_file_command(
        commands,
        "stays",
        "build, extend, thin out or verify a store of stays 停留库",
        "mutong stays build stays.csv stays.store",
    )
    stays.add_argument("action", choices=("build", "append", "expire", "verify"))
    stays.add_argument("file", nargs="?", type=Path, metavar="FILE", help="table stays, for build and append")
    stays.add_argument("store", type=Path, metavar="STORE", help="folder of the store")
    stays.add_argument("--before", metavar="INSTANT", help="expire: leave out stays over before this instant")
    stays.add_argument("--mapping", metavar="NAME", help="a saved mapping of the file's columns")
    stays.set_defaults(run=run_stays)

    trace = add_file_command(
        commands,
        "trace",
        "contacts of cases and their contacts, by the rules of a pack 密接判定",
        "mutong trace --cases cases.csv --stays stays.store --register DIR --pack cn-covid-9 -o contacts.csv",
    )
    trace.add_argument("--cases", required=True, type=Path, metavar="FILE", help="table cases")
    trace.add_argument(
        "--stays", type=Path, metavar="STORE", help="a store of stays, or a file of table stays"
    )
    trace.add_argument("--register", type=Path, metavar="DIR", help="where places and memberships are")
    trace.add_argument("--places", type=Path, metavar="FILE", help="table places, instead of the register's")
    trace.add_argument(
        "--households", type=Path, metavar="FILE", help="table memberships, instead of the register's"
    )
    trace.add_argument("--encounters", type=Path, metavar="FILE", help="table encounters")
    trace.add_argument("--pack", required=True, metavar="NAME", help="pack, or its folder")
    trace.add_argument("--choices", type=Path, metavar="FILE", help="left out: the deployment's choices.csv")
    trace.add_argument("--area", metavar="CODE", help="area whose choices hold; left out: the first case's")
    trace.add_argument("--as-of", metavar="INSTANT", help="left out: now; also the day whose rules hold")
    trace.add_argument("--degrees", type=int, choices=(1, 2), default=2)
    trace.add_argument(
        "--look-back",
        type=float,
        metavar="DAYS",
        help="choose the days looked back, where no standard gives them",
    )
    trace.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    trace.set_defaults(run=run_trace)
    network_commands.add_commands(commands)
    situation_commands.add_commands(commands)


def run_stays(options: argparse.Namespace) -> int:
    """Work on a store of stays. Exit code 0; 1 when `verify` finds something wrong."""
    said, progress = stay_progress(options)
    if options.action in ("build", "append"):
        if options.file is None:
            raise _missing("FILE", "停留表的文件", "a file of table stays")
        said(f"{options.file.name} → {options.store}")
        pieces = stay_pieces(options.file, mapping_named(options.mapping))
        if options.action == "build":
            store = StayStore.build(options.store, pieces, progress)
        else:
            store = StayStore(options.store).append(pieces, progress)
    elif options.action == "expire":
        if not options.before:
            raise _missing("--before", "时刻", "an instant")
        before = int(read_option_instant(options.before).timestamp())
        store = StayStore(options.store).expire(before, progress)
    else:
        store = StayStore(options.store)
        problems = store.verify(progress)
        for problem in problems:
            print(problem.say(options.lang or "zh"), file=sys.stderr)
        if problems:
            say_outcome(
                options,
                {"problems": len(problems)},
                Words("停留库有误，请重建。", "The store is wrong; build it again."),
            )
            return 1
    say_outcome(options, *stay_counts(options, store))
    return 0


def run_trace(options: argparse.Namespace) -> int:
    """Trace contacts and write table contacts. Exit code 0; 1 when something could not be looked up."""
    as_of = read_option_instant(options.as_of) if options.as_of else clock.now()
    cases = rows_of(read_table(options.cases, "cases"))
    rules = _rules(options, cases, as_of)
    encounters = None
    if options.encounters:
        encounters = encounter_columns(read_table(options.encounters, "encounters"))
    with tempfile.TemporaryDirectory() as scratch:
        traced = trace_contacts(
            cases,
            _store(options, Path(scratch)),
            _rows(options.places, options.register, "places"),
            _rows(options.households, options.register, "memberships"),
            rules,
            as_of,
            options.degrees,
            encounters,
        )
    write_table(traced.rows, "contacts", options.output)
    language = options.lang or "zh"
    for warning in traced.warnings:
        print(warning.say(language), file=sys.stderr)
    counts = Counter((row["degree"], row["class"], row["verdict"]) for row in traced.rows)
    found = {
        "cases": len(cases),
        "rows": len(traced),
        "people": len({row["person_id"] for row in traced.rows}),
        "rows_by_class": [
            {"degree": degree, "class": name, "verdict": verdict, "rows": rows}
            for (degree, name, verdict), rows in sorted(counts.items())
        ],
        "warnings": len(traced.warnings),
    }
    by_class = "; ".join(
        f"{d}/{rules.class_words(c).say(language)}/{v} {n}" for (d, c, v), n in sorted(counts.items())
    )
    say_outcome(
        options,
        found,
        Words(
            f"{len(cases)} 例，接触者 {found['people']} 人，{len(traced)} 行，写入 {options.output}。{by_class}",
            f"{len(cases)} cases, {found['people']} contacts, {len(traced)} rows in {options.output}. {by_class}",
        ),
    )
    return 1 if traced.warnings else 0


def _rules(options: argparse.Namespace, cases: list[dict[str, object]], as_of: datetime) -> ContactRules:
    folder = Path(options.pack)
    pack = load_pack(folder if (folder / "pack.yaml").exists() else find_pack(packs_folder(), options.pack))
    choices = load_choices(options.choices or deployment_folder() / "choices.csv")
    area = options.area or next((str(case["area_code"]) for case in cases), "0")
    on = civil_day(as_of)
    rules = contact_rules(pack, choices, on, area)
    if options.look_back is None:
        return rules
    return contact_rules(pack, _with_look_back(options.look_back, rules, pack, choices, on), on, area)


def _with_look_back(days: float, rules: ContactRules, pack: Pack, choices: Choices, on: date) -> Choices:
    number = rules.window.days_back
    others = [one for one in choices.all if one.parameter != number.name]
    chosen = Choice(
        pack=pack.pack, parameter=number.name, area_code="0", value=f"{days:g}",
        reason=Words("命令行选定", "chosen on the command line"), post="command_line", signed_at=on,
        valid=pack.valid, file="--look-back", line=0,
    )  # fmt: skip
    with_it = Choices((*others, chosen))
    if contact_rules(pack, with_it, on, rules.area_code).window.days_back.state != "chosen":
        raise MutongError(
            "standard_is_settled",
            Words(
                f"“{number.label.zh}”有标准（{number.value:g}），不能用 --look-back 另定。",
                f"The standard settles “{number.label.en}” ({number.value:g}); --look-back cannot change it.",
            ),
            parameter=number.name,
        )
    return with_it


def _store(options: argparse.Namespace, scratch: Path) -> StayStore | None:
    if options.stays is not None and options.stays.is_dir() and not table_file(options.stays, "stays"):
        return StayStore(options.stays)
    source = options.stays or options.register
    if source is None or (source.is_dir() and not table_file(source, "stays")):
        return None
    return StayStore.build(scratch / "stays", stay_pieces(source))


def _rows(file: Path | None, register: Path | None, table: str) -> list[dict[str, object]]:
    if file is not None:
        return rows_of(read_table(file, table))
    return rows_of(read_table(register, table, missing_ok=True)) if register else []


def _missing(name: str, zh: str, en: str) -> MutongError:
    return MutongError("argument_missing", Words(f"请给出 {name}：{zh}。", f"Give {name}: {en}."))
