"""Commands for outbreaks: stays and trace; network, chains, rt and situation beside. Files in and out, no database."""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from mutong.cli import network_commands, situation_commands, wider_files
from mutong.cli.encounter_files import add_record_options, read_encounters
from mutong.cli.given_files import add_reading_options, read_file, says_something_of
from mutong.cli.outbreak_files import (
    add_file_command,
    mapping_named,
    read_option_instant,
    say_outcome,
    stay_counts,
    stay_progress,
)
from mutong.cli.stay_telling import tell_left_out, tell_stays
from mutong.cli.told_onsets import with_told_onsets
from mutong.cli.trace_engines import add_engine_options, trace_by_engine
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.crowds import Crowd
from mutong.outbreak.encounter_episodes import encounters_for_tracing
from mutong.outbreak.short_contacts import ShortContacts, encounter_bound, no_bound, without_short
from mutong.outbreak.stay_frames import stay_columns, stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.standards.choices import Choice, Choices, load_choices
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import Pack, find_pack, load_pack
from mutong.tables.frames import read_table, rows_of, table_file, write_table
from mutong.tables.table_pieces import LeftOut, is_headed_as


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
    stays.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help="where wrong rows are listed; left out: STORE.rejects.csv",
    )
    stays.add_argument(
        "--register",
        type=Path,
        metavar="DIR",
        help="tell which people and places this register does not know",
    )
    add_reading_options(stays)
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
    trace.add_argument(
        "--encounters", type=Path, metavar="FILE", help="table encounters, or sensor records t i j"
    )
    for name in ("cases", "stays", "places", "households", "encounters"):
        trace.add_argument(
            f"--{name}-mapping", metavar="NAME", help=f"a saved mapping of the file of --{name}"
        )
    trace.add_argument("--pack", required=True, metavar="NAME", help="pack, or its folder")
    trace.add_argument("--choices", type=Path, metavar="FILE", help="left out: the deployment's choices.csv")
    trace.add_argument("--area", metavar="CODE", help="area whose choices hold; left out: the first case's")
    trace.add_argument("--as-of", metavar="INSTANT", help="left out: now; also the day whose rules hold")
    trace.add_argument(
        "--degrees",
        type=_at_least_one,
        default=2,
        metavar="N",
        help="how many steps from a case; beyond 2 in the class the pack grants there (default %(default)s)",
    )
    wider_files.add_options(trace)
    trace.add_argument(
        "--look-back",
        type=float,
        metavar="DAYS",
        help="choose the days looked back, where no standard gives them",
    )
    _add_contact_rules(trace)
    add_engine_options(trace)
    add_reading_options(trace)
    trace.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    trace.set_defaults(run=run_trace)
    network_commands.add_commands(commands)
    situation_commands.add_commands(commands)


def _add_contact_rules(trace: argparse.ArgumentParser) -> None:
    add_record_options(trace)
    trace.add_argument(
        "--gap-seconds",
        type=_not_negative(int),
        metavar="S",
        help="encounters of one pair whose pause is at most S seconds are one, the pause counted as time together "
        "(left out: every record counts by itself, pauses do not)",
    )
    trace.add_argument(
        "--min-minutes",
        type=_not_negative(float),
        metavar="M",
        help="leave out contacts whose time together is surely below M minutes; unknown time is kept (left out: "
        "everybody stays)",
    )
    trace.add_argument(
        "--directed",
        action="store_true",
        help="in encounters person_a exposes person_b, not the reverse (left out: each the other)",
    )


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("1, 2, 3, …")
    return int(text)


def _not_negative(kind: type) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = kind(text)
        if not 0 <= value < float("inf"):
            raise ValueError(text)
        return value

    number.__name__ = kind.__name__
    return number


