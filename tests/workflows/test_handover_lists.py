"""Lists from outside: who may say whom a line means, what is on record, and nobody falls between two hands."""

from pathlib import Path

import pytest

from mutong.records.access import AccessDenied
from mutong.records.audit.models import AuditLine
from mutong.records.duties.models import HandOver
from mutong.records.reads.handover_letters import letters_to_write
from mutong.records.reads.handovers import access_handover
from mutong.workflows import handovers
from mutong.workflows.handover_letters import write_letter
from mutong.workflows.handover_lists import find_line
from mutong.workflows.receiving import receive_file
from tests.records.small_register import PURPOSE, fill_register
from tests.workflows.handed_people import CLASS, HERE, OUTSIDE, hand_over_of, post_viewer, settle_the_world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = "sender,reference,name,person_id,phone,area_code,class,exposed_at"


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    fill_register()
    settle_the_world()


def take_in(folder: Path, *rows: str):
    """Receive a list by the county's disease control: reference, name, person id and phone of each row."""
    lines = [f"邻省疾控,{row},{HERE},{CLASS},2022-08-21T18:00+08:00" for row in rows]
    (folder / "list.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return receive_file(post_viewer("CDC"), folder / "list.csv", "handovers", purpose=PURPOSE)


def test_nobody_names_a_person_whom_they_may_not_read(tmp_path: Path) -> None:
    """A person of another county is refused with an audit line, and the line waits on; so is an id that nobody has."""
    take_in(tmp_path, "1,某人,,")
    line = HandOver.objects.get(reference="1")
    for person in ("P9", "不存在"):
        with pytest.raises(AccessDenied):
            find_line(post_viewer("INV"), line.pk, person, purpose=PURPOSE)
    line.refresh_from_db()

    assert line.state == "sent" and not HandOver.objects.filter(person_id="P9").exists()
    assert AuditLine.objects.filter(action="read_person", outcome="refused").count() == 2


def test_the_phone_of_a_line_is_read_with_an_audit_line(tmp_path: Path) -> None:
    """Whoever may read phones there sees what the list said, and that stands in the audit; a lead sees none."""
    take_in(tmp_path, "1,某人,,12011112222")
    pk = HandOver.objects.get(reference="1").pk
    assert access_handover(post_viewer("CDC"), pk, (), PURPOSE)[2] == "12011112222"
    assert access_handover(post_viewer("CLD"), pk, (), PURPOSE)[2] is None

    read = AuditLine.objects.filter(action="read_phone")
    assert list(read.values_list("subject_kind", "post")) == [("handover", "CDC")]


def test_a_line_sent_again_with_other_content_is_told(tmp_path: Path) -> None:
    """The same again is there already without a word; a changed name and phone are named, and what was first stands."""
    take_in(tmp_path, "1,某人,,12011112222", "2,另人,,")
    same = take_in(tmp_path, "1,某人,,+86 120 1111 2222", "2,另人,,")
    assert [p.code for p in same.warnings] == []

    other = take_in(tmp_path, "1,某仁,,12011113333", "2,另人,,")

    (told,) = [p for p in other.warnings if p.code == "other_content"]
    assert (told.row, "name, phone" in told.remedy.en, "12011113333" in told.remedy.en) == (2, True, False)
    assert HandOver.objects.get(reference="1").given_name == "某人"


def test_a_spelling_of_the_name_is_no_other_person(tmp_path: Path) -> None:
    """By phone and name a line finds its person whatever blanks and dots the list puts into the name."""
    take_in(tmp_path, "1,协 ·丙,,8612000000003")
    assert hand_over_of("K3").reference == "1"


@pytest.mark.parametrize("acknowledged", [False, True])
def test_whoever_lives_where_no_post_is_gets_a_letter(tmp_path: Path, acknowledged: bool) -> None:
    """Passed on to a province without a post, the county that had the person in hand writes the letter."""
    take_in(tmp_path, "1,试乙,P2,")
    officer, pk = post_viewer("CDC"), hand_over_of("P2").pk
    if acknowledged:
        handovers.acknowledge(officer, [pk], purpose=PURPOSE)
    handovers.pass_on(officer, [pk], OUTSIDE, "住在外省", purpose=PURPOSE)

    row = hand_over_of("P2")
    assert (row.state, row.from_area, row.from_post, bool(row.holder_post)) == (
        "letter_due",
        HERE,
        "CDC",
        True,
    )
    (group,) = letters_to_write(officer, PURPOSE)
    assert write_letter(officer, group.ids, "2022-1", None, purpose=PURPOSE)


def test_a_person_of_a_list_who_lives_elsewhere_gets_a_letter_from_who_was_asked(tmp_path: Path) -> None:
    """Found in the register with a home in a province without a post: the county that the list named writes."""
    take_in(tmp_path, "1,协丙,,12000000003")
    row = hand_over_of("K3")
    assert (row.state, row.from_area, row.to_area, bool(row.holder_post)) == (
        "letter_due",
        HERE,
        OUTSIDE,
        True,
    )
    assert [group.ids for group in letters_to_write(post_viewer("CDC"), PURPOSE)] == [(row.pk,)]
