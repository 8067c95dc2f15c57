"""What no local measure may do: a pack's prohibitions.yaml, read strictly. The checks stand in prohibition_checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import shown
from mutong.standards.strict_reading import (
    cited_clause,
    day_of,
    one_of,
    refuse,
    strict_list,
    strict_mapping,
)
from mutong.standards.yaml_reading import line_of, read_words, read_yaml

PERSON = "person"
# Each kind of check, with the keys it needs and those it may have beside them.
CHECKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    PERSON: ((), ()),
    "longer_than_standard": ((), ("classes",)),
    "wider_than_standard": ((), ("classes",)),
    "outside_listed_areas": (("statuses",), ("classes",)),
    "area_held_longer": (("statuses", "days"), ()),
    "without_standard": ((), ("classes",)),
    "other_purpose": (("domain",), ("classes",)),
    "lacks": (("columns",), ("classes",)),
}
MEASURE_COLUMNS = ("to", "reason", "issuer", "appeal_to", "clause")
_KEYS = ("prohibition", "clause", "words", "valid_from", "valid_to", "check")


@dataclass(frozen=True)
class Prohibition:
    """One prohibition: its name, words, clause and period, the kind of check (a word of CHECKS) and what it looks at.

    `classes` empty means any class of measure; `days` is the name of a parameter.
    """

    pack: str
    name: str
    words: Words
    clause: Clause
    valid: Period
    check: str
    file: str
    line: int
    classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    domain: str = ""
    days: str = ""


def load_prohibitions(
    path: Path, pack: str, valid: Period, clauses: Mapping[str, Clause], parameters: Parameters
) -> tuple[Prohibition, ...]:
    """The prohibitions of a pack; none when there is no file. `valid` is the pack's own period. Raises PackError."""
    if not path.exists():
        return ()
    top = read_yaml(path)
    strict_mapping(top, top, "prohibitions", path, ("prohibitions",), ("prohibitions",))
    parts = strict_list(top, "prohibitions", path)
    found: dict[str, Prohibition] = {}
    for place, part in enumerate(parts):
        line = line_of(parts, place)
        one = _read_one(part, parts, path, pack, valid, clauses, parameters, line)
        if one.name in found:
            refuse(
                path,
                line,
                "prohibition_twice",
                Words(
                    f"“{one.name}”在第 {found[one.name].line} 行已有",
                    f"“{one.name}” is already on line {found[one.name].line}",
                ),
                Words("每条禁令请用不同的名字", "Give each prohibition a name of its own"),
                one.clause.full_id,
            )
        found[one.name] = one
    return tuple(found.values())


def _read_one(
    part: object,
    parts: list,
    path: Path,
    pack: str,
    valid: Period,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
    line: int,
) -> Prohibition:
    every = tuple(dict.fromkeys(key for needed, more in CHECKS.values() for key in (*needed, *more)))
    part = strict_mapping(part, parts, "prohibitions", path, (*_KEYS, *every), ("prohibition", "check"))
    check = one_of(part, "check", path, CHECKS)
    needed, more = CHECKS[check]
    strict_mapping(part, parts, check, path, (*_KEYS, *needed, *more), needed)
    clause = cited_clause(part, path, clauses, str(part["prohibition"]))
    days = str(part.get("days") or "")
    if days and (days not in parameters or parameters.unit(days) != "day"):
        refuse(
            path,
            line_of(part, "days"),
            "unknown_parameter",
            Words(
                f"days 写的“{days}”不是以天为单位的标准",
                f"days names “{days}”, which is no parameter in days",
            ),
            Words(
                "请写 parameters/ 里的名字；数字要有出处，不写在这里",
                "Write the name of a parameter; a number needs a source",
            ),
            clause.full_id,
        )
    columns = _words(part, "columns", path)
    for column in columns:
        if column not in MEASURE_COLUMNS:
            refuse(
                path,
                line_of(part, "columns"),
                "unknown_word",
                Words(f"“columns”写的是“{column}”", f"“columns” is written “{column}”"),
                Words(f"可以写：{'、'.join(MEASURE_COLUMNS)}", f"There may be: {', '.join(MEASURE_COLUMNS)}"),
                clause.full_id,
            )
    start, end = day_of(part, "valid_from", path), day_of(part, "valid_to", path)
    return Prohibition(
        pack=pack,
        name=str(part["prohibition"]),
        words=read_words(part.get("words"), path, part, "words"),
        clause=clause,
        valid=Period(valid.start if start is None else start, valid.end if end is None else end),
        check=check,
        file=shown(path),
        line=line,
        classes=_words(part, "classes", path),
        statuses=_words(part, "statuses", path),
        columns=columns,
        domain=str(part.get("domain") or ""),
        days=days,
    )


def _words(part: Mapping, key: str, path: Path) -> tuple[str, ...]:
    found = part.get(key)
    return (found,) if isinstance(found, str) else tuple(str(word) for word in strict_list(part, key, path))
