"""Packs: dated standards as data, loaded whole or not at all.

A pack is a folder: pack.yaml (what it is, its documents and clauses) with parameters/*.csv, rules/*.py,
protocols/*.yaml, contacts/*.yaml and cases/*.yaml beside it. A pack may lie `within` another one, of the level above:
it then sees that pack's clauses, parameters and findings, and adds to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause, Document, read_clauses, read_documents
from mutong.standards.parameter_rows import ParameterRow, load_parameters
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import PackError, shown
from mutong.standards.rules.nodes import Rule
from mutong.standards.rules.parser import load_rules
from mutong.standards.yaml_reading import LinedMapping, line_of, read_words, read_yaml

DOMAINS = ("health", "assistance", "village")
_KEYS = (
    "pack", "version", "title", "domain", "area_code", "within", "succeeds", "transition",
    "valid_from", "valid_to", "documents", "clauses",
)  # fmt: skip
_NEEDED = ("pack", "version", "title", "domain", "area_code")
RawFile = tuple[Path, LinedMapping]


@dataclass(frozen=True)
class Pack:
    """One pack. `clauses` also holds those of the packs it is within, by `id` and by `pack:id`.

    `parameters` are its own and those of the packs it is within; `rules` are its own, each with its dated versions.
    `raw_protocols`, `raw_contacts` and `cases` are the
    YAML files as (path, mapping with lines). `ancestors` are the packs it is within, the outermost first.
    """

    pack: str
    version: str
    title: Words
    domain: str
    area_code: str
    valid: Period
    succeeds: str
    transition: str
    folder: Path
    ancestors: tuple["Pack", ...]
    documents: Mapping[str, Document]
    own_clauses: Mapping[str, Clause]
    own_parameter_rows: tuple[ParameterRow, ...]
    raw_protocols: tuple[RawFile, ...]
    raw_contacts: tuple[RawFile, ...]
    cases: tuple[RawFile, ...]
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=lambda: Parameters((), ()))

    @property
    def within(self) -> str:
        """The name of the pack it is directly within; '' for none."""
        return self.ancestors[-1].pack if self.ancestors else ""

    def clause(self, clause_id: str) -> Clause | None:
        """A clause by `id` or `pack:id`; None when there is none."""
        return self.clauses.get(clause_id)


def load_pack(folder: Path) -> Pack:
    """The pack in a folder, with the packs it is within (folders beside it). Raises PackError."""
    return _load(Path(folder), ())


def load_packs(root: Path, names: Iterable[str]) -> tuple[Pack, ...]:
    """Packs by name from root/health, root/assistance, root/village or root itself.

    What a pack is within comes along, before it. Raises PackError, also when there is no pack of that name.
    """
    found: dict[str, Pack] = {}
    for name in names:
        pack = load_pack(find_pack(Path(root), name))
        for one in (*pack.ancestors, pack):
            found.setdefault(one.pack, one)
    return tuple(found.values())


def find_pack(root: Path, name: str) -> Path:
    """The folder of a pack. Raises PackError, naming the packs there are."""
    for kind in ("", *DOMAINS):
        if (root / kind / name / "pack.yaml").exists():
            return root / kind / name
    known = sorted(path.parent.name for path in root.glob("**/pack.yaml"))
    raise PackError(
        "no_such_pack",
        name,
        0,
        Words("没有这个规则包", "there is no such pack"),
        Words(f"现有：{'、'.join(known)}", f"There are: {', '.join(known)}"),
    )


def _load(folder: Path, inside: tuple[str, ...]) -> Pack:
    path = folder / "pack.yaml"
    top = read_yaml(path)
    _check_keys(top, path)
    name = str(top["pack"])
    if name != folder.name:
        raise PackError(
            "name_differs",
            shown(path),
            line_of(top, "pack"),
            Words(
                f"规则包名是“{name}”，文件夹名是“{folder.name}”",
                f"the pack is “{name}”, its folder “{folder.name}”",
            ),
            Words("两者应相同", "Give both the same name"),
        )
    ancestors = _ancestors(top, path, folder, (*inside, name))
    documents = read_documents(top.get("documents"), path)
    own = read_clauses(top.get("clauses"), name, documents, path)
    clauses: dict[str, Clause] = {}
    for ancestor in ancestors:
        clauses |= ancestor.own_clauses
        clauses |= {clause.full_id: clause for clause in ancestor.own_clauses.values()}
    clauses |= own | {clause.full_id: clause for clause in own.values()}
    rows = tuple(load_parameters(folder / "parameters", name, clauses))
    names = [*(one.pack for one in ancestors), name]
    every_row = [row for ancestor in ancestors for row in ancestor.own_parameter_rows] + list(rows)
    parameters = Parameters(every_row, names)
    outer = {rule: versions for one in ancestors for rule, versions in one.rules.items()}
    return Pack(
        pack=name,
        version=str(top["version"]),
        title=read_words(top["title"], path, top, "title"),
        domain=top["domain"],
        area_code=str(top["area_code"]),
        valid=Period(_day(top, "valid_from", path), _day(top, "valid_to", path)),
        succeeds=str(top.get("succeeds") or ""),
        transition=str(top.get("transition") or ""),
        folder=folder,
        ancestors=ancestors,
        documents=documents,
        own_clauses=own,
        own_parameter_rows=rows,
        raw_protocols=_raw(folder / "protocols"),
        raw_contacts=_raw(folder / "contacts"),
        cases=_raw(folder / "cases"),
        clauses=clauses,
        parameters=parameters,
        rules=load_rules(folder / "rules", name, clauses, parameters, outer),
    )


def _ancestors(top: LinedMapping, path: Path, folder: Path, inside: tuple[str, ...]) -> tuple[Pack, ...]:
    outer = top.get("within")
    if not outer:
        return ()
    at = line_of(top, "within")
    ring = " → ".join((*inside, outer))
    if outer in inside:
        raise PackError(
            "packs_in_a_ring",
            shown(path),
            at,
            Words(f"规则包互相包含：{ring}", f"packs lie within each other: {ring}"),
            Words("上级规则包不能再在下级之内", "The outer pack cannot be within the inner one"),
        )
    if not (folder.parent / outer / "pack.yaml").exists():
        raise PackError(
            "no_such_pack",
            shown(path),
            at,
            Words(
                f"within 写的“{outer}”不在旁边的文件夹里",
                f"within names “{outer}”, not a folder beside this one",
            ),
            Words("请写旁边文件夹的名字", "Write the name of a folder beside it"),
        )
    parent = _load(folder.parent / outer, inside)
    return (*parent.ancestors, parent)


def _check_keys(top: LinedMapping, path: Path) -> None:
    for key in top:
        if key not in _KEYS:
            raise PackError(
                "unknown_key",
                shown(path),
                line_of(top, key),
                Words(f"不认识“{key}”", f"“{key}” is not known here"),
                Words(f"可以写：{'、'.join(_KEYS)}", f"There may be: {', '.join(_KEYS)}"),
            )
    for key in _NEEDED:
        if top.get(key) in (None, ""):
            raise PackError(
                "key_missing",
                shown(path),
                line_of(top, key),
                Words(f"没有写“{key}”", f"“{key}” is missing"),
                Words(f"请写上 {key}: …", f"Write {key}: …"),
            )
    if top["domain"] not in DOMAINS:
        raise PackError(
            "unknown_domain",
            shown(path),
            line_of(top, "domain"),
            Words(f"domain 写的是“{top['domain']}”", f"the domain is “{top['domain']}”"),
            Words(f"请写 {'、'.join(DOMAINS)} 之一", f"Write one of {', '.join(DOMAINS)}"),
        )


def _day(top: LinedMapping, key: str, path: Path) -> date | None:
    day = top.get(key)
    if day is None or isinstance(day, date):
        return day
    raise PackError(
        "not_a_day",
        shown(path),
        line_of(top, key),
        Words(f"{key} 写的是“{day}”", f"{key} is written “{day}”"),
        Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
    )


def _raw(folder: Path) -> tuple[RawFile, ...]:
    return tuple((path, read_yaml(path)) for path in sorted(folder.glob("*.yaml")))
