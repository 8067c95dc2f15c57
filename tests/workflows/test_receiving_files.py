"""Files that people send: counted, landed once, followed up at once; a killed import is run again to the same end."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.records.access import system_viewer
from mutong.records.duties.models import Duty
from mutong.records.outbreak.models import Case, Contact
from mutong.records.register.models import Event, Fact, Person
from mutong.workflows.receiving import receive_file

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PURPOSE = "test"


def write(path: Path, *rows: list[str], encoding: str = "utf-8") -> Path:
    """A CSV file with these rows, the heading first."""
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def test_the_same_file_lands_once(sample, tmp_path):
    """Sent again, a file says that it landed before and changes nothing."""
    person = Person.objects.first().person_id
    path = write(
        tmp_path / "facts.csv",
        ["subject_kind", "subject_id", "fact", "state", "value", "valid_from", "recorded_at", "source"],
        ["person", person, "pregnant", "known", "yes", "2022-08-20", "2022-08-21 10:00", "clinic"],
    )

    first = receive_file(system_viewer("test"), path, "facts", purpose=PURPOSE)
    again = receive_file(system_viewer("test"), path, "facts", purpose=PURPOSE)

    assert (first.rows_in, first.rows_landed, first.again) == (1, 1, False)
    assert (again.rows_in, again.rows_landed, again.again) == (1, 1, True)
    assert Fact.objects.filter(subject_id=person, fact="pregnant").count() == 1


def test_good_rows_land_and_each_bad_one_is_named(sample, tmp_path):
    """In a GB18030 sheet with four faults, counts add up and every fault has row, column, value and remedy."""
    person = Person.objects.first().person_id
    path = write(
        tmp_path / "事实.csv",
        ["对象类别", "对象编号", "事实", "状态", "值", "生效", "记录时间", "来源"],
        ["person", person, "pregnant", "known", "yes", "2022年8月20日", "2022-08-21 10:00", "门诊"],
        ["person", "nobody", "pregnant", "known", "yes", "2022-08-20", "2022-08-21 10:00", "门诊"],
        ["person", person, "no_such", "known", "yes", "2022-08-20", "2022-08-21 10:00", "门诊"],
        ["person", person, "alive", "known", "yes", "8月20日", "2022-08-21 10:00", "门诊"],
        ["person", person, "alive", "known", "yes", "2022-08-20", "2031-01-01 10:00", "门诊"],
        encoding="gb18030",
    )

    report = receive_file(
        system_viewer("test"), path, "facts", purpose=PURPOSE, rejects=tmp_path / "rejects.csv"
    )

    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (5, 1, 4)
    assert sorted(problem.row for problem in report.problems) == [3, 4, 5, 6]
    assert all(problem.remedy.zh and problem.remedy.en for problem in report.problems)
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 4


def test_an_empty_file_is_refused_and_nothing_lands(sample, tmp_path):
    """A file without rows or heading is a clear refusal."""
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")

    with pytest.raises(MutongError) as refused:
        receive_file(system_viewer("test"), path, "facts", purpose=PURPOSE)

    assert refused.value.words.zh and refused.value.words.en


def test_a_positive_sent_in_as_a_file_is_traced_at_once(sample, tmp_path):
    """A case that arrives by import has its contacts listed and its household's duties given out."""
    known = set(Case.objects.values_list("person_id", flat=True))
    home = next(
        c.person
        for c in Contact.objects.filter(contact_class="close_contact", verdict="yes").order_by("person_id")
        if c.person_id not in known
    )
    now, onset = clock.now(), clock.today() - timedelta(days=1)
    path = write(
        tmp_path / "cases.csv",
        ["case_id", "person_id", "classification", "reported_at", "date_onset", "origin", "area_code"],
        [
            "C9",
            home.person_id,
            "confirmed",
            now.isoformat(),
            str(onset),
            "local",
            home.area_code,
        ],
    )

    report = receive_file(system_viewer("test"), path, "cases", purpose=PURPOSE)

    assert report.rows_landed == 1
    assert Contact.objects.filter(case_id="C9").exists()
    assert Event.objects.filter(subject_id=home.person_id, kind="case_reported").exists()
    running = Duty.objects.filter(subject_id=home.person_id, state="open")
    assert set(running.values_list("protocol", flat=True)) >= {"case"}
    assert not running.filter(protocol="close_contact").exists()


@pytest.mark.slow
def test_an_import_killed_half_way_is_run_again_to_the_same_end(tmp_path):
    """Killed in the middle, the same file sent again lands every row once, in a register of its own."""
    path = write(
        tmp_path / "places.csv",
        ["place_id", "name", "kind", "area_code"],
        *[[f"S{i:06d}", f"场所{i}", "shop", "14"] for i in range(120_000)],
    )
    areas = write(
        tmp_path / "top.csv", ["area_code", "name", "level", "parent_code"], ["14", "山西省", "province", ""]
    )
    environment = {**os.environ, "MUTONG_VAR": str(tmp_path / "var"), "MUTONG_DATABASE_URL": ""}
    command = [str(Path(sys.executable).parent / "mutong"), "import"]
    subprocess.run([*command, str(areas), "--as", "areas"], env=environment, check=True, capture_output=True)

    killed = subprocess.Popen(
        [*command, str(path), "--as", "places"], env=environment, stderr=subprocess.DEVNULL
    )
    database = tmp_path / "var" / "mutong.sqlite3-wal"
    begun = time.monotonic()
    while killed.poll() is None and time.monotonic() - begun < 60:
        if database.exists() and database.stat().st_size > 1_500_000:
            break
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    again = subprocess.run(
        [*command, str(path), "--as", "places", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    third = subprocess.run(
        [*command, str(path), "--as", "places", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )

    assert killed.returncode == -signal.SIGKILL
    assert '"rows_landed": 120000' in again.stdout
    assert '"again": true' in third.stdout


def test_stays_land_in_the_store_and_unknown_people_are_named(sample, tmp_path):
    """A sheet of stays adds what is new to the store; a stay of nobody known is a reject, not a loss."""
    from mutong.outbreak.stays import StayStore
    from mutong.records.outbreak.movement import stays_folder

    person = Person.objects.first().person_id
    before = len(StayStore(stays_folder()))
    path = write(
        tmp_path / "stays.csv",
        ["person_id", "place_id", "arrived_at", "left_at", "certainty", "source"],
        [person, "TRAIN-0817", "2022-08-10 10:00", "", "stated", "interview"],
        [person, "TRAIN-0817", "2022-08-11 10:00", "2022-08-11 11:00", "stated", "interview"],
        ["nobody", "TRAIN-0817", "2022-08-11 10:00", "2022-08-11 11:00", "stated", "interview"],
        [person, "TRAIN-0817", "2022-08-12 10:00", "2022-08-12 09:00", "stated", "interview"],
    )

    report = receive_file(system_viewer("test"), path, "stays", purpose=PURPOSE)

    assert (report.rows_in, report.rows_landed, report.rows_rejected) == (4, 2, 2)
    assert {problem.row for problem in report.problems} == {4, 5}
    assert len(StayStore(stays_folder())) == before + 2
