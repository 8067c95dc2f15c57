"""The search for the source on the desk: who may look, what is on record, the places ranked, one case's sources."""

import csv
import io
import shutil
from datetime import datetime, timedelta

import pytest

from mutong.kernel.period import CHINA
from mutong.outbreak.stays import StayStore
from mutong.records.access import system_viewer
from mutong.records.audit.models import AuditLine
from mutong.records.landing.land import land_rows
from mutong.records.outbreak.models import Case, Contact
from mutong.records.outbreak.movement import stays_folder
from tests.desk.made_up_cases import import_cases
from tests.records.small_register import GRID_ONE, GRID_TWO, PURPOSE, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = "/outbreak/sources"
DAYS = "days_from=7&days_to=1"
PEOPLE = [f"MP{k:04}" for k in range(1, 7)]
DINNER = datetime(2022, 8, 15, 18, tzinfo=CHINA)


def case_row(number: int, **more: str) -> dict[str, object]:
    """The case of the person of that number, who fell ill on the 18th."""
    return {
        "case_id": f"M{number:04}", "person_id": f"MP{number:04}", "classification": "confirmed",
        "reported_at": "2022-08-20T08:00+08:00", "date_onset": "2022-08-18", "origin": "unknown",
        "source_case_id": "", "outcome": "", "area_code": GRID_ONE,
    } | more  # fmt: skip


@pytest.fixture
def outbreak(register: None, tmp_path):
    """Six cases: four ate together on the 15th, the fifth was infected by the first, the sixth has recovered."""
    rows = [case_row(k) for k in range(1, 5)]
    rows[3]["area_code"] = GRID_TWO
    rows.append(case_row(5, source_case_id="M0001", origin="local", date_onset="2022-08-20"))
    rows.append(case_row(6, outcome="recovered"))
    import_cases(tmp_path, rows)
    places = rows_of("place_id name kind area_code", ("R1", "面馆", "restaurant", GRID_ONE))
    assert land_rows(system_viewer("test"), "places", places, purpose=PURPOSE).problems == []
    stays = [(one, "R1", DINNER, DINNER + timedelta(hours=1)) for one in PEOPLE[:4]]
    stays += [("MP0001", "S1", DINNER + timedelta(days=1), None)]
    stays += [("MP0005", "S1", DINNER + timedelta(days=1), DINNER + timedelta(days=1, hours=1))]
    for k in range(60):
        stays.append((f"X{k}", "S1", DINNER - timedelta(hours=k), DINNER - timedelta(hours=k - 1)))
    names = ("person_id", "place_id", "arrived_at", "left_at")
    StayStore.build(stays_folder(), {name: [row[i] for row in stays] for i, name in enumerate(names)})
    yield
    shutil.rmtree(stays_folder())


def sheet(client, query: str) -> list[list[str]]:
    """A table as its CSV file holds it."""
    answer = client.get(f"{PAGE}?{query}&format=csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_nothing_is_read_before_cases_are_picked(client_of, outbreak) -> None:
    """The empty form says that looking is on record; no movement is opened; the lists hold the open cases."""
    answer = client_of("INV", "en").get(PAGE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Pick cases first" in text
    assert "No standard gives the shortest and the longest incubation" in text
    assert not AuditLine.objects.filter(action="open_movement").exists()
    assert "M0005" in text
    assert "M0006" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("1. 面馆", "surprising", "4 cases of 4 households", "among 4 people", "at the same time", "Hoeffding")),
        ("zh", ("1. 面馆", "不寻常", "4 例（4 户）", "当时在场 4 人", "同时在场", "同一家庭只算一次")),
    ],
)  # fmt: skip
def test_the_shared_restaurant_is_told_drawn_and_listed(client_of, outbreak, language: str, said) -> None:
    """The cases without a known source shared one dinner: in sentences, a picture in two sizes, a table, a file."""
    client = client_of("INV", language)
    text = client.get(f"{PAGE}?which=unlinked&{DAYS}").content.decode()
    assert [one for one in said if one not in text] == []
    for room in ("wide", "narrow"):
        assert text.count(f'aria-labelledby="presence-1-{room}-t presence-1-{room}-d"') == 1
    assert text.count('class="c-stay"') == 8
    assert 'href="/outbreak/case/M0001"' in text
    assert "Words(" not in text
    assert "style=" not in text.partition("<main")[2]
    rows = sheet(client, f"which=unlinked&{DAYS}&list=places")
    assert len(rows) == 2
    assert "M0001, M0002, M0003, M0004" in rows[1]
    visits = sheet(client, f"which=unlinked&{DAYS}&list=visits")
    assert [row[0] for row in visits[1:]] == ["M0001", "M0002", "M0003", "M0004"]
    assert client.get(f"{PAGE}?which=unlinked&{DAYS}&format=xlsx").content[:2] == b"PK"


