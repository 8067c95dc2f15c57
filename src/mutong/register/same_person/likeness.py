"""How probable it is that two records are one person, by how alike they are (Fellegi-Sunter, by splink).

The weights are learnt from the register itself by expectation-maximisation, starting from stated ones; where the
register has too few doubles to learn a field from, the stated ones stand.
"""

import importlib.util
import logging
import warnings
from collections.abc import Callable, Mapping

import numpy as np

from mutong.kernel.words import Words
from mutong.register.areas import TOWNSHIP_DIGITS
from mutong.register.same_person.columns import TidyPeople

LIKELY = 0.9
_TABLE = "people"
_SEED = 20220822
_FOUND_BY_KEYS = (
    0.8  # what share of all doubles the exact keys are taken to find, to guess how many there are
)
_FEWEST_DOUBLES = 0.001  # of the records, where exact keys find none
_SAMPLED_PAIRS = 1e6
_COLUMNS = ("written", "turned", "sound", "sex", "birth", "number", "phone", "area", "home")
_SAME_AREA = "area_l = area_r"


def _one_letter_apart(column: str) -> str:
    """The condition, with the lengths first: they are quick to compare."""
    apart = f"abs(length({column}_l) - length({column}_r)) <= 1"
    return f"{apart} and levenshtein({column}_l, {column}_r) <= 1"


# Conditions on two records (_l, _r) and how often each holds within one person (m), before anything is learnt.
# The last level of each field takes what is left.
_LEVELS: dict[str, tuple[tuple[str, float], ...]] = {
    "name": (
        ("written_l = written_r", 0.80),
        ("sound_l = sound_r", 0.04),
        ("written_l = turned_r", 0.01),
        (_one_letter_apart("written") + " and least(length(written_l), length(written_r)) > 1", 0.06),
        ("jaro_winkler_similarity(sound_l, sound_r) >= 0.88", 0.05),
        ("else", 0.04),
    ),
    "birth": (
        ("birth_l = birth_r", 0.90),
        ("substr(birth_l, 1, 5) || substr(birth_l, 9, 2) || '-' || substr(birth_l, 6, 2) = birth_r", 0.01),
        (_one_letter_apart("birth"), 0.05),
        ("substr(birth_l, 1, 4) = substr(birth_r, 1, 4)", 0.01),
        ("else", 0.03),
    ),
    "number": (
        ("number_l = number_r", 0.90),
        (_one_letter_apart("number"), 0.05),
        ("else", 0.05),
    ),
    "sex": (("sex_l = sex_r", 0.99), ("else", 0.01)),
    # Families share both home and phone, so that the two are one piece of evidence, not two.
    "reach": (
        ("phone_l = phone_r and home_l = home_r", 0.25),
        ("phone_l = phone_r", 0.30),
        ("home_l = home_r", 0.15),
        (_one_letter_apart("phone"), 0.02),
        (_SAME_AREA, 0.13),
        (f"substr(area_l, 1, {TOWNSHIP_DIGITS}) = substr(area_r, 1, {TOWNSHIP_DIGITS})", 0.08),
        ("else", 0.07),
    ),
}  # fmt: skip
_MISSING = {
    "name": "written_l is null or written_r is null",
    "reach": "(phone_l is null or phone_r is null) and (home_l is null or home_r is null) "
    "and (area_l is null or area_r is null)",
}
# Values that many share weigh less than rare ones, at the level of plain equality.
_WEIGHED_BY_FREQUENCY = {"name": "written"}
# Which pairs are looked at: whoever is one person agrees in at least one of these.
_BLOCKS = (
    "l.number = r.number",
    "l.phone = r.phone",
    "l.sound = r.sound and substr(l.birth, 1, 4) = substr(r.birth, 1, 4)",
    "l.sound = r.sound and l.home = r.home",
    f"l.sound = r.sound and substr(l.area, 1, {TOWNSHIP_DIGITS}) = substr(r.area, 1, {TOWNSHIP_DIGITS})",
    "l.birth = r.birth",
)
# What is held equal while the other fields are learnt; between them every field is learnt.
_LEARNT_WITHIN = ("l.birth = r.birth", "l.written = r.written")
_LEAST_EQUAL = 0.3
_LEAST_KEPT = 0.001
_LEAST_DOUBT = 1e-12
_MOST_STEPS = 50
_NEVER_SEEN = 1 / _SAMPLED_PAIRS


