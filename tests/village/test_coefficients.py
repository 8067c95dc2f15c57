"""The cited numbers: nothing without a source, nothing guessed, choices marked, wrong lines refused."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import coefficients_folder
from mutong.village.coefficient_rows import NOT_NUMBERS
from mutong.village.coefficient_words import GRADES, STATES
from mutong.village.coefficients import load_coefficients
from mutong.village.local_choices import COLUMNS as CHOICE_COLUMNS
from mutong.village.local_choices import load_local_choices
from tests.village.village_numbers import SAMPLE_CHOICES, cited, sample

FOLDER = coefficients_folder() / "village"


def lines() -> list[dict[str, str]]:
    """Every line of the shipped files as it is written."""
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        if path.name not in NOT_NUMBERS:
            with path.open(encoding="utf-8", newline="") as rows:
                found += list(csv.DictReader(rows))
    return found


def test_a_number_has_a_source_and_an_open_one_says_whom_to_ask() -> None:
    """Of every line: a graded number names its source, an open one has none and says who can supply it."""
    graded = [line for line in lines() if line["grade"] != "NV"]
    open_ones = [line for line in lines() if line["grade"] == "NV"]
    assert len(graded) > 400 and len(open_ones) > 100
    assert all(
        line["source"] and (line["value"] or line["value_low"] or line["value_high"]) for line in graded
    )
    assert all(line["asked_of"] for line in open_ones)
    assert not any(line["value"] or line["value_low"] or line["value_high"] for line in open_ones)


def test_what_is_not_verified_is_listed_and_refused() -> None:
    """The feed standards' tables, ME of maize and bran, yields, prices, labour, the land guide: open, by name."""
    listed = {one.key: one for one in cited().open_numbers()}
    wanted = (
        "nyt_816_2004.tables", "nyt_816_2021.tables", "maize_grain.me", "wheat_bran.me", "millet_straw.me",
        "maize_stover_silage.dry_matter", "millet.yield_normal", "ewe.mortality", "dorper_cross.litter_size",
        "breeding_ewe.price_head", "feeding.labour_per_head", "sheep.gestation",
        "land_capacity_guide.n_per_pig_equivalent", "sheep_insurance.premium", "county.filing_threshold",
    )  # fmt: skip
    assert set(wanted) <= set(listed)
    with pytest.raises(MutongError) as refused:
        _ = listed["maize_grain.me"].value
    assert refused.value.code == "number_open"
    assert "maize grain: metabolisable energy" in refused.value.words.en
    assert "玉米籽粒：代谢能" in refused.value.words.zh and "能读到原文" in refused.value.words.zh
    spread = cited().spread("maize_grain.me")
    assert (spread.low, spread.high, spread.point) == (0, float("inf"), None)


@pytest.mark.parametrize(
    ("key", "state", "code"),
    [
        ("maize_stover.me", "measured", None),
        ("soybean_meal.cp", "disputed", "number_disputed"),
        ("live_lamb.price", "disputed", "number_disputed"),
        ("hu.litter_size", "weak", "number_weak"),
        ("ewe_dry.me_maintenance", "range", "number_only_a_range"),
        ("ewe.litter_size", "open", "number_open"),
    ],
)
def test_the_state_of_a_number_decides_what_may_be_done(key: str, state: str, code: str | None) -> None:
    """One good source settles a number; sources that differ, a trade page or a bare range do not (T4)."""
    one = cited()[key]
    assert one.state == state
    if code is None:
        assert one.value > 0
        return
    with pytest.raises(MutongError) as refused:
        _ = one.value
    assert refused.value.code == code


def test_conflicts_stay_visible() -> None:
    """The protein of soybean meal has its three sources side by side; its odd ME keeps the warning."""
    protein = cited()["soybean_meal.cp"]
    assert sorted(round(r.value, 4) for r in protein.readings if r.value) == [0.4385, 0.4563, 0.4792]
    assert (protein.spread.low, protein.spread.high) == (pytest.approx(0.4385), pytest.approx(0.4792))
    (energy,) = cited()["soybean_meal.me"].readings
    assert energy.value == 10.98 and "doubtful" in energy.note.en


def test_units_are_brought_to_one() -> None:
    """Prices count in yuan/kg, yields in kg/mu, shares in 1: 12.268 yuan/jin is 24.536, 8,321 kg/ha is 555 kg/mu."""
    prices = [r.value for r in cited()["live_lamb.price"].readings]
    assert prices[0] == pytest.approx(24.536)
    assert cited().spread("maize.yield_dryland").low == pytest.approx(454, abs=0.5)
    assert cited().spread("maize.yield_dryland").high == pytest.approx(694, abs=0.5)
    assert cited().value("wildrye.cp") == pytest.approx(0.0826)


def test_a_choice_settles_and_is_marked() -> None:
    """What the sample village chose is used, has a post and a reason, and is to be confirmed; the rest stays."""
    one = sample()["maize_grain.me"]
    assert (one.state, one.value, one.unconfirmed) == ("chosen", 13.3, True)
    assert one.choice is not None and one.choice.post == "sample_village"
    assert one.choice.reason.zh.startswith("样例选定") and one.choice.reason.en.startswith("Sample choice")
    assert (one.spread.low, one.spread.high) == (12.5, 14.0)
    stover = sample()["maize_stover.me"]
    assert (stover.state, stover.unconfirmed) == ("measured", False)
    assert "county.filing_threshold" in {n.key for n in sample().open_numbers()}


