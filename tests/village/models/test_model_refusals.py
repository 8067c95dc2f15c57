"""What cannot be meant is refused: with the file, the line, what is written and the way out."""

from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.village.models.building import build
from mutong.village.models.reading import read_model
from tests.village.models.stating import model_file

GOOD = """\
model: small
sets:
  years: {range: [1, 3]}
  crops: [wheat, corn]
  weather: [good, bad]
parameters:
  land: {value: 10, unit: mu}
  price: {index: [crops], values: {wheat: 2, corn: 3}, unit: yuan/kg}
  yields: {index: [crops, years], values: {wheat: [5, 6, 7], corn: [4, 5, 6]}, unit: kg/mu}
  start: {index: [crops], values: [1, 1], unit: mu}
  chance: {index: [weather], values: [0.5, 0.5]}
variables:
  area: {for: "c in crops, y in years", unit: mu, before: {years: start}}
  sold: {for: "c in crops, y in years", unit: kg}
constraints:
  acres: {for: y in years, rule: "sum(area[c, y] for c in crops) <= land"}
  crop: {for: "c in crops, y in years", rule: "sold[c, y] <= yields[c, y] * area[c, y]"}
  turn: {for: "c in crops, y in years", rule: "area[c, y] <= 2 * area[c, y-1] + land"}
objectives:
  income: {maximise: "sum(price[c] * sold[c, y] for c in crops for y in years)", unit: yuan}
"""

