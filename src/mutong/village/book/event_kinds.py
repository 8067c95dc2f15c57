"""What can happen to a sheep and what is written of it: kinds of event and their fields, as data; a form's texts read.

A field that nobody filled in is left out: what is not known is never nought (T1).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.money import fen_of
from mutong.kernel.words import Words
from mutong.village.book.tags import plain_key, read_tag

_HERE = Path(__file__).parent
_LONGEST = 400
_YES = {"1", "yes", "on", "true", "是"}
_MOST_KG = Decimal(500)  # no sheep weighs as much; a slip of the decimal point


@dataclass(frozen=True)
class Field:
    """One thing written of an event. `type` is text, code, day, kg, fen, count, days, yesno, tag, animal, pen,
    household or vaccine; `codes` are the words of a code."""

    name: str
    type: str
    required: bool
    label: Words
    codes: Mapping[str, Words]


@dataclass(frozen=True)
class Kind:
    """A kind of event. `way` is in, out or '' for what changes no count; `sex` female where only ewes can; `group`
    whether it may be entered for many at once."""

    name: str
    label: Words
    way: str
    sex: str
    group: bool
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)


@cache
def event_kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of event_kinds.csv."""
    fields: dict[str, list[Field]] = {}
    with (_HERE / "event_fields.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            codes = (code.split(":") for code in row["codes"].split("|") if code)
            fields.setdefault(row["kind"], []).append(
                Field(
                    row["field"],
                    row["type"],
                    row["required"] == "yes",
                    Words(row["label_zh"], row["label_en"]),
                    {code: Words(zh, en) for code, zh, en in codes},
                )
            )
    with (_HERE / "event_kinds.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["kind"]: Kind(
                row["kind"],
                Words(row["label_zh"], row["label_en"]),
                row["way"],
                row["sex"],
                row["group"] == "yes",
                tuple(fields.get(row["kind"], ())),
            )
            for row in csv.DictReader(lines)
        }


def event_kind(name: str) -> Kind:
    """The kind of that name. Raises MutongError `unknown_event_kind`."""
    found = event_kinds().get(name)
    if found is None:
        known = event_kinds().values()
        raise MutongError(
            "unknown_event_kind",
            Words(
                f"羊群账里没有“{name}”这种事项；可用：{'、'.join(one.label.zh for one in known)}。",
                f"The flock book knows no event “{name}”; there are: {', '.join(one.label.en for one in known)}.",
            ),
            field="kind",
        )
    return found


def read_fields(
    fields: Iterable[Field], texts: Mapping[str, str]
) -> tuple[dict[str, object], dict[str, Words]]:
    """What a form says of the fields, as plain values that JSON holds, and what is wrong by field.

    Days are ISO texts, kg and doses as written numbers, money whole fen, yes is True; empty fields are left out.
    """
    found: dict[str, object] = {}
    wrong: dict[str, Words] = {}
    for field in fields:
        text = (texts.get(field.name) or "").strip()
        if not text:
            if field.required:
                wrong[field.name] = Words(f"请填写{field.label.zh}", f"Fill in: {field.label.en}")
            continue
        try:
            found[field.name] = _READ[field.type](field, text)
        except MutongError as error:
            wrong[field.name] = error.words
    return found, wrong


def value_words(field: Field, value: object) -> Words:
    """A value as a person reads it, with its unit."""
    if field.type == "code":
        return field.codes.get(str(value), Words(str(value), str(value)))
    if field.type == "fen" and isinstance(value, int):
        return Words(f"{value / 100:,.2f} 元", f"¥{value / 100:,.2f}")
    if field.type == "yesno":
        return Words("是", "yes") if value else Words("否", "no")
    unit = {"kg": Words("公斤", "kg"), "days": Words("天", "days"), "count": Words("只", "head")}.get(
        field.type
    )
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return Words(f"{text} {unit.zh}", f"{text} {unit.en}") if unit else Words(text, text)


