"""Making a column mapping: a sample file, what each of its headings is, a name.

The form carries everything from step to step; nothing of the file stays here.
"""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.mapping_draft import NAME_LETTERS, Draft, HeadingRow, check_draft, only_key
from mutong.desk.pages.imports import PURPOSE, importable_tables
from mutong.desk.parts import NO_WORDS, Option, with_query
from mutong.desk.sample_sheet import read_sample, tells_no_order
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import var_folder
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.actions.save_mapping import save_mapping
from mutong.records.reads.imports import saved_mappings
from mutong.tables.code_words import code_label, table_label
from mutong.tables.schema import Column, Schema, load_schema

_DATED = ("date", "instant")
_BETWEEN = "\n"  # between the examples of a heading, as the form carries them
_ORDERS = {
    "": Words("年-月-日（2022-08-22）", "year, month, day (2022-08-22)"),
    "dmy": Words("日-月-年（22/08/2022）", "day, month, year (22/08/2022)"),
    "mdy": Words("月-日-年（08/22/2022）", "month, day, year (08/22/2022)"),
    "start_of_day": Words("年-月-日，没写时刻算零点", "year first; no time means midnight"),
    "dmy;start_of_day": Words("日-月-年，没写时刻算零点", "day first; no time means midnight"),
    "mdy;start_of_day": Words("月-日-年，没写时刻算零点", "month first; no time means midnight"),
}


@dataclass(frozen=True)
class RowView:
    """One heading as the page shows it."""

    heading: str
    examples: tuple[str, ...]
    carried: str
    columns: tuple[Option, ...]
    order: str
    orders: tuple[Option, ...]
    hint: Words
    problem: Words | None


@dataclass(frozen=True)
class ConstantView:
    """One column that no heading fills."""

    name: str
    label: Words
    kind: str
    value: str
    options: tuple[Option, ...]
    hint: Words
    problem: Words | None


