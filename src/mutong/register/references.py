"""Ids that point to rows of other tables."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from mutong.register.faults import RowFault
from mutong.tables.code_words import table_label
from mutong.tables.remedies import remedy
from mutong.tables.schema import load_schema

Row = Mapping[str, object]


def references_of(table: str) -> dict[str, str]:
    """Column -> what it refers to, such as people.person_id; for the columns of a table that refer to something."""
    return {c.name: c.references for c in load_schema(table).columns if c.references}


def check_references(
    rows: Sequence[Row], table: str, known: Mapping[str, AbstractSet[str]]
) -> list[RowFault]:
    """Ids that no row has. `known` maps what can be referred to (people.person_id) to the ids there are.

    What `known` does not hold is not judged: a table that has not come in yet refuses nobody.
    """
    faults = []
    for column, target in references_of(table).items():
        ids = known.get(target)
        if ids is None:
            continue
        label = table_label(target.partition(".")[0])
        for i, row in enumerate(rows):
            value = row.get(column)
            if value is not None and value not in ids:
                words = remedy("unknown_reference", table=label.zh, table_en=label.en, value=value)
                faults.append(RowFault(i, column, "unknown_reference", words))
    return sorted(faults, key=lambda fault: fault.index)
