"""The bulk screen against a second, slow reading of the same packs (tests/oracles/rules.py)."""

import random
from datetime import date
from math import inf, isclose

import pytest

from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.frames import rows_of
from tests.oracles.rule_books import Books, Home, World
from tests.oracles.rules import BOTH, COMPLETE_WHEN, YES, Reading
from tests.standards.registers import OTHER_PACKS, PACKS, snapshot

FAMILIES = {
    "cn-sx-ty": (PACKS / "assistance", ["cn", "cn-sx", "cn-sx-ty"], 4_000),
    "kin-aid": (OTHER_PACKS, ["kin-aid"], 2_000),
    "other-aid": (OTHER_PACKS, ["other-aid"], 1_000),
}
RELATIONS = ("parent", "spouse", "guardian", "carer")
DAYS = [date(2022, 8, 22), date(2022, 11, 1), date(2023, 3, 1), date(2024, 5, 1), date(2026, 7, 1)]
AREAS = ["140109901001", "140106", "140122", "140201", "110101"]
TABLE_COLUMNS = {"area_code", "hukou_area_code", "tenure"}


def facts_of(books: Books) -> dict[str, list[str]]:
    """The facts some rule of the books names, by kind of subject."""
    import ast

    named = {
        node.attr
        for rule in books.rules
        for node in ast.walk(rule.body)
        if isinstance(node, ast.Attribute) and node.attr in fact_dictionary()
    } | {"alive", "birth_date", *COMPLETE_WHEN.values()}
    found = {"person": [], "household": []}
    for key in sorted(named - {"area_code"}):
        found[fact_dictionary()[key].subject_kind].append(key)
    return found


def some_value(key: str, dice: random.Random, cuts: list[float]):
    """A value of a fact, often beside a number of the standards, sometimes an interval, often not known."""
    spec = fact_dictionary()[key]
    if dice.random() < 0.3:
        return None
    if key in ("hukou_area_code",):
        return dice.choice(AREAS)
    if spec.type == "boolean":
        return dice.random() < 0.5
    if spec.type == "code":
        return dice.choice(spec.codes)
    if spec.type == "date":
        year = dice.choice(
            [1920, 1931, 1932, 1942, 1950, 1962, 1980, 2004, 2006, 2008, 2014, 2019, 2021, 2022]
        )
        return date(year, dice.choice([1, 2, 8, 12]), dice.choice([1, 21, 22, 23, 28])).isoformat()
    if spec.type == "text":
        return "x"
    low, high = (0.0 if spec.low is None else spec.low), (inf if spec.high is None else spec.high)

    def number() -> float:
        if high != inf and high - low <= 10:
            return float(dice.randint(int(low), int(high)))
        near = dice.choice(cuts) * dice.choice([0.5, 1, 1, 1, 1.5, 2, 3, 12])
        return min(max(near + dice.choice([-1, 0, 0, 1]), low), high)

    if dice.random() < 0.1:
        return tuple(sorted((number(), number())))
    return number()


def some_home(place: int, keys: dict[str, list[str]], dice: random.Random, cuts: list[float]) -> dict:
    """A household as tests/standards/registers.py takes them."""
    home = {key: some_value(key, dice, cuts) for key in keys["household"]}
    home["area_code"] = AREAS[place % len(AREAS)] if place % 3 else AREAS[0]
    home["members"] = [
        {key: some_value(key, dice, cuts) for key in keys["person"]}
        for _ in range(dice.choice([1, 1, 2, 3, 5]))
    ]
    for member in home["members"]:
        member["alive"] = dice.choice([True, True, True, True, None, False])
    return home


@pytest.mark.parametrize("name", FAMILIES)
def test_a_second_reading_of_the_packs_gives_the_same_answers(name: str) -> None:
    """Verdict and both ends of the amount agree for thousands of random households on days around every change."""
    root, names, size = FAMILIES[name]
    packs = load_packs(root, [name])
    books, dice = Books(root, names), random.Random(20220822)
    keys = facts_of(books)
    cuts = sorted(
        {abs(end) for rows in books.parameters for end in parameter_ends(books, rows)} | {0.0, 100.0}
    )
    for number, on in enumerate(DAYS):
        homes = [some_home(i, keys, dice, cuts) for i in range(size // len(DAYS))]
        known_at = date(2023, 2, 1) if number == 2 else on
        differ = compare(books, packs, homes, dice, on, known_at)
        assert not differ, f"{len(differ)} differ on {on}; first: {differ[0]}"


def parameter_ends(books: Books, name: str) -> list[float]:
    """Every number a parameter ever is, in base units."""
    return [
        float(row["value"]) * float(books.units[row["unit"]]["factor"])
        for row in books.parameters[name]
        if row["value"] and books.units[row["unit"]]["base"] not in ("text", "day_list")
    ]


def compare(
    books: Books, packs, homes: list[dict], dice: random.Random, on: date, known_at: date
) -> list[tuple]:
    """Where the screen and the second reading differ."""
    worlds = worlds_of(homes, dice)
    related = [one for world in worlds for one in world.related]
    found = {}
    for row in rows_of(screen(snapshot(homes, on, known_at, related), packs)):
        found[row["rule_id"].split(":")[1], row["subject_id"]] = row
    differ, seen, named = [], set(), {(rule.name, rule.of) for rule in books.rules}
    for world in worlds:
        for home in world.homes:
            reading = Reading(books, home, on, known_at, world)
            for name, of in named:
                for who in reading.subjects(of):
                    seen.add((name, who))
                    row = found.get((name, who))
                    expected = reading.answer(name, who)
                    if not agree(expected, row):
                        differ.append((name, who, expected, row, home))
    return differ + [(key, "found only by the screen") for key in found.keys() - seen]


def worlds_of(homes: list[dict], dice: random.Random) -> list[World]:
    """The households in tens, related within each ten, and now and then to somebody who is not on record."""
    worlds, count = [], 0
    for start in range(0, len(homes), 10):
        world = World([])
        for h, home in enumerate(homes[start : start + 10], start + 1):
            people = [{"id": f"P{count + i}", "facts": member} for i, member in enumerate(home["members"], 1)]
            count += len(people)
            world.homes.append(Home(f"H{h}", home, people))
        ids = [p["id"] for home in world.homes for p in home.people]
        for one in ids:
            for other in dice.sample([*ids, "P-elsewhere"], dice.choice([0, 0, 1, 2])):
                if other != one:
                    world.related.append((one, other, dice.choice(RELATIONS)))
        worlds.append(world)
    return worlds


def agree(expected: tuple | None, row: dict | None) -> bool:
    """Whether a row of findings says what the second reading says; none where no rule is in force (T3)."""
    if expected is None or row is None:
        return expected is None and row is None
    truth, amount = expected
    word = "unknown" if truth == BOTH else "yes" if truth == YES else "no"
    ends = (row["amount_low"], row["amount_high"])
    return word == row["verdict"] and (amount is None or word == "no" or same(amount, ends))


def same(amount: tuple[float, float], ends: tuple[float | None, float | None]) -> bool:
    """Whether two amounts have the same ends; an end without limit stands as None in findings."""
    return all(
        (found is None and expected in (inf, -inf))
        or (found is not None and isclose(expected, found, abs_tol=1e-6))
        for expected, found in zip(amount, ends, strict=True)
    )
