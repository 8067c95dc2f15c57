"""Packs: dated standards as data, loaded whole or not at all.

A pack is a folder: pack.yaml (what it is, its documents and clauses) with parameters/*.csv, rules/*.py,
derived/*.yaml, protocols/*.yaml, contacts/*.yaml, stacking.csv, prohibitions.yaml and cases/*.yaml beside it. A pack
may lie `within` another one, of the level above: it then sees that pack's clauses, parameters and findings, and adds to
them. It may succeed another one and inherit from it. docs/how-to/add-a-pack.md has the format.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause, read_clauses, read_documents
from mutong.standards.coverage import refuse_uncovered
from mutong.standards.derived.reading import facts_seen, read_derived, refuse_rewritten
from mutong.standards.inheritance import (
    NOTHING_INHERITED,
    Inherited,
    inherited_from,
    refuse_keys_again,
    refuse_still_used,
    replaced,
)
from mutong.standards.kindness import refuse_harsher
from mutong.standards.outputs import read_outputs
from mutong.standards.pack_form import DOMAINS, Pack, RawFile
from mutong.standards.parameter_history import check_labels
from mutong.standards.parameter_rows import load_parameters
from mutong.standards.parameters import Parameters
from mutong.standards.prohibitions import load_prohibitions
from mutong.standards.refusals import PackError
from mutong.standards.rules.parser import load_rules
from mutong.standards.stacking import load_stackings
from mutong.standards.strict_reading import day_of, refuse
from mutong.standards.succession_keys import read_inherits, read_removed, read_transition
from mutong.standards.yaml_reading import LinedMapping, line_of, read_words, read_yaml

__all__ = ["DOMAINS", "Pack", "RawFile", "find_pack", "load_pack", "load_packs"]

_KEYS = (
    "pack", "version", "title", "domain", "area_code", "within", "succeeds", "transition", "inherits", "removed",
    "valid_from", "valid_to", "documents", "clauses", "outputs",
)  # fmt: skip
_NEEDED = ("pack", "version", "title", "domain", "area_code")
Loaded = dict[Path, Pack]


def load_pack(folder: Path) -> Pack:
    """The pack in a folder, with the packs it is within and the versions before (folders beside it).

    Raises PackError.
    """
    return _load(Path(folder), (), {})


def load_packs(root: Path, names: Iterable[str]) -> tuple[Pack, ...]:
    """Packs by name from root/health, root/assistance, root/village or root itself.

    What a pack is within comes along, before it. Raises PackError, also when there is no pack of that name.
    """
    found: dict[str, Pack] = {}
    loaded: Loaded = {}
    for name in names:
        pack = _load(find_pack(Path(root), name), (), loaded)
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


def _load(folder: Path, inside: tuple[str, ...], loaded: Loaded) -> Pack:
    if folder not in loaded:
        loaded[folder] = _read(folder, inside, loaded)
    return loaded[folder]


def _read(folder: Path, inside: tuple[str, ...], loaded: Loaded) -> Pack:
    path = folder / "pack.yaml"
    top = read_yaml(path)
    _check_keys(top, path)
    name = str(top["pack"])
    if name != folder.name:
        refuse(
            path,
            line_of(top, "pack"),
            "name_differs",
            Words(
                f"规则包名是“{name}”，文件夹名是“{folder.name}”",
                f"the pack is “{name}”, its folder “{folder.name}”",
            ),
            Words("两者应相同", "Give both the same name"),
        )
    valid = Period(day_of(top, "valid_from", path), day_of(top, "valid_to", path))
    _refuse_ended_before_begun(top, path, valid)
    ancestors = _ancestors(top, path, folder, (*inside, name), loaded)
    before = _before(top, path, folder, valid, (*inside, name), loaded)
    documents = read_documents(top.get("documents"), path)
    own = read_clauses(top.get("clauses"), name, documents, path)
    inherits = read_inherits(top, path) and before is not None
    clauses = _clauses_seen(ancestors, before if inherits else None, own)
    removed = read_removed(top, path, clauses)
    old = inherited_from(before, removed, path) if inherits else NOTHING_INHERITED
    if inherits:
        refuse_keys_again(documents, old.documents, before.pack, path, "documents", top.get("documents"))
        refuse_keys_again(own, old.clauses, before.pack, path, "clauses", top.get("clauses"))
    written = tuple(load_parameters(folder / "parameters", name, clauses, str(top["area_code"])))
    names = {row.name for row in written}
    rows = (*(row for row in old.parameter_rows if row.name not in names), *written)
    outer_rows = [row for ancestor in ancestors for row in ancestor.own_parameter_rows]
    parameters = Parameters([*outer_rows, *rows], [*(one.pack for one in ancestors), name])
    outer = {rule: versions for one in ancestors for rule, versions in one.rules.items()}
    raw_derived = replaced(old.derived, _raw(folder / "derived"), "derived")
    derived = read_derived(raw_derived, top["domain"], clauses, parameters)
    facts = facts_seen((*(one.derived for one in ancestors), derived))
    rules = {
        **old.rules,
        **load_rules(folder / "rules", name, clauses, parameters, {**outer, **old.rules}, facts),
    }
    refuse_rewritten(derived, rules, folder)
    protocols = replaced(old.protocols, _raw(folder / "protocols"), "protocol")
    pack = Pack(
        pack=name,
        version=str(top["version"]),
        title=read_words(top["title"], path, top, "title"),
        domain=top["domain"],
        area_code=str(top["area_code"]),
        valid=valid,
        succeeds=str(top.get("succeeds") or ""),
        transition=read_transition(top, path, clauses),
        folder=folder,
        ancestors=ancestors,
        documents={**old.documents, **documents},
        own_clauses={**old.clauses, **own},
        own_parameter_rows=rows,
        raw_protocols=protocols,
        raw_contacts=_raw(folder / "contacts") or old.contacts,
        raw_derived=raw_derived,
        derived=derived,
        cases=_raw(folder / "cases"),
        clauses=clauses,
        parameters=parameters,
        rules=rules,
        before=before,
        inherits=inherits,
        removed=removed,
        **_declared(
            top, path, name, valid, clauses, parameters, {**outer, **rules}, protocols, ancestors, old
        ),
    )
    check_labels(written, parameters.rows)
    refuse_still_used(pack, path)
    refuse_uncovered(pack, path)
    refuse_harsher(pack)
    return pack


def _declared(
    top: LinedMapping,
    path: Path,
    name: str,
    valid: Period,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
    rules: Mapping[str, object],
    protocols: tuple[RawFile, ...],
    ancestors: tuple[Pack, ...],
    old: Inherited,
) -> dict[str, object]:
    """Outputs, stackings and prohibitions: the pack's own over what it inherits."""
    folder = path.parent
    around = {key: one for pack in ancestors for key, one in pack.outputs.items()}
    courses = [text for pack in ancestors for text in pack.raw_protocols] + list(protocols)
    others = {*rules, *(str(text.get("protocol")) for _, text in courses)}
    outputs = read_outputs(top.get("outputs"), path, name, clauses, parameters, others, around)
    outer_pairs = [one for pack in ancestors for one in pack.stackings]
    stackings = load_stackings(folder / "stacking.csv", name, rules, clauses, outer_pairs)
    pairs = {one.pair for one in stackings}
    prohibitions = load_prohibitions(folder / "prohibitions.yaml", name, valid, clauses, parameters)
    banned = {one.name for one in prohibitions}
    return {
        "outputs": {**old.outputs, **outputs},
        "stackings": (*(one for one in old.stackings if one.pair not in pairs), *stackings),
        "prohibitions": (*(one for one in old.prohibitions if one.name not in banned), *prohibitions),
    }


