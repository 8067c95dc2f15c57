"""Resident numbers and phones: never in the database file as they are, and still found."""

import stat

import pytest
from django.db import connection

from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied
from mutong.records.encryption import index_of, open_text, seal_text
from mutong.records.keys import KEY_NAMES, keys_folder, load_key
from mutong.records.reads.people import access_id_number, find_person
from mutong.records.register.models import Person
from tests.records.small_register import PURPOSE, viewer_of

pytestmark = pytest.mark.database
NUMBER = "140109189503120023"


def test_no_column_holds_a_number_in_plain(register: None) -> None:
    """The stored row of a person holds neither the resident number nor the phone; Python reads both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_register_person WHERE person_id = 'P1'")
        stored = " ".join(str(value) for value in cursor.fetchone())
    assert NUMBER not in stored and "13900000001" not in stored
    person = Person.objects.get(pk="P1")
    assert (person.id_number, person.phone) == (NUMBER, "13900000001")


def test_a_number_finds_its_person_for_whoever_may(register: None) -> None:
    """The office finds the person by number in the own area; another county finds nobody; a grid worker is refused."""
    assert find_person(viewer_of("TCA"), NUMBER, PURPOSE) == "P1"
    assert find_person(viewer_of("TCA"), "140109189503120031", PURPOSE) is None
    assert find_person(viewer_of("INV9"), NUMBER, PURPOSE) is None
    with pytest.raises(AccessDenied):
        find_person(viewer_of("GW1"), NUMBER, PURPOSE)
    assert access_id_number(viewer_of("TCA"), "P1", PURPOSE) == NUMBER
    with pytest.raises(AccessDenied):
        access_id_number(viewer_of("GW1"), "P1", PURPOSE)


def test_two_sealings_differ_and_open_alike() -> None:
    """Equal texts cannot be told to be equal by what is stored, but have one index value."""
    one, two = seal_text(NUMBER), seal_text(NUMBER)
    assert one != two and open_text(one) == open_text(two) == NUMBER
    assert index_of(NUMBER) == index_of(f" {NUMBER[:6]} {NUMBER[6:]}") != index_of(NUMBER[:-1] + "1")
    assert NUMBER not in index_of(NUMBER)


def test_a_changed_sealing_is_refused() -> None:
    """A stored value that somebody changed does not open to another value but to an error with the way out."""
    sealed = seal_text(NUMBER)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(MutongError) as refused:
        open_text(changed)
    assert "backup" in refused.value.words.en


def test_keys_are_for_their_owner_only() -> None:
    """Every key file is 0600 in a folder 0700, holds 32 bytes, and no two are alike."""
    keys = {name: load_key(name) for name in KEY_NAMES}
    assert len(set(keys.values())) == len(KEY_NAMES)
    made = list(keys_folder().glob("*.key"))
    assert made and stat.S_IMODE(keys_folder().stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in made} == {0o600}


def test_a_broken_key_says_so(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key file that holds something else is refused rather than replaced: what it sealed would be lost."""
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path))
    assert load_key("fields")
    (tmp_path / "keys" / "audit.key").write_text("not a key")
    with pytest.raises(MutongError, match=r"audit\.key"):
        load_key("audit")
