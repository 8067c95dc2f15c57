"""The line list on the desk: pages, search, filters, order, files; and settling a disputed onset."""

import base64
import csv
import hashlib
import io
from datetime import date, datetime, timedelta

import pytest

from mutong.desk import exports
from mutong.kernel.period import CHINA
from mutong.records.access import system_viewer
from mutong.records.landing.land import land_rows
from mutong.records.outbreak.models import Case, Contact
from mutong.records.register.models import Fact
from tests.records.small_register import GRID_ONE, OTHER_GRID, PURPOSE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRST = datetime(2022, 8, 1, 9, tzinfo=CHINA)


def list_cases(size: int, **more: object) -> None:
    """Land so many closed cases of new people, one an hour; every third has no onset."""
    rows = [
        {
            "case_id": f"L{i:03d}",
            "name": f"例{i:03d}",
            "birth_date": date(1960, 1, 1) + timedelta(days=i),
            "classification": "confirmed" if i % 2 else "asymptomatic",
            "reported_at": FIRST + timedelta(hours=i),
            "date_onset": date(2022, 7, 30) if i % 3 else None,
            "origin": "local",
            "outcome": "recovered",
            "outcome_at": date(2022, 8, 20),
            "area_code": GRID_ONE,
            **more,
        }
        for i in range(size)
    ]
    landed = land_rows(system_viewer(), "line_list", rows, purpose=PURPOSE)
    assert (landed.new, landed.problems) == (size, [])


def shown(client, **asked: str) -> list[str]:
    """The case ids of a page, in order."""
    page = client.get("/outbreak", asked).content.decode()
    return [part.split('"')[0].rpartition("/")[2] for part in page.split('<th scope="row"><a href="')[1:]]


def test_fifty_cases_a_page_newest_first_and_the_last_page_beyond_the_last(client_of) -> None:
    """A hundred and twenty cases are three pages; a page that is not there is the last."""
    list_cases(120)
    client = client_of("CDC")
    assert shown(client) == [f"L{i:03d}" for i in range(119, 69, -1)]
    assert shown(client, page="3") == [f"L{i:03d}" for i in range(19, -1, -1)]
    assert shown(client, page="99") == shown(client, page="3")


def test_a_page_asks_the_database_as_often_for_fifty_cases_as_for_five(
    client_of, django_assert_max_num_queries
) -> None:
    """No query a row: what is asked for five cases is enough for fifty."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of("CDC")
    list_cases(5)
    client.get("/outbreak")
    with CaptureQueriesContext(connection) as few:
        client.get("/outbreak")
    Case.objects.all().delete()
    list_cases(60)
    with django_assert_max_num_queries(len(few)):
        client.get("/outbreak")


def test_cases_are_found_by_name_id_state_class_origin_and_day(client_of) -> None:
    """Each filter alone and together; what it cannot mean is left aside, a day that is none is told."""
    list_cases(30)
    open_case = {
        "case_id": "OPEN", "person_id": "P1", "classification": "suspected", "reported_at": FIRST, "origin": "unknown",
        "area_code": GRID_ONE,
    }  # fmt: skip
    assert land_rows(system_viewer(), "cases", [open_case], purpose=PURPOSE).new == 1
    client = client_of("CDC")
    assert shown(client, q="例007") == shown(client, q="L007") == shown(client, q="LL-L007") == ["L007"]
    assert shown(client, state="open") == shown(client, origin="unknown") == ["OPEN"]
    assert shown(client, q="试甲", state="ended") == []
    assert shown(client, since="2022-08-02", until="2022-08-02", classification="confirmed") == [
        f"L{i:03d}" for i in range(29, 14, -2)
    ]
    assert len(shown(client, state="nonsense", origin="x", sort="x")) == 31
    page = client.get("/outbreak", {"since": "昨天"}).content.decode()
    assert "昨天" in page and "2022-08-22 的样子" in page
    assert "没有这样的病例" in client.get("/outbreak", {"q": "nobody"}).content.decode()


@pytest.mark.parametrize(
    "column", ["case_id", "person_name", "reported_at", "date_onset", "contacts", "area_code"]
)
def test_every_column_sorts_both_ways_with_the_unknown_last(client_of, column: str) -> None:
    """Up and down are each other's reverse as far as values differ; cases without an onset stand last in both."""
    list_cases(9)
    for i, people in ((2, ("P1", "P2")), (5, ("P1",))):
        for person in people:
            Contact.objects.create(
                case_id=f"L{i:03d}", person_id=person, degree=1, contact_class="close_contact", verdict="yes",
                rule="r", clause="c",
            )  # fmt: skip
    client = client_of("CDC")
    up, down = shown(client, sort=column), shown(client, sort=f"-{column}")
    assert sorted(up) == sorted(down) == [f"L{i:03d}" for i in range(9)]
    if column == "date_onset":
        assert set(up[-3:]) == set(down[-3:]) == {"L000", "L003", "L006"}
    elif column == "contacts":
        assert down[:2] == ["L002", "L005"] and up[-2:] == ["L005", "L002"]
    elif column != "area_code":
        assert down == up[::-1]


