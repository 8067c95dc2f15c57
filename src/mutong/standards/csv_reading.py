"""CSV files of packs and deployments, read strictly: UTF-8, known columns, as many cells as columns."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown


def read_csv_rows(
    path: Path, wanted: tuple[str, ...], more: tuple[str, ...] = ()
) -> Iterator[tuple[dict[str, str], int]]:
    """Each row by column with its line; `wanted` columns must be there, those of `more` may be.

    Raises PackError for a file that is not UTF-8, a column that is missing or not known, and a row with more or fewer
    cells than there are columns (a comma that should have been quoted).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            _check_columns(reader.fieldnames, wanted, more, path)
            for row in reader:
                if None in row or None in row.values():
                    raise PackError(
                        "cells_do_not_fit",
                        shown(path),
                        reader.line_num,
                        Words("单元格数与表头不符", "this row has more or fewer cells than the heading"),
                        Words("文字里的逗号请用双引号括起", "Put a text with a comma into double quotes"),
                    )
                yield row, reader.line_num
    except UnicodeDecodeError as error:
        raise PackError(
            "not_utf8",
            shown(path),
            0,
            Words("文件不是 UTF-8 编码", "the file is not UTF-8"),
            Words("请另存为 UTF-8", "Save it as UTF-8"),
        ) from error


def _check_columns(found: object, wanted: tuple[str, ...], more: tuple[str, ...], path: Path) -> None:
    for column in found or ():
        if column not in (*wanted, *more):
            raise PackError(
                "unknown_column",
                shown(path),
                1,
                Words(f"不认识“{column}”这一列", f"the column “{column}” is not known here"),
                Words(f"可以有：{','.join((*wanted, *more))}", f"There may be {','.join((*wanted, *more))}"),
            )
    missing = [name for name in wanted if name not in (found or ())]
    if missing:
        raise PackError(
            "column_missing",
            shown(path),
            1,
            Words(f"缺少列：{'、'.join(missing)}", f"columns are missing: {', '.join(missing)}"),
            Words(f"表头应有：{','.join(wanted)}", f"The heading has {','.join(wanted)}"),
        )


def read_day(text: str | None, column: str, path: Path, line: int) -> date | None:
    """A day as written in a CSV cell; None for an empty one. Raises PackError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PackError(
            "not_a_day",
            shown(path),
            line,
            Words(f"{column} 写的是“{text}”", f"{column} is written “{text}”"),
            Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
        ) from error
