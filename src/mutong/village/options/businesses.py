"""The candidate businesses of a village as data, with what each asks of law and office; nothing of them is in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows, read_day
from mutong.village.coefficient_errors import CoefficientError
from mutong.village.options.results import FORBIDDEN, MET, OPEN, STEP, Condition

COLUMNS = (
    "code", "label_zh", "label_en", "unit", "scale", "numbers_of", "product", "land_kind", "skill_zh", "skill_en",
    "skill_from", "market_zh", "market_en", "risks_zh", "risks_en", "post_zh", "post_en", "signed_at",
)  # fmt: skip
CONDITION_COLUMNS = (
    "code", "state", "words_zh", "words_en", "citation_zh", "citation_en", "grade", "asked_of_zh", "asked_of_en",
)  # fmt: skip
UNITS, LAND_KINDS = ("mu", "head"), ("any", "not_basic")
_STATES = (MET, STEP, OPEN, FORBIDDEN)


@dataclass(frozen=True)
class Business:
    """A candidate: `scale` units (mu or head) as its signer proposes.

    `numbers_of` is the subject of its numbers in the coefficients (yield, cash cost, labour …), `product` of its
    prices; `skill_from` names what the survey can answer (sheep, a crop's code), empty where the survey cannot.
    """

    code: str
    label: Words
    unit: str
    scale: float
    numbers_of: str
    product: str
    land_kind: str
    skill: Words
    skill_from: str
    market: Words
    risks: tuple[Words, ...]
    conditions: tuple[Condition, ...]
    post: Words
    signed_at: date


def load_businesses(folder: Path | None = None) -> tuple[Business, ...]:
    """The businesses of `folder` (left out: the deployment's `village`), none where it names none.

    Raises CoefficientError (or PackError) naming file, line, column and value, for an unsigned line, a scale that is
    no number above nought, a code given twice, or a condition of no business.
    """
    folder = folder or deployment_folder() / "village"
    path = folder / "businesses.csv"
    if not path.exists():
        return ()
    conditions = conditions_by_code(folder / "business_conditions.csv")
    found: dict[str, Business] = {}
    for row, line in read_csv_rows(path, COLUMNS):
        if row["code"] in found:
            raise _wrong(path, line, "code", row["code"], Words("写了两次", "it stands twice"), _ONCE)
        found[row["code"]] = _business(row, path, line, conditions.get(row["code"], ()))
    for code in conditions:
        if code not in found:
            raise _wrong(
                folder / "business_conditions.csv", 0, "code", code,
                Words("businesses.csv 里没有它", "businesses.csv does not have it"), _ONCE,
            )  # fmt: skip
    return tuple(found.values())


_ONCE = Words(
    "每个行当写一次，条件用同一个代码", "Write each business once; its conditions use the same code"
)
_SIGNED = Words("写明单位、规模、提出人和日期", "Write unit, scale, who proposes it and the day")


def _business(row: Mapping[str, str], path: Path, line: int, conditions: tuple[Condition, ...]) -> Business:
    signed = read_day(row["signed_at"], "signed_at", path, line)
    for column in ("code", "label_zh", "label_en", "numbers_of", "product", "post_zh", "post_en"):
        if not row[column].strip():
            raise _wrong(path, line, column, "", Words("没有写", "it is empty"), _SIGNED)
    wrong = [c for c, right in (("unit", UNITS), ("land_kind", LAND_KINDS)) if row[c] not in right]
    if signed is None or wrong:
        column = "signed_at" if signed is None else wrong[0]
        raise _wrong(
            path, line, column, row[column], Words("没有写，或不认识", "it is empty or not known"), _SIGNED
        )
    risks = list(zip(row["risks_zh"].split("|"), row["risks_en"].split("|"), strict=False))
    return Business(
        code=row["code"],
        label=Words(row["label_zh"], row["label_en"]),
        unit=row["unit"],
        scale=_scale(row["scale"], path, line),
        numbers_of=row["numbers_of"],
        product=row["product"],
        land_kind=row["land_kind"],
        skill=Words(row["skill_zh"], row["skill_en"]),
        skill_from=row["skill_from"],
        market=Words(row["market_zh"], row["market_en"]),
        risks=tuple(Words(zh, en) for zh, en in risks if zh),
        conditions=conditions,
        post=Words(row["post_zh"], row["post_en"]),
        signed_at=signed,
    )


def _scale(text: str, path: Path, line: int) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0 < scale < 1e9:
        raise _wrong(
            path, line, "scale", text, Words("不是大于零的数", "it is no number above nought"), _SIGNED
        )
    return scale


def conditions_by_code(path: Path) -> dict[str, tuple[Condition, ...]]:
    """The conditions in a file by the code of their option; none where there is no file. Raises CoefficientError."""
    found: dict[str, tuple[Condition, ...]] = {}
    if not path.exists():
        return found
    for row, line in read_csv_rows(path, CONDITION_COLUMNS):
        if row["state"] not in _STATES:
            raise _wrong(
                path, line, "state", row["state"], Words("不认识", "it is not known"),
                Words("写 met、step、forbidden，不知道写 open", "Write met, step, forbidden; open if unknown"),
            )  # fmt: skip
        one = Condition(
            Words(row["words_zh"], row["words_en"]), row["state"], Words(row["citation_zh"], row["citation_en"]),
            row["grade"], Words(row["asked_of_zh"], row["asked_of_en"]),
        )  # fmt: skip
        found[row["code"]] = (*found.get(row["code"], ()), one)
    return found


def _wrong(path: Path, line: int, column: str, value: str, why: Words, right: Words) -> CoefficientError:
    return CoefficientError("business_wrong", path, line, column, value, why, right)
