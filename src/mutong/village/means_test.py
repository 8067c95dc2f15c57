"""Dividends before the means test: in which month support would end, shrink or begin, by the packs' own screen.

The household is screened twice for every month, with and without its dividends, all else as known today. What comes out
is a forecast for the household and whoever visits it, so that an exit is foreseen and no shock; it decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mutong.kernel.errors import MutongError
from mutong.kernel.period import next_month, start_of_month
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import Choices
from mutong.standards.pack import Pack
from mutong.standards.screening import screen
from mutong.tables.dictionary import fact_spec
from mutong.tables.frames import rows_of
from mutong.tables.snapshot import Snapshot
from mutong.village.dividend_income import NOTHING, Dividend, Ends, counted_in

INCOME = "monthly_income"
ENDS, MAY_END, SHRINKS, MAY_SHRINK = "ends", "may_end", "shrinks", "may_shrink"
BEGINS, MAY_BEGIN = "begins", "may_begin"
CHANGE_WORDS = {
    ENDS: Words("不再符合", "no longer qualifies"),
    MAY_END: Words("可能不再符合", "may no longer qualify"),
    SHRINKS: Words("金额减少", "the amount falls"),
    MAY_SHRINK: Words("金额可能减少", "the amount may fall"),
    BEGINS: Words("转为符合", "comes to qualify"),
    MAY_BEGIN: Words("可能转为符合", "may come to qualify"),
}
_HOME = "H1"
_COLUMNS = {"household": ("area_code", "hukou_area_code", "tenure"), "person": ("birth_date", "sex")}
_FACTS = (
    "subject_kind", "subject_id", "fact", "state", "low", "high", "value",
    "valid_from", "recorded_at", "confirmed_at", "source",
)  # fmt: skip
_LONG_AGO, _RECORDED = "1900-01-01", "1900-01-01T00:00+08:00"


@dataclass(frozen=True)
class HouseholdFacts:
    """A household as it is known: facts of its own and of each member by person id, in the units of the fact dictionary
    (money in fen); an interval is a pair, None and what is left out are not known."""

    household: Mapping[str, object]
    members: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class SupportChange:
    """From `month` on, until the next change of the same rule and subject, support differs for the dividends' sake.

    `kind` is a word of CHANGE_WORDS, '' where the difference is over again; verdicts are Truth, amounts fen a month
    (None: none, or no end known). `receiving` says whether the register shows that it is received today.
    """

    month: date
    rule_id: str
    title: Words
    subject_id: str
    kind: str
    before: Truth
    after: Truth
    amount_before: tuple[float | None, float | None]
    amount_after: tuple[float | None, float | None]
    receiving: Truth


@dataclass(frozen=True)
class Forecast:
    """What the dividends change, in order of time; `cannot_tell` are (month, rule, numbers) where a number not in force
    keeps the answer open even without any dividend; `income` the household's income by month, with dividends."""

    changes: tuple[SupportChange, ...]
    cannot_tell: tuple[tuple[date, str, str], ...]
    income: tuple[tuple[date, float | None, float | None], ...]


def foresee_support(
    facts: HouseholdFacts,
    dividends: Sequence[Dividend],
    months_counted: int | None,
    packs: Iterable[Pack],
    choices: Choices | None,
    first: date,
    last: date,
) -> Forecast:
    """What the screen says for each month from that of `first` to that of `last`, with the dividends and without.

    Everything else is taken to stay as it is known. A household whose income is not known stays unknown: dividends do
    not make it known. Raises what Snapshot.build and screen raise, and MutongError dividend_of_a_stranger for one
    of somebody who is no member.
    """
    found = foresee_households(
        {_HOME: facts}, {_HOME: dividends}, months_counted, packs, choices, first, last
    )
    return found[_HOME]


