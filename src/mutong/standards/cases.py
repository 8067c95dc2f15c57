"""Worked cases of eligibility that a pack ships (cases/*.yaml with `rule:`): facts in, verdict expected.

Money is written in yuan, as people write it. A fact that is left out is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices
from mutong.standards.pack import Pack
from mutong.standards.refusals import PackError, shown
from mutong.standards.screening import SEPARATOR, screen
from mutong.standards.yaml_reading import line_of
from mutong.tables.dictionary import fact_dictionary, fact_spec
from mutong.tables.frames import rows_of
from mutong.tables.snapshot import Snapshot

_COLUMNS = {"person": ("birth_date", "sex"), "household": ("area_code", "hukou_area_code", "tenure")}
_KEYS = (
    "name",
    "on",
    "known_at",
    "household",
    "members",
    "subject",
    "verdict",
    "amount",
    "missing",
    "standards",
)
HOUSEHOLD, RECORDED = "H1", "1900-01-01T00:00+08:00"


@dataclass(frozen=True)
class CaseResult:
    """One case: where it stands, its name, what it expects and what came out (verdict, amount, what is missing)."""

    file: str
    line: int
    name: str
    expected: Mapping[str, object]
    found: Mapping[str, object]

    @property
    def passed(self) -> bool:
        """Whether everything expected came out."""
        return all(self.found.get(key) == value for key, value in self.expected.items())


def check_cases(pack: Pack, packs: Iterable[Pack], choices: Choices = NO_CHOICES) -> list[CaseResult]:
    """Work out every eligibility case of a pack with the given packs. Raises PackError for a case that is malformed."""
    packs = tuple(packs)
    results = []
    for path, text in pack.cases:
        if "rule" in text:
            results += [_check(path, str(text["rule"]), case, packs, choices) for case in text["cases"]]
    return results


def _check(path: Path, rule: str, case: Mapping, packs: tuple[Pack, ...], choices: Choices) -> CaseResult:
    for key in case:
        if key not in _KEYS:
            raise PackError(
                "unknown_key",
                shown(path),
                line_of(case, key),
                Words(f"案例里不认识“{key}”", f"a case has no “{key}”"),
                Words(f"可以写：{'、'.join(_KEYS)}", f"There may be: {', '.join(_KEYS)}"),
            )
    subject = f"P{case['subject']}" if "subject" in case else HOUSEHOLD
    rows = [
        row
        for row in rows_of(screen(snapshot_of_case(case), packs, choices))
        if row["rule_id"].split(":")[1] == rule and row["subject_id"] == subject
    ]
    return CaseResult(
        file=shown(path),
        line=line_of(case),
        name=str(case["name"]),
        expected={
            key: _plain(case[key]) for key in ("verdict", "amount", "missing", "standards") if key in case
        },
        found=_found(rows),
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, list) else value


def _found(rows: list[dict]) -> dict[str, object]:
    if not rows:
        return {"verdict": "not in force"}
    row = rows[0]
    low, high = (None if row[end] is None else row[end] / 100 for end in ("amount_low", "amount_high"))
    return {
        "verdict": row["verdict"],
        "amount": low if low == high else [low, high],
        "missing": (row["facts_missing"] or "").split(SEPARATOR) if row["facts_missing"] else [],
        "standards": (row["standards_missing"] or "").split(SEPARATOR) if row["standards_missing"] else [],
    }


def snapshot_of_case(case: Mapping) -> Snapshot:
    """A Snapshot of one household H1 with members P1, P2 … from a case's facts."""
    members = case.get("members") or []
    names = [f"P{i}" for i in range(1, len(members) + 1)]
    people, households = {"person_id": names}, {"household_id": [HOUSEHOLD]}
    household = case.get("household") or {}
    for table, kind, parts in ((people, "person", members), (households, "household", [household])):
        for column in _COLUMNS[kind]:
            table[column] = [_text(part.get(column)) for part in parts]
    facts: dict[str, list] = {name: [] for name in _FACTS}
    for kind, subject, part in [
        ("household", HOUSEHOLD, household),
        *(("person", name, member) for name, member in zip(names, members, strict=True)),
    ]:
        for key, value in part.items():
            if key not in _COLUMNS[kind]:
                _add_fact(facts, kind, subject, key, value, case["on"])
    return Snapshot.build(
        people,
        households,
        {
            "person_id": names,
            "household_id": [HOUSEHOLD] * len(names),
            "kind": ["living"] * len(names),
            "valid_from": ["1900-01-01"] * len(names),
        },
        facts,
        on=case["on"],
        known_at=case.get("known_at") or case["on"],
        dictionary=fact_dictionary(),
    )


_FACTS = (
    "subject_kind", "subject_id", "fact", "state", "low", "high", "value",
    "valid_from", "recorded_at", "confirmed_at", "source",
)  # fmt: skip


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _add_fact(facts: dict[str, list], kind: str, subject: str, key: str, value: object, on: date) -> None:
    spec = fact_spec(key)
    low = high = None
    if spec.type == "number":
        ends = value if isinstance(value, list) else [value, value]
        factor = 100 if spec.unit.startswith("fen") else 1
        low, high = (None if end is None else end * factor for end in ends)
        value = None
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    row = (
        kind,
        subject,
        key,
        "known",
        low,
        high,
        _text(value),
        "1900-01-01",
        RECORDED,
        f"{on}T00:00+08:00",
        "case",
    )
    for name, cell in zip(_FACTS, row, strict=True):
        facts[name].append(cell)
