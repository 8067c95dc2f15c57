"""The screen on Spark finds what the screen on arrays finds, row for row."""

import subprocess
import sys

import pytest

from mutong.standards.screening_files import screen_files
from tests.engines.conftest import KNOWN_AT, ON
from tests.engines.findings import in_order


@pytest.mark.spark
@pytest.mark.slow
def test_spark_finds_what_arrays_find(sample_register, screened_packs, sample_choices, tmp_path):
    """Verdicts, amounts, reasons, used and missing facts are the same on both, for rules about relatives too."""
    found = {}
    for engine, people_at_once in (("arrays", 5_000), ("spark", 700)):
        output = tmp_path / f"{engine}.parquet"
        done = screen_files(
            sample_register,
            screened_packs,
            sample_choices,
            output,
            on=ON,
            known_at=KNOWN_AT,
            refusals=True,
            people_at_once=people_at_once,
            engine=engine,
        )
        found[engine] = in_order(output)
        assert done.findings == len(found[engine])

    assert found["spark"] == found["arrays"]
    assert {row["verdict"] for row in found["spark"]} == {"yes", "no", "unknown"}
    assert {path.name for path in tmp_path.iterdir()} == {"arrays.parquet", "spark.parquet"}


def test_without_the_extra_the_command_says_what_to_install(sample_register, tmp_path):
    """Where pyspark is not installed, --engine spark ends with exit code 2 and the way out, and writes nothing."""
    words = ["screen", "--register", str(sample_register), "--packs", "cn-sx-ty", "--on", "2022-08-22"]
    words += ["--engine", "spark", "--lang", "en", "-o", str(tmp_path / "findings.parquet")]
    lines = f"import sys; sys.modules['pyspark'] = None; from mutong.cli.main import main; sys.exit(main({words!r}))"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)

    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "mutong[spark]" in done.stderr
    assert "Traceback" not in done.stderr
