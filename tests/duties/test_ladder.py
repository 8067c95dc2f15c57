"""Overdue duties reported up the ladder (督办上报)."""

from datetime import timedelta
from pathlib import Path

import pytest

from mutong.duties import ladder_level, load_ladder, load_post_kinds
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from tests.duties.duty_worlds import NOW, a_duty

SAMPLE = deployment_folder() / "ladder.csv"
HEADING = SAMPLE.read_text(encoding="utf-8").splitlines()[0]


def level_after(hours: float, **more: object) -> int:
    """The level of a duty that has been overdue for so many hours; 0 for none."""
    duty = a_duty(due_at=NOW, basis="made-up:art1", **more)
    rung = ladder_level(duty, NOW + timedelta(hours=hours), load_ladder(SAMPLE))
    return rung.level if rung else 0


def test_a_duty_climbs_as_the_hours_pass() -> None:
    """In the sample the community hears after 2 hours, the township after 6, the county after 12, the city after 24."""
    assert [level_after(h) for h in (-1, 0, 1.99, 2, 5.99, 6, 11.99, 12, 23.99, 24, 500)] == [
        0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]  # fmt: skip


def test_a_duty_without_a_limit_never_climbs() -> None:
    """T4: no limit in force, no climbing, however long it lies; nor does a closed one climb."""
    assert ladder_level(a_duty(), NOW + timedelta(days=400), load_ladder(SAMPLE)) is None
    assert level_after(500, state="done") == 0


def test_the_ladder_tells_others_and_leaves_the_duty_with_its_post() -> None:
    """T11: a rung names who is told; the duty's own post is another and stays what it was."""
    duty = a_duty(due_at=NOW)

    rung = ladder_level(duty, NOW + timedelta(hours=3), load_ladder(SAMPLE))

    assert (rung.post_kind, duty.post_id) == ("community_secretary", "GW-005")


def test_a_pack_may_have_rungs_of_its_own() -> None:
    """Visits are followed up by the day, not by the hour: the rungs of their pack take the place of the common ones."""
    visit = a_duty(due_at=NOW, basis="home-visits:own")
    ladder = load_ladder(SAMPLE)

    levels = [ladder_level(visit, NOW + timedelta(hours=h), ladder) for h in (23, 24, 72)]

    assert [rung and rung.level for rung in levels] == [None, 1, 2]


def test_every_rung_is_a_sample_choice_and_tells_a_post_that_exists() -> None:
    """No national text sets the hours, so each rung of the sample says that it is a choice, and why."""
    kinds = {kind.name for kind in load_post_kinds(deployment_folder() / "post_kinds.csv")}

    for rung in load_ladder(SAMPLE).rungs:
        assert rung.status == "sample_choice"
        assert rung.reason.zh and rung.reason.en and rung.words.zh and rung.words.en
        assert rung.post_kind in kinds


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["pack,level", "*,1"], "after_hours"),
        ([HEADING, "*,one,2,lead,甲,a,sample_choice,因,why"], "one"),
        (
            [HEADING, "*,1,6,lead,甲,a,sample_choice,因,why", "*,2,2,lead,乙,b,sample_choice,因,why"],
            "level 2",
        ),
    ],
)
def test_a_faulty_ladder_is_refused_in_words(tmp_path: Path, lines: list[str], said: str) -> None:
    """Missing columns, a level that is no number, or a later rung that comes sooner: refused, naming the place."""
    path = tmp_path / "ladder.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(MutongError) as refused:
        load_ladder(path)

    assert refused.value.code == "ladder_unreadable"
    assert said in refused.value.words.en and "ladder.csv" in refused.value.words.zh
