"""Reading parameters/*.csv, row by row (columns in _COLUMNS; those of _MORE may be added)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.money import fen_of
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import area_holds
from mutong.standards.clauses import GRADES, Clause
from mutong.standards.csv_reading import read_csv_rows, read_day
from mutong.standards.refusals import PackError, shown
from mutong.standards.units import Unit, all_units

_COLUMNS = (
    "parameter", "unit", "area_code", "valid_from", "valid_to", "known_from",
    "value", "candidates", "clause", "grade", "note_zh", "note_en",
)  # fmt: skip
_MORE = ("label_zh", "label_en", "asked_of_zh", "asked_of_en")
Value = int | float | str | tuple[int | float, ...] | None


@dataclass(frozen=True)
class ParameterRow:
    """One line of parameters/*.csv; `value` is in the unit's base (yuan become fen), None where it is not known."""

    name: str
    unit: Unit
    area_code: str
    valid: Period
    known_from: date | None
    value: Value
    candidates: tuple[Value, ...]
    clause: Clause
    grade: str
    note: Words
    label: Words
    pack: str
    file: str
    line: int
    asked_of: Words | None = None


def load_parameters(
    folder: Path, pack: str, clauses: Mapping[str, Clause], pack_area: str = "0"
) -> list[ParameterRow]:
    """Every row of the CSV files in a pack's `parameters` folder, in file order; `pack_area` is the pack's own.

    Raises PackError.
    """
    rows = []
    for path in sorted(folder.glob("*.csv")):
        for row, line in read_csv_rows(path, _COLUMNS, _MORE):
            rows.append(_read_row(row, pack, clauses, path, line))
            _refuse_dates(rows[-1], path)
            _refuse_area(rows[-1], pack_area, path)
    return rows


def _refuse_dates(row: ParameterRow, path: Path) -> None:
    start, end, known = row.valid.start, row.valid.end, row.known_from
    if end is None or ((start is None or start < end) and (known is None or known < end)):
        return
    column, day = ("valid_from", start) if start is not None and start >= end else ("known_from", known)
    raise PackError(
        "ends_before_begin",
        shown(path),
        row.line,
        Words(
            f"“{row.name}”的 {column} {day} 不早于 valid_to {end}",
            f"“{row.name}” has {column} {day}, not before valid_to {end}",
        ),
        Words(
            "到期日不含在内；到期后才知道的数从未施行",
            "valid_to is not included; what becomes known only after it was never in force",
        ),
        row.clause.full_id,
    )


def _refuse_area(row: ParameterRow, pack_area: str, path: Path) -> None:
    if not area_holds(pack_area, row.area_code):
        raise PackError(
            "outside_its_area",
            shown(path),
            row.line,
            Words(
                f"“{row.name}”写给地区 {row.area_code}，不在规则包的地区 {pack_area} 之内",
                f"“{row.name}” is for the area {row.area_code}, which is not in the pack's area {pack_area}",
            ),
            Words(f"请写 {pack_area} 或其下的区划代码", f"Write {pack_area} or the code of an area in it"),
            row.clause.full_id,
        )


def _read_row(
    row: dict[str, str], pack: str, clauses: Mapping[str, Clause], path: Path, line: int
) -> ParameterRow:
    name, written, cited = row["parameter"], row["unit"], row["clause"]
    unit = all_units().get(written)
    if unit is None:
        raise PackError(
            "unknown_unit",
            shown(path),
            line,
            Words(f"“{name}”的单位写的是“{written}”", f"“{name}” has the unit “{written}”"),
            Words(
                "请写 units.csv 里的单位，如 yuan/month、day、m2",
                "Write a unit of units.csv, such as yuan/month, day or m2",
            ),
            cited,
        )
    if cited not in clauses:
        raise PackError(
            "missing_clause",
            shown(path),
            line,
            Words(
                f"“{name}”引用的条款“{cited}”不在 pack.yaml 里",
                f"“{name}” cites the clause “{cited}”, which pack.yaml does not have",
            ),
            Words("请在 clauses 下补上，或改为已有的条款", "Add it under clauses, or cite one that is there"),
            cited,
        )
    if row["grade"] not in GRADES or (row["grade"] == "U" and row["value"]):
        raise PackError(
            "unknown_grade",
            shown(path),
            line,
            Words(
                f"“{name}”的来源等级写的是“{row['grade']}”，数值是“{row['value']}”",
                f"“{name}” has the grade “{row['grade']}” and the value “{row['value']}”",
            ),
            Words(
                f"请写 {'、'.join(GRADES)} 之一；U（未核实）不写数值",
                f"Write one of {', '.join(GRADES)}; U (not verified) has no value",
            ),
            cited,
        )
    return ParameterRow(
        name=name,
        unit=unit,
        area_code=row["area_code"],
        valid=Period(
            read_day(row["valid_from"], "valid_from", path, line),
            read_day(row["valid_to"], "valid_to", path, line),
        ),
        known_from=read_day(row["known_from"], "known_from", path, line),
        value=parse_value(row["value"], unit, shown(path), line),
        candidates=_candidates(row["candidates"], unit, path, line),
        clause=clauses[cited],
        grade=row["grade"],
        note=Words(row["note_zh"], row["note_en"]),
        label=Words(row.get("label_zh") or "", row.get("label_en") or ""),
        pack=pack,
        file=shown(path),
        line=line,
        asked_of=Words(row["asked_of_zh"], row.get("asked_of_en") or row["asked_of_zh"])
        if row.get("asked_of_zh")
        else None,
    )


def parse_value(text: str, unit: Unit, file: str, line: int) -> Value:
    """A value as written in a cell, in the unit's base; None when empty. Raises PackError for what does not fit."""
    text = text.strip()
    if not text:
        return None
    try:
        if unit.base == "text":
            return text
        if unit.base == "day_list":
            return tuple(_number(part) for part in text.split(";"))
        if unit.name.startswith("yuan"):
            return fen_of(text)
        return _tidy(_number(text) * unit.factor)
    except (ValueError, ArithmeticError) as error:
        raise PackError(
            "not_a_value",
            file,
            line,
            Words(f"“{text}”不是单位“{unit.name}”的数值", f"“{text}” is no value in the unit “{unit.name}”"),
            Words(
                "请写数字；几个日子写成 1;3;7；不知道就留空",
                "Write a number; several days as 1;3;7; leave it empty when it is not known",
            ),
        ) from error


def _number(text: str) -> int | float:
    return _tidy(float(text))


def _tidy(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _candidates(text: str, unit: Unit, path: Path, line: int) -> tuple[Value, ...]:
    lists = unit.base in ("text", "day_list")
    parts = (text if lists else text.replace(";", "|")).split("|")
    return tuple(parse_value(part, unit, shown(path), line) for part in parts if part.strip())
