"""Related cases as somebody wrote them down in a column of a line list: “2, 3”, “TJ1; TJ4”, “wife of case 12”."""

import re
from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, object]
_WORD = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")


def related_pairs(cases: Sequence[Row], texts: Sequence[str | None]) -> list[dict[str, object]]:
    """Rows of table links from rows of cases and, for each, the text that names related cases.

    A case is named where its whole id stands in the text (in any case of letters, leading zeros apart). Each pair is
    given once, from whoever fell ill first (of one day: whoever stands first in the list); pairs of which an onset is
    not known keep the one named as infector.
    """
    ids = [str(case["case_id"]) for case in cases]
    found: dict[tuple[int, int], None] = {}
    for named, naming in _mentions(ids, texts):
        if (named, naming) not in found and (naming, named) not in found:
            found[_in_order(cases, named, naming)] = None
    return [{"infector": ids[a], "infectee": ids[b], "exposure": None, "source": None} for a, b in found]


def mention_lags(cases: Sequence[Row], texts: Sequence[str | None]) -> list[int]:
    """Days between the onsets of whoever names and whoever is named, from the earlier to the later, every mention
    counted (two cases that name each other give two); mentions of which an onset is not known are left out."""
    found = []
    for named, naming in _mentions([str(case["case_id"]) for case in cases], texts):
        first, second = cases[named].get("date_onset"), cases[naming].get("date_onset")
        if first is not None and second is not None:
            found.append(abs((second - first).days))
    return found


def _mentions(ids: Sequence[str], texts: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Who is named and who names, as places in the list."""
    place = {_plain(one): k for k, one in reversed(list(enumerate(ids)))}
    for k, text in enumerate(texts):
        for word in _WORD.findall(text or ""):
            other = place.get(_plain(word))
            if other is not None and other != k:
                yield other, k


def _in_order(cases: Sequence[Row], named: int, naming: int) -> tuple[int, int]:
    first, second = cases[named].get("date_onset"), cases[naming].get("date_onset")
    if first is None or second is None or first < second or (first == second and named < naming):
        return named, naming
    return naming, named


def _plain(word: str) -> str:
    return word.lower().lstrip("0") or "0"
