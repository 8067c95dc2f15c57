"""The pages of the standards: read, open numbers, try a rule, compare."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from mutong.records.audit.models import AuditLine
from mutong.workflows.comparing import HOUSEHOLDS_AT_MOST
from mutong.workflows.pack_shelf import load_shelf
from tests.records.small_register import GRID_ONE, OTHER_GRID

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TRY = "/standards/cn/low_income_support/try"
FILLED = "?area=140109&on=2022-08-22&n=1&h.property_conforms=yes&p1.destitute_support=no&p1.monthly_income="
NAMES = [pack.pack for pack in load_shelf().packs]


def text_of(answer) -> str:
    """The page as text."""
    return answer.content.decode()


def test_the_index_shows_what_runs_here_first_and_versions_in_a_row(client_of) -> None:
    """First the packs this place runs by, then others; the versions of one standard stand together with their state."""
    page = client_of("SEC").get("/standards").context["page"]
    run_by = [card.run_by for group in page["groups"] for card in group.packs]
    assert run_by == sorted(run_by, reverse=True)
    assert {True, False} == set(run_by)
    (card,) = (c for g in page["groups"] for c in g.packs if c.name == "cn-covid-9")
    states = {one.name: one.state for one in card.versions}
    assert states["cn-covid-9"] == "now"
    assert states["cn-20"] == "to_come"
    assert states["cn-covid-8"] == "past"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_pack_can_be_read(client_of, name: str, language: str) -> None:
    """Each pack there is has its page in both languages, run by or not, with every clause and number on it."""
    answer = client_of("GW1", language).get(f"/standards/{name}")
    assert answer.status_code == 200
    text, pack = text_of(answer), load_shelf().pack(name)
    for clause in pack.own_clauses:
        assert f'id="c-{clause}"' in text
    for row in pack.own_parameter_rows:
        assert f'id="p-{row.name}"' in text
    assert "Words(" not in text


def test_a_pack_that_is_not_there_is_said_so(client_of) -> None:
    """A name of no pack or no rule gives the page for what is not there."""
    client = client_of("GW1")
    for address in ("/standards/nothing", "/standards/cn/nothing/try", "/standards/compare?a=nothing"):
        assert client.get(address).status_code == 404


def test_nulls_are_shown_with_who_can_fill_them_and_where_to_choose(client_of) -> None:
    """A null stands there as open with whom to ask; only who may choose sees the way to choose."""
    lead = client_of("CLD").get("/standards/cn-covid-9").context["page"]["parameters"]
    worker = client_of("GW1").get("/standards/cn-covid-9").context["page"]["parameters"]
    nulls = [one for one in lead if one.state == "null"]
    assert any(one.asked.zh for one in nulls)
    assert any(one.choose_url for one in nulls)
    assert not any(one.choose_url for one in worker)
    other = client_of("CLD").get("/standards/cn-20").context["page"]["parameters"]
    assert not any(one.choose_url for one in other)


def test_open_numbers_are_listed_filtered_and_exported(client_of) -> None:
    """Every open number of the packs in use is in the list, and the file has a line for each."""
    client = client_of("CLD")
    page = client.get("/standards/open?which=all").context["page"]
    (tab,) = (one for one in page["tabs"] if one.current)
    assert tab.count == page["pager"].total > 50
    file = client.get("/standards/open?which=all&format=csv").content.decode("utf-8-sig")
    assert file.count("\n") >= tab.count
    assert client.get("/standards/open?which=all&format=xlsx").content[:2] == b"PK"
    assert client.get("/standards/open?which=what").status_code == 200


@pytest.mark.parametrize(
    ("income", "truth"), [("729", "yes"), ("730", "no"), ("", "unknown"), ("700-800", "unknown")]
)
def test_a_rule_is_tried_on_an_invented_household(client_of, income: str, truth: str) -> None:
    """At the line no, one yuan below yes, not known or a range across it unknown; each condition says its answer."""
    answer = client_of("GW1").get(TRY + FILLED + income)
    page = answer.context["page"]
    assert answer.status_code == 200
    assert page["answered"].truth == truth
    assert f"lit__node--{truth}" in text_of(answer)
    assert all(node.answer.zh for node in page["answered"].tree)


def test_an_unknown_answer_says_what_would_settle_it(client_of) -> None:
    """Where the answer is not known the page lists the questions and what is missing, and a no what would change it."""
    page = client_of("GW1").get(TRY + FILLED).context["page"]["answered"]
    assert page.questions
    assert page.lacks
    assert client_of("GW1").get(TRY + FILLED + "900").context["page"]["answered"].changes


def test_the_ways_to_the_line_are_addresses_that_lead_there(client_of) -> None:
    """One below, at and one above the line are links which change one fact and give yes, no and no."""
    client = client_of("GW1")
    (line,) = client.get(TRY + FILLED + "0").context["page"]["answered"].lines
    found = [client.get(way.url).context["page"]["answered"].truth for way in line.ways]
    assert found == ["yes", "no", "no"]
    assert [re.search(r"monthly_income=([\d.]+)", unquote(way.url))[1] for way in line.ways] == [
        "729",
        "730",
        "731",
    ]


@pytest.mark.parametrize(
    "asked", ["p1.monthly_income=many", "p1.destitute_support=perhaps", "p1.monthly_income=-5"]
)
def test_a_value_that_cannot_be_read_counts_as_not_known(client_of, asked: str) -> None:
    """Nonsense in the address is marked at its field and changes no answer; nothing breaks."""
    answer = client_of("GW1").get(f"{TRY}?area=140109&on=2022-08-22&{asked}")
    assert answer.status_code == 200
    assert answer.context["page"]["form"].wrong
    assert answer.context["page"]["answered"].truth == "unknown"


@pytest.mark.parametrize(
    "asked", ["n=999999", "n=-1", "k=x", "area=<script>", "area=99999999999999999999", "subject=P77"]
)
def test_other_nonsense_in_the_address_does_no_harm(client_of, asked: str) -> None:
    """Counts stay within bounds and a code that is none is not used."""
    answer = client_of("GW1").get(f"{TRY}?{asked}")
    assert answer.status_code == 200
    assert "<script>" not in text_of(answer)
    assert 1 <= answer.context["page"]["form"].members <= 8


def test_a_day_that_is_none_and_a_day_without_the_rule_are_told(client_of) -> None:
    """A broken day is named; on a day on which the rule is not in force the page says so and shows no answer (T3)."""
    client = client_of("GW1", "en")
    assert "is no day" in text_of(client.get(f"{TRY}?on=2022-13-77"))
    answer = client.get(f"{TRY}?on=1999-01-01")
    assert answer.status_code == 400
    assert answer.context["page"]["answered"] is None
    assert "not in force" in text_of(answer)


def test_no_field_asks_for_a_name_and_trying_puts_nothing_on_record(client_of) -> None:
    """The invented household has no field for names, and trying it neither reads nor writes the register."""
    client = client_of("GW1")
    before = AuditLine.objects.count()
    answer = client.get(TRY + FILLED + "100")
    names = {field.name for part in answer.context["page"]["form"].parts for field in part.fields}
    assert not {one for one in names if "name" in one or "phone" in one or "id_number" in one}
    assert AuditLine.objects.count() == before


def test_a_rule_is_tried_on_a_household_of_the_register_with_its_purpose(client_of) -> None:
    """Who may read the household sees the rule's tree for it, and the reading is on record with its purpose."""
    before = AuditLine.objects.count()
    answer = client_of("GW1").get(f"{TRY}?home=H1")
    assert answer.status_code == 200
    assert answer.context["page"]["answered"].truth in ("yes", "no", "unknown")
    assert AuditLine.objects.filter(purpose__contains="试用规则").count() > 0
    assert AuditLine.objects.count() > before