@signed_in
@require_http_methods(["GET", "POST"])
def make_mapping(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A sample file in; its headings out, to be named; then the mapping saved and the import page with it chosen."""
    check_anywhere(viewer, "import_tables", PURPOSE)
    table = request.POST.get("table") or request.GET.get("table", "")
    if request.method == "GET":
        return _ask_for_file(request, table)
    try:
        if table not in importable_tables():
            raise MutongError("no_such_table", Words("请选择是什么表。", "Choose which table it is."))
        if "heading" not in request.POST:
            return _show_draft(request, _draft_of_file(request, load_schema(table)))
        draft = _draft_of_form(request, load_schema(table))
    except MutongError as refusal:
        return _ask_for_file(request, table, refusal.words)
    draft, lines = check_draft(draft)
    if draft.wrong:
        return _show_draft(request, draft)
    save_mapping(viewer, table, draft.name, [asdict(line) for line in lines], purpose=PURPOSE)
    done = Words(
        f"列名对应“{draft.name}”已保存并选好；请再选一次文件，点“导入”。",
        f"The mapping “{draft.name}” is saved and chosen; choose the file again and press Import.",
    )
    messages.success(request, say(done))
    return redirect(with_query(reverse("imports"), table=table, mapping=draft.name))


def _ask_for_file(request: HttpRequest, table: str, problem: Words | None = None) -> HttpResponse:
    page = {
        "step": 1,
        "problem": problem,
        "limit_mb": settings.IMPORT_LIMIT_BYTES // (1024 * 1024),
        "tables": tuple(Option(name, table_label(name), name == table) for name in importable_tables()),
    }
    return show(request, "pages/mapping.html", "imports", status=400 if problem else 200, page=page)


def _draft_of_file(request: HttpRequest, schema: Schema) -> Draft:
    """The draft as the file's own headings suggest it. The file is gone when this returns."""
    sent = request.FILES.get("file")
    if sent is None:
        raise MutongError("no_file", Words("请先选择一个文件。", "Choose a file first."))
    limit = settings.IMPORT_LIMIT_BYTES // (1024 * 1024)
    if sent.size > settings.IMPORT_LIMIT_BYTES:
        raise MutongError(
            "file_too_large",
            Words(f"文件超过 {limit} MB；做列名对应只要前几行，请另存一小份。",
                  f"The file is larger than {limit} MB; for a mapping a copy of its first rows will do."),
        )  # fmt: skip
    inbox = var_folder() / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    name = Path(sent.name)
    with tempfile.TemporaryDirectory(dir=inbox) as folder:
        path = Path(folder) / f"{name.stem[:60]}{name.suffix[:10]}"
        with path.open("wb") as out:
            for chunk in sent.chunks():
                out.write(chunk)
        sheet = read_sample(path, schema, settings.IMPORT_LIMIT_BYTES)
    notes = []
    if sheet.nameless:
        notes.append(
            Words(
                f"有 {sheet.nameless} 列没有表头，不能对应；需要的话请先补上表头。",
                f"Columns without a heading: {sheet.nameless}. They cannot be mapped; give them a heading first.",
            )
        )
    if sheet.repeated:
        notes.append(
            Words(
                f"表头重复，只读第一列：{'、'.join(sheet.repeated)}。",
                f"Headings that occur again; only the first column is read: {', '.join(sheet.repeated)}.",
            )
        )
    rows = (HeadingRow(c.heading, c.examples, c.column, c.order, c.looks_like_dates) for c in sheet.columns)
    return Draft(schema, tuple(rows), name=name.stem[:NAME_LETTERS], notes=tuple(notes))


def _draft_of_form(request: HttpRequest, schema: Schema) -> Draft:
    form = request.POST
    lists = [form.getlist(name) for name in ("heading", "examples", "column", "order", "dates")]
    if len({len(one) for one in lists}) != 1:
        raise MutongError(
            "broken_form",
            Words("表单不完整；请重新选择文件。", "The form is incomplete; choose the file again."),
        )
    rows = tuple(
        HeadingRow(
            heading,
            tuple(filter(None, examples.replace("\r", "").split(_BETWEEN))),
            column,
            order if order in _ORDERS else "",
            dates == "1",
        )
        for heading, examples, column, order, dates in zip(*lists, strict=True)
    )
    constants = {name: form.get(f"constant-{name}", "").strip() for name in schema.names}
    return Draft(
        schema,
        rows,
        {name: value for name, value in constants.items() if value},
        form.get("name", "").strip(),
        form.get("replaces") == "1",
    )


def _show_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    schema, filled = draft.schema, draft.filled
    missing = [
        _constant_view(draft, column)
        for column in schema.columns
        if (column.name not in filled or column.name in draft.constants)
        and (column.required or column.sensitivity != "secret")
        and column != only_key(schema)
    ]
    required = [one for one in missing if schema.column(one.name).required]
    others = [one for one in missing if not schema.column(one.name).required]
    page = {
        "step": 2,
        "table": schema.name,
        "label": table_label(schema.name),
        "rows": [_row_view(schema, row) for row in draft.rows],
        "known": sum(bool(row.column) for row in draft.rows),
        "required": required,
        "others": others,
        "others_open": any(one.value or one.problem for one in others),
        "name": draft.name,
        "name_problem": draft.name_problem,
        "name_letters": NAME_LETTERS,
        "taken": draft.name in saved_mappings(schema.name),
        "replaces": draft.replaces,
        "notes": draft.notes,
        "problem": draft.problem,
        "wrong": draft.wrong,
    }
    return show(request, "pages/mapping.html", "imports", status=400 if draft.wrong else 200, page=page)


def _row_view(schema: Schema, row: HeadingRow) -> RowView:
    dated = row.column in schema.names and schema.column(row.column).type in _DATED
    asks = dated or (row.looks_like_dates and not row.column)
    hint = Words("看不出哪个是月、哪个是日，请选。", "Day and month cannot be told apart; choose.")
    return RowView(
        heading=row.heading,
        examples=row.examples,
        carried=_BETWEEN.join(row.examples),
        columns=tuple(
            Option(column.name, _column_words(column), column.name == row.column) for column in schema.columns
        ),
        order=row.order,
        orders=tuple(Option(code, words, code == row.order) for code, words in _ORDERS.items())
        if asks
        else (),
        hint=hint if asks and row.order == "" and tells_no_order(row.examples) else NO_WORDS,
        problem=row.problem,
    )


def _column_words(column: Column) -> Words:
    if not column.required:
        return column.label
    return Words(f"{column.label.zh}（必填）", f"{column.label.en} (required)")


def _constant_view(draft: Draft, column: Column) -> ConstantView:
    value = draft.constants.get(column.name, "")
    options: tuple[Option, ...] = ()
    if column.type == "code":
        options = tuple(Option(c, code_label(column.name, c), c == value) for c in column.codes)
    elif column.type == "boolean":
        options = tuple(
            Option(c, w, c == value) for c, w in (("yes", Words("是", "yes")), ("no", Words("否", "no")))
        )
    return ConstantView(
        name=column.name,
        label=column.label,
        kind="date" if column.type == "date" else "text",
        value=value,
        options=options,
        hint=Words("例如 2022-08-22 14:30", "such as 2022-08-22 14:30")
        if column.type == "instant"
        else NO_WORDS,
        problem=draft.constant_problems.get(column.name),
    )
