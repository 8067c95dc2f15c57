"""Protocols that are refused: each message points at the line and says what to write."""

from pathlib import Path

import pytest

from mutong.kernel.folders import packs_folder
from mutong.standards.pack import load_packs
from mutong.standards.protocols import protocols_of, read_protocol
from mutong.standards.refusals import PackError
from mutong.standards.yaml_reading import read_yaml
from tests.standards.protocol_worlds import LANTERN, pack_at

SOUND = (LANTERN / "protocols/lamp_bearer.yaml").read_text(encoding="utf-8")
NEIGHBOUR = (LANTERN / "protocols/lamp_neighbour.yaml").read_text(encoding="utf-8")

# What is changed in a sound file, the fault's code, and words that the message must hold.
FAULTS = [
    (SOUND, "ends_by: last_day\n", "", "cannot_end", ["phases but no end", "ends_by: last_day"]),
    (
        SOUND,
        "closed_by: [called]",
        "closed_by: []",
        "cannot_end",
        ["no event closes", "closed_by: [event kind]"],
    ),
    (SOUND, "day_one: first_night\n", "", "cannot_end", ["day_one"]),
    (
        SOUND,
        "limit: call_minutes",
        "limit: call_hours",
        "unknown_parameter",
        ["call_hours", "parameters/*.csv"],
    ),
    (SOUND, "limit: call_minutes", "limit: dip_days", "wrong_unit", ["day_list", "hour"]),
    (SOUND, "on: dip_days", "on: keeping_days", "wrong_unit", ["keeping_days", "day_list"]),
    (SOUND, "clause: art3\nstart", "clause: art9\nstart", "missing_clause", ["art9", "art3"]),
    (SOUND, "clause: art3\nstart", "start", "missing_clause", ["no clause is cited"]),
    (SOUND, "for: person", "for: lantern", "unknown_word", ["lantern", "person"]),
    (SOUND, "    from: listed", "    form: listed", "unknown_key", ["form", "from"]),
    (SOUND, "do: call_out", "do:", "key_missing", ["do"]),
    (SOUND, "step: hush, do", "step: dip, do", "step_twice", ["dip"]),
    (SOUND, "on: first_day, ", "", "no_such_rhythm", ["hush", "times_per_day"]),
    (SOUND, "第{day}日验灯", "第{days}日验灯", "unknown_placeholder", ["{day}"]),
    (SOUND, "{zh: 提灯人, en: Lamp bearer}", "{zh: 提灯人}", "words_missing", ["title"]),
    (SOUND, "start: {event: glimmer, class: lamp_bearer}\n", "", "no_start", ["start:"]),
    (
        NEIGHBOUR,
        "linked: {class: lamp_bearer, first_tests: bearer_first_dips}\n",
        "",
        "does_not_fit",
        ["linked"],
    ),
    (NEIGHBOUR, "needs: [own_tests_negative, ", "needs: [all_is_well, ", "unknown_word", ["all_is_well"]),
    (NEIGHBOUR, "when: linked_positive", "when: somebody_says", "unknown_word", ["somebody_says"]),
]


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "said"), FAULTS, ids=[f"{f[3]}: {f[1][:30]!r}" for f in FAULTS]
)
def test_a_faulty_protocol_is_refused_at_its_line(
    tmp_path: Path, text: str, old: str, new: str, code: str, said: list[str]
) -> None:
    """One fault put into a sound file is refused with its code, its file, a line near it and the way out."""
    assert text.count(old) == 1
    path = tmp_path / "other" / "broken.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")
    pack = pack_at(LANTERN)

    with pytest.raises(PackError) as refused:
        read_protocol(read_yaml(path), path, pack.pack, pack.clauses, pack.parameters)

    error = refused.value
    assert error.code == code
    assert all(words in error.words.en for words in said), error.words.en
    assert error.words.zh and error.file == "other/broken.yaml"
    assert error.line >= 1


@pytest.mark.parametrize("text", [SOUND, NEIGHBOUR], ids=["bearer", "neighbour"])
def test_the_sound_files_are_taken(tmp_path: Path, text: str) -> None:
    """The files that the faults are put into load, so that a refusal is the fault's."""
    path = tmp_path / "sound.yaml"
    path.write_text(text, encoding="utf-8")
    pack = pack_at(LANTERN)

    assert read_protocol(read_yaml(path), path, pack.pack, pack.clauses, pack.parameters).obligations


def test_every_shipped_protocol_loads_and_names_roles_this_place_fills() -> None:
    """Each protocol of each shipped pack is read, and each role it names is carried by a post kind of the sample."""
    from mutong.duties import load_post_kinds
    from mutong.kernel.folders import deployment_folder

    names = [path.parent.name for path in sorted(packs_folder().glob("*/*/pack.yaml"))]
    carried = {
        role for kind in load_post_kinds(deployment_folder() / "post_kinds.csv") for role in kind.roles
    }

    owed = [
        obligation
        for pack in load_packs(packs_folder(), names)
        for protocol in protocols_of(pack)
        for obligation in protocol.obligations
    ]

    assert len(owed) > 20
    assert {obligation.post for obligation in owed} <= carried
