"""A broken pack never loads half: it is refused with the place, what was written and what to write (T4)."""

import pytest

from mutong.standards.pack import load_pack, load_packs
from mutong.standards.protocols import protocols_of
from mutong.standards.refusals import PackError
from mutong.standards.yaml_reading import read_yaml
from tests.standards.registers import BROKEN_PACKS, PACKS

_MESSAGES = read_yaml(BROKEN_PACKS / "messages.yaml")
_FOLDERS = sorted(path.name for path in BROKEN_PACKS.iterdir() if path.is_dir())
# What some of the broken ones lie within or follow; without fault themselves.
_SOUND = [name for name in _FOLDERS if name.startswith("sound-")]
_BROKEN = [name for name in _FOLDERS if name not in _SOUND]


@pytest.mark.parametrize("name", _BROKEN)
def test_a_broken_pack_is_refused_word_for_word(name: str) -> None:
    """Each broken pack is refused with exactly its message, in both languages."""
    with pytest.raises(PackError) as refusal:
        protocols_of(load_pack(BROKEN_PACKS / name))

    error = refusal.value
    assert {"code": error.code, "zh": error.words.zh, "en": error.words.en} == dict(_MESSAGES[name])


def test_every_message_has_its_pack() -> None:
    """No message is left over from a pack that is gone."""
    assert set(_BROKEN) == set(_MESSAGES)


@pytest.mark.parametrize("name", _SOUND)
def test_what_broken_packs_build_on_is_sound(name: str) -> None:
    """The packs that broken ones lie within or follow load, so that the fault is the broken one's own."""
    assert load_pack(BROKEN_PACKS / name).pack == name


def test_a_pack_that_is_not_there_names_those_that_are() -> None:
    """Asking for an unknown pack lists the packs there are."""
    with pytest.raises(PackError, match="home-visits"):
        load_packs(PACKS, ["cn-xx"])
