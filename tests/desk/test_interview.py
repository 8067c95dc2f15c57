"""The interview on the desk: what to ask, the forms, what is wrong with them, and what follows."""

import re
from datetime import date, datetime

import pytest
from django.test import Client

from mutong.kernel.period import CHINA
from mutong.outbreak.stays import StayStore
from mutong.records.outbreak import told_store
from mutong.records.outbreak.models import Contact, Sought, Statement
from mutong.records.register.models import Person, Place
from mutong.workflows.casework import report_positive
from tests.records.small_register import GRID_ONE, PURPOSE, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def at(day: int, hour: int) -> datetime:
    """An instant of August 2022."""
    return datetime(2022, 8, day, hour, tzinfo=CHINA)


@pytest.fixture
def address(register: None, tmp_path, monkeypatch) -> str:
    """The interview of P1, a case since the 20th who was at the shop on the 19th from 10 to 12."""
    monkeypatch.setattr(told_store, "var_folder", lambda: tmp_path)
    Person.objects.create(person_id="P3", name="试友", area_code=GRID_ONE)
    StayStore.build(
        told_store.stays_folder(),
        {"person_id": ["P1"], "place_id": ["S1"], "arrived_at": [at(19, 10)], "left_at": [at(19, 12)]},
    )
    case_id = report_positive(
        viewer_of("INV"), person_id="P1", classification="confirmed", date_onset=date(2022, 8, 20),
        purpose=PURPOSE,
    )  # fmt: skip
    return f"/outbreak/case/{case_id}/interview"


def form(which: str, **fields: str) -> dict[str, str]:
    """A form as a browser sends it."""
    return {
        "form": which, "token": f"S-{which}", "informant": "case", "said_at": "2022-08-22T07:30", "do": "save",
    } | fields  # fmt: skip


STAY = form("stay", place_id="S1", arrived_at="2022-08-19T14:00", left_at="2022-08-19T15:00", seat="")


def test_the_gaps_come_first_and_fill_the_form(address: str, client_of) -> None:
    """Each gap says from when to when and how long; its button opens the form with these times in it."""
    page = client_of("INV").get(address).content.decode()
    assert page.index('id="ask"') < page.index('id="stay"') < page.index('id="where"')
    assert (
        "8月19日 12:00 至 8月20日 00:00：不知在哪里，12.0 小时" in page
    )  # several days are asked one by one
    asked = re.search(r'href="([^"]*form=stay[^"]*arrived_at=2022-08-19T12%3A00[^"]*)"', page)
    filled = client_of("INV").get(asked[1].replace("&amp;", "&").split("#")[0]).content.decode()
    assert 'name="arrived_at" value="2022-08-19T12:00"' in filled


def test_a_place_is_searched_without_losing_what_was_typed(address: str, client_of) -> None:
    """The search shows the places that fit; times and seat are still in the form; nothing is kept."""
    sent = STAY | {"do": "find_place", "find_place": "小卖", "place_id": "", "seat": "T1"}
    page = client_of("INV").post(address, sent)
    said = page.content.decode()
    assert page.status_code == 200
    assert 'value="S1" checked' in said and 'value="2022-08-19T14:00"' in said and 'value="T1"' in said
    assert not Statement.objects.exists()
    nothing = client_of("INV").post(address, sent | {"find_place": "没有此处"}).content.decode()
    assert "没有找到这个名称的场所" in nothing


