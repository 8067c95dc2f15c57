"""A file into the register: checked in batches, each batch landed whole, the same file once (X7).

Killed half way, the same file is sent again: what had landed is found to be there, and the counts come out the same.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.import_files import finish_import, note_progress, start_import
from mutong.records.landing.land import land_rows
from mutong.records.landing.list_landing import LISTS, ListLanding
from mutong.records.landing.stay_landing import StayLanding
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, content_digest
from mutong.tables.mapping import Mapping
from mutong.tables.reading import open_table
from mutong.tables.rejects import RejectsWriter

Progress = Callable[[int, int], None]
_SHOWN_PROBLEMS = 200
_ABOUT_SUBJECTS = ("facts", "events")
_ABOUT_CASES = ("cases", "line_list")


@dataclass(frozen=True)
class ImportReport:
    """How a file landed: rows_in == rows_landed + rows_rejected; `rows_already` of the landed were there before.

    `problems` are the first rejects, `rejects_path` the file with all of them ('' when there is none); `again` says
    that this very file had landed whole before and nothing was done. `subjects` are those (kind, id) that rows of
    facts or events spoke of, `cases` the ids of cases that are new or changed. `rows_differing` landed rows say
    something else than the register, which keeps both.
    """

    file: str
    table: str
    rows_in: int
    rows_landed: int
    rows_rejected: int
    rows_already: int = 0
    again: bool = False
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Words, ...] = ()
    rejects_path: str = ""
    subjects: frozenset[tuple[str, str]] = frozenset()
    cases: frozenset[str] = frozenset()
    rows_differing: int = 0

    @property
    def words(self) -> Words:
        """The outcome in a sentence."""
        if self.again:
            return Words(
                f"{self.file}：这个文件此前已完整导入（{self.rows_landed} 行），没有重复导入。",
                f"{self.file}: this file had landed before ({self.rows_landed} rows); nothing was imported twice.",
            )
        differing = Words("", "")
        if self.rows_differing:
            differing = Words(
                f"有 {self.rows_differing} 行与登记的说法不同，两种说法都已保留。",
                f" {self.rows_differing} rows say something else than the register; both are kept.",
            )
        return Words(
            f"{self.file}：读入 {self.rows_in} 行 = 导入 {self.rows_landed} 行 + 退回 {self.rows_rejected} 行"
            f"（其中 {self.rows_already} 行原已在库）。{differing.zh}",
            f"{self.file}: {self.rows_in} rows in = {self.rows_landed} landed + {self.rows_rejected} rejected "
            f"({self.rows_already} of them were there already).{differing.en}",
        )


def import_key(path: Path, mapping: Mapping | None, sheet: str | None) -> str:
    """What makes two sendings the same: the file's bytes, and how its columns are read."""
    parts = [content_digest(path)]
    if mapping:
        lines = "\n".join(repr(line) for line in mapping.lines)
        parts.append(f"+{mapping.name}@{hashlib.sha256(lines.encode()).hexdigest()[:12]}")
    if sheet:
        parts.append(f"#{sheet}")
    return "".join(parts)


def import_file(
    viewer: Viewer,
    path: Path,
    table: str,
    *,
    purpose: str,
    name: str = "",
    mapping: Mapping | None = None,
    sheet: str | None = None,
    size_limit: int = DEFAULT_SIZE_LIMIT,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a file as a table of schemas.csv and land its good rows.

    `rejects` is where the rejects file goes (beside the file when left out). Raises MutongError when nothing of the
    file can land, AccessDenied without the right import_tables.
    """
    path = Path(path)
    shown = name or path.name
    digest = import_key(path, mapping, sheet)
    far = _Progress(progress)
    reading = open_table(path, table, mapping, sheet, size_limit, far.note)
    started = start_import(viewer, digest, table, shown, purpose=purpose)
    if started.already_done:
        return ImportReport(
            shown, table, started.rows_in, started.rows_landed, 0, started.rows_landed, again=True
        )
    rejects = rejects or path.with_name(f"{path.stem}.rejects.csv")
    problems: list[Problem] = []
    warnings: list[Problem] = []
    landed = already = rejected = differing = 0
    stopped = False
    subjects: set[tuple[str, str]] = set()
    cases: set[str] = set()
    stays = _stay_landing(viewer, table, purpose)
    with RejectsWriter(rejects) as out:
        for batch in reading:
            done = (
                stays.take(batch.rows, batch.row_numbers, shown, reading.sheet)
                if stays
                else land_rows(
                    viewer,
                    table,
                    batch.rows,
                    purpose=purpose,
                    row_numbers=batch.row_numbers,
                    file=shown,
                    sheet=reading.sheet,
                )
            )
            if table in _ABOUT_SUBJECTS:
                subjects |= {(row["subject_kind"], row["subject_id"]) for row in batch.rows}
            if table in _ABOUT_CASES:
                cases.update(done.keys)
            landed, already = landed + done.landed, already + done.already
            rejected, differing = rejected + done.rejected, differing + len(done.warnings)
            found = [*batch.problems, *done.problems]
            out.write(found)
            problems += found[: _SHOWN_PROBLEMS - len(problems)]
            warnings += [*batch.warnings, *done.warnings][: _SHOWN_PROBLEMS - len(warnings)]
            go_on = note_progress(
                started.import_id,
                rows_in=reading.rows_in,
                rows_landed=landed,
                rows_rejected=rejected + reading.rejected,
                done=far.done,
                total=far.total,
            )
            if not go_on:
                stopped = True
                reading.close()
                break
    if stays:
        already += landed - stays.finish()
    rejected += reading.rejected
    rejects_path = str(rejects) if rejected else ""
    finish_import(
        viewer,
        started.import_id,
        rows_in=reading.rows_in,
        rows_landed=landed,
        rows_rejected=rejected,
        rows_already=already,
        rejects_path=rejects_path or None,
        purpose=purpose,
        state="stopped" if stopped else "done",
    )
    return ImportReport(
        shown,
        table,
        reading.rows_in,
        landed,
        rejected,
        already,
        problems=tuple(problems),
        warnings=tuple(warnings),
        notes=tuple(reading.notes),
        rejects_path=rejects_path,
        subjects=frozenset(subjects),
        cases=frozenset(cases),
        rows_differing=differing,
    )


def _stay_landing(viewer: Viewer, table: str, purpose: str) -> StayLanding | ListLanding | None:
    """What takes the rows of a table that become stays in the store; None for the others."""
    if table == "stays":
        return StayLanding(viewer, purpose=purpose)
    return ListLanding(viewer, table, purpose=purpose) if table in LISTS else None


class _Progress:
    """How far the file has been read, kept for the record and passed on to whoever watches."""

    def __init__(self, watcher: Progress | None) -> None:
        self.done = self.total = 0
        self._watcher = watcher

    def note(self, done: int, total: int) -> None:
        """Called after each batch."""
        self.done, self.total = done, total
        if self._watcher:
            self._watcher(done, total)
