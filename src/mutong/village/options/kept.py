"""Options written to JSON and read back, so that those which take minutes to work out are worked out once."""

import math
from collections.abc import Mapping
from typing import Any

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.village.options.results import (
    YEARS,
    Condition,
    OpenNumber,
    OptionResult,
    RiskFigure,
    YearMoney,
)
from mutong.village.spreads import Spread

_WORDS = ("label", "scale", "skill", "market")
_SPREADS = ("cash_need", "lowest_cash", "land_mu", "years_to_income")
_MANY_WORDS = ("risks", "notes", "sources")


def option_as_json(one: OptionResult) -> dict[str, Any]:
    """An option as plain values; an end without limit is null."""
    return {
        "code": one.code,
        "kind": one.kind,
        "land_kind": one.land_kind,
        "skill_state": one.skill_state.word,
        **{name: _words(getattr(one, name)) for name in _WORDS},
        **{name: _spread(getattr(one, name)) for name in _SPREADS},
        **{name: [_words(words) for words in getattr(one, name)] for name in _MANY_WORDS},
        **{
            name: {year: _spread(getattr(one, name).of(year)) for year in YEARS}
            for name in ("margin", "gain")
        },
        **{name: [_spread(month) for month in getattr(one, name)] for name in ("labour", "more_labour")},
        "conditions": [
            [_words(c.words), c.state, _words(c.citation), c.grade, _words(c.asked_of)]
            for c in one.conditions
        ],
        "risk_figures": [[_words(r.label), _spread(r.value), _words(r.unit)] for r in one.risk_figures],
        "open_numbers": [
            [n.key, _words(n.label), _words(n.state), _words(n.asked_of), n.settled] for n in one.open_numbers
        ],
    }


def option_from_json(kept: Mapping[str, Any]) -> OptionResult:
    """The option that was kept. Raises MutongError kept_option_broken where it is of another form."""
    try:
        return OptionResult(
            code=str(kept["code"]),
            kind=str(kept["kind"]),
            land_kind=str(kept["land_kind"]),
            skill_state=Truth[str(kept["skill_state"]).upper()],
            **{name: Words(*kept[name]) for name in _WORDS},
            **{name: _read(kept[name]) for name in _SPREADS},
            **{name: tuple(Words(*words) for words in kept[name]) for name in _MANY_WORDS},
            **{name: YearMoney(**{y: _read(kept[name][y]) for y in YEARS}) for name in ("margin", "gain")},
            **{name: _months(kept[name]) for name in ("labour", "more_labour")},
            conditions=tuple(
                Condition(Words(*words), state, Words(*citation), grade, Words(*asked))
                for words, state, citation, grade, asked in kept["conditions"]
            ),
            risk_figures=tuple(
                RiskFigure(Words(*label), _read(value), Words(*unit))
                for label, value, unit in kept["risk_figures"]
            ),
            open_numbers=tuple(
                OpenNumber(key, Words(*label), Words(*state), Words(*asked), bool(settled))
                for key, label, state, asked, settled in kept["open_numbers"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise MutongError(
            "kept_option_broken",
            Words(
                f"存下的结果读不出来（{error}），请重新计算。",
                f"A kept option cannot be read ({error}); work it out anew.",
            ),
        ) from error


def _words(words: Words) -> list[str]:
    return [words.zh, words.en]


def _spread(one: Spread) -> list[float | None]:
    return [None if math.isinf(one.low) else one.low, None if math.isinf(one.high) else one.high, one.point]


def _read(kept: list[float | None]) -> Spread:
    low, high, point = kept
    return Spread(-math.inf if low is None else low, math.inf if high is None else high, point)


def _months(kept: list[list[float | None]]) -> tuple[Spread, ...]:
    if len(kept) != 12:
        raise ValueError(f"{len(kept)} months")
    return tuple(_read(one) for one in kept)
