"""Finding a place of the register by name or id: anybody may have been anywhere, so the whole register is searched."""

from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, Value, When

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.columns import area_range
from mutong.records.register.models import Place


@dataclass(frozen=True)
class FoundPlace:
    """One place: columns of table places."""

    place_id: str
    name: str
    kind: str
    area_code: str
    longitude: float | None
    latitude: float | None


_COLUMNS = tuple(FoundPlace.__dataclass_fields__)


def search_places(
    viewer: Viewer, words: str, near_area: str, purpose: str, *, size: int = 20
) -> tuple[FoundPlace, ...]:
    """The first places whose name holds the words or whose id they are, those of `near_area` first; none for no words.

    One audit line. Raises AccessDenied without the right interview.
    """
    holding = check_anywhere(viewer, "interview", purpose)
    wanted = words.strip()
    if not wanted:
        return ()
    near = Choose(When(area_range(near_area), then=Value(0)), default=Value(1), output_field=IntegerField())
    exact = Choose(When(name=wanted, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        Place.objects.filter(Q(name__contains=wanted) | Q(pk=wanted))
        .annotate(far=near, other=exact)
        .order_by("other", "far", "name", "place_id")
        .values_list(*_COLUMNS)[:size]
    )
    found = tuple(FoundPlace(*row) for row in rows)
    log_deed(viewer, holding, "search_places", purpose, query="by name or id", count=len(found))
    return found


def places_named(place_ids: set[str]) -> dict[str, FoundPlace]:
    """Places by id, for a page that may show them already; unknown ones are left out."""
    rows = Place.objects.filter(pk__in=place_ids).values_list(*_COLUMNS)
    return {row[0]: FoundPlace(*row) for row in rows}
