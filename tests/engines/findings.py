"""Findings in one order, so that engines can be compared row by row."""

from pathlib import Path

from mutong.tables.frames import Frame, read_table, rows_of


def in_order(found: Frame | Path) -> list[dict[str, object]]:
    """The rows of a table of findings by rule and subject, without what is null."""
    rows = rows_of(read_table(found, "findings") if isinstance(found, Path) else found)
    kept = [{name: cell for name, cell in row.items() if cell is not None} for row in rows]
    return sorted(kept, key=lambda row: (row["rule_id"], row["subject_kind"], row["subject_id"]))
