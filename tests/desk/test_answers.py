"""What people write into a form, as facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.desk.answers import question_of, read_answer
from mutong.tables.dictionary import fact_dictionary, fact_spec


def asked(fact: str, **form: str):
    """The answer that a form gives to a question, and what is wrong with it."""
    question = question_of(fact_spec(fact), "X1", "试甲")
    sent = {f"{name}-{question.key}": value for name, value in form.items()}
    return read_answer(question, sent)


@given(st.integers(0, 10**7), st.integers(0, 99))
def test_money_is_asked_in_yuan_and_kept_in_fen(yuan: int, cents: int) -> None:
    """Yuan with or without separators and a decimal part become the same whole fen."""
    for text in (f"{yuan}.{cents:02d}", f"{yuan:,}.{cents:02d}"):
        _, answer = asked("monthly_income", answer=text)
        assert (answer.low, answer.high) == (yuan * 100 + cents,) * 2


@pytest.mark.parametrize("text", ["1000-1500", "1000～1500", "1000 至 1500", "1000 to 1500"])
def test_a_range_keeps_both_ends(text: str) -> None:
    """A family that names a range is taken at its word: both ends are kept (T1)."""
    _, answer = asked("monthly_income", answer=text)
    assert (answer.low, answer.high) == (100_000, 150_000)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("monthly_income", "不少"),
        ("monthly_income", "-5"),
        ("disability_level", "9"),
        ("monthly_income", "1500-1000"),
    ],
)
def test_what_is_no_number_of_the_domain_is_refused_in_words(fact: str, text: str) -> None:
    """Nothing is written, and both languages say what may stand there."""
    question, answer = asked(fact, answer=text)
    assert answer is None
    assert question.problem.zh and question.problem.en


def test_what_was_not_asked_writes_nothing() -> None:
    """An empty field is no answer: neither no nor nought (T1)."""
    question, answer = asked("monthly_income")
    assert answer is None
    assert question.problem is None


@pytest.mark.parametrize(("chosen", "reason"), [("=declined", "declined"), ("=unknown", "never_asked")])
@pytest.mark.parametrize("fact", ["monthly_income", "disability_certificate"])
def test_no_answer_has_a_reason(fact: str, chosen: str, reason: str) -> None:
    """Who would rather not say and who does not know are told apart, for numbers and for choices."""
    field = "state" if fact == "monthly_income" else "answer"
    _, answer = asked(fact, **{field: chosen})
    assert answer.unknown_reason == reason
    assert answer.low is None and answer.value is None


def test_a_choice_that_is_not_offered_is_refused() -> None:
    """Only the dictionary's codes are taken."""
    question, answer = asked("disability_certificate", answer="perhaps")
    assert answer is None
    assert question.problem is not None


@pytest.mark.parametrize("fact", sorted(fact_dictionary()))
def test_every_fact_can_be_asked(fact: str) -> None:
    """Each fact of the dictionary has a question in both languages, with a field and its options in words."""
    question = question_of(fact_spec(fact), "X1", "试甲")
    assert question.words.zh and question.words.en
    assert "{" not in question.words.zh + question.words.en
    if question.kind == "choice" and fact_spec(fact).codes:
        assert all(option.label.zh and option.label.en for option in question.options)
