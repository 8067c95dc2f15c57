"""The situation on the desk: who may see it, what it says, that every picture has its table, what few cases give."""

import csv
import io
import re

import pytest

from mutong.records.audit.models import AuditLine
from mutong.records.duties.models import Duty
from mutong.records.outbreak.models import Case
from mutong.workflows.closing import DutyDone, StopDeed, close_stop
from tests.desk.made_up_cases import import_cases, made_up_cases
from tests.records.small_register import GRID_ONE, GRID_TWO, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = "/outbreak/situation"
TABLES = ("figures", "curve", "rt", "forecast", "areas", "chains", "steps")
REPORT = {
    "find": "试甲", "person_id": "P1", "classification": "confirmed", "origin": "local", "date_onset": "2022-08-20",
    "date_specimen": "", "isolated_at": "",
}  # fmt: skip


@pytest.fixture
def outbreak(register: None, tmp_path) -> list[dict[str, object]]:
    """Some two hundred cases, growing."""
    rows = made_up_cases()
    import_cases(tmp_path, rows)
    return rows


def table(client, name: str, query: str = "") -> list[list[str]]:
    """The rows of one of the page's tables, as its CSV file holds them."""
    answer = client.get(f"{PAGE}?format=csv&list={name}{query}")
    assert answer.status_code == 200
    assert f"situation-{name}" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_growing_outbreak_is_told_in_pictures_and_tables(client_of, outbreak) -> None:
    """Spread is faster than control; each of the three pictures is drawn for desk and phone, named, with its table."""
    answer = client_of("CDC", "en").get(PAGE)
    text, page = answer.content.decode(), answer.context["page"]

    assert answer.status_code == 200
    assert "Spread is faster than control" in text
    assert "the whole interval lies above 1" in page["control"].why.en
    for kind in ("cases", "number", "forecast"):
        for room in ("wide", "narrow"):
            assert text.count(f'aria-labelledby="{kind}-{room}-t {kind}-{room}-d"') == 1
    assert text.count('<svg class="curve') == text.count("<desc id=") == 6
    for section in re.findall(r"<section.*?</section>", text, re.S):
        if '<svg class="curve' in section:
            inside = section.partition("<details>")[2]
            assert "<table" in inside
            assert "format=csv" in inside
            assert "format=xlsx" in inside
    assert "Words(" not in text
    assert "style=" not in text.partition("<main")[2]


def test_the_numbers_are_those_of_the_cases(client_of, outbreak) -> None:
    """The curve's table adds up to the cases with an onset, areas and chains to all cases of the county."""
    client = client_of("CDC", "en")
    own = [row for row in outbreak if str(row["area_code"]).startswith("140109")]
    curve = table(client, "curve")
    assert sum(int(row[1]) for row in curve[1:]) == sum(bool(row["date_onset"]) for row in own)
    by_report = table(client, "curve", "&by=report")
    assert sum(int(row[1]) for row in by_report[1:]) == len(own)
    for name in ("areas", "chains"):
        assert sum(int(row[1]) for row in table(client, name)[1:]) == len(own)
    figures = {row[0]: row for row in table(client, "figures")[1:]}
    assert figures["cases"][1] == f"{len(own)} cases"
    assert figures["reproduction number, latest window"][2]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("形势", "传播快于控制", "流行曲线", "95% 区间", "依据数", "Cori 等 2013", "每一步用了多久")),
        ("en", ("Situation", "Epidemic curve", "95 % interval", "Cori et al. 2013", "How long each step takes")),
    ],
)  # fmt: skip
def test_the_page_and_its_files_speak_both_languages(client_of, outbreak, language: str, said) -> None:
    """Page and files in the language of the request; every table comes as CSV and as a workbook."""
    client = client_of("CDC", language)
    text = client.get(PAGE).content.decode()
    assert [one for one in said if one not in text] == []
    for name in TABLES:
        headings = table(client, name)[0]
        chinese = any(re.search(r"[\u4e00-\u9fff]", one) for one in headings)
        assert chinese == (language == "zh"), headings
        assert client.get(f"{PAGE}?format=xlsx&list={name}").content[:2] == b"PK"
    assert client.get(f"{PAGE}?format=csv&list=nothing").status_code == 404


