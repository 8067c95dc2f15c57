"""Reading the fields of a protocol file, each refusal pointing at its line and saying what to write."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameters import Parameters
from mutong.standards.protocols.event import INVALID, NEGATIVE, POSITIVE
from mutong.standards.protocols.model import EventPattern, Obligation
from mutong.standards.refusals import PackError, shown
from mutong.standards.yaml_reading import line_of, read_words

OBLIGATION_KEYS = ("step", "do", "post", "closed_by", "clause", "words", "publishes")
PLACEHOLDERS = frozenset({"day", "number", "of", "key"})
TIMES_UNITS = ("times", "count", "1")


@dataclass
class ProtocolFile:
    """One file being read: where it is, what it may cite, which parameters and rules there are.

    `rules` are `pack:rule`; None where they are not known and any is taken. `awaited` gathers the kinds of event that
    the protocol waits for, with the line of each; `guard_lines` are those of the findings that a limit depends on.
    """

    path: Path
    clauses: Mapping[str, Clause]
    parameters: Parameters
    pack: str = ""
    rules: frozenset[str] | None = None
    steps_seen: dict[str, int] = field(default_factory=dict)
    awaited: dict[str, int] = field(default_factory=dict)
    guard_lines: list[int] = field(default_factory=list)

    def refuse(self, code: str, line: int, fact: Words, remedy: Words, clause: str = "") -> NoReturn:
        """Raises the PackError."""
        raise PackError(code, shown(self.path), line, fact, remedy, clause)

    def mapping(self, part: object, parent: object, key: str, allowed: Sequence[str]) -> Mapping:
        """`part` as a mapping that has only allowed keys."""
        if not isinstance(part, Mapping):
            self.refuse(
                "not_a_mapping",
                line_of(parent, key),
                Words(f"“{key}”下面应是“键: 值”", f"“{key}” should hold “key: value”"),
                Words(f"可以写：{'、'.join(allowed)}", f"There may be: {', '.join(allowed)}"),
            )
        for found in part:
            if found not in allowed:
                self.refuse(
                    "unknown_key",
                    line_of(part, found),
                    Words(f"“{key}”里不认识“{found}”", f"“{found}” is not known in “{key}”"),
                    Words(f"可以写：{'、'.join(allowed)}", f"There may be: {', '.join(allowed)}"),
                )
        return part

    def members(self, parent: Mapping, key: str) -> list:
        """The list under a key; empty when the key is not there."""
        found = parent.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.refuse(
                "not_a_list",
                line_of(parent, key),
                Words(f"“{key}”应是一个列表", f"“{key}” should be a list"),
                Words(f"请写成 {key}: [ … ]", f"Write {key}: [ … ]"),
            )
        return found

    def word(self, parent: Mapping, key: str, *, needed: bool = True) -> str:
        """The single word under a key; '' when it may be missing and is."""
        found = parent.get(key)
        if found is None and not needed:
            return ""
        if not isinstance(found, str) or not found.strip():
            self.refuse(
                "key_missing" if found is None else "not_a_word",
                line_of(parent, key),
                Words(f"没有写“{key}”" if found is None else f"“{key}”写的是“{found}”",
                      f"“{key}” is missing" if found is None else f"“{key}” is written “{found}”"),
                Words(f"请写上 {key}: 一个词", f"Write {key}: and one word"),
                str(parent.get("clause") or ""),
            )  # fmt: skip
        return found

    def word_of(self, parent: Mapping, key: str, allowed: Sequence[str]) -> str:
        """The word under a key, one of those allowed."""
        found = self.word(parent, key)
        if found not in allowed:
            self.refuse(
                "unknown_word",
                line_of(parent, key),
                Words(f"“{key}”写的是“{found}”", f"“{key}” is written “{found}”"),
                Words(f"请写 {'、'.join(allowed)} 之一", f"Write one of {', '.join(allowed)}"),
            )
        return found

    def words_list(self, parent: Mapping, key: str) -> tuple[str, ...]:
        """The words under a key; a single word counts as a list of one."""
        found = parent.get(key)
        if isinstance(found, str):
            return (found,)
        return tuple(str(member) for member in self.members(parent, key))

    def event(self, parent: Mapping, key: str, *, needed: bool = True) -> str:
        """The kind of event under a key, which something must produce."""
        kind = self.word(parent, key, needed=needed)
        if kind:
            self.awaited.setdefault(kind, line_of(parent, key))
        return kind

    def event_kinds(self, parent: Mapping, key: str) -> tuple[str, ...]:
        """The kinds of event under a key, each of which something must produce."""
        kinds = self.words_list(parent, key)
        for kind in kinds:
            self.awaited.setdefault(kind, line_of(parent, key))
        return kinds

    def pattern(self, part: object, parent: object, key: str, more: Sequence[str] = ()) -> EventPattern:
        """Which events are meant: `{event: kind, class: …, result: …}`, with `more` keys allowed beside them."""
        text = self.mapping(part, parent, key, ("event", "class", "result", *more))
        result = self.word_of(text, "result", (NEGATIVE, POSITIVE, INVALID)) if "result" in text else ""
        return EventPattern(self.event(text, "event"), self.word(text, "class", needed=False), result)

    def patterns(self, parent: Mapping, key: str) -> tuple[EventPattern, ...]:
        """A list of events that are meant; a kind alone may stand for `{event: kind}`."""
        found = []
        for place, member in enumerate(self.members(parent, key)):
            if isinstance(member, str):
                self.awaited.setdefault(member, line_of(parent.get(key), place))
                found.append(EventPattern(member))
            else:
                found.append(self.pattern(member, parent, key))
        return tuple(found)

    def yes_or_no(self, parent: Mapping, key: str) -> bool:
        """The true or false under a key; false when it is not there."""
        found = parent.get(key, False)
        if not isinstance(found, bool):
            self.refuse(
                "not_yes_or_no",
                line_of(parent, key),
                Words(f"{key} 写的是“{found}”", f"{key} is written “{found}”"),
                Words("请写 true 或 false", "Write true or false"),
            )
        return found

    def rule(self, name: str, parent: Mapping, key: str) -> str:
        """A rule as `pack:rule`; the pack, or one it is within, must have it."""
        full = name if ":" in name else f"{self.pack}:{name}"
        if self.rules is not None and full not in self.rules:
            known = ", ".join(sorted(self.rules))
            self.refuse(
                "unknown_rule",
                line_of(parent, key),
                Words(f"“{key}”所引的规则“{name}”不在 rules 里", f"“{key}” names “{name}”, which is no rule here"),
                Words(f"请写本包或上级包的规则；{'现有：' + known if known else '现在一条也没有'}",
                      f"Name a rule of this pack or of one it is within; there are {known or 'none'}"),
                str(parent.get("clause") or ""),
            )  # fmt: skip
        return full

    def parameter(self, parent: Mapping, key: str, units: Sequence[str], *, needed: bool = False) -> str:
        """The name of a parameter that the pack has, in one of the units; '' when it may be missing and is."""
        name = self.word(parent, key, needed=needed)
        if not name:
            return ""
        clause = str(parent.get("clause") or "")
        if name not in self.parameters:
            known = ", ".join(sorted(self.parameters.names))
            self.refuse(
                "unknown_parameter",
                line_of(parent, key),
                Words(f"“{key}”所引的标准“{name}”不在 parameters 里",
                      f"“{key}” names the parameter “{name}”, which the pack does not have"),
                Words(f"请在 parameters/*.csv 里加一行（不知道就留空值）；现有：{known}",
                      f"Add a row to parameters/*.csv (with an empty value if it is not known); there are: {known}"),
                clause,
            )  # fmt: skip
        if self.parameters.unit(name) not in units:
            self.refuse(
                "wrong_unit",
                line_of(parent, key),
                Words(f"“{name}”的单位是 {self.parameters.rows[name][0].unit.name}",
                      f"“{name}” is in {self.parameters.rows[name][0].unit.name}"),
                Words(f"“{key}”需要 {'、'.join(units)}", f"“{key}” needs {', '.join(units)}"),
                clause,
            )  # fmt: skip
        return name

    def clause(self, parent: Mapping) -> str:
        """The clause under `clause` as `pack:clause`; the pack, or one it is within, must have it."""
        cited = parent.get("clause")
        if not cited or str(cited) not in self.clauses:
            self.refuse(
                "missing_clause",
                line_of(parent, "clause"),
                Words("没有写条款" if not cited else f"条款“{cited}”不在 pack.yaml 里",
                      "no clause is cited" if not cited else f"pack.yaml has no clause “{cited}”"),
                Words(f"请写 clause: 并用 {'、'.join(self.clauses)} 之一",
                      f"Write clause: with one of {', '.join(self.clauses)}"),
                str(cited or ""),
            )  # fmt: skip
        return self.clauses[str(cited)].full_id

    def obligation(self, part: object, parent: object, key: str, more: Sequence[str] = ()) -> Obligation:
        """What is owed: step, do, post, closed_by, clause and words, with `more` keys allowed beside them."""
        text = self.mapping(part, parent, key, (*OBLIGATION_KEYS, *more))
        step = self.word(text, "step")
        if step in self.steps_seen:
            self.refuse(
                "step_twice",
                line_of(text, "step"),
                Words(f"步骤“{step}”在第 {self.steps_seen[step]} 行已有",
                      f"the step “{step}” is already on line {self.steps_seen[step]}"),
                Words("每个步骤请用不同的名字", "Give each step a name of its own"),
            )  # fmt: skip
        self.steps_seen[step] = line_of(text, "step")
        closed_by = self.words_list(text, "closed_by")
        if not closed_by:
            self.refuse(
                "cannot_end",
                line_of(text, "closed_by") or line_of(text),
                Words(f"步骤“{step}”没有写由什么事件办结", f"no event closes the step “{step}”"),
                Words("请写 closed_by: [事件]", "Write closed_by: [event kind]"),
                str(text.get("clause") or ""),
            )
        words = read_words(text.get("words"), self.path, text, "words")
        self._check_placeholders(words, text)
        return Obligation(
            step,
            self.word(text, "do"),
            self.word(text, "post"),
            closed_by,
            self.clause(text),
            words,
            tuple(read_words(said, self.path, text, "publishes") for said in self.members(text, "publishes")),
        )

    def _check_placeholders(self, words: Words, text: Mapping) -> None:
        for said in (words.zh, words.en):
            try:
                names = {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}
            except ValueError:
                names = {"{"}
            if names - PLACEHOLDERS:
                self.refuse(
                    "unknown_placeholder",
                    line_of(text, "words"),
                    Words(f"“{said}”里的花括号不认识", f"the braces in “{said}” are not known"),
                    Words("只可用 {day}、{number}、{of}、{key}", "Use only {day}, {number}, {of}, {key}"),
                )
