"""Contract drafts: the eight items of the land law, what an offer lacks, and what must be asked first."""

from dataclasses import replace
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.standards.pack import load_packs
from mutong.standards.refusals import PackError
from mutong.village.contracts import BLANK, draft_contract, load_forms
from tests.standards.registers import PACKS
from tests.village.village_law import law

(PACK,) = load_packs(PACKS, ["cn-land"])
FORMS, LAND = load_forms(PACK), law("cn-land")
OFFER = {
    "giver_name": "甲", "giver_address": "示例村一组", "taker_name": "示例合作社", "taker_address": "示例村",
    "plot_name": "南坡一号", "plot_place": "东至路，西至渠", "area_mu": 3.5, "quality": "四等", "way": "出租",
    "term_months": 36, "remaining_months": 60, "begins": "2026-01-01", "ends": "2028-12-31", "use": "种青贮玉米",
    "giver_duties": "交付土地", "taker_duties": "按用途耕种", "price": "每亩每年 300 元", "payment": "每年一月付清",
    "expropriation": "归甲方，青苗补偿归乙方", "breach": "赔偿损失",
}  # fmt: skip

ONE_LANGUAGE = "articles: [{item: c, heading: {zh: 丙, en: c}, text: {zh: '{b}', en: none}}]\n"


def test_a_whole_offer_makes_a_whole_draft() -> None:
    """With everything given the eight items stand in order, nothing is blank and the term is lawful."""
    draft = draft_contract(FORMS["land"], OFFER, LAND)
    assert tuple(one.item for one in draft.articles) == LAND.listed("contract_items")
    assert len(draft.articles) == 8
    assert (draft.missing_items, draft.complete) == ((), True)
    assert BLANK not in draft.said("zh")
    assert "面积 3.5 亩" in draft.said("zh")


@pytest.mark.parametrize("item", LAND.listed("contract_items"))
def test_each_item_is_missed(item: str) -> None:
    """Without the fields of an item it, and only it, is missing, with its labels and blanks in the text."""
    (article,) = [one for one in FORMS["land"].articles if one.item == item]
    draft = draft_contract(FORMS["land"], {k: v for k, v in OFFER.items() if k not in article.fields}, LAND)
    assert draft.missing_items == (item,)
    (told,) = [one for one in draft.articles if one.missing]
    assert (told.item, len(told.missing)) == (item, len(article.fields))
    assert BLANK in told.text.zh and BLANK in told.text.en
    assert not draft.complete


@pytest.mark.parametrize(("left", "answer"), [(36, Truth.YES), (35, Truth.NO), (None, Truth.UNKNOWN)])
def test_no_longer_than_what_is_left(left: int | None, answer: Truth) -> None:
    """A term may be as long as the rest of the land contract, not longer; while that is not known, nobody can tell."""
    draft = draft_contract(FORMS["land"], OFFER | {"remaining_months": left}, LAND)
    assert [(c.name, c.answer) for c in draft.checks] == [("within_remaining_term", answer)]
    assert draft.complete is (answer is Truth.YES)


def test_from_five_years_on_it_may_be_registered() -> None:
    """At 60 months the draft says that it may be registered, at 59 it does not."""

    def names(months: int) -> list[str]:
        offer = OFFER | {"term_months": months, "remaining_months": 100}
        return [check.name for check in draft_contract(FORMS["land"], offer, LAND).checks]

    assert "may_be_registered" in names(60)
    assert "may_be_registered" not in names(59)


def test_a_yard_is_never_approved_by_machine() -> None:
    """However full the offer, whether a house yard may hold livestock stays a question until the office answers."""
    form = FORMS["yard"]
    offer = {name: "x" for name in form.fields}
    draft = draft_contract(form, offer, LAND)
    assert (draft.missing_items, draft.complete) == ((), False)
    assert [(c.name, c.answer) for c in draft.checks] == [("yard_livestock_allowed", Truth.UNKNOWN)]
    allowed = law("cn-land", yard_livestock_allowed="yes")
    assert draft_contract(form, offer, allowed).complete
    assert draft.note is not None


def test_what_the_law_does_not_list_is_marked_as_a_suggestion() -> None:
    """The forms for yards and labour say that their items are suggestions; the land form is the law's."""
    assert {name: form.suggested is not None for name, form in FORMS.items()} == {
        "land": False, "yard": True, "labour": True,
    }  # fmt: skip
    labour = draft_contract(FORMS["labour"], {"worker_name": "甲"}, LAND)
    assert labour.missing_items == FORMS["labour"].wants


def test_a_field_nobody_knows_is_refused() -> None:
    """A misspelt field is refused with those there are, and a term that is no whole number too."""
    with pytest.raises(MutongError) as refused:
        draft_contract(FORMS["land"], {"giver_nme": "甲"}, LAND)
    assert refused.value.code == "unknown_field"
    with pytest.raises(MutongError, match="whole"):
        draft_contract(FORMS["land"], OFFER | {"term_months": "三年"}, LAND)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("form: a\n", MutongError),
        ("form: a\ntitle: {zh: 甲}\nfields: {}\narticles: []\n", PackError),
        (
            "form: a\ntitle: {zh: 甲, en: a}\nfields: {b: {zh: 乙, en: b}}\n" + ONE_LANGUAGE,
            MutongError,
        ),
    ],
)
def test_a_broken_form_is_refused(tmp_path: Path, text: str, error: type[MutongError]) -> None:
    """A form without a title, without English, or with a field in one language only is refused with its file's name."""
    (tmp_path / "contract_forms").mkdir()
    (tmp_path / "contract_forms" / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(error, match=r"broken\.yaml"):
        load_forms(replace(PACK, folder=tmp_path))
