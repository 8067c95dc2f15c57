"""One cell into one value: texts, ids, numbers, yes and no, codes. Whatever is not certain is refused."""

import math
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from mutong.kernel.period import CHINA
from mutong.tables.remedies import CellRefused

# Full-width forms of ASCII (U+FF01-FF5E) and the ideographic space, to their half-width twins.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_EDGES = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u2060"
_LOST_BYTES = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_SIGNED_NUMBER = re.compile(r"[+-][\d., ]+")
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
_EXCEL_POWER = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+|\d{1,3}(,\d{3})+(\.\d+)?)([eE][+-]?\d{1,3})?")
_TIMES = {"万": 10_000, "亿": 100_000_000}
_YES = {"yes", "y", "true", "t", "1", "是", "有", "√", "✓", "对"}
_NO = {"no", "n", "false", "f", "0", "否", "无", "没有", "×", "✗", "错"}
# Words by which people say that they do not know; an empty cell says the same (T1). Never zero, never no.
MISSING = {
    "不详",
    "未知",
    "不清楚",
    "不知道",
    "unknown",
    "n/a",
    "na",
    "#n/a",
    "null",
    "none",
    "nan",
    "-",
    "--",
    "—",
    "——",
    "/",
}
_MISSING_ID = {"不详", "#n/a", "-", "--", "—", "——", "/"}


def clean_text(cell: object) -> str:
    """A cell as trimmed text, '' when empty. Raises CellRefused for bytes that were no text."""
    if isinstance(cell, str):
        text = cell
    elif cell is None:
        return ""
    elif isinstance(cell, bool):
        text = "yes" if cell else "no"
    elif isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    elif isinstance(cell, datetime):
        text = (cell if cell.tzinfo is None else cell.astimezone(CHINA)).isoformat()
    elif isinstance(cell, date):
        text = cell.isoformat()
    else:
        text = str(cell)
    text = text.strip(_EDGES)
    if "\x00" in text or (not text.isascii() and _LOST_BYTES.search(text)):
        raise CellRefused("bad_bytes")
    if "\r" in text:  # a line break is one sign, whichever machine wrote it
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("'") and _ESCAPED.match(text):
        text = text[1:]
    return text


def formula_safe(text: str) -> str:
    """Text that no spreadsheet program runs; numbers are left alone. clean_text takes the apostrophe off again."""
    return "'" + text if _DANGEROUS.match(text) and not _SIGNED_NUMBER.fullmatch(text) else text


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones."""
    return text if text.isascii() else text.translate(HALF_WIDTH).strip(_EDGES)


def read_text(cell: object) -> str | None:
    """Text as written, trimmed; None when empty."""
    return clean_text(cell) or None


def read_id(cell: object) -> str | None:
    """An id, always text: 0012 and 9e0998 stay as written. None when empty."""
    if isinstance(cell, bool | date):
        raise CellRefused("id_became_date" if isinstance(cell, date) else "not_a_number")
    if isinstance(cell, float):
        if not cell.is_integer():
            raise CellRefused("id_has_decimals")
        if abs(cell) >= 1e15:
            raise CellRefused("excel_lost_digits")
    text = half_width(clean_text(cell))
    if not text or text.lower() in _MISSING_ID:
        return None
    if _EXCEL_POWER.fullmatch(text):
        raise CellRefused("excel_lost_digits")
    if _INVISIBLE.search(text):
        raise CellRefused("control_character")
    return text


def _decimal(cell: object) -> Decimal | None:
    if isinstance(cell, bool | date):
        raise CellRefused("not_a_number")
    if isinstance(cell, int | float):
        return Decimal(repr(cell)) if math.isfinite(cell) else None
    text = half_width(clean_text(cell))
    if not text or text.lower() in MISSING:
        return None
    times = _TIMES.get(text[-1], 1)
    digits = (text[:-1] if times > 1 else text).replace(" ", "").replace("\u2212", "-")
    if not _NUMBER.fullmatch(digits):
        raise CellRefused("not_a_number")
    try:
        return Decimal(digits.replace(",", "")) * times
    except InvalidOperation:
        raise CellRefused("not_a_number") from None


def read_number(cell: object, factor: Decimal | None = None) -> float | None:
    """A number; thousands separators, full-width digits and 万 are understood. None when empty."""
    found = _decimal(cell)
    if found is None:
        return None
    value = float(found * factor if factor is not None else found)
    if not math.isfinite(value):
        raise CellRefused("not_a_number")
    return value


def read_integer(cell: object, factor: Decimal | None = None) -> int | None:
    """A whole number; None when empty."""
    found = _decimal(cell)
    if found is None:
        return None
    found = found * factor if factor is not None else found
    if found != found.to_integral_value():
        raise CellRefused("not_whole")
    value = int(found)
    if abs(value) >= 2**63:
        raise CellRefused("out_of_range", low=-(2**63), high=2**63 - 1)
    return value


def read_boolean(cell: object) -> bool | None:
    """Yes or no in the words people use; None when empty or said to be unknown."""
    if isinstance(cell, bool):
        return cell
    word = half_width(clean_text(cell)).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not word or word in MISSING:
        return None
    raise CellRefused("not_yes_or_no")
