"""Made-up households for the benchmark of questions: their truth, and a register that knows part of it."""

from datetime import date, timedelta

import numpy as np

from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot import Snapshot

ON = date(2022, 8, 22)
PERSON = ("monthly_income", "disability_certificate", "disability_level", "disability_kind", "long_term_care_needed",
          "work_injury_nursing_benefit", "cannot_live_alone", "sees_poorly", "pregnant", "work_state",
          "birth_date")  # fmt: skip
HOUSEHOLD = ("property_conforms", "tenure", "dwelling_m2", "debts")
_COLUMNS = ("subject_kind", "subject_id", "fact", "state", "low", "high", "value", "valid_from", "recorded_at",
            "confirmed_at", "source")  # fmt: skip
Truth = dict[tuple[str, str, str], object]


def make_truth(
    households: int, rng: np.random.Generator, alone: bool = False
) -> tuple[dict[str, list[str]], Truth]:
    """Who lives where, and every fact's true value by (kind, id, fact); money in fen, days as dates. `alone`: one
    person to a household, fifteen facts in all.
    """
    homes: dict[str, list[str]] = {}
    truth: Truth = {}
    for place in range(households):
        home, size = f"H{place}", 1 if alone else int(rng.choice([1, 2, 3, 4], p=[0.25, 0.35, 0.25, 0.15]))
        poor = rng.random() < 0.35
        for key, value in _home(size, poor, rng).items():
            truth["household", home, key] = value
        homes[home] = []
        for order in range(size):
            name = f"{home}-{order}"
            homes[home].append(name)
            for key, value in _person(order, poor, rng).items():
                truth["person", name, key] = value
    return homes, truth


def _home(size: int, poor: bool, rng: np.random.Generator) -> dict[str, object]:
    tenures = ("market_owned", "self_built", "market_rented", "public_rental", "low_rent")
    shares = [0.15, 0.35, 0.2, 0.15, 0.15] if poor else [0.55, 0.25, 0.12, 0.05, 0.03]
    return {
        "property_conforms": bool(rng.random() < (0.9 if poor else 0.5)),
        "tenure": str(rng.choice(tenures, p=shares)),
        "dwelling_m2": float(round(size * rng.uniform(7, 20 if poor else 40))),
        "debts": float(
            rng.choice([0, 1_000_000, 5_000_000], p=[0.5, 0.2, 0.3] if poor else [0.85, 0.1, 0.05])
        ),
    }


def _person(order: int, poor: bool, rng: np.random.Generator) -> dict[str, object]:
    years = (
        rng.uniform(50, 97)
        if order == 0 and rng.random() < 0.4
        else rng.uniform(22, 70)
        if order < 2
        else rng.uniform(0, 30)
    )
    disabled = rng.random() < (0.2 if poor else 0.06)
    unaided = rng.random() < (0.5 if disabled else 0.3 if years > 75 else 0.03)
    if years < 16:
        state, income = "child", 0.0
    elif years >= 60:
        state, income = "retired", float(round(rng.uniform(200, 1_200 if poor else 3_500))) * 100
    elif unaided:
        state, income = "unable", float(round(rng.uniform(0, 600))) * 100
    elif rng.random() < (0.35 if poor else 0.08):
        state, income = "jobless", float(round(rng.uniform(0, 500))) * 100
    else:
        state, income = "employed", float(round(rng.uniform(900, 2_400 if poor else 6_000))) * 100
    sex_and_age = 20 <= years <= 42 and rng.random() < 0.5
    return {
        "birth_date": ON - timedelta(days=int(years * 365.25)),
        "monthly_income": income,
        "work_state": state,
        "disability_certificate": disabled,
        "disability_level": float(rng.integers(1, 5)),
        "disability_kind": str(rng.choice(fact_spec("disability_kind").codes)),
        "long_term_care_needed": bool(unaided and rng.random() < 0.8),
        "work_injury_nursing_benefit": bool(rng.random() < 0.03),
        "cannot_live_alone": unaided,
        "sees_poorly": bool(rng.random() < (0.35 if years > 65 else 0.05)),
        "pregnant": bool(sex_and_age and rng.random() < 0.12),
    }


def hide(truth: Truth, share: float, rng: np.random.Generator) -> set[tuple[str, str, str]]:
    """Which facts the register does not know: each on its own with the same chance."""
    return {key for key in truth if rng.random() < share}


def register_of(homes: dict[str, list[str]], truth: Truth, hidden: set[tuple[str, str, str]]) -> Snapshot:
    """The register that knows everything but what is hidden."""
    facts: dict[str, list] = {name: [] for name in _COLUMNS}
    births: dict[str, str | None] = {}
    tenures: dict[str, str | None] = {}
    for (kind, name, key), value in truth.items():
        known = (kind, name, key) not in hidden
        if key == "birth_date":
            births[name] = value.isoformat() if known else None
        elif key == "tenure":
            tenures[name] = value if known else None
        elif known:
            number = fact_spec(key).type == "number"
            text = {True: "yes", False: "no"}.get(value, value) if not number else None
            low = value if number else None
            row = (kind, name, key, "known", low, low, text, "1900-01-01", "1900-01-01T00:00+08:00",
                   f"{ON}T00:00+08:00", "made up")  # fmt: skip
            for column, cell in zip(_COLUMNS, row, strict=True):
                facts[column].append(cell)
    people = [name for members in homes.values() for name in members]
    return Snapshot.build(
        {"person_id": people, "birth_date": [births[p] for p in people], "sex": [None] * len(people)},
        {
            "household_id": list(homes),
            "area_code": ["140109901001"] * len(homes),
            "hukou_area_code": ["140109"] * len(homes),
            "tenure": [tenures[home] for home in homes],
        },
        {
            "person_id": people,
            "household_id": [home for home, members in homes.items() for _ in members],
            "kind": ["living"] * len(people),
            "valid_from": ["1900-01-01"] * len(people),
        },
        facts,
        on=ON,
    )
