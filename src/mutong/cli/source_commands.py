"""Command sources: where could these cases have met, and who may have infected one of them. Files in and out."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

from mutong.cli.outbreak_files import (
    add_file_command,
    mapping_named,
    read_option_instant,
    say_outcome,
    write_result,
)
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.case_sources import PossibleSource, case_sources, source_words
from mutong.outbreak.columns import instant_of
from mutong.outbreak.common_place_words import METHOD, nothing_shared, place_words
from mutong.outbreak.common_places import RATE, CommonPlaces, SharedPlace, common_places
from mutong.outbreak.households import Households
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.source_search import Search, prepare_search
from mutong.outbreak.stay_frames import stay_pieces
from mutong.outbreak.stays import StayStore
from mutong.standards.choices import load_choices
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.incubation import Incubation, incubation_chosen, incubation_of
from mutong.standards.pack import find_pack, load_pack
from mutong.standards.parameters import parameters_of
from mutong.tables.frames import read_table, rows_of

PLACE_COLUMNS = (
    "rank", "place_id", "name", "kind", "surprising", "cases", "households", "chains", "expected", "chance",
    "false_discovery_rate", "people", "visits", "how", "minutes", "first_at", "last_at", "occasion_from",
    "occasion_to", "occasion_cases", "occasion_people", "occasion_expected", "occasion_chance", "directions",
    "case_ids", "facts_missing", "words_zh", "words_en",
)  # fmt: skip
VISIT_COLUMNS = (
    "rank", "place_id", "case_id", "person_id", "arrived_at", "left_at", "latest_end", "seat", "place_is_sure",
    "surely_in_window",
)  # fmt: skip
WINDOW_COLUMNS = ("case_id", "person_id", "from", "to", "sure_from", "sure_to", "basis", "facts_missing")
SOURCE_COLUMNS = (
    "rank", "case_id", "person_id", "source_case_id", "contact_of", "evidence", "rule", "place_id", "verdict", "people",
    "minutes", "first_at", "last_at", "words_zh", "words_en",
)  # fmt: skip


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add sources to the command line."""
    sources = add_file_command(
        commands,
        "sources",
        "where cases could have met, and who may have infected one 溯源",
        "mutong sources --cases cases.csv --stays stays.store --places places.csv --households memberships.csv "
        "--days-from 7 --days-to 1 -o DIR",
    )
    sources.add_argument("--cases", required=True, type=Path, metavar="FILE", help="table cases")
    sources.add_argument("--cases-mapping", metavar="NAME", help="a saved mapping of the case file")
    sources.add_argument(
        "--stays",
        required=True,
        type=Path,
        metavar="STORE",
        help="a store of stays, or a file of table stays",
    )
    sources.add_argument("--places", type=Path, metavar="FILE", help="table places: names and kinds")
    sources.add_argument(
        "--households", type=Path, metavar="FILE", help="table memberships: one household counts once"
    )
    sources.add_argument("--contacts", type=Path, metavar="FILE", help="table contacts, with --case")
    sources.add_argument(
        "--pack", metavar="NAME", help="pack, or its folder: its incubation, and when cases infect"
    )
    sources.add_argument(
        "--choices", type=Path, metavar="FILE", help="left out: the deployment's choices.csv"
    )
    sources.add_argument("--area", metavar="CODE", help="area whose choices hold; left out: the first case's")
    sources.add_argument(
        "--days-from", type=float, metavar="DAYS", help="infected at most so long before onset"
    )
    sources.add_argument(
        "--days-to", type=float, metavar="DAYS", help="infected at least so long before onset"
    )
    sources.add_argument(
        "--hours-apart", type=float, default=0.0, metavar="H",
        help="visits up to so many hours apart are one occasion (default %(default)g: at the same time)",
    )  # fmt: skip
    sources.add_argument("--chains-once", action="store_true", help="cases of one known chain count once")
    sources.add_argument(
        "--rate", type=float, default=RATE, metavar="SHARE",
        help="share of false findings put up with among the surprising places (default %(default)g)",
    )  # fmt: skip
    sources.add_argument("--case", metavar="ID", help="the possible sources of this case too (sources.csv)")
    sources.add_argument("--as-of", metavar="INSTANT", help="left out: now; also the day whose rules hold")
    sources.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    sources.set_defaults(run=run_sources)


