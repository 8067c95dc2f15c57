"""Commands network and chains: who met whom, and who infected whom."""

import argparse
import sys
from pathlib import Path

from mutong.cli.incidence_files import read_lags
from mutong.cli.outbreak_files import (
    add_file_command,
    encounter_columns,
    mapping_named,
    say_outcome,
    write_result,
)
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.chains import chains_of, summarise_chains
from mutong.outbreak.columns import instant_of
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.introductions import MIN_PROBABILITY
from mutong.outbreak.network import (
    Network,
    components,
    degrees,
    network_of_encounters,
    network_of_pairs,
    summarise_network,
)
from mutong.tables.frames import columns_of, read_table, rows_of, write_table
from mutong.tables.mapping import Mapping as HeadingMapping
from mutong.tables.proximity_records import DEFAULT_RECORD_SECONDS, read_proximity_records

_TABLES = ("records", "encounters", "links", "contacts")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add network and chains to the command line."""
    network = add_file_command(
        commands,
        "network",
        "episodes, degrees and components of encounters, links or contacts 接触网络",
        "mutong network encounters.csv -o DIR --gap-seconds 0",
    )
    network.add_argument(
        "file", type=Path, metavar="FILE", help="table encounters, links or contacts; or sensor records t i j"
    )
    network.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    network.add_argument("--as", dest="table", choices=_TABLES, help="left out: told from the file")
    network.add_argument("--mapping", metavar="NAME", help="a saved mapping of the file's columns")
    network.add_argument(
        "--record-seconds",
        type=int,
        default=DEFAULT_RECORD_SECONDS,
        metavar="S",
        help="a record t i j covers the S seconds before t (default %(default)s)",
    )
    network.add_argument(
        "--gap-seconds",
        type=int,
        default=0,
        metavar="S",
        help="a pause up to S seconds does not end an episode",
    )
    network.add_argument(
        "--min-minutes", type=float, metavar="M", help="also count pairs together at least M minutes in all"
    )
    network.add_argument(
        "--encounters", type=Path, metavar="FILE", help="also write sensor records as table encounters"
    )
    network.set_defaults(run=run_network)

    chains = add_file_command(
        commands,
        "chains",
        "chains of infection, degrees and serial interval of cases and links 传播链",
        "mutong chains --cases cases.csv --contacts contacts.csv --si 4.2,2.1 -o DIR",
    )
    chains.add_argument("--cases", required=True, type=Path, metavar="FILE", help="table cases")
    chains.add_argument(
        "--contacts",
        required=True,
        type=Path,
        metavar="FILE",
        help="table links (infector, infectee) or contacts",
    )
    chains.add_argument("--cases-mapping", metavar="NAME", help="a saved mapping of the case file")
    chains.add_argument("--contacts-mapping", metavar="NAME", help="a saved mapping of the other file")
    chains.add_argument("--links", type=Path, metavar="FILE", help="table links, beside a file of contacts")
    _add_evidence(chains)
    chains.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    chains.set_defaults(run=run_chains)


def _add_evidence(chains: argparse.ArgumentParser) -> None:
    chains.add_argument(
        "--si",
        metavar="MEAN,SD|FILE",
        help="serial interval in days (or probabilities k,w; k may be 0 or negative): weigh possible infectors by it",
    )
    chains.add_argument(
        "--si-family",
        choices=("normal", "gamma"),
        default="normal",
        help="what MEAN,SD are of: normal lets infectees fall ill first; gamma, as rt has it, does not "
        "(default %(default)s)",
    )
    chains.add_argument(
        "--unseen",
        type=float,
        metavar="WEIGHT",
        help=f"weight of a source that is not in the data (default {EvidenceWeights.unseen:g}; "
        f"a sure contact has {EvidenceWeights.contact:g})",
    )
    chains.add_argument(
        "--min-probability",
        type=float,
        metavar="P",
        help=f"a case joins its likeliest infector's chain from this probability on (default {MIN_PROBABILITY:g})",
    )
    chains.add_argument("--stays", type=Path, metavar="FILE", help="table stays, for places shared in time")
    chains.add_argument("--classes", metavar="CLASS,CLASS", help="classes of contacts, strictest first")
    chains.add_argument(
        "--area-digits",
        type=int,
        metavar="N",
        help="timing alone counts within the first N digits of the area code "
        f"(default {EvidenceWeights.area_digits}; 0 everywhere)",
    )
    chains.add_argument(
        "--no-timing-alone",
        action="store_true",
        help="only links, contacts and places make somebody a possible infector",
    )


def run_network(options: argparse.Namespace) -> int:
    """Write episodes.csv, degrees.csv and components.csv; say the figures. Exit code 0."""
    found, directed = _network(options)
    person = degrees(found)
    part = components(len(found.people), found.a, found.b)
    sizes = {int(one): int((part == one).sum()) for one in set(part.tolist())}
    write_result(
        options.output,
        "episodes.csv",
        ("person_a", "person_b", "start_at", "end_at", "seconds", "records"),
        _episode_rows(found),
    )
    names = ("degree", "out_degree", "in_degree") if directed else ("degree", "episodes", "seconds")
    write_result(
        options.output,
        "degrees.csv",
        ("person_id", *names),
        (
            {"person_id": who, **{name: int(person[name][k]) for name in names}}
            for k, who in enumerate(found.people)
        ),
    )
    write_result(
        options.output,
        "components.csv",
        ("component", "size", "person_id"),
        (
            {"component": int(part[k]) + 1, "size": sizes[int(part[k])], "person_id": found.people[k]}
            for k in sorted(range(len(part)), key=lambda k: (int(part[k]), k))
        ),
    )
    figures = summarise_network(found, options.min_minutes)
    if directed:
        figures |= {f"largest_{name}": int(person[name].max(initial=0)) for name in names}
    say_outcome(options, figures, _as_words(figures, options.output))
    return 0


def run_chains(options: argparse.Namespace) -> int:
    """Write pairs.csv and chains.csv; say the figures. Exit code 0; 1 when something in the links is odd."""
    weights = _weights(options)
    cases = rows_of(read_table(options.cases, "cases", mapping=mapping_named(options.cases_mapping)))
    table, frame = _read_first(
        options.contacts, ("links", "contacts"), mapping_named(options.contacts_mapping)
    )
    given = {table: rows_of(frame)}
    links = [*given.get("links", ()), *(rows_of(read_table(options.links, "links")) if options.links else ())]
    found = chains_of(
        cases,
        links,
        given.get("contacts", ()),
        weights,
        rows_of(read_table(options.stays, "stays")) if options.stays else (),
        MIN_PROBABILITY if options.min_probability is None else options.min_probability,
    )
    write_result(
        options.output,
        "pairs.csv",
        ("infectee", "infector", "probability", "chain_id", "basis"),
        found.pairs,
    )
    write_result(
        options.output,
        "chains.csv",
        ("chain_id", "cases", "first_onset", "source", "imported"),
        found.chains,
    )
    for said in (*found.warnings, *found.notes):
        print(said.say(options.lang or "zh"), file=sys.stderr)
    figures = summarise_chains(found) | ({"unseen_weight": weights.unseen} if weights else {})
    say_outcome(options, figures, _as_words(figures, options.output))
    return 1 if found.warnings else 0


def _weights(options: argparse.Namespace) -> EvidenceWeights | None:
    """The weights of the evidence as asked; None without a serial interval."""
    asked = {
        "unseen": options.unseen,
        "classes": tuple(options.classes.split(",")) if options.classes else None,
        "area_digits": options.area_digits,
        "timing_alone": False if options.no_timing_alone else None,
    }
    asked = {name: value for name, value in asked.items() if value is not None}
    if options.si:
        return EvidenceWeights(lags=read_lags(options.si, options.si_family), **asked)
    if asked or options.stays or options.min_probability is not None:
        raise MutongError(
            "evidence_without_interval",
            Words(
                "没有代际间隔就不能衡量可能的传染者；请用 --si 给出。",
                "Without a serial interval possible infectors cannot be weighed; give one with --si.",
            ),
        )
    return None


def _network(options: argparse.Namespace) -> tuple[Network, bool]:
    """The network in the file, and whether its pairs have a direction."""
    if options.table in (None, "records"):
        records = read_proximity_records(options.file, options.record_seconds)
        if records is not None:
            if options.encounters:
                write_table(_encounter_rows(records), "encounters", options.encounters)
            return network_of_encounters(records, options.gap_seconds), False
        if options.table == "records":
            raise MutongError(
                "no_records",
                Words(
                    f"{options.file.name} 不是“t i j”记录；请用 --as 说明它是哪张表。",
                    f"{options.file.name} holds no records “t i j”; say with --as which table it is.",
                ),
            )
    tables = (options.table,) if options.table else _TABLES[1:]
    table, frame = _read_first(options.file, tables, mapping_named(options.mapping))
    if table == "encounters":
        return network_of_encounters(encounter_columns(frame), options.gap_seconds), False
    columns = columns_of(frame)
    if table == "links":
        return network_of_pairs(columns["infector"], columns["infectee"]), True
    # A contact of the first degree hangs on the case, one of the second on the contact between.
    sources = [via or case for via, case in zip(columns["via_person_id"], columns["case_id"], strict=True)]
    return network_of_pairs(sources, columns["person_id"]), True


def _read_first(path: Path, tables: tuple[str, ...], mapping: HeadingMapping | None):
    """The first of these tables that the file can be read as, and its frame."""
    refusals: list[MutongError] = []
    for table in tables:
        try:
            return table, read_table(path, table, mapping=mapping)
        except MutongError as refusal:
            refusals.append(refusal)
            if refusal.code in ("file_missing", "empty_file", "file_too_large"):
                break
    # Rows that are wrong say more than headings that another table has.
    raise next((one for one in refusals if one.code == "bad_rows"), refusals[0])


def _episode_rows(found: Network):
    columns = zip(
        found.a.tolist(), found.b.tolist(), found.start.tolist(), found.end.tolist(),
        found.seconds.tolist(), found.records.tolist(), strict=True,
    )  # fmt: skip
    for a, b, start, end, seconds, records in columns:
        yield {
            "person_a": found.people[a],
            "person_b": found.people[b],
            "start_at": instant_of(start),
            "end_at": instant_of(end),
            "seconds": None if seconds < 0 else seconds,
            "records": records,
        }


def _encounter_rows(records):
    columns = (records[name].tolist() for name in ("person_a", "person_b", "start_at", "end_at"))
    for a, b, start, end in zip(*columns, strict=True):
        yield {
            "person_a": a,
            "person_b": b,
            "start_at": instant_of(start),
            "end_at": instant_of(end),
            "source": "sensor",
        }


_FIGURES = {
    "people": Words("人", "people"),
    "pairs": Words("对", "pairs"),
    "records": Words("条记录", "records"),
    "episodes": Words("次接触", "episodes"),
    "seconds": Words("秒", "seconds together"),
    "unknown_ends": Words("次接触结束时间不明", "episodes without a known end"),
    "components": Words("个连通部分", "components"),
    "largest_component": Words("人在最大部分", "people in the largest component"),
    "pairs_of_at_least_minutes": Words("对合计达到所问分钟数", "pairs together at least the minutes asked"),
    "cases": Words("例", "cases"),
    "linked_cases": Words("例有链接", "cases in links"),
    "links": Words("条链接", "links"),
    "clusters": Words("各群大小", "sizes of clusters"),
    "largest_out_degrees": Words("传染最多者", "largest out-degrees"),
    "largest_in_degree": Words("最多可能传染者数", "largest in-degree"),
    "longest_chain_links": Words("最长链的链接数", "links in the longest chain"),
    "serial_interval_n": Words("对有代际间隔", "serial intervals"),
    "serial_interval_mean": Words("代际间隔均值（天）", "mean serial interval (days)"),
    "serial_interval_median": Words("代际间隔中位数（天）", "median serial interval (days)"),
    "serial_interval_sd": Words("代际间隔标准差（天）", "sd of the serial interval (days)"),
    "introductions": Words("次引入（期望数）", "introductions, expected"),
    "introductions_low": Words("引入次数的 95% 区间下限", "introductions, 95 % interval from"),
    "introductions_high": Words("引入次数的 95% 区间上限", "introductions, 95 % interval to"),
    "chains": Words("条传播链", "chains"),
    "chains_imported": Words("条传播链由输入病例引起", "chains that an imported case began"),
    "unlinked": Words("例未找到传染者（非输入）", "cases linked to nobody and not imported"),
    "ambiguous": Words("例另有可能性相近的传染者", "cases with a second infector nearly as likely"),
    "possible_pairs": Words("行可能的传染关系", "rows of possible infectors"),
    "unseen_weight": Words("未知来源的权重（选定值）", "weight of an unseen source (a choice)"),
    "largest_degree": Words("最大度", "largest degree"),
    "largest_out_degree": Words("最大出度", "largest out-degree"),
}


def _as_words(figures: dict[str, object], folder: Path) -> Words:
    def shown(value: object) -> str:
        return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    lines = [(_FIGURES.get(key, Words(key, key)), shown(value)) for key, value in figures.items()]
    return Words(
        "\n".join([f"{words.zh}：{value}" for words, value in lines] + [f"写入 {folder}"]),
        "\n".join([f"{words.en}: {value}" for words, value in lines] + [f"Written to {folder}"]),
    )
