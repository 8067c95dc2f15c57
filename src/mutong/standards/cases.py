"""Worked cases of eligibility that a pack ships (cases/*.yaml with `rule:`): facts in, verdict expected.

Money is written in yuan, as people write it. A fact that is left out is not known. `others` are people who live
elsewhere (with a `household` of their own, or in none that is known), numbered after the members; `relations` says
who is whose parent, spouse, guardian or carer; `choices` gives open numbers as a place may choose them (T4). `events`
happened to a person (`person: 1`) or, left out, to the household; `complete` lists what is wholly on record, such as
events:test; `area_status` says which area had which status, `at` the instant of the screen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choice, Choices
from mutong.standards.derived.deriving import derive
from mutong.standards.pack import Pack
from mutong.standards.refusals import PackError, shown
from mutong.standards.screening import SEPARATOR, screen
from mutong.standards.yaml_reading import line_of
from mutong.tables.dictionary import fact_dictionary, fact_spec
from mutong.tables.frames import rows_of
from mutong.tables.schema import load_schema
from mutong.tables.snapshot import Snapshot

_COLUMNS = {"person": ("birth_date", "sex"), "household": ("area_code", "hukou_area_code", "tenure")}
_KEYS = (
    "name",
    "on",
    "known_at",
    "household",
    "members",
    "others",
    "relations",
    "choices",
    "events",
    "complete",
    "area_status",
    "at",
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
    chosen = Choices((*_choices(case, packs, shown(path)), *choices.all))
    rows = [
        row
        for row in rows_of(screen(_with_derived(case, packs, chosen), packs, chosen))
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
    factor = 100 if (row["unit"] or "").startswith("fen") else 1
    low, high = (None if row[end] is None else row[end] / factor for end in ("amount_low", "amount_high"))
    return {
        "verdict": row["verdict"],
        "amount": low if low == high else [low, high],
        "missing": (row["facts_missing"] or "").split(SEPARATOR) if row["facts_missing"] else [],
        "standards": (row["standards_missing"] or "").split(SEPARATOR) if row["standards_missing"] else [],
    }


def _with_derived(case: Mapping, packs: tuple[Pack, ...], choices: Choices) -> Snapshot:
    """The case's Snapshot with what its events make of the packs' derived facts; an event is known when it happens."""
    snapshot = snapshot_of_case(case)
    events = case.get("events") or []
    columns = columns_of_rows(events, load_schema("events").names)
    columns["subject_kind"] = ["person" if "person" in event else "household" for event in events]
    columns["subject_id"] = [f"P{one['person']}" if "person" in one else HOUSEHOLD for one in events]
    columns["recorded_at"] = [event.get("recorded_at") or event["at"] for event in events]
    complete = case.get("complete") or []
    at = case.get("at")
    return derive(
        snapshot,
        packs,
        columns,
        columns_of_rows(case.get("area_status") or [], ("area_code", "status", "from", "to")),
        {
            "fact": complete,
            "area_code": ["0"] * len(complete),
            "valid_from": ["1900-01-01"] * len(complete),
            "recorded_at": [RECORDED] * len(complete),
        },
        choices=choices,
        at=datetime.fromisoformat(at) if at else None,
    )


def columns_of_rows(rows: Iterable[Mapping], names: Iterable[str]) -> dict[str, list]:
    """Rows as lists by column; None where a row says nothing."""
    kept = list(rows)
    return {name: [row.get(name) for row in kept] for name in names}


def _choices(case: Mapping, packs: tuple[Pack, ...], file: str) -> tuple[Choice, ...]:
    owners = {row.name: pack.pack for pack in packs for row in pack.own_parameter_rows}
    return tuple(
        Choice(
            pack=owners[name],
            parameter=name,
            area_code="0",
            value=str(value),
            reason=Words("案例", "case"),
            post="case",
            signed_at=date.min,
            valid=Period(None, None),
            file=file,
            line=line_of(case, "choices"),
        )
        for name, value in (case.get("choices") or {}).items()
    )


def snapshot_of_case(case: Mapping) -> Snapshot:
    """A Snapshot of one household H1 with members P1, P2 …, and of others who live elsewhere, from a case's facts."""
    members, others = case.get("members") or [], case.get("others") or []
    people = [*members, *others]
    names = [f"P{i}" for i in range(1, len(people) + 1)]
    own = [one["household"] for one in others if "household" in one]
    homes = [case.get("household") or {}, *own]
    home_ids = [HOUSEHOLD, *(f"H{i}" for i in range(2, len(homes) + 1))]
    living = iter(home_ids[1:])
    lives = [HOUSEHOLD] * len(members) + [next(living) if "household" in one else "" for one in others]
    tables: dict[str, dict[str, list]] = {
        "person": {"person_id": names},
        "household": {"household_id": home_ids},
    }
    facts: dict[str, list] = {name: [] for name in _FACTS}
    for kind, ids, parts in (("person", names, people), ("household", home_ids, homes)):
        for column in _COLUMNS[kind]:
            tables[kind][column] = [_text(part.get(column)) for part in parts]
        for subject, part in zip(ids, parts, strict=True):
            for key, value in part.items():
                if key not in (*_COLUMNS[kind], "household"):
                    _add_fact(facts, kind, subject, key, value, case["on"])
    housed = [(name, home) for name, home in zip(names, lives, strict=True) if home]
    relations = case.get("relations") or []
    return Snapshot.build(
        tables["person"],
        tables["household"],
        {
            "person_id": [name for name, _ in housed],
            "household_id": [home for _, home in housed],
            "kind": ["living"] * len(housed),
            "valid_from": ["1900-01-01"] * len(housed),
        },
        facts,
        relations={
            "person_id": [f"P{row['person']}" for row in relations],
            "other_id": [f"P{row['other']}" for row in relations],
            "kind": [row["kind"] for row in relations],
            "valid_from": ["1900-01-01"] * len(relations),
        },
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