def test_every_look_is_on_record_with_what_was_asked(client_of, outbreak) -> None:
    """One line for the search with its question, and one for each case whose movements were opened."""
    client_of("INV").get(f"{PAGE}?which=chosen&case=M0001&case=M0002&hours=2&{DAYS}")
    line = AuditLine.objects.get(action="search_sources")
    assert line.query == "area=140109; chosen; days 7-1; 2 h apart"
    assert "溯源" in line.purpose
    assert AuditLine.objects.filter(action="open_movement").count() == 2


def test_a_chain_an_area_and_chosen_cases_can_be_picked(client_of, outbreak) -> None:
    """The chain of M0001 holds M0005; a grid holds its own cases; ticked cases are those; too few say so."""
    client = client_of("INV", "en")
    text = client.get(f"{PAGE}?which=chain:M0001&{DAYS}").content.decode()
    assert "2 cases" in text
    assert "小卖部" in text
    below = client.get(f"{PAGE}?which=all&area=140109901&{DAYS}").content.decode()
    assert "5 cases" in below
    alone = client.get(f"{PAGE}?which=chosen&case=M0002&{DAYS}").content.decode()
    assert "Fewer than two cases" in alone
    apart = client.get(f"{PAGE}?which=chosen&case=M0002&case=M0005&{DAYS}").content.decode()
    assert "No place shared by cases of two households" in apart


def test_the_possible_sources_of_one_case(client_of, outbreak) -> None:
    """M0005 met M0001 while that one was infectious, and is on record as its contact; each leads to the case's file."""
    Contact.objects.create(
        case_id="M0001", person_id="MP0005", degree=1, contact_class="close_contact", verdict="yes", rule="at_home",
        clause="x:y", minutes=45.0,
    )  # fmt: skip
    client = client_of("INV", "en")
    text = client.get(f"{PAGE}?of=M0005&{DAYS}").content.decode()
    assert "Possible sources of M0005" in text
    rows = sheet(client, f"of=M0005&{DAYS}&list=sources")
    assert rows[1][0] == "1. M0001 例M0001"
    assert "on record as a contact of 例M0001" in rows[1][2]
    none = client.get(f"{PAGE}?of=M0002").content.decode()
    assert "No possible source of M0002 was found" in none


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("which=all&days_from=x&days_to=1", "不是 0 至 999 的数字"),
        ("which=all&days_from=7", "要一起填"),
        ("which=all&days_from=1&days_to=7", "先写较大的天数"),
        ("which=chosen&case=M9999", "没有在管病例 M9999"),
        ("of=M0006", "没有在管病例 M0006"),
        ("which=all&hours=-1", "不是 0 至 999 的数字"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_opened(client_of, outbreak, asked: str, said: str) -> None:
    """A broken number or a case that is not open here gives a message and no file; no movement is opened."""
    for more in ("", "&format=csv"):
        answer = client_of("INV").get(f"{PAGE}?{asked}{more}")
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert not AuditLine.objects.filter(action="open_movement").exists()


@pytest.mark.parametrize("post", ["GW1", "SEC", "DOC", "TLD", "HOS", "CLD"])
def test_whoever_may_not_read_movements_is_refused(client_of, outbreak, post: str) -> None:
    """Refused and on record, and the outbreak page does not offer it."""
    client = client_of(post)
    assert client.get(f"{PAGE}?which=all&{DAYS}").status_code == 403
    assert AuditLine.objects.filter(outcome="refused").exists()
    assert PAGE not in client.get("/outbreak").content.decode()


def test_another_county_sees_nothing_of_these(client_of, outbreak) -> None:
    """The other county's investigator has no open case, and this county by address is refused."""
    other = client_of("INV9", "en")
    assert "No open cases" in other.get(PAGE).content.decode()
    for area in ("140109", GRID_ONE, "14", "0"):
        assert other.get(f"{PAGE}?area={area}&which=all").status_code == 403


def test_a_register_without_stays_says_so(client_of, register, tmp_path) -> None:
    """No store: the page says what to import; without days only written windows count, and that is said."""
    import_cases(tmp_path, [case_row(1), case_row(2)])
    text = client_of("INV", "en").get(f"{PAGE}?which=all&{DAYS}").content.decode()
    assert "has no stays" in text
    assert Case.objects.count() == 2
