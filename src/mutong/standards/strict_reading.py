"""Reading pieces of a pack's YAML strictly: known keys, words of a list, days, clauses that are there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.refusals import PackError, shown
from mutong.standards.yaml_reading import line_of

_NO_CLAUSE = Words("“{of}”没有引用条款", "“{of}” cites no clause")
_UNKNOWN_CLAUSE = Words(
    "“{of}”引用的条款“{cited}”不在 pack.yaml 里", "“{of}” cites “{cited}”, which pack.yaml does not have"
)


def refuse(path: Path, line: int, code: str, fact: Words, remedy: Words, clause: str = "") -> NoReturn:
    """Raises the PackError for a place in a file."""
    raise PackError(code, shown(path), line, fact, remedy, clause)


def strict_mapping(
    part: object, parent: object, key: object, path: Path, allowed: Sequence[str], needed: Sequence[str] = ()
) -> Mapping:
    """`part` as a mapping with allowed keys only, the needed ones written. Raises PackError."""
    if not isinstance(part, Mapping):
        refuse(
            path,
            line_of(parent, key),
            "not_a_mapping",
            Words(f"“{key}”下面应是“键: 值”", f"“{key}” should hold “key: value” lines"),
            Words(f"可以写：{'、'.join(allowed)}", f"There may be: {', '.join(allowed)}"),
        )
    for found in part:
        if found not in allowed:
            refuse(
                path,
                line_of(part, found),
                "unknown_key",
                Words(f"“{key}”里不认识“{found}”", f"“{found}” is not known in “{key}”"),
                Words(f"可以写：{'、'.join(allowed)}", f"There may be: {', '.join(allowed)}"),
            )
    for wanted in needed:
        if part.get(wanted) in (None, ""):
            refuse(
                path,
                line_of(part, wanted),
                "key_missing",
                Words(f"“{key}”没有写“{wanted}”", f"“{key}” lacks “{wanted}”"),
                Words(f"请写上 {wanted}: …", f"Write {wanted}: …"),
            )
    return part


def strict_list(parent: Mapping, key: str, path: Path) -> list:
    """The list under a key; empty when the key is not there. Raises PackError for anything else."""
    found = parent.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        refuse(
            path,
            line_of(parent, key),
            "not_a_list",
            Words(f"“{key}”应是一个列表", f"“{key}” should be a list"),
            Words(f"请写成 {key}: [ … ]", f"Write {key}: [ … ]"),
        )
    return found


def one_of(parent: Mapping, key: str, path: Path, allowed: Iterable[str]) -> str:
    """The word under a key, one of those allowed. Raises PackError."""
    word, known = parent.get(key), list(allowed)
    if word not in known:
        refuse(
            path,
            line_of(parent, key),
            "unknown_word",
            Words(f"“{key}”写的是“{word}”", f"“{key}” is written “{word}”"),
            Words(f"请写 {'、'.join(known)} 之一", f"Write one of {', '.join(known)}"),
        )
    return str(word)


def day_of(parent: Mapping, key: str, path: Path) -> date | None:
    """The day under a key; None when the key is empty or not there. Raises PackError."""
    day = parent.get(key)
    if day is None or isinstance(day, date):
        return day
    refuse(
        path,
        line_of(parent, key),
        "not_a_day",
        Words(f"{key} 写的是“{day}”", f"{key} is written “{day}”"),
        Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
    )


def cited_clause(parent: Mapping, path: Path, clauses: Mapping[str, Clause], of: str) -> Clause:
    """The clause under `clause`, which the pack, or one it is within, must have. Raises PackError."""
    cited = parent.get("clause")
    if cited is None or str(cited) not in clauses:
        refuse(
            path,
            line_of(parent, "clause"),
            "missing_clause",
            _NO_CLAUSE.fill(of=of) if cited is None else _UNKNOWN_CLAUSE.fill(of=of, cited=cited),
            Words("请在 clauses 下补上，或改为已有的条款", "Add it under clauses, or cite one that is there"),
            "" if cited is None else str(cited),
        )  # fmt: skip
    return clauses[str(cited)]
