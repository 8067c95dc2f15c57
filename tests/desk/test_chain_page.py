"""The chain pages: the list of chains, one chain, one case, what is folded, who may see them, large outbreaks."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django_tasks_db.models import DBTaskResult

from mutong.outbreak.chain_picture import MOST_DRAWN
from mutong.records.audit.models import AuditLine
from mutong.records.outbreak.models import Case, Contact
from mutong.workflows import chains as chain_work
from mutong.workflows.jobs import do_waiting_tasks
from tests.outbreak.made_up_chains import Rows, case, line, link, star, tree
from tests.records.small_register import OTHER_GRID, PURPOSE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = "/outbreak/chain"


def land(*worlds: Rows) -> None:
    """Put the people, the cases and the links of some chains into the register."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    cases = [row for cases, _ in worlds for row in cases]
    links = [row for _, links in worlds for row in links]
    people = [
        {"person_id": row["person_id"], "name": f"例{row['case_id']}", "area_code": row["area_code"]}
        for row in cases
    ]
    for table, rows in (("people", people), ("cases", cases), ("links", links)):
        assert land_rows(system_viewer("test"), table, rows, purpose=PURPOSE).problems == []


@pytest.fixture
def outbreak(register: None) -> None:
    """A tree, a line, one case by itself, a circle, a link from an id that is no case, and a chain elsewhere."""
    circle = [case("R1", 1), case("R2", 4)], [link("R1", "R2"), link("R2", "R1")]
    stranger = [case("K1", 5)], [link("WHO", "K1")]
    elsewhere = [case("E1", 3, area_code=OTHER_GRID)], [link("E1", "E2")]
    land(tree(6), line(4), ([case("ALONE", 9)], []), circle, stranger, elsewhere)


