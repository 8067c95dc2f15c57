"""Found an organisation's records, settle its charter, and keep who its members are."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from mutong.kernel import clock
from mutong.records.access import Viewer, check_area
from mutong.records.actions.share_keeping import (
    RIGHT,
    keeper_of,
    log_keeping,
    new_id,
    reason_of,
    refuse_strangers,
    refused,
    stamp,
)
from mutong.records.register.models import Organisation
from mutong.records.village.share_models import Charter, MemberStep, ShareMember
from mutong.village.share_states import CANDIDATE, DECLINED, LEFT, MEMBER_STEPS, STRUCK, TOLD

_NEEDS_REASON = (STRUCK, LEFT)


def open_organisation(viewer: Viewer, name: str, kind: str, law: str, area_code: str, *, purpose: str) -> str:
    """Enter a cooperative or collective of an area in the register, with the law it lives by; its id.

    `kind` is a word of the register's kinds of organisation, `law` the name of a pack.

    Raises AccessDenied without keep_shares over the area; MutongError `name_missing`, `organisation_taken`.
    """
    holding = check_area(viewer, RIGHT, area_code, purpose)
    said = name.strip()
    if not said:
        raise refused("name_missing", "请填写名称。", "Give it a name.")
    with transaction.atomic():
        organisation_id = new_id("O")
        log_keeping(viewer, holding, "open_organisation", purpose, "organisation", organisation_id)
        if Organisation.objects.filter(name=said, area_code=area_code).exists():
            raise refused(
                "organisation_taken",
                f"本村已经登记过“{said}”。",
                f"“{said}” is entered for this village already.",
            )
        Organisation.objects.create(
            organisation_id=organisation_id, name=said, kind=kind, area_code=area_code
        )
        Charter.objects.create(
            charter_id=new_id("C"),
            organisation_id=organisation_id,
            law=law,
            valid_from=clock.today(),
            **stamp(holding, Charter),
        )
    return organisation_id


def settle_charter(
    viewer: Viewer,
    organisation_id: str,
    law: str,
    valid_from: date,
    terms: dict[str, object],
    *,
    purpose: str,
) -> None:
    """Write down what the charter settles from a day on; earlier terms stay on record.

    `terms` are columns of Charter (reserve_share …), None for what it leaves open. Raises AccessDenied.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    with transaction.atomic():
        log_keeping(viewer, holding, "settle_charter", purpose, "organisation", organisation_id)
        Charter.objects.create(
            charter_id=new_id("C"),
            organisation_id=organisation_id,
            law=law,
            valid_from=valid_from,
            **terms,
            **stamp(holding, Charter),
        )


def put_forward(
    viewer: Viewer, organisation_id: str, household_ids: Iterable[str], on: date, *, source: str, purpose: str
) -> list[str]:
    """Put households forward as members; the ids of those that were not on the list yet. Run twice it adds nothing.

    Raises AccessDenied; MutongError `household_not_found` for one that is not in the viewer's area.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    wanted = list(dict.fromkeys(household_ids))
    refuse_strangers(viewer, wanted)
    added = []
    with transaction.atomic():
        log_keeping(
            viewer, holding, "put_forward", purpose, "organisation", organisation_id, count=len(wanted)
        )
        there = {row.household_id: row for row in ShareMember.objects.filter(organisation_id=organisation_id)}
        for household in wanted:
            member = there.get(household)
            if member is None:
                member = ShareMember.objects.create(
                    member_id=new_id("M"),
                    organisation_id=organisation_id,
                    household_id=household,
                    source=source,
                    **stamp(holding, ShareMember),
                )
            elif state_of(member) not in (LEFT, DECLINED, STRUCK):
                continue
            MemberStep.objects.create(member=member, step=CANDIDATE, on=on, **stamp(holding, MemberStep))
            added.append(member.member_id)
    return added


def put_forward_by_name(
    viewer: Viewer, organisation_id: str, name: str, kind: str | None, on: date, *, key: str, purpose: str
) -> str:
    """Put somebody forward who is no household of the register (an enterprise, the collective); the member's id.

    `key` is the form's own id, so that a form sent twice puts nobody forward twice. Raises AccessDenied, MutongError
    `name_missing`.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    if not name.strip():
        raise refused("name_missing", "请填写名称。", "Give a name.")
    with transaction.atomic():
        log_keeping(viewer, holding, "put_forward", purpose, "organisation", organisation_id)
        member_id = f"M{key}"
        if not ShareMember.objects.filter(pk=member_id).exists():
            ShareMember.objects.create(
                member_id=member_id,
                organisation_id=organisation_id,
                source="desk",
                **stamp(holding, ShareMember),
            )
            MemberStep.objects.create(
                member_id=member_id,
                step=CANDIDATE,
                on=on,
                name=name.strip(),
                kind=kind,
                **stamp(holding, MemberStep),
            )
    return member_id


def step_member(
    viewer: Viewer,
    member_id: str,
    step: str,
    on: date,
    *,
    purpose: str,
    reason: str = "",
    **said: object,
) -> None:
    """Note what became of a member on a day; `said` are person_id, name, kind, extra_votes, quota where they are told.

    Raises AccessDenied; MutongError `member_not_found`, `member_step_refused` where the step cannot follow the
    member's state, `reason_missing` for leaving or striking without one.
    """
    member = ShareMember.objects.filter(pk=member_id).first()
    holding = keeper_of(viewer, member.organisation_id if member else "", purpose)
    why = reason_of(reason) if step in _NEEDS_REASON else (reason.strip() or None)
    with transaction.atomic():
        log_keeping(viewer, holding, f"member_{step}", purpose, "member", member_id)
        state = state_of(member)
        if step not in MEMBER_STEPS[state]:
            raise refused(
                "member_step_refused",
                "这名成员现在的状态不能这样办，请刷新后再看。",
                "The member's present state does not allow this; load the page again.",
            )
        MemberStep.objects.create(
            member=member, step=step, on=on, reason=why, **said, **stamp(holding, MemberStep)
        )


def state_of(member: ShareMember) -> str:
    """The state that a member's last step left; a step that only says something anew leaves it."""
    steps = MemberStep.objects.filter(member=member).exclude(step=TOLD).order_by("recorded_at")
    last = steps.values_list("step", flat=True).last()
    return last or CANDIDATE
