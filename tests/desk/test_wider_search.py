"""Ordering a wider search on the desk: crowded places, the order, who may give it, and how it ends."""

from datetime import date, datetime

import pytest

from mutong.kernel.period import CHINA
from mutong.outbreak.stays import StayStore
from mutong.records.audit.models import AuditLine
from mutong.records.outbreak import told_store
from mutong.records.outbreak.models import Contact, Crowd, Widening
from mutong.standards.choices import Choice, Choices
from mutong.workflows import casework, wider_search
from mutong.workflows.casework import report_positive
from tests.records.small_register import GRID_ONE, PURPOSE, rows_of, viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ORDER = {
    "place": "S1", "from": "2022-08-20T09:00", "to": "2022-08-20T10:00", "around": "0", "class": "general_contact",
    "ends_at": "2022-08-24T00:00", "reason": "店内没有座位记录",
}  # fmt: skip


def at(hour: int, minute: int = 0) -> int:
    """Seconds of a time on 20 August 2022."""
    return int(datetime(2022, 8, 20, hour, minute, tzinfo=CHINA).timestamp())


@pytest.fixture
def case_id(register: None, tmp_path, monkeypatch) -> str:
    """P1 was in the shop from 9 to 10 with five others, where two are the most to list."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows
    from mutong.workflows.local_choices import choices_now

    few = [
        Choice(**{**vars(one), "value": "2"}) if one.parameter == "venue_most_people" else one
        for one in choices_now().all
    ]
    for module in (casework, wider_search):
        monkeypatch.setattr(module, "choices_now", lambda: Choices(tuple(few)))
    monkeypatch.setattr(told_store, "var_folder", lambda: tmp_path)
    guests = [f"G{k}" for k in range(5)]
    people = rows_of("person_id name area_code", *((one, f"客{one}", GRID_ONE) for one in guests))
    assert land_rows(system_viewer("test"), "people", people, purpose=PURPOSE).problems == []
    StayStore.build(
        told_store.stays_folder(),
        {
            "person_id": ["P1", *guests],
            "place_id": ["S1"] * 6,
            "arrived_at": [at(9), *(at(9, 10 * k) for k in range(5))],
            "left_at": [at(10), *(at(9, 10 * k + 15) for k in range(5))],
        },
    )
    return report_positive(
        viewer_of("INV"), person_id="P1", classification="confirmed", date_onset=date(2022, 8, 20),
        purpose=PURPOSE,
    )  # fmt: skip


def test_a_crowded_place_is_counted_and_an_order_lists_part_of_it(case_id: str, client_of) -> None:
    """The five are counted, not listed; the county's lead opens a part, and those in it are listed with duties."""
    assert Crowd.objects.get(case_id=case_id).people == 5
    assert not Contact.objects.filter(place_id="S1").exists()
    client, address = client_of("CLD"), f"/outbreak/case/{case_id}/wider"
    page = client.get(address).content.decode()
    assert "小卖部" in page and "逐人列出这一段" in page
    assert '<option value="S1">小卖部</option>' in page
    answer = client.post(address, {**ORDER, "to": "2022-08-20T09:15"}, follow=True)
    assert "已下令并重新判定" in answer.content.decode()
    found = Contact.objects.filter(case_id=case_id, rule__startswith="widened:")
    assert sorted(found.values_list("person_id", flat=True)) == ["G0", "G1"]
    assert set(found.values_list("clause", flat=True)) == {"cn-covid-9:judgement_principle"}
    order = Widening.objects.get()
    assert (order.ordered_by, order.contact_class) == ("CLD", "general_contact")
    assert AuditLine.objects.filter(action="order_widening").exists()
    assert "店内没有座位记录" in client.get(address).content.decode()


def test_ending_an_order_stops_it_and_keeps_whom_it_found(case_id: str, client_of) -> None:
    """After its end the order is shown as ended and finds nobody new; the two it found stay on record."""
    client, address = client_of("CLD"), f"/outbreak/case/{case_id}/wider"
    client.post(address, ORDER)
    before = Contact.objects.filter(case_id=case_id).count()
    answer = client.post(f"{address}/end", {"order": Widening.objects.get().widening_id}, follow=True)
    assert "已终止" in answer.content.decode()
    casework.trace_cases([case_id])
    assert Contact.objects.filter(case_id=case_id).count() == before
    again = client.post(f"{address}/end", {"order": Widening.objects.get().widening_id}, follow=True)
    assert "到期" in again.content.decode()


def test_an_investigator_reads_and_may_not_order(case_id: str, client_of) -> None:
    """The page is for reading to whoever has no command, and the order is refused."""
    client, address = client_of("INV"), f"/outbreak/case/{case_id}/wider"
    assert 'id="order"' not in client.get(address).content.decode()
    assert client.post(address, ORDER).status_code == 403
    assert not Widening.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "请写明理由"),
        ({"ends_at": "2022-08-20T00:00"}, "每道令都要有止"),
        ({"to": "2022-08-20T08:00"}, "止要晚于起"),
        ({"from": "2022-08-29T08:00", "to": "2022-08-29T09:00"}, "还没有到来"),
        ({"place": "S99"}, "没有场所 S99"),
        ({"class": "contact_of_contact"}, "请选择"),
        ({"around": "-5"}, "0 到 1440"),
        ({"from": "昨天"}, "2022-08-22 18:00 的样子"),
    ],
)
def test_an_order_that_is_not_whole_is_refused_in_words(
    case_id: str, client_of, changes: dict, said: str
) -> None:
    """Each gap is named, what was filled in stays, and nothing is ordered."""
    answer = client_of("CLD").post(f"/outbreak/case/{case_id}/wider", {**ORDER, **changes})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Widening.objects.exists()