def test_a_choice_may_differ_by_month_and_holds_from_its_day() -> None:
    """Feeding takes longer in January than in June; a day before the choices were signed nothing is chosen."""
    assert sample().value("feeding.labour_per_head", 1) > sample().value("feeding.labour_per_head", 6)
    before = load_coefficients(choices=SAMPLE_CHOICES, on=date(2022, 7, 31), area_code="1401")
    assert before["maize_grain.me"].state == "open"
    elsewhere = load_coefficients(choices=SAMPLE_CHOICES, on=date(2022, 8, 22), area_code="1301")
    assert elsewhere["maize_grain.me"].state == "open"


def test_every_sample_choice_is_in_use_and_labelled_as_one() -> None:
    """All choices load, have numbers to settle, and say in both languages that they are choices of a sample."""
    choices = load_local_choices(SAMPLE_CHOICES).all
    assert len(sample().chosen_numbers()) == len(choices) > 100
    assert all(
        c.reason.zh.startswith("样例选定") and c.reason.en.startswith("Sample choice") for c in choices
    )


def test_grades_and_states_have_words() -> None:
    """Each grade and state has both languages, and no number has another state."""
    assert all(w.zh and w.en for w in (*GRADES.values(), *STATES.values()))
    assert {one.state for one in map(cited().look_up, cited())} <= set(STATES)


def change(folder: Path, file: str, column: str, value: str, row: int = 0) -> None:
    """Write a value into one cell of a copied file."""
    path = folder / file
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[row][column] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "column", "value", "code"),
    [
        ("feeds.csv", "value", "ninety", "not_a_number"),
        ("feeds.csv", "value", "nan", "not_a_number"),
        ("feeds.csv", "unit", "bushel", "unknown_measure"),
        ("feeds.csv", "unit", "kg", "two_units_of_one_key"),
        ("feeds.csv", "value_high", "2", "ends_out_of_order"),
        ("feeds.csv", "source", "hearsay", "wrong_source"),
        ("feeds.csv", "source", "", "number_without_source"),
        ("feeds.csv", "grade", "NV", "not_verified_has_no_number"),
        ("feeds.csv", "grade", "A", "wrong_grade"),
        ("feeds.csv", "key", "stover", "wrong_key"),
        ("feeds.csv", "asked_of", "nobody", "wrong_asked_of"),
        ("words.csv", "kind", "verb", "unknown_kind_of_word"),
        ("words.csv", "en", "", "words_incomplete"),
        ("sources.csv", "where_read", "", "source_incomplete"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, file, column, value, code) -> None:
    """Nothing loads: the error names file and line, what is written there, and what would be right."""
    folder = tmp_path / "village"
    shutil.copytree(FOLDER, folder)
    if code == "two_units_of_one_key":
        rows = (folder / file).read_text(encoding="utf-8").splitlines()
        place = next(i for i, row in enumerate(rows) if row.startswith("soybean_meal.cp")) - 1
        change(folder, file, column, value, place)
    else:
        change(folder, file, column, value)
    with pytest.raises(MutongError) as refused:
        load_coefficients(folder)
    assert refused.value.code == code
    assert f"village/{file}:" in refused.value.words.en and f"village/{file}:" in refused.value.words.zh


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"post": ""}, "choice_incomplete"),
        ({"reason_en": ""}, "choice_incomplete"),
        ({"value": "many"}, "not_a_number"),
        ({"value": " "}, "choice_incomplete"),
        ({"value_low": "14"}, "ends_out_of_order"),
        ({"month": "13"}, "not_a_month"),
        ({"unit": "yuan"}, "choice_of_nothing"),
        ({"key": "maize_grain.glory"}, "choice_of_nothing"),
    ],
)
def test_a_wrong_choice_is_refused(tmp_path: Path, changed: dict[str, str], code: str) -> None:
    """A choice has a value, a known unit, a reason and a post, and is of a number that there is."""
    good = dict.fromkeys(CHOICE_COLUMNS, "") | {
        "key": "maize_grain.me", "area_code": "14", "value": "13", "unit": "MJ/kg",
        "reason_zh": "试", "reason_en": "try", "post": "sample_village", "signed_at": "2022-08-01",
    }  # fmt: skip
    path = tmp_path / "choices.csv"
    for row, wanted in ((good, None), (good | changed, code)):
        path.write_text("\n".join((",".join(CHOICE_COLUMNS), ",".join(row.values()), "")), encoding="utf-8")
        if wanted is None:
            assert load_coefficients(choices=path, area_code="14").value("maize_grain.me") == 13
            continue
        with pytest.raises(MutongError) as refused:
            load_coefficients(choices=path, area_code="14")
        assert refused.value.code == wanted


def test_two_choices_of_one_number_are_refused(tmp_path: Path) -> None:
    """One number of one area has one choice a day."""
    text = SAMPLE_CHOICES.read_text(encoding="utf-8")
    path = tmp_path / "choices.csv"
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(MutongError) as refused:
        load_local_choices(path)
    assert refused.value.code == "choices_overlap"


def test_an_unknown_key_is_no_nought() -> None:
    """A number that no file has is refused by its key, in both languages."""
    with pytest.raises(MutongError) as refused:
        cited().value("maize_grain.glory")
    assert refused.value.code == "unknown_coefficient" and "maize_grain.glory" in refused.value.words.zh
