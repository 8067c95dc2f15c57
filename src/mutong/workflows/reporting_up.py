"""Overdue duties are told up the ladder (督办上报): who else is told, never who owes them (T11)."""

from mutong.duties.ladder import ladder_level
from mutong.duties.posts import Post, post_for
from mutong.kernel import clock
from mutong.records.access import Viewer
from mutong.records.actions.report_up import report_up
from mutong.records.reads.duty_lists import overdue_duties
from mutong.records.reads.obligation_rows import all_posts, area_parents
from mutong.workflows.deployment import load_deployment

PURPOSE = "督办上报 / report overdue duties"


def report_overdue(viewer: Viewer) -> int:
    """Tell the post of each rung that an overdue duty has reached; how many reports are new.

    Run again it tells nobody twice. A rung nobody stands on is passed over: the one above is told in its time.
    """
    deployment, now = load_deployment(), clock.now()
    posts, parents = tuple(Post(*row) for row in all_posts()), area_parents()
    reports: list[tuple[str, int, str]] = []
    found: dict[tuple[str, str], Post | None] = {}
    for duty in overdue_duties():
        rung = ladder_level(duty, now, deployment.ladder)
        if rung is None:
            continue
        for one in deployment.ladder.of_pack(duty.pack):
            if one.level > rung.level:
                break
            key = (duty.area_code, one.post_kind)
            if key not in found:
                found[key] = post_for(*key, posts, parents, deployment.post_kinds)
            if found[key]:
                reports.append((duty.duty_id, one.level, found[key].post_id))
    return report_up(viewer, reports, purpose=PURPOSE) if reports else 0
