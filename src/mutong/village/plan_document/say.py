"""Figures as people write them: money to the hundred yuan or in 万元, weights in tonnes, heads whole."""

from collections.abc import Iterable
from datetime import date

from mutong.kernel.words import Words

WAN = Words("万元", "thousand yuan")
TONNES = Words("吨", "t")
HEADS = Words("只", "head")
MU = Words("亩", "mu")
DAYS = Words("工日", "days")
YUAN = Words("元", "yuan")
SQUARE_METRES = Words("平方米", "m²")
NONE = Words("—", "—")


def both(text: object) -> Words:
    """The same in both languages."""
    return Words(str(text), str(text))


def whole(number: float) -> str:
    """A whole number; what rounds to nought has no sign."""
    found = f"{number:,.0f}"
    return "0" if found == "-0" else found


def tenth(number: float) -> str:
    """A number to a tenth."""
    found = f"{number:,.1f}"
    return "0.0" if found == "-0.0" else found


def plain(number: float) -> str:
    """A number as it was given, to four figures, without idle noughts."""
    size = len(str(int(abs(number))))
    told = f"{number:,.{max(0, 4 - size)}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def money(yuan: float) -> Words:
    """27.72 万元; 277,200 yuan. Below a thousand in yuan."""
    if abs(yuan) < 1_000:
        return Words(f"{whole(yuan)} 元", f"{whole(yuan)} yuan")
    return Words(f"{yuan / 10_000:,.2f} 万元", f"{whole(round(yuan, -2))} yuan")


def money_cell(yuan: float) -> Words:
    """A cell under the unit WAN: 27.72 万元, or 277.2 thousand yuan."""
    zh, en = f"{yuan / 10_000:,.2f}", tenth(yuan / 1_000)
    return Words("0.00" if zh == "-0.00" else zh, en)


def yuan_cell(yuan: float) -> Words:
    """A cell in yuan, to the ten."""
    return both(whole(round(yuan, -1)))


def heads(number: float, en: str = "head") -> Words:
    """So many sheep."""
    return Words(f"{whole(number)} 只", f"{whole(number)} {en}")


def tonnes(kg: float) -> Words:
    """A weight in tonnes with its unit."""
    return Words(f"{tenth(kg / 1000)} 吨", f"{tenth(kg / 1000)} t")


def tonnes_cell(kg: float) -> Words:
    """A cell in tonnes."""
    return both(tenth(kg / 1000))


def percent(share: float) -> str:
    """A share of 1 in per cent."""
    return f"{share * 100:.0f} %"


def month_of(day: date) -> Words:
    """2023 年 1 月; January 2023."""
    return Words(f"{day.year} 年 {day.month} 月", f"{day:%B %Y}")


def month_cell(day: date) -> Words:
    """2023-01."""
    return both(f"{day:%Y-%m}")


def month_mark(day: date) -> Words:
    """23-01, short enough to stand under a chart of sixty months."""
    return both(f"{day:%y-%m}")


def day_of(day: date) -> Words:
    """2022 年 8 月 22 日; 22 August 2022."""
    return Words(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B %Y}")


def joined(parts: Iterable[Words], zh: str = "、", en: str = ", ") -> Words:
    """Words in a row."""
    all_ = list(parts)
    return Words(zh.join(one.zh for one in all_), en.join(one.en for one in all_))
