"""Small registers for tests: households written as plain mappings, with None for what is not known."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from mutong.tables.dictionary import fact_dictionary, fact_spec
from mutong.tables.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[2]
PACKS, OTHER_PACKS, BROKEN_PACKS = ROOT / "packs", ROOT / "tests/packs/other", ROOT / "tests/packs/broken"
SAMPLE_CHOICES = ROOT / "deployment/sample/choices.csv"
ON = date(2022, 8, 22)
_COLUMNS = {"birth_date", "sex", "area_code", "hukou_area_code", "tenure"}
_FACTS = ("subject_kind", "subject_id", "fact", "state", "low", "high", "value", "valid_from", "recorded_at",
          "confirmed_at", "source")  # fmt: skip

PERSON_FACTS = ("monthly_income", "disability_certificate", "disability_level", "disability_kind",
                "disability_includes_mind", "long_term_care_needed", "work_injury_nursing_benefit",
                "destitute_support", "orphan_benefit", "birth_date", "alive")  # fmt: skip
HOUSEHOLD_FACTS = ("property_conforms", "receives_low_income_support", "recognised_edge_household", "dwelling_m2",
                   "hukou_area_code", "area_code")  # fmt: skip


def on_no_list(kind: str) -> dict:
    """What holds of a person or household whom no office and no ledger of the community lists for anything."""
    absent = {"no": False, "yes": True, "0": 0}
    return {
        key: absent[spec.absent]
        for key, spec in fact_dictionary().items()
        if spec.subject_kind == kind and spec.absent and "assistance" in spec.purposes
    }


def snapshot(
    households: Iterable[Mapping],
    on: date = ON,
    known_at: date | None = None,
    relations: Iterable[tuple[str, str, str]] = (),
) -> Snapshot:
    """A Snapshot of households {fact: value, "members": [{fact: value}, …]}, named H1, H2 … and P1, P2 …

    Money is in fen; an interval is a pair; None and what is left out are not known. `relations` are rows (person,
    other, kind).
    """
    homes, people, memberships = [], [], []
    facts: dict[str, list] = {name: [] for name in _FACTS}
    for h, home in enumerate(households, 1):
        homes.append(
            {"household_id": f"H{h}", **{k: home.get(k) for k in ("area_code", "hukou_area_code", "tenure")}}
        )
        _write(facts, "household", f"H{h}", home, on)
        for member in home.get("members", ()):
            name = f"P{len(people) + 1}"
            people.append(
                {"person_id": name, "birth_date": member.get("birth_date"), "sex": member.get("sex")}
            )
            memberships.append(
                {"person_id": name, "household_id": f"H{h}", "kind": "living", "valid_from": "1900-01-01"}
            )
            _write(facts, "person", name, member, on)
    return Snapshot.build(
        _columns(people, ("person_id", "birth_date", "sex")),
        _columns(homes, ("household_id", "area_code", "hukou_area_code", "tenure")),
        _columns(memberships, ("person_id", "household_id", "kind", "valid_from")),
        facts,
        on=on,
        known_at=known_at,
        relations=_columns(
            [{"person_id": one, "other_id": other, "kind": kind} for one, other, kind in relations],
            ("person_id", "other_id", "kind"),
        ),
    )


def _columns(rows: list[dict], names: tuple[str, ...]) -> dict[str, list]:
    return {name: [row[name] for row in rows] for name in names}


def _write(facts: dict[str, list], kind: str, subject: str, values: Mapping, on: date) -> None:
    for key, value in values.items():
        if key in _COLUMNS or key == "members" or value is None:
            continue
        low = high = text = None
        if fact_spec(key).type == "number":
            low, high = value if isinstance(value, tuple) else (value, value)
        else:
            text = {True: "yes", False: "no"}.get(value, value)
        row = (kind, subject, key, "known", low, high, text, "1900-01-01", "1900-01-01T00:00+08:00",
               f"{on}T00:00+08:00", "test")  # fmt: skip
        for name, cell in zip(_FACTS, row, strict=True):
            facts[name].append(cell)


def known_value(key: str) -> st.SearchStrategy:
    """Values of a fact, near the places where the standards turn."""
    if key == "birth_date":
        return st.sampled_from(
            ["1922-08-22", "1932-08-22", "1932-08-23", "1942-08-22", "1942-08-23", "2014-02-28"]
        )
    if key in ("area_code", "hukou_area_code"):
        return st.sampled_from(["140109901001", "140106", "140122", "140201", "110101"])
    spec = fact_spec(key)
    if spec.type == "boolean":
        return st.booleans()
    if spec.type == "code":
        return st.sampled_from(spec.codes)
    if spec.unit == "fen/month":
        return st.sampled_from([0, 40_000, 72_999, 73_000, 73_001, 109_499, 109_500, 150_000, 300_000])
    return st.sampled_from([1, 2, 3, 4] if spec.unit == "level" else [10, 13, 26, 27, 60])


def person() -> st.SearchStrategy[dict]:
    """A person with each fact known or not."""
    return st.fixed_dictionaries({key: st.none() | known_value(key) for key in PERSON_FACTS})


def household() -> st.SearchStrategy[dict]:
    """A household of one to three people with each fact known or not; where it is, is known."""
    facts = {key: st.none() | known_value(key) for key in HOUSEHOLD_FACTS}
    facts["area_code"] = known_value("area_code")
    return st.fixed_dictionaries({**facts, "members": st.lists(person(), min_size=1, max_size=3)})


def register() -> st.SearchStrategy[list[dict]]:
    """A few households."""
    return st.lists(household(), min_size=1, max_size=4)
