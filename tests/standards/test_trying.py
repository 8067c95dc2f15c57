"""Trying a rule on an invented household: the same answer as the screen's, and the ways to the line."""

from datetime import date

import pytest

from mutong.kernel.errors import MutongError
from mutong.standards.invented import InventedHome, reads_of, snapshot_of_invented
from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.standards.trying import try_rule
from mutong.tables.frames import rows_of
from tests.standards.registers import PACKS

DAY = date(2022, 8, 22)
FAMILY = load_packs(PACKS, ["cn-sx-ty"])
LINE = 73_000.0


def home(income: float | None, members: int = 1, **facts: str) -> InventedHome:
    """A household in the district whose first member has an income (fen a month; None: not known)."""
    first = {"destitute_support": "no"} | ({} if income is None else {"monthly_income": (income, income)})
    rest = {"destitute_support": "no", "monthly_income": (0.0, 0.0)}
    return InventedHome(
        {"area_code": "140109", "property_conforms": "yes", **facts},
        (first, *(dict(rest) for _ in range(members - 1))),
    )


def tried(one: InventedHome, rule: str = "cn:low_income_support", subject: str = "H1", on: date = DAY):
    """The rule put to the household."""
    return try_rule(snapshot_of_invented(one, FAMILY, on, on), FAMILY, None, rule, subject)


@pytest.mark.parametrize(("income", "truth"), [(LINE - 1, "yes"), (LINE, "no"), (None, "unknown")])
def test_the_answer_is_the_screens(income: float | None, truth: str) -> None:
    """Below the line is yes, at the line is no, not known is unknown; the bulk screen says the same."""
    one = home(income)
    assert tried(one).answer.truth == truth
    rows = rows_of(screen(snapshot_of_invented(one, FAMILY, DAY, DAY), FAMILY))
    assert [row["verdict"] for row in rows if row["rule_id"] == "cn:low_income_support"] == [truth]


@pytest.mark.parametrize("members", [1, 2, 5])
def test_the_ways_to_the_line_lead_there(members: int) -> None:
    """Whatever the size of the household, at the line it is no, one yuan a head below it yes, one above it no."""
    (line,) = (b for b in tried(home(0.0, members)).boundaries if b.fact == "monthly_income")
    assert (line.subject_kind, line.subject_id) == ("person", "P1")
    found = [tried(home(value, members)).answer.truth for value in (line.at, line.below, line.above)]
    assert found == ["no", "yes", "no"]
    assert line.at == LINE * members


def test_ages_have_ways_to_the_line() -> None:
    """On the birthday the person is that old, born a day later they are not, born a day earlier they are."""
    one = InventedHome({"area_code": "140109"}, ({},))
    line = next(
        b
        for b in tried(one, "cn:disabled_child_schooling", "P1").boundaries
        if b.fact == "birth_date" and "18" in b.words.en
    )
    assert (line.at, line.below, line.above) == (date(2004, 8, 22), date(2004, 8, 23), date(2004, 8, 21))


def test_questions_settle_this_rule_alone() -> None:
    """What is not known is asked for, and every question is about a fact the rule reads."""
    found = tried(home(None)).questions
    reads = reads_of(FAMILY, "low_income_support", DAY)
    keys = {spec.key for spec in (*reads.household, *reads.person)}
    asked = {one.fact for one in (*found.family, *found.office)}
    assert asked == {"monthly_income"}
    assert asked <= keys


def test_a_rule_not_in_force_is_told() -> None:
    """On a day on which the rule does not hold there is no answer (T3), and the refusal says what to choose."""
    with pytest.raises(MutongError, match="not in force") as told:
        tried(home(0.0), on=date(2015, 1, 1))
    assert told.value.code == "no_finding"


def test_relatives_elsewhere_count_where_a_rule_looks_at_them() -> None:
    """A child whose two parents are known to be dead is an orphan by the tie alone; without the tie it is open."""
    child = {"birth_date": "2015-01-01", "relatives_recorded": "yes"}
    dead = {"alive": "no"}
    ties = ((1, 2, "parent"), (1, 3, "parent"))
    assert reads_of(FAMILY, "orphan_support", DAY).relatives
    with_ties = InventedHome({"area_code": "140109"}, (child,), (dead, dead), ties)
    alone = InventedHome({"area_code": "140109"}, ({"birth_date": "2015-01-01"},))
    assert tried(with_ties, "cn:orphan_support", "P1").answer.truth == "yes"
    assert tried(alone, "cn:orphan_support", "P1").answer.truth == "unknown"