def run_sources(options: argparse.Namespace) -> int:
    """Write places, visits, windows and a summary; with --case sources too. Exit code 0; 1 with warnings."""
    as_of = read_option_instant(options.as_of) if options.as_of else clock.now()
    cases = rows_of(read_table(options.cases, "cases", mapping=mapping_named(options.cases_mapping)))
    incubation, rules = _standards(options, cases, as_of)
    _refuse_wrong_numbers(options)
    with tempfile.TemporaryDirectory() as scratch:
        search = prepare_search(
            cases,
            _store(options.stays, Path(scratch)),
            PlaceTable.of_frame(read_table(options.places, "places")) if options.places else (),
            Households.of_frame(read_table(options.households, "memberships")) if options.households else (),
            incubation,
            as_of,
            chains_once=options.chains_once,
            rules=rules,
            hours_apart=options.hours_apart,
        )
        found = common_places(search, options.rate)
        sources = _sources_of(options, search)
        _write(options, found, sources)
    language = options.lang or "zh"
    for words in found.warnings:
        print(words.say(language), file=sys.stderr)
    print(METHOD.say(language), file=sys.stderr)
    say_outcome(options, _summary(options, found, sources), _as_words(options, found, sources))
    return 1 if found.warnings else 0


def _refuse_wrong_numbers(options: argparse.Namespace) -> None:
    if options.hours_apart < 0 or not 0 < options.rate < 1:
        raise MutongError(
            "option_out_of_range",
            Words(
                "--hours-apart 应不小于 0，--rate 应在 0 与 1 之间。",
                "--hours-apart must be 0 or more, and --rate between 0 and 1.",
            ),
        )


def _standards(
    options: argparse.Namespace, cases: list[dict[str, object]], as_of: datetime
) -> tuple[Incubation | None, ContactRules | None]:
    chosen = None
    if (options.days_from is None) != (options.days_to is None):
        raise MutongError(
            "argument_missing",
            Words("--days-from 和 --days-to 要一起给出。", "Give --days-from and --days-to together."),
        )
    if options.days_from is not None:
        chosen = incubation_chosen(options.days_from, options.days_to)
    if options.pack is None:
        return chosen, None
    folder = Path(options.pack)
    pack = load_pack(folder if (folder / "pack.yaml").exists() else find_pack(packs_folder(), options.pack))
    choices, on = load_choices(options.choices or deployment_folder() / "choices.csv"), civil_day(as_of)
    area = options.area or next((str(case["area_code"]) for case in cases), "0")
    given = incubation_of(parameters_of(pack, choices, on, on, area), pack.pack)
    if chosen is not None and given.is_settled:
        raise MutongError(
            "standard_is_settled",
            Words(
                f"规则包 {pack.pack} 已有潜伏期，不能用 --days-from 和 --days-to 另定。",
                f"The pack {pack.pack} settles the incubation; --days-from and --days-to cannot change it.",
            ),
            pack=pack.pack,
        )
    return chosen or given, contact_rules(pack, choices, on, area) if pack.raw_contacts else None


def _store(stays: Path, scratch: Path) -> StayStore:
    return StayStore(stays) if stays.is_dir() else StayStore.build(scratch / "stays", stay_pieces(stays))


def _sources_of(options: argparse.Namespace, search: Search) -> tuple[PossibleSource, ...] | None:
    if options.case is None:
        return None
    contacts = rows_of(read_table(options.contacts, "contacts")) if options.contacts else []
    return case_sources(search, options.case, contacts)


