"""What rules mean: lags, conditions, subsets, circles of months, values before the first, tables beside the model."""

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from mutong.kernel.errors import MutongError
from mutong.village.models import lp_library
from mutong.village.models.building import build
from mutong.village.models.reading import read_model
from mutong.village.models.units import read_unit, unit_text
from tests.village.models.stating import model_file, solved

SETS = """\
model: rules
sets:
  months: {labels: [jan, feb, mar, apr], cyclic: true}
  spring: {labels: [feb, mar], within: months}
  years: {range: [1, 4]}
  crops: [wheat, corn, beets]
  cereals: {labels: [wheat, corn], within: crops}
parameters:
  n: {index: [years], values: [1, 2, 4, 8]}
  p: {index: [crops], values: {wheat: 3, corn: 5, beets: 7}}
  zero: 0
variables:
  q: {for: y in years, upper: 1000}
  idle: {upper: 0}
"""


def value(folder: Path, rule: str) -> float:
    """What a rule without variables comes to."""
    text = f'{SETS}expressions: {{x: "{rule}"}}\nobjectives: {{least: {{minimise: idle}}}}\n'
    return float(solved(folder, text).expression("x"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", 6.5),
        ("-2 ** 2 + abs(0 - 3) + max(1, 5, 2) - min(4, 2)", 2.0),
        ("sum(n[y] for y in years)", 15),
        ("sum(n[y] for y in years if y > 1)", 14),
        ("sum(n[y] for y in years if 1 < y <= 3)", 6),
        ("sum(n[y] for y in years if y == first(years) or y == last(years))", 9),
        ("sum(n[y] for y in years if not y in (2, 3))", 9),
        ("sum(n[y-1] for y in years if y > 1)", 7),
        ("sum(n[y] - n[y-1] for y in years if y - 1 >= 1)", 7),
        ("sum(y * n[y] for y in years)", 1 + 4 + 12 + 32),
        ("sum(n[y] * p[c] for y in years for c in crops)", 15 * 15),
        ("sum(n[y] * n[z] for y in years for z in years if z < y)", 2 + 4 * 3 + 8 * 7),
        ("sum(n[y] * n[z] for y in years for z in years if z == y - 1)", 2 + 8 + 32),
        ("sum(1 for c in crops)", 3),
        ("sum(p[c] for c in cereals)", 8),
        ("sum(p[c] for c in crops if c not in cereals)", 7),
        ("sum(p[c] for c in crops if c != 'corn')", 10),
        ("sum(p[c] for c in crops if p[c] >= 5)", 12),
        ("sum((p[c] if c in cereals else 100) for c in crops)", 108),
        ("sum((n[y-1] if y > 1 else 50) for y in years)", 57),
        ("sum(n[y] / (y - 1) for y in years if y > 1)", 2 + 2 + 8 / 3),
        ("n[first(years)] + 10 * n[last(years)] + 100 * n[2]", 281),
        ("sum(1 for m in months if m in spring and m > 'feb')", 1),
        ("sum(1 for m in months for k in months if m - 1 == k)", 4),
        ("last(years) - first(years)", 3),
        ("n[1] ≤ 2 and 1 or 3", None),
    ],
)
def test_a_rule_means_what_it_says(tmp_path: Path, rule: str, expected: float | None) -> None:
    """Each form of the language, worked out by hand; a truth value is no quantity."""
    if expected is None:
        with pytest.raises(MutongError):
            value(tmp_path, rule)
    else:
        assert value(tmp_path, rule) == pytest.approx(expected)


def test_january_follows_december(tmp_path: Path) -> None:
    """In a cyclic set the month before the first is the last: the least store that ends as it begins."""
    plan = solved(
        tmp_path,
        """
model: store
sets: {months: {labels: [jan, feb, mar, apr], cyclic: true}}
parameters:
  grown: {index: [months], values: [0, 0, 12, 0]}
variables:
  store: {for: m in months}
constraints:
  carried: {for: m in months, rule: "store[m] = store[m-1] + grown[m] - 3"}
objectives: {least: {minimise: "sum(store[m] for m in months)"}}
""",
    )
    assert plan.values("store") == pytest.approx([3, 0, 9, 6])


def test_a_variable_exists_only_where_it_may(tmp_path: Path) -> None:
    """`if` at a variable leaves elements out; asking for one that is not there is refused, not read as zero."""
    text = """
model: lots
sets: {plots: [a, b], crops: [wheat, rice]}
parameters:
  wet: {index: [plots], values: {a: 1, b: 0}}
variables:
  area: {for: "p in plots, c in crops", if: "c == 'wheat' or wet[p] > 0", upper: 5}
objectives: {all: {maximise: "sum(area[p, c] for p in plots for c in crops%s)"}}
"""
    plan = solved(tmp_path, text % " if c == 'wheat' or wet[p] > 0")
    assert plan.objective == pytest.approx(15)
    assert np.isnan(plan.values("area")).tolist() == [[False, False], [False, True]]
    with pytest.raises(MutongError) as caught:
        solved(tmp_path, text % "")
    assert caught.value.code == "no_such_element"
    assert "p = b, c = rice" in caught.value.words.en


