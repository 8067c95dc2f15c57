"""Facts that hold today, as far as the viewer may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from mutong.kernel import clock
from mutong.records.access import Viewer, find_holding
from mutong.records.register.models import Fact
from mutong.tables.dictionary import fact_dictionary

# Which right a fact asks for, by its sensitivity; a fact for several purposes opens to each of them.
_RIGHT_OF = {"health": ("read_health",), "movement": ("read_movement",)}
_RIGHT_FOR = {"assistance": "read_assistance", "outbreak": "read_health", "village": "read_village"}


@dataclass(frozen=True)
class FactRow:
    """One fact as last recorded: columns of table facts."""

    subject_kind: str
    subject_id: str
    fact: str
    state: str
    low: float | None
    high: float | None
    value: str | None
    unit: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    confirmed_at: datetime | None
    source: str
    unknown_reason: str | None


_COLUMNS = tuple(FactRow.__dataclass_fields__)


def facts_for(viewer: Viewer, subjects: Sequence[tuple[str, str]]) -> tuple[FactRow, ...]:
    """The last recorded fact of each kind that holds today, of subjects (kind, id), where the viewer may read it.

    Facts that are only personal are open to whoever may open the subject. The caller logs the reading.
    """
    if not subjects:
        return ()
    today = clock.today()
    about = Q()
    for kind, subject_id in subjects:
        about |= Q(subject_kind=kind, subject_id=subject_id)
    rows = (
        Fact.objects.filter(
            about, Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today, recorded_at__lte=_soon()
        )
        .order_by("recorded_at", "valid_from")
        .values_list(*_COLUMNS)
    )
    last = {row[:3]: FactRow(*row) for row in rows}
    may: dict[tuple[str, str, str], bool] = {}

    def allowed(row: FactRow) -> bool:
        for right in _rights_of(row.fact):
            key = (row.subject_kind, row.subject_id, right)
            if key not in may:
                may[key] = find_holding(viewer, right, row.subject_kind, row.subject_id) is not None
            if may[key]:
                return True
        return not _rights_of(row.fact)

    return tuple(row for key, row in sorted(last.items()) if allowed(row))


def _rights_of(fact: str) -> tuple[str, ...]:
    spec = fact_dictionary().get(fact)
    if spec is None or spec.sensitivity in ("open", "personal"):
        return ()
    if spec.sensitivity in _RIGHT_OF:
        return _RIGHT_OF[spec.sensitivity]
    return tuple(_RIGHT_FOR[purpose] for purpose in spec.purposes)


def _soon() -> datetime:
    """Recordings made within a standing clock's instant lie microseconds after it."""
    return clock.now().replace(microsecond=999_999)