@pytest.mark.parametrize(("post", "home"), [("GW2", "H1"), ("TLD", "H1"), ("GW1", "H9"), ("GW1", "nothing")])
def test_a_household_that_may_not_be_read_is_refused(client_of, post: str, home: str) -> None:
    """Another grid's household, a post without the right, and one that does not exist are refused in the same words."""
    answer = client_of(post).get(f"{TRY}?home={home}")
    assert answer.status_code == 403
    assert AuditLine.objects.filter(outcome="refused").exists()


@pytest.mark.parametrize("name", ["cn", "cn-sx", "cn-sx-ty", "cn-covid-9", "cn-measles"])
def test_every_rule_can_be_tried(client_of, name: str) -> None:
    """Each rule's page opens for an invented household of whom nothing is known, and for two of them."""
    client, pack = client_of("SEC"), load_shelf().pack(name)
    for rule in pack.rules:
        for asked in ("", "?n=2"):
            answer = client.get(reverse("try_rule", args=[name, rule]) + asked)
            assert answer.status_code == 200, rule
            assert answer.context["page"]["answered"] is not None


def test_a_worked_case_can_be_tried_and_worked_out(client_of) -> None:
    """A case of a rule is a link to the household it describes, with the answer it expects; worked out it says so."""
    client = client_of("SEC")
    page = client.get("/standards/cn?cases=child_rehabilitation").context["page"]
    (group,) = (one for one in page["cases"] if one.of == "child_rehabilitation")
    assert group.worked
    assert {case.passes for case, _ in group.cases} == {True}
    tried = [(case, url) for case, url in group.cases if url]
    assert tried
    for case, url in tried:
        assert client.get(url).context["page"]["answered"].answer.zh in case.expected.zh


