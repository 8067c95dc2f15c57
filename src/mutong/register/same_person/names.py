"""Names as they are compared: how they are written, how they sound, and how far apart two are."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_NOT_A_LETTER = re.compile(r"[\W_]+")
_LATIN = re.compile(r"[a-z]+")


def written_form(name: str) -> str:
    """A name in half-width small letters without spaces, dots and dashes; '' for none."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", name).casefold())


def sound_of(written: str) -> str:
    """The pinyin of a written form without tones, letters kept: 張偉, 张伟 and zhangwei sound alike.

    Each character has its usual reading alone, so that a name and its parts always sound the same; a surname with a
    reading of its own (曾, 单) is thereby missed only where the other record is in pinyin.
    """
    return "".join(map(_sound_of_character, written))


def is_latin(written: str) -> bool:
    """Whether a written form is in plain letters only."""
    return _LATIN.fullmatch(_without_marks(written)) is not None


def turned_form(name: str) -> str:
    """The written form of a name whose words are turned round (Wei Zhang for Zhang Wei); '' for one word."""
    words = unicodedata.normalize("NFKC", name).split()
    return written_form("".join(reversed(words))) if len(words) > 1 else ""


def edits_within(one: str, other: str, most: int = 1) -> bool:
    """Whether one text becomes the other by at most so many changed, added, lost or swapped neighbouring letters."""
    if one == other:
        return True
    if most == 0 or abs(len(one) - len(other)) > most:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    if one[:2] == other[1::-1] and len(one) > 1 and edits_within(one[2:], other[2:], most - 1):
        return True
    ways: Iterable[tuple[str, str]] = ((one[1:], other[1:]), (one[1:], other), (one, other[1:]))
    return any(edits_within(a, b, most - 1) for a, b in ways)


@cache
def _sound_of_character(character: str) -> str:
    if character.isascii():
        return character
    # The table of readings takes a third of a second to load: only whoever compares names needs it.
    from pypinyin import lazy_pinyin

    return _without_marks(lazy_pinyin(character)[0])


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