def test_the_whole_list_goes_out_with_its_count_and_checksum(client_of, monkeypatch) -> None:
    """Beyond one page, filtered, in the order of the page; long files go out in pieces, with the same headers."""
    list_cases(120)
    client = client_of("CDC")
    for whole in (10**6, 0):
        monkeypatch.setattr(exports, "_SENT_WHOLE", whole)
        answer = client.get("/outbreak?format=csv&sort=case_id&classification=confirmed")
        content = answer.getvalue()
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == [f"L{i:03d}" for i in range(1, 120, 2)]
        assert (answer["X-Row-Count"], answer["Content-Length"]) == ("60", str(len(content)))
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert answer["Repr-Digest"] == f"sha-256=:{digest}:"
        assert answer.streaming == (whole == 0)


def test_another_county_s_cases_are_not_in_the_list(client_of) -> None:
    """Neither on the page, nor in the file, nor by search."""
    list_cases(3, area_code=OTHER_GRID)
    client = client_of("CDC")
    assert shown(client) == shown(client, q="例001") == []
    assert client.get("/outbreak?format=csv")["X-Row-Count"] == "0"


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "发病日期说法不一"), ("en", "Sources differ on the day of onset")]
)
def test_a_disputed_onset_is_shown_found_and_settled(client_of, language: str, said: str) -> None:
    """Both days with their sources on the case's page, a filter that finds the case, and a decision that ends it."""
    row = {
        "case_id": "C1", "person_id": "P1", "classification": "confirmed", "origin": "local", "area_code": GRID_ONE,
        "reported_at": datetime(2022, 8, 20, 9, tzinfo=CHINA), "date_onset": date(2022, 8, 18),
    }  # fmt: skip
    land_rows(system_viewer(), "cases", [row], purpose=PURPOSE)
    land_rows(
        system_viewer(),
        "line_list",
        [row | {"date_onset": date(2022, 8, 15), "source": "employer"}],
        purpose=PURPOSE,
    )
    client = client_of("CDC", language)
    page = client.get("/outbreak/case/C1").content.decode()
    assert said in page and 'value="2022-08-15"' in page and 'value="2022-08-18"' in page
    assert shown(client, state="two_onsets") == ["C1"]
    empty = client.post("/outbreak/case/C1/onset", {}, follow=True).content.decode()
    assert said in empty and Case.objects.get().date_onset == date(2022, 8, 18)
    settled = client.post("/outbreak/case/C1/onset", {"day": "2022-08-15"}, follow=True).content.decode()
    assert said not in settled and Case.objects.get().date_onset == date(2022, 8, 15)
    assert shown(client, state="two_onsets") == []
    told = {(fact.value, fact.source) for fact in Fact.objects.filter(fact="symptom_onset_on")}
    assert told == {
        ("2022-08-15", "employer"),
        ("2022-08-18", "case_report"),
        ("2022-08-15", "onset_settled"),
    }


def test_whoever_may_not_report_may_not_settle(client_of) -> None:
    """A community secretary neither sees the form nor gets past it."""
    row = {
        "case_id": "C1", "person_id": "P1", "classification": "confirmed", "origin": "local", "area_code": GRID_ONE,
        "reported_at": datetime(2022, 8, 20, 9, tzinfo=CHINA), "date_onset": date(2022, 8, 18),
    }  # fmt: skip
    land_rows(system_viewer(), "cases", [row], purpose=PURPOSE)
    assert client_of("SEC").post("/outbreak/case/C1/onset", {"day": "2022-08-15"}).status_code == 403
    assert Case.objects.get().date_onset == date(2022, 8, 18)
