"""A pack written as a delta: what it takes over from the version before, what it replaces, what it removes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause, Document
from mutong.standards.outputs import Output
from mutong.standards.pack_form import Pack, RawFile
from mutong.standards.parameter_rows import ParameterRow
from mutong.standards.prohibitions import Prohibition
from mutong.standards.rules import nodes as n
from mutong.standards.stacking import Stacking
from mutong.standards.strict_reading import refuse
from mutong.standards.succession_keys import Removal
from mutong.standards.yaml_reading import LinedList, LinedMapping


@dataclass(frozen=True)
class Inherited:
    """What holds on from the version before, what was removed left out; empty where nothing is inherited.

    What the new version wrote itself has not been taken off yet: see `replaced`.
    """

    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    parameter_rows: tuple[ParameterRow, ...]
    rules: Mapping[str, tuple[n.Rule, ...]]
    protocols: tuple[RawFile, ...]
    contacts: tuple[RawFile, ...]
    derived: tuple[RawFile, ...]
    outputs: Mapping[str, Output]
    stackings: tuple[Stacking, ...]
    prohibitions: tuple[Prohibition, ...]


NOTHING_INHERITED = Inherited({}, {}, (), {}, (), (), (), {}, (), ())


def inherited_from(before: Pack, removed: tuple[Removal, ...], path: Path) -> Inherited:
    """What a successor of `before` starts with. Raises PackError where something removed was not there."""
    gone = {(one.kind, one.name) for one in removed}
    there = (
        {("protocol", str(text.get("protocol"))) for _, text in before.raw_protocols}
        | {("derived", file.stem) for file, _ in before.raw_derived}
        | {("class", name) for name in _contact_classes(before)}
        | {("rule", name) for name in before.rules}
        | {("parameter", row.name) for row in before.own_parameter_rows}
        | {("prohibition", one.name) for one in before.prohibitions}
    )
    for one in removed:
        if (one.kind, one.name) not in there:
            known = sorted(name for kind, name in there if kind == one.kind)
            refuse(
                path,
                one.line,
                "nothing_to_remove",
                Words(
                    f"上一版“{before.pack}”没有 {one.kind}“{one.name}”",
                    f"“{before.pack}” has no {one.kind} “{one.name}”",
                ),
                Words(f"上一版有：{'、'.join(known) or '无'}", f"It has: {', '.join(known) or 'none'}"),
                one.clause.full_id,
            )
    classes = {name for kind, name in gone if kind == "class"}
    return Inherited(
        documents=before.documents,
        clauses=before.own_clauses,
        parameter_rows=tuple(row for row in before.own_parameter_rows if ("parameter", row.name) not in gone),
        rules={name: versions for name, versions in before.rules.items() if ("rule", name) not in gone},
        protocols=tuple(
            one for one in before.raw_protocols if ("protocol", str(one[1].get("protocol"))) not in gone
        ),
        contacts=tuple((file, _without_classes(text, classes)) for file, text in before.raw_contacts),
        derived=tuple(one for one in before.raw_derived if ("derived", one[0].stem) not in gone),
        outputs={
            name: one
            for name, one in before.outputs.items()
            if not any((kind, name) in gone for kind in ("parameter", "rule", "protocol"))
        },
        stackings=tuple(
            one for one in before.stackings if not any(("rule", name) in gone for name in one.pair)
        ),
        prohibitions=tuple(one for one in before.prohibitions if ("prohibition", one.name) not in gone),
    )


def refuse_keys_again(new: Mapping, old: Mapping, pack: str, path: Path, key: str, lines: object) -> None:
    """Raises PackError where a document or clause of the version before would be written over."""
    for name in new:
        if name in old:
            refuse(
                path,
                getattr(lines, "lines", {}).get(name, 0),
                "key_inherited",
                Words(
                    f"{key} 里的“{name}”在所承继的“{pack}”里已有",
                    f"“{name}” in {key} is already in “{pack}”, which is inherited",
                ),
                Words(
                    "请换一个名字；承继的内容仍引用原条款",
                    "Give it another name: what is inherited cites the older one",
                ),
            )


def replaced(inherited: tuple[RawFile, ...], own: tuple[RawFile, ...], key: str) -> tuple[RawFile, ...]:
    """The inherited files that the pack has not written anew (same name under `key`), then its own."""
    written = {_file_name(one, key) for one in own}
    return (*(one for one in inherited if _file_name(one, key) not in written), *own)


def refuse_still_used(pack: Pack, path: Path) -> None:
    """Raises PackError where something that is left still uses what was removed and not written anew."""
    for one in pack.removed:
        users = _users(pack, one)
        if users:
            refuse(
                path,
                one.line,
                "removed_still_used",
                Words(
                    f"删去的 {one.kind}“{one.name}”仍被 {users[0]} 使用",
                    f"the removed {one.kind} “{one.name}” is still used by {users[0]}",
                ),
                Words("请一并删去或改写用到它的内容", "Remove or rewrite what uses it as well"),
                one.clause.full_id,
            )


def _users(pack: Pack, one: Removal) -> list[str]:
    still_there = {"rule": one.name in pack.rules, "parameter": one.name in pack.parameters}
    if still_there.get(one.kind, True):
        return []
    in_rules = [
        f"{rule.file}:{rule.line}"
        for versions in pack.rules.values()
        for rule in versions
        for node in _nodes(rule)
        if _names(node, one.kind) == one.name
    ]
    if one.kind == "rule":
        return in_rules
    files = (*pack.raw_protocols, *pack.raw_contacts, *pack.raw_derived)
    return in_rules + [
        f"{file.parent.name}/{file.name}" for file, text in files if one.name in _words_in(text)
    ]


def _nodes(rule: n.Rule) -> Iterator[n.Node]:
    waiting = [node for node in (rule.who, rule.amount) if node is not None]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def _names(node: n.Node, kind: str) -> str:
    if kind == "rule":
        return getattr(node, "rule", "") if isinstance(node, n.Finding | n.AmountOf) else ""
    return node.name if isinstance(node, n.Parameter) else ""


def _words_in(part: object) -> set[str]:
    if isinstance(part, Mapping):
        return set().union(*(_words_in(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(_words_in(member) for member in part))
    return {part} if isinstance(part, str) else set()


def _file_name(file: RawFile, key: str) -> str:
    path, text = file
    return str(text.get(key) or path.stem)


def _contact_classes(pack: Pack) -> set[str]:
    return {str(one.get("name")) for _, text in pack.raw_contacts for one in text.get("classes") or ()}


def _without_classes(text: LinedMapping, classes: set[str]) -> LinedMapping:
    """A contact file without some classes and without the rules that lead to them; lines stay what they were."""
    if not classes:
        return text
    copy = LinedMapping(text.line)
    copy.lines = dict(text.lines)
    for key, value in text.items():
        named = {"classes": "name", "rules": "class", "second_degree": "class"}.get(key)
        if key in ("beyond", "widening") and isinstance(value, Mapping):
            value = _granting(value, classes)
            if value is None:
                continue
        copy[key] = _without(value, named, classes) if named and isinstance(value, LinedList) else value
    return copy


def _granting(part: Mapping, classes: set[str]) -> Mapping | None:
    """What grants classes, without those that are gone; None where it grants none any more."""
    kept = [one for one in part.get("classes") or () if str(one) not in classes]
    if not kept:
        return None
    copy = LinedMapping(part.line)
    copy.lines = dict(part.lines)
    copy.update(part)
    copy["classes"] = kept
    return copy


def _without(members: LinedList, key: str, classes: set[str]) -> LinedList:
    kept = LinedList(members.line)
    for line, member in zip(members.lines, members, strict=True):
        if not (isinstance(member, Mapping) and str(member.get(key)) in classes):
            kept.append(member)
            kept.lines.append(line)
    return kept
