"""Lists of sheep as people type, paste or scan them: a number a line, perhaps with its weight or its new tag behind."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.book.event_kinds import read_number
from mutong.village.book.tags import DIGITS, plain_key, read_tag, split_pasted

_WEIGHT = re.compile(r"^\d{1,3}(?:\.\d+)?(?:kg|公斤)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,，、;；|:：]+")
_LABEL = Words("体重", "weight")


@dataclass(frozen=True)
class PastedLine:
    """One sheep of a list with what stands behind its number; `problem` where the line cannot be read."""

    key: str
    details: dict[str, object]
    problem: Words | None = None


def with_weights(text: str) -> list[PastedLine]:
    """Numbers with their weights in kg behind them, where one stands there; each sheep once."""
    found: dict[str, PastedLine] = {}
    for line in text.splitlines():
        parts = [one for one in _BETWEEN.split(line.strip()) if one]
        if len(parts) < 2 or not _WEIGHT.match(parts[-1]) or len(plain_key(line)) == DIGITS:
            for key in split_pasted(line):
                found.setdefault(key, PastedLine(key, {}))
            continue
        key = plain_key("".join(parts[:-1]))
        try:
            found.setdefault(key, PastedLine(key, {"weight_kg": read_number(parts[-1], _LABEL)}))
        except MutongError as error:
            found.setdefault(key, PastedLine(key, {}, error.words))
    return list(found.values())


def with_tags(text: str) -> list[PastedLine]:
    """Pairs of a sheep's present number and its new tag, a pair a line."""
    found = []
    for line in text.splitlines():
        parts = [one for one in _BETWEEN.split(line.strip()) if one]
        if not parts:
            continue
        key, rest = plain_key(parts[0]), "".join(parts[1:])
        if not rest:
            words = Words(
                "后面要写新耳标，如“L22-0001 314012200000001”。",
                "Write its new tag behind it: L22-0001 314012200000001.",
            )
            found.append(PastedLine(key, {}, words))
            continue
        try:
            found.append(PastedLine(key, {"tag": read_tag(rest).digits}))
        except MutongError as error:
            found.append(PastedLine(key, {}, error.words))
    return found


def new_tags(text: str) -> list[PastedLine]:
    """Tags of sheep that come in, each looked through; a tag that is none is told."""
    found = []
    for key in split_pasted(text):
        try:
            found.append(PastedLine(read_tag(key).digits, {}))
        except MutongError as error:
            found.append(PastedLine(key, {}, error.words))
    return found


def keys_of(lines: Iterable[PastedLine]) -> tuple[str, ...]:
    """The numbers of the lines that could be read."""
    return tuple(line.key for line in lines if line.problem is None)
