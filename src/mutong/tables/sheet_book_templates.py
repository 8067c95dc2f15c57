"""A workbook of several sheets to fill in: two-language headings, drop-downs, marked examples, a page that explains."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from mutong.kernel.words import Words
from mutong.tables.checking import ends_of
from mutong.tables.code_words import code_label, table_label
from mutong.tables.remedies import refuse_file
from mutong.tables.schema import Column, Schema, load_schema
from mutong.tables.sheet_books import heading_cell

_ROWS = 2_000
_TYPES = {
    "id": Words("编号", "id"),
    "text": Words("文字", "text"),
    "code": Words("从下拉列表选", "one of the list"),
    "date": Words("日期，如 2022-08-01", "a date, such as 2022-08-01"),
    "integer": Words("整数", "a whole number"),
    "number": Words("数字，不写单位", "a number without its unit"),
    "boolean": Words("是或否", "yes or no"),
}
_GUIDE = Words("填写说明", "How to fill in")


def write_sheet_book(
    tables: Sequence[str], path: str | Path, introduction: Sequence[Words], lang: str = "zh"
) -> None:
    """Write an empty workbook with a sheet for each table and a first page that explains every column.

    The examples of the schemas stand in one grey row of each sheet that the reader passes over. `introduction` are
    sentences for the first page. Raises MutongError `unknown_file_kind` unless the file ends in .xlsx.
    """
    path = Path(path)
    if path.suffix != ".xlsx":
        raise refuse_file("unknown_file_kind", suffix=path.suffix, known=".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    book = xlsxwriter.Workbook(str(half))
    guide = book.add_worksheet(_GUIDE.say(lang))
    lists = book.add_worksheet(Words("选项", "Lists").say(lang))
    row = _introduce(book, guide, introduction)
    place = 0
    for table in tables:
        schema = load_schema(table)
        place = _sheet(book, lists, place, schema, lang)
        row = _explain(book, guide, row, schema)
    lists.hide()
    guide.activate()
    book.close()
    half.replace(path)


def _introduce(book: object, guide: object, introduction: Sequence[Words]) -> int:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((16, 26, 26, 40, 44)):
        guide.set_column(column, column, width, wrap)
    for row, words in enumerate(introduction):
        guide.merge_range(row, 0, row, 4, f"{words.zh}\n{words.en}", wrap)
        guide.set_row(row, 32)
    return len(introduction) + 1


def _explain(book: object, guide: object, row: int, schema: Schema) -> int:
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    label = table_label(schema.name)
    headings = (label.zh, "列", "Column", "怎么填", "How to fill it in")
    for column, text in enumerate(headings):
        guide.write_string(row, column, text, head)
    for place, column in enumerate(schema.columns, row + 1):
        kind, allowed = _TYPES[column.type], _allowed(column)
        must = Words("必填；", "required; ") if column.required else Words("", "")
        zh = "；".join(filter(None, (kind.zh, allowed.zh)))
        en = "; ".join(filter(None, (kind.en, allowed.en, column.meaning)))
        cells = ("", column.label.zh, column.label.en, must.zh + zh, must.en + en)
        for at, text in enumerate(cells):
            guide.write_string(place, at, text, wrap)
    return row + len(schema.columns) + 2


def _allowed(column: Column) -> Words:
    if column.codes:
        words = [code_label(column.name, code) for code in column.codes]
        return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
    low, high = ends_of(column.domain)
    if low is None and high is None:
        return Words("", "")
    if high is None:
        return Words(f"不小于 {low:g}", f"{low:g} or more")
    return Words(f"{low:g} 到 {high:g}", f"{low:g} to {high:g}")


def _sheet(book: object, lists: object, place: int, schema: Schema, lang: str) -> int:
    """One sheet; gives the next free column of the hidden lists."""
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"}
    )
    must = book.add_format(
        {"bold": True, "bg_color": "#FCE8D5", "border": 1, "text_wrap": True, "valign": "top"}
    )
    grey = book.add_format({"italic": True, "font_color": "#7A7A7A", "num_format": "@"})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(table_label(schema.name).say(lang)[:31])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for i, column in enumerate(schema.columns):
        form = {"date": day, "id": text, "text": text}.get(column.type)
        sheet.set_column(i, i, 16, form)
        sheet.write_string(0, i, heading_cell(column, lang), must if column.required else head)
        example = code_label(column.name, column.example).say(lang) if column.codes else column.example
        sheet.write_string(1, i, example, grey)
        words = _choices(column, lang)
        if not words:
            continue
        for j, word in enumerate(words):
            lists.write_string(j, place, word)
        name = xlsxwriter.utility.xl_col_to_name(place)
        refusal = Words("请从列表中选择，或留空。", "Choose from the list, or leave it empty.").say(lang)
        source = f"='{lists.get_name()}'!${name}$1:${name}${len(words)}"
        sheet.data_validation(
            1, i, _ROWS, i, {"validate": "list", "source": source, "error_message": refusal}
        )
        place += 1
    return place


def _choices(column: Column, lang: str) -> list[str]:
    if column.codes:
        return [code_label(column.name, code).say(lang) for code in column.codes]
    return [Words("是", "yes").say(lang), Words("否", "no").say(lang)] if column.type == "boolean" else []
