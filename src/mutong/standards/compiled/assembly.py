"""Putting generated loops together: a function for every few of them, and `run`, which calls them block by block.

What a loop keeps for a later one stands in a row of a small table; a row is used again after its last reading.
"""

import re
from collections.abc import Mapping

WORD = re.compile(r"[A-Za-z_]\w*")
_AGED = re.compile(r"\b(by|before)_(k[lh])(\d+)\b")
_FEW = re.compile(r"\byes(\d+)\b")
_CONSTANT = re.compile(r"\b(k[lht]|d[lh])(\d+)\b")
_GIVEN = ("n", "nh", "s", "hl", "live", "lived", "zp", "zh", "kl", "kh", "dl", "dh", "tab", "held", "ages",
          "fits", "spot", "bits")  # fmt: skip
_RUN = ("first", "last", "hb", "pb", "starts", "cap", "area", "zone", "alive", *_GIVEN[8:])


def assemble(
    parts: list[list[str]], columns: Mapping[str, str], outputs: Mapping[str, str], kept: Mapping[int, str]
) -> str:
    """The source. `columns` and `outputs` are the arrays it takes, with person or household; `kept` how each kept cell
    is kept: truth, exact (one number) or ends (two).
    """
    rows, sizes = _rows([loop for part in parts for loop in part], kept)
    taken_by = {**columns, **outputs}
    slices = {name: ("p" if scope == "person" else "h") for name, scope in taken_by.items()}
    lines: list[str] = []
    calls: list[str] = []
    for number, loops in enumerate(parts):
        text = "\n".join(loops)
        aged, few = sorted(set(_AGED.findall(text))), sorted(set(_FEW.findall(text)))
        constants = set(_CONSTANT.findall(text)) | {(array, place) for _, array, place in aged}
        words = set(WORD.findall(text)) | {"kl" if array == "kt" else array for array, _ in constants}
        words |= ({"ages"} if aged else set()) | ({"bits"} if few else set())
        taken = [name for name in _GIVEN if name in words or name in ("n", "nh")]
        taken += [name for name in (*slices, *rows) if name in words]
        lines.append(f"def part_{number}({', '.join(taken)}):")
        for array, place in sorted(constants, key=lambda one: (one[0], int(one[1]))):
            of = f"int(kl[{place}])" if array == "kt" else f"{array}[{place}]"
            lines.append(f"    {array}{place} = {of}")
        for word, array, place in aged:
            lines.append(f"    {word}_{array}{place} = born_by(ages, {array}{place}, {word == 'before'})")
        lines += [f"    yes{place} = bits[{place}]" for place in few]
        lines += [f"    {line}" for line in text.splitlines()]
        given = [
            f"{name}[{slices[name]}0:{slices[name]}1]" if name in slices else rows.get(name, name)
            for name in taken
        ]
        calls.append(f"        part_{number}({', '.join(given)})")
    lines.append(f"def run({', '.join((*_RUN, *slices))}):")
    lines += [f"    {line}" for line in _BEFORE.format(truths=sizes[0], ends=sizes[1]).splitlines()]
    lines += [f"        {line}" for line in _EACH_BLOCK.splitlines()]
    return "\n".join((*lines, *calls)) + "\n"


def _rows(loops: list[str], kept: Mapping[int, str]) -> tuple[dict[str, str], tuple[int, int]]:
    """For each array that is kept the row it stands in, used again after its last reading; how many rows there are."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    ends = {f"{end}{number}" for number, how in kept.items()
            for end in {"truth": "t", "exact": "l", "ends": "lh"}[how]}  # fmt: skip
    for place, text in enumerate(loops):
        for word in dict.fromkeys(WORD.findall(text)):
            if word in ends:
                first.setdefault(word, place)
                last[word] = place
    rows: dict[str, str] = {}
    free: dict[str, list[int]] = {"t": [], "e": []}
    sizes = {"t": 0, "e": 0}
    leaving: dict[int, list[tuple[str, int]]] = {}
    for word in sorted(first, key=lambda one: first[one]):
        for place in sorted(p for p in leaving if p < first[word]):
            for kind, row in leaving.pop(place):
                free[kind].append(row)
        kind = "t" if word[0] == "t" else "e"
        if not free[kind]:
            free[kind].append(sizes[kind])
            sizes[kind] += 1
        row = free[kind].pop()
        rows[word] = f"{'truths' if kind == 't' else 'numbers'}[{row}]"
        leaving.setdefault(last[word], []).append((kind, row))
    return rows, (max(sizes["t"], 1), max(sizes["e"], 1))


_BEFORE = """\
truths = np.empty(({truths}, cap), np.int8)
numbers = np.empty(({ends}, cap), np.float64)
s = np.empty(cap + 1, np.uint32)
hl = np.empty(cap, np.uint32)
live = np.empty(cap, np.int8)
lived = np.empty(cap, np.int8)
zp = np.empty(cap, np.uint32)
zh = np.empty(cap, np.uint32)
for b in range(first, last):"""
_EACH_BLOCK = """\
h0 = hb[b]
h1 = hb[b + 1]
p0 = pb[b]
p1 = pb[b + 1]
n = p1 - p0
nh = h1 - h0
place(n, nh, h0, p0, starts, s, hl, alive[p0:p1], live, lived, area, zone, zh, zp)"""