def can_weigh() -> bool:
    """Whether the optional extra `linkage` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("splink", "duckdb"))


def likely_pairs(
    people: TidyPeople, min_probability: float, sure: int, say: Callable[[Words], None]
) -> dict[tuple[int, int], float]:
    """Pairs of places (smaller first) with their probabilities, all of at least `min_probability` among them.

    `sure` pairs were found by exact keys; they tell how many doubles there are to expect at least.

    Needs the extra `linkage`. At 200,000 records some tens of seconds on two cores.
    """
    # Imported here: they take seconds to load, and exact keys do without them.
    import duckdb
    from splink import DuckDBAPI, Linker

    # It tells of every level that nobody reaches; what stands in for those is said in `_with_chance`.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with duckdb.connect() as database, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _fill(database, people)

        def linker_of(model: Mapping[str, object]) -> Linker:
            return Linker(_TABLE, dict(model), DuckDBAPI(database), set_up_basic_logging=False)

        say(Words("学习：随机两人相像的可能", "learning how alike two people are by chance"))
        share = _expected_share(len(people), sure)
        linker = linker_of(_settings(people, share))
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
        linker = linker_of(_with_chance(linker.misc.save_model_to_json()))
        for block in _LEARNT_WITHIN:
            say(Words("学习：同一人的记录相像的程度", "learning how alike the records of one person are"))
            _learn(linker, block)
        linker = linker_of(_with_sane_weights(linker.misc.save_model_to_json()))
        say(Words("比较可能的记录对", "weighing the pairs that may be one person"))
        weighed = linker.inference.predict(threshold_match_probability=min(_LEAST_KEPT, min_probability))
        rows = database.execute(
            f"select unique_id_l, unique_id_r, match_probability from {weighed.physical_name}"
        ).fetchall()
    chances = _as_many_as_there_are(np.array([row[2] for row in rows]), len(people), share)
    return {
        (min(one, other), max(one, other)): chance
        for (one, other, _), chance in zip(rows, chances.tolist(), strict=True)
    }


def _as_many_as_there_are(chances: np.ndarray, people: int, share: float) -> np.ndarray:
    """The probabilities, when the share of pairs that are one person is what they themselves add up to, if more.

    The start counts what exact keys find; a register full of misspellings has far more doubles than those. Each
    step of expectation-maximisation weighs the odds by the new share over the old one.
    """
    total = people * (people - 1) / 2
    odds = chances / np.maximum(1 - chances, _LEAST_DOUBT) * (1 - share) / share
    for _ in range(_MOST_STEPS):
        fresh = max(float(chances.sum()) / total, share)
        if fresh - share <= share / 1000:
            break
        share = fresh
        weighed = odds * share / (1 - share)
        chances = weighed / (1 + weighed)
    return chances


def _fill(database, people: TidyPeople) -> None:
    """The records as a table; what is missing is null."""
    columns = {name: getattr(people, name) for name in _COLUMNS}
    columns["number"] = [a or b for a, b in zip(people.number, people.other_number, strict=True)]
    arrays = {"unique_id": np.arange(len(people))}
    arrays |= {name: np.array(values, dtype=object) for name, values in columns.items()}
    given = ", ".join(f"nullif({name}, '') as {name}" for name in columns)
    database.register("arrays", arrays)
    database.execute(f"create table {_TABLE} as select unique_id, {given} from arrays order by unique_id")
    database.unregister("arrays")


def _expected_share(people: int, sure: int) -> float:
    """The share of all pairs that are one person: a start, from what exact keys found."""
    doubles = max(sure / _FOUND_BY_KEYS, people * _FEWEST_DOUBLES, 1.0)
    return min(0.5, doubles / (people * (people - 1) / 2))


def _settings(people: TidyPeople, share: float) -> dict[str, object]:
    """The model before anything is learnt, with the fields of which two records say something."""
    told = {
        "name": people.written,
        "birth": people.birth,
        "number": [a or b for a, b in zip(people.number, people.other_number, strict=True)],
        "sex": people.sex,
        "reach": [a or b or c for a, b, c in zip(people.phone, people.home, people.area, strict=True)],
    }
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": share,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": b, "sql_dialect": "duckdb"} for b in _BLOCKS],
        "comparisons": [
            {"output_column_name": name, "comparison_levels": _levels(name, levels)}
            for name, levels in _LEVELS.items()
            if sum(map(bool, told[name])) > 1
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 15,
        "em_convergence": 0.001,
    }  # fmt: skip


def _levels(name: str, levels: tuple[tuple[str, float], ...]) -> list[dict[str, object]]:
    missing = _MISSING.get(name, f"{name}_l is null or {name}_r is null")
    found: list[dict[str, object]] = [
        {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for place, (condition, within) in enumerate(levels):
        level: dict[str, object] = {
            "sql_condition": "ELSE" if condition == "else" else condition,
            "label_for_charts": condition,
            "m_probability": within,
        }
        if place == 0 and name in _WEIGHED_BY_FREQUENCY:
            level |= {"tf_adjustment_column": _WEIGHED_BY_FREQUENCY[name], "tf_adjustment_weight": 1.0}
        found.append(level)
    return found


def _learn(linker, block: str) -> None:
    from splink.internals.exceptions import EMTrainingException

    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, estimate_without_term_frequencies=True
        )
    except EMTrainingException:
        # No pair agrees there, so there is nothing to learn from: the stated weights stand.
        return


def _with_chance(model: Mapping[str, object]) -> dict[str, object]:
    """The model, with a small chance for each likeness that no sampled pair of strangers has."""
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level") and not level.get("u_probability"):
                level["u_probability"] = _NEVER_SEEN
            # Among a sample with doubles in it strangers would seem to share numbers: nobody shares a number.
            if level["sql_condition"] == _LEVELS["number"][0][0]:
                level["u_probability"] = min(level["u_probability"], _NEVER_SEEN)
    return dict(model)


def _with_sane_weights(model: Mapping[str, object]) -> dict[str, object]:
    """The model, with the stated weights where what was learnt cannot be.

    Among few doubles the learning can take brothers for one person: then equality would be rare within a person, or
    weigh less than a lesser likeness.
    """
    comparisons = []
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        stated = [within for _, within in _LEVELS[comparison["output_column_name"]]]
        within = [level.get("m_probability", value) for level, value in zip(levels, stated, strict=True)]
        ratios = [m / level["u_probability"] for m, level in zip(within, levels, strict=True)
                  if level.get("u_probability")]  # fmt: skip
        if within[0] < _LEAST_EQUAL or (ratios and ratios[0] < max(ratios)) or (ratios and ratios[-1] >= 1):
            for level, value in zip(levels, stated, strict=True):
                level["m_probability"] = value
        for level in levels:
            # Where nearly everybody lives in one area, living there says nothing; it never speaks against.
            if level["sql_condition"] == _SAME_AREA:
                level["m_probability"] = max(level["m_probability"], level["u_probability"])
        comparisons.append(comparison)
    return {**model, "comparisons": comparisons}
