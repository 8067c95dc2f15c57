"""Blank workbooks to fill in: headings, drop-downs for codes, and a sheet that explains every column."""

from pathlib import Path

import xlsxwriter

from mutong.kernel.words import Words
from mutong.tables.checking import declared_checks, ends_of
from mutong.tables.code_words import code_label, table_label
from mutong.tables.schema import Column, Schema, load_schema
from mutong.tables.writing import sheet_name

_ROWS_WITH_LISTS = 5_000
_TYPES = {
    "id": Words("编号（文本格式，保留前面的 0）", "id (kept as text, leading zeros too)"),
    "text": Words("文字", "text"),
    "code": Words("从下拉列表中选", "one of a list"),
    "date": Words("日期，如 2022-08-22", "date, such as 2022-08-22"),
    "instant": Words(
        "日期和时刻，如 2022-08-22 14:30（北京时间）", "date and time, such as 2022-08-22 14:30 (China time)"
    ),
    "integer": Words("整数", "whole number"),
    "number": Words("数字，不写单位", "number, without a unit"),
    "boolean": Words("是或否，不清楚留空", "yes or no; empty if not known"),
}
_HEADINGS = (
    Words("列", "Heading"),
    Words("列名（程序用）", "Column"),
    Words("必填", "Required"),
    Words("怎么填", "How to fill it in"),
    Words("可填的内容", "Allowed"),
    Words("说明", "Meaning"),
    Words("例", "Example"),
)


def _allowed(column: Column, lang: str) -> str:
    if column.codes:
        words = [code_label(column.name, code).say(lang) for code in column.codes]
        return "、".join(words) if lang == "zh" else ", ".join(words)
    low, high = ends_of(column.domain)
    if low is None and high is None:
        return ""
    if high is None:
        return Words(f"不小于 {low:g}", f"{low:g} or more").say(lang)
    return Words(f"{low:g} 到 {high:g}", f"{low:g} to {high:g}").say(lang)


def _meaning(schema: Schema, column: Column, lang: str) -> str:
    """The schema's words in English; in Chinese what the declarations themselves tell."""
    said = [column.meaning] if column.meaning and lang == "en" else []
    if column.key:
        said.append(Words("用来区分各行，不能重复", "Tells one row from another; no repeats").say(lang))
    if column.references:
        table = table_label(column.references.partition(".")[0])
        said.append(Words(f"先在“{table.zh}”表中有这个编号", f"Must stand in the table {table.en}").say(lang))
    for name, check, column_name, than in declared_checks():
        if name != schema.name or column_name != column.name:
            continue
        other = schema.column(than).label if than else Words("", "")
        words = {
            "past": Words("不能晚于现在", "Not later than now"),
            "after": Words(f"必须晚于“{other.zh}”", f"After “{other.en}”"),
            "not_before": Words(f"不能早于“{other.zh}”", f"Not before “{other.en}”"),
            "at_least": Words(f"不能小于“{other.zh}”", f"Not below “{other.en}”"),
            "unequal": Words(f"不能与“{other.zh}”相同", f"Not the same as “{other.en}”"),
            "day_start": Words("只写日期表示当天零点", "A date alone stands for its first instant"),
        }.get(check)
        if words:
            said.append(words.say(lang))
    return ("；" if lang == "zh" else "; ").join(said)


def write_template(table: str, path: str | Path, lang: str = "zh") -> None:
    """Write an empty workbook for a table: the sheet to fill in first, then one that explains each column.

    Required headings carry a mark (*) that the reader passes over; ids and times are formatted as text so that
    Excel cannot change them; codes and yes/no have drop-downs.
    """
    schema, path = load_schema(table), Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    book = xlsxwriter.Workbook(str(half))
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    must = book.add_format({"bold": True, "bg_color": "#FCE8D5", "border": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(sheet_name(schema, lang))
    guide = book.add_worksheet(Words("填写说明", "How to fill in").say(lang))
    lists = book.add_worksheet(Words("选项", "Lists").say(lang))
    lists.hide()
    sheet.freeze_panes(1, 0)
    guide.freeze_panes(1, 0)
    for i, heading in enumerate(_HEADINGS):
        guide.write_string(0, i, heading.say(lang), head)
        guide.set_column(i, i, (18, 18, 8, 30, 34, 44, 24)[i], wrap)
    for i, column in enumerate(schema.columns):
        form = {"date": day, "id": text, "text": text, "instant": text}.get(column.type)
        sheet.set_column(i, i, 18, form)
        mark = "*" if column.required else ""
        sheet.write_string(0, i, column.label.say(lang) + mark, must if column.required else head)
        cells = (
            column.label.say(lang) + mark,
            column.name,
            (Words("是", "yes") if column.required else Words("", "")).say(lang),
            _TYPES[column.type].say(lang),
            _allowed(column, lang),
            _meaning(schema, column, lang),
            code_label(column.name, column.example).say(lang) if column.codes else column.example,
        )
        for j, cell in enumerate(cells):
            guide.write_string(i + 1, j, cell, text if j == 6 else wrap)
        _add_list(sheet, lists, i, column, lang)
    book.close()
    half.replace(path)


def _add_list(sheet: object, lists: object, i: int, column: Column, lang: str) -> None:
    if column.codes:
        words = [code_label(column.name, code).say(lang) for code in column.codes]
    elif column.type == "boolean":
        words = [Words("是", "yes").say(lang), Words("否", "no").say(lang)]
    else:
        return
    for j, word in enumerate(words):
        lists.write_string(j, i, word)
    place = xlsxwriter.utility.xl_col_to_name(i)
    source = f"='{lists.get_name()}'!${place}$1:${place}${len(words)}"
    refusal = Words("请从列表中选择，或留空。", "Choose from the list, or leave it empty.").say(lang)
    sheet.data_validation(
        1, i, _ROWS_WITH_LISTS, i, {"validate": "list", "source": source, "error_message": refusal}
    )
