"""Every list has an empty state, both languages and its files."""

import csv
import io
import zipfile

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LISTS = [
    ("GW1", "/", "mine=1"),
    ("SEC", "/area", "show=all"),
    ("SEC", "/barrel", ""),
    ("TCA", "/barrel/cn:edge_household", ""),
    ("CDC", "/outbreak", ""),
    ("SEC", "/households", ""),
    ("SEC", "/village", ""),
    ("CLD", "/audit", ""),
    ("GW1", "/standards", ""),
    ("GW1", "/standards/cn-covid-9", ""),
]
IDS = [f"{post}{path}" for post, path, _ in LISTS]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("post", "path", "asked"), LISTS, ids=IDS)
def test_a_list_opens_on_an_almost_empty_register(client_of, post, path, asked, language) -> None:
    """Before anything is screened or reported each page opens, has one heading, and points at its files."""
    page = client_of(post, language).get(f"{path}?{asked}", follow=True).content.decode()
    assert page.count("<h1") == 1
    assert "{{" not in page
    assert "{%" not in page


@pytest.mark.parametrize(("post", "path", "asked"), LISTS, ids=IDS)
def test_a_list_goes_out_as_csv_and_as_a_workbook(client_of, post, path, asked) -> None:
    """The CSV is UTF-8 with a heading row, the workbook is one, and both names carry the register's day."""
    client = client_of(post)
    text = client.get(f"{path}?{asked}&format=csv")
    assert text["Content-Type"].startswith("text/csv")
    assert "2022-08-22.csv" in text["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(rows[0]) >= 4
    assert all(len(row) == len(rows[0]) for row in rows)
    book = client.get(f"{path}?{asked}&format=xlsx").content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()


def test_a_list_turns_its_pages(client_of) -> None:
    """The audit shows a hundred lines a page, newest first; a page beyond the last is the last."""
    client = client_of("CLD")
    for _ in range(60):
        client.get("/audit?actor=nobody")
    first = client.get("/audit").content.decode()
    assert 'rel="next"' in first
    second = client.get("/audit?page=2").content.decode()
    assert 'rel="prev"' in second
    assert client.get("/audit?page=99999").status_code == 200
    assert client.get("/audit?page=abc").status_code == 200


def test_the_household_page_shows_members_and_asks_what_is_not_known(client_of) -> None:
    """A grid worker sees who lives there, each service's answer with its reasons, and the open questions."""
    page = client_of("GW1").get("/households/H1").content.decode()
    for said in ("试甲", "72 岁", "最低生活保障", 'class="why"', "问这家人"):
        assert said in page
    assert "140109189503120023" not in page
    assert "13900000001" not in page
