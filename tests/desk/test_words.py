"""Everything a person sees is there in both languages."""

import re
from pathlib import Path

import pytest

from mutong.desk.icons import draw_icon, icon_names
from mutong.desk.vocabulary import _vocabulary
from mutong.records.access import rights

DESK = Path(__file__).resolve().parents[2] / "src/mutong/desk"
TEMPLATES = sorted((DESK / "templates").rglob("*.html"))
# Names of file formats are the same in every language.
SAME_EVERYWHERE = {"CSV", "Excel"}
SPOKEN_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt", "data-label", "content")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
SAY_BOTH = re.compile(r"\{%\s*t\s+(['\"])(.*?)\1\s+(['\"])(.*?)\3(.*?)%\}", re.S)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")


def bare_texts(source: str) -> list[str]:
    """Texts of a template that stand outside the tag that says both languages."""
    plain = TAG.sub(" ", source)
    found = []
    for name in SPOKEN_ATTRIBUTES:
        if name != "content":
            found += re.findall(rf'\b{name}="([^"]*)"', plain)
    plain = re.sub(r"<!doctype[^>]*>|<(script|style).*?</\1>|<!--.*?-->", " ", plain, flags=re.S)
    found += re.sub(r"<[^>]*>", "\n", plain).split("\n")
    return [text.strip() for text in found if WORD.search(text) and text.strip() not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_shows_a_bare_sentence(path: Path) -> None:
    """Each text of a template stands in a tag with its Chinese and its English."""
    assert bare_texts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>你好</p>", ["你好"]),
        ('<a title="Hello there">{{ x }}</a>', ["Hello there"]),
        ('<p>{% t "是" "yes" %}</p>', []),
    ],
)
def test_the_search_sees_bare_texts(source: str, bare: list[str]) -> None:
    """The search above sees text and spoken attributes, and passes over what is said in both languages."""
    assert bare_texts(source) == bare


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_both_languages_are_what_they_say(path: Path) -> None:
    """The first text of the tag is Chinese and the second has no Chinese in it, neither is empty."""
    wrong = []
    for match in SAY_BOTH.finditer(path.read_text(encoding="utf-8")):
        zh, en = match[2], match[4]
        switch = {zh, en} in ({"en", "zh"}, {"en", "zh-Hans"}, {"English", "中文"})
        if not switch and (
            not zh or not en or CHINESE.search(en) or (WORD.search(zh) and not CHINESE.search(zh))
        ):
            wrong.append(match[0])
    assert wrong == []


def test_the_vocabulary_has_both_languages() -> None:
    """Every word of the vocabulary has Chinese, and English without Chinese in it."""
    assert [key for key, w in _vocabulary().items() if not w.zh or not w.en or CHINESE.search(w.en)] == []


def test_every_deed_on_record_has_words() -> None:
    """What the audit page calls a deed: the words of the right, else those of the vocabulary."""
    logged = re.compile(r'log_deed\(\s*[\w.]+,\s*[\w.]+,\s*"(\w+)"')
    deeds = {name for path in DESK.parent.rglob("*.py") for name in logged.findall(path.read_text("utf-8"))}
    assert {"record_statement", "search_places"} <= deeds
    assert {name for name in deeds - set(rights()) if ("action", name) not in _vocabulary()} == set()


def test_every_drawing_that_is_asked_for_exists() -> None:
    """Each drawing named in a template or in the navigation is one that can be drawn."""
    sources = [*TEMPLATES, *(DESK / "pages").glob("*.py"), DESK / "frame.py"]
    named = set()
    for path in sources:
        named |= set(re.findall(r'\{% icon "(\w+)"', path.read_text(encoding="utf-8")))
        named |= set(re.findall(r'Empty\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert named
    assert named <= set(icon_names())
    assert all(str(draw_icon(name)).startswith("<svg") for name in named)


def test_no_page_asks_another_machine() -> None:
    """No template, style or script names an address outside the desk."""
    files = [*TEMPLATES, *(DESK / "static").rglob("*.css"), *(DESK / "static").rglob("*.js")]
    outside = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.I)
    assert [str(f) for f in files if outside.search(f.read_text(encoding="utf-8"))] == []


def test_no_template_needs_what_the_content_policy_forbids() -> None:
    """No template carries a style, a script of its own or an event attribute: the policy would drop them."""
    forbidden = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=")
    assert [p.name for p in TEMPLATES if forbidden.search(p.read_text(encoding="utf-8"))] == []
