"""The pages of hand-overs: what each post sees and may do, files, letters, broken input, both languages."""

import io
import zipfile

import pytest

from mutong.records.duties.models import HandOver, HandOverLetter
from mutong.records.register.models import Event
from tests.desk.conftest import POST_IDS
from tests.workflows.handed_people import hand_over_of, list_contact, post_viewer, settle_the_world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST = "/outbreak/handovers"
MAY_SEE = {"INV", "CDC", "CLD", "YLD", "PLD", "INV9"}


@pytest.fixture
def desk_of(client_of):
    """`desk_of("CDC9", "en")` is a client signed in as a post of the widened register, people handed over."""
    settle_the_world()
    for person in ("K1", "K2", "K3", "K4"):
        list_contact(person)

    def sign_in(post_id: str, language: str = "zh"):
        if post_id in POST_IDS:
            return client_of(post_id, language)
        post_viewer(post_id)
        from django.test import Client

        client = Client()
        client.cookies["mutong_language"] = language
        assert client.login(username=post_id.lower(), password="long enough for a test")
        return client

    return sign_in


@pytest.mark.parametrize("post_id", POST_IDS)
def test_each_post_sees_its_own_or_is_refused(desk_of, post_id: str) -> None:
    """Those who may see hand-overs see the page; everybody else is refused in words."""
    answer = desk_of(post_id).get(LIST)
    assert answer.status_code == (200 if post_id in MAY_SEE else 403)
    assert ("协甲" in answer.content.decode()) == (post_id in {"YLD", "PLD", "INV9"})


@pytest.mark.parametrize(("language", "said"), [("zh", "待发协查函"), ("en", "letter to be sent")])
def test_the_sender_sees_where_each_stands(desk_of, language: str, said: str) -> None:
    """Sent: four people, their states and in whose hand; nothing of the case's movements or name."""
    page = desk_of("CDC", language).get(LIST, {"side": "sent"}).content.decode()
    assert said in page
    assert all(name in page for name in ("协甲", "协乙", "协丙", "协丁", "丙区", "外省"))
    assert "试甲" not in page


def test_the_other_county_acknowledges_and_the_sender_sees_it(desk_of) -> None:
    """One press for two people; the sender's list then says so; a second press changes nothing and says why."""
    there = desk_of("CDC9")
    ids = [hand_over_of(person).pk for person in ("K1", "K2")]
    done = there.post(f"{LIST}?side=received", {"act": "acknowledge", "id": ids}, follow=True)
    assert "已确认接收 2 人" in done.content.decode()
    again = there.post(f"{LIST}?side=received", {"act": "acknowledge", "id": ids}, follow=True)
    assert "另有 2 人的状态不能这样办" in again.content.decode()
    page = desk_of("CDC").get(LIST, {"side": "sent", "state": "acknowledged"}).content.decode()
    assert "协甲" in page
    assert "协丙" not in page


