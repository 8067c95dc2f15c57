"""Numbers of the standards as people write them."""

from mutong.desk.writing import money_words
from mutong.kernel.words import Words
from mutong.standards.parameter_rows import Value
from mutong.standards.units import Unit, all_units

NOTHING = Words("—", "—")


def written_unit(pack_unit: str) -> Unit | None:
    """The unit as packs write it; None for one without words."""
    return all_units().get(pack_unit)


def value_words(value: Value, unit: Unit) -> Words:
    """A value kept in the unit's base, with its unit: 73000 fen a month is 730 yuan a month."""
    if value is None:
        return NOTHING
    if isinstance(value, tuple):
        days = [f"{day:g}" for day in value]
        return Words(
            f"第 {'、'.join(days)} {unit.words.zh}".strip(), f"{', '.join(days)} {unit.words.en}".strip()
        )
    if isinstance(value, str):
        return Words(value, value)
    if unit.base.startswith("fen"):
        amount = money_words(value, value)
        per = unit.words.zh.partition("/")[2], unit.words.en.partition("yuan")[2].strip()
        return Words(amount.zh + (f"/{per[0]}" if per[0] else ""), f"{amount.en} {per[1]}".strip())
    return Words(
        f"{value / unit.factor:g} {unit.words.zh}".strip(), f"{value / unit.factor:g} {unit.words.en}".strip()
    )
