"""What the second reading of rules reads: packs from their folders, households, and who is related to whom."""

import ast
import csv
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

FACTS = Path(__file__).resolve().parents[2] / "src/mutong/tables/facts.csv"
UNITS = Path(__file__).resolve().parents[2] / "src/mutong/standards/units.csv"
RELATIONS = {
    "parents": ("parent", False), "children": ("parent", True), "spouses": ("spouse", False),
    "guardians": ("guardian", False), "wards": ("guardian", True), "carers": ("carer", False),
    "cared_for": ("carer", True),
}  # fmt: skip


@dataclass
class Home:
    """A household: its facts and its people, each {"id", "facts"}."""

    id: str
    facts: dict
    people: list[dict]


@dataclass
class World:
    """Several households, and who is related to whom: (person, other, kind); the other may be nobody of theirs."""

    homes: list[Home]
    related: list[tuple[str, str, str]] = field(default_factory=list)

    def home_of(self, person: str) -> Home | None:
        return next((home for home in self.homes if any(p["id"] == person for p in home.people)), None)

    def relatives(self, person: str, word: str) -> list[str]:
        kind, backwards = RELATIONS[word]
        found = []
        for one, other, what in self.related:
            if what == kind:
                pairs = [(other, one)] if backwards else [(one, other)]
                if kind == "spouse":
                    pairs.append((other, one))
                found += [b for a, b in pairs if a == person]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class OneRule:
    """A rule as one pack has it for some days."""

    pack: str
    area: str
    name: str
    of: str
    body: ast.FunctionDef
    start: str
    end: str
    known: str


class Books:
    """The packs of one family, outermost first, read from their folders."""

    def __init__(self, root: Path, names: list[str]) -> None:
        self.folders = [root / name for name in names]
        self.tops = [yaml.safe_load((f / "pack.yaml").read_text("utf-8")) for f in self.folders]
        self.facts = {row["fact"]: row for row in csv.DictReader(FACTS.open(encoding="utf-8-sig"))}
        for path in sorted(p for f in self.folders for p in (f / "derived").glob("*.yaml")):
            one = yaml.safe_load(path.read_text("utf-8"))
            kind = {"exists": "boolean", "last": "date"}.get(one["how"], "number")
            self.facts[one["derived"]] = {"subject_kind": one["of"], "type": kind, "domain": "0.."}
        self.units = {row["unit"]: row for row in csv.DictReader(UNITS.open(encoding="utf-8"))}

    @cached_property
    def parameters(self) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("parameters/*.csv")):
                for row in csv.DictReader(path.open(encoding="utf-8-sig")):
                    found.setdefault(row["parameter"], []).append(row)
        return found

    @cached_property
    def rules(self) -> list[OneRule]:
        found = []
        for folder, top in zip(self.folders, self.tops, strict=True):
            for path in sorted(folder.glob("rules/*.py")):
                for one in ast.parse(path.read_text("utf-8")).body:
                    if isinstance(one, ast.FunctionDef):
                        for head in one.decorator_list:
                            words = {
                                k.arg: k.value.value
                                for k in head.keywords
                                if isinstance(k.value, ast.Constant)
                            }
                            found.append(
                                OneRule(
                                    top["pack"],
                                    str(top["area_code"]),
                                    one.name,
                                    words["of"],
                                    one,
                                    words.get("valid_from", ""),
                                    words.get("valid_to", ""),
                                    words.get("known_from", ""),
                                )
                            )
        return found

    def pack_days(self, name: str) -> tuple[str, str]:
        top = next(t for t in self.tops if t["pack"] == name)
        return str(top.get("valid_from") or ""), str(top.get("valid_to") or "")


def holds(start: str, end: str, day: str) -> bool:
    """T9: the first day is inside, the last is not."""
    return (not start or start <= day) and (not end or day < end)


def lies_in(outer: str, inner: str) -> bool:
    return outer == "0" or inner.startswith(outer)
