"""Settle on which day a case fell ill, where sources differ: one day from now on, all that was said stays on record."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.onset_statements import ONSET_FACT, SETTLED
from mutong.records.access import Viewer, check_area, check_subject, log_deed
from mutong.records.landing.case_landing import land_facts, onset_fact
from mutong.records.outbreak.models import Case, Statement
from mutong.records.register.models import Fact


def settle_onset(viewer: Viewer, case_id: str, day: date, *, purpose: str) -> None:
    """The case fell ill on this day; statements told before no longer widen what is traced.

    Raises AccessDenied without the right report_case over the person; MutongError `case_not_found`, `onset_in_future`.
    """
    row = Case.objects.filter(pk=case_id).values_list("person_id", "date_onset").first()
    if row is None:
        check_area(
            viewer, "report_case", "0", purpose
        )  # Refused in the same words whether or not there is one.
        raise MutongError(
            "case_not_found",
            Words(f"没有病例 {case_id}；请核对编号。", f"There is no case {case_id}; check the id."),
        )
    person, before = row
    holding = check_subject(viewer, "report_case", "person", person, purpose)
    if day > clock.today():
        raise MutongError(
            "onset_in_future",
            Words(
                f"发病日期 {day} 晚于今天；请更正。", f"The day of onset {day} lies after today; correct it."
            ),
        )
    with transaction.atomic():
        log_deed(viewer, holding, "settle_onset", purpose, subject=("case", case_id))
        decided = onset_fact(person, day, SETTLED)
        told = Fact.objects.filter(subject_kind="person", subject_id=person, fact=ONSET_FACT)
        said = Statement.objects.filter(case__person_id=person)
        times = [rows.aggregate(last=Max("recorded_at"))["last"] for rows in (told, said)]
        last = max(filter(None, times), default=None)
        if last is not None and last >= decided["recorded_at"]:
            decided["recorded_at"] = last + timedelta(microseconds=1)
        facts = [decided]
        if before is not None and before != day:
            # What the case said until now is a statement too, and is not lost with the change.
            facts.insert(0, onset_fact(person, before, "case_report"))
        land_facts(facts)
        Case.objects.filter(pk=case_id).update(date_onset=day)
