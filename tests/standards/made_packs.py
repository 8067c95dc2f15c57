"""Small made-up packs for tests, written into a folder file by file."""

from collections.abc import Mapping
from pathlib import Path

from mutong.standards.pack import Pack, load_pack

_HEAD = """pack: {name}
version: "1"
title: {{zh: 试验, en: test}}
domain: {domain}
area_code: "{area}"
{more}
documents:
  d_{key}: {{title: {{zh: 甲办法, en: Measure A}}, issuer: 甲局, grade: A, where: 虚构{document}}}
clauses:
  {key}1: {{document: d_{key}, article: 第一条, words: {{zh: 甲, en: A}}}}
  {key}2: {{document: d_{key}, article: 第二条第一款, words: {{zh: 乙, en: B}}}}
"""
_COLUMNS = (
    "parameter,unit,area_code,valid_from,valid_to,known_from,value,candidates,clause,grade,note_zh,note_en,"
    "label_zh,label_en"
)
_EVENTS = "kind,from,label_zh,label_en\nexposed,contact_rules,暴露,exposed\n"


def made_pack(
    root: Path,
    name: str,
    more: str = "",
    *,
    key: str = "a",
    area: str = "0",
    domain: str = "assistance",
    document: str = "",
    rows: str = "",
    files: Mapping[str, str] | None = None,
) -> Pack:
    """Write a pack into root/name and load it.

    `more` are further lines of pack.yaml, `document` further keys of its one document; its clauses are {key}1 (第一条)
    and {key}2 (第二条第一款). `rows` are lines of a parameters file without its heading, `files` other files by path.
    """
    folder = root / name
    texts = {
        "pack.yaml": _HEAD.format(name=name, domain=domain, area=area, more=more, key=key, document=document)
    }
    if rows:
        texts["parameters/numbers.csv"] = f"{_COLUMNS}\n{rows}"
    if any(path.startswith("protocols/") for path in files or ()):
        texts["events.csv"] = _EVENTS
    for path, text in {**texts, **(files or {})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load_pack(folder)


def number(
    name: str,
    value: object,
    unit: str = "yuan/month",
    *,
    area: str = "0",
    start: str = "",
    end: str = "",
    known: str = "",
    clause: str = "a1",
) -> str:
    """One line of a parameters file; an empty value is a null of grade U."""
    grade = "U" if value == "" else "A"
    return f"{name},{unit},{area},{start},{end},{known},{value},,{clause},{grade},,,{name},{name}\n"


def protocol(name: str, days: str, clause: str = "a1", on: str = "tests", class_: str = "") -> str:
    """A protocol with one phase at home: so many days, tests on some of them."""
    of_class = f", class: {class_}" if class_ else ""
    return f"""protocol: {name}
for: person
title: {{zh: 留观, en: Stay}}
clause: {clause}
start: {{event: exposed{of_class}}}
day_one: day_one
phases:
  - phase: home
    title: {{zh: 在家, en: At home}}
    days: {days}
    steps:
      - step: test
        do: test
        on: {on}
        post: household
        closed_by: [test]
        clause: {clause}
        words: {{zh: 检测, en: Test}}
ends_by: last_day
"""
