"""A decision on the desk: its course step by step, what is too early, the notice board, booking what was decided."""

import re

import pytest

from mutong.records.village.share_models import AccountEntry, DecisionStep
from tests.desk.test_share_pages import SPLIT, text
from tests.workflows.made_up_coop import PAID, make_coop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROPOSAL = {
    "act": "propose", "matter": "distribution", "title": "分配方案", "proposal": "按章程分配。", "on": "2022-07-20",
    "members": "", "key": "p1",
}  # fmt: skip


@pytest.fixture
def decision(client_of) -> str:
    """A distribution proposed on 20 July; the charter asks for seven days of notice. The decision's address."""
    coop = make_coop()
    client = client_of("SEC")
    charter = {"act": "charter", "valid_from": "2021-01-01", "notice_days": "7", "reserve_share": "10"}
    assert client.post(f"/village/shares/{coop}", charter).status_code == 302
    answer = client.post(f"/village/shares/{coop}/decisions", PROPOSAL, follow=True)
    return answer.redirect_chain[-1][0]


def enter(client, address: str, step: str, on: str, **more: str):
    """One step sent from the page."""
    return client.post(address, {"act": step, "on": on, "note": "", **more})


def test_the_course_shows_what_is_open_and_how_early_it_may_be(client_of, decision: str) -> None:
    """A new proposal is done in one step; papers, notice, meeting and vote are open, each with its article."""
    page = text(client_of("SEC").get(decision))
    for told in ("置备查阅", "会议通知", "依据：第四十条", "依据：第三十条第一款", "未办"):
        assert told in page, told
    assert "最早 2022年9月7日" in re.sub(r"\s+", " ", page)


def test_a_decision_is_entered_step_by_step_and_stands(client_of, decision: str) -> None:
    """With papers, notice, quorum, majority and minutes in time it stands; the notice board tells the course."""
    client = client_of("SEC")
    for step, on, more in (
        ("papers", "2022-08-01", {}),
        ("notice", "2022-08-10", {}),
        ("meeting", "2022-08-20", {"attended": "4", "votes_for": "3"}),
        ("minutes", "2022-08-20", {}),
    ):
        assert enter(client, decision, step, on, **more).status_code == 302, step
    page = text(client.get(decision))
    assert "已依法决定" in page
    assert "生效日期 2022年8月20日" in page
    notice = text(client.get(f"{decision}/notice"))
    assert "按章程分配" in notice and "2022年8月10日" in notice
    assert "实到 4 名" in notice and "同意 3 票" in notice


def test_two_votes_of_five_are_no_majority_and_the_page_says_by_which_article(
    client_of, decision: str
) -> None:
    """More than half of all five votes are needed, not of those present: two of three present break the decision."""
    client = client_of("SEC")
    enter(client, decision, "papers", "2022-08-01")
    enter(client, decision, "notice", "2022-08-10")
    enter(client, decision, "meeting", "2022-08-20", attended="4", votes_for="2")
    page = text(client.get(decision))
    assert "不合规定，须重来" in page
    assert "同意至少 3 票" in page and "第三十条第二款" in page


@pytest.mark.parametrize(
    ("step", "on", "more", "said"),
    [
        ("meeting", "2022-08-20", {"attended": "4"}, "请填写"),
        ("meeting", "2022-08-20", {"attended": "9", "votes_for": "9"}, "成员 5 名"),
        ("papers", "2022-08-30", {}, "还没有到"),
        ("papers", "明天", {}, "2022-08-22 的样子"),
        ("back", "", {"reason": ""}, "请填写"),
        ("discussed", "", {}, "请填写"),
    ],
)
def test_a_step_that_cannot_be_is_refused(client_of, decision: str, step, on, more, said: str) -> None:
    """What is missing, too many, still to come or no day is told, and no step is written."""
    before = DecisionStep.objects.count()
    answer = enter(client_of("SEC"), decision, step, on, **more)
    assert answer.status_code == 400
    assert said in text(answer)
    assert DecisionStep.objects.count() == before


def test_a_slip_is_taken_back_with_its_reason_and_both_stay(client_of, decision: str) -> None:
    """A step taken back is open again; what was written and why it went stays on the page."""
    client = client_of("SEC")
    enter(client, decision, "papers", "2022-08-02")
    assert client.post(decision, {"act": "back", "step": "papers", "reason": "日子写错"}).status_code == 302
    page = text(client.get(decision))
    assert "日子写错" in page and "2022年8月2日" in page
    assert enter(client, decision, "papers", "2022-08-01").status_code == 302


def test_a_matter_nobody_knows_and_a_twice_sent_proposal(client_of, decision: str) -> None:
    """A matter the law does not name is refused; the same form sent twice is one decision."""
    client, url = client_of("SEC"), decision.rsplit("/", 1)[0]
    assert client.post(url, {**PROPOSAL, "matter": "distributon", "key": "p2"}).status_code == 400
    client.post(url, PROPOSAL)
    file = client.get(f"{url}?format=csv").content.decode("utf-8-sig")
    assert file.count("分配方案") == 1


def test_readers_read_and_do_not_enter(client_of, decision: str) -> None:
    """The township's lead sees the course without forms and may not enter a step."""
    reader = client_of("TLD")
    assert 'name="act"' not in reader.get(decision).content.decode()
    assert enter(reader, decision, "papers", "2022-08-01").status_code == 403
    assert client_of("DOC").get(decision).status_code == 403


def test_a_decided_surplus_is_booked_once_to_every_account(client_of) -> None:
    """From the figures to the accounts over the pages: nothing is booked before it is decided, and then once."""
    coop, client = make_coop(), client_of("SEC")
    client.post(f"/village/shares/{coop}", {"act": "charter", "valid_from": "2021-01-01", "notice_days": "7"})
    year = client.post(f"/village/shares/{coop}/surplus", SPLIT, follow=True).redirect_chain[-1][0]
    early = client.post(year, {"act": "book"})
    assert early.status_code == 400 and "还没有依法决定" in text(early)
    decision = re.search(
        r'href="(/village/shares/[^"]+/decisions/[^"/]+)"', client.get(year).content.decode()
    )[1]
    assert "23,947.83 元" in text(client.get(f"{decision}/notice"))
    enter(client, decision, "papers", "2022-08-01")
    enter(client, decision, "notice", "2022-08-10")
    enter(client, decision, "meeting", "2022-08-20", attended="5", votes_for="5")
    enter(client, decision, "minutes", "2022-08-20")
    for _ in range(2):
        assert client.post(year, {"act": "book"}).status_code == 302
    paid = AccountEntry.objects.filter(ledger="paid").values_list("fen", flat=True)
    assert sorted(paid) == sorted(PAID.values())
    reserve = AccountEntry.objects.filter(ledger="reserve").values_list("fen", flat=True)
    assert sorted(reserve) == [90_000, 180_000, 270_000, 360_000]
    members = text(client.get(f"/village/shares/{coop}/members"))
    assert "3,600 元" in members
    assert client.post(year, {"act": "unbook", "reason": ""}).status_code == 400
    assert client.post(year, {"act": "unbook", "reason": "漏记一户交易"}).status_code == 302
    assert "3,600 元" not in text(client.get(f"/village/shares/{coop}/members"))
    assert "已经撤回" in text(client.post(year, {"act": "book"}))
    again = client.post(f"/village/shares/{coop}/surplus", {**SPLIT, "key": "k2"}, follow=True)
    assert again.redirect_chain[-1][0] != year
