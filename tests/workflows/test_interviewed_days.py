"""What an interview says of the case itself: its day of onset, the time of isolation, and taking either back."""

from datetime import date, datetime

import pytest

from mutong.records.actions.settle_onset import settle_onset
from mutong.records.outbreak.models import Case, Statement
from mutong.records.reads.case_list import CasesWanted, page_of_cases
from mutong.records.reads.cases import access_case
from mutong.records.register.models import Fact
from mutong.workflows.interviewing import hear, interview_of, take_back
from tests.records.small_register import PURPOSE, viewer_of
from tests.workflows.interviewed_case import at, report_the_case, said, stay_of, tell

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def case_id(db: None, tmp_path, monkeypatch) -> str:
    """The case that is interviewed."""
    return report_the_case(tmp_path, monkeypatch)


def onset_of(case_id: str) -> date | None:
    """The day of onset on the case's own row."""
    return Case.objects.get(pk=case_id).date_onset


def test_an_onset_told_stands_beside_the_one_on_record(case_id: str) -> None:
    """The case keeps its day; the days asked about and the dispute allow for both, until it is taken back."""
    before = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).days.infectious_from
    heard = hear(viewer_of("INV"), case_id, said("onset", day=date(2022, 8, 18)), purpose=PURPOSE)
    assert "2022-08-18" in heard.warnings[0].en and "2022-08-20" in heard.warnings[0].zh
    assert onset_of(case_id) == date(2022, 8, 20)
    tell(case_id, "onset", day=date(2022, 8, 18), informant="relative")
    told = access_case(viewer_of("INV"), case_id, PURPOSE).onsets
    assert [(one.day, one.source) for one in told] == [(date(2022, 8, 18), "interview")] * 2
    wanted = CasesWanted(state="two_onsets")
    assert page_of_cases(viewer_of("CDC"), "140109", PURPOSE, wanted, start=0, size=9)[1] == 1
    moved = interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).days.infectious_from
    assert (before - moved).days == 2
    for one in interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).file.told:
        take_back(viewer_of("INV"), case_id, one.statement_id, purpose=PURPOSE)
    assert access_case(viewer_of("INV"), case_id, PURPOSE).onsets == ()
    assert interview_of(viewer_of("INV"), case_id, purpose=PURPOSE).days.infectious_from == before
    assert not Fact.objects.exists()


def test_an_onset_told_fills_an_empty_one_and_leaves_no_day_that_nobody_says(case_id: str) -> None:
    """Where the case has no day the first told one is its own; corrected and taken back it follows whoever is left."""
    Case.objects.filter(pk=case_id).update(date_onset=None)
    first = tell(case_id, "onset", day=date(2022, 8, 18))
    second = tell(case_id, "onset", day=date(2022, 8, 19), informant="relative")
    assert onset_of(case_id) == date(2022, 8, 18)
    first = tell(case_id, "onset", day=date(2022, 8, 17), replaces=first)
    assert onset_of(case_id) == date(2022, 8, 17)
    take_back(viewer_of("INV"), case_id, first, purpose=PURPOSE)
    assert onset_of(case_id) == date(2022, 8, 19)
    take_back(viewer_of("INV"), case_id, second, purpose=PURPOSE)
    assert onset_of(case_id) is None


def test_a_settled_onset_stays_and_a_later_answer_disputes_it(case_id: str) -> None:
    """What was told before the decision is over, and taking it back undoes no decision; the clock stands still."""
    Case.objects.filter(pk=case_id).update(date_onset=None)
    told = tell(case_id, "onset", day=date(2022, 8, 18))
    tell(case_id, "onset", day=date(2022, 8, 19), informant="relative")
    settle_onset(viewer_of("INV"), case_id, date(2022, 8, 18), purpose=PURPOSE)
    assert access_case(viewer_of("INV"), case_id, PURPOSE).onsets == ()
    take_back(viewer_of("INV"), case_id, told, purpose=PURPOSE)
    assert onset_of(case_id) == date(2022, 8, 18)
    tell(case_id, "onset", day=date(2022, 8, 16), informant="colleague")
    onsets = access_case(viewer_of("INV"), case_id, PURPOSE).onsets
    assert [one.day for one in onsets] == [date(2022, 8, 16)]
    assert onset_of(case_id) == date(2022, 8, 18)


def test_an_isolation_taken_back_leaves_none_that_was_taken_back(case_id: str) -> None:
    """The case's own time is the last one told; in whatever order they are taken back, what was before comes again."""

    def own() -> datetime | None:
        return Case.objects.get(pk=case_id).isolated_at

    for order in (1, -1):
        told = [tell(case_id, "isolated", at=at(21, hour)) for hour in (18, 20)]
        assert own() == at(21, 20)
        for one in told[::order]:
            take_back(viewer_of("INV"), case_id, one, purpose=PURPOSE)
        assert own() is None
    first = tell(case_id, "isolated", at=at(21, 18))
    Case.objects.filter(pk=case_id).update(isolated_at=at(21, 12))
    second = tell(case_id, "isolated", at=at(21, 20))
    take_back(viewer_of("INV"), case_id, second, purpose=PURPOSE)
    assert own() == at(21, 12)
    take_back(viewer_of("INV"), case_id, first, purpose=PURPOSE)
    assert own() == at(21, 12)


def test_going_back_to_an_earlier_answer_is_an_answer(case_id: str) -> None:
    """Eighteen, then twenty, then eighteen after all: three statements, the last holds; surer words are others too."""
    for hour in (18, 20, 18):
        tell(case_id, "isolated", at=at(21, hour))
    tell(case_id, "isolated", at=at(21, 18))
    assert Statement.objects.filter(kind="isolated").count() == 3
    assert Case.objects.get(pk=case_id).isolated_at == at(21, 18)
    unsure, sure = stay_of(case_id, sure=False), stay_of(case_id)
    assert unsure != sure
    first, again = (tell(case_id, "met", about=unsure, person_id="P3") for _ in range(2))
    assert first == again
