"""Write which places took in too many to list."""

from collections.abc import Iterable, Sequence

from mutong.outbreak.columns import instant_of
from mutong.outbreak.crowds import Crowd as FoundCrowd
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.outbreak.models import Case, Crowd


def write_crowds(
    viewer: Viewer, case_ids: Sequence[str], crowds: Iterable[FoundCrowd], *, purpose: str
) -> None:
    """Put the crowds of these cases in place of those of the tracing before; one audit line for each case that has any.

    To be called in the transaction of the tracing. Raises AccessDenied without trace_case in the area of every case.
    """
    areas = dict(Case.objects.filter(pk__in=case_ids).values_list("case_id", "area_code"))
    held = {one: check_area(viewer, "trace_case", areas.get(one, "0"), purpose) for one in case_ids}
    made = [
        Crowd(
            case_id=one.case_id,
            place_id=one.place_id,
            rule=one.rule,
            contact_class=one.contact_class,
            people=one.people,
            first_at=instant_of(one.first),
            last_at=instant_of(one.last),
            slices=[[part.start, part.end, part.people] for part in one.slices],
        )
        for one in crowds
    ]
    Crowd.objects.filter(case_id__in=case_ids).delete()
    Crowd.objects.bulk_create(made)
    for case_id in sorted({one.case_id for one in made}):
        count = sum(one.case_id == case_id for one in made)
        log_deed(viewer, held[case_id], "write_crowds", purpose, subject=("case", case_id), count=count)
