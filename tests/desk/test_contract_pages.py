"""Contracts on the desk: drafted from a form, the eight items, the term, signing, and the ends that come up."""

import pytest

from mutong.records.village.share_models import ContractStep
from tests.desk.test_share_pages import text
from tests.village.test_contracts import OFFER
from tests.workflows.made_up_coop import make_coop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIELDS = {name: str(value) for name, value in OFFER.items()}
SIGN = {"act": "sign", "on": "2022-08-20", "begins": "2022-09-01", "ends": "2022-10-31"}


@pytest.fixture
def contract(client_of) -> str:
    """A land contract with member 甲 begun; its address."""
    coop = make_coop()
    form = {"act": "begin", "form": "land", "member": "HC0", "key": "k"}
    answer = client_of("SEC").post(f"/village/shares/{coop}/contracts", form, follow=True)
    return answer.redirect_chain[-1][0]


def test_a_draft_names_both_sides_and_what_is_missing(client_of, contract: str) -> None:
    """The member and the cooperative stand in the draft; seven items lack something, and the term cannot be told."""
    page = text(client_of("SEC").get(contract))
    assert "甲方（流出方）：甲" in page and "乙方（受让方）：示例养羊合作社" in page
    for heading in ("二、流转的土地", "三、期限", "七、征收、征用、占用的补偿"):
        assert heading in page
    assert "不得超过剩余期限" in page
    assert "各项齐全" not in page


def test_what_the_survey_knows_stands_in_the_draft(client_of) -> None:
    """Two plots of the household are named with their sum; village and door are its address; nothing else is."""
    from mutong.records.village.models import Plot

    coop = make_coop()
    for plot, mu in (("南坡一号", 3.5), ("北梁", 2.0)):
        Plot.objects.create(household_id="HC1", plot_id=plot, area_mu=mu)
    form = {"act": "begin", "form": "land", "member": "HC1", "key": "p"}
    page = text(client_of("SEC").post(f"/village/shares/{coop}/contracts", form, follow=True))
    assert "面积 5.5 亩" in page and "北梁" in page and "南坡一号" in page
    assert "住所：乙社区乙家" in page
    assert "质量等级 ＿＿＿＿" in page


def test_it_is_signed_when_whole_and_not_before(client_of, contract: str) -> None:
    """With gaps, or a term longer than what is left (Article 38), it is not signed; whole it is, and once only."""
    client = client_of("SEC")
    gaps = client.post(contract, SIGN)
    assert gaps.status_code == 400 and "还缺" in text(gaps)
    client.post(contract, {"act": "change", **FIELDS, "remaining_months": "35"})
    late = client.post(contract, SIGN)
    assert late.status_code == 400 and "第三十八条" in text(late)
    client.post(contract, {"act": "change", **FIELDS})
    assert "各项齐全" in text(client.get(contract))
    assert client.post(contract, SIGN).status_code == 302
    assert client.post(contract, SIGN).status_code == 400
    listed = text(client.get(contract.rsplit("/", 1)[0]))
    assert "有 1 份合同 90 天内到期" in listed and "快到期" in listed
    steps = ContractStep.objects.order_by("recorded_at").values_list("step", flat=True)
    assert list(steps) == ["draft", "draft", "draft", "signed"]


def test_ending_wants_a_reason(client_of, contract: str) -> None:
    """A draft is dropped, or a contract ended, only with a reason that stays on the page."""
    client = client_of("SEC")
    assert client.post(contract, {"act": "close", "on": "2022-08-20", "reason": ""}).status_code == 400
    assert (
        client.post(contract, {"act": "close", "on": "2022-08-20", "reason": "改为自种"}).status_code == 302
    )
    page = text(client.get(contract))
    assert "没有签成" in page and "改为自种" in page


def test_a_yard_waits_for_the_office(client_of) -> None:
    """However full, a yard for livestock is not signed before the office has answered."""
    coop, client = make_coop(), client_of("SEC")
    form = {"act": "begin", "form": "yard", "member": "HC1", "key": "y"}
    address = client.post(f"/village/shares/{coop}/contracts", form, follow=True).redirect_chain[-1][0]
    client.post(
        address, {"act": "change", **dict.fromkeys(FIELDS, "1"), **dict.fromkeys(_yard_fields(), "1")}
    )
    refused = client.post(address, SIGN)
    assert refused.status_code == 400 and "先问主管部门" in text(refused)


def _yard_fields() -> tuple[str, ...]:
    from mutong.workflows.share_law import contract_forms

    return tuple(contract_forms("140109901001")["yard"][0].fields)


def test_readers_read_contracts_and_a_term_in_words_is_refused(client_of, contract: str) -> None:
    """The township's lead reads; a term that is no number of months is told and not saved."""
    assert client_of("TLD").get(contract).status_code == 200
    assert client_of("TLD").post(contract, SIGN).status_code == 403
    wrong = client_of("SEC").post(contract, {"act": "change", **FIELDS, "term_months": "三年"})
    assert wrong.status_code == 400 and "整数个月" in text(wrong)