def foresee_households(
    homes: Mapping[str, HouseholdFacts],
    dividends: Mapping[str, Sequence[Dividend]],
    months_counted: int | None,
    packs: Iterable[Pack],
    choices: Choices | None,
    first: date,
    last: date,
) -> dict[str, Forecast]:
    """As `foresee_support`, for many households by id at the cost of one: they are screened together.

    A person may stand in one household only. Raises as `foresee_support`.
    """
    packs = tuple(packs)
    for home, facts in homes.items():
        _refuse_strangers(dividends.get(home, ()), facts)
    payouts = [one for home in homes for one in dividends.get(home, ())]
    home_of = {home: home for home in homes} | {
        who: home for home, one in homes.items() for who in one.members
    }
    rules = _rules(packs)
    told = {home: _Told([], [], []) for home in homes}
    standing: dict[tuple[str, str], tuple] = {}
    for month in _months(first, last):
        added = counted_in(payouts, month, months_counted)
        for home, facts in homes.items():
            told[home].income.append((month, *_income(facts, added)))
        without = _findings(_snapshot(homes, {}, month), packs, choices)
        given = any(high for _, high in added.values())
        found = _findings(_snapshot(homes, added, month), packs, choices) if given else without
        for key in sorted({**without, **found}):
            before, after = without.get(key), found.get(key)
            if before is None or after is None:
                continue
            of = home_of[key[1]]
            if before.verdict is Truth.UNKNOWN and before.standards:
                told[of].cannot_tell.append((month, key[0], before.standards))
            kind = _kind(before, after)
            state = (kind, after.verdict, after.amounts)
            if state == standing.get(key) or (not kind and key not in standing):
                continue
            standing[key] = state
            title, receipt = rules.get(key[0], (Words(key[0], key[0]), ""))
            told[of].changes.append(
                SupportChange(
                    month, key[0], title, key[1], kind, before.verdict, after.verdict, before.amounts,
                    after.amounts, _receiving(homes[of], of, key[1], receipt),
                )
            )  # fmt: skip
    return {
        home: Forecast(tuple(one.changes), tuple(one.cannot_tell), tuple(one.income))
        for home, one in told.items()
    }


def _refuse_strangers(dividends: Sequence[Dividend], facts: HouseholdFacts) -> None:
    strangers = {one.person_id for one in dividends} - set(facts.members)
    if strangers:
        names = "、".join(sorted(strangers))
        raise MutongError(
            "dividend_of_a_stranger",
            Words(
                f"{names} 不是这一户的成员，分红不能算进这一户。",
                f"{names} is no member of this household; the dividend is not its.",
            ),
        )


@dataclass(frozen=True)
class _Told:
    changes: list[SupportChange]
    cannot_tell: list[tuple[date, str, str]]
    income: list[tuple[date, float | None, float | None]]


@dataclass(frozen=True)
class _Found:
    verdict: Truth
    amounts: tuple[float | None, float | None]
    standards: str


def _findings(
    snapshot: Snapshot, packs: Sequence[Pack], choices: Choices | None
) -> dict[tuple[str, str], _Found]:
    return {
        (row["rule_id"], row["subject_id"]): _Found(
            Truth[row["verdict"].upper()],
            (row["amount_low"], row["amount_high"]),
            row["standards_missing"] or "",
        )
        for row in rows_of(screen(snapshot, packs, choices))
    }


def _kind(before: _Found, after: _Found) -> str:
    if before.verdict is not after.verdict:
        return {
            (Truth.YES, Truth.NO): ENDS,
            (Truth.YES, Truth.UNKNOWN): MAY_END,
            (Truth.UNKNOWN, Truth.NO): MAY_END,
            (Truth.NO, Truth.YES): BEGINS,
            (Truth.NO, Truth.UNKNOWN): MAY_BEGIN,
            (Truth.UNKNOWN, Truth.YES): MAY_BEGIN,
        }[before.verdict, after.verdict]
    if after.verdict is Truth.NO or before.amounts == after.amounts:
        return ""
    (low, high), (new_low, new_high) = before.amounts, after.amounts
    if low is not None and new_high is not None and new_high < low:
        return SHRINKS
    fell = [
        (old, new) for old, new in ((low, new_low), (high, new_high)) if old is not None and new is not None
    ]
    return MAY_SHRINK if any(new < old for old, new in fell) else ""