def _clauses_seen(
    ancestors: tuple[Pack, ...], before: Pack | None, own: Mapping[str, Clause]
) -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for one in (*(pack.own_clauses for pack in ancestors), before.own_clauses if before else {}, own):
        clauses |= one
        clauses |= {clause.full_id: clause for clause in one.values()}
    return clauses


def _ancestors(
    top: LinedMapping, path: Path, folder: Path, inside: tuple[str, ...], loaded: Loaded
) -> tuple[Pack, ...]:
    outer = top.get("within")
    if not outer:
        return ()
    at = line_of(top, "within")
    ring = " → ".join((*inside, outer))
    if outer in inside:
        refuse(
            path,
            at,
            "packs_in_a_ring",
            Words(f"规则包互相包含：{ring}", f"packs lie within each other: {ring}"),
            Words("上级规则包不能再在下级之内", "The outer pack cannot be within the inner one"),
        )
    if not (folder.parent / outer / "pack.yaml").exists():
        refuse(
            path,
            at,
            "no_such_pack",
            Words(
                f"within 写的“{outer}”不在旁边的文件夹里",
                f"within names “{outer}”, not a folder beside this one",
            ),
            Words("请写旁边文件夹的名字", "Write the name of a folder beside it"),
        )
    parent = _load(folder.parent / outer, inside, loaded)
    return (*parent.ancestors, parent)


