"""The line list, a page at a time or all of it as a stream: filtered, sorted and counted by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mutong.kernel.period import end_of_day, start_of_day
from mutong.outbreak.onset_statements import ONSET_FACT
from mutong.records.access import Holding, Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case, Contact, Statement
from mutong.records.outbreak.open_cases import OPEN_CASE
from mutong.records.reads.cases import CASE_COLUMNS, CaseRow, case_rows, listed_twice
from mutong.records.reads.onset_statements import with_onset_spans
from mutong.records.reads.same_people import same_people
from mutong.records.register.models import Fact, Person

SORTS = (
    "case_id",
    "person_name",
    "classification",
    "reported_at",
    "date_onset",
    "origin",
    "area_code",
    "contacts",
)
_AT_ONCE = 2000
_FEW = 10  # an area with less than one case in so many is read by index


@dataclass(frozen=True)
class CasesWanted:
    """Which cases of an area, and in which order; '' and None ask for nothing.

    `words` are part of a name or a case id, or a person id; `state` is open, ended or two_onsets (sources differ);
    `since` and `until` are days of report, both included; `sort` is one of SORTS, with - before it from the end.
    """

    words: str = ""
    state: str = ""
    classification: str = ""
    origin: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-reported_at"


@dataclass(frozen=True)
class CaseCounts:
    """How many cases of an area are open, how many of those have no known source, how many contacts were found."""

    opened: int
    unknown_source: int
    contacts: int


def page_of_cases(
    viewer: Viewer, area_code: str, purpose: str, wanted: CasesWanted, *, start: int, size: int
) -> tuple[tuple[CaseRow, ...], int]:
    """So many cases of an area and below from a place on, and how many there are in all; one audit line.

    Raises AccessDenied without read_health over the area.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    chosen = _chosen(area_code, wanted)
    total = chosen.count()
    ids = list(_ordered(chosen, wanted.sort).values_list("case_id", flat=True)[start : start + size])
    # Sorting ids alone and then reading the page's rows is several times faster than sorting whole rows.
    read = {row[0]: row for row in Case.objects.filter(pk__in=ids).values_list(*CASE_COLUMNS)}
    rows = case_rows([read[case_id] for case_id in ids])
    _log(viewer, holding, purpose, area_code, len(rows), [row.case_id for row in rows])
    return rows, total


def each_case(viewer: Viewer, area_code: str, purpose: str, wanted: CasesWanted) -> Iterator[CaseRow]:
    """All cases wanted of an area and below, read as they are used; one audit line. Raises AccessDenied."""
    holding = check_area(viewer, "read_health", area_code, purpose)
    chosen = _chosen(area_code, wanted)
    _log(viewer, holding, purpose, area_code, chosen.count(), [])
    read = _ordered(chosen, wanted.sort).values_list(*CASE_COLUMNS).iterator(chunk_size=_AT_ONCE)

    def give() -> Iterator[CaseRow]:
        while batch := list(islice(read, _AT_ONCE)):
            yield from case_rows(batch)

    return give()


def count_cases(viewer: Viewer, area_code: str, purpose: str) -> CaseCounts:
    """The figures over the list. Raises AccessDenied; what is counted is no reading of anybody's case."""
    check_area(viewer, "read_health", area_code, purpose)
    here = _cases_of(area_code)
    counted = here.aggregate(
        opened=Count("pk", filter=OPEN_CASE), unknown=Count("pk", filter=OPEN_CASE & Q(origin="unknown"))
    )
    # Read through the contacts and look where each one's case is, rather than the other way round.
    pairs = Contact.objects.filter(case_id__in=here.values("case_id")).values("case_id", "person_id")
    twice = _listed_twice(here)
    return CaseCounts(counted["opened"], counted["unknown"], pairs.distinct().count() - twice)


def _listed_twice(here: QuerySet) -> int:
    """How many contacts of these cases are another record of somebody listed too, or of the case itself."""
    records = tuple(same_people().records)
    people = {
        case_id: person
        for chunk in chunks(records)
        for case_id, person in Contact.objects.filter(
            person_id__in=chunk, case_id__in=here.values("case_id")
        ).values_list("case_id", "case__person_id")
    }
    counted = (listed_twice(part, {case: people[case] for case in part}) for part in chunks(people))
    return sum(twice for found in counted for twice in found.values())


def _cases_of(area_code: str) -> QuerySet:
    """The cases of an area and below, by index; without it where they are a good part of all.

    Reading a table through is several times faster than an index that jumps about in most of it.
    """
    here = Case.objects.filter(area_range(area_code))
    if here.count() * _FEW <= Case.objects.count():
        return here
    return Case.objects.annotate(area=Coalesce("area_code", Value(""))).filter(area_range(area_code, "area"))


def _chosen(area_code: str, wanted: CasesWanted) -> QuerySet:
    cases = _cases_of(area_code)
    words = wanted.words.strip()
    if words:
        named = Person.objects.filter(name__contains=words).values("person_id")
        cases = cases.filter(Q(person_id__in=named) | Q(case_id__contains=words) | Q(person_id=words))
    if wanted.state == "open":
        cases = cases.filter(OPEN_CASE)
    elif wanted.state == "ended":
        cases = cases.exclude(OPEN_CASE)
    elif wanted.state == "two_onsets":
        cases = cases.filter(pk__in=_with_several_onsets())
    for name in ("classification", "origin"):
        if getattr(wanted, name):
            cases = cases.filter(**{name: getattr(wanted, name)})
    if wanted.since is not None:
        cases = cases.filter(reported_at__gte=start_of_day(wanted.since))
    if wanted.until is not None:
        cases = cases.filter(reported_at__lt=end_of_day(wanted.until))
    return cases


def _ordered(cases: QuerySet, sort: str) -> QuerySet:
    """In the order asked for; what is not known stands last whichever way one sorts."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name == "contacts":
        found = (
            Contact.objects.filter(case_id=OuterRef("pk"))
            .order_by()
            .values("case_id")
            .annotate(n=Count("person_id", distinct=True))
        )
        cases = cases.annotate(contacts=Coalesce(Subquery(found.values("n")), 0))
    column = F("person__name" if name == "person_name" else name if name in SORTS else "reported_at")
    return cases.order_by(column.desc(nulls_last=True) if down else column.asc(nulls_last=True), "case_id")


def _with_several_onsets() -> list[str]:
    """The cases whose day of onset is told in more than one way and not settled: few, so looked at one by one."""
    people = set(Fact.objects.filter(fact=ONSET_FACT).values_list("subject_id", flat=True))
    people |= set(Statement.objects.filter(kind="onset").values_list("case__person_id", flat=True))
    rows = [
        row
        for chunk in chunks(people)
        for row in Case.objects.filter(person_id__in=chunk).values(*CASE_COLUMNS)
    ]
    return [row["case_id"] for row in with_onset_spans(rows) if "onset_earliest" in row]


def _log(viewer: Viewer, holding: Holding, purpose: str, area_code: str, count: int, ids: list[str]) -> None:
    log_deed(
        viewer, holding, "list_cases", purpose, query=f"area={area_code}; line list", count=count, ids=ids
    )
