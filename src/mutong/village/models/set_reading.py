"""The sets of a model file: labels written out, counted from … to, or taken from a column of a table."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse, strict_mapping
from mutong.standards.yaml_reading import line_of
from mutong.village.models.numbers_read import label_number, read_label
from mutong.village.models.part_reading import read_part_words
from mutong.village.models.stated import Set
from mutong.village.models.tables_beside import TableBeside

_KEYS = ("labels", "range", "file", "sheet", "column", "within", "ordered", "cyclic", "words", "note")


def read_set(name: str, part: object, parent: Mapping, path: Path, known: Mapping[str, Set]) -> Set:
    """One set. A list is its labels; a mapping states more (see the how-to). Raises PackError."""
    line = line_of(parent, name)
    if isinstance(part, list):
        return _made(name, [read_label(one, path, line_of(part, k), name) for k, one in enumerate(part)],
                     {}, path, line, known)  # fmt: skip
    stated = strict_mapping(part, parent, name, path, _KEYS)
    ways = [key for key in ("labels", "range", "file") if key in stated]
    if len(ways) != 1:
        refuse(path, line, "set_without_labels",
               Words(f"集合“{name}”要写 labels、range、file 之一", f"the set “{name}” states {len(ways)} of labels, "
                     "range, file"), Words("请只写一种", "State exactly one of them"))  # fmt: skip
    if "file" in stated:
        column = str(stated.get("column") or name)
        labels = TableBeside(path, stated, line).labels(column)
    elif "range" in stated:
        labels = _counted(name, stated, path)
    else:
        written = stated["labels"]
        if not isinstance(written, list):
            refuse(path, line_of(stated, "labels"), "not_a_list",
                   Words("labels 应是列表", "labels should be a list"),
                   Words("请写成 [a, b, c]", "Write [a, b, c]"))  # fmt: skip
        labels = [read_label(one, path, line_of(written, k), name) for k, one in enumerate(written)]
    return _made(name, labels, stated, path, line, known)


def _counted(name: str, stated: Mapping, path: Path) -> list[str]:
    ends = stated["range"]
    fine = isinstance(ends, list) and len(ends) == 2 and all(type(one) is int for one in ends)
    if not fine or ends[1] < ends[0] or ends[1] - ends[0] > 1_000_000:
        refuse(path, line_of(stated, "range"), "not_a_range",
               Words(f"“{name}”的 range 写的是“{ends}”", f"range of “{name}” is written “{ends}”"),
               Words("请写成 [1, 5]：从小到大的两个整数，两端都算", "Write [1, 5]: two whole numbers, lower first, "
                     "both inside"))  # fmt: skip
    return [str(one) for one in range(ends[0], ends[1] + 1)]


def _made(
    name: str, labels: list[str], stated: Mapping, path: Path, line: int, known: Mapping[str, Set]
) -> Set:
    twice = (
        sorted({one for one in labels if labels.count(one) > 1}) if len(labels) != len(set(labels)) else []
    )
    if twice or not labels:
        refuse(path, line, "labels_not_apart",
               Words(f"集合“{name}”" + (f"里“{twice[0]}”写了两次" if twice else "是空的"),
                     f"the set “{name}” " + (f"has “{twice[0]}” twice" if twice else "is empty")),
               Words("每个标签写一次", "Write each label once"))  # fmt: skip
    for key in ("ordered", "cyclic"):
        if not isinstance(stated.get(key, False), bool):
            refuse(path, line_of(stated, key), "not_yes_or_no",
                   Words(f"{key} 写的是“{stated[key]}”", f"{key} is written “{stated[key]}”"),
                   Words("请写 true 或 false", "Write true or false"))  # fmt: skip
    numbers = [label_number(one) for one in labels]
    as_numbers = None if None in numbers else np.asarray(numbers, dtype=float)
    words = read_part_words(stated, path, name)
    if "within" not in stated:
        cyclic = bool(stated.get("cyclic", False))
        ordered = cyclic or bool(stated.get("ordered", "range" in stated))
        return Set(name, tuple(labels), name, np.arange(len(labels)), ordered, cyclic, as_numbers, words)
    of = str(stated["within"])
    if of not in known:
        refuse(path, line_of(stated, "within"), "unknown_set",
               Words(f"前面没有集合“{of}”", f"there is no set “{of}” before this one"),
               Words(f"可以写：{', '.join(known)}", f"There are: {', '.join(known)}"))  # fmt: skip
    root = known[known[of].root]
    strange = [one for one in labels if one not in known[of].labels]
    if strange:
        refuse(path, line, "unknown_label",
               Words(f"“{of}”里没有“{strange[0]}”", f"there is no “{strange[0]}” in “{of}”"),
               Words(f"可以写：{', '.join(known[of].labels[:30])}",
                     f"There are: {', '.join(known[of].labels[:30])}"))  # fmt: skip
    positions = np.asarray(sorted(root.labels.index(one) for one in labels))
    ordered_labels = tuple(root.labels[at] for at in positions)
    own_numbers = None if root.numbers is None else root.numbers[positions]
    return Set(name, ordered_labels, root.name, positions, root.ordered, root.cyclic, own_numbers, words)
