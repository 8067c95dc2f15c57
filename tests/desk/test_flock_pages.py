"""The flock book's pages: a day's work through the forms, each refused where the post may not, empty and full."""

import csv
import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mutong.records.village.flock_models import (
    Animal,
    AnimalEvent,
    CareEntry,
    CashEntry,
    ManureEntry,
    StockEntry,
)
from tests.records.small_register import GRID_ONE
from tests.workflows.flock_village import VILLAGE, D, happens, open_book, tag

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGES = (
    "/village/flock", "/village/flock/due", "/village/flock/vaccination", "/village/flock/enter", "/village/flock/new",
    "/village/flock/lambing", "/village/flock/import", "/village/flock/feed", "/village/flock/cash",
    "/village/flock/manure", "/village/flock/pens", "/village/flock/record", "/village/flock/month",
)  # fmt: skip
WRITES = ("/village/flock/enter", "/village/flock/new", "/village/flock/import")


def text_of(response) -> str:
    """What the page says."""
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_empty_and_full(client_of, page: str, language: str) -> None:
    """A secretary sees every page before and after there are sheep, in both languages."""
    client = client_of("SEC", language)
    assert client.get(page).status_code == 200
    open_book()
    happens("mated", D(2022, 8, 2), (tag(1),))
    answer = client.get(page)
    assert answer.status_code == 200
    assert "None" not in text_of(answer)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("post", ["DOC", "INV", "TRT", "TLD"])
def test_posts_without_the_right_are_refused(client_of, page: str, post: str) -> None:
    """A doctor sees nothing; a township's leader reads but does not write."""
    answer = client_of(post).get(page)
    expected = 200 if post == "TLD" and page not in WRITES else 403
    assert answer.status_code == expected
    if post == "TLD" and expected == 200:
        assert 'method="post"' not in text_of(answer).split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("post", ["TLD", "DOC", "GW2"])
def test_nobody_without_the_right_can_post(client_of, post: str) -> None:
    """Whoever may not keep these books cannot write by posting the forms either."""
    open_book()
    before = AnimalEvent.objects.count()
    client = client_of(post)
    for page, sent in (
        ("/village/flock/enter", {"kind": "weighed", "keys": tag(1), "weight_kg": "50"}),
        ("/village/flock/lambing", {"ewe": tag(1), "on": "2022-08-20", "sex_1": "male"}),
        ("/village/flock/cash", {"kind": "wages", "on": "2022-08-20", "fen": "100"}),
        ("/village/flock/feed", {"kind": "bought", "item": "maize_grain", "on": "2022-08-20", "kg": "100"}),
    ):
        assert client.post(page, {**sent, "area": VILLAGE}).status_code in (400, 403), page
    assert (AnimalEvent.objects.count(), CashEntry.objects.count(), StockEntry.objects.count()) == (
        before,
        0,
        0,
    )


def test_a_group_is_entered_by_pen_and_by_pasted_tags(client_of) -> None:
    """A whole pen is vaccinated; then pasted tags with weights, one of them unknown: told, the others kept."""
    open_book()
    client = client_of("SEC")
    sent = {
        "kind": "vaccinated",
        "on": "2022-08-20",
        "whole_pen": "东圈",
        "keys": "",
        "vaccine": "ppr",
        "batch": "A1",
    }
    answer = client.post("/village/flock/enter", {**sent, "area": VILLAGE}, follow=True)
    assert "登记 4 只" in text_of(answer)
    pasted = f"{tag(1)} 51.5\n{tag(2)} 49\n314010900000099 40"
    answer = client.post(
        "/village/flock/enter",
        {"kind": "weighed", "on": "2022-08-20", "keys": pasted, "area": VILLAGE},
        follow=True,
    )
    page = text_of(answer)
    assert "登记 2 只" in page
    assert "314010900000099" in page
    weights = AnimalEvent.objects.filter(kind="weighed").values_list("details", flat=True)
    assert sorted(one["weight_kg"] for one in weights) == [49.0, 51.5]