def test_everyone_of_a_filtered_list_at_once(desk_of) -> None:
    """The box for the whole list takes those that fit the filters, ticked or not."""
    done = desk_of("CDC9").post(f"{LIST}?side=received&find=协甲", {"act": "acknowledge", "everyone": "1"})
    assert done.status_code == 302
    assert (hand_over_of("K1").state, hand_over_of("K2").state) == ("acknowledged", "sent")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"act": "acknowledge"}, "请先勾选"),
        ({"act": "return"}, "请写明原因"),
        ({"act": "pass_on", "why": "x", "area": "丁区"}, "不是区划代码"),
        ({"act": "pass_on", "why": "x", "area": "140105"}, "已经在这个区划"),
        ({"act": "launch"}, "请选择要办什么"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(desk_of, asked: dict, said: str) -> None:
    """No tick, no reason, no area, the same area, no such act."""
    ids = [] if asked == {"act": "acknowledge"} else [hand_over_of("K1").pk]
    answer = desk_of("CDC9").post(LIST, {**asked, "id": ids})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert hand_over_of("K1").state == "sent"


def test_an_unknown_or_foreign_line_is_no_page(desk_of) -> None:
    """A line of others is not there for a third county; an id that is none neither; acts on them do nothing."""
    pk = hand_over_of("K1").pk
    third = desk_of("CDC8")
    assert third.get(f"{LIST}/{pk}").status_code == 404
    assert third.get(f"{LIST}/HO-none").status_code == 404
    assert third.post(LIST, {"act": "acknowledge", "id": [pk]}).status_code == 403
    assert third.post(LIST, {"act": "acknowledge", "id": ["HO-none"]}).status_code == 302
    assert hand_over_of("K1").state == "sent"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_line_has_its_history_and_its_acts(desk_of, language: str) -> None:
    """Returned on its own page, it shows why and by whom to the sender, who sends it on from there."""
    address = f"{LIST}/{hand_over_of('K1').pk}"
    there = desk_of("CDC9", language)
    assert "12000000001" in there.get(address).content.decode()
    assert 'value="acknowledge"' in there.get(address).content.decode()
    assert 'value="withdraw"' not in there.get(address).content.decode()
    sending = desk_of("CDC", language).get(address).content.decode()
    assert 'value="withdraw"' in sending
    assert 'value="acknowledge"' not in sending
    there.post(address, {"act": "return", "why": "搬走了"})
    here = desk_of("CDC", language)
    page = here.get(address).content.decode()
    assert "搬走了" in page
    assert "CDC9" in page
    assert "12000000001" not in desk_of("PLD", language).get(address).content.decode()
    assert here.post(address, {"act": "send_on", "why": "新地址", "area": "140106"}).status_code == 302
    assert hand_over_of("K1").to_area == "140106"


@pytest.mark.parametrize("sort", ["name", "-due_at", "from_area", "state", "exposed_at", "nonsense"])
def test_the_list_is_sorted_filtered_and_exported(desk_of, sort: str) -> None:
    """Every heading sorts; a filter without a match says so; the files hold what the page shows."""
    client = desk_of("CDC")
    assert client.get(LIST, {"side": "sent", "sort": sort}).status_code == 200
    assert "没有符合条件" in client.get(LIST, {"side": "sent", "find": "无此人"}).content.decode()
    rows = client.get(LIST, {"side": "sent", "sort": sort, "format": "csv"}).content.decode("utf-8-sig")
    assert rows.count("\n") == 5
    assert "暂无时限" in rows
    book = client.get(LIST, {"side": "sent", "format": "xlsx"}).content
    assert zipfile.is_zipfile(io.BytesIO(book))


def test_nothing_to_show_says_so(client_of) -> None:
    """Without hand-overs both sides and the letters are empty in words, and the outbreak page says so."""
    client = client_of("CDC")
    assert "没有收到协查" in client.get(LIST).content.decode()
    assert "没有发出的协查" in client.get(LIST, {"side": "sent"}).content.decode()
    assert "没有协查函" in client.get(f"{LIST}/letters").content.decode()
    assert "没有待办" in client.get("/outbreak").content.decode()


def test_nobody_is_said_in_red_on_both_pages(desk_of) -> None:
    """When the post that holds somebody stands empty, the list and the outbreak page say how many."""
    from mutong.kernel import clock
    from mutong.records.register.models import Roster

    assert "4 人待办，都有人在办" in desk_of("CDC").get("/outbreak").content.decode()
    Roster.objects.filter(post_id="CDC9").update(to_at=clock.now())
    client = desk_of("CDC")
    assert "协查：2 人没有人在办" in client.get("/outbreak").content.decode()
    page = client.get(LIST, {"side": "sent", "state": "nobody"}).content.decode()
    assert "有 2 人没有人在办" in page
    assert "协甲" in page
    assert "协丙" not in page


@pytest.mark.parametrize(("language", "said"), [("zh", "以下 1 人"), ("en", "The people below (in all 1)")])
def test_a_letter_is_written_printed_sent_and_answered(desk_of, language: str, said: str) -> None:
    """From the list to the answer on the desk; the letter holds the person and nothing of the case's ways."""
    client = desk_of("CDC", language)
    pk = hand_over_of("K3").pk
    assert "2022-001" in client.get(f"{LIST}/letters").content.decode()
    wrong = client.post(f"{LIST}/letters", {"id": [pk], "number": "1", "reply_by": "明天"})
    assert wrong.status_code == 400
    sent = client.post(f"{LIST}/letters", {"id": [pk], "number": "2022-001", "reply_by": "2022-08-24"})
    address = sent["Location"]
    page = client.get(address).content.decode()
    assert said in page
    assert "12000000003" in page
    assert "外省" in page
    file = client.get(f"{address}?format=csv").content.decode("utf-8-sig")
    assert "2022-001-01" in file
    client.post(address, {"act": "send", "channel": "fax"})
    client.post(address, {"act": "answer", "by": "某值班员", "reference": "外1"})
    assert hand_over_of("K3").state == "answered"
    assert HandOverLetter.objects.get().answer_reference == "外1"
    assert "某值班员" in client.get(f"{LIST}/letters").content.decode()
    assert client.get(f"{LIST}/letters/L-none").status_code in (403, 404)
    assert desk_of("CDC9", language).get(address).status_code == 403


def test_the_search_for_a_home_ends_with_sending_on(desk_of) -> None:
    """Whoever has no known home is sent on from the page, by the investigator who holds the person."""
    address = f"{LIST}/{hand_over_of('K4').pk}"
    client = desk_of("INV")
    assert "住址待查" in client.get(address).content.decode()
    client.post(address, {"act": "send_on", "why": "电话问到", "area": "140105"})
    assert (hand_over_of("K4").state, hand_over_of("K4").holder_post) == ("sent", "CDC9")


def test_every_change_is_on_record(desk_of) -> None:
    """An act leaves one audit line with the post, and an event; a refused one leaves its own line."""
    from mutong.records.audit.models import AuditLine

    pk = hand_over_of("K1").pk
    desk_of("CDC9").post(LIST, {"act": "acknowledge", "id": [pk]})
    desk_of("CDC8").post(LIST, {"act": "return", "why": "x", "id": [pk]})
    line = AuditLine.objects.get(action="handover_acknowledge")
    assert (line.post, line.count) == ("CDC9", 1)
    assert AuditLine.objects.filter(action="receive_handovers", outcome="refused").count() == 1
    assert Event.objects.filter(subject_id="K1", kind="hand_over_acknowledged").count() == 1
    assert HandOver.objects.get(pk=pk).state == "acknowledged"
