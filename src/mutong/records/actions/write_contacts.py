"""Write what the contact rules found for a case."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area, log_deed
from mutong.records.landing.land import land_batch
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.references import KnownIds
from mutong.records.outbreak.models import Case


def write_contacts(viewer: Viewer, rows: Sequence[Mapping[str, object]], *, purpose: str) -> int:
    """Write rows of table contacts (instants aware); how many are new or changed.

    A row found again takes the place of the old one; a contact no longer found stays on record. Raises AccessDenied
    without the right trace_case in the area of every case; MutongError `contact_refused` naming the first row that
    names a case, person or place the register lacks: then nothing is written.
    """
    table = table_of("contacts")
    case_ids = sorted({str(row["case_id"]) for row in rows})
    areas = dict(Case.objects.filter(pk__in=case_ids).values_list("case_id", "area_code"))
    held = [check_area(viewer, "trace_case", areas.get(case_id, "0"), purpose) for case_id in case_ids]
    given = [tuple(row.get(column) for column in table.schema.names) for row in rows]
    with transaction.atomic():
        landed, faults = land_batch(table, given, ("0",), KnownIds())
        if faults:
            position, (column, _, words) = min(faults.items())
            raise MutongError(
                "contact_refused",
                Words(
                    f"第 {position + 1} 条密接记录的“{column}”：{words.zh}",
                    f"Contact {position + 1}, “{column}”: {words.en}",
                ),
                column=column,
            )
        for case_id, holding in zip(case_ids, held, strict=True):
            ids = [str(row["person_id"]) for row in rows if row["case_id"] == case_id]
            log_deed(
                viewer,
                holding,
                "write_contacts",
                purpose,
                subject=("case", case_id),
                count=len(ids),
                ids=ids,
            )
    return landed.new + landed.changed
