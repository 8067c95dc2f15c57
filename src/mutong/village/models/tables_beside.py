"""A table that lies beside a model file (CSV in UTF-8 or GB18030, or a workbook), read by its headings."""

from collections.abc import Mapping
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse
from mutong.standards.yaml_reading import line_of
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, open_raw
from mutong.village.models.numbers_read import read_label, read_number


class TableBeside:
    """The rows of `file` (and `sheet`) as a part of a model file names them. Raises PackError and MutongError."""

    def __init__(self, model_path: Path, stated: Mapping, line: int) -> None:
        name = str(stated["file"])
        self._line = line_of(stated, "file") or line
        self._model_path = model_path
        folder = model_path.parent.resolve()
        self.path = (folder / name).resolve()
        if not self.path.is_relative_to(folder):
            refuse(model_path, self._line, "file_elsewhere",
                   Words(f"“{name}”不在模型文件的文件夹里", f"“{name}” is not in the folder of the model file"),
                   Words("请把表放在模型文件旁边", "Put the table beside the model file"))  # fmt: skip
        sheet = stated.get("sheet")
        raw = open_raw(self.path, None if sheet is None else str(sheet), DEFAULT_SIZE_LIMIT, len)
        try:
            self.headings = [str(one).strip() for one in raw.headings]
            self.rows = [(number, cells) for number, cells in raw.rows if any(str(c).strip() for c in cells)]
        finally:
            raw.close()

    def column(self, heading: str) -> int:
        """The place of a column. Raises PackError column_missing."""
        if self.headings.count(heading) == 1:
            return self.headings.index(heading)
        refuse(self._model_path, self._line, "column_missing",
               Words(f"表“{self.path.name}”里没有唯一的一列“{heading}”",
                     f"the table “{self.path.name}” has no single column “{heading}”"),
               Words(f"表头有：{', '.join(self.headings)}", f"It has: {', '.join(self.headings)}"))  # fmt: skip

    def label(self, row: int, cells: list, at: int) -> str:
        """The label in a cell. Raises PackError, naming the table's row."""
        cell = cells[at] if at < len(cells) else None
        return read_label(cell, self.path, row, self.headings[at])

    def number(self, row: int, cells: list, at: int) -> float:
        """The number in a cell, NaN where it is empty. Raises PackError, naming the table's row."""
        cell = cells[at] if at < len(cells) else None
        return read_number(cell, self.path, row, self.headings[at])

    def labels(self, heading: str) -> list[str]:
        """All labels of a column, each once, in the order in which they come first."""
        at = self.column(heading)
        return list(dict.fromkeys(self.label(row, cells, at) for row, cells in self.rows))
