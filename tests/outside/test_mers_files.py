"""The MERS line list and contact links (Korea 2015) through the ordinary import."""

import os
from collections import Counter
from pathlib import Path

import pytest

from mutong.kernel.folders import deployment_folder
from mutong.register.folder import import_file
from mutong.tables.frames import read_table, rows_of
from mutong.tables.mapping import find_mapping

FOLDER = Path(os.environ.get("MUTONG_OUTSIDE_DATA") or Path(__file__).parents[3] / "shared" / "data")
MERS = FOLDER / "mers_korea_2015"
MAPPINGS = (deployment_folder().parent / "mappings",)

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(not MERS.is_dir(), reason=f"no outside data: {MERS} is absent"),
]


def test_line_list_and_links_land_whole(tmp_path: Path) -> None:
    """162 cases and 98 links land, none rejected; out-degrees and serial interval are as printed."""
    cases = import_file(
        MERS / "mers_korea_2015__linelist.csv", "cases", tmp_path, find_mapping("mers-linelist", MAPPINGS)
    )
    links = import_file(
        MERS / "mers_korea_2015__contacts.csv", "links", tmp_path, find_mapping("mers-contacts", MAPPINGS)
    )
    assert (cases.landed, cases.rejected, cases.warnings) == (162, 0, 0)
    assert (links.landed, links.rejected, links.warnings) == (98, 0, 0)
    onset = {r["case_id"]: r["date_onset"] for r in rows_of(read_table(tmp_path, "cases"))}
    rows = rows_of(read_table(tmp_path, "links"))
    assert Counter(r["infector"] for r in rows).most_common(3) == [("SK_14", 38), ("SK_1", 26), ("SK_16", 21)]
    gaps = [(onset[r["infectee"]] - onset[r["infector"]]).days for r in rows]
    assert (len(gaps), round(sum(gaps) / len(gaps), 3)) == (98, 14.469)
