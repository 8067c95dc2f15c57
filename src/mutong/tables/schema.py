"""Tables everything speaks (DESIGN.md 5), declared once as data in schemas.csv.

Validation, templates, documentation, forms and the database models are held against these declarations. Tables that
are only ever sheets of a file, and that no register keeps, are declared in file_schemas.csv.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_FILE = Path(__file__).with_name("schemas.csv")
_SHEETS = Path(__file__).with_name("file_schemas.csv")
TYPES = ("id", "text", "code", "date", "instant", "integer", "number", "boolean")
SENSITIVITIES = ("open", "personal", "sensitive", "health", "movement", "secret")


@dataclass(frozen=True)
class Column:
    """One column: `domain` is a|b|c for a code, low..high for a number, or the name of a check."""

    name: str
    type: str
    required: bool
    key: bool
    domain: str
    references: str
    sensitivity: str
    label: Words
    meaning: str
    example: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The words a code column allows; empty for other types."""
        return tuple(self.domain.split("|")) if self.type == "code" else ()


@dataclass(frozen=True)
class Schema:
    """A table: its name and its columns, in the order they are written."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(c.name for c in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another."""
        return tuple(c.name for c in self.columns if c.key)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@cache
def all_schemas() -> dict[str, Schema]:
    """Every table of the register by name, in the order of schemas.csv."""
    return _read(_FILE)


@cache
def file_schemas() -> dict[str, Schema]:
    """Every table that is only a sheet of a file, in the order of file_schemas.csv."""
    return _read(_SHEETS)


def _read(file: Path) -> dict[str, Schema]:
    columns: dict[str, list[Column]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            columns.setdefault(row["table"], []).append(
                Column(
                    name=row["column"],
                    type=row["type"],
                    required=row["required"] == "yes",
                    key=row["key"] == "1",
                    domain=row["domain"],
                    references=row["references"],
                    sensitivity=row["sensitivity"],
                    label=Words(row["label_zh"], row["label_en"]),
                    meaning=row["meaning"],
                    example=row["example"],
                )
            )
    return {name: Schema(name, tuple(found)) for name, found in columns.items()}


def load_schema(table: str) -> Schema:
    """The schema of a table or of a sheet. Raises MutongError `unknown_table`, naming the tables there are."""
    schemas = all_schemas()
    if table in file_schemas():
        return file_schemas()[table]
    if table not in schemas:
        known = ", ".join(sorted(schemas))
        raise MutongError(
            "unknown_table",
            Words(
                f"没有名为“{table}”的表；可用的有：{known}。",
                f"There is no table “{table}”; there are: {known}.",
            ),
            table=table,
        )
    return schemas[table]
