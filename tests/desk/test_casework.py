"""Reporting a positive and looking at what follows."""

import pytest

from mutong.desk.pages import case_contacts
from mutong.records.outbreak.models import Case, Contact
from mutong.records.register.models import Event, Person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
REPORT = "/outbreak/report"
KNOWN = {
    "classification": "confirmed",
    "origin": "local",
    "date_onset": "2022-08-20",
    "date_specimen": "",
    "isolated_at": "",
}


def test_a_positive_is_found_by_name_reported_and_traced(client_of) -> None:
    """A doctor finds the person, reports, and lands on the case file, where the person lives with is a contact."""
    client = client_of("CDC")
    found = client.get(REPORT, {"find": "试甲"}).content.decode()
    assert 'value="P1" checked' in found
    done = client.post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN})
    case = Case.objects.get(person_id="P1")
    assert done["Location"] == f"/outbreak/case/{case.case_id}"
    page = client.get(done["Location"]).content.decode()
    assert "试乙" in page
    assert "可能传染他人" in page
    assert Event.objects.filter(subject_id="P2", kind="exposed").exists()
    assert case.case_id in client.get("/outbreak/chain").content.decode()
    chain = client.get(f"/outbreak/chain?case={case.case_id}").content.decode()
    assert f'id="n-{case.case_id}"' in chain
    contacts = client.get(f"/outbreak/chain/contacts/{case.case_id}").content.decode()
    assert 'data-id="P2"' in contacts
    assert client.get("/outbreak?sort=-contacts").status_code == 200
    files = client.get(f"/outbreak/case/{case.case_id}?format=csv")
    assert "试乙" in files.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "其中 1 人没有画出"), ("en", "1 of them are not drawn")]
)
def test_whoever_is_not_drawn_is_counted_and_in_the_table(
    client_of, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """With more contacts than the picture holds the nearest are drawn; how many are not is said, and all are listed."""
    client_of("CDC").post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN})
    case = Case.objects.get(person_id="P1")
    others = list(Person.objects.exclude(pk__in=("P1", "P2")).order_by("pk")[:2])
    for person in others:
        Contact.objects.get_or_create(
            case=case, person=person, degree=2, contact_class="secondary_close_contact", verdict="yes",
            rule="r", via_person_id="P2",
        )  # fmt: skip
    people = Contact.objects.filter(case=case).values("person_id").distinct().count()
    monkeypatch.setattr(case_contacts, "MOST_DRAWN", people)
    page = client_of("CDC", language).get(f"/outbreak/chain/contacts/{case.case_id}").content.decode()

    assert page.count('data-id="') == people
    assert said in page
    assert all(name in page.split("<table")[1] for name in ("试乙", *(one.name for one in others)))


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "请先查找并选择是谁"), ("en", "First find and choose")]
)
def test_a_report_without_a_person_is_refused_in_words(client_of, language: str, said: str) -> None:
    """Nothing is reported, and the form says what is missing."""
    answer = client_of("DOC", language).post(REPORT, {**KNOWN})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Case.objects.exists()


def test_a_wrong_date_is_named_at_its_field(client_of) -> None:
    """A date that cannot be read comes back with its field marked."""
    answer = client_of("DOC").post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN, "date_onset": "昨天"})
    assert answer.status_code == 400
    assert 'id="f-date_onset"' in answer.content.decode()
    assert "2022-08-22 的样子" in answer.content.decode()


def test_the_same_person_is_not_reported_twice(client_of) -> None:
    """A second report of a person with an open case is refused, naming the case."""
    client = client_of("CDC")
    client.post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN})
    again = client.post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN})
    assert again.status_code == 400
    assert Case.objects.get().case_id in again.content.decode()


def test_nobody_beyond_ones_area_is_found(client_of) -> None:
    """A search finds only people of the areas one answers for."""
    assert "P9" not in client_of("DOC").get(REPORT, {"find": "试丙"}).content.decode()
    assert "没有找到这个人" in client_of("DOC").get(REPORT, {"find": "试丙"}).content.decode()


def test_a_case_of_another_county_is_refused(client_of) -> None:
    """An investigator of another county is refused a case's file, as one that does not exist."""
    client_of("CDC").post(REPORT, {"find": "试甲", "person_id": "P1", **KNOWN})
    other = client_of("INV9")
    assert other.get(f"/outbreak/case/{Case.objects.get().case_id}").status_code == 403
    assert other.get("/outbreak/case/C-NONE").status_code == 403
