"""Published straight-line equations, read from the coefficients: a constant and so much per term.

An equation is a subject of the coefficient files; its quantities are `intercept` and `per_<term>`. Which terms it has
is data, so that another laboratory's equation needs lines and no code.
"""

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.spreads import Spread, exactly, total

_PER = "per_"


def terms_of(equation: str, numbers: Coefficients) -> tuple[str, ...]:
    """The terms of an equation in the order of its file, the constant left out."""
    start = f"{equation}.{_PER}"
    return tuple(key.removeprefix(start) for key in numbers if key.startswith(start))


def work_out(equation: str, numbers: Coefficients, **terms: float | Spread) -> Spread:
    """The value of an equation for its terms, each in the base of its unit (shares in 1, energy in MJ, weights in kg).

    Sources and how well each one fits stand with its lines (me_from_de_diet: ME = 0.132 + 0.796 DE, CX-01525 Table 10).
    Raises MutongError wrong_terms where a term is missing or not the equation's.
    """
    wanted = terms_of(equation, numbers)
    if not wanted or set(terms) != set(wanted):
        has = ", ".join(wanted) or "–"
        raise MutongError(
            "wrong_terms",
            Words(
                f"方程“{equation}”的项是：{has}；给出的是：{'、'.join(terms)}。",
                f"The equation “{equation}” has the terms {has}; given were {', '.join(terms)}.",
            ),
            equation=equation,
        )
    constant = f"{equation}.intercept"
    parts = [numbers.spread(constant)] if constant in numbers else []
    for term in wanted:
        given = terms[term]
        parts.append(
            numbers.spread(f"{equation}.{_PER}{term}")
            * (given if isinstance(given, Spread) else exactly(given))
        )
    return total(parts)
