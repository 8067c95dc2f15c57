"""Where some cases of an area could have met, and who may have infected one of them: read once, nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.case_sources import PossibleSource, case_sources
from mutong.outbreak.common_places import CommonPlaces, common_places
from mutong.outbreak.place_facts import PlaceTable
from mutong.outbreak.source_search import joined, prepare_search
from mutong.records.access import Viewer
from mutong.records.reads.source_rows import OpenCases, access_open_cases, access_source_rows, places_called
from mutong.records.reads.subjects import subject_names
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.incubation import Incubation, incubation_chosen, incubation_of
from mutong.standards.pack import Pack
from mutong.standards.parameters import parameters_of
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now

UNLINKED, ALL, CHOSEN, CHAIN = "unlinked", "all", "chosen", "chain:"


@dataclass(frozen=True)
class SourceQuestion:
    """What is asked. `which`: the cases without a known source, all open ones, the `chosen` ids, or `chain:` and the id
    of a chain's first case. `source_of`: the case whose possible sources are asked for, '' for none. `days`: from so
    many days before onset to so many, None to go by the standard and the cases' own days."""

    which: str
    chosen: tuple[str, ...] = ()
    source_of: str = ""
    days: tuple[float, float] | None = None
    hours_apart: float = 0.0
    chains_once: bool = False


@dataclass(frozen=True)
class AreaSources:
    """What was found. `places` is None where fewer than two cases were asked about, or where the register has no stays
    (`no_stays`); `names` gives people's names by id."""

    picked: tuple[str, ...]
    places: CommonPlaces | None
    sources: tuple[PossibleSource, ...]
    place_names: Mapping[str, str]
    names: Mapping[str, str]
    warnings: tuple[Words, ...] = ()
    no_stays: bool = False


def open_cases_of(viewer: Viewer, area_code: str, *, purpose: str) -> OpenCases:
    """The open cases among which one can choose. Raises AccessDenied without read_health over the area."""
    return access_open_cases(viewer, area_code, purpose=purpose)


def chains_among(cases: OpenCases) -> dict[str, tuple[str, ...]]:
    """The known chains of two or more of these cases: the case reported first, and all of them."""
    ids = [str(row["case_id"]) for row in cases.cases]
    place = {one: k for k, one in enumerate(ids)}
    ends = [
        (place[a], place[b]) for a, b in (*cases.links, *_named_sources(cases)) if a in place and b in place
    ]
    found: dict[int, list[str]] = {}
    for one, number in zip(ids, joined(len(ids), ends).tolist(), strict=True):
        found.setdefault(number, []).append(one)
    return {members[0]: tuple(members) for members in found.values() if len(members) > 1}


def standard_incubation(area_code: str) -> Incubation | None:
    """The incubation of the pack by which contacts are found here; None where there is no such pack."""
    pack, today = _pack_in_force(), clock.today()
    if pack is None:
        return None
    return incubation_of(parameters_of(pack, choices_now(), today, today, area_code), pack.pack)


def find_sources(
    viewer: Viewer, area_code: str, cases: OpenCases, question: SourceQuestion, *, purpose: str
) -> AreaSources:
    """Search among open cases of an area; the windows by the standard, else by the days of the question.

    Raises AccessDenied without read_movement for a case asked about; MutongError `standard_is_settled` for days where
    the standard gives them, `case_not_found` for a case that is not open here.
    """
    picked = pick_cases(cases, question)
    # A source of one case is looked for among all open cases of the area.
    wanted = {str(row["case_id"]) for row in cases.cases} if question.source_of else set(picked)
    rows = [row for row in cases.cases if str(row["case_id"]) in wanted]
    if not rows:
        return AreaSources(picked, None, (), {}, cases.names)
    incubation = _incubation(area_code, question)
    held = access_source_rows(viewer, area_code, rows, query=_told(area_code, question), purpose=purpose)
    if held.store is None:
        return AreaSources(picked, None, (), {}, cases.names, no_stays=True)
    rules = _rules(area_code)

    def searched(among: Sequence[Mapping[str, object]]):
        search = prepare_search(
            among, held.store, (), held.living, incubation, clock.now(), links=cases.links, rules=rules,
            chains_once=question.chains_once, hours_apart=question.hours_apart, records=held.records,
        )  # fmt: skip
        return replace(search, places=PlaceTable(places_called(search.place_ids)))

    chosen = [row for row in rows if str(row["case_id"]) in picked]
    places = common_places(searched(chosen)) if len(chosen) > 1 else None
    warnings = list(places.warnings) if places else []
    sources: tuple[PossibleSource, ...] = ()
    if question.source_of:
        sources = case_sources(searched(rows), question.source_of, held.contacts)
        warnings += searched([row for row in rows if row["case_id"] == question.source_of]).warnings
    met = {one.place_id for one in sources if one.place_id}
    people = {one.person for one in sources} - set(cases.names)
    more = subject_names(("person", one) for one in people)
    return AreaSources(
        picked,
        places,
        sources,
        {str(row["place_id"]): str(row["name"]) for row in places_called(met)},
        {**cases.names, **{person: name for (_, person), name in more.items()}},
        tuple(dict.fromkeys(warnings)),
    )


def pick_cases(cases: OpenCases, question: SourceQuestion) -> tuple[str, ...]:
    """The ids of the cases that a question is about. Raises MutongError `case_not_found`."""
    ids = [str(row["case_id"]) for row in cases.cases]
    asked = {*question.chosen, *([question.source_of] if question.source_of else [])}
    if strangers := sorted(asked - set(ids)):
        raise MutongError(
            "case_not_found",
            Words(
                f"这里没有在管病例 {strangers[0]}；请核对编号。",
                f"There is no open case {strangers[0]} here; check the id.",
            ),
        )
    if question.which == CHOSEN:
        return tuple(one for one in ids if one in question.chosen)
    if question.which.startswith(CHAIN):
        return chains_among(cases).get(question.which.removeprefix(CHAIN), ())
    if question.which == ALL:
        return tuple(ids)
    linked = {b for _, b in (*cases.links, *_named_sources(cases))}
    imported = {str(row["case_id"]) for row in cases.cases if row["origin"] == "imported"}
    return tuple(one for one in ids if one not in linked | imported)


def _named_sources(cases: OpenCases) -> list[tuple[str, str]]:
    return [(str(row["source_case_id"]), str(row["case_id"])) for row in cases.cases if row["source_case_id"]]


def _incubation(area_code: str, question: SourceQuestion) -> Incubation | None:
    given = standard_incubation(area_code)
    if question.days is None:
        return given
    if given is not None and given.is_settled:
        raise MutongError(
            "standard_is_settled",
            Words(
                "标准已有潜伏期，不用另定天数。", "The standard gives the incubation; days cannot change it."
            ),
        )
    return incubation_chosen(*question.days)


def _rules(area_code: str) -> ContactRules | None:
    pack = _pack_in_force()
    return contact_rules(pack, choices_now(), clock.today(), area_code) if pack is not None else None


def _pack_in_force() -> Pack | None:
    """The pack by which contacts are found today: the first of the deployment's."""
    packs = load_deployment().packs_of("health")
    return next((pack for pack in packs if pack.raw_contacts and pack.valid.holds(clock.today())), None)


def _told(area_code: str, question: SourceQuestion) -> str:
    days = "" if question.days is None else f"; days {question.days[0]:g}-{question.days[1]:g}"
    of = f"; source of {question.source_of}" if question.source_of else ""
    return f"area={area_code}; {question.which}{days}; {question.hours_apart:g} h apart{of}"
