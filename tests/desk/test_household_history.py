"""A household's history on the desk: who may see it, what it says, what stands on record of the reading."""

from datetime import date, datetime

import pytest

from mutong.kernel.period import CHINA
from mutong.records.access import load_viewer, system_viewer
from mutong.records.audit.models import AuditLine
from mutong.records.landing.land import land_rows
from mutong.records.register.models import Account
from mutong.workflows.household_answers import answer_household
from mutong.workflows.replaying import DAYS_AT_MOST, replay_household
from tests.records.small_register import PURPOSE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = "/households/H1/history"
JULY, AUGUST = datetime(2022, 7, 3, 10, tzinfo=CHINA), datetime(2022, 8, 5, 10, tzinfo=CHINA)
NO = {"destitute_support": "no", "work_injury_nursing_benefit": "no", "orphan_benefit": "no"}


def row(subject: str, key: str, recorded: datetime, valid_from: date, **value: object) -> dict:
    """A fact of H1 or of somebody in it."""
    kind = "household" if subject == "H1" else "person"
    return {
        "subject_kind": kind, "subject_id": subject, "fact": key, "state": "known", "valid_from": valid_from,
        "recorded_at": recorded, "confirmed_at": recorded, "source": "home_visit", **value,
    }  # fmt: skip


@pytest.fixture
def facts(register: None) -> None:
    """What is on record of H1: everything in July but one income, told in August and true since June."""
    may, june = date(2022, 5, 1), date(2022, 6, 1)
    rows = [
        row("H1", "property_conforms", JULY, may, value="yes"),
        row("H1", "receives_low_income_support", JULY, may, value="no"),
        row("P1", "monthly_income", JULY, may, low=0, high=0, unit="fen/month"),
        row("P2", "monthly_income", JULY, may, low=400_000, high=400_000, unit="fen/month"),
        row("P2", "monthly_income", AUGUST, june, low=20_000, high=20_000, unit="fen/month"),
        *(row(one, key, JULY, may, value=value) for one in ("P1", "P2") for key, value in NO.items()),
    ]
    landed = land_rows(system_viewer("test"), "facts", rows, purpose=PURPOSE)
    assert (landed.problems, landed.new) == ([], len(rows))


def of_support(page: dict) -> list[tuple[str, str, str, str]]:
    """Day, before, after and first cause of the minimum living guarantee's lines, in English."""
    return [
        (str(line.on), line.before.en, line.after.en, line.why[0].words.en)
        for day in page["days"]
        for line in day.lines
        if line.title.en == "Minimum living guarantee"
    ]


def test_the_page_tells_what_changed_newest_first(client_of, facts: None) -> None:
    """As known on each day: open until July, no in July, yes in August; each with its cause and its clause."""
    answer = client_of("GW1", "en").get(PAGE)
    page, text = answer.context["page"], answer.content.decode()

    assert answer.status_code == 200
    assert (page["first"], page["last"]) == (date(2021, 8, 22), date(2022, 8, 22))
    assert [one.on for one in page["days"]] == sorted((one.on for one in page["days"]), reverse=True)
    assert [line[:3] for line in of_support(page)] == [
        ("2022-08-05", "no", "yes, 1,260 yuan a month"),
        ("2022-07-03", "not known", "no"),
    ]
    cause = of_support(page)[0][3]
    assert cause == (
        "试乙 monthly income 4,000 → 200 yuan a month: recorded on 2022-08-05, true from 2022-06-01 (home visit)"
    )
    assert cause in text
    assert "/standards/cn#c-" in text
    assert "Words(" not in text


def test_as_known_today_it_was_so_earlier(client_of, facts: None) -> None:
    """By what is known today the answer was yes from June; the weeks in between were not known at the time."""
    page = client_of("GW1", "en").get(f"{PAGE}?known=now").context["page"]
    gaps = [one for one in page["gaps"] if one.title.en == "Minimum living guarantee"]

    assert of_support(page)[0][:3] == ("2022-06-01", "no", "yes, 1,260 yuan a month")
    assert [(one.then.en, one.now.en, str(one.last)) for one in gaps][-1] == (
        "no", "yes, 1,260 yuan a month", "2022-08-04",
    )  # fmt: skip
    assert "home visit" in gaps[-1].learnt.en


