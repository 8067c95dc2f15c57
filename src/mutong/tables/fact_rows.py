"""A row of the table facts, held against the fact dictionary."""

from datetime import date
from difflib import get_close_matches

from mutong.kernel.words import Words
from mutong.tables.cells import clean_text, half_width, read_boolean
from mutong.tables.code_words import code_label, codes_by_word
from mutong.tables.dates import read_date
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.remedies import CellRefused, remedy

# What a fact may hold where the dictionary leaves the codes to another table.
_YES_NO = {True: "yes", False: "no"}


def check_fact_row(row: dict[str, object]) -> tuple[str, str, Words] | None:
    """What is wrong with a fact (column, code, remedy), or None. Writes its value in the dictionary's words."""
    key = row["fact"]
    spec = fact_dictionary().get(key)
    if spec is None:
        near = "、".join(get_close_matches(str(key), fact_dictionary(), n=3)) or "–"
        return "fact", "unknown_fact", remedy("unknown_fact", fact=key, near=near)
    if row["subject_kind"] != spec.subject_kind:
        kind = code_label("subject_kind", spec.subject_kind)
        words = remedy("wrong_subject_kind", fact=key, kind=kind.en, kind_zh=kind.zh)
        return "subject_kind", "wrong_subject_kind", words
    valued = any(row[name] is not None for name in ("low", "high", "value"))
    if row["state"] == "unknown":
        return ("state", "unknown_with_value", remedy("unknown_with_value")) if valued else None
    if not valued:
        return "state", "known_without_value", remedy("known_without_value")
    if spec.type == "number":
        return _check_number(row, spec)
    return _check_word(row, spec)


def _check_number(row: dict[str, object], spec: FactSpec) -> tuple[str, str, Words] | None:
    if row["unit"] is not None and row["unit"] != spec.unit:
        return "unit", "wrong_unit", remedy("wrong_unit", fact=spec.key, unit=spec.unit)
    if row["value"] is not None and row["low"] is None and row["high"] is None:
        try:
            row["low"] = row["high"] = float(row["value"])
        except ValueError:
            return "value", "not_a_number", remedy("not_a_number")
        row["value"] = None
    for name in ("low", "high"):
        value = row[name]
        if value is None:
            continue
        if (spec.low is not None and value < spec.low) or (spec.high is not None and value > spec.high):
            low = "−∞" if spec.low is None else f"{spec.low:g}"
            high = "∞" if spec.high is None else f"{spec.high:g}"
            return name, "out_of_range", remedy("out_of_range", low=low, high=high)
    return None


def _check_word(row: dict[str, object], spec: FactSpec) -> tuple[str, str, Words] | None:
    text = clean_text(row["value"])
    if not text:
        return "value", "known_without_value", remedy("known_without_value")
    if spec.type == "boolean":
        try:
            answer = read_boolean(text)
        except CellRefused:
            answer = None
        if answer is None:
            return "value", "not_yes_or_no", remedy("not_yes_or_no")
        row["value"] = _YES_NO[answer]
    elif spec.type == "date":
        try:
            found: date = read_date(half_width(text))
        except CellRefused as refused:
            return "value", refused.code, remedy(refused.code)
        row["value"] = found.isoformat()
    elif spec.type == "code" and spec.codes:
        code = codes_by_word(spec.key, spec.codes).get(half_width(text).lower())
        if code is None:
            wanted = ", ".join(spec.codes)
            words = ", ".join(code_label(spec.key, c).zh for c in spec.codes)
            template = remedy("bad_fact_value", fact=spec.key, wanted=wanted)
            return "value", "bad_fact_value", Words(template.zh.replace(wanted, words), template.en)
        row["value"] = code
    return None