def _before(
    top: LinedMapping, path: Path, folder: Path, valid: Period, inside: tuple[str, ...], loaded: Loaded
) -> Pack | None:
    """The version before; None where there is none or it is not shipped."""
    older = top.get("succeeds")
    if not older:
        return None
    at = line_of(top, "succeeds")
    ring = " → ".join((*inside, older))
    if older in inside:
        refuse(
            path,
            at,
            "packs_in_a_ring",
            Words(f"规则包互相承继：{ring}", f"packs succeed each other: {ring}"),
            Words("上一版不能再承继下一版", "The older version cannot succeed the newer one"),
        )
    if not (folder.parent / older / "pack.yaml").exists():
        if top.get("inherits"):
            refuse(
                path,
                at,
                "no_such_pack",
                Words(
                    f"所承继的“{older}”不在旁边的文件夹里",
                    f"“{older}”, from which it inherits, is not a folder beside this one",
                ),
                Words(
                    "请写旁边文件夹的名字，或删去 inherits",
                    "Write the name of a folder beside it, or leave inherits out",
                ),
            )
        return None
    before = _load(folder.parent / older, inside, loaded)
    if valid.start is None or before.valid.end != valid.start:
        refuse(
            path,
            at,
            "versions_do_not_meet",
            Words(
                f"“{older}”到 {before.valid.end or '（未写）'} 为止，本版从 {valid.start or '（未写）'} 起",
                f"“{older}” ends on {before.valid.end or '(no day)'}, this one begins on {valid.start or '(no day)'}",
            ),
            Words(
                "上一版的 valid_to 应等于本版的 valid_from",
                "The valid_to of the one before is the valid_from of this one",
            ),
        )
    return before


def _refuse_ended_before_begun(top: LinedMapping, path: Path, valid: Period) -> None:
    if valid.start is not None and valid.end is not None and valid.end <= valid.start:
        refuse(
            path,
            line_of(top, "valid_to"),
            "ends_before_begin",
            Words(
                f"valid_to {valid.end} 不晚于 valid_from {valid.start}",
                f"valid_to {valid.end} is not after valid_from {valid.start}",
            ),
            Words("到期日不含在内，要晚于起始日", "The last day is not included; it comes after the first"),
        )


def _check_keys(top: LinedMapping, path: Path) -> None:
    for key in top:
        if key not in _KEYS:
            refuse(
                path,
                line_of(top, key),
                "unknown_key",
                Words(f"不认识“{key}”", f"“{key}” is not known here"),
                Words(f"可以写：{'、'.join(_KEYS)}", f"There may be: {', '.join(_KEYS)}"),
            )
    for key in _NEEDED:
        if top.get(key) in (None, ""):
            refuse(
                path,
                line_of(top, key),
                "key_missing",
                Words(f"没有写“{key}”", f"“{key}” is missing"),
                Words(f"请写上 {key}: …", f"Write {key}: …"),
            )
    if top["domain"] not in DOMAINS:
        refuse(
            path,
            line_of(top, "domain"),
            "unknown_domain",
            Words(f"domain 写的是“{top['domain']}”", f"the domain is “{top['domain']}”"),
            Words(f"请写 {'、'.join(DOMAINS)} 之一", f"Write one of {', '.join(DOMAINS)}"),
        )


def _raw(folder: Path) -> tuple[RawFile, ...]:
    return tuple((path, read_yaml(path)) for path in sorted(folder.glob("*.yaml")))
