"""Dividends before the means test on the desk: the exit foreseen, unknown told as unknown, and for whom it is."""

import pytest

from mutong.kernel import clock
from mutong.records.access import system_viewer
from mutong.records.actions.choose_standard import choose_standard
from mutong.records.audit.models import AuditLine
from mutong.records.landing.land import land_rows
from tests.desk.test_share_pages import SPLIT, text
from tests.records.small_register import PURPOSE
from tests.standards.registers import on_no_list
from tests.workflows.made_up_coop import make_coop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PERSON = {
    **on_no_list("person"),
    "relatives_recorded": True,
    "destitute_support": False,
    "monthly_income": 50_000,
}
HOME = {**on_no_list("household"), "property_conforms": True, "receives_low_income_support": True}


def know(kind: str, subject: str, values: dict[str, object]) -> None:
    """Facts of a subject, told today."""
    now, rows = clock.now(), []
    for fact, value in values.items():
        number = isinstance(value, int) and not isinstance(value, bool)
        rows.append(
            {
                "subject_kind": kind, "subject_id": subject, "fact": fact, "state": "known",
                "low": value if number else None, "high": value if number else None,
                "value": None if number else {True: "yes", False: "no"}.get(value, value),
                "unit": "fen/month" if fact == "monthly_income" else None, "unknown_reason": None,
                "valid_from": clock.today(), "recorded_at": now, "confirmed_at": now, "source": "home_visit",
            }
        )  # fmt: skip
    landed = land_rows(system_viewer("test"), "facts", rows, purpose=PURPOSE)
    assert landed.problems == []


@pytest.fixture
def support(client_of) -> str:
    """The worked case kept for a household on the minimum guarantee (HC0, 500 yuan a month); the page of support."""
    from mutong.records.register.models import Household

    coop = make_coop()
    Household.objects.filter(pk="HC0").update(hukou_area_code="140109")
    know("household", "HC0", HOME)
    know("person", "PHC0", PERSON)
    answer = client_of("SEC").post(f"/village/shares/{coop}/surplus", SPLIT, follow=True)
    return f"{answer.redirect_chain[-1][0]}/support"


def test_an_unknown_number_of_months_says_may(client_of, support: str) -> None:
    """While nobody settled over how many months a payout counts, support may end, from the month of the payout on."""
    page = text(client_of("SEC").get(f"{support}?on=2022-09-15&home=HC0"))
    assert "可能从 2022年9月1日 起停" in page
    assert "将从" not in page
    assert "所以只能说“可能”" in page


def test_a_settled_number_of_months_says_when_it_would_end(client_of, support: str) -> None:
    """Counted over twelve months 23,947.83 yuan end the guarantee from the month of payment; until then it goes on."""
    choose_standard(
        system_viewer("test"), pack="cn-coop", parameter="dividend_counted_months", area_code="140109", value="12",
        reason="试验", purpose=PURPOSE,
    )  # fmt: skip
    page = text(client_of("SEC").get(f"{support}?on=2022-10-08&home=HC0"))
    assert "将从 2022年10月1日 起停；在那以前照旧" in page
    assert "正在享受" in page


def test_only_those_who_may_read_assistance_see_it(client_of, support: str) -> None:
    """Leads read the split but neither the page of support nor a link to it; each reading is on record."""
    for post in ("TLD", "CLD"):
        assert client_of(post).get(support).status_code == 403
        assert "/support" not in client_of(post).get(support.removesuffix("/support")).content.decode()
    assert client_of("SEC").get(f"{support}?home=HC0").status_code == 200
    assert AuditLine.objects.filter(outcome="refused", action="read_assistance").count() == 2


def test_households_nobody_asked_stay_unknown(client_of, support: str) -> None:
    """A member of whose income nothing is known: the forecast tells no change, never that nothing would end."""
    page = text(client_of("SEC").get(f"{support}?home=HC3"))
    assert "说不准：收入没有登记全" in page
    assert "能说清的各项都不变" not in page
    wrong = client_of("SEC").get(f"{support}?on=yesterday")
    assert wrong.status_code == 400 and "不是日期" in text(wrong)
