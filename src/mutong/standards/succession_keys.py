"""The keys of a pack.yaml that say how it follows the version before: `transition`, `inherits`, `removed`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.strict_reading import cited_clause, refuse, strict_list, strict_mapping
from mutong.standards.yaml_reading import line_of, read_words

REMOVABLE = ("protocol", "class", "rule", "parameter", "derived", "prohibition")
UNSETTLED = Words(
    "文本没有规定已在管理中的人如何过渡，请向发文单位确认",
    "What happens to people in flight is not settled by the text: ask who issued it",
)


@dataclass(frozen=True)
class Transition:
    """What the text says of people in flight when the version changes."""

    words: Words
    clause: Clause


@dataclass(frozen=True)
class Removal:
    """One thing of the version before that no longer holds: its kind (a word of REMOVABLE), its name, the clause."""

    kind: str
    name: str
    clause: Clause
    line: int


def read_transition(top: Mapping, path: Path, clauses: Mapping[str, Clause]) -> Transition | None:
    """The `transition` of a pack.yaml; None where it is null: the text says nothing. Raises PackError."""
    part = top.get("transition")
    if part is None:
        return None
    _needs_predecessor(top, path, "transition")
    part = strict_mapping(part, top, "transition", path, ("words", "clause"), ("words",))
    return Transition(
        read_words(part["words"], path, part, "words"), cited_clause(part, path, clauses, "transition")
    )


def read_inherits(top: Mapping, path: Path) -> bool:
    """Whether the pack is written as a delta of the one before. Raises PackError."""
    inherits = top.get("inherits", False)
    if not isinstance(inherits, bool):
        refuse(
            path,
            line_of(top, "inherits"),
            "not_yes_or_no",
            Words(f"inherits 写的是“{inherits}”", f"inherits is written “{inherits}”"),
            Words("请写 true 或 false", "Write true or false"),
        )
    if inherits:
        _needs_predecessor(top, path, "inherits")
    return inherits


def read_removed(top: Mapping, path: Path, clauses: Mapping[str, Clause]) -> tuple[Removal, ...]:
    """The `removed` of a pack.yaml. Raises PackError."""
    parts = strict_list(top, "removed", path)
    if parts and not top.get("inherits"):
        refuse(
            path,
            line_of(top, "removed"),
            "nothing_inherited",
            Words("没有承继上一版，谈不上删去", "nothing is inherited, so nothing can be removed"),
            Words("请写 inherits: true，或删去 removed", "Write inherits: true, or leave removed out"),
        )
    found = []
    for place, part in enumerate(parts):
        part = strict_mapping(part, parts, "removed", path, (*REMOVABLE, "clause"))
        named = [kind for kind in REMOVABLE if part.get(kind)]
        if len(named) != 1:
            refuse(
                path,
                line_of(parts, place),
                "removed_incomplete",
                Words("removed 的每一项只写一样东西", "each line of removed names one thing"),
                Words(
                    f"请写 {'、'.join(REMOVABLE)} 之一和 clause",
                    f"Write one of {', '.join(REMOVABLE)}, and clause",
                ),
            )
        name = str(part[named[0]])
        found.append(Removal(named[0], name, cited_clause(part, path, clauses, name), line_of(parts, place)))
    return tuple(found)


def _needs_predecessor(top: Mapping, path: Path, key: str) -> None:
    if not top.get("succeeds"):
        refuse(
            path,
            line_of(top, key),
            "no_predecessor",
            Words(f"写了 {key}，却没有写 succeeds", f"{key} is written, but no succeeds"),
            Words("请写 succeeds: 上一版的名字", "Write succeeds: and the name of the version before"),
        )