def _write(
    options: argparse.Namespace, found: CommonPlaces, sources: tuple[PossibleSource, ...] | None
) -> None:
    folder = options.output
    write_result(folder, "places.csv", PLACE_COLUMNS, (place_row(one, found) for one in found.places))
    write_result(folder, "visits.csv", VISIT_COLUMNS, visit_rows(found))
    write_result(folder, "windows.csv", WINDOW_COLUMNS, _window_rows(found.search))
    if sources is not None:
        names = _place_names(found.search, sources)
        write_result(
            folder, "sources.csv", SOURCE_COLUMNS, (source_row(one, options.case, names) for one in sources)
        )
    half = folder / "summary.json.part"
    half.write_text(
        json.dumps(_summary(options, found, sources), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    half.replace(folder / "summary.json")


def place_row(one: SharedPlace, found: CommonPlaces) -> dict[str, object]:
    """A ranked place as a row of places.csv."""
    row: dict[str, object] = {
        name: getattr(one, name)
        for name in ("rank", "place_id", "name", "kind", "households", "chains", "expected", "chance", "people")
    }  # fmt: skip
    words, occasion = place_words(one, found), one.occasion
    row |= {
        "surprising": "yes" if one.surprising else "no", "cases": len(one.cases), "visits": one.visits,
        "false_discovery_rate": one.false_rate, "how": one.how, "minutes": round(one.minutes, 1),
        "first_at": instant_of(one.first), "last_at": instant_of(one.last), "case_ids": ";".join(one.cases),
        "directions": ";".join(f"{d.infector}>{d.infectee}:{'yes' if d.sure else 'unknown'}" for d in one.directions),
        "facts_missing": ";".join(one.missing), "words_zh": words.zh, "words_en": words.en,
    }  # fmt: skip
    if occasion is not None:
        row |= {
            "occasion_from": instant_of(occasion.start), "occasion_to": instant_of(occasion.end),
            "occasion_cases": ";".join(occasion.cases), "occasion_people": occasion.people,
            "occasion_expected": occasion.expected, "occasion_chance": occasion.chance,
        }  # fmt: skip
    return row


def visit_rows(found: CommonPlaces) -> Iterator[dict[str, object]]:
    """The visits of the cases to the ranked places, as rows of visits.csv."""
    for place in found.places:
        for visit in found.visits_at(place.place_id):
            yield visit | {
                "rank": place.rank,
                "arrived_at": instant_of(visit["arrived"]),
                "left_at": None if visit["left"] is None else instant_of(visit["left"]),
                "latest_end": instant_of(visit["until"]),
                "place_is_sure": "no" if visit["unsure_where"] else "yes",
                "surely_in_window": "yes" if visit["in_window"] else "unknown",
            }


def source_row(one: PossibleSource, case_id: str, names: dict[str, str]) -> dict[str, object]:
    """A possible source as a row of sources.csv."""
    words = source_words(one, names.get(one.place_id or "", ""))
    return {
        "rank": one.rank, "case_id": case_id, "person_id": one.person, "source_case_id": one.source_case,
        "contact_of": one.contact_of, "evidence": one.evidence, "rule": one.rule, "place_id": one.place_id,
        "verdict": "yes" if one.sure else "unknown", "people": one.people, "minutes": one.minutes,
        "first_at": None if one.first is None else instant_of(one.first),
        "last_at": None if one.last is None else instant_of(one.last), "words_zh": words.zh, "words_en": words.en,
    }  # fmt: skip


def _place_names(search: Search, sources: tuple[PossibleSource, ...]) -> dict[str, str]:
    ids = sorted({one.place_id for one in sources if one.place_id})
    names = search.places.names(np.array([one.encode() for one in ids], dtype=np.bytes_)) if ids else []
    return {one: name or one for one, name in zip(ids, names, strict=True)}


def _window_rows(search: Search) -> Iterator[dict[str, object]]:
    for one in search.windows.of:
        sure = one.sure_to > one.sure_from
        yield {
            "case_id": one.case_id, "person_id": one.person, "basis": one.basis.en,
            "facts_missing": ";".join(one.causes),
            "from": instant_of(one.from_) if one.is_known else None,
            "to": instant_of(one.to) if one.is_known else None,
            "sure_from": instant_of(one.sure_from) if sure else None,
            "sure_to": instant_of(one.sure_to) if sure else None,
        }  # fmt: skip


def _summary(
    options: argparse.Namespace, found: CommonPlaces, sources: tuple[PossibleSource, ...] | None
) -> dict[str, object]:
    most = ("rank", "place_id", "name", "households", "expected", "chance", "false_rate", "surprising")
    told = {
        "cases": len(found.search.cases),
        "cases_looked_at": found.looked_at,
        "cases_without_window": sum(not one.is_known for one in found.search.windows.of),
        "counted_once": found.counted,
        "people_in_store": found.population,
        "places_visited": found.visited,
        "places_shared": len(found.places),
        "shared_in_one_household": found.shared_at_home,
        "surprising": sum(one.surprising for one in found.places),
        "hours_apart": options.hours_apart,
        "rate": found.rate,
        "first_places": [{name: getattr(one, name) for name in most} for one in found.places[:5]],
    }
    if sources is not None:
        told |= {"case": options.case, "possible_sources": len(sources)}
    return told


def _as_words(
    options: argparse.Namespace, found: CommonPlaces, sources: tuple[PossibleSource, ...] | None
) -> Words:
    if not found.places:
        said = nothing_shared(found)
    else:
        first = place_words(found.places[0], found)
        surprising = sum(one.surprising for one in found.places)
        said = Words(
            f"{found.looked_at} 例共到过 {len(found.places)} 处相同的场所，其中 {surprising} 处不寻常。"
            f"第一：{found.places[0].name}。{first.zh}",
            f"{found.looked_at} cases share {len(found.places)} places, {surprising} of them surprising. First: "
            f"{found.places[0].name}. {first.en}",
        )
    also = Words("", "")
    if sources is not None:
        also = Words(
            f"{options.case} 有 {len(sources)} 个可能的来源。",
            f" {options.case} has {len(sources)} possible sources.",
        )
    return Words(
        f"{said.zh}{also.zh}写入 {options.output}", f"{said.en}{also.en} Written to {options.output}"
    )