def rows_of(client, query: str = "") -> list[dict[str, str]]:
    """The rows of a page as its CSV file holds them."""
    answer = client.get(f"{PAGE}?format=csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def picture(text: str) -> tuple[list[str], int]:
    """The ids drawn, and how many cases the numbers beside them stand for."""
    svg = re.search(r"<svg width.*?</svg>", text, re.S).group()
    ElementTree.fromstring(svg)
    ids = re.findall(r'<a id="n-([^"]+)"', svg)
    return ids, sum(int(one.replace(",", "")) for one in re.findall(r">\+([\d,]+)</text>", svg))


def test_the_summary_holds_every_case_of_the_county_once(client_of, outbreak) -> None:
    """Each chain is a line; sizes add up to the county's cases; source, days, unlinked and strangers are told."""
    client = client_of("CDC", "en")
    rows = {row["Chain (first case)"]: row for row in rows_of(client)}

    assert (
        sum(int(row["Cases"]) for row in rows.values())
        == Case.objects.filter(area_code__startswith="140109").count()
    )
    assert set(rows) == {"B1", "L0000", "ALONE", "R1", "K1"}
    assert (rows["B1"]["Cases"], rows["B1"]["Source"], rows["B1"]["Generations"]) == ("63", "imported", "6")
    assert (rows["B1"]["First onset"], rows["B1"]["Latest onset"]) == ("1 Jun 2022", "26 Jun 2022")
    assert {name for name, row in rows.items() if row["Source not found"] == "yes"} == {
        "L0000",
        "ALONE",
        "R1",
    }
    assert {name: row["Ids not in the line list"] for name, row in rows.items() if name in ("K1", "ALONE")} == {
        "K1": "1", "ALONE": "0",
    }  # fmt: skip
    text = client.get(PAGE).content.decode()
    assert "circle" in text
    assert client.get(f"{PAGE}?format=xlsx").content[:2] == b"PK"
    assert "Words(" not in text
    assert "style=" not in text.partition("<main")[2]


def test_sorting_filters_and_search(client_of, outbreak) -> None:
    """By size, onset, name; two or more, single, imported; a name deep in a chain finds its chain and leads to it."""
    client = client_of("CDC", "en")

    def first(query: str) -> list[str]:
        return [row["Chain (first case)"] for row in rows_of(client, query)]

    assert first("")[0] == "B1"
    assert first("&sort=chain") == sorted(first(""))
    assert first("&sort=-first")[0] == "ALONE"
    assert first("&sort=cases")[-1] == "B1"
    assert set(first("&show=single")) == {"ALONE"}
    assert set(first("&show=imported")) == {"B1"}
    assert set(first("&show=several")) == {"B1", "L0000", "R1", "K1"}
    assert first("&q=例B33") == ["B1"]
    assert first("&q=nobody+at+all") == []
    text = client.get(f"{PAGE}?q=B33").content.decode()
    assert f'href="{PAGE}?case=B33"' in text
    assert "Nothing found" in client.get(f"{PAGE}?q=nobody").content.decode()
    assert client.get(f"{PAGE}?page=99").status_code == 200


def test_a_chain_is_drawn_whole_and_as_a_table(client_of, outbreak) -> None:
    """Everybody of the chain is drawn; each dot leads to the record; the table has all with their infector."""
    client = client_of("CDC", "en")
    text = client.get(f"{PAGE}?chain=B33").content.decode()
    ids, folded = picture(text)

    assert sorted(ids) == sorted(f"B{k}" for k in range(1, 64))
    assert folded == 0
    assert 'href="/outbreak/case/B33"' in text
    rows = rows_of(client, "&chain=B33")
    assert {row["Case"]: row["Infected by"] for row in rows} == {
        f"B{k}": f"例B{k // 2}" if k > 1 else "imported" for k in range(1, 64)
    }
    assert {row["Probability"] for row in rows} == {"", "100%"}
    assert client.get("/outbreak/case/B33").status_code == 200


def test_one_case_with_those_above_and_below(client_of, outbreak) -> None:
    """Three generations up unless asked otherwise; what is not shown is said; from here down only."""
    client = client_of("CDC", "en")
    text = client.get(f"{PAGE}?case=B33").content.decode()
    ids, folded = picture(text)
    assert ids == ["B4", "B8", "B16", "B33"]
    assert folded == 15 - 4
    assert "2 generations stand above." in text
    assert "48 other cases of the chain" in text
    assert picture(client.get(f"{PAGE}?case=B16&up=0").content.decode()) == (["B16", "B32", "B33"], 0)
    assert picture(client.get(f"{PAGE}?case=B33&up=10").content.decode())[0][0] == "B1"


def test_a_number_opens_what_it_stands_for(client_of, register) -> None:
    """Hundreds infected by one: following the number's address draws more, the sum stays, the limit holds."""
    land(star(700))
    client = client_of("CDC", "zh")
    address, seen = f"{PAGE}?chain=S0", 0
    for _ in range(40):
        text = client.get(address).content.decode()
        ids, folded = picture(text)
        assert len(set(ids)) == len(ids) > seen
        assert len(ids) + folded == 700
        seen = len(ids)
        address = re.search(r'class="g-more" href="([^"]+)"', text)
        if address is None:
            break
        address = address.group(1).replace("&amp;", "&").partition("#")[0]
    assert seen == 700 <= MOST_DRAWN


def test_five_hundred_generations(client_of, register) -> None:
    """A line five hundred long opens at its top and at its end, with the dates below."""
    land(line(500))
    client = client_of("CDC", "en")
    ids, folded = picture(client.get(f"{PAGE}?chain=L0499").content.decode())
    assert ids[0] == "L0000"
    assert len(ids) + folded == 500
    text = client.get(f"{PAGE}?case=L0499").content.decode()
    assert picture(text) == (["L0496", "L0497", "L0498", "L0499"], 0)
    assert "Gen. 500" in text
    assert "Oct" in text


def test_probable_links_are_dashed_with_their_probability(client_of, register) -> None:
    """With enough written pairs an unlinked case joins by a contact: dashed, in per cent, with what speaks for it."""
    cases, links = tree(5)
    land(([*cases, case("Z", 7)], links))
    Contact.objects.create(
        case_id="B2", person_id="P-Z", degree=1, contact_class="close_contact", verdict="yes",
        rule="same_household", clause="cn-covid-9:CC1", area_code="140109901001001",
    )  # fmt: skip
    for language, said in (("en", "probably by 例B2: "), ("zh", "可能由 例B2 传染：")):
        text = client_of("CDC", language).get(f"{PAGE}?chain=Z").content.decode()
        assert re.search(r'class="g-link g-link--probable" data-from="B2" data-to="Z"', text)
        assert text.count('class="g-link"') == 30
        chance = re.search(rf"{said}(\d+)%", text).group(1)
        assert re.search(rf"<text [^>]*>{chance}% 例Z</text>", text)
        assert ("lives with the case" if language == "en" else "与病例共同居住生活") in text
    assert "30 written pairs" in client_of("CDC", "en").get(PAGE).content.decode()


def test_what_is_said_of_a_case_adds_up_to_all_of_it(client_of, register) -> None:
    """Of a case with many possible infectors: the likeliest, the others together, and the source not in the data."""
    cases, links = tree(5)
    land(([*cases, case("Z", 16)], links))
    text = client_of("CDC", "en").get(f"{PAGE}?chain=Z").content.decode()
    told = re.search(r'data-id="Z".*?data-lines="([^"]*)"', text, re.S).group(1).split("\n")
    chances = [int(re.search(r"(\d+)%", one).group(1)) for one in told if "%" in one]
    assert any(one.startswith("further cases together") for one in told)
    assert any(one.startswith("a source that is not in the data") for one in told)
    assert len(chances) == 7
    assert abs(sum(chances) - 100) <= 4  # each is rounded
    assert "source not found: hangs on nobody, not imported" in told


def test_without_pairs_the_page_says_that_nothing_is_guessed(client_of, register) -> None:
    """No serial interval: the reason stands there, and nothing is dashed."""
    land(line(4))
    text = client_of("CDC", "en").get(f"{PAGE}?chain=L0000").content.decode()
    assert "The standards give no serial interval" in text
    assert 'g-link--probable"' not in text


def test_a_stranger_in_a_link_is_drawn_but_opens_nothing(client_of, outbreak) -> None:
    """An id that is no case: a diamond without a link, called so in picture and table."""
    text = client_of("CDC", "en").get(f"{PAGE}?chain=K1").content.decode()
    assert picture(text)[0] == ["WHO", "K1"]
    assert 'class="g-node g-node--stranger" role="img"' in text
    assert "/outbreak/case/WHO" not in text
    assert "WHO is not in the line list; only links name it." in text


@pytest.mark.parametrize("post", ["GW1", "SEC", "TLD", "HOS", "TCA"])
def test_whoever_may_not_read_the_line_list_is_refused(client_of, outbreak, post: str) -> None:
    """As on the outbreak page, and the refusal is on record."""
    client = client_of(post)
    for address in (PAGE, f"{PAGE}?chain=B1", f"{PAGE}?format=csv", f"{PAGE}/contacts/B1"):
        before = AuditLine.objects.filter(outcome="refused").count()
        assert client.get(address).status_code == 403
        assert AuditLine.objects.filter(outcome="refused").count() == before + 1
    assert client.post(f"{PAGE}/again").status_code == 403


def test_another_countys_cases_are_not_seen(client_of, outbreak) -> None:
    """Neither in the list, nor by address, nor by search."""
    other = client_of("INV9", "en")
    assert [row["Chain (first case)"] for row in rows_of(other)] == ["E1"]
    for name in ("case", "chain"):
        assert other.get(f"{PAGE}?{name}=B1").status_code == 403
        assert client_of("CDC").get(f"{PAGE}?{name}=NOBODY").status_code == 403
    assert rows_of(other, "&q=B1") == []


def test_looking_is_on_record_without_a_value(client_of, outbreak) -> None:
    """One line for the chains, one for the names; the search says that there was one, not for what."""
    client_of("CDC").get(f"{PAGE}?q=例B33")
    lines = {line.action: line for line in AuditLine.objects.filter(purpose__contains="查看传播链")}
    assert set(lines) == {"read_chains", "search_cases", "read_names"}
    assert lines["read_chains"].query == "area=140109"
    assert not any("B33" in (line.query or "") for line in lines.values())


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """Three cases are a large outbreak."""
    monkeypatch.setattr(chain_work, "AT_ONCE_CASES", 3)
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path))


