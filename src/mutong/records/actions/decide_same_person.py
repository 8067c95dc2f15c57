"""Decide whether two records are one person, or take a decision back; nothing of either record is changed."""

from django.db import transaction
from django.db.models import Q

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_subject, log_deed
from mutong.records.outbreak.models import Contact
from mutong.records.reads.same_people import (
    DIFFERENT,
    RIGHT,
    SAME,
    UNSURE,
    same_people,
    standing_between,
)
from mutong.records.register.models import Person, RestingContact, SamePerson


def decide_same_person(
    viewer: Viewer, *, person_id: str, same_as: str, verdict: str, basis: str, purpose: str
) -> int:
    """Write one decision about two records and give its number; `same_as` is the record that is kept.

    It takes the place of what stood about exactly these two. The right must hold over both records, or over one where
    the other has no area. Raises AccessDenied; MutongError `unknown_verdict`, `decision_without_basis`, `same_record`,
    `already_same`, `already_different` (another record of the same person was decided to be somebody else).
    """
    if verdict not in (SAME, DIFFERENT, UNSURE):
        raise MutongError("unknown_verdict", Words("请选择判定结果。", "Choose one of the three answers."))
    if not basis.strip():
        raise MutongError("decision_without_basis", Words("请写明依据。", "Say what the decision rests on."))
    if person_id == same_as:
        raise MutongError(
            "same_record",
            Words(
                f"{person_id} 是同一条记录，无须判定。",
                f"{person_id} is one record; there is nothing to decide.",
            ),
        )
    holding = _holding_over_both(viewer, person_id, same_as, purpose)
    with transaction.atomic():
        log_deed(
            viewer, holding, "decide_same_person", purpose, subject=("person", person_id), query=verdict,
            count=2, ids=[person_id, same_as],
        )  # fmt: skip
        if verdict == SAME:
            _refuse_contradiction(person_id, same_as)
        elif same_people().kept_of(person_id) == same_people().kept_of(same_as):
            raise MutongError(
                "already_same",
                Words(
                    "这两条记录已判定为同一人；请先撤回该判定。",
                    "These two records were decided to be one person; take that decision back first.",
                ),
            )
        now = clock.now()
        SamePerson.objects.filter(
            Q(person_id=person_id, same_as_id=same_as) | Q(person_id=same_as, same_as_id=person_id),
            withdrawn_at=None,
        ).update(withdrawn_at=now, withdrawn_by=holding.post_id, withdrawn_why="改判 / decided anew")
        return SamePerson.objects.create(
            person_id=person_id,
            same_as_id=same_as,
            verdict=verdict,
            basis=basis.strip(),
            decided_at=now,
            decided_by=holding.post_id,
        ).pk


def withdraw_same_person(
    viewer: Viewer, decision_id: int, *, why: str, purpose: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Take a decision back: the records are two again, and contacts found only through it are no longer listed.

    Gives the two records, the people whose contact rested on it, and the cases those were contacts of. Raises
    AccessDenied; MutongError `nothing_to_withdraw`.
    """
    row = SamePerson.objects.filter(pk=decision_id, withdrawn_at=None).first()
    if row is None:
        raise MutongError(
            "nothing_to_withdraw",
            Words(
                "这个判定已撤回或不存在；请刷新。",
                "This decision was taken back already or is not there; load again.",
            ),
        )
    holding = _holding_over_both(viewer, row.person_id, row.same_as_id, purpose)
    with transaction.atomic():
        log_deed(
            viewer, holding, "withdraw_same_person", purpose, subject=("person", row.person_id),
            count=2, ids=[row.person_id, row.same_as_id],
        )  # fmt: skip
        SamePerson.objects.filter(pk=decision_id).update(
            withdrawn_at=clock.now(), withdrawn_by=holding.post_id, withdrawn_why=why.strip() or None
        )
        resting = list(RestingContact.objects.filter(decision_id=decision_id))
        for one in resting:
            Contact.objects.filter(
                case_id=one.case_id,
                person_id=one.person_id,
                via_person_id=one.via_person_id,
                rule=one.rule,
                place_id=one.place_id,
            ).delete()
        RestingContact.objects.filter(decision_id=decision_id).delete()
    people = tuple(sorted({one.person_id for one in resting}))
    return (row.person_id, row.same_as_id), people, tuple(sorted({one.case_id for one in resting}))


def _refuse_contradiction(person_id: str, same_as: str) -> None:
    same = same_people()
    if same.kept_of(person_id) == same.kept_of(same_as):
        raise MutongError(
            "already_same",
            Words("这两条记录已判定为同一人。", "These two records were decided to be one person already."),
        )
    for one in same.all_of([person_id]):
        for other in same.all_of([same_as]):
            if {one, other} != {person_id, same_as} and standing_between(one, other):
                raise MutongError(
                    "already_different",
                    Words(
                        f"{one} 与 {other} 已判定不是同一人，本判定与之矛盾；请先撤回其中之一。",
                        f"{one} and {other} were decided to be two people, which this would contradict; take one back.",
                    ),
                )


def _holding_over_both(viewer: Viewer, first: str, second: str, purpose: str) -> Holding:
    areas = dict(Person.objects.filter(pk__in=(first, second)).values_list("pk", "area_code"))
    # A record without an area goes with the other one; one that is not there is refused like one of another area.
    placed = [one for one in (first, second) if one not in areas or areas[one]]
    held = [check_subject(viewer, RIGHT, "person", one, purpose) for one in placed or (first, second)]
    return held[0]
