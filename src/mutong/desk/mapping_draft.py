"""A column mapping in the making: what each heading was said to be, and whatever keeps it from being saved."""

from collections.abc import Mapping as ByName
from dataclasses import dataclass, field, replace

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.reads.imports import saved_mappings
from mutong.tables.checking import CellReader, words_of
from mutong.tables.mapping import Mapping, MappingLine, match_headings, read_format
from mutong.tables.remedies import CellRefused
from mutong.tables.schema import Column, Schema

NAME_LETTERS = 80


@dataclass(frozen=True)
class HeadingRow:
    """One heading of the file, what it was said to be, and what is wrong with that."""

    heading: str
    examples: tuple[str, ...]
    column: str = ""
    order: str = ""
    looks_like_dates: bool = False
    problem: Words | None = None


@dataclass(frozen=True)
class Draft:
    """A mapping in the making, as the form has it."""

    schema: Schema
    rows: tuple[HeadingRow, ...]
    constants: ByName[str, str] = field(default_factory=dict)
    name: str = ""
    replaces: bool = False
    notes: tuple[Words, ...] = ()
    problem: Words | None = None
    name_problem: Words | None = None
    constant_problems: ByName[str, Words] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether anything keeps it from being saved."""
        return bool(
            self.problem or self.name_problem or self.constant_problems or any(r.problem for r in self.rows)
        )

    @property
    def filled(self) -> dict[str, str]:
        """Column -> the first heading that fills it."""
        found: dict[str, str] = {}
        for row in self.rows:
            if row.column:
                found.setdefault(row.column, row.heading)
        return found


def check_draft(draft: Draft) -> tuple[Draft, tuple[MappingLine, ...]]:
    """The draft with whatever is wrong said where it is wrong, and the lines to save when nothing is."""
    schema, filled = draft.schema, draft.filled
    rows = tuple(
        replace(row, problem=_given_twice(schema.column(row.column).label, filled[row.column]))
        if row.column in schema.names and filled[row.column] != row.heading
        else row
        for row in draft.rows
    )
    draft = replace(
        draft, rows=rows, constant_problems=_constant_problems(draft), name_problem=_name_problem(draft)
    )
    if not filled:
        draft = replace(
            draft,
            problem=Words("还没有一个表头对应到列。", "No heading has been matched with a column yet."),
        )
    else:
        key = only_key(schema)
        if key and key.name not in filled:
            draft = replace(draft, problem=_key_missing(key.label))
    lines = tuple(MappingLine(row.heading, row.column, "", _format(schema, row)) for row in rows)
    lines += tuple(MappingLine("", name, value, "") for name, value in draft.constants.items())
    if not draft.wrong:
        try:
            match_headings([r.heading for r in rows], schema, Mapping(draft.name, lines), draft.name)
        except MutongError as refusal:
            draft = replace(draft, problem=refusal.words)
    return draft, lines


def _format(schema: Schema, row: HeadingRow) -> str:
    """The format of a line: the order of a date, and of an instant also what no time means."""
    kind = schema.column(row.column).type if row.column in schema.names else ""
    if kind == "date":
        return row.order.removesuffix("start_of_day").rstrip(";")
    return row.order if kind == "instant" else ""


def _given_twice(label: Words, heading: str) -> Words:
    return Words(
        f"“{label.zh}”已由表头“{heading}”填写；请另选，或选“不导入”。",
        f"“{label.en}” is filled by the heading “{heading}” already; choose another, or leave this one out.",
    )


def _key_missing(label: Words) -> Words:
    return Words(
        f"要有一个表头是“{label.zh}”：它分开每一行，不能用固定值。",
        f"Some heading must be “{label.en}”: it tells one row from another, so a fixed value will not do.",
    )


def only_key(schema: Schema) -> Column | None:
    """The column that alone tells one row from another; None where it takes several."""
    return schema.column(schema.key[0]) if len(schema.key) == 1 else None


def _constant_problems(draft: Draft) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for column in draft.schema.columns:
        heading, value = draft.filled.get(column.name), draft.constants.get(column.name, "")
        if value and heading:
            found[column.name] = Words(
                f"表头“{heading}”已填写这一列；请清空固定值。",
                f"The heading “{heading}” fills this column already; clear the fixed value.",
            )
        elif value:
            try:
                CellReader(draft.schema.name, column, read_format("")).read(value)
            except CellRefused as refused:
                found[column.name] = words_of(refused)
        elif column.required and not heading and column != only_key(draft.schema):
            found[column.name] = Words(
                "必填：请在上面选一个表头，或在这里写固定值。",
                "Required: choose a heading for it above, or write a fixed value here.",
            )
    return found


def _name_problem(draft: Draft) -> Words | None:
    if not draft.name:
        return Words("请起一个名字，下次导入时按名字选。", "Give it a name; next time it is chosen by it.")
    if len(draft.name) > NAME_LETTERS:
        return Words(f"名字最多 {NAME_LETTERS} 个字。", f"A name has at most {NAME_LETTERS} characters.")
    if draft.name in saved_mappings(draft.schema.name) and not draft.replaces:
        return Words(
            "这张表已有同名的列名对应；请换个名字，或勾选“替换”。",
            "This table has a mapping of that name; choose another name, or tick “replace”.",
        )
    return None
