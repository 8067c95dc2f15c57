"""The file of candidate businesses: signed, with conditions that are cited or open, and refused by line where wrong."""

from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.village.options.businesses import load_businesses
from mutong.village.options.results import OPEN
from tests.village.village_numbers import sample

SHIPPED = deployment_folder() / "village"


def copied(folder: Path, changes: dict[str, str]) -> Path:
    """The sample's two files with pieces of text replaced."""
    for name in ("businesses.csv", "business_conditions.csv"):
        text = (SHIPPED / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_sample_village_has_candidates_with_cited_conditions() -> None:
    """At least three; each is signed, has risks and numbers in the files, and says what nobody knows as open."""
    found = load_businesses()
    assert len(found) >= 3
    for one in found:
        assert one.risks and one.conditions and one.post.zh
        assert f"{one.numbers_of}.cash_cost" in sample() and f"{one.product}.price" in sample()
        assert all(c.citation.zh and c.citation.en and c.asked_of.zh for c in one.conditions)
        assert any(c.state == OPEN for c in one.conditions), one.code
    assert all(c.state == OPEN for one in found for c in one.conditions if c.grade == "NV")


def test_a_village_without_the_file_has_no_candidates(tmp_path: Path) -> None:
    """Nothing is compared but staying as now."""
    assert load_businesses(tmp_path) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({",mu,60,": ",mu,none,"}, "scale"),
        ({",mu,60,": ",mu,-3,"}, "scale"),
        ({",mu,60,": ",acre,60,"}, "unit"),
        ({"committee,2022-08-10": "committee,"}, "signed_at"),
        ({"样例村村民委员会,": ","}, "post_zh"),
        ({"silage_sold": "millet_contract"}, "code"),
        ({"not_basic": "swamp"}, "land_kind"),
        ({",open,": ",fine,"}, "state"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, str], told: str) -> None:
    """File, line, column and value are said, with what would be right."""
    with pytest.raises(MutongError) as refused:
        load_businesses(copied(tmp_path, change))
    assert refused.value.fields["column"] == told and refused.value.fields["line"] >= 2


def test_a_condition_of_no_business_is_named(tmp_path: Path) -> None:
    """A code with a slip of the pen would lose a condition: refused."""
    copied(tmp_path, {})
    path = tmp_path / "business_conditions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("walnut,", "walnuts,"), encoding="utf-8")
    with pytest.raises(MutongError, match="walnuts"):
        load_businesses(tmp_path)
