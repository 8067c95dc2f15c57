"""Lists of people whom somebody outside hands over: every good row is kept; who it is is settled afterwards."""

from collections.abc import Iterable, Mapping, Sequence

from mutong.duties.handovers import SENT, hand_over_id_of
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.duties.models import HandOver, HandOverStep
from mutong.records.landing.area_checks import check_areas_of_rows
from mutong.records.landing.batches import Landed, Marks
from mutong.records.landing.landed_table import LandedTable
from mutong.records.landing.references import KnownIds, chunks
from mutong.records.landing.row_checks import Row, check_rows
from mutong.tables.schema import Schema, load_schema

_WHO = ("name", "person_id", "id_number", "phone")
_NOBODY = Words(
    "这一行没有写是谁：姓名、人员编号、公民身份号码、电话至少填一项。",
    "This row does not say who it is: give a name, a person id, a resident number or a phone.",
)

# Column of the table -> column of the line. When it was sent, and by whom under which number, is no content.
_CONTENT = {
    "case_reference": "case_id",
    "class": "contact_class",
    "exposed_at": "exposed_at",
    "reply_by": "reply_by",
    "area_code": "to_area",
    "person_id": "given_person_id",
    "name": "given_name",
    "address": "given_address",
    "birth_date": "given_birth_date",
    "id_number": "given_id_number",
    "phone": "given_phone",
}


def land_handovers(
    table: str, rows: Sequence[Row], areas: Sequence[str], known: KnownIds
) -> tuple[Landed, Marks, Marks]:
    """Keep the rows of table handovers as lines that wait to be settled; counts, faults and remarks.

    A line is known by its sender and reference: sent again it is there already, with a remark where it says something
    else; the line that was first is kept. Nobody's area may be written about
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
    ids = {
        position: hand_over_id_of(str(row["sender"]), str(row["reference"]))
        for position, row in enumerate(given)
        if position not in faults
    }
    lines: dict[str, dict[str, object]] = {}
    for position, line_id in ids.items():
        lines.setdefault(line_id, {name: given[position][name] for name in _CONTENT})
    there = _content_of(lines)
    firsts = {line_id: position for position, line_id in reversed(ids.items())}
    fresh = [_line(one, given[position]) for one, position in sorted(firsts.items()) if one not in there]
    HandOver.objects.bulk_create(fresh, batch_size=500)
    remarks = _remarks(schema, ids, given, {**lines, **there})
    landed = Landed(len(fresh), len(rows) - len(faults) - len(fresh), keys=[line.pk for line in fresh])
    return landed, faults, remarks


def _content_of(line_ids: Iterable[str]) -> dict[str, dict[str, object]]:
    """What the lines that are there say; nothing of the area where a line was passed on to another since."""
    found: dict[str, dict[str, object]] = {}
    for chunk in chunks(tuple(line_ids)):
        rows = HandOver.objects.filter(pk__in=chunk).values_list("pk", *_CONTENT.values())
        found.update({pk: dict(zip(_CONTENT, values, strict=True)) for pk, *values in rows})
        moved = HandOverStep.objects.filter(handover_id__in=chunk, change="pass_on")
        for pk in moved.values_list("handover_id", flat=True):
            found[pk].pop("area_code", None)
    return found


def _remarks(
    schema: Schema,
    ids: Mapping[int, str],
    given: Sequence[Mapping[str, object]],
    kept: Mapping[str, Mapping[str, object]],
) -> Marks:
    """A remark for each row that says something else than the line which is kept, at the first such column."""
    remarks: Marks = {}
    for position, line_id in ids.items():
        other = [name for name, value in kept[line_id].items() if given[position][name] != value]
        if other:
            labels = [schema.column(name).label for name in other]
            zh, en = "、".join(one.zh for one in labels), ", ".join(one.en for one in labels)
            words = Words(
                f"这一行以前收到过，内容不同：{zh}；仍以先收到的为准。确有变化的，请对方用新的协查编号再发。",
                f"This row came before with other content: {en}; what came first stands. If it has changed, ask the "
                "sender to send it under a new reference.",
            )
            remarks[position] = (other[0], "other_content", words)
    return remarks


def _line(line_id: str, row: dict[str, object]) -> HandOver:
    now = clock.now()
    return HandOver(
        hand_over_id=line_id,
        state=SENT,
        sender=row["sender"],
        reference=row["reference"],
        sent_at=row["sent_at"] or now,
        changed_at=now,
        **{field: row[name] for name, field in _CONTENT.items()},
    )
