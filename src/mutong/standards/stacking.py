"""What goes together (stacking.csv of a pack): which entitlements exclude one another, and which add up."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import GRADES, Clause
from mutong.standards.csv_reading import read_csv_rows
from mutong.standards.refusals import PackError, shown

EXCLUDES, ONE_OF, HIGHER_OF, TOPPED_UP, STACKS, UNKNOWN = (
    "excludes", "one_of", "higher_of", "topped_up", "stacks", "unknown",
)  # fmt: skip
RELATIONS = (EXCLUDES, ONE_OF, HIGHER_OF, TOPPED_UP, STACKS, UNKNOWN)
# How kind each relation is (T7); what is unknown cannot be compared.
KINDNESS = {EXCLUDES: 0, ONE_OF: 1, HIGHER_OF: 1, TOPPED_UP: 1, STACKS: 2}
_COLUMNS = ("rule_a", "rule_b", "relation", "clause", "grade", "note_zh", "note_en")


@dataclass(frozen=True)
class Stacking:
    """One line of stacking.csv; `clause` is None only where the relation is unknown."""

    pack: str
    rule_a: str
    rule_b: str
    relation: str
    clause: Clause | None
    grade: str
    note: Words
    file: str
    line: int

    @property
    def pair(self) -> frozenset[str]:
        """The two rules, in no order."""
        return frozenset((self.rule_a, self.rule_b))


def load_stackings(
    path: Path,
    pack: str,
    rules: Collection[str],
    clauses: Mapping[str, Clause],
    outer: Iterable[Stacking] = (),
) -> tuple[Stacking, ...]:
    """The rows of a stacking.csv; none when there is no file.

    `rules` are the names of the rules there are, `outer` the rows of the packs it is within. Raises PackError for a
    row that names no rule, a pair that stands twice or contradicts itself, and one harsher than an outer pack's.
    """
    if not path.exists():
        return ()
    found: list[Stacking] = []
    for row, line in read_csv_rows(path, _COLUMNS):
        one = _read_row(row, pack, rules, clauses, path, line)
        _refuse_twice(one, found)
        _refuse_harsher(one, outer)
        found.append(one)
    return tuple(found)


def _read_row(
    row: Mapping[str, str],
    pack: str,
    rules: Collection[str],
    clauses: Mapping[str, Clause],
    path: Path,
    line: int,
) -> Stacking:
    cited = row["clause"]
    for column in ("rule_a", "rule_b"):
        if row[column] not in rules:
            raise PackError(
                "unknown_rule",
                shown(path),
                line,
                Words(f"{column} 写的“{row[column]}”不是规则", f"{column} names “{row[column]}”, which is no rule"),
                Words(f"现有规则：{'、'.join(sorted(rules))}", f"The rules are: {', '.join(sorted(rules))}"),
                cited,
            )  # fmt: skip
    if row["rule_a"] == row["rule_b"] or row["relation"] not in RELATIONS:
        raise PackError(
            "unknown_relation",
            shown(path),
            line,
            Words(
                f"“{row['rule_a']}”与“{row['rule_b']}”的关系写的是“{row['relation']}”",
                f"“{row['rule_a']}” and “{row['rule_b']}” are related by “{row['relation']}”",
            ),
            Words(
                f"两条不同的规则，关系写 {'、'.join(RELATIONS)} 之一",
                f"Write two different rules and one of {', '.join(RELATIONS)}",
            ),
            cited,
        )
    if cited not in clauses and (cited or row["relation"] != UNKNOWN):
        raise PackError(
            "missing_clause",
            shown(path),
            line,
            Words(
                f"“{row['rule_a']}”与“{row['rule_b']}”的关系所引的条款“{cited}”不在 pack.yaml 里"
                if cited
                else f"“{row['rule_a']}”与“{row['rule_b']}”的关系没有引用条款",
                f"“{row['rule_a']}” with “{row['rule_b']}” cites “{cited}”, which pack.yaml does not have"
                if cited
                else f"“{row['rule_a']}” with “{row['rule_b']}” cites no clause",
            ),
            Words(
                "请在 clauses 下补上；没有读到的写 unknown",
                "Add it under clauses; write unknown where the text was not read",
            ),
            cited,
        )
    if row["grade"] not in GRADES or (row["grade"] == "U") != (row["relation"] == UNKNOWN):
        raise PackError(
            "unknown_grade",
            shown(path),
            line,
            Words(
                f"关系“{row['relation']}”的来源等级写的是“{row['grade']}”",
                f"the relation “{row['relation']}” has the grade “{row['grade']}”",
            ),
            Words(
                f"请写 {'、'.join(GRADES)} 之一；U 只配 unknown",
                f"Write one of {', '.join(GRADES)}; U goes with unknown, and only with it",
            ),
            cited,
        )
    return Stacking(
        pack, row["rule_a"], row["rule_b"], row["relation"], clauses.get(cited), row["grade"],
        Words(row["note_zh"], row["note_en"]), shown(path), line,
    )  # fmt: skip


def _refuse_twice(one: Stacking, before: Iterable[Stacking]) -> None:
    for other in before:
        if one.pair == other.pair:
            same = one.relation == other.relation and (
                one.relation not in (EXCLUDES, TOPPED_UP) or one.rule_a == other.rule_a
            )
            raise PackError(
                "pair_twice" if same else "pair_contradicts",
                one.file,
                one.line,
                Words(
                    f"“{one.rule_a}”与“{one.rule_b}”在第 {other.line} 行已是“{other.relation}”（{other.rule_a} 在前）",
                    f"“{one.rule_a}” with “{one.rule_b}” is on line {other.line} as “{other.relation}” "
                    f"({other.rule_a} first)",
                ),
                Words("每一对只写一行", "Write each pair once"),
                one.clause.full_id if one.clause else "",
            )


def _refuse_harsher(one: Stacking, outer: Iterable[Stacking]) -> None:
    for other in outer:
        if one.pair != other.pair or UNKNOWN in (one.relation, other.relation):
            continue
        if KINDNESS[one.relation] < KINDNESS[other.relation]:
            raise PackError(
                "harsher_than_outer",
                one.file,
                one.line,
                Words(
                    f"“{one.rule_a}”与“{one.rule_b}”写为“{one.relation}”，上级“{other.pack}”为“{other.relation}”",
                    f"“{one.rule_a}” with “{one.rule_b}” is “{one.relation}”, and “{other.relation}” in “{other.pack}”",
                ),
                Words("下级只能更宽（T7）", "An inner pack may only be kinder (T7)"),
                other.clause.full_id if other.clause else "",
            )


def stacking_of(stackings: Iterable[Stacking]) -> dict[frozenset[str], Stacking]:
    """The relation of each pair; of several packs the last (innermost) that states it counts."""
    return {one.pair: one for one in stackings}
