"""First offers on the desk: those in need before the others, the amounts, the deadline, and who may know whom."""

import re
from datetime import timedelta

import pytest

from mutong.kernel import clock
from mutong.records.actions.move_clock import advance_clock
from mutong.records.actions.write_findings import write_findings
from mutong.records.village.share_models import Offer
from tests.desk.test_share_pages import text
from tests.records.small_register import GRID_ONE, PURPOSE, viewer_of
from tests.workflows.made_up_coop import make_coop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LOW, EDGE, OLD = "cn:low_income_support", "cn:edge_household", "cn-sx-ty:old_age_allowance"
# Household, rule, status: two in need, one of whom nobody can tell, one old but not in need.
FOUND = (
    ("HC1", LOW, "entitled_receiving"),
    ("HC0", EDGE, "entitled_not_receiving"),
    ("HC2", LOW, "cannot_tell_fact"),
    ("HC3", OLD, "entitled_receiving"),
)


@pytest.fixture
def offers(register: None) -> str:
    """The cooperative's page of offers, after a screen of its community."""
    from mutong.records.access import system_viewer

    coop, today = make_coop(), clock.today()
    rows = [
        {
            "subject_kind": "household", "subject_id": home, "rule_id": rule, "pack_version": "1", "as_of": today,
            "known_at": today, "verdict": "unknown" if status.startswith("cannot") else "yes", "status": status,
            "area_code": GRID_ONE, "reasons": "x | x",
        }
        for home, rule, status in FOUND
    ]  # fmt: skip
    write_findings(
        system_viewer("test"), rows, area_code="140109901", packs=["cn"], rule_ids=[LOW, EDGE, OLD],
        as_of=today, known_at=today, subjects=5, purpose=PURPOSE,
    )  # fmt: skip
    return f"/village/shares/{coop}/offers"


def opened(client, address: str, amount: str = "10") -> str:
    """Ten sheep to keep; the opening's id."""
    form = {"act": "open", "kind": "custody", "amount": amount, "what": "母羊托养", "key": "o"}
    assert client.post(address, form).status_code == 302
    return "Po"


def test_those_in_need_stand_in_the_order_of_the_villages_choice(client_of, offers: str) -> None:
    """The minimum guarantee before the edge, the uncertain last and marked; an allowance for age alone is no need."""
    page = text(client_of("SEC").get(offers))
    names = [page.index(one) for one in ("乙家", "甲家", "丙家")]
    assert names == sorted(names)
    assert "丁家" not in page
    assert "还说不准的 1 户" in re.sub(r"\s+", " ", page)


def test_the_rest_wait_until_those_in_need_have_answered(client_of, offers: str) -> None:
    """The others are refused while one in need was not asked, or has not answered; then they may be asked."""
    client = client_of("SEC")
    opening = opened(client, offers)
    until = (clock.today() + timedelta(days=10)).isoformat()
    other = {"act": "all", "opening": opening, "home": "HC4", "amount": "2", "until": until}
    refused = client.post(offers, other)
    assert refused.status_code == 400 and "还有 2 户困难家庭没有问到" in text(refused)
    first = {**other, "act": "first", "home": ["HC0", "HC1"]}
    assert client.post(offers, first).status_code == 302
    waiting = client.post(offers, other)
    assert waiting.status_code == 400 and "2 户没有答复" in text(waiting)
    for home, answer in (("HC0", "accepted"), ("HC1", "declined")):
        offer = Offer.objects.get(household_id=home)
        assert client.post(offers, {"act": "answer", "offer": offer.pk, "answer": answer}).status_code == 302
    assert "已知的都问过，1 户还说不准" in text(client.get(offers))
    unknown = client.post(offers, other)
    assert unknown.status_code == 400 and "还有 1 户缺情况" in text(unknown)
    assert client.post(offers, {**other, "aware": "1"}).status_code == 302
    assert list(Offer.objects.order_by("recorded_at").values_list("first", flat=True)) == [True, True, False]


def test_a_deadline_that_passes_opens_it_and_takes_no_yes(client_of, offers: str) -> None:
    """An offer without an answer lapses after its day: a late yes is refused and the rest may be asked."""
    client = client_of("SEC")
    opening = opened(client, offers)
    until = (clock.today() + timedelta(days=1)).isoformat()
    form = {"act": "first", "opening": opening, "home": ["HC0", "HC1"], "amount": "5", "until": until}
    client.post(offers, form)
    advance_clock(viewer_of("CLD"), timedelta(days=2), purpose=PURPOSE)
    page = text(client.get(offers))
    assert "到期没有答复" in page and "已知的都问过" in page
    offer = Offer.objects.get(household_id="HC0")
    late = client.post(offers, {"act": "answer", "offer": offer.pk, "answer": "accepted"})
    assert late.status_code == 400 and "已过" in text(late)


def test_no_more_is_offered_than_there_is(client_of, offers: str) -> None:
    """Ten sheep are not offered as six to each of two; sent twice, the same offer is one; strangers are not first."""
    client = client_of("SEC")
    opening = opened(client, offers)
    until = (clock.today() + timedelta(days=10)).isoformat()
    form = {"act": "first", "opening": opening, "home": ["HC0", "HC1"], "amount": "6", "until": until}
    assert "只剩 10" in text(client.post(offers, form))
    for _ in range(2):
        client.post(offers, {**form, "amount": "5"})
    assert Offer.objects.count() == 2
    assert "先问名单" in text(client.post(offers, {**form, "home": ["HC4"], "amount": "1"}))
    for wrong, said in (("0", "大于 0"), ("-3", "大于 0"), ("many", "大于 0")):
        assert said in text(client.post(offers, {**form, "amount": wrong}))
    assert "早于今天" in text(
        client.post(offers, {**form, "home": ["HC2"], "amount": "0.1", "until": "2022-08-01"})
    )


def test_who_may_not_read_assistance_sees_no_household(client_of, offers: str) -> None:
    """The township's lead and the county's see totals only: no name of those in need, none of those asked first."""
    client = client_of("SEC")
    opening = opened(client, offers)
    until = (clock.today() + timedelta(days=10)).isoformat()
    client.post(offers, {"act": "first", "opening": opening, "home": ["HC1"], "amount": "1", "until": until})
    for post in ("TLD", "CLD"):
        page = text(client_of(post).get(offers))
        assert "母羊托养" in page and "已提供 1 户" in page
        for told in ("乙家", "甲家", "丙家", "低保", "先问名单"):
            assert told not in page, (post, told)
        file = client_of(post).get(f"{offers}?format=csv").content.decode("utf-8-sig")
        assert "乙家" not in file
    assert client_of("GW1").get(offers).status_code == 403


def test_without_a_screen_nobody_can_say_who_comes_first(client_of, register: None) -> None:
    """Before the village was ever screened the order is unknown, and the others are not asked."""
    address, client = f"/village/shares/{make_coop()}/offers", client_of("SEC")
    opening = opened(client, address)
    until = (clock.today() + timedelta(days=10)).isoformat()
    form = {"act": "all", "opening": opening, "home": "HC4", "amount": "2", "until": until}
    refused = client.post(address, form)
    assert refused.status_code == 400 and "还没有筛查过" in text(refused)