def _rules(packs: Sequence[Pack]) -> dict[str, tuple[Words, str]]:
    return {
        rule.rule_id: (rule.title, rule.receipt)
        for pack in packs
        for versions in pack.rules.values()
        for rule in versions
    }


def _receiving(facts: HouseholdFacts, home: str, subject: str, receipt: str) -> Truth:
    of = facts.household if subject == home else facts.members.get(subject, {})
    answer = of.get(receipt) if receipt else None
    return {True: Truth.YES, False: Truth.NO}.get(answer, Truth.UNKNOWN)  # type: ignore[call-overload]


def _months(first: date, last: date) -> Iterator[date]:
    month = start_of_month(first)
    while month <= last:
        yield month
        month = next_month(month)


def _income(facts: HouseholdFacts, added: Mapping[str, Ends]) -> tuple[float | None, float | None]:
    ends = [_with(member.get(INCOME), added.get(name, NOTHING)) for name, member in facts.members.items()]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    return (None if None in lows else sum(lows)), (None if None in highs else sum(highs))


def _with(value: object, added: Ends) -> tuple[float | None, float | None]:
    """An income with a dividend added; what was not known stays so."""
    if value is None:
        return None, None
    low, high = value if isinstance(value, tuple) else (value, value)
    return (
        None if low is None else float(low + added[0]),
        None if high is None else float(high + added[1]),
    )


def _snapshot(homes: Mapping[str, HouseholdFacts], added: Mapping[str, Ends], on: date) -> Snapshot:
    """The households on a day, all that is known confirmed that day: a forecast takes nothing else to change."""
    rows: dict[str, list] = {name: [] for name in _FACTS}
    members: dict[str, Mapping[str, object]] = {}
    home_of: dict[str, str] = {}
    for home, facts in homes.items():
        _write(rows, "household", home, facts.household, on)
        for name, member in facts.members.items():
            changed = dict(member)
            if name in added and member.get(INCOME) is not None:
                changed[INCOME] = _with(member[INCOME], added[name])
            _write(rows, "person", name, changed, on)
            members[name], home_of[name] = member, home
    people, ids = list(members), list(homes)
    return Snapshot.build(
        {"person_id": people}
        | {column: [_text(members[one].get(column)) for one in people] for column in _COLUMNS["person"]},
        {"household_id": ids}
        | {column: [homes[one].household.get(column) for one in ids] for column in _COLUMNS["household"]},
        {
            "person_id": people,
            "household_id": [home_of[one] for one in people],
            "kind": ["living"] * len(people),
            "valid_from": [_LONG_AGO] * len(people),
        },
        rows,
        on=on,
    )


def _write(rows: dict[str, list], kind: str, subject: str, values: Mapping[str, object], on: date) -> None:
    for key, value in values.items():
        if key in _COLUMNS[kind] or value is None:
            continue
        low = high = text = None
        if fact_spec(key).type == "number":
            low, high = value if isinstance(value, tuple) else (value, value)
        else:
            text = (
                {True: "yes", False: "no"}.get(value, _text(value))
                if isinstance(value, bool)
                else _text(value)
            )
        cells = (
            kind, subject, key, "known", low, high, text, _LONG_AGO, _RECORDED, f"{on}T00:00+08:00", "forecast",
        )  # fmt: skip
        for name, cell in zip(_FACTS, cells, strict=True):
            rows[name].append(cell)


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def first_loss(forecast: Forecast) -> SupportChange | None:
    """The first month in which something that is received today ends or may end; None where nothing does."""
    for one in forecast.changes:
        if one.kind in (ENDS, MAY_END) and one.receiving is Truth.YES:
            return one
    return None


def spells(forecast: Forecast, rule_id: str) -> list[tuple[date, date | None, str]]:
    """The stretches of one rule's changes: from, to (not included; None: to the end of the forecast), kind."""
    own = [one for one in forecast.changes if one.rule_id == rule_id]
    ends = [*(later.month for _, later in pairwise(own)), None]
    return [(one.month, end, one.kind) for one, end in zip(own, ends, strict=True) if one.kind]
