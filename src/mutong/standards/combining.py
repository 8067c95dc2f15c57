"""Two entitlements together: what stacks, what is a choice, what nobody has read (A4). None is ever dropped."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from mutong.kernel.words import Words
from mutong.standards.pack_form import Pack
from mutong.standards.stacking import (
    EXCLUDES,
    HIGHER_OF,
    ONE_OF,
    STACKS,
    TOPPED_UP,
    UNKNOWN,
    Stacking,
    stacking_of,
)

Row = Mapping[str, object]
_SAID = {
    EXCLUDES: Words("享受“{a}”的，不能同时享受“{b}”", "Who has “{a}” cannot have “{b}” as well"),
    ONE_OF: Words("“{a}”与“{b}”只能选一项", "“{a}” or “{b}”: one of the two, as the person chooses"),
    HIGHER_OF: Words("“{a}”与“{b}”就高享受一项", "Of “{a}” and “{b}” the higher is paid"),
    TOPPED_UP: Words("“{b}”按高出“{a}”的部分补足", "“{b}” is paid as far as it exceeds “{a}”"),
    UNKNOWN: Words(
        "“{a}”与“{b}”能否同时享受没有读到规定，请向主管部门确认",
        "Whether “{a}” and “{b}” go together was not read: to be asked of the office",
    ),
}


@dataclass(frozen=True)
class Alternative:
    """Two entitlements of one person or household that do not simply add up.

    `relation` is a word of stacking.RELATIONS, never stacks. Amounts are (low, high) in `unit`, None for an end that
    is not known; `higher` is the rule id that pays more, '' where the intervals overlap, an amount is not known or the
    units differ. `certain` is false where one of the two is still open. `top_up` is what `rule_b` adds beyond
    `rule_a`, only for topped_up. `clause` is `pack:clause`, '' where nothing was read; `ask_office` is true there.
    """

    subject_kind: str
    subject_id: str
    rule_a: str
    rule_b: str
    subject_a: str
    subject_b: str
    relation: str
    amount_a: tuple[float | None, float | None]
    amount_b: tuple[float | None, float | None]
    unit: str
    higher: str
    certain: bool
    top_up: tuple[float | None, float | None] | None
    clause: str
    grade: str
    words: Words
    note: Words

    @property
    def ask_office(self) -> bool:
        """Whether only the office can say how the two go together."""
        return self.relation == UNKNOWN


def combine(
    findings: Iterable[Row],
    packs: Iterable[Pack],
    household_of: Mapping[str, str] | None = None,
) -> list[Alternative]:
    """The choices that findings leave, by subject, in the order of the findings.

    `findings` are rows of the table findings; those whose verdict is yes or unknown are held together in pairs, of one
    person, of one household, or, with `household_of` (person id to household id), of a person and the household they
    live in. A pair that no pack relates, and one that stacks, gives nothing. An Alternative belongs to the household
    where one of the two is the household's.
    """
    packs = tuple({one.pack: one for pack in packs for one in (*pack.ancestors, pack)}.values())
    relations = _relations(packs)
    titles = {
        versions[-1].rule_id: versions[-1].title
        for pack in packs
        for versions in pack.rules.values()
        if versions
    }
    by_home: dict[tuple[str, str], list[Row]] = {}
    for row in findings:
        if row["verdict"] in ("yes", "unknown"):
            by_home.setdefault(_home_of(row, household_of or {}), []).append(row)
    found = []
    for rows in by_home.values():
        for one, other in combinations(rows, 2):
            relation = _relation(one, other, relations)
            if relation is not None and relation.relation != STACKS and _may_meet(one, other):
                found.append(_alternative(one, other, relation, titles))
    return found


def _relations(packs: Iterable[Pack]) -> dict[str, dict[frozenset[str], Stacking]]:
    """By the name of each pack the relations of its family, the innermost pack's word counting."""
    packs = tuple(packs)
    found: dict[str, dict[frozenset[str], Stacking]] = {}
    for pack in packs:
        root = (*pack.ancestors, pack)[0].pack
        family = [one for one in packs if (*one.ancestors, one)[0].pack == root]
        family.sort(key=lambda one: len(one.ancestors))
        found[pack.pack] = stacking_of(one for member in family for one in member.stackings)
    return found


def _relation(
    one: Row, other: Row, relations: Mapping[str, Mapping[frozenset[str], Stacking]]
) -> Stacking | None:
    (pack, _, name), (_, _, second) = str(one["rule_id"]).partition(":"), str(other["rule_id"]).partition(":")
    return relations.get(pack, {}).get(frozenset((name, second)))


def _home_of(row: Row, household_of: Mapping[str, str]) -> tuple[str, str]:
    kind, subject = str(row["subject_kind"]), str(row["subject_id"])
    if kind == "person" and subject in household_of:
        return "household", household_of[subject]
    return kind, subject


def _may_meet(one: Row, other: Row) -> bool:
    """Two people of one household do not meet in their own entitlements."""
    return (
        one["subject_kind"] != "person"
        or other["subject_kind"] != "person"
        or one["subject_id"] == other["subject_id"]
    )


def _alternative(one: Row, other: Row, relation: Stacking, titles: Mapping[str, Words]) -> Alternative:
    first, second = sorted(
        (one, other), key=lambda row: str(row["rule_id"]).partition(":")[2] != relation.rule_a
    )
    a, b = str(first["rule_id"]), str(second["rule_id"])
    owner = first if first["subject_kind"] == "household" else second
    amount_a, amount_b = _amount(first), _amount(second)
    comparable = bool(first.get("unit")) and first.get("unit") == second.get("unit")
    said = _SAID[relation.relation]
    names = {key: titles.get(rule, Words(rule, rule)) for key, rule in (("a", a), ("b", b))}
    return Alternative(
        subject_kind=str(owner["subject_kind"]),
        subject_id=str(owner["subject_id"]),
        rule_a=a,
        rule_b=b,
        subject_a=str(first["subject_id"]),
        subject_b=str(second["subject_id"]),
        relation=relation.relation,
        amount_a=amount_a,
        amount_b=amount_b,
        unit=str(first.get("unit") or ""),
        higher=_higher(a, b, amount_a, amount_b) if comparable else "",
        certain=one["verdict"] == "yes" and other["verdict"] == "yes",
        top_up=_difference(amount_a, amount_b) if relation.relation == TOPPED_UP and comparable else None,
        clause=relation.clause.full_id if relation.clause else "",
        grade=relation.grade,
        words=Words(
            said.zh.format(a=names["a"].zh, b=names["b"].zh), said.en.format(a=names["a"].en, b=names["b"].en)
        ),
        note=relation.note,
    )


def _amount(row: Row) -> tuple[float | None, float | None]:
    return tuple(_number(row.get(end)) for end in ("amount_low", "amount_high"))  # type: ignore[return-value]


def _number(cell: object) -> float | None:
    return None if cell is None or math.isnan(float(cell)) else float(cell)  # type: ignore[arg-type]


def _higher(a: str, b: str, left: tuple, right: tuple) -> str:
    """The rule that surely pays more; an end that is not known settles nothing."""
    if left[0] is not None and right[1] is not None and left[0] > right[1]:
        return a
    if right[0] is not None and left[1] is not None and right[0] > left[1]:
        return b
    return ""


def _difference(left: tuple, right: tuple) -> tuple[float | None, float | None]:
    """What the second adds beyond the first: an interval, never below nought."""
    low = 0.0 if right[0] is None or left[1] is None else max(0.0, right[0] - left[1])
    high = None if right[1] is None or left[0] is None else max(0.0, right[1] - left[0])
    return low, high