def test_two_days_are_compared(client_of) -> None:
    """From 2023-01-01 edge households gain the disability subsidy in Shanxi: page and file say so."""
    client = client_of("CCA")
    address = "/standards/compare?a=cn-sx&b=cn-sx&on_a=2022-12-31&on_b=2023-01-01"
    page = client.get(address).context["page"]
    (rules,) = (g for g in page["groups"] if g.title.en == "Rules")
    assert any(
        "Edge household" in line.after.en and "Edge household" not in line.before.en for line in rules.lines
    )
    assert "边缘" in client.get(address + "&format=csv").content.decode("utf-8-sig")


def test_the_same_on_both_sides_differs_in_nothing(client_of) -> None:
    """One pack on one day compared with itself says that nothing differs."""
    answer = client_of("CCA").get("/standards/compare?a=cn-sx&b=cn-sx&on_a=2022-08-22&on_b=2022-08-22")
    assert answer.context["page"]["nothing"]
    assert "没有不同" in text_of(answer)


def test_for_whom_is_read_from_the_register_only_when_asked(client_of) -> None:
    """Without asking nobody is read; asked for, the households of the area are compared, on record, and can be kept."""
    client = client_of("GW1")
    address = f"/standards/compare?a=cn-sx&b=cn-sx&on_a=2022-12-31&on_b=2023-01-01&area={GRID_ONE}"
    assert client.get(address).context["page"]["rules"] is None
    assert not AuditLine.objects.filter(purpose__contains="比较标准").exists()
    page = client.get(address + "&people=1").context["page"]
    assert page["rules"] is not None
    assert AuditLine.objects.filter(purpose__contains="比较标准", action="read_snapshot").count() == 2
    assert client.get(address + "&people=1&list=people&format=csv").status_code == 200


@pytest.mark.parametrize(("post", "area"), [("GW1", OTHER_GRID), ("TLD", GRID_ONE)])
def test_for_whom_needs_the_right(client_of, post: str, area: str) -> None:
    """Another's area and a post that may not read assistance records are refused, and the refusal is on record."""
    answer = client_of(post).get(f"/standards/compare?a=cn-sx&b=cn-sx&area={area}&people=1")
    assert answer.status_code == 403


def test_who_is_held_is_compared_with_the_transition(client_of) -> None:
    """For a county officer the change of edition tells how many are held, and that the text does not settle it."""
    answer = client_of("CDC").get("/standards/compare?a=cn-covid-9&b=cn-20&people=1")
    page = answer.context["page"]
    assert answer.status_code == 200
    assert page["held"] == 0
    assert {"rule", "parameter"} <= {"rule" if g.title.en == "Rules" else "parameter" for g in page["groups"]}


def test_an_area_too_large_for_a_page_is_told(client_of, monkeypatch: pytest.MonkeyPatch) -> None:
    """More households than a page works out in seconds are not begun; a smaller area or the command is offered."""
    assert HOUSEHOLDS_AT_MOST >= 1_000
    monkeypatch.setattr("mutong.workflows.comparing.HOUSEHOLDS_AT_MOST", 0)
    answer = client_of("CCA").get("/standards/compare?a=cn-sx&b=cn-sx&people=1")
    assert "mutong standards compare" in text_of(answer)


@pytest.mark.parametrize("asked", ["on_a=yesterday", "known_b=2022-99-99"])
def test_a_broken_day_in_a_comparison_is_told(client_of, asked: str) -> None:
    """What is no day is named and nothing is compared."""
    answer = client_of("CCA").get(f"/standards/compare?a=cn-sx&{asked}")
    assert answer.status_code == 400
    assert answer.context["page"]["problems"]


def test_an_inner_rule_of_the_same_name_is_named(client_of) -> None:
    """Where a lower level has a rule of the same name the page says so and still tries the rule that was asked for."""
    page = client_of("SEC").get("/standards/cn-sx/medical_aid/try?area=140109&on=2023-06-01").context["page"]
    assert page["instead"].pack == "cn-sx-ty"
    assert page["answered"] is not None
    elsewhere = (
        client_of("SEC").get("/standards/cn-sx/medical_aid/try?area=1402&on=2023-06-01").context["page"]
    )
    assert elsewhere["instead"] is None
