"""YAML with the line of every key, so that a fault in a pack can be pointed at.

Read strictly: a key written twice is refused; only `true` and `false` are yes/no (so `on`, `yes` and `no` stay
words); days are written 2022-08-22. Use `read_yaml` and then `line_of` wherever a pack's own text is read.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from mutong.kernel.words import Words
from mutong.standards.refusals import PackError, shown

_WHOLE = re.compile(r"[-+]?\d+")
_DECIMAL = re.compile(r"[-+]?\d*\.\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class LinedMapping(dict):
    """A mapping that knows the line it starts on (`line`) and the line of each key (`lines`)."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LinedList(list):
    """A list that knows the line it starts on and the line of each member."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_of(part: object, key: object = None) -> int:
    """The line of a mapping or list, or of one of its keys; 0 where it is not known."""
    lines = getattr(part, "lines", {})
    if isinstance(part, LinedMapping) and key in lines:
        return lines[key]
    if isinstance(part, LinedList) and isinstance(key, int) and key < len(lines):
        return lines[key]
    return getattr(part, "line", 0)


def read_yaml(path: Path) -> LinedMapping:
    """The mapping in a YAML file. Raises PackError for what is not UTF-8, not YAML, or not a mapping."""
    try:
        node = _compose(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError(
            "no_such_file",
            shown(path),
            0,
            Words("没有这个文件", "there is no such file"),
            Words("请补上它", "Add it"),
        ) from error
    except UnicodeDecodeError as error:
        raise PackError(
            "not_utf8",
            shown(path),
            0,
            Words("文件不是 UTF-8 编码", "the file is not UTF-8"),
            Words("请另存为 UTF-8", "Save it as UTF-8"),
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        raise PackError(
            "not_yaml",
            shown(path),
            mark.line + 1 if mark else 0,
            Words(f"YAML 读不通（{problem}）", f"this is not YAML ({problem})"),
            Words("请检查缩进、冒号和引号", "Check indents, colons and quotes"),
        ) from error
    value = _value(node, path) if node is not None else LinedMapping(1)
    if not isinstance(value, LinedMapping):
        raise PackError(
            "not_a_mapping",
            shown(path),
            1,
            Words("文件应是“键: 值”的形式", "the file should hold “key: value” lines"),
            Words("请从“键: 值”写起", "Begin with “key: value”"),
        )
    return value


def _compose(text: str) -> yaml.Node | None:
    """The nodes of a text; read fast where the library has its compiled reader, and slowly for the words of a fault."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None:
        try:
            return yaml.compose(text, Loader=fast)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


def read_words(part: object, path: Path, parent: object, key: str) -> Words:
    """A `{zh: …, en: …}` as Words; PackError when either language is missing."""
    if isinstance(part, Mapping) and part.get("zh") and part.get("en"):
        return Words(str(part["zh"]), str(part["en"]))
    raise PackError(
        "words_missing",
        shown(path),
        line_of(parent, key),
        Words(f"“{key}”没有写全中英文", f"“{key}” lacks words in both languages"),
        Words(f"请写成 {key}: {{zh: …, en: …}}", f"Write {key}: {{zh: …, en: …}}"),
    )


def _value(node: yaml.Node, path: Path) -> object:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping = LinedMapping(line)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_line = key_node.start_mark.line + 1
            if key in mapping:
                raise PackError(
                    "key_twice",
                    shown(path),
                    key_line,
                    Words(
                        f"“{key}”写了两次（前一次在第 {mapping.lines[key]} 行）",
                        f"“{key}” is written twice (first on line {mapping.lines[key]})",
                    ),
                    Words("请只留一个", "Keep one of them"),
                )
            mapping.lines[key] = key_line
            mapping[key] = _value(value_node, path)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        sequence = LinedList(line)
        for member in node.value:
            sequence.lines.append(member.start_mark.line + 1)
            sequence.append(_value(member, path))
        return sequence
    return _scalar(node, path, line)


def _scalar(node: yaml.ScalarNode, path: Path, line: int) -> object:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    # A code such as 0012 is a word, not a number.
    if _WHOLE.fullmatch(text) and (text.lstrip("+-") == "0" or not text.lstrip("+-").startswith("0")):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise PackError(
                "no_such_day",
                shown(path),
                line,
                Words(f"没有“{text}”这一天", f"there is no day “{text}”"),
                Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
            ) from error
    return text
