"""Members, accounts and the split of a surplus on the desk: the worked case of the law typed in, to the fen."""

import csv
import io
import re

import pytest

from mutong.records.audit.models import AuditLine
from mutong.records.register.models import Organisation
from mutong.records.village.share_models import AccountEntry, Decision, MemberStep, ShareMember
from tests.desk.conftest import POST_IDS
from tests.records.small_register import viewer_of
from tests.workflows.made_up_coop import PAID, YEAR, add_homes, found_coop, make_coop, members_by_name

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SPLIT = {
    "act": "keep", "year": str(YEAR), "surplus": "100000", "losses": "10000", "aid": "30000", "reserve_share": "10",
    "return_share": "60", "reserve_by": "trade", "key": "k1",
}  # fmt: skip
READERS = {"SEC", "TCA", "TLD", "CLD"}


def text(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.parametrize("post", POST_IDS)
def test_only_posts_of_the_village_open_the_pages(client_of, post: str) -> None:
    """The list opens for whoever reads the village; everybody else is refused and the refusal is on record."""
    answer = client_of(post).get("/village/shares")
    assert answer.status_code == (200 if post in READERS else 403)


def test_an_empty_village_says_what_to_do_first(client_of) -> None:
    """With nothing on record the page says what comes first, and offers the form to those who keep the records only."""
    page = client_of("SEC").get("/village/shares").content.decode()
    assert "还没有登记合作社或集体经济组织" in page
    assert 'value="found"' in page
    assert 'value="found"' not in client_of("TLD").get("/village/shares").content.decode()


def test_an_organisation_is_entered_with_the_law_it_lives_by(client_of) -> None:
    """The secretary enters a cooperative; a law not in force on the register's day is not among the choices."""
    client = client_of("SEC")
    page = client.get("/village/shares").content.decode()
    assert 'value="cn-coop"' in page and 'value="cn-collective"' not in page
    form = {"act": "found", "name": "试验合作社", "law": "cn-coop", "area": "140109901001"}
    answer = client.post("/village/shares", form, follow=True)
    assert "试验合作社" in text(answer)
    assert "把愿意的户列为拟入社成员" in text(answer)
    again = client.post("/village/shares", form)
    assert again.status_code == 400 and "已经登记过" in text(again)
    assert Organisation.objects.filter(name="试验合作社").count() == 1
    elsewhere = {**form, "name": "别处", "area": "140105901001"}
    assert client.post("/village/shares", elsewhere).status_code == 400


def test_members_are_put_forward_and_confirmed_one_by_one(client_of) -> None:
    """A household put forward is no member until confirmed with a person; a public body is refused by Article 19."""
    add_homes()
    client, coop = client_of("SEC"), found_coop()
    url = f"/village/shares/{coop}/members"
    client.post(url, {"act": "other", "household": "HC0", "name": "", "kind": "", "key": "a"})
    client.post(url, {"act": "other", "household": "", "name": "试村委会", "kind": "", "key": "b"})
    client.post(url, {"act": "other", "household": "", "name": "试村委会", "kind": "", "key": "b"})
    page = text(client.get(url))
    assert "待确认  2" in page or ShareMember.objects.count() == 2
    home, office = (ShareMember.objects.get(household_id=one).pk for one in ("HC0", None))
    nobody = client.post(url, {"act": "confirm", "member": home, "on": "2021-01-10", "kind": "farmer"})
    assert nobody.status_code == 400 and "由谁入社" in text(nobody)
    form = {"act": "confirm", "member": home, "on": "2021-01-10", "kind": "farmer", "person": "PHC0"}
    assert client.post(url, form).status_code == 302
    barred = client.post(url, {"act": "confirm", "member": office, "on": "2021-01-10", "kind": "public_body"})
    assert barred.status_code == 400
    assert "不得加入" in text(barred) and "第十九条" in text(barred)
    assert MemberStep.objects.filter(step="joined").count() == 1
    page = text(client.get(url))
    assert "成员 1 名，至少 5 名" in page


def test_who_may_not_keep_writes_nothing(client_of) -> None:
    """A reader sees the members without forms, and a form sent all the same changes nothing."""
    coop = make_coop()
    reader = client_of("TLD")
    url = f"/village/shares/{coop}/members"
    page = reader.get(url).content.decode()
    assert "甲" in page and 'name="act"' not in page
    before = ShareMember.objects.count()
    form = {"act": "other", "household": "H1", "name": "", "kind": "", "key": "x"}
    assert reader.post(url, form).status_code == 403
    assert ShareMember.objects.count() == before
    assert client_of("GW1").get(url).status_code == 403
    assert AuditLine.objects.filter(outcome="refused").exists()


def test_the_worked_case_typed_in_comes_out_to_the_fen(client_of) -> None:
    """The figures of Article 44's worked case give each member's part to the fen, on the page and in the file."""
    coop = make_coop()
    client = client_of("SEC")
    answer = client.post(f"/village/shares/{coop}/surplus", SPLIT, follow=True)
    page = text(answer)
    for told in ("23,947.83 元", "21,905.22 元", "12,819.13 元", "6,550.43 元", "15,777.39 元", "81,000 元"):
        assert told in page, told
    address = answer.redirect_chain[-1][0]
    file = client.get(f"{address}?format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    found = {row[0]: row[-1] for row in rows[1:] if row and row[0] in PAID}
    assert found == {name: f"{fen // 100}.{fen % 100:02d}" for name, fen in PAID.items()}
    assert client.get(f"{address}?format=xlsx").status_code == 200
    slips = text(client.get(f"{address}/receipts"))
    assert "先不要发放" in slips and "23,947.83 元" in slips
    assert Decision.objects.get().matter == "distribution"
    assert not AccountEntry.objects.filter(surplus__isnull=False).exists()


def test_trying_keeps_nothing(client_of) -> None:
    """Only trying shows the same parts and what was typed, and writes neither a year nor a decision."""
    coop = make_coop()
    answer = client_of("SEC").post(f"/village/shares/{coop}/surplus", {**SPLIT, "act": "try"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "23,947.83 元" in page and 'value="100000"' in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"return_share": "59"}, "不得低于 60 %（"),
        ({"return_share": "sixty"}, "0 到 100"),
        ({"surplus": "1000.005"}, "最多两位小数"),
        ({"surplus": ""}, "请填写"),
        ({"losses": "-5"}, "不能写负数"),
        ({"year": "2023"}, "还没有到"),
        ({"year": "2020"}, "没有成员"),
    ],
)
def test_what_falls_short_is_refused_in_words_and_nothing_is_kept(
    client_of, changes: dict, said: str
) -> None:
    """A share below the law, a slip of the pen, a year without members: told with the clause or the way out."""
    coop = make_coop()
    answer = client_of("SEC").post(f"/village/shares/{coop}/surplus", {**SPLIT, **changes})
    assert answer.status_code == 400
    told = re.sub(r"\s+", " ", text(answer))
    assert said in told
    assert ("第四十四条" in told) == ("60 %" in said)
    assert not Decision.objects.exists()


