"""The index of the reference documents: packs by domain and level, and the versions of each standard in time."""

from collections.abc import Sequence

from mutong.kernel.words import Words
from mutong.standards.pack_form import DOMAINS as DOMAIN_NAMES
from mutong.standards.pack_form import Pack
from mutong.standards.reference_parts import PackReference
from mutong.standards.reference_words import DOMAINS, LEVELS, level_of, period_words
from mutong.standards.succession import Version, succession


def index_text(packs: Sequence[Pack], references: Sequence[PackReference], language: str) -> str:
    """The index: packs by domain and level, and the versions of each standard on one line of time."""
    zh = language == "zh"

    def say(words: Words) -> str:
        return words.say(language)

    lines = ["# 标准参考" if zh else "# The standards, for reading", ""]
    lines += [
        "由规则包生成（`make reference`）：改规则包，不要改这里。[English](README.md)"
        if zh
        else "Generated from the packs (`make reference`): change the packs, not these pages. [中文](README.zh.md)",
        "",
    ]
    for domain in DOMAIN_NAMES:
        mine = [one for one in references if one.head.domain == domain]
        if not mine:
            continue
        lines += [f"## {say(DOMAINS[domain])}", ""]
        lines.append(
            "| 标准 | 层级 | 施行 | 规则 | 流程 | 数字（没有查实的） | 案例 |"
            if zh
            else "| standard | level | in force | rules | protocols | numbers (open) | cases |"
        )
        lines.append("|---|---|---|---|---|---|---|")
        order = list(LEVELS)
        for one in sorted(mine, key=lambda o: order.index(level_of(o.head.area_code))):
            head = one.head
            lines.append(
                f"| [{say(head.title)}]({head.name}.{language}.md) `{head.name}` | {say(LEVELS[head.level])} "
                f"| {say(period_words(head.valid))} | {len(one.rules)} | {len(one.protocols)} "
                f"| {len(one.numbers)} ({len(one.open)}) | {len(one.cases)} |"
            )
        lines.append("")
    lines += ["## 版本的先后" if zh else "## Versions in time", ""]
    by_line: dict[str, list[Version]] = {}
    for version in succession(packs):
        by_line.setdefault(version.first, []).append(version)
    for versions in by_line.values():
        if len(versions) > 1 or versions[0].follows:
            first = f"`{versions[0].follows}` → " if versions[0].follows else ""
            steps = [
                f"[`{v.pack}`]({v.pack}.{language}.md) {say(period_words(v.valid))}".strip() for v in versions
            ]
            lines.append(f"- {first}{' → '.join(steps)}")
    return "\n".join(lines).rstrip() + "\n"
