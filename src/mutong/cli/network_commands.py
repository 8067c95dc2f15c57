"""Commands network and chains: who met whom, and who infected whom."""

import argparse
import sys
from pathlib import Path

from mutong.cli.encounter_files import add_record_options, drop_oneself, read_encounters
from mutong.cli.figure_words import figures_in_words, interval_method, mention_figures
from mutong.cli.given_files import add_reading_options, read_file
from mutong.cli.incidence_files import read_lags
from mutong.cli.outbreak_files import add_file_command, say_outcome, write_result
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
    network_of_lengths,
    network_of_pairs,
    summarise_network,
)
from mutong.outbreak.related_cases import related_pairs
from mutong.tables.frames import columns_of, rows_of, write_table
from mutong.tables.given_tables import GivenTable
from mutong.tables.proximity_records import read_number_pairs

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
    add_record_options(network)
    network.add_argument(
        "--gap-seconds",
        type=int,
        default=0,
        metavar="S",
        help="a pause up to S seconds does not end an episode (default %(default)s); time together is without pauses",
    )
    direction = network.add_mutually_exclusive_group()
    direction.add_argument(
        "--directed",
        action="store_true",
        default=None,
        help="keep the direction of pairs (default for links)",
    )
    direction.add_argument(
        "--undirected",
        dest="directed",
        action="store_false",
        help="a and b is b and a (default for encounters)",
    )
    network.add_argument(
        "--min-minutes", type=float, metavar="M", help="also count pairs together at least M minutes in all"
    )
    network.add_argument(
        "--encounters", type=Path, metavar="FILE", help="also write the records as table encounters"
    )
    add_reading_options(network)
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
        type=Path,
        metavar="FILE",
        help="table links (infector, infectee) or contacts; left out: what the cases say of their source",
    )
    chains.add_argument(
        "--related",
        metavar="HEADING",
        help="a column of the case file whose text names related cases; each pair once, from the earlier onset",
    )
    chains.add_argument("--cases-mapping", metavar="NAME", help="a saved mapping of the case file")
    chains.add_argument("--contacts-mapping", metavar="NAME", help="a saved mapping of the other file")
    chains.add_argument("--links", type=Path, metavar="FILE", help="table links, beside a file of contacts")
    chains.add_argument("--links-mapping", metavar="NAME", help="a saved mapping of the file of links")
    chains.add_argument("--stays-mapping", metavar="NAME", help="a saved mapping of the file of stays")
    _add_evidence(chains)
    add_reading_options(chains)
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
    say_outcome(options, figures, figures_in_words(figures, options.output))
    return 1 if getattr(options, "left_out", 0) else 0


def run_chains(options: argparse.Namespace) -> int:
    """Write pairs.csv and chains.csv; say the figures. Exit code 0; 1 when something in the links is odd."""
    weights = _weights(options)
    if options.related and options.strict:
        raise MutongError(
            "related_is_not_strict",
            Words("--related 与 --strict 不能同用。", "--related and --strict cannot be used together."),
        )
    read = read_file(options, options.cases, ("cases",), options.cases_mapping, options.related)
    cases = rows_of(read.frame)
    links, contacts = _given_links(options)
    if read.related:
        links += related_pairs(cases, read.related)
    stays = ()
    if options.stays:
        stays = rows_of(read_file(options, options.stays, ("stays",), options.stays_mapping).frame)
    found = chains_of(
        cases,
        links,
        contacts,
        weights,
        stays,
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
    figures["serial_interval_method"] = interval_method(bool(read.related), weights is not None).say(
        options.lang or "zh"
    )
    if read.related and weights is None:
        figures |= mention_figures(cases, read.related)
    say_outcome(options, figures, figures_in_words(figures, options.output))
    return 1 if found.warnings or getattr(options, "left_out", 0) else 0


def _given_links(options: argparse.Namespace) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Rows of links and rows of contacts from the files given."""
    given: dict[str, list[dict[str, object]]] = {"links": [], "contacts": []}
    if options.contacts:
        read = read_file(options, options.contacts, ("links", "contacts"), options.contacts_mapping)
        given[read.table] += rows_of(read.frame)
    if options.links:
        given["links"] += rows_of(read_file(options, options.links, ("links",), options.links_mapping).frame)
    return given["links"], given["contacts"]


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
    tables = (options.table,) if options.table in _TABLES[1:] else _TABLES[1:]
    if not options.mapping and not options.column and options.table in (None, "links"):
        pairs = read_number_pairs(options.file, any_width=options.table == "links")
        if pairs is not None:
            directed = options.directed is not False
            kept = drop_oneself(options, pairs, options.file)
            return network_of_pairs(kept["person_a"], kept["person_b"], directed), directed
    read = read_encounters(options, options.file, tables, options.mapping, options.table in (None, "records"))
    if options.table == "records" and read.given is not None:
        raise MutongError(
            "no_records",
            Words(
                f"{options.file.name} 不是“t i j”记录；请用 --as 说明它是哪张表。",
                f"{options.file.name} holds no records “t i j”; say with --as which table it is.",
            ),
        )
    if read.columns is not None:
        if options.encounters:
            write_table(_encounter_rows(read.columns), "encounters", options.encounters)
        directed = bool(options.directed)
        return network_of_encounters(read.columns, options.gap_seconds, directed), directed
    return _network_of_table(options, read.given)


def _network_of_table(options: argparse.Namespace, given: GivenTable) -> tuple[Network, bool]:
    columns = columns_of(given.frame)
    if given.table == "encounters":
        directed = bool(options.directed)
        a, b = columns["person_a"], columns["person_b"]
        return network_of_lengths(a, b, given.lengths, directed), directed
    directed = options.directed is not False
    if given.table == "links":
        return network_of_pairs(columns["infector"], columns["infectee"], directed), directed
    # A contact of the first degree hangs on the case, one of the second on the contact between.
    sources = [via or case for via, case in zip(columns["via_person_id"], columns["case_id"], strict=True)]
    return network_of_pairs(sources, columns["person_id"], directed), directed


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
    columns = (list(records[name]) for name in ("person_a", "person_b", "start_at", "end_at"))
    for a, b, start, end in zip(*columns, strict=True):
        yield {
            "person_a": a,
            "person_b": b,
            "start_at": instant_of(start),
            "end_at": instant_of(end),
            "source": "sensor",
        }
