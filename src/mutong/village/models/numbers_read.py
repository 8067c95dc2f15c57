"""Numbers and labels as people write them in a model file or a table beside it."""

import math
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse


def read_number(written: object, path: Path, line: int, of: str) -> float:
    """A finite number: 3, 2.5, 1e6, 1/3; NaN for an empty cell or null. Raises PackError not_a_number."""
    if written is None or written == "":
        return math.nan
    number = None
    if isinstance(written, int | float) and not isinstance(written, bool):
        number = float(written)
    elif isinstance(written, str):
        over, slash, under = written.strip().partition("/")
        try:
            number = float(over) / float(under) if slash else float(over)
        except (ValueError, ZeroDivisionError):
            number = None
        if number is not None and "_" in written:
            number = None
    if number is None or not math.isfinite(number):
        refuse(
            path,
            line,
            "not_a_number",
            Words(f"“{of}”写的是“{written}”", f"“{of}” is written “{written}”"),
            Words("请写一个有限的数，例如 3、2.5 或 1/3", "Write a finite number such as 3, 2.5 or 1/3"),
        )
    return number


def read_label(written: object, path: Path, line: int, of: str) -> str:
    """A label as text: wheat, 3. Raises PackError not_a_label for an empty one or a list."""
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    if written is None or isinstance(written, bool | list | dict) or not str(written).strip():
        refuse(
            path,
            line,
            "not_a_label",
            Words(f"“{of}”里“{written}”不是标签", f"“{written}” in “{of}” is no label"),
            Words(
                "请写一个词或整数；含义特殊的词请加引号",
                "Write a word or whole number; put special words in quotes",
            ),
        )
    return str(written).strip()


def label_number(label: str) -> float | None:
    """A label as a number; None where it is a word."""
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in label else None
