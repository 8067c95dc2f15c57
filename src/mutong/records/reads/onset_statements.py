"""What is on record of the days on which cases fell ill, where several sources speak."""

from collections.abc import Sequence

from mutong.outbreak.onset_statements import (
    ONSET_FACT,
    OnsetStatement,
    about_case,
    statements_of,
    with_onset_span,
)
from mutong.records.landing.references import chunks
from mutong.records.outbreak.models import Case
from mutong.records.outbreak.told import told_onsets
from mutong.records.register.models import Fact

_CASE = ("case_id", "person_id", "reported_at", "outcome_at")


def onset_statements(cases: Sequence[dict[str, object]]) -> dict[str, tuple[OnsetStatement, ...]]:
    """Case id → the statements still open that are about the case; cases of which nothing is said are left out.

    `cases` are rows with the columns of table cases. The caller has checked the right and logs the reading.
    """
    people = [str(row["person_id"]) for row in cases]
    facts: list[dict[str, object]] = []
    for chunk in chunks(people):
        facts += Fact.objects.filter(subject_kind="person", subject_id__in=chunk, fact=ONSET_FACT).values(
            "subject_id", "fact", "state", "value", "source", "recorded_at"
        )
        facts += told_onsets(chunk)
    told = statements_of(facts)
    others: dict[str, list[dict[str, object]]] = {}
    for chunk in chunks(told):
        for row in Case.objects.filter(person_id__in=chunk).values(*_CASE):
            others.setdefault(str(row["person_id"]), []).append(row)
    found = {}
    for row in cases:
        person = str(row["person_id"])
        if said := about_case(row, told.get(person, ()), others.get(person, ())):
            found[str(row["case_id"])] = said
    return found


def with_onset_spans(cases: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The cases as tracing takes them: with `onset_earliest` and `onset_latest` where sources differ."""
    said = onset_statements(cases)
    return [with_onset_span(row, said.get(str(row["case_id"]), ())) for row in cases]
