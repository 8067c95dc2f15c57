"""Signing a choice where a standard is open (T4), and working out anew what rests on it."""

from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.choose_standard import choose_standard
from mutong.standards.choice_checks import LEVELS, check_choices
from mutong.standards.choices import Choice, Choices
from mutong.workflows.deployment import load_deployment, post_levels
from mutong.workflows.jobs import work_out_anew


def sign_choice(
    viewer: Viewer,
    *,
    pack: str,
    parameter: str,
    area_code: str,
    value: str,
    reason: str,
    purpose: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> None:
    """Sign one choice; contacts, findings and duties that rest on it follow in the background.

    Raises AccessDenied; MutongError where the number is not open, the value does not fit, is none of those the
    sources give or beyond what is delegated to the viewer's level, there is no reason, or it would end before it
    starts: then nothing is signed.
    """
    today = clock.today()
    choice = Choice(
        pack, parameter, area_code, value, Words(reason, reason), viewer.name, today,
        Period(valid_from or today, valid_to), "desk", 0,
    )  # fmt: skip
    deployment = load_deployment()
    for problem in check_choices(Choices((choice,)), deployment.packs, {viewer.name: _level_of(viewer)}):
        raise MutongError(problem.code, problem.remedy)
    choose_standard(
        viewer,
        pack=pack,
        parameter=parameter,
        area_code=area_code,
        value=value,
        reason=reason,
        purpose=purpose,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    work_out_anew.enqueue(area_code=area_code)


def _level_of(viewer: Viewer) -> str:
    """The highest level at which the viewer fills a post; the system stands above all."""
    if viewer.is_system:
        return LEVELS[0]
    levels = post_levels(load_deployment().post_kinds)
    held = [levels[one.kind] for one in viewer.holdings if levels.get(one.kind) in LEVELS]
    return min(held, key=LEVELS.index, default="")