def test_trade_that_is_not_entered_is_not_nought(client_of) -> None:
    """A line of trade taken back leaves the year unknown and the split is refused by name, until nought is said."""
    coop = make_coop()
    client = client_of("SEC")
    member = members_by_name(coop)["戊"]
    line = AccountEntry.objects.get(member_id=member, ledger="trade")
    page = f"/village/shares/{coop}/members/{member}"
    assert client.post(page, {"act": "back", "entry": line.pk, "reason": ""}).status_code == 400
    assert client.post(page, {"act": "back", "entry": line.pk, "reason": "记错人"}).status_code == 302
    assert "记错人" in text(client.get(page))
    refused = client.post(f"/village/shares/{coop}/surplus", SPLIT)
    assert "交易额还不知道：戊" in text(refused)
    client.post(f"/village/shares/{coop}/surplus", {"act": "rest", "year": str(YEAR), "key": "r"})
    assert "15,777.39 元" in text(client.post(f"/village/shares/{coop}/surplus", SPLIT, follow=True))


def test_an_account_takes_each_form_once_and_no_claim(client_of) -> None:
    """A contribution sent twice is one line; a claim is refused by Article 13; land waits for its value."""
    coop = make_coop()
    client, member = client_of("SEC"), members_by_name(coop)["丁"]
    page = f"/village/shares/{coop}/members/{member}"
    form = {
        "act": "contribution",
        "form": "land_right",
        "fen": "",
        "what": "南坡三亩",
        "on": "2022-03-01",
        "key": "z",
    }
    for _ in range(2):
        client.post(page, form)
    assert AccountEntry.objects.filter(member_id=member, form="land_right").count() == 1
    assert "有未作价的" in text(client.get(page))
    claim = client.post(page, {**form, "form": "claim", "fen": "10", "key": "y"})
    assert claim.status_code == 400 and "第十三条" in text(claim)


def test_extra_votes_stop_at_the_laws_cap(client_of) -> None:
    """Of five members one extra vote is allowed, two are refused with Article 22."""
    coop = make_coop()
    client, member = client_of("SEC"), members_by_name(coop)["甲"]
    page = f"/village/shares/{coop}/members/{member}"
    refused = client.post(page, {"act": "votes", "extra": "2"})
    assert refused.status_code == 400 and "第二十二条" in text(refused)
    assert client.post(page, {"act": "votes", "extra": "1"}).status_code == 302
    assert "附加表决权 1 票" in text(client.get(f"/village/shares/{coop}/members"))


def test_leaving_tells_the_day_and_the_refund(client_of) -> None:
    """Asked for on 10 August, membership ends with the year and the account pays back what was put in."""
    coop = make_coop()
    client, member = client_of("SEC"), members_by_name(coop)["乙"]
    page = f"/village/shares/{coop}/members/{member}"
    client.post(page, {"act": "leaving", "on": "2022-08-10"})
    told = text(client.get(page))
    assert "2022年12月31日" in told and "20,000 元" in told
    assert client.post(page, {"act": "left", "on": "2022-12-31", "reason": ""}).status_code == 400
    client.post(page, {"act": "left", "on": "2022-12-31", "reason": "迁走"})
    assert "已退出" in text(client.get(page))


def test_what_is_written_cannot_be_changed_in_the_database(client_of) -> None:
    """The database itself refuses to change or delete a line of an account."""
    from django.db import DatabaseError, transaction

    make_coop()
    for change in (
        lambda: AccountEntry.objects.filter(ledger="trade").update(fen=1),
        lambda: AccountEntry.objects.filter(ledger="trade").delete(),
        lambda: MemberStep.objects.all().update(kind="citizen"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_another_area_is_refused_in_the_same_words_as_nothing(client_of) -> None:
    """A secretary may not open another community's organisation, and learns no more than of one that is not there."""
    from mutong.records.access import system_viewer
    from mutong.workflows.shares import found

    other = found(system_viewer("test"), "别处的合作社", "cn-coop", "140105901001", purpose="测试 / test")
    client = client_of("SEC")
    answers = [client.get(f"/village/shares/{one}") for one in (other, "O-nothing")]
    assert [one.status_code for one in answers] == [403, 403]
    assert text(answers[0]) == text(answers[1])
    assert viewer_of("SEC").may("keep_shares", "140105901001") is False
