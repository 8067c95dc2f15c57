"""The page on which somebody decides whether two records are one person."""

import pytest

from mutong.records.access import system_viewer
from mutong.records.audit.models import AuditLine
from mutong.records.landing.land import land_rows
from mutong.records.reads.same_people import same_people
from mutong.records.register.models import Person, SamePerson
from mutong.workflows.same_people import look_for_doubles
from tests.records.small_register import GRID_ONE, PURPOSE, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE, DECIDE = "/people/same", "/people/same/decide"


@pytest.fixture
def doubles(register: None) -> None:
    """试甲 a second time on a list of a workplace, found by phone and birth date."""
    born = Person.objects.get(pk="P1").birth_date
    rows = rows_of(
        "person_id name sex birth_date phone area_code",
        ("Q1", "试 甲", "female", born, "13900000001", GRID_ONE),
    )
    assert land_rows(system_viewer("test"), "people", rows, purpose=PURPOSE).problems == []
    look_for_doubles()


def answer(verdict: str = "same", basis: str = "电话核实", **more: str) -> dict[str, str]:
    """The form of a pair, filled in."""
    return {"first": "P1", "second": "Q1", "kept": "P1", "verdict": verdict, "basis": basis, **more}


@pytest.mark.parametrize(("language", "said"), [("zh", "没有待判定的记录"), ("en", "No pair waits")])
def test_without_pairs_the_page_says_so(client_of, language: str, said: str) -> None:
    """An empty list has its words, and no file to export."""
    page = client_of("CDC", language).get(PAGE).content.decode()
    assert said in page
    assert "format=csv" not in page


def test_both_records_stand_side_by_side(client_of, doubles) -> None:
    """The key that holds, what agrees, what only one says, what hangs on each; numbers by their ends alone."""
    page = client_of("INV").get(PAGE).content.decode()
    assert "电话和出生日期相同" in page
    assert "试甲" in page and "试 甲" in page
    assert "一号楼101" in page
    assert "…0001" in page and "13900000001" not in page
    assert "…0023" in page and "140109189503120023" not in page
    assert "/households/H1" in page
    assert 'value="P1" checked' in page
    assert AuditLine.objects.filter(action="read_same_people").exists()


def test_who_may_not_read_numbers_sees_no_ends(client_of, doubles) -> None:
    """A secretary decides too, but may not read resident numbers."""
    page = client_of("SEC").get(PAGE).content.decode()
    assert "…0001" in page
    assert "…0023" not in page


@pytest.mark.parametrize("post", ["GW1", "DOC", "CLD"])
def test_who_may_not_decide_is_refused(client_of, doubles, post: str) -> None:
    """Neither the page nor the deed is for a post without the right."""
    client = client_of(post)
    assert client.get(PAGE).status_code == 403
    assert client.post(DECIDE, answer()).status_code == 403
    assert not SamePerson.objects.exists()


def test_another_county_sees_and_decides_nothing(client_of, doubles) -> None:
    """An investigator of another county has an empty list, and a forged form is refused."""
    client = client_of("INV9")
    assert "没有待判定的记录" in client.get(PAGE).content.decode()
    assert client.post(DECIDE, answer()).status_code == 403
    assert not SamePerson.objects.exists()


def test_a_decision_is_made_listed_and_taken_back(client_of, doubles) -> None:
    """Same: off the list, under Decided with its reason; taken back: on the list again, the line stays."""
    client = client_of("CDC")
    assert client.post(DECIDE, answer()).status_code == 302
    assert same_people().kept == {"Q1": "P1"}
    assert "没有待判定的记录" in client.get(PAGE).content.decode()
    decided = client.get(f"{PAGE}?which=decided").content.decode()
    assert "电话核实" in decided
    number = SamePerson.objects.get().pk
    assert f"/people/same/{number}/undo" in decided
    undone = client.post(f"/people/same/{number}/undo", {"why": "弄错了"})
    assert undone["Location"] == f"{PAGE}?which=decided"
    assert same_people().kept == {}
    assert "弄错了" in client.get(f"{PAGE}?which=decided").content.decode()
    assert "试 甲" in client.get(PAGE).content.decode()
    again = client.post(f"/people/same/{number}/undo", follow=True).content.decode()
    assert "已撤回或不存在" in again


def test_the_other_record_may_be_kept(client_of, doubles) -> None:
    """The person chooses which record stands for both."""
    client_of("CDC").post(DECIDE, answer(kept="Q1"))
    assert same_people().kept == {"P1": "Q1"}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"basis": "  "}, "请写明依据"),
        ({"verdict": ""}, "请选择判定结果"),
        ({"second": "P1"}, "同一条记录"),
    ],
)
def test_a_wrong_form_is_refused_in_words_and_keeps_what_was_typed(
    client_of, doubles, form: dict[str, str], said: str
) -> None:
    """Nothing is decided; the page comes back saying what is missing."""
    back = client_of("CDC").post(DECIDE, {**answer(), **form})
    page = back.content.decode()
    assert back.status_code == 400 and said in page
    assert not SamePerson.objects.exists()
    if form.get("verdict") == "":
        assert 'value="电话核实"' in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("which", ["waiting", "decided"])
def test_the_lists_go_out_as_files(client_of, doubles, kind: str, which: str) -> None:
    """Pairs and decisions as CSV and workbook."""
    client = client_of("CDC", "en")
    if which == "decided":
        client.post(DECIDE, answer("different"))
    sent = client.get(f"{PAGE}?which={which}&format={kind}")
    assert sent["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        assert "Q1" in sent.content.decode("utf-8-sig")


def test_today_and_the_import_say_how_many_wait(client_of, doubles) -> None:
    """Whoever may decide is told where the day begins; nobody else is."""
    assert "1 对记录可能是同一人" in client_of("CDC").get("/area").content.decode()
    assert "对记录可能是同一人" not in client_of("GW1").get("/?mine=1").content.decode()