FAULTS = [
    # what is replaced, by what, the code, the line, a word of the message
    ("corn: 3}", "maize: 3}", "unknown_label", 8, "maize"),
    ("{wheat: 2, corn: 3}", "{wheat: 2}", "value_missing", 20, "price[c] (c = corn)"),
    ("{wheat: 2, corn: 3}", "{wheat: 2, corn: null}", "value_missing", 20, "price[c] (c = corn)"),
    ("{wheat: 2, corn: 3}", "{wheat: 2, corn: .nan}", "not_a_number", 8, ".nan"),
    ("{wheat: 2, corn: 3}", "{wheat: 2, corn: inf}", "not_a_number", 8, "inf"),
    ("{wheat: 2, corn: 3}", "{wheat: 2, corn: three}", "not_a_number", 8, "three"),
    ("{wheat: 2, corn: 3}", "[2, 3, 4]", "wrong_length", 8, "3 values"),
    ("index: [crops], values: {wheat: 2", "index: [crop], values: {wheat: 2", "unknown_set", 8, "crop"),
    ("price[c] * sold", "prise[c] * sold", "unknown_name", 20, "prise"),
    ("price[c] * sold", "price[y] * sold", "wrong_index", 20, "years"),
    ("price[c] * sold", "price * sold", "wrong_indices", 20, "price[crops]"),
    ("price[c] * sold", "price['maize'] * sold", "unknown_label", 20, "wheat, corn"),
    ("price[c] * sold", "price[wheat] * sold", "not_an_index", 20, "quotes"),
    ("price[c] * sold", "area[c, y] * sold", "not_linear", 20, "two unknowns"),
    ("price[c] * sold", "sold[c, y] / sold", "variable_not_allowed", 20, "variable"),
    ("price[c] * sold", "sold", "unit_clash", 20, "yuan and kg"),
    ("price[c] * sold", "1e200 * 1e200 * price[c] * sold", "not_finite", 20, "finite"),
    ("yields[c, y] * area", "1e-12 * yields[c, y] * area", "out_of_scale", 17, "leave it out"),
    ("<= land", "<= 1e30 * land", "out_of_scale", 16, "leave it out"),
    ("price[c] * sold", "price[c] / (y - 1) * sold", "divided_by_zero", 20, "y = 1"),
    ("price[c] * sold", "__import__('os') * sold", "not_in_the_language", 20, "__import__"),
    ("price[c] * sold", "price.real * sold", "not_in_the_language", 20, "price.real"),
    ("price[c] * sold", "(lambda: 1)() * sold", "not_in_the_language", 20, "lambda"),
    ("price[c] * sold", "price[c] * * sold", "rule_not_read", 20, "sum("),
    ("price[c] * sold", "'wheat' * sold", "label_alone", 20, "wheat"),
    ("for c in crops for y in years)", "for c in crops for y in yaers)", "unknown_set", 20, "yaers"),
    ("for c in crops for y in years)", "for land in crops for y in years)", "name_taken", 20, "land"),
    ("unit: yuan}", "unit: kg}", "unit_clash", 20, "kg and yuan"),
    ("yields[c, y] * area", "area", "unit_clash", 17, "kg and mu"),
    ("sold[c, y] <= yields", "sold[c, y] < yields", "not_a_constraint", 17, "strict"),
    ("sold[c, y] <= yields", "0 <= sold[c, y] <= yields", "not_a_constraint", 17, "two"),
    ("area[c, y-1]", "area[c, y+1]", "no_such_element", 18, "y = 3"),
    (", before: {years: start}", "", "no_such_element", 18, "y = 1"),
    ("before: {years: start}", "before: {years: price2}", "before_does_not_fit", 13, "price2"),
    ("before: {years: start}", "before: {crops: start}", "before_does_not_fit", 13, "crops"),
    ("area[c, y-1]", "area[c-1, y]", "set_without_order", 18, "ordered: true"),
    ("for: y in years, rule", "for: y of years, rule", "not_an_index", 16, "y of years"),
    ("for: y in years, rule", "for: y in year, rule", "unknown_set", 16, "year"),
    ("for: y in years, rule", "for: y in years, if: c == 1, rule", "unknown_name", 16, "“c”"),
    ("for: y in years, rule", "for: y in years, if: y == 9, rule", "unknown_label", 16, "9"),
    ("for: y in years, rule", "for: y in years, if: y, rule", "not_a_condition", 16, "condition"),
    ("for: y in years, rule", "for: y in years, when: 1, rule", "unknown_key", 16, "when"),
    ("  acres:", "  land:", "name_taken", 16, "parameters"),
    ("  acres:", "  2acres:", "not_a_name", 16, "2acres"),
    ("  acres:", "  sum:", "not_a_name", 16, "sum"),
    ("  acres:", "  crop:", "key_twice", 17, "crop"),
    ("crops: [wheat, corn]", "crops: [wheat, wheat]", "labels_not_apart", 4, "wheat"),
    ("range: [1, 3]", "range: [3, 1]", "not_a_range", 3, "[3, 1]"),
    ("range: [1, 3]", "range: [1, 3], labels: [a]", "set_without_labels", 3, "years"),
    ("unit: kg}\nconstraints", "unit: kg, kind: whole}\nconstraints", "unknown_word", 14, "whole"),
    ("unit: kg}\nconstraints", "unit: kg, lower: 2, upper: 1}\nconstraints", "bounds_crossed", 14, "wheat, 1"),
    ("unit: kg}\nconstraints", "unit: kg, upper: 'price[c]'}\nconstraints", "unit_clash", 14, "yuan/kg"),
    ("unit: mu}\n  price", "unit: /mu}\n  price", "not_a_unit", 7, "/mu"),
    ("unit: mu}\n  price", "unit: mu, grade: good}\n  price", "unknown_grade", 7, "good"),
    ("{value: 10, unit: mu}", "{value: 10, values: 10}", "parameter_without_value", 7, "land"),
    ("maximise:", "maximize:", "unknown_key", 20, "maximize"),
    ("  income: {max", "  income: {minimise: land, max", "objective_without_sense", 20, "income"),
    ("<= land", "<= land and land <= 3", "not_a_constraint", 16, "<="),
    ("sum(area[c, y] for c in crops) <= land", "land <= 3", "row_never_holds", 16, "y = 1"),
    ("model: small", "title: small", "key_missing", 1, "model"),
    ("objectives:", "scenarios: {set: weather, probability: price}\nobjectives:", "unknown_word", 19, "chance"),
    ("objectives:", "frontier: {parameter: price}\nobjectives:", "unknown_word", 19, "land"),
    ("objectives:", "frontier: {parameter: land}\nobjectives:", "frontier_without_values", 19, "values"),
    ("objectives:", "frontier: {parameter: land, values: [1], tell: [x]}\nobjectives:", "unknown_expression", 19, "x"),
]  # fmt: skip


def refused(path: Path, text: str, objective: str | None = None, **changes: str) -> MutongError:
    """The refusal of a model, when it is read or built."""
    with pytest.raises(MutongError) as caught:
        build(read_model(model_file(path, text), changes), objective)
    return caught.value


def test_the_good_model_is_good(tmp_path: Path) -> None:
    """What the faults below are put into is read and built without complaint."""
    built = build(read_model(model_file(tmp_path, GOOD)))
    assert sum(block.labels.size for block in built.columns) == 12


@pytest.mark.parametrize(("old", "new", "code", "line", "word"), FAULTS)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, code: str, line: int, word: str) -> None:
    """One fault in a good model: its code, its line, the word at fault, in both languages, with a way out."""
    assert GOOD.count(old) == 1, f"{old} should stand in the model once"
    error = refused(tmp_path, GOOD.replace(old, new))
    assert (error.code, error.fields["line"]) == (code, line), str(error)
    assert word in error.words.en
    assert "model.yaml" in error.words.zh
    assert error.remedy.zh
    assert error.remedy.en


def test_probabilities_add_up(tmp_path: Path) -> None:
    """Scenarios whose probabilities do not add up to 1 are refused at the parameter."""
    text = GOOD.replace("[0.5, 0.5]", "[0.5, 0.6]").replace(
        "objectives:", "scenarios: {set: weather, probability: chance}\nobjectives:"
    )
    error = refused(tmp_path, text)
    assert (error.code, error.fields["line"]) == ("not_probabilities", 11)
    assert "1.1" in error.words.en


