"""The parameters of a model file: one number, a table written out, a table in a file, or a rule."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.strict_reading import refuse, strict_list, strict_mapping
from mutong.standards.yaml_reading import line_of
from mutong.village.models.numbers_read import read_label, read_number
from mutong.village.models.part_reading import read_grade, read_part_unit, read_part_words
from mutong.village.models.rule_text import parse_indices, parse_rule
from mutong.village.models.stated import Parameter, Set
from mutong.village.models.tables_beside import TableBeside

_KEYS = (
    *("value", "values", "file", "rule", "for", "index", "sheet", "by", "column", "across", "default"),
    *("unit", "words", "source", "date", "grade", "note"),
)


def read_parameter(
    name: str, part: object, parent: Mapping, path: Path, sets: Mapping[str, Set]
) -> Parameter:
    """One parameter; a bare number is its value. Cells that nobody filled are NaN. Raises PackError."""
    line = line_of(parent, name)
    if not isinstance(part, Mapping):
        number = read_number(part, path, line, name)
        return Parameter(name, (), np.asarray(number), None, Words(name, name), line)
    stated = strict_mapping(part, parent, name, path, _KEYS)
    ways = [key for key in ("value", "values", "file", "rule") if key in stated]
    if len(ways) != 1:
        refuse(path, line, "parameter_without_value",
               Words(f"参数“{name}”要写 value、values、file、rule 之一",
                     f"the parameter “{name}” states {len(ways)} of value, values, file, rule"),
               Words("请只写一种；还不知道的写 value: null", "State exactly one (null: not known)"))  # fmt: skip
    told = {
        "unit": read_part_unit(stated, path),
        "words": read_part_words(stated, path, name),
        "source": str(stated.get("source") or ""),
        "date": str(stated.get("date") or ""),
        "grade": read_grade(stated, path),
        "line": line,
    }
    if ways == ["rule"]:
        indices = parse_indices(stated.get("for"), path, line_of(stated, "for"))
        for one in indices:
            _known_set(one.set, path, line_of(stated, "for"), sets)
        rule = parse_rule(stated["rule"], path, line_of(stated, "rule"))
        shape = [len(sets[one.set]) for one in indices]
        return Parameter(
            name,
            tuple(one.set for one in indices),
            np.full(shape, np.nan),
            rule=rule,
            indices=indices,
            **told,
        )
    index = [str(one) for one in strict_list(stated, "index", path)]
    for one in index:
        _known_set(one, path, line_of(stated, "index"), sets)
    values = np.full([len(sets[one]) for one in index], np.nan)
    if ways == ["value"]:
        values[...] = read_number(stated["value"], path, line_of(stated, "value"), name)
    elif ways == ["values"]:
        _fill_written(values, stated["values"], index, sets, path, line_of(stated, "values"), name)
    else:
        _fill_from_file(values, stated, index, sets, path, line)
    if "default" in stated:
        default = read_number(stated["default"], path, line_of(stated, "default"), name)
        values = np.where(np.isnan(values), default, values)
    return Parameter(name, tuple(index), values, **told)


def _known_set(name: str, path: Path, line: int, sets: Mapping[str, Set]) -> None:
    if name not in sets:
        refuse(path, line, "unknown_set", Words(f"没有集合“{name}”", f"there is no set “{name}”"),
               Words(f"可以写：{', '.join(sets)}", f"There are: {', '.join(sets)}"))  # fmt: skip


def _position(label: str, name: str, sets: Mapping[str, Set], path: Path, line: int) -> int:
    labels = sets[name].labels
    if label not in labels:
        shown = ", ".join(labels[:30]) + (" …" if len(labels) > 30 else "")
        refuse(path, line, "unknown_label", Words(f"“{name}”里没有“{label}”", f"there is no “{label}” in “{name}”"),
               Words(f"可以写：{shown}", f"There are: {shown}"))  # fmt: skip
    return labels.index(label)


def _fill_written(
    values: np.ndarray,
    part: object,
    index: list[str],
    sets: Mapping[str, Set],
    path: Path,
    line: int,
    of: str,
) -> None:
    """Nested `label: …`, or at the innermost level a list in the order of the set."""
    if not index:
        values[...] = read_number(part, path, line, of)
    elif isinstance(part, list):
        if len(part) != len(sets[index[0]]):
            refuse(path, line, "wrong_length",
                   Words(f"“{of}”有 {len(part)} 个数，“{index[0]}”有 {len(sets[index[0]])} 个标签",
                         f"“{of}” has {len(part)} values; “{index[0]}” has {len(sets[index[0]])} labels"),
                   Words("请按集合的次序写全，或写成“标签: 数”", "Write one for each label in the set's order, or "
                         "“label: number”"))  # fmt: skip
        for k, one in enumerate(part):
            _fill_written(values[k : k + 1].reshape(values.shape[1:]), one, index[1:], sets, path,
                          line_of(part, k), of)  # fmt: skip
    elif isinstance(part, Mapping):
        for key, one in part.items():
            at = line_of(part, key)
            k = _position(read_label(key, path, at, of), index[0], sets, path, at)
            _fill_written(
                values[k : k + 1].reshape(values.shape[1:]), one, index[1:], sets, path, at, f"{of} {key}"
            )
    else:
        refuse(path, line, "not_a_table",
               Words(f"“{of}”下面要按“{index[0]}”列出", f"“{of}” should list a value for each of “{index[0]}”"),
               Words("请写成“标签: 数”", "Write “label: number” lines"))  # fmt: skip


def _fill_from_file(
    values: np.ndarray, stated: Mapping, index: list[str], sets: Mapping[str, Set], path: Path, line: int
) -> None:
    table = TableBeside(path, stated, line)
    across = str(stated["across"]) if "across" in stated else None
    headings = stated.get("by") or {}
    if not isinstance(headings, Mapping) or any(one not in index for one in headings):
        refuse(path, line_of(stated, "by"), "unknown_set",
               Words("by 应是“集合: 列名”，集合要在 index 里", "by should be “set: heading”, with sets of the index"),
               Words("请写成 by: {crops: 作物}", "Write by: {crops: Crop}"))  # fmt: skip
    if across is not None and across not in index:
        _known_set(across, path, line_of(stated, "across"), {one: sets[one] for one in index})
    down = [one for one in index if one != across]
    places = [table.column(str(headings.get(one, one))) for one in down]
    labels = sets[across].labels if across else (str(stated.get("column") or "value"),)
    columns = [table.column(one) for one in labels]
    filled = np.zeros(values.shape, dtype=bool)
    for row, cells in table.rows:
        at = {
            one: _position(table.label(row, cells, place), one, sets, table.path, row)
            for one, place in zip(down, places, strict=True)
        }
        for k, column in enumerate(columns):
            cell = tuple(k if one == across else at[one] for one in index)
            if filled[cell]:
                refuse(table.path, row, "row_twice",
                       Words("同样的标签前面已有一行", "a row before this one has the same labels"),
                       Words("请只留一行", "Keep one of them"))  # fmt: skip
            filled[cell] = True
            values[cell] = table.number(row, cells, column)


def changed_parameters(
    parameters: Mapping[str, Parameter], sets: Mapping[str, Set], changes: Mapping[str, str], path: Path
) -> dict[str, np.ndarray]:
    """Numbers set from outside: `name`, `name[label, *]` → `5`, or `*0.8` for a factor. Raises PackError."""
    found: dict[str, np.ndarray] = {}
    for target, written in changes.items():
        name, _, rest = target.partition("[")
        name = name.strip()
        if name not in parameters:
            refuse(path, 0, "unknown_parameter", Words(f"没有参数“{name}”", f"there is no parameter “{name}”"),
                   Words(f"可以写：{', '.join(parameters)}", f"There are: {', '.join(parameters)}"))  # fmt: skip
        one = parameters[name]
        labels = [part.strip().strip("'\"") for part in rest.rstrip("] ").split(",")] if rest else []
        if len(labels) != len(one.sets) or one.rule is not None:
            wanted = f"{name}[{', '.join(one.sets)}]" if one.sets else name
            refuse(path, 0, "wrong_indices",
                   Words(f"“{target}”不能这样改", f"“{target}” cannot be set like this"),
                   Words(f"请写成 {wanted}=数，* 代表全部标签；由算式得出的参数不能改",
                         f"Write {wanted}=NUMBER, * for every label; what a rule works out cannot be set"))  # fmt: skip
        values = found.get(name, one.values.copy())
        places = [
            range(len(sets[of])) if label == "*" else [_position(label, of, sets, path, 0)]
            for label, of in zip(labels, one.sets, strict=True)
        ]
        factor = written.strip().startswith("*")
        number = read_number(written.strip().lstrip("*"), path, 0, target)
        for cell in product(*places):
            values[cell] = values[cell] * number if factor else number
        found[name] = values
    return found