def test_a_stay_and_the_people_met_there(address: str, client_of) -> None:
    """After a stay the page asks who was there; naming somebody lists a contact, with the way to the case file."""
    client = client_of("INV")
    kept = client.post(address, STAY)
    assert kept.status_code == 302 and kept["Location"].endswith("#met")
    asks = client.get(kept["Location"].split("#")[0]).content.decode()
    assert "在：" in asks and "没有别人了" in asks
    found = client.post(
        address, form("met", about="S-stay", find_person="试友", do="find_person")
    ).content.decode()
    assert 'value="P3" checked' in found
    named = client.post(address, form("met", about="S-stay", person_id="P3"), follow=True).content.decode()
    assert f'{address.removesuffix("/interview")}#p-P3">试友</a>' in named
    assert Contact.objects.filter(person_id="P3").exists()
    closed = client.post(address, form("met", about="S-stay", do="nobody", token="S-n"), follow=True)
    assert "没有别人了" in closed.content.decode()
    assert Statement.objects.get(pk="S-n").kind == "nobody_else"
    assert 'name="statement" value="S-n"' in closed.content.decode()
    open_again = client.post(address, {"do": "take_back", "statement": "S-n"}, follow=True)
    assert 'name="statement" value="S-n"' not in open_again.content.decode()


def test_a_form_sent_twice_is_kept_once(address: str, client_of) -> None:
    """The second sending says so and writes nothing."""
    client = client_of("INV")
    client.post(address, STAY)
    again = client.post(address, STAY, follow=True).content.decode()
    assert "没有重复登记" in again
    assert Statement.objects.count() == 1


def test_a_new_place_is_entered_once(address: str, client_of) -> None:
    """Name, kind and area make a place; the same place named again is the same."""
    client = client_of("INV")
    new = {"place_id": "new", "new_name": "村口麻将馆", "new_kind": "other", "new_area": GRID_ONE}
    client.post(address, STAY | new)
    client.post(address, STAY | new | {"token": "S-2", "arrived_at": "2022-08-18T14:00", "left_at": ""})
    assert Place.objects.filter(name="村口麻将馆").count() == 1
    assert Statement.objects.count() == 2
    refused = client.post(address, STAY | new | {"new_name": " ", "token": "S-3"})
    assert refused.status_code == 400 and "请写明新场所的名称" in refused.content.decode()


def test_correcting_and_taking_back(address: str, client_of) -> None:
    """A correction replaces, taking back leaves the words on record."""
    client = client_of("INV")
    client.post(address, STAY)
    client.post(address, STAY | {"token": "S-2", "replaces": "S-stay", "left_at": "2022-08-19T16:00"})
    page = client.get(address).content.decode()
    assert "14:00 至 16:00" in page and "14:00 至 15:00" not in page.split("说过的每一句")[0]
    client.post(address, {"do": "take_back", "statement": "S-2"})
    after = client.get(address).content.decode()
    assert "14:00 至 16:00" not in after.split("说过的每一句")[0]
    assert after.count("已被更正或撤回") >= 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"arrived_at": "昨天下午"}, "请写成 2022-08-19 22:10 的样子"),
        ({"left_at": "2022-08-19T13:00"}, "离开早于到达"),
        ({"arrived_at": "2022-08-25T13:00", "left_at": ""}, "还没有到"),
        ({"place_id": "NONE"}, "没有这个场所"),
        ({"place_id": ""}, "请选择或新增场所"),
    ],
)
def test_what_is_wrong_is_said_at_the_form(address: str, client_of, wrong: dict, said: str) -> None:
    """The form comes back as it was filled in, with the words of what is wrong; nothing is kept."""
    answer = client_of("INV").post(address, STAY | wrong)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert 'role="alert"' in page or 'aria-invalid="true"' in page
    assert not Statement.objects.exists()


def test_somebody_unknown_is_listed_and_later_recognised(address: str, client_of) -> None:
    """A description stands among the people to look for; recognised, it is a contact and the description is history."""
    client = client_of("INV")
    client.post(address, STAY)
    client.post(address, form("met", about="S-stay", name="红衣女士", phone="13900000009"))
    page = client.get(address).content.decode()
    assert 'id="sought"' in page and "红衣女士" in page
    done = client.post(address, form("found", statement="S-met", person_id="P3", token="S-f"), follow=True)
    after = done.content.decode()
    assert "试友" in after and 'id="sought"' not in after
    assert Contact.objects.filter(person_id="P3").exists()


