"""A post with authority signs an open number; what rests on it is worked out anew, and says so (T4)."""

import pytest

from mutong.cli.main import main
from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied, system_viewer
from mutong.records.duties.models import Duty
from mutong.records.register.models import Account, Choice, Roster
from mutong.workflows.choosing import sign_choice
from mutong.workflows.jobs import work_out_anew
from tests.workflows.test_closing_a_stop import worker_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def sign(viewer, value: str, parameter: str = "contact_notify_h") -> None:
    """Sign a value for the whole province."""
    sign_choice(
        viewer,
        pack="cn-covid-9",
        parameter=parameter,
        area_code="14",
        value=value,
        reason="test",
        purpose="test",
    )


def test_a_chosen_limit_gives_duties_a_due_time_marked_as_a_choice(sample):
    """Telling a contact had no limit in force; with two hours chosen every such duty has one, to be confirmed."""
    before = Duty.objects.filter(kind="notify", state="open")
    assert before.exists() and not before.exclude(due_at=None).exists()

    sign(system_viewer("test"), "2")
    work_out_anew.func("14")

    after = Duty.objects.filter(kind="notify", state="open")
    assert not after.filter(due_at=None).exists()
    assert set(after.values_list("choices_used", flat=True)) == {"contact_notify_h"}


def test_a_verified_number_is_not_open_and_a_worker_may_not_choose(sample):
    """Seven days of isolation cannot be chosen otherwise; a grid worker cannot choose at all; nothing is signed."""
    with pytest.raises(MutongError) as refused:
        sign(system_viewer("test"), "14", "central_days")
    post = Duty.objects.filter(post__kind="grid_worker").first().post_id
    with pytest.raises(AccessDenied):
        sign(worker_of(post), "2")

    assert refused.value.code == "not_open"
    assert not Choice.objects.exists()


def test_a_value_no_source_gives_is_refused(sample):
    """The sources say two or four days back; three is nobody's."""
    with pytest.raises(MutongError) as refused:
        sign(system_viewer("test"), "3", "look_back_days")

    assert refused.value.code == "not_a_candidate"


def test_the_command_signs_as_the_account_that_is_named(sample, capsys):
    """On the command line a choice is signed by the named account's post; a nameless one signs nothing."""
    lead = Roster.objects.filter(post__kind="province_lead", to_at=None).first()
    account = Account.objects.filter(person_id=lead.person_id).first()
    words = [
        "standards",
        "choose",
        "cn-covid-9",
        "--parameter",
        "contact_notify_h",
        "--area",
        "14",
        "--value",
        "2",
    ]
    words += ["--reason", "test", "--lang", "en", "--as"]

    assert main([*words, "nobody"]) == 2
    assert "There is no account “nobody”." in capsys.readouterr().err
    assert main([*words, account.get_username()]) == 0
    assert Choice.objects.get(parameter="contact_notify_h").signed_by == lead.post_id
