"""A file into checked rows and Problems, in batches, whatever its size: rows in = rows landed + rows rejected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.tables.cells import clean_text
from mutong.tables.checking import CellReader, row_checks, words_of
from mutong.tables.code_words import table_label
from mutong.tables.decoding import DEFAULT_SIZE_LIMIT, Progress, RawTable, open_raw
from mutong.tables.keys import SeenKeys
from mutong.tables.mapping import Headings, Mapping, match_headings, recognised
from mutong.tables.remedies import CellRefused, refuse_file, remedy
from mutong.tables.schema import Column, Schema, load_schema

BATCH_ROWS = 5_000
_SHOWN_CHARACTERS = 200


@dataclass
class Batch:
    """Checked rows (column -> value; a column without a value is None), their row numbers, and what is wrong.

    `problems` are about rejected rows only; `warnings` about rows, or the file, that landed all the same.
    """

    rows: list[dict[str, object]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class TableReading:
    """A file being read as a table. Iterate once for batches; the counts are true for what was read so far.

    `rows_in` counts rows that are not blank; rows_in == landed + rejected after every batch. `notes` says how the
    file was understood (encoding, mapping, zone), in both languages.
    """

    def __init__(
        self,
        raw: RawTable,
        schema: Schema,
        headings: Headings,
        progress: Progress | None,
        batch_rows: int,
        repeats_ok: bool = False,
    ) -> None:
        self.schema, self.headings = schema, headings
        self.file, self.sheet = raw.file, raw.sheet
        self.encoding, self.delimiter = raw.encoding, raw.delimiter
        self.rows_in = self.landed = self.rejected = self.warned = 0
        self._raw, self._progress, self._batch_rows = raw, progress, batch_rows
        self._checks, self._repeats_ok = row_checks(schema), repeats_ok
        self._seen = SeenKeys()
        self._blank: dict[str, object] = dict.fromkeys(schema.names)
        self._readers: list[tuple[str, int, CellReader]] = []
        for source in headings.sources:
            reader = CellReader(schema.name, schema.column(source.column), source.format)
            if source.index < 0:
                self._blank[source.column] = _constant(reader, source.constant, raw.file)
            else:
                self._readers.append((source.column, source.index, reader))

    def __iter__(self) -> Iterator[Batch]:
        first = Batch(warnings=self._heading_warnings())
        batch: Batch = first
        width = len(self._raw.headings)
        try:
            for number, cells in self._raw.rows:
                if not any(cell not in ("", None) for cell in cells):
                    continue
                self.rows_in += 1
                self._read_row(number, cells, width, batch)
                if self.rows_in % self._batch_rows == 0:
                    yield self._finished(batch)
                    batch = Batch()
            if batch is first or batch.rows or batch.problems:
                yield self._finished(batch)
        finally:
            self._raw.close()
        if self._progress:
            self._progress(self._raw.total, self._raw.total)

    def close(self) -> None:
        """Let go of the file without reading on."""
        self._raw.close()

    def read_all(self) -> Batch:
        """Everything in one batch; for files known to be small."""
        whole = Batch()
        for batch in self:
            whole.rows += batch.rows
            whole.row_numbers += batch.row_numbers
            whole.problems += batch.problems
            whole.warnings += batch.warnings
        return whole

    @property
    def notes(self) -> list[Words]:
        """How the file was understood."""
        found = []
        if self.encoding and self.encoding != "utf-8":
            found.append(Words(f"按 {self.encoding.upper()} 编码读取。", f"Read as {self.encoding.upper()}."))
        if zoneless := sum(reader.zoneless for _, _, reader in self._readers):
            found.append(
                Words(
                    f"有 {zoneless} 个时刻没有写时区，按北京时间（Asia/Shanghai）读取。",
                    f"{zoneless} times had no zone and were read as Asia/Shanghai.",
                )
            )
        return found

    def problem(self, row: int, column: str, value: object, code: str, words: Words) -> Problem:
        """A Problem of this file; a value that must stay secret is masked."""
        return Problem(self.file, self.sheet, row, column, self._shown(column, value), code, words)

    def _shown(self, column: str, value: object) -> str:
        try:
            text = clean_text(value)
        except CellRefused:
            text = str(value).encode("utf-8", "replace").decode("utf-8")
        if (
            column in self.schema.names
            and self.schema.column(column).sensitivity == "secret"
            and len(text) > 4
        ):
            return text[:3] + "*" * (len(text) - 4) + text[-1]
        return text[:_SHOWN_CHARACTERS]

    def _heading_warnings(self) -> list[Problem]:
        found = [
            self.problem(1, h, "", "unknown_heading", remedy("unknown_heading", heading=h))
            for h in self.headings.unknown
        ]
        found += [
            self.problem(1, h, "", "mapped_heading_missing", remedy("mapped_heading_missing", heading=h))
            for h in self.headings.absent
        ]
        return found

    def _read_row(self, number: int, cells: Sequence[object], width: int, batch: Batch) -> None:
        row = self._blank.copy()
        faults: list[Problem] = []
        have = len(cells)
        if have > width and any(clean(cell) for cell in cells[width:]):
            faults.append(self.problem(number, "", cells[width], "extra_cells", remedy("extra_cells")))
        for name, index, reader in self._readers:
            cell = cells[index] if index < have else None
            try:
                row[name] = reader.read(cell)
            except CellRefused as refused:
                faults.append(self.problem(number, name, cell, refused.code, words_of(refused)))
        if not faults:
            for check in self._checks:
                if fault := check(row):
                    column, code, words = fault
                    faults.append(self.problem(number, column, row[column], code, words))
        if faults:
            self.rejected += 1
            batch.problems += faults
        else:
            batch.rows.append(row)
            batch.row_numbers.append(number)

    def _finished(self, batch: Batch) -> Batch:
        self._drop_duplicates(batch)
        batch.problems.sort(key=lambda problem: problem.row)
        self.landed += len(batch.rows)
        self.warned += len(batch.warnings)
        if self._progress:
            self._progress(self._raw.done(), self._raw.total)
        return batch

    def _drop_duplicates(self, batch: Batch) -> None:
        names = self.schema.key
        if not names or not batch.rows or self._repeats_ok:
            return
        keys = ["\x1f".join(_key_text(row[name]) for name in names) for row in batch.rows]
        before = self._seen.add(keys, batch.row_numbers)
        if not any(before):
            return
        labels = [self.schema.column(name).label for name in names]
        kept = Batch(problems=batch.problems, warnings=batch.warnings)
        for row, number, first in zip(batch.rows, batch.row_numbers, before, strict=True):
            if not first:
                kept.rows.append(row)
                kept.row_numbers.append(number)
                continue
            self.rejected += 1
            words = Words(
                remedy("duplicate_key", row=first, columns="、".join(w.zh for w in labels)).zh,
                remedy("duplicate_key", row=first, columns=", ".join(w.en for w in labels)).en,
            )
            kept.problems.append(self.problem(number, names[0], row[names[0]], "duplicate_key", words))
        batch.rows, batch.row_numbers = kept.rows, kept.row_numbers


def clean(cell: object) -> bool:
    """Whether a cell holds anything but blanks."""
    return bool(str(cell).strip()) if cell is not None else False


def _key_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(value)


def _constant(reader: CellReader, text: str, file: str) -> object:
    try:
        return reader.read(text)
    except CellRefused as refused:
        words, name = words_of(refused), reader.column.name
        raise refuse_file(
            "bad_mapping",
            file=file,
            row="–",
            what=f"{name} = {text}：{words.zh}",
            what_en=f"{name} = {text}: {words.en}",
        ) from None


def open_table(
    path: str | Path,
    table: str,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    size_limit: int = DEFAULT_SIZE_LIMIT,
    progress: Progress | None = None,
    batch_rows: int = BATCH_ROWS,
    repeats_ok: bool = False,
) -> TableReading:
    """Open a CSV, workbook or Parquet file as a table of schemas.csv.

    `size_limit` is in bytes (of a workbook: unpacked); `progress(done, total)` is called after each batch, in
    bytes of a CSV file and rows of others. With `repeats_ok` rows with the same key all land. Raises MutongError where
    nothing of the file can land: no such file, empty, too large, no table, wrong sheet, no known heading, required
    columns missing, a broken mapping.
    """
    schema = load_schema(table)
    path = Path(path)
    raw = open_raw(path, sheet, size_limit, lambda headings: recognised(headings, schema, mapping))
    try:
        headings = _headings(raw, schema, mapping)
        return TableReading(raw, schema, headings, progress, batch_rows, repeats_ok)
    except CellRefused:
        raise refuse_file("not_a_table", file=raw.file) from None
    except Exception:
        raw.close()
        raise


def _headings(raw: RawTable, schema: Schema, mapping: Mapping | None) -> Headings:
    if not recognised(raw.headings, schema, mapping):
        label = table_label(schema.name)
        shown = ", ".join(text for h in raw.headings[:8] if (text := clean_text(h)))[:_SHOWN_CHARACTERS]
        fits = [name for name, first in raw.other_sheets if recognised(first, schema, mapping) > 1]
        hint = (
            Words(f"工作表“{fits[0]}”看来是要找的。", f"The sheet “{fits[0]}” looks right.")
            if fits
            else Words("", "")
        )
        where = f" [{raw.sheet}]" if raw.sheet else ""
        error = refuse_file(
            "no_heading_known", file=raw.file, where=where, table=schema.name, found=shown or "–", hint=""
        )
        zh = remedy(
            "no_heading_known", file=raw.file, where=where, table=label.zh, found=shown or "–", hint=hint.zh
        )
        en = remedy(
            "no_heading_known", file=raw.file, where=where, table=label.en, found=shown or "–", hint=hint.en
        )
        error.words = Words(zh.zh.strip(), en.en.strip())
        raise error
    headings = match_headings(raw.headings, schema, mapping, raw.file)
    given = {source.column for source in headings.sources}
    missing: list[Column] = [c for c in schema.columns if c.required and c.name not in given]
    if missing:
        error = refuse_file(
            "required_columns_missing",
            file=raw.file,
            columns=", ".join(f"{c.label.en} ({c.name})" for c in missing),
        )
        zh = remedy(
            "required_columns_missing",
            file=raw.file,
            columns="、".join(f"{c.label.zh}（{c.name}）" for c in missing),
        )
        error.words = Words(zh.zh, error.words.en)
        raise error
    return headings
