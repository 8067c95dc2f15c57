"""The ladder (督办上报): who else is told when a duty is overdue. It never changes who owes it."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from mutong.duties.duty import Duty, overdue
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

ANY_PACK = "*"
_COLUMNS = (
    "pack", "level", "after_hours", "post_kind", "label_zh", "label_en", "status", "reason_zh", "reason_en",
)  # fmt: skip


@dataclass(frozen=True)
class Rung:
    """One level: after so many hours overdue a post of this kind is told. `status` says what the hours rest on."""

    pack: str
    level: int
    after: timedelta
    post_kind: str
    words: Words
    status: str
    reason: Words


@dataclass(frozen=True)
class Ladder:
    """The rungs of a deployment; a pack with rungs of its own uses those, every other pack those of `*`."""

    rungs: tuple[Rung, ...]

    def of_pack(self, pack: str) -> tuple[Rung, ...]:
        """The rungs that hold for a pack, the lowest first."""
        own = [rung for rung in self.rungs if rung.pack == pack]
        common = [rung for rung in self.rungs if rung.pack == ANY_PACK]
        return tuple(sorted(own or common, key=lambda rung: rung.level))


def load_ladder(path: Path) -> Ladder:
    """The ladder in a CSV file (columns as in deployment/sample/ladder.csv).

    Raises MutongError `ladder_unreadable` for missing columns, a cell that is no number, or hours that do not rise with
    the level.
    """
    path = Path(path)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise _unreadable(
                path, 1, f"缺少列 {'、'.join(missing)}", f"columns are missing: {', '.join(missing)}"
            )
        ladder = Ladder(tuple(_rung(row, path, reader.line_num) for row in reader))
    for pack in {rung.pack for rung in ladder.rungs}:
        rungs = ladder.of_pack(pack)
        for lower, upper in pairwise(rungs):
            if not (lower.level < upper.level and lower.after < upper.after):
                raise _unreadable(
                    path,
                    0,
                    f"“{pack}”的第 {upper.level} 级应晚于第 {lower.level} 级",
                    f"level {upper.level} of “{pack}” should come after level {lower.level}",
                )
    return ladder


def ladder_level(duty: Duty, now: datetime, ladder: Ladder) -> Rung | None:
    """The highest rung an overdue duty has reached; None: not overdue, no limit, or too fresh for the first rung."""
    if not overdue(duty, now):
        return None
    late = now - duty.due_at
    reached = [rung for rung in ladder.of_pack(duty.pack) if rung.after <= late]
    return reached[-1] if reached else None


def _rung(row: dict[str, str], path: Path, line: int) -> Rung:
    try:
        level, hours = int(row["level"]), float(row["after_hours"])
    except ValueError as error:
        written = f"{row['level']}, {row['after_hours']}"
        raise _unreadable(
            path, line, f"级别和小时数写的是“{written}”", f"the level and hours are written “{written}”"
        ) from error
    return Rung(
        row["pack"],
        level,
        timedelta(hours=hours),
        row["post_kind"],
        Words(row["label_zh"], row["label_en"]),
        row["status"],
        Words(row["reason_zh"], row["reason_en"]),
    )


def _unreadable(path: Path, line: int, zh: str, en: str) -> MutongError:
    at = f"{path.name}:{line}" if line else path.name
    return MutongError(
        "ladder_unreadable",
        Words(f"{at}：{zh}。请按表头和数字填写。", f"{at}: {en}. Keep the heading and write numbers."),
        file=path.name,
        line=line,
    )
