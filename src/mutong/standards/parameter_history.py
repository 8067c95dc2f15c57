"""What the rows of one parameter must be like together: one unit, no gap, no overlap without an order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mutong.kernel.words import Words
from mutong.standards.parameter_rows import ParameterRow
from mutong.standards.refusals import PackError


def check_history(rows: tuple[ParameterRow, ...]) -> None:
    """One parameter: one unit; for each area no gap and no overlap that `known_from` does not order."""
    for row in rows[1:]:
        if row.unit.base != rows[0].unit.base:
            raise PackError(
                "units_differ",
                row.file,
                row.line,
                Words(
                    f"“{row.name}”的单位是 {row.unit.name}，而 {rows[0].file}:{rows[0].line} 是 {rows[0].unit.name}",
                    f"“{row.name}” is in {row.unit.name}, but in {rows[0].unit.name} at {rows[0].file}:{rows[0].line}",
                ),
                Words("请用同一单位", "Use one unit"),
                row.clause.full_id,
            )
    for area in dict.fromkeys(row.area_code for row in rows):
        _check_area([row for row in rows if row.area_code == area])


def _check_area(rows: list[ParameterRow]) -> None:
    rows = sorted(rows, key=lambda row: row.valid.start or date.min)
    reach = rows[0].valid.end
    for place, row in enumerate(rows[1:], start=1):
        for earlier in rows[:place]:
            if row.valid.overlaps(earlier.valid) and row.known_from == earlier.known_from:
                raise PackError(
                    "rows_overlap",
                    row.file,
                    row.line,
                    Words(
                        f"“{row.name}”在 {row.area_code} 的日期与{_place(earlier, row).zh}重叠",
                        f"“{row.name}” in {row.area_code} overlaps the dates of {_place(earlier, row).en}",
                    ),
                    Words(
                        "请写上前一行的 valid_to；事后公布、追溯生效的写 known_from",
                        "Give the earlier row a valid_to, or a known_from to what was announced later",
                    ),
                    row.clause.full_id,
                )
        if reach is not None and row.valid.start is not None and row.valid.start > reach:
            raise PackError(
                "rows_gap",
                row.file,
                row.line,
                Words(
                    f"“{row.name}”在 {row.area_code} 从 {reach} 到 {row.valid.start} 没有一行",
                    f"“{row.name}” in {row.area_code} has no row from {reach} to {row.valid.start}",
                ),
                Words(
                    "不知道的期间写一行空值（等级 U）",
                    "Write a row without a value (grade U) for what is not known",
                ),
                row.clause.full_id,
            )
        reach = None if reach is None or row.valid.end is None else max(reach, row.valid.end)


def _place(other: ParameterRow, row: ParameterRow) -> Words:
    """Where another row stands, seen from a row."""
    if other.file == row.file:
        return Words(f"第 {other.line} 行", f"line {other.line}")
    return Words(f" {other.file}:{other.line} ", f"{other.file}:{other.line}")


def check_labels(own: Iterable[ParameterRow], every: Mapping[str, Sequence[ParameterRow]]) -> None:
    """Raises PackError for a parameter of `own` that has no label in any row of `every` (rows by name)."""
    for row in own:
        if not any(one.label.zh and one.label.en for one in every[row.name]):
            raise PackError(
                "label_missing",
                row.file,
                row.line,
                Words(f"“{row.name}”没有中英文名称", f"“{row.name}” has no label in both languages"),
                Words(
                    "请在它的一行写上 label_zh 和 label_en", "Write label_zh and label_en on one of its rows"
                ),
                row.clause.full_id,
            )