def test_a_subset_goes_by_labels_not_by_place(tmp_path: Path) -> None:
    """A variable over a subset meets a parameter over the whole set by label, whatever the order of writing."""
    plan = solved(
        tmp_path,
        """
model: subset
sets:
  crops: [beets, corn, wheat]
  cereals: {labels: [wheat, corn], within: crops}
parameters:
  price: {index: [crops], values: {wheat: 1, corn: 100, beets: 10000}}
  most: {index: [cereals], values: {wheat: 7, corn: 2}}
variables:
  sold: {for: c in cereals, upper: "most[c]"}
objectives: {income: {maximise: "sum(price[c] * sold[c] for c in cereals)"}}
""",
    )
    assert plan.objective == pytest.approx(207)


def test_whole_numbers_are_whole(tmp_path: Path) -> None:
    """An integer variable is rounded by the plan, not after it: 2 and 0, where fractions would give 1.5 and 1."""
    text = """
model: knapsack
variables:
  a: {kind: %s}
  b: {kind: %s}
constraints: {room: "4 * a + 3 * b <= 9", few: "a + 2 * b <= 4"}
objectives: {worth: {maximise: "5 * a + 3 * b"}}
"""
    whole = solved(tmp_path, text % ("integer", "integer"))
    assert (whole.objective, float(whole.values("a"))) == pytest.approx((10, 2))
    assert solved(tmp_path, text % ("continuous", "continuous")).objective == pytest.approx(11.25)


def test_tables_lie_beside_the_model(tmp_path: Path) -> None:
    """The same numbers from a long table, a wide one in GB18030 and a workbook; sets from a column."""
    (tmp_path / "long.csv").write_text(
        "作物,年,单价\n小麦,1,2\n小麦,2,3\n玉米,1,4\n玉米,2,5\n", encoding="utf-8"
    )
    (tmp_path / "wide.csv").write_text("作物,1,2\n玉米,4,5\n小麦,2,3\n", encoding="gb18030")
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        sheet = book.add_worksheet("价")
        for row, cells in enumerate([("作物", "1", "2"), ("小麦", 2, 3), ("玉米", 4, 5)]):
            sheet.write_row(row, 0, cells)
    path = model_file(
        tmp_path,
        """
model: 表
sets:
  作物: {file: long.csv, column: 作物}
  年: {range: [1, 2]}
parameters:
  long: {index: [作物, 年], file: long.csv, column: 单价}
  wide: {index: [作物, 年], file: wide.csv, across: 年}
  book: {index: [作物, 年], file: book.xlsx, sheet: 价, across: 年}
variables: {面积: {for: c in 作物, upper: 1}}
objectives: {收入: {maximise: "sum(long[c, 1] * 面积[c] for c in 作物)"}}
""",
    )
    model = read_model(path)
    assert model.sets["作物"].labels == ("小麦", "玉米")
    for name in ("long", "wide", "book"):
        assert model.parameters[name].values.tolist() == [[2, 3], [4, 5]]


def test_a_default_is_stated_never_assumed(tmp_path: Path) -> None:
    """Cells that nobody filled take the default that the parameter states."""
    text = """
model: sparse
sets: {crops: [wheat, corn]}
parameters:
  price: {index: [crops], values: {wheat: 2}, default: 0.5}
variables: {sold: {for: c in crops, upper: 1}}
objectives: {income: {maximise: "sum(price[c] * sold[c] for c in crops)"}}
"""
    assert solved(tmp_path, text).objective == pytest.approx(2.5)


def test_units_are_read_and_told() -> None:
    """Products, quotients and powers of names; what is no unit is None."""
    assert read_unit("yuan/mu/year") == read_unit("yuan/year/mu") == read_unit("yuan*mu^-1/year")
    assert unit_text(read_unit("kg*head/day")) == "head·kg/day"
    assert read_unit("t·km/t") == read_unit("km")
    assert read_unit("1") == read_unit("") == ()
    assert (read_unit("/mu"), read_unit("kg//mu"), read_unit("kg*")) == (None, None, None)


def test_linopy_is_strict() -> None:
    """Importing the wrapper sets linopy's strict semantics, and two arrays with other labels are not added by place."""
    assert lp_library.linopy.options["semantics"] == "v1"
    program = lp_library.linopy.Model()
    x = program.add_variables(coords={"k": ["a", "b"]}, dims=["k"], name="x")
    other = lp_library.xarray.DataArray([1.0, 2.0], coords={"k": ["b", "c"]}, dims=["k"])
    with pytest.raises(ValueError):
        x * other


def test_a_large_model_is_built_quickly_by_arrays(tmp_path: Path) -> None:
    """A hundred thousand variables make as few blocks as the file states; nothing is built one by one."""
    text = """
model: large
sets: {months: {range: [1, 50]}, classes: {range: [1, 20]}, feeds: {range: [1, 100]}}
parameters: {energy: {for: f in feeds, rule: 4 + f / 10}}
variables: {fed: {for: "m in months, c in classes, f in feeds"}}
constraints: {needs: {for: "m in months, c in classes", rule: "sum(energy[f] * fed[m, c, f] for f in feeds) >= m + c"}}
objectives: {least: {minimise: "sum(fed[m, c, f] for m in months for c in classes for f in feeds)"}}
"""
    built = build(read_model(model_file(tmp_path, text)))
    assert [block.labels.size for block in (*built.columns, *built.rows)] == [100_000, 1_000]