def run_stays(options: argparse.Namespace) -> int:
    """Work on a store of stays. Exit code 0; 1 when `verify` finds something wrong or rows were left out."""
    said, progress = stay_progress(options)
    if options.action in ("build", "append"):
        if options.file is None:
            raise _missing("FILE", "停留表的文件", "a file of table stays")
        said(f"{options.file.name} → {options.store}")
        rejects = options.rejects or options.store.with_name(options.store.name + ".rejects.csv")
        with LeftOut(rejects, options.lang or "zh") as left_out:
            pieces = _stays(options, options.file, options.mapping, left_out)
            if options.action == "build":
                store = StayStore.build(options.store, pieces, progress)
            else:
                store = StayStore(options.store).append(pieces, progress)
        return tell_stays(options, store, left_out)
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
    cases = _cases(options)
    encounters = _encounters(options)
    rules = _rules(options, cases, as_of)
    with tempfile.TemporaryDirectory() as scratch:
        traced = trace_by_engine(
            options, Path(scratch), _store, _rows, cases, rules, as_of,
            degrees=options.degrees, encounters=encounters, relations=wider_files.read_relations(options),
            widenings=wider_files.read_widenings(options),
        )  # fmt: skip
    wider_files.write_crowds(options, traced.crowds)
    rows, short = traced.rows, None
    if options.min_minutes is not None:
        bound = _encounter_bound(encounters, cases, rules)
        short = without_short(rows, options.min_minutes, bound)
        rows = short.kept
    write_table(rows, "contacts", options.output)
    for warning in traced.warnings:
        print(warning.say(options.lang or "zh"), file=sys.stderr)
    _say_contacts(options, cases, rows, rules, short, len(traced.warnings), traced.crowds)
    return 1 if traced.warnings or getattr(options, "left_out", 0) else 0


def _encounter_bound(
    encounters: dict[str, Sequence] | None, cases: Sequence[dict[str, object]], rules: ContactRules
) -> Callable[[dict[str, object]], float]:
    """The most minutes that encounters allow a contact whose own time together is not known."""
    if encounters is None:
        return no_bound
    about = {rule.name for rule in (*rules.rules, *rules.second_rules) if rule.relation == "encounter"}
    return encounter_bound(encounters, about, {str(one["case_id"]): str(one["person_id"]) for one in cases})


def _say_contacts(
    options: argparse.Namespace,
    cases: Sequence[object],
    rows: Sequence[dict[str, object]],
    rules: ContactRules,
    short: ShortContacts | None,
    warnings: int,
    crowds: Sequence[Crowd],
) -> None:
    language = options.lang or "zh"
    counts = Counter((row["degree"], row["class"], row["verdict"]) for row in rows)
    people = len({row["person_id"] for row in rows})
    found: dict[str, object] = {"cases": len(cases), "rows": len(rows), "people": people}
    left_zh = left_en = ""
    if short is not None:
        minutes, gone, lost = options.min_minutes, short.rows_left_out, short.people_left_out
        found |= {"min_minutes": minutes, "rows_left_out": gone, "people_left_out": lost}
        left_zh = f"\n按 --min-minutes {minutes:g} 略去：{gone} 行，{lost} 人"
        left_en = f"\nleft out by --min-minutes {minutes:g}: {gone} rows, {lost} people"
    if crowds:
        counted = sum(one.people for one in crowds)
        found |= {"crowds": len(crowds), "people_in_crowds": counted}
        left_zh += (
            f"\n人数超限的场所 {len(crowds)} 处，{counted} 人次只计数、未逐人列出（--crowds 文件 写出各时段）"
        )
        left_en += (
            f"\n{len(crowds)} places with more people than are listed: {counted} visits are counted and stand in no "
            "row (--crowds FILE writes them by time)"
        )
    found["rows_by_class"] = [
        {"degree": degree, "class": name, "verdict": verdict, "rows": number}
        for (degree, name, verdict), number in sorted(counts.items())
    ]
    found["warnings"] = warnings
    by_class = "; ".join(
        f"{d}/{rules.class_words(c).say(language)}/{v} {n}" for (d, c, v), n in sorted(counts.items())
    )
    file = options.output
    say_outcome(
        options,
        found,
        Words(
            f"{len(cases)} 例，接触者 {people} 人，{len(rows)} 行，写入 {file}。{by_class}{left_zh}",
            f"{len(cases)} cases, {people} contacts, {len(rows)} rows in {file}. {by_class}{left_en}",
        ),
    )


