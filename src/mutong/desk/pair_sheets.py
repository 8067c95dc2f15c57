"""Pairs of records and decisions about them as files."""

from collections.abc import Sequence

from django.http import HttpResponse

from mutong.desk.exports import send_list
from mutong.desk.pair_cards import PairCard, verdict_words
from mutong.desk.writing import instant_words
from mutong.kernel.words import Words
from mutong.records.reads.same_people import SameDecisionRow
from mutong.register.same_person.comparing import FIELDS


def send_pairs(kind: str, cards: Sequence[PairCard]) -> HttpResponse:
    """The pairs, one a row, the most certain first: both ids and names, why, what speaks against, each field."""
    headings = (
        Words("记录一", "Record one"), Words("姓名一", "Name one"), Words("记录二", "Record two"),
        Words("姓名二", "Name two"), Words("可能性", "Probability"), Words("精确键", "Exact keys"),
        Words("疑点", "Doubts"), *FIELDS.values(),
    )  # fmt: skip
    rows = (
        (
            card.first.person_id,
            card.first.name,
            card.second.person_id,
            card.second.name,
            "" if card.row.probability is None else f"{card.row.probability:.4f}",
            _listed(card.keys),
            _listed(card.doubts),
            *(line.told for line in card.lines),
        )
        for card in cards
    )
    return send_list(kind, "same-people", headings, rows)


def send_decisions(kind: str, decisions: Sequence[SameDecisionRow]) -> HttpResponse:
    """The decisions, the last first, with those taken back."""
    headings = (
        Words("记录", "Record"), Words("保留的记录", "Record kept"), Words("判定", "Decision"),
        Words("依据", "Basis"), Words("时间", "When"), Words("岗位", "Post"), Words("撤回时间", "Taken back"),
        Words("撤回理由", "Why taken back"),
    )  # fmt: skip
    rows = (
        (
            one.person_id,
            one.same_as,
            verdict_words(one.verdict),
            one.basis,
            instant_words(one.decided_at),
            one.decided_by,
            instant_words(one.withdrawn_at) if one.withdrawn_at else "",
            one.withdrawn_why,
        )
        for one in decisions
    )
    return send_list(kind, "same-people-decided", headings, rows)


def _listed(words: Sequence[Words]) -> Words:
    return Words("；".join(one.zh for one in words), "; ".join(one.en for one in words))
