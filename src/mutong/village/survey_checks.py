"""What in a survey should be looked at again: rows are kept, each remark names file, sheet, row, column and what to do.

Limits come from data files (survey_limits.csv); where a file has none for a crop nothing is compared.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from mutong.kernel.errors import Problem
from mutong.kernel.words import Words
from mutong.tables.sheet_books import SheetRow
from mutong.village.survey_numbers import in_mu, limit_of, survey_units

Households = Mapping[str, Mapping[str, object]]
Rows = Mapping[str, Sequence[SheetRow]]
_COUNTS = (
    ("survey_plots", "plots_count"),
    ("survey_yards", "yards_count"),
    ("survey_labour", "workers_count"),
    ("survey_machines", "machines_count"),
)
MONTHS = range(1, 13)


def check_rows(households: Households, rows: Rows) -> list[Problem]:
    """Every remark on the rows of a survey, plots already brought to one unit."""
    plots = rows["survey_plots"]
    found = [
        *_units(plots),
        *_years(plots),
        *_yields(plots),
        *_areas(plots),
        *_water(plots, rows["survey_yards"]),
    ]
    found += _labour(households, rows["survey_labour"])
    found += _unwilling(households, rows)
    found += _counted(households, rows)
    return found


def days_in(month: int, asked_at: object) -> int:
    """Days of a month in the year of the survey; February of a year that is not known may have 29."""
    year = asked_at.year if isinstance(asked_at, date) else 2024
    return monthrange(year, month)[1]


def _units(plots: Sequence[SheetRow]) -> Iterator[Problem]:
    for row in plots:
        values = row.values
        if values["area"] is not None and values["area_unit"] is None:
            yield row.problem(
                "area",
                "unit_missing",
                Words(
                    "面积没有写单位；请写亩或公顷，现按未知处理。",
                    "The area has no unit; write mu or hectare. It counts as unknown.",
                ),
            )
        harvests = [name for name in ("yield_normal", "yield_dry", "yield_good") if values[name] is not None]
        if harvests and values["yield_unit"] is None:
            yield row.problem(
                harvests[0],
                "unit_missing",
                Words(
                    "产量没有写单位；请选公斤或斤、每亩、每公顷或整块，现按未知处理。",
                    "The yield has no unit; choose kg or jin, per mu, per hectare or whole. It counts as unknown.",
                ),
            )
        elif harvests and values[f"{harvests[0]}_kg_mu"] is None:
            yield row.problem(
                harvests[0],
                "area_wanted",
                Words(
                    "整块地的产量要有面积才能折算；请写面积和单位。",
                    "The yield of a whole plot needs its area; write the area and its unit.",
                ),
            )


def _years(plots: Sequence[SheetRow]) -> Iterator[Problem]:
    for row in plots:
        normal, dry, good = (row.values[name] for name in ("yield_normal", "yield_dry", "yield_good"))
        if dry is not None and normal is not None and dry > normal:  # type: ignore[operator]
            yield row.problem(
                "yield_dry",
                "dry_above_normal",
                Words(
                    f"旱年产量高于常年（{normal}）；请核对是否写反。",
                    f"The dry year yields more than the normal one ({normal}); check whether they are swapped.",
                ),
            )
        if good is not None and normal is not None and good < normal:  # type: ignore[operator]
            yield row.problem(
                "yield_good",
                "good_below_normal",
                Words(
                    f"好年产量低于常年（{normal}）；请核对是否写反。",
                    f"The good year yields less than the normal one ({normal}); check whether they are swapped.",
                ),
            )


def _yields(plots: Sequence[SheetRow]) -> Iterator[Problem]:
    over, apart, needed = limit_of("yield_over_measured"), limit_of("yield_apart"), limit_of("others_needed")
    for row in plots:
        crop = str(row.values["crop"] or "")
        measured = limit_of("yield_measured", crop) if crop else None
        for name in ("yield_normal", "yield_dry", "yield_good"):
            amount = row.values[f"{name}_kg_mu"]
            if amount is None or not crop:
                continue
            if measured is not None and over is not None:
                best = measured.value * survey_units()["yield_unit", "kg_hectare"].factor
                if amount > best * over.value:  # type: ignore[operator]
                    yield row.problem(
                        name, "yield_impossible", _too_high(amount, crop, best, over.value, measured.source)
                    )
                    continue
            others = [
                one.values[f"{name}_kg_mu"]
                for one in plots
                if one is not row and one.values["crop"] == row.values["crop"] and one.values[f"{name}_kg_mu"]
            ]
            if apart is None or needed is None or len(others) < needed.value:
                continue
            middle = median(others)  # type: ignore[type-var]
            if amount > middle * apart.value or amount * apart.value < middle:  # type: ignore[operator]
                yield row.problem(name, "yield_apart", _apart(amount, crop, middle))


def _too_high(amount: object, crop: str, best: Fraction, times: Fraction, source: str) -> Words:
    return Words(
        f"折合每亩 {amount:.0f} 公斤，{crop}实测最高每亩 {float(best):.0f} 公斤（{source}），超过"
        f"其 {float(times):g} 倍；请核对产量和单位（斤还是公斤，亩还是公顷）。",
        f"That is {amount:.0f} kg per mu; the best measured of {crop} is {float(best):.0f} ({source}); this is more "
        f"than {float(times):g} times it. Check the yield and its unit (jin or kg, mu or hectare).",
    )


def _apart(amount: object, crop: str, middle: object) -> Words:
    return Words(
        f"折合每亩 {amount:.0f} 公斤，本村{crop}的中位数是 {middle:.0f} 公斤；请核对单位（斤还是公斤，亩还是公顷）。",
        f"That is {amount:.0f} kg per mu; the village's median of {crop} is {middle:.0f}. Check the unit (jin or "
        "kg, mu or hectare).",
    )


def _areas(plots: Sequence[SheetRow]) -> Iterator[Problem]:
    """Areas that would fit the village if they were in the other unit."""
    reach, needed = limit_of("area_reach"), limit_of("others_needed")
    if reach is None or needed is None:
        return
    for row in plots:
        area, unit, in_unit = row.values["area"], row.values["area_unit"], row.values["area_mu"]
        others = [one.values["area_mu"] for one in plots if one is not row and one.values["area_mu"]]
        if not in_unit or len(others) < needed.value:
            continue
        middle = median(others)  # type: ignore[type-var]
        other = "hectare" if unit == "mu" else "mu"
        turned = in_mu(float(area), other) or 0  # type: ignore[arg-type]

        def near(value: float, middle: float = middle) -> bool:  # type: ignore[assignment]
            return middle / float(reach.value) <= value <= middle * float(reach.value)

        if near(turned) and not near(float(in_unit)):  # type: ignore[arg-type]
            zh = "公顷" if other == "hectare" else "亩"
            yield row.problem(
                "area",
                "area_unit_doubtful",
                Words(
                    f"按所写单位是 {in_unit:g} 亩，本村地块中位数 {middle:g} 亩；像是{zh}写混了，请核对。",
                    f"As written it is {in_unit:g} mu, and the village's median plot has {middle:g}; it looks like a "
                    f"number in {other}. Check it.",
                ),
            )


def _water(plots: Sequence[SheetRow], yards: Sequence[SheetRow]) -> Iterator[Problem]:
    for row in yards:
        if row.values["water"] is False and row.values["offered"] is not False:
            yield row.problem(
                "water",
                "no_water",
                Words(
                    "这处院落棚圈没有水；养羊要先解决饮水，否则只能作他用。",
                    "This yard has no water; sheep must drink, so bring water first or use it for something else.",
                ),
            )
    for row in plots:
        dry = row.values["water"] is False and row.values["yield_normal"] is not None
        if dry and row.values["yield_dry"] is None:
            yield row.problem(
                "yield_dry",
                "dry_yield_wanted",
                Words(
                    "这块地不能浇水，没有旱年产量就算不出旱年的饲草；请补问。",
                    "This plot cannot be watered; without its dry-year yield no dry year can be planned. Ask for it.",
                ),
            )


def _labour(households: Households, workers: Sequence[SheetRow]) -> Iterator[Problem]:
    for row in workers:
        asked = households[str(row.values["household_id"])].get("asked_at")
        for month in MONTHS:
            days, most = row.values[f"days_{month}"], days_in(month, asked)
            if days is not None and days > most:  # type: ignore[operator]
                yield row.problem(
                    f"days_{month}",
                    "labour_above_month",
                    Words(
                        f"{month} 月只有 {most} 天；几个人请分几行写，现按未知处理。",
                        f"Month {month} has {most} days; write two people on two rows. It counts as unknown.",
                    ),
                )


def _unwilling(households: Households, rows: Rows) -> Iterator[Problem]:
    for table in ("survey_plots", "survey_yards"):
        for row in rows[table]:
            said = households[str(row.values["household_id"])].get("willing")
            if row.values["offered"] is True and said == "no":
                yield row.problem(
                    "offered",
                    "offered_though_unwilling",
                    Words(
                        "这户说不愿意参加，又写愿意拿出来；请再问一次，暂不计入。",
                        "This household is not willing to take part, yet offers this; ask again. It is not counted.",
                    ),
                )


def _counted(households: Households, rows: Rows) -> Iterator[Problem]:
    for table, column in _COUNTS:
        listed: dict[str, list[SheetRow]] = {}
        for row in rows[table]:
            listed.setdefault(str(row.values["household_id"]), []).append(row)
        for household, found in listed.items():
            said = households[household].get(column)
            if said is not None and len(found) > said:  # type: ignore[operator]
                yield found[-1].problem(
                    "household_id",
                    "more_than_said",
                    Words(
                        f"第一张表说共 {said}，这里有 {len(found)} 行；请更正其中之一。",
                        f"The first sheet says {said}, and here are {len(found)} rows; correct one of the two.",
                    ),
                )
