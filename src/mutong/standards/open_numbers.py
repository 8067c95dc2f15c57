"""The numbers a deployment must fill (T4): every null of the packs, its clause, its candidates, and whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices, area_holds
from mutong.standards.pack_form import Pack
from mutong.standards.parameter_rows import ParameterRow, Value

COLUMNS = (
    "pack", "parameter", "label_zh", "label_en", "area_code", "unit", "valid_from", "valid_to", "clause", "document",
    "article", "issuer", "candidates", "asked_of_zh", "asked_of_en", "chosen", "note_zh", "note_en",
)  # fmt: skip


@dataclass(frozen=True)
class OpenNumber:
    """One null: a parameter of a pack for an area and a period.

    `clause` is `pack:clause`; `candidates` are what the sources give where they disagree, in `unit`;
    `asked_of` says who can fill it: the row's own word, else the document's, else the issuer; None where nobody is
    named. `chosen` lists the local choices that fill it, as written with their area.
    """

    pack: str
    parameter: str
    label: Words
    area_code: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    clause: str
    document: Words
    article: str
    issuer: str
    candidates: tuple[Value, ...]
    asked_of: Words | None
    chosen: tuple[str, ...]
    note: Words


def open_numbers(packs: Iterable[Pack], choices: Choices = NO_CHOICES) -> list[OpenNumber]:
    """Every row without a value in the packs and those they are within, in the order of the files, each once."""
    found: list[OpenNumber] = []
    seen: set[int] = set()
    for pack in packs:
        for one in (*pack.ancestors, pack):
            for row in one.own_parameter_rows:
                if row.value is None and id(row) not in seen:
                    seen.add(id(row))
                    found.append(_open_number(row, one, choices))
    return found


def open_number_row(one: OpenNumber) -> dict[str, object]:
    """An open number as a row of a table with COLUMNS; lists joined by "|"."""
    return {
        "pack": one.pack,
        "parameter": one.parameter,
        "label_zh": one.label.zh,
        "label_en": one.label.en,
        "area_code": one.area_code,
        "unit": one.unit,
        "valid_from": one.valid_from or "",
        "valid_to": one.valid_to or "",
        "clause": one.clause,
        "document": one.document.zh,
        "article": one.article,
        "issuer": one.issuer,
        "candidates": "|".join(
            ";".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in one.candidates
        ),
        "asked_of_zh": one.asked_of.zh if one.asked_of else "",
        "asked_of_en": one.asked_of.en if one.asked_of else "",
        "chosen": "|".join(one.chosen),
        "note_zh": one.note.zh,
        "note_en": one.note.en,
    }


def _open_number(row: ParameterRow, pack: Pack, choices: Choices) -> OpenNumber:
    document = row.clause.document
    issuer = Words(document.issuer, document.issuer) if document.issuer else None
    names = {row.pack, pack.pack, *(one.pack for one in pack.ancestors)}
    return OpenNumber(
        pack=row.pack,
        parameter=row.name,
        label=pack.parameters.label(row.name),
        area_code=row.area_code,
        unit=row.unit.name,
        valid_from=row.valid.start,
        valid_to=row.valid.end,
        clause=row.clause.full_id,
        document=document.title,
        article=row.clause.article,
        issuer=document.issuer,
        candidates=tuple(_as_written(value, row) for value in row.candidates),
        asked_of=row.asked_of or document.asked_of or issuer,
        chosen=tuple(
            f"{choice.value} ({choice.area_code})"
            for choice in choices.all
            if choice.parameter == row.name
            and choice.pack in names
            and choice.valid.overlaps(row.valid)
            and (area_holds(row.area_code, choice.area_code) or area_holds(choice.area_code, row.area_code))
        ),
        note=row.note,
    )


def _as_written(value: Value, row: ParameterRow) -> Value:
    if isinstance(value, str | tuple) or value is None or row.unit.factor == 1:
        return value
    amount = value / row.unit.factor
    return int(amount) if amount == int(amount) else amount