@pytest.mark.parametrize(("language", "said"), [("zh", "最低生活保障"), ("en", "Minimum living guarantee")])
def test_the_page_and_its_file_speak_both_languages(client_of, facts: None, language: str, said: str) -> None:
    """Page, CSV and Excel in the language of the request; the file has a line for each change."""
    client = client_of("GW1", language)
    page = client.get(PAGE)
    assert said in page.content.decode()
    file = client.get(f"{PAGE}?format=csv")
    text = file.content.decode("utf-8-sig")
    assert said in text
    assert text.count("\n") == page.context["page"]["pager"].total + 1
    assert "history-H1" in file["Content-Disposition"]
    assert client.get(f"{PAGE}?format=xlsx").content[:2] == b"PK"


def test_only_what_gives_or_takes(client_of, facts: None) -> None:
    """The filter leaves the changes in which a yes is on one side, and keeps the days chosen."""
    page = client_of("GW1").get(f"{PAGE}?which=yes&from=2022-06-01").context["page"]
    lines = [line for day in page["days"] for line in day.lines]
    assert lines
    assert all(line.touches_yes for line in lines)
    assert all("from=2022-06-01" in tab.url for tab in page["tabs"])
    assert [tab.current for tab in page["tabs"]] == [False, True]


def test_nothing_changed(client_of, facts: None) -> None:
    """Between two days without any change the page says so, and there is nothing to export."""
    answer = client_of("GW1").get(f"{PAGE}?from=2022-08-06&to=2022-08-20")
    assert "没有变化" in answer.content.decode()
    assert answer.context["page"]["exports"] is None


def test_the_reading_is_on_record_with_its_purpose(client_of, facts: None) -> None:
    """One line for the household and one for its rows, each with the purpose, and no value in them."""
    client = client_of("GW1")
    client.get(PAGE)
    lines = AuditLine.objects.filter(purpose__contains="查看一户的经过")
    assert sorted(lines.values_list("action", "subject_kind", "outcome")) == [
        ("read_household", "household", "done"),
        ("read_snapshot", "household", "done"),
    ]
    assert not lines.filter(query__contains="income").exists()


@pytest.mark.parametrize(
    ("post", "page"),
    [("GW2", PAGE), ("GW9", PAGE), ("TLD", PAGE), ("DOC", PAGE), ("GW1", "/households/H9/history"),
     ("GW1", "/households/nothing/history")],
)  # fmt: skip
def test_whoever_may_not_see_the_findings_is_refused(client_of, facts: None, post: str, page: str) -> None:
    """Another area's worker, a post without the right to assistance records, a household that is not there."""
    before = AuditLine.objects.filter(outcome="refused").count()
    assert client_of(post).get(page).status_code == 403
    assert AuditLine.objects.filter(outcome="refused").count() > before


def test_the_household_page_leads_there_for_whoever_may(client_of, facts: None) -> None:
    """A grid worker has the link; a doctor, who may not read assistance records, has none."""
    assert f'href="{PAGE}"' in client_of("GW1").get("/households/H1").content.decode()
    assert f'href="{PAGE}"' not in client_of("DOC").get("/households/H1").content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=yesterday", "不是日期"),
        ("to=2022-99-99", "不是日期"),
        ("from=2022-08-01&to=2022-07-01", "早于第一天"),
        ("to=2023-08-01", "还没有到"),
        ("from=0001-01-01", f"{DAYS_AT_MOST:,} 天"),
    ],
)
def test_days_that_cannot_be_gone_through_are_told(client_of, facts: None, asked: str, said: str) -> None:
    """A broken day, days the wrong way round, days to come, too many days: a message, and nobody's rows are read."""
    client = client_of("GW1")
    answer = client.get(f"{PAGE}?{asked}")
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not AuditLine.objects.filter(action="read_snapshot", purpose__contains="查看一户的经过").exists()
    assert client.get(f"{PAGE}?{asked}&format=csv").status_code == 400


def test_the_history_ends_where_the_household_page_stands(client_of, facts: None) -> None:
    """On the last day the replay gives what the household's own page gives today."""
    client_of("GW1")
    viewer = load_viewer(Account.objects.get(username="gw1"))
    answers, _ = answer_household(viewer, "H1", purpose=PURPOSE)
    found = replay_household(viewer, "H1", date(2022, 1, 1), date(2022, 8, 22), purpose=PURPOSE)
    for replay in (found.then, found.now):
        told = {
            (key[0].partition(":")[2], key[2]): said.verdict
            for key, said in replay.at(date(2022, 8, 22)).items()
        }
        for one in answers:
            name = one.status.rule_id.partition(":")[2]
            assert told[name, one.status.subject_id] == one.why.truth, name