def test_a_form_with_mistakes_comes_back_with_what_was_typed(client_of) -> None:
    """Nothing kept, 400, each field's words, and the text still there."""
    open_book()
    client = client_of("SEC")
    sent = {"kind": "sold", "on": "2022-13-01", "keys": tag(1), "price": "a lot", "area": VILLAGE}
    answer = client.post("/village/flock/enter", sent)
    page = text_of(answer)
    assert answer.status_code == 400
    assert tag(1) in page
    assert "不是日期" in page
    assert "请填写卖方" in page or "请填写买方" in page
    assert "a lot" in page
    assert not AnimalEvent.objects.filter(kind="sold").exists()
    none = client.post(
        "/village/flock/enter", {"kind": "weighed", "keys": "12345", "weight_kg": "50", "area": VILLAGE}
    )
    assert none.status_code == 400
    assert "账上没有" in text_of(none)


def test_an_entry_of_a_phone_is_taken_once(client_of) -> None:
    """The same entry id twice writes once and leads to the same place."""
    open_book()
    client = client_of("SEC")
    sent = {
        "kind": "weighed", "on": "2022-08-20", "keys": tag(1), "weight_kg": "50", "area": VILLAGE,
        "entry_id": str(uuid.uuid4()),
    }  # fmt: skip
    first = client.post("/village/flock/enter", sent)
    second = client.post("/village/flock/enter", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert AnimalEvent.objects.filter(kind="weighed").count() == 1


def test_lambs_are_entered_tagged_and_sold_only_after_withdrawal(client_of) -> None:
    """From the lambing form to tags for the lambs, a treatment, and a sale that is refused in its words."""
    open_book()
    client = client_of("SEC")
    lambing = {
        "ewe": tag(1),
        "on": "2022-08-20",
        "sex_1": "female",
        "kg_1": "3.4",
        "sex_2": "male",
        "dead": "1",
    }
    page = text_of(client.post("/village/flock/lambing", {**lambing, "area": VILLAGE}, follow=True))
    assert "L22-0001、L22-0002" in page
    tags = f"L22-0001 {tag(21)}\nL22-0002 {tag(22)}"
    client.post("/village/flock/enter", {"kind": "tagged", "on": "2022-08-21", "keys": tags, "area": VILLAGE})
    treated = {
        "kind": "treated",
        "on": "2022-08-21",
        "keys": tag(22),
        "drug": "阿维菌素",
        "withdrawal_days": "35",
    }
    client.post("/village/flock/enter", {**treated, "area": VILLAGE})
    sold = {"kind": "sold", "on": "2022-08-22", "keys": tag(22), "buyer": "甲", "price": "600"}
    answer = client.post("/village/flock/enter", {**sold, "area": VILLAGE})
    assert answer.status_code == 400
    assert "2022-09-25 之前不得出售" in text_of(answer)
    lamb = Animal.objects.get(number="L22-0002")
    page = text_of(client.get(f"/village/flock/sheep/{lamb.pk}?area={VILLAGE}"))
    assert "休药期内" in page
    assert tag(1) in page
    assert "L22-0002" in page


def test_a_wrong_entry_is_withdrawn_on_the_sheeps_page(client_of) -> None:
    """The entry and the reason stay to be read."""
    open_book()
    happens("weighed", D(2022, 8, 10), (tag(1),), sent_id="w", weight_kg=5.0)
    event = AnimalEvent.objects.get(sent_id="w")
    client = client_of("SEC")
    address = f"/village/flock/sheep/{event.animal_id}"
    sent = {"event": event.event_id, "reason": "少写了一个 0", "area": VILLAGE}
    page = text_of(client.post(address, sent, follow=True))
    assert "已撤回" in page
    assert "少写了一个 0" in page


def test_feed_cash_and_manure_are_kept_and_withdrawn(client_of) -> None:
    """In, fed, short, counted; a purchase in yuan; manure spread; a pen disinfected; a slip withdrawn."""
    open_book()
    client = client_of("SEC")

    def feed(**more: str):
        sent = {"item": "maize_stover", "on": "2022-08-20", "area": VILLAGE, **more}
        return client.post("/village/flock/feed", sent, follow=True)

    assert "1,000 公斤" in text_of(feed(kind="harvested", kg="1000"))
    short = feed(kind="fed", kg="1500")
    assert short.status_code == 400
    assert "只有 1,000 公斤" in text_of(short)
    assert "盘点少 100 公斤" in text_of(feed(kind="count", kg="900"))
    cash = {"kind": "feed_bought", "on": "2022-08-20", "fen": "1250.50", "who": "乙", "area": VILLAGE}
    page = text_of(client.post("/village/flock/cash", cash, follow=True))
    assert "−1,250.50" in page
    assert "余额为负" in page
    entry = CashEntry.objects.get()
    gone = {"do": "withdraw", "entry": entry.entry_id, "book": "cash", "reason": "重复", "area": VILLAGE}
    assert "已撤回" in text_of(client.post("/village/flock/cash", gone, follow=True))
    client.post(
        "/village/flock/manure", {"kind": "collected", "on": "2022-08-20", "kg": "500", "area": VILLAGE}
    )
    client.post(
        "/village/flock/manure",
        {"kind": "spread", "on": "2022-08-21", "kg": "300", "place": "南坡", "area": VILLAGE},
    )
    care = {"kind": "disinfected", "on": "2022-08-21", "place": "东圈", "product": "生石灰", "area": VILLAGE}
    page = text_of(client.post("/village/flock/manure", care, follow=True))
    assert "200 公斤" in page
    assert "生石灰" in page
    assert (ManureEntry.objects.count(), CareEntry.objects.count()) == (2, 1)


def test_the_farm_record_has_the_five_parts_and_what_was_done(client_of) -> None:
    """Numbers, tags, arrivals, feed and drugs, vaccination and disinfection, deaths with disposal, manure."""
    open_book()
    happens("vaccinated", D(2022, 8, 10), (tag(1), tag(2)), vaccine="ppr", batch="B7")
    happens(
        "treated",
        D(2022, 8, 11),
        (tag(2),),
        drug="阿维菌素",
        source="乡兽药店",
        dose="2 ml",
        withdrawal_days=35,
    )
    happens("died", D(2022, 8, 12), (tag(3),), cause="难产", disposal="buried", disposed_by="本村")
    client = client_of("SEC")
    client.post(
        "/village/flock/feed",
        {
            "item": "maize_grain",
            "kind": "bought",
            "on": "2022-08-15",
            "kg": "200",
            "who": "丙",
            "area": VILLAGE,
        },
    )
    page = text_of(client.get("/village/flock/record?from=2022-08-01&to=2022-08-22"))
    for part in (
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "小反刍兽疫",
        "B7",
        "阿维菌素",
        "乡兽药店",
        "难产",
        "深埋",
        "玉米籽粒",
        tag(1),
    ):
        assert part in page, part
    rows = list(
        csv.reader(io.StringIO(client.get("/village/flock/record?format=csv").content.decode("utf-8-sig")))
    )
    assert any("阿维菌素" in row for row in rows)


def test_the_month_accounts_for_every_sheep(client_of) -> None:
    """Listed 4, one died, one sold, two born: 4 at the end, with kg and yuan of the sale."""
    open_book()
    happens("died", D(2022, 8, 12), (tag(3),), disposal="buried")
    happens("sold", D(2022, 8, 15), (tag(2),), buyer="甲", price=130000, weight_kg=52.0)
    client = client_of("SEC")
    client.post(
        "/village/flock/lambing",
        {"ewe": tag(1), "on": "2022-08-20", "sex_1": "male", "sex_2": "male", "area": VILLAGE},
    )
    page = text_of(client.get("/village/flock/month?month=2022-08"))
    assert "1 只，52 公斤，1,300 元" in page
    rows = list(
        csv.reader(io.StringIO(client.get("/village/flock/month?format=csv").content.decode("utf-8-sig")))
    )
    total = dict(zip(rows[0], rows[-1], strict=True))
    assert (total["期初"], total["建账"], total["出生"], total["死亡"], total["出售"], total["期末"]) == (
        "0", "4", "2", "1", "1", "4",
    )  # fmt: skip


def test_a_sheet_of_sheep_is_listed_and_bad_rows_named(client_of) -> None:
    """Good rows become sheep; a short tag, a repeated tag, a strange household and a row without number come back."""
    client = client_of("SEC")
    sheet = (
        "耳标号,场内编号,公母,出生日期,大小,用途,品种,圈舍,户编号\n"
        f"{tag(1)},,母,2020-03-01,,种用,小尾寒羊,东圈,H1\n"
        f"{tag(2)},,公,,成年,种用,,东圈,\n"
        f",L22-0007,母,2022-07-01,羔羊,,,东圈,H1\n"
        f"31401090,,母,,成年,,,,\n"
        f"{tag(1)},,母,,成年,,,,\n"
        f"{tag(4)},,母,,成年,,,,H9\n"
        ",,母,,成年,,,,\n"
    ).encode()
    sent = {"file": SimpleUploadedFile("羊.csv", sheet), "on": "2022-08-01", "area": VILLAGE}
    page = text_of(client.post("/village/flock/import", sent))
    assert "读入 7 行 = 登记 3 只 + 此前已登记 0 只 + 退回 4 行" in page
    for word in ("8 位", "出现了两次", "没有户“H9”", "都是空的"):
        assert word in page, word
    again = {"file": SimpleUploadedFile("羊.csv", sheet), "on": "2022-08-01", "area": VILLAGE}
    assert "登记 0 只 + 此前已登记 3 只" in text_of(client.post("/village/flock/import", again))
    assert Animal.objects.filter(area_code=GRID_ONE).count() == 2
    lamb = Animal.objects.get(number="L22-0007")
    assert (lamb.birth_date, lamb.sex) == (date(2022, 7, 1), "female")


def test_the_template_is_read_back(client_of) -> None:
    """The empty workbook has the headings that the import understands."""
    client = client_of("SEC")
    book = client.get("/village/flock/import?template=1").content
    answer = client.post(
        "/village/flock/import", {"file": SimpleUploadedFile("t.xlsx", book), "area": VILLAGE}
    )
    assert answer.status_code == 200
    assert "登记 0 只" in text_of(answer)


def test_a_vaccination_line_is_confirmed_and_marked_so(client_of) -> None:
    """Unconfirmed at first; the vet station's times then count, with their name, and a wrong span is refused."""
    client = client_of("SEC")
    assert "待乡镇畜牧兽医站确认" in text_of(client.get("/village/flock/vaccination"))
    sent = {
        "line": "ppr", "applies_to": "all", "first_dose_age": "1 个月", "repeat_every": "三年", "confirmed_by": "乡站",
        "area": VILLAGE,
    }  # fmt: skip
    assert client.post("/village/flock/vaccination", sent).status_code == 400
    page = text_of(client.post("/village/flock/vaccination", {**sent, "repeat_every": "3 年"}, follow=True))
    assert "已确认：乡站" in page
    assert "3 年" in page
    assert (
        client_of("TLD").post("/village/flock/vaccination", {**sent, "repeat_every": "2 年"}).status_code
        == 403
    )


def test_the_worker_sees_what_is_due_on_the_first_page(client_of) -> None:
    """A grid worker's Today names how much is due in the own flock; another grid's worker sees no flock at all."""
    open_book(1)
    happens("mated", D(2022, 3, 28), (tag(1),))
    happens("checked", D(2022, 5, 20), (tag(1),), pregnant="yes")
    page = text_of(client_of("GW1").get("/?mine=1"))
    assert "羊群要做的" in page
    assert "今天 1 项" in page
    assert 'href="/village/flock"' in page
    other = text_of(client_of("GW2").get("/?mine=1"))
    assert "羊群要做的" not in other
    assert 'href="/village/flock"' not in other


def test_a_pen_is_written_down_with_its_room(client_of) -> None:
    """Four sheep in 12 m²: 3 m² a head; a pen of that name once; no name and no number are refused."""
    open_book()
    client = client_of("SEC")
    sent = {"name": "东圈", "area_m2": "12", "household": "H1", "area": VILLAGE}
    assert "3.00" in text_of(client.post("/village/flock/pens", sent, follow=True))
    assert "3.00" in text_of(client.post("/village/flock/pens", {**sent, "area_m2": "99"}, follow=True))
    for wrong in ({"name": " "}, {"area_m2": "大"}, {"household": "H9"}):
        assert client.post("/village/flock/pens", {**sent, "name": "西圈", **wrong}).status_code == 400


def test_a_withdrawn_sale_names_the_cash_it_left_behind(client_of) -> None:
    """The sale goes, the money stays in the cash book until somebody looks: the page says so, once."""
    open_book()
    client = client_of("SEC")
    sold = {
        "kind": "sold",
        "on": "2022-08-20",
        "keys": tag(2),
        "buyer": "甲",
        "price": "1300",
        "into_cash": "1",
    }
    client.post("/village/flock/enter", {**sold, "area": VILLAGE})
    event = AnimalEvent.objects.get(kind="sold")
    sent = {"event": event.event_id, "reason": "买主反悔", "area": VILLAGE}
    page = text_of(client.post(f"/village/flock/sheep/{event.animal_id}", sent, follow=True))
    assert "请到现金账核对" in page
    assert CashEntry.objects.get().fen == 130000