def test_expressions_in_a_circle(tmp_path: Path) -> None:
    """Two expressions that hang on each other are named with their circle."""
    text = GOOD.replace("constraints:", 'expressions: {a: "b + 1", b: "a + 1"}\nconstraints:')
    error = refused(tmp_path, text.replace("<= land", "<= land + a"))
    assert error.code == "names_in_a_circle"
    assert "a → b → a" in error.words.en


def test_a_parameter_may_not_hang_on_a_variable(tmp_path: Path) -> None:
    """A rule of a parameter that takes a variable belongs under expressions."""
    text = GOOD.replace("  start:", "  odd: {rule: \"area['wheat', 1]\"}\n  start:").replace(
        "<= land", "<= odd"
    )
    error = refused(tmp_path, text)
    assert error.code == "variable_not_allowed"
    assert "expressions" in error.words.en


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lend": "3"}, "unknown_parameter"),
        ({"price": "3"}, "wrong_indices"),
        ({"price[maize]": "3"}, "unknown_label"),
        ({"price[corn]": "many"}, "not_a_number"),
        ({"land": ""}, "value_missing"),
    ],
)
def test_a_change_from_outside_is_checked(tmp_path: Path, change: dict[str, str], code: str) -> None:
    """A what-if that names no parameter, label or number is refused; an empty one makes the number unknown."""
    assert refused(tmp_path, GOOD, **change).code == code


def test_changes_reach_one_number_or_all(tmp_path: Path) -> None:
    """One label, every label, and a factor."""
    changes = {"price[corn]": "9", "yields[wheat,*]": "*0.5", "land": "20"}
    parameters = read_model(model_file(tmp_path, GOOD), changes).parameters
    assert parameters["price"].values.tolist() == [2, 9]
    assert parameters["yields"].values.tolist() == [[2.5, 3, 3.5], [4, 5, 6]]
    assert float(parameters["land"].values) == 20


def test_an_unknown_objective_is_refused(tmp_path: Path) -> None:
    """The objectives that there are stand in the refusal."""
    error = refused(tmp_path, GOOD, objective="profit")
    assert error.code == "unknown_objective"
    assert "income" in error.words.en


def test_a_deep_rule_and_a_long_sum(tmp_path: Path) -> None:
    """A rule nested without end is refused; a sum of a thousand addends is not."""
    deep = GOOD.replace("<= land", f"<= {'(' * 90}-{'-' * 90}land{')' * 90}")
    assert refused(tmp_path, deep).code in ("rule_too_deep", "rule_not_read")
    long = GOOD.replace("<= land", f"<= land{' + land' * 1000}")
    build(read_model(model_file(tmp_path, long)))


@pytest.mark.parametrize(
    ("table", "part", "code", "word"),
    [
        ("crop,price\nwheat,2\nmaize,3\n", "by: {crops: crop}, column: price", "unknown_label", "maize"),
        ("crop,price\nwheat,2\nwheat,3\n", "by: {crops: crop}, column: price", "row_twice", "table.csv:3"),
        ("crop,price\nwheat,2\ncorn,cheap\n", "by: {crops: crop}, column: price", "not_a_number", "cheap"),
        ("crop,price\nwheat,2\ncorn,\n", "by: {crops: crop}, column: price", "value_missing", "corn"),
        ("crop,price\nwheat,2\n", "by: {crops: crop}, column: price", "value_missing", "corn"),
        ("crop,price\nwheat,2\ncorn,3\n", "by: {crops: crop}, column: cost", "column_missing", "crop, price"),
        ("crop,price\nwheat,2\ncorn,3\n", "column: price", "column_missing", "crops"),
        ("crop,price\nwheat,2\ncorn,3\n", "by: {years: crop}, column: price", "unknown_set", "heading"),
    ],
)
def test_a_table_beside_the_model_is_checked(
    tmp_path: Path, table: str, part: str, code: str, word: str
) -> None:
    """A table's wrong label, double row, bad number, empty cell and missing column are named."""
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    text = GOOD.replace("values: {wheat: 2, corn: 3}", f"file: table.csv, {part}")
    error = refused(tmp_path, text)
    assert error.code == code
    assert word in error.words.en


def test_a_table_stays_in_the_folder(tmp_path: Path) -> None:
    """A model reads tables beside it, never elsewhere on the machine."""
    text = GOOD.replace("values: {wheat: 2, corn: 3}", "file: ../other.csv, column: price")
    assert refused(tmp_path, text).code == "file_elsewhere"
    text = GOOD.replace("values: {wheat: 2, corn: 3}", "file: none.csv, column: price")
    assert refused(tmp_path, text).code == "file_missing"