def read_number(text: str, label: Words, *, most: Decimal | None = None) -> float:
    """A number above nought as written, with or without its unit. Raises MutongError `not_a_number`."""
    plain = text.strip().replace(",", "").replace("，", "").removesuffix("公斤").removesuffix("kg").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number <= 0 or (most is not None and number > most):
        ends = f"大于 0{f'、不超过 {most}' if most else ''}"
        ends_en = f"above 0{f' and at most {most}' if most else ''}"
        raise MutongError(
            "not_a_number",
            Words(
                f"{label.zh}“{text[:40]}”不对，请写{ends}的数。",
                f"{label.en} “{text[:40]}” is not right; write a number {ends_en}.",
            ),
            value=text[:40],
        )
    return float(number)


def read_fen(text: str, label: Words) -> int:
    """An amount in yuan as whole fen, above nought. Raises MutongError `not_an_amount`."""
    plain = text.strip().replace(",", "").replace("，", "").removesuffix("元").lstrip("¥￥").strip()
    try:
        fen = fen_of(plain)
    except (InvalidOperation, ValueError):
        fen = 0
    if not 0 < fen < 10**13:
        raise MutongError(
            "not_an_amount",
            Words(
                f"{label.zh}“{text[:40]}”不对，请写元，最多两位小数，如 1250.50。",
                f"{label.en} “{text[:40]}” is not right; write yuan with at most two decimals, such as 1250.50.",
            ),
            value=text[:40],
        )
    return fen


def read_whole(text: str, label: Words, most: int) -> int:
    """A whole number from nought up. Raises MutongError `not_a_count`."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or int(plain) > most:
        raise MutongError(
            "not_a_count",
            Words(
                f"{label.zh}“{text[:40]}”不对，请写 0 到 {most} 的整数。",
                f"{label.en} “{text[:40]}” is not right; write a whole number from 0 to {most}.",
            ),
            value=text[:40],
        )
    return int(plain)


def read_day(text: str, label: Words) -> date:
    """A civil day written 2022-08-22. Raises MutongError `not_a_day`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise MutongError(
            "not_a_day",
            Words(
                f"{label.zh}“{text[:40]}”不是日期，请写成 2022-08-22 的样子。",
                f"{label.en} “{text[:40]}” is no day; write it like 2022-08-22.",
            ),
            value=text[:40],
        ) from None


def _code(field: Field, text: str) -> str:
    for code, words in field.codes.items():
        if text in (code, words.zh, words.en):
            return code
    raise MutongError(
        "unknown_word",
        Words(
            f"{field.label.zh}“{text[:40]}”不在选项里：{'、'.join(w.zh for w in field.codes.values())}。",
            f"{field.label.en} “{text[:40]}” is none of: {', '.join(w.en for w in field.codes.values())}.",
        ),
        value=text[:40],
    )


def _text(field: Field, text: str) -> str:
    if len(text) > _LONGEST:
        raise MutongError(
            "too_long",
            Words(
                f"{field.label.zh}太长（{len(text)} 字），最多 {_LONGEST} 字。",
                f"{field.label.en} is too long ({len(text)} letters); at most {_LONGEST}.",
            ),
        )
    return text


_READ = {
    "text": _text,
    "pen": _text,
    "household": _text,
    "vaccine": _text,
    "animal": lambda field, text: plain_key(text),
    "code": _code,
    "day": lambda field, text: read_day(text, field.label).isoformat(),
    "kg": lambda field, text: read_number(text, field.label, most=_MOST_KG),
    "fen": lambda field, text: read_fen(text, field.label),
    "count": lambda field, text: read_whole(text, field.label, 20),
    "days": lambda field, text: read_whole(text, field.label, 3650),
    "yesno": lambda field, text: text.lower() in _YES,
    "tag": lambda field, text: read_tag(text).digits,
}