def test_somebody_of_a_list_is_recognised(address: str, client_of) -> None:
    """Whoever a seat list named at the shop at that time is shown, and recognised becomes a contact."""
    span = [int(at(19, 11).timestamp()), int(at(19, 12).timestamp())]
    Sought.objects.create(
        sought_id="L1", place_id="S1", spans=[span], certainty="stated", source="seat_list", name="试名单",
        reason="no_key", recorded_at=at(21, 9), recorded_by="test",
    )  # fmt: skip
    client = client_of("INV")
    assert "试名单" in client.get(address).content.decode()
    client.post(address, form("found", sought="L1", person_id="P3"))
    assert Contact.objects.filter(person_id="P3", place_id="S1").exists()
    assert "试名单" not in client.get(address).content.decode()


def test_places_with_coordinates_are_on_the_map_the_others_beside(address: str, client_of) -> None:
    """A place is drawn once it has coordinates, and is named beside the map before."""
    before = client_of("INV").get(address).content.decode()
    assert "whereabouts--map" not in before and "没有经纬度" in before
    Place.objects.filter(pk="S1").update(longitude=112.5, latitude=37.8)
    after = client_of("INV").get(address).content.decode()
    assert "whereabouts--map" in after and "没有经纬度" not in after


def test_days_further_back_can_be_looked_at(address: str, client_of) -> None:
    """Without a longest incubation the page says so, and shows as many days more as are asked for."""
    client = client_of("INV")
    plain = client.get(address).content.decode()
    assert "没有标准写明最长潜伏期" in plain
    assert (
        "2022年8月1日 起" in client.get(address, {"back": "14"}).content.decode()
        or "按所选天数" in client.get(address, {"back": "14"}).content.decode()
    )


def test_the_case_file_leads_to_the_interview_and_others_are_refused(address: str, client_of) -> None:
    """The case file has the link; another county, a grid worker and a leader are refused."""
    assert address in client_of("INV").get(address.removesuffix("/interview")).content.decode()
    for post in ("INV9", "GW1", "CLD"):
        assert client_of(post).get(address).status_code == 403


def test_the_page_speaks_english(address: str, client_of) -> None:
    """No Chinese is left on the English page but names."""
    page = client_of("INV", "en").get(address).content.decode()
    assert "Ask these first" in page and "not known where" in page
    left = set(re.findall(r"[一-鿿]+", re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])))
    allowed = {"试甲", "试乙", "小卖部", "一网格", "二网格", "乙社区", "乙街道", "乙区", "甲市", "山西省"}
    assert left <= allowed


def test_onset_isolation_household_and_note(address: str, client_of) -> None:
    """What is told of the case itself is kept: another onset beside the one on record; each can be taken back."""
    client: Client = client_of("INV")
    client.post(address, form("onset", day="2022-08-18"))
    client.post(address, form("isolated", at="2022-08-21T20:00"))
    client.post(address, form("lives", person_id="P3"))
    client.post(address, form("note", note="常去村口"))
    page = client.get(address).content.decode()
    assert "发病日期说法不一（2022-08-18 至 2022-08-20）" in page
    assert "8月21日 20:00" in page and "常去村口" in page
    assert Contact.objects.filter(person_id="P3", rule="same_household").exists()
    for which in ("onset", "isolated", "note"):
        section = page.split(f'<details id="{which}"')[1].split("</details>")[0]
        assert f'name="statement" value="S-{which}"' in section
        client.post(address, {"do": "take_back", "statement": f"S-{which}"})
    after = client.get(address).content.decode()
    assert "在病例档案核定" not in after and 'value="S-onset"' not in after and 'value="S-note"' not in after


def test_the_import_page_takes_seat_lists_and_class_lists(register: None, client_of) -> None:
    """Both are among the tables that may be sent, and have templates."""
    client = client_of("CDC")
    page = client.get("/import").content.decode()
    assert 'value="seat_list"' in page and 'value="class_list"' in page
    assert client.get("/import/template", {"table": "seat_list"}).status_code == 200
