"""The day of onset and the time of isolation on a case's own row, where an interview tells them.

A day of onset is written only where the case has none: another day stands beside it until somebody settles which is
right. What was written goes back to what was there before any interview when nobody says it any more.
"""

from datetime import date, datetime, timedelta

from django.db.models import Max

from mutong.kernel import clock
from mutong.outbreak.onset_statements import ONSET_FACT, SETTLED
from mutong.records.outbreak.models import Case, Statement
from mutong.records.outbreak.told import Told, told_now
from mutong.records.reads.onset_statements import with_onset_spans
from mutong.records.register.models import Fact

# What a case's own row says: by the column of which kind of statement.
OF_CASE = {"onset": ("day", "date_onset"), "isolated": ("at", "isolated_at")}


def time_of_recording(case: Case) -> datetime:
    """Now, or just after all that was said and decided of the case: a sample clock stands still, order counts."""
    told = Statement.objects.filter(case=case)
    times = [rows.aggregate(last=Max("recorded_at"))["last"] for rows in (told, _facts(case))]
    last, now = max(filter(None, times), default=None), clock.now()
    return now if last is None or last < now else last + timedelta(microseconds=1)


def value_before(case: Case, kind: str) -> str | None:
    """What the case's row says, or said before any interview, of what a kind of statement tells; for `before`."""
    if kind not in OF_CASE:
        return None
    column, field = OF_CASE[kind]
    value, last = _value(case, field), last_told(told_now(case_id=case.case_id), kind)
    if last is not None and getattr(last, column) == value:
        return last.before
    return value.isoformat() if value is not None else None


def last_told(standing: tuple[Told, ...], kind: str) -> Told | None:
    """The last of the statements (oldest first) that is of the kind."""
    return next((one for one in reversed(standing) if one.kind == kind), None)


def write_own_day(case: Case, said: Statement, replaced: Statement | None) -> None:
    """Bring the case's row in line with a statement that has just been kept, and with the one it replaces."""
    if said.kind not in OF_CASE:
        return
    column, field = OF_CASE[said.kind]
    if said.kind == "isolated" or _value(case, field) is None:
        Case.objects.filter(pk=case.pk).update(**{field: getattr(said, column)})
    elif replaced is not None:
        put_back(case, replaced)


def put_back(case: Case, gone: Statement) -> None:
    """Take what a statement that counts no more wrote out of the case's row, unless another has written since."""
    if gone.kind not in OF_CASE:
        return
    column, field = OF_CASE[gone.kind]
    if _value(case, field) != getattr(gone, column):
        return
    if gone.kind == "onset" and (gone.before is not None or _is_settled(case, gone)):
        return
    # Of the statements left only those that began from the same row: an import since then is not undone.
    same = [one for one in told_now(case_id=case.case_id) if one.before == gone.before]
    if left := last_told(tuple(same), gone.kind):
        value = getattr(left, column)
    elif gone.kind == "onset":
        value = _onset_without(case)
    else:
        value = datetime.fromisoformat(gone.before) if gone.before else None
    Case.objects.filter(pk=case.pk).update(**{field: value})


def _value(case: Case, field: str) -> date | datetime | None:
    return Case.objects.values_list(field, flat=True).get(pk=case.pk)


def _facts(case: Case):
    return Fact.objects.filter(subject_kind="person", subject_id=case.person_id, fact=ONSET_FACT)


def _is_settled(case: Case, gone: Statement) -> bool:
    return _facts(case).filter(source=SETTLED, recorded_at__gte=gone.recorded_at).exists()


def _onset_without(case: Case) -> date | None:
    """The day that all other sources give, for a case whose own row has none."""
    row = Case.objects.values("case_id", "person_id", "reported_at", "outcome_at").get(pk=case.pk)
    return with_onset_spans([row])[0].get("date_onset")
