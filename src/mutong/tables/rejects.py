"""The rejects file: every wrong cell with its place and its remedy (DESIGN.md 6)."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from mutong.kernel.errors import Problem
from mutong.tables.cells import formula_safe

REJECT_COLUMNS = ("file", "sheet", "row", "column", "value", "code", "remedy")


class RejectsWriter:
    """Writes Problems as they come; the file is made with the first one, so no rejects means no file.

    UTF-8 with the mark that makes Excel read it right; cells that a spreadsheet would run are disarmed.
    """

    def __init__(self, path: str | Path, lang: str = "zh") -> None:
        self.path, self.lang = Path(path), lang
        self.written = 0
        self._file: TextIO | None = None
        self.path.unlink(missing_ok=True)

    def write(self, problems: Iterable[Problem]) -> None:
        """Append problems."""
        for problem in problems:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
                self._csv = csv.writer(self._file, lineterminator="\n")
                self._csv.writerow(REJECT_COLUMNS)
            self.written += 1
            cells = (problem.file, problem.sheet, str(problem.row), problem.column, problem.value)
            said = problem.remedy.say(self.lang)
            self._csv.writerow([formula_safe(c) for c in (*cells, problem.code, said)])

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> "RejectsWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
