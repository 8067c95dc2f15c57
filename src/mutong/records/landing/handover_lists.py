"""Lists of people whom somebody outside hands over: every good row is kept; who it is is settled afterwards."""

from collections.abc import Sequence

from mutong.duties.handovers import SENT, hand_over_id_of
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.duties.models import HandOver
from mutong.records.landing.area_checks import check_areas_of_rows
from mutong.records.landing.batches import Landed, Marks
from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.references import KnownIds, chunks
from mutong.records.landing.row_checks import Row, check_rows
from mutong.tables.schema import load_schema

_WHO = ("name", "person_id", "id_number", "phone")
_NOBODY = Words(
    "这一行没有写是谁：姓名、人员编号、公民身份号码、电话至少填一项。",
    "This row does not say who it is: give a name, a person id, a resident number or a phone.",
)


def land_handovers(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    """Keep the rows of table handovers as lines that wait to be settled; counts, faults and no remarks.

    A line is known by its sender and reference: sent again it is there already. Nobody's area may be written about
    but the sender's of the file.
    """
    schema = load_schema(table)
    declared = LandedTable(schema, HandOver, {})
    faults = check_rows(declared, rows, known)
    check_areas_of_rows(declared, rows, areas, faults)
    given = [dict(zip(schema.names, row, strict=True)) for row in rows]
    for position, row in enumerate(given):
        if all(row[name] is None for name in _WHO):
            faults.setdefault(position, ("name", "nobody_named", _NOBODY))
    lines = {
        hand_over_id_of(str(row["sender"]), str(row["reference"])): row
        for position, row in enumerate(given)
        if position not in faults
    }
    there: set[str] = set()
    for chunk in chunks(lines):
        there.update(HandOver.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    fresh = [_line(line_id, row) for line_id, row in lines.items() if line_id not in there]
    HandOver.objects.bulk_create(fresh, batch_size=500)
    landed = Landed(len(fresh), len(rows) - len(faults) - len(fresh), keys=[line.pk for line in fresh])
    return landed, faults, {}


def _line(line_id: str, row: dict[str, object]) -> HandOver:
    now = clock.now()
    return HandOver(
        hand_over_id=line_id,
        state=SENT,
        sender=row["sender"],
        reference=row["reference"],
        case_id=row["case_reference"],
        contact_class=row["class"],
        exposed_at=row["exposed_at"],
        reply_by=row["reply_by"],
        to_area=row["area_code"],
        sent_at=row["sent_at"] or now,
        changed_at=now,
        given_person_id=row["person_id"],
        given_name=row["name"],
        given_address=row["address"],
        given_birth_date=row["birth_date"],
        given_id_number=row["id_number"],
        given_phone=row["phone"],
    )
