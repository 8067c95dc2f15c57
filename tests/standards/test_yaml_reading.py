"""YAML with lines, read strictly."""

from datetime import date
from pathlib import Path

import pytest

from mutong.standards.refusals import PackError
from mutong.standards.yaml_reading import line_of, read_yaml


def written(folder: Path, text: str) -> Path:
    """A file with the text."""
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_knows_its_line(tmp_path: Path) -> None:
    """Keys and list members know the line they stand on."""
    found = read_yaml(written(tmp_path, "a: 1\nb:\n  c: 2\n  d: [3,\n      4]\n"))

    assert (line_of(found, "a"), line_of(found["b"], "d"), line_of(found["b"]["d"], 1)) == (1, 4, 5)


def test_words_stay_words(tmp_path: Path) -> None:
    """`on`, `yes` and `no` are words, a code with leading noughts is a word, a day is a day."""
    found = read_yaml(
        written(tmp_path, "on: yes\nno: off\ncode: 0012\nday: 2022-08-22\nhalf: 0.5\nnone:\nsure: true\n")
    )

    assert found == {
        "on": "yes", "no": "off", "code": "0012", "day": date(2022, 8, 22), "half": 0.5, "none": None, "sure": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "key_twice"),
        ("- 1\n", "not_a_mapping"),
        ("a: [1\n", "not_yaml"),
        ("a: 2022-02-30\n", "no_such_day"),
    ],
)
def test_what_is_unclear_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """A key twice, a bare list, broken YAML and a day that is not are refused with their line."""
    with pytest.raises(PackError) as refusal:
        read_yaml(written(tmp_path, text))

    assert refusal.value.code == code and refusal.value.line >= 1