def _rules(options: argparse.Namespace, cases: list[dict[str, object]], as_of: datetime) -> ContactRules:
    folder = Path(options.pack)
    pack = load_pack(folder if (folder / "pack.yaml").exists() else find_pack(packs_folder(), options.pack))
    choices = load_choices(options.choices or deployment_folder() / "choices.csv")
    area = options.area or next((str(case["area_code"]) for case in cases if case["area_code"]), "0")
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
    rejects = options.output.with_name(options.output.name + ".stays-rejects.csv")
    with LeftOut(rejects, options.lang or "zh") as left_out:
        store = StayStore.build(scratch / "stays", _stays(options, source, options.stays_mapping, left_out))
    tell_left_out(options, left_out)
    return store


def _stays(
    options: argparse.Namespace, source: Path, mapping: str | None, left_out: LeftOut
) -> Iterator[dict[str, Sequence]] | dict[str, Sequence]:
    """Stays for a store: in pieces where the file says plainly what it is, else the whole as the options say."""
    plain = source.is_dir() or options.strict or (mapping is None and is_headed_as(source, "stays"))
    if plain and not says_something_of(options, "stays"):
        return stay_pieces(source, mapping_named(mapping), None if options.strict else left_out)
    return stay_columns(read_file(options, source, ("stays",), mapping).frame)


def _rows(options: argparse.Namespace, option: str, table: str) -> list[dict[str, object]]:
    """The rows of a file where one was given, else of the register."""
    file = getattr(options, option)
    if file is not None:
        return rows_of(read_file(options, file, (table,), getattr(options, f"{option}_mapping")).frame)
    return rows_of(read_table(options.register, table, missing_ok=True)) if options.register else []


def _cases(options: argparse.Namespace) -> list[dict[str, object]]:
    """The cases; one without a classification is traced as confirmed, which is said."""
    rows = _rows(options, "cases", "cases")
    unclassified = [row for row in rows if row["classification"] is None]
    for row in unclassified:
        row["classification"] = "confirmed"
    if unclassified:
        words = Words(
            f"{len(unclassified)} 例没有分类，按确诊病例追踪（--set cases.classification=值）。",
            f"{len(unclassified)} cases have no classification and are traced as confirmed (--set "
            "cases.classification=VALUE).",
        )
        print(words.say(options.lang or "zh"), file=sys.stderr)
    return with_told_onsets(rows, options.register, options.lang or "zh")


def _encounters(options: argparse.Namespace) -> dict[str, Sequence] | None:
    """The encounters as the options want them put together; None without a file."""
    if options.encounters is None:
        for name in ("gap_seconds", "directed", "record_seconds"):
            if getattr(options, name):
                raise _missing("--encounters", "接触记录的文件", "a file of encounters")
        return None
    columns = read_encounters(
        options, options.encounters, ("encounters",), options.encounters_mapping
    ).columns
    if columns is None:
        raise MutongError(
            "encounters_without_times",
            Words(
                f"{options.encounters.name} 没有接触的时刻，不能追踪；请用 --column encounters.start_at=表头 说明。",
                f"{options.encounters.name} has no times of encounters, so nothing can be traced by it; say which "
                "heading holds them with --column encounters.start_at=HEADING.",
            ),
        )
    return encounters_for_tracing(columns, options.gap_seconds, options.directed)


def _missing(name: str, zh: str, en: str) -> MutongError:
    return MutongError("argument_missing", Words(f"请给出 {name}：{zh}。", f"Give {name}: {en}."))
