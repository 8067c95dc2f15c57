"""A list of the sheep there are, from a sheet into the book: good rows are listed, bad ones named; once a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.errors import MutongError, Problem
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.enter_sheep import Arrivals, NewSheep
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, content_digest
from mutong.tables.reading import open_table
from mutong.village.book.breeds import breed_code
from mutong.village.book.tags import plain_key, read_tag
from mutong.workflows.flock_book import enter_new_sheep

TABLE = "flock_list"


@dataclass(frozen=True)
class ImportedFlock:
    """How a list landed: rows_in == listed + again + rejected. `problems` are the rejected rows, `warnings` rows kept
    that somebody should look at."""

    rows_in: int
    listed: int
    again: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def rejected(self) -> int:
        """Rows that were not listed."""
        return self.rows_in - self.listed - self.again


def import_flock(
    viewer: Viewer,
    area_code: str,
    path: Path,
    on: date,
    *,
    purpose: str,
    name: str = "",
    size_limit: int = DEFAULT_SIZE_LIMIT,
) -> ImportedFlock:
    """List the sheep of a sheet (table flock_list of file_schemas.csv) as there on a day.

    The same file again lists nothing twice. Raises AccessDenied without keep_books, MutongError where the file is no
    such table.
    """
    shown = name or path.name
    reading = open_table(path, TABLE, None, None, size_limit)
    batch = reading.read_all()
    problems = [*batch.problems]
    sheep: list[NewSheep] = []
    rows: dict[str, int] = {}
    for values, number in zip(batch.rows, batch.row_numbers, strict=True):
        try:
            one = _sheep(values, number)
        except MutongError as error:
            said = str(values.get("tag") or "")
            problems.append(Problem(shown, reading.sheet, number, "tag", said, error.code, error.words))
            continue
        sheep.append(one)
        rows[one.key] = number
    listed = again = 0
    warnings: list[Problem] = []
    if sheep:
        sent_id = f"sheet-{content_digest(path)[:32]}"
        kept = enter_new_sheep(
            viewer, area_code, Arrivals(sent_id, "listed", on, {}, tuple(sheep)), purpose=purpose
        )
        again = kept.again
        for line in kept.lines:
            told = [
                Problem(
                    shown,
                    reading.sheet,
                    rows[line.key],
                    "tag",
                    line.key.partition("：")[2],
                    "not_listed",
                    words,
                )
                for words in line.words
            ]
            (warnings if line.kept else problems).extend(told)
        listed = kept.written
    return ImportedFlock(reading.rows_in, listed, again, tuple(problems), tuple(warnings))


def _sheep(values: Mapping[str, object], number: int) -> NewSheep:
    tag = read_tag(str(values["tag"])).digits if values.get("tag") else ""
    own = plain_key(str(values.get("own_number") or ""))
    if not tag and not own:
        raise MutongError(
            "no_number",
            Words(
                "耳标号和场内编号都是空的，请至少写一个，以免再次导入时重复。",
                "Neither ear tag nor own number: write one, or the sheep would be listed twice by the next file.",
            ),
        )
    details = {
        "stage": values.get("sheep_stage"),
        "use": values.get("sheep_use"),
        "pen": values.get("pen"),
        "household": values.get("household_id"),
        "source": values.get("source"),
    }
    birth = values.get("birth_date")
    return NewSheep(
        key=f"{number}：{tag or own}",
        sex=str(values["sheep_sex"]),
        tag=tag,
        number=own,
        breed=breed_code(str(values["breed"])) if values.get("breed") else None,
        birth=birth if isinstance(birth, date) else None,
        birth_exact=not values.get("birth_about"),
        details={key: value for key, value in details.items() if value},
    )