def test_an_area_below_and_a_day_before(client_of, outbreak) -> None:
    """A grid shows its own cases only; an earlier day shows only what was reported by then."""
    client = client_of("CDC", "en")
    for grid in (GRID_ONE, GRID_TWO):
        figures = {row[0]: row[1] for row in table(client, "figures", f"&area={grid}")[1:]}
        assert figures["cases"] == f"{sum(row['area_code'] == grid for row in outbreak)} cases"
    answer = client.get(f"{PAGE}?day=2022-08-10")
    known = [row for row in outbreak if row["area_code"] in (GRID_ONE, GRID_TWO)]
    told = sum(str(row["reported_at"]) < "2022-08-11" for row in known)
    assert f">{told} cases<" in answer.content.decode()
    assert "No case in" in client.get(f"{PAGE}?day=2022-07-01").content.decode()


@pytest.mark.parametrize("post", ["GW1", "SEC", "TLD", "HOS", "TCA"])
def test_whoever_may_not_read_the_line_list_is_refused(client_of, outbreak, post: str) -> None:
    """As on the outbreak page: refused, and the refusal is on record."""
    client = client_of(post)
    assert client.get("/outbreak").status_code == 403
    before = AuditLine.objects.filter(outcome="refused").count()
    assert client.get(PAGE).status_code == 403
    assert AuditLine.objects.filter(outcome="refused").count() == before + 1


def test_another_area_is_refused(client_of, outbreak) -> None:
    """Another county's investigator sees that county's cases and nothing of this one, by address either."""
    other = client_of("INV9", "en")
    here = sum(row["area_code"] not in (GRID_ONE, GRID_TWO) for row in outbreak)
    assert {row[0]: row[1] for row in table(other, "figures")[1:]}["cases"] == f"{here} cases"
    for area in ("140109", GRID_ONE, "14", "0", "nowhere"):
        assert other.get(f"{PAGE}?area={area}").status_code == 403


def test_the_reading_is_on_record_once_with_its_purpose(client_of, outbreak) -> None:
    """One line for one look, with the area and the purpose, without a value."""
    client_of("CDC").get(f"{PAGE}?area={GRID_ONE}")
    line = AuditLine.objects.get(purpose__contains="查看疫情形势")
    assert (line.action, line.outcome) == ("read_situation", "done")
    assert line.query == f"area=140109; situation of {GRID_ONE}"
    assert line.count >= Case.objects.filter(area_code__startswith="140109").count()


@pytest.mark.parametrize(
    ("asked", "said"), [("day=yesterday", "不是日期"), ("day=2022-99-99", "不是日期"), ("day=2023-01-01", "还没有到")]
)  # fmt: skip
def test_a_day_that_cannot_be_is_told(client_of, outbreak, asked: str, said: str) -> None:
    """A broken day or a day to come gives a message, no file, and nobody's rows are read."""
    client = client_of("CDC")
    for more in ("", "&format=csv"):
        answer = client.get(f"{PAGE}?{asked}{more}")
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert not AuditLine.objects.filter(action="read_situation").exists()


def test_without_a_case_the_page_says_so(client_of) -> None:
    """No case: words and the way to a report, no picture, no error, nothing to export."""
    answer = client_of("CDC", "en").get(PAGE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "No case in" in text
    assert "/outbreak/report" in text
    assert '<svg class="curve' not in text
    assert client_of("CDC").get(f"{PAGE}?format=csv").status_code == 200


def test_few_cases_say_what_is_needed(client_of) -> None:
    """One case: a curve, no reproduction number, what it takes, and the steps that have begun with who still waits."""
    client = client_of("CDC", "en")
    client.post("/outbreak/report", REPORT)
    text = client.get(PAGE).content.decode()
    assert "Whether control is faster than spread cannot be told" in text
    assert "There is no reproduction number" in text
    assert "It takes 10 pairs of infector and infectee" in text
    assert "No serial interval" in text
    assert text.count('<svg class="curve') == 2
    steps = {row[0]: row for row in table(client, "steps")[1:]}
    interview = steps["Interview (core information)"]
    assert interview[3:6] == ["0", "none done yet", "none done yet"]
    assert interview[7] == "1"
    assert steps["From the report to being put on record"][3] == "1"


def test_a_deed_shows_in_the_time_of_its_step(client_of) -> None:
    """When a step is done it waits no more, and its time stands there."""
    client = client_of("CDC", "en")
    client.post("/outbreak/report", REPORT)
    duty = Duty.objects.get(subject_id="P1", step="interview")
    close_stop(viewer_of(duty.post_id), StopDeed("t1", (DutyDone(duty.pk),), ()), purpose="test")
    interview = next(row for row in table(client, "steps")[1:] if row[0].startswith("Interview"))
    assert interview[3:8] == ["1", "0 min", "0 min", "no limit in force", "0"]


def test_the_outbreak_page_leads_there(client_of) -> None:
    """Whoever sees the line list has the link."""
    assert f'href="{PAGE}"' in client_of("CDC").get("/outbreak").content.decode()