def queued() -> int:
    """How many workings-out wait."""
    return DBTaskResult.objects.filter(
        task_path__endswith="work_out_chains_in_background", status="READY"
    ).count()


@pytest.mark.django_db(transaction=True)
def test_a_large_outbreak_is_worked_out_in_the_background(client_of, register, large) -> None:
    """First the page says so at once and asks once; then the kept chains stand there; a new case makes them anew."""
    land(tree(4))
    client = client_of("CDC", "en")
    for _ in range(3):
        answer = client.get(PAGE)
        assert answer.status_code == 200
        assert "data-refresh" in answer.content.decode()
    assert queued() == 1
    assert "being worked out" in client.get(f"{PAGE}?case=B5").content.decode()

    do_waiting_tasks()
    text = client.get(PAGE).content.decode()
    assert "Worked out at" in text
    assert "data-refresh" not in text
    assert queued() == 0
    assert sum(int(row["Cases"]) for row in rows_of(client)) == 15
    assert picture(client.get(f"{PAGE}?chain=B5").content.decode())[0][0] == "B1"

    land(([case("NEW", 20)], []))
    text = client.get(PAGE).content.decode()
    assert "the register has changed since" in text
    assert queued() == 1
    assert "being worked out" in client.get(f"{PAGE}?chain=NEW").content.decode()
    do_waiting_tasks()
    assert picture(client.get(f"{PAGE}?chain=NEW").content.decode()) == (["NEW"], 0)
    assert client.post(f"{PAGE}/again").status_code == 302
    assert queued() == 1


@pytest.mark.django_db(transaction=True)
def test_what_broke_off_is_said_and_asked_for_again(client_of, register, large, monkeypatch) -> None:
    """A failure is told instead of trying for ever; the button tries again."""
    land(tree(4))
    client = client_of("CDC", "en")
    client.get(PAGE)
    with monkeypatch.context() as broken:
        broken.setattr(chain_work, "weigh_outbreak", None)
        do_waiting_tasks()
    text = client.get(PAGE).content.decode()
    assert "broke off" in text
    assert "data-refresh" not in text
    assert queued() == 0
    client.post(f"{PAGE}/again")
    assert queued() == 1
    do_waiting_tasks()
    assert "broke off" not in client.get(PAGE).content.decode()


def test_without_a_case_the_page_says_so(client_of) -> None:
    """No case: words and the way to a report."""
    text = client_of("CDC", "en").get(PAGE).content.decode()
    assert "No chains" in text
    assert "/outbreak/report" in text
