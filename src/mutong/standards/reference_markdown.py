"""A pack as a Markdown document in one language, made from its reference."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.reference_parts import (
    Article,
    NumberRow,
    PackReference,
    RuleEntry,
    RuleVersion,
    StepEntry,
    Together,
)
from mutong.standards.reference_words import (
    DOMAINS,
    LEVELS,
    SUBJECTS,
    TOGETHER,
    area_words,
    grade_words,
    period_words,
)

Say = Callable[[Words], str]
Roles = Callable[[str], Words]
_NULL = Words("**没有查实的数字**", "**no verified number**")
_ASK = Words("；问：{who}", "; ask: {who}")
_MARKS = {"excludes": "⊃", "one_of": "1", "higher_of": "▲", "topped_up": "+", "stacks": "✓", "unknown": "?"}


class Document:
    """Writes one pack's document; `language` is zh or en, `roles` gives the words of a role."""

    def __init__(self, reference: PackReference, language: str, roles: Roles) -> None:
        self.reference, self.language, self.roles = reference, language, roles

    def text(self) -> str:
        """The whole document, ending in a line break."""
        lines: list[str] = []
        for part in (
            self._head, self._documents, self._numbers, self._rules, self._derived, self._protocols,
            self._contacts, self._directions, self._together, self._banned, self._cases, self._open,
        ):  # fmt: skip
            lines += part()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"

    def say(self, words: Words | None) -> str:
        """Words in the document's language, fit for a table's cell."""
        return "" if words is None else words.say(self.language).replace("|", "\\|").replace("\n", " ")

    def t(self, zh: str, en: str) -> str:
        """One of two texts."""
        return zh if self.language == "zh" else en

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
        """A table; nothing where it has no rows."""
        kept = list(rows)
        if kept:
            yield f"| {' | '.join(headings)} |"
            yield f"|{'---|' * len(headings)}"
            yield from (f"| {' | '.join(cells)} |" for cells in kept)
            yield ""

    def cite(self, clause: Clause | None) -> str:
        """A clause's document (by its number where it has one; its title stands above) and article, with its grade."""
        if clause is None:
            return ""
        one = clause.document
        document = one.number or self.t(f"《{one.title.zh}》", one.title.en)
        article = self.t(clause.article, clause.article_en or clause.article)
        return self.say(Words(*(f"{document} {article} ({clause.grade})",) * 2))

    def _head(self) -> Iterator[str]:
        head, other = self.reference.head, "en" if self.language == "zh" else "zh"
        yield f"# {self.say(head.title)}"
        yield ""
        yield self.t(
            f"由规则包 `{head.name}` 生成，请改规则包，不要改本页。"
            f"[English]({head.name}.{other}.md) · [全部标准](README.zh.md)",
            f"Generated from the pack `{head.name}`: change the pack, not this page. "
            f"[中文]({head.name}.{other}.md) · [all standards](README.md)",
        )
        yield ""
        covered, listed = self.reference.articles
        answered = self.t(f"列出 {listed} 条，已答复 {covered} 条", f"{covered} of {listed} answered for")
        rows = [
            (self.t("版本", "version"), f"`{head.version}`"),
            (self.t("领域", "domain"), self.say(DOMAINS[head.domain])),
            (self.t("层级", "level"), f"{self.say(LEVELS[head.level])}, {self.say(area_words(head.area_code))}"),
            (self.t("施行", "in force"), self.say(period_words(head.valid)) or self.t("未限定", "no limit")),
            (self.t("在此之内", "within"), self._linked(head.within)),
            (self.t("承继", "follows"), self._linked(head.succeeds)),
            (self.t("过渡", "people in flight"), self.say(head.transition) + self._by(head.transition_clause)),
            (self.t("条文", "articles"), answered),
            (self.t("没有数字", "open numbers"), str(len(self.reference.open))),
        ]  # fmt: skip
        yield from self.table(("", ""), (row for row in rows if row[1]))

    def _linked(self, other: tuple[str, Words | None] | None) -> str:
        if other is None:
            return ""
        name, title = other
        return f"[{self.say(title)}]({name}.{self.language}.md)" if title else f"`{name}`"

    def _by(self, clause: Clause | None) -> str:
        return f" — {self.cite(clause)}" if clause else ""

    def _documents(self) -> Iterator[str]:
        if not self.reference.documents:
            return
        yield self.t("## 文件和条文", "## Documents and articles")
        for entry in self.reference.documents:
            one = entry.document
            about = (one.number, one.issuer, str(one.date or ""), self.say(grade_words(one.grade)))
            yield ""
            yield f"### {self.say(one.title)}"
            yield ""
            kept = [part for part in about if part]
            if entry.inherited:
                kept.append(self.t(f"承自 `{entry.inherited}`", f"inherited from `{entry.inherited}`"))
            yield " · ".join(kept)
            yield ""
            headings = (
                self.t("条", "article"),
                self.t("内容", "in our words"),
                self.t("由谁引用", "cited by"),
            )
            yield from self.table(headings, (self._article(article) for article in entry.articles))

    def _article(self, article: Article) -> tuple[str, str, str]:
        cited = ", ".join(self.say(one) for one in article.cited_by)
        if article.none_needed:
            cited = self.t("不需要：", "none needed: ") + self.say(article.none_needed)
        return self.say(article.name), "<br>".join(self.say(one.words) for one in article.clauses), cited

    def _numbers(self) -> Iterator[str]:
        if not self.reference.numbers:
            return
        yield self.t("## 数字", "## Numbers")
        yield ""
        headings = (
            self.t("是什么", "what"), self.t("区域", "area"), self.t("时间", "when"), self.t("值", "value"),
            self.t("来源（等级）", "source (grade)"),
        )  # fmt: skip
        rows = []
        for number in self.reference.numbers:
            for place, row in enumerate(number.rows):
                label = f"{self.say(number.label)} `{number.name}`" if not place else "″"
                area = self._areas(row.areas)
                rows.append((label, area, self._when(row), self._value(row), self.cite(row.clause)))
        yield from self.table(headings, rows)

    def _areas(self, codes: Iterable[str]) -> str:
        return ", ".join(self.say(area_words(code)) for code in dict.fromkeys(codes))

    def _when(self, row: NumberRow) -> str:
        when = self.say(period_words(row.valid))
        known = self.t(f"{row.known_from} 公布", f"known from {row.known_from}") if row.known_from else ""
        return "; ".join(part for part in (when, known) if part)

    def _value(self, row: NumberRow) -> str:
        text = self.say(row.value) if row.value else self.say(_NULL)
        if row.candidates:
            text += self.t("；各来源：", "; sources say: ") + " / ".join(
                self.say(one) for one in row.candidates
            )
        if row.asked_of:
            text += self.say(_ASK.fill(who=self.say(row.asked_of)))
        note = self.say(row.note)
        return f"{text} ({note})" if note else text

    def _rules(self) -> Iterator[str]:
        if not self.reference.rules:
            return
        yield self.t("## 规则", "## Rules")
        for rule in self.reference.rules:
            yield from self._rule(rule)

    def _rule(self, rule: RuleEntry) -> Iterator[str]:
        yield ""
        yield f"### {self.say(rule.title)}"
        yield ""
        kinder = self.t("利益", "a benefit") if rule.direction == "benefit" else self.t("负担", "a burden")
        yield f"`{rule.rule_id}` · {self.say(SUBJECTS[rule.of])} · {kinder}"
        for version in rule.versions:
            yield ""
            yield from self._version(version)

    def _version(self, version: RuleVersion) -> Iterator[str]:
        when = self.say(period_words(version.valid))
        if version.known_from:
            when += self.t(f"（{version.known_from} 公布）", f" (known from {version.known_from})")
        if when:
            yield f"**{when}**"
            yield ""
        for clause in version.clauses:
            yield f"- {self.t('依据', 'basis')}: {self.cite(clause)}: {self.say(clause.words)}"
        yield f"- {self.t('条件', 'conditions')}:"
        yield from (f"{'  ' * (line.depth + 1)}- {self.say(line.words)}" for line in version.conditions)
        if version.amount:
            yield f"- {self.t('金额', 'amount')}: {self.say(version.amount)}"
        yield from (f"- {self.t('其中', 'where')} {self.say(one)}" for one in version.where)
        if version.builds_on:
            named = ", ".join(f"{self.say(title)} `{name}`" for name, title in version.builds_on)
            yield f"- {self.t('所依据的规则', 'builds on')}: {named}"
        if version.facts:
            asked = "; ".join(self.say(one.question) for one in version.facts)
            yield f"- {self.t('要问的', 'asks')}: {asked}"

    def _derived(self) -> Iterator[str]:
        if self.reference.derived:
            yield ""
            yield self.t("## 从事件推得的事实", "## Facts that follow from events")
            yield ""
            rows = [
                (self.say(one.label), self.say(one.words), self.cite(one.clause))
                for one in self.reference.derived
            ]
            headings = (self.t("事实", "fact"), self.t("怎样得出", "how it follows"), self.t("依据", "basis"))
            yield from self.table(headings, rows)

    def _protocols(self) -> Iterator[str]:
        if self.reference.protocols:
            yield ""
            yield self.t("## 流程", "## Protocols")
        headings = (
            self.t("做什么", "what"), self.t("什么时候", "when"), self.t("由谁", "by whom"), self.t("依据", "basis"),
        )  # fmt: skip
        for one in self.reference.protocols:
            yield ""
            yield f"### {self.say(one.title)}"
            yield ""
            yield f"`{one.name}` · {self.say(SUBJECTS.get(one.subject_kind))}"
            yield ""
            yield f"- {self.t('开始', 'starts')}: {self.say(one.starts)}"
            yield f"- {self.t('结束', 'ends')}: {self.say(one.ends)}"
            phases = "; ".join(f"{self.say(title)}: {self.say(days)}" for title, days in one.phases)
            if phases:
                yield f"- {self.t('阶段', 'phases')}: {phases}"
            yield ""
            rows = (
                (
                    self._step(step),
                    self.say(step.when),
                    self.say(self.roles(step.role)),
                    self.cite(step.clause),
                )
                for step in one.steps
            )
            yield from self.table(headings, rows)

    def _step(self, step: StepEntry) -> str:
        notice = ", ".join(self.say(one) for one in step.publishes)
        return self.say(step.words) + (
            self.t(f"（只公示：{notice}）", f" (posts only: {notice})") if notice else ""
        )

    def _contacts(self) -> Iterator[str]:
        if self.reference.contacts:
            yield self.t("## 密接判定", "## Contact rules")
            yield ""
            headings = (self.t("规则", "rule"), self.t("判为", "judged"), self.t("依据", "basis"))
            yield from self.table(
                headings,
                (
                    (self.say(c.words), self.say(c.klass), self.cite(c.clause))
                    for c in self.reference.contacts
                ),
            )

    def _directions(self) -> Iterator[str]:
        if self.reference.directions:
            yield self.t("## 方向和授权（T7）", "## Directions and delegation (T7)")
            yield ""
            headings = (
                self.t("是什么", "what"), self.t("方向", "direction"), self.t("由哪一级定", "set by"),
                self.t("范围", "bounds"), self.t("依据", "basis"),
            )  # fmt: skip
            rows = (
                (f"{self.say(d.label)} `{d.name}`", self.say(d.kinder), self.say(d.set_by), self.say(d.bounds),
                 self.cite(d.clause))
                for d in self.reference.directions
            )  # fmt: skip
            yield from self.table(headings, rows)

    def _together(self) -> Iterator[str]:
        found = self.reference.together
        if not found:
            return
        yield self.t("## 能不能一起享受", "## What goes together")
        yield ""
        titles = {
            name: title
            for one in found
            for name, title in ((one.rule_a, one.title_a), (one.rule_b, one.title_b))
        }
        numbered = {name: str(place) for place, name in enumerate(titles, 1)}
        yield from (f"{place}. {self.say(titles[name])}" for name, place in numbered.items())
        yield ""
        mark = {(one.rule_a, one.rule_b): _MARKS[one.relation] for one in found}
        rows = (
            (f"**{place}**", *(mark.get((a, b)) or mark.get((b, a), "") for b in numbered))
            for a, place in numbered.items()
        )
        yield from self.table(("", *numbered.values()), rows)
        yield "; ".join(f"{sign} {self.say(TOGETHER[word])}" for word, sign in _MARKS.items())
        yield ""
        headings = (
            self.t("两项", "the two"),
            self.t("关系", "relation"),
            self.t("依据", "basis"),
            self.t("说明", "note"),
        )
        rows = (
            (self._pair(o, numbered), self.say(o.words), self.cite(o.clause), self.say(o.note)) for o in found
        )
        yield from self.table(headings, rows)

    @staticmethod
    def _pair(one: Together, numbered: Mapping[str, str]) -> str:
        return f"{numbered[one.rule_a]} – {numbered[one.rule_b]}"

    def _banned(self) -> Iterator[str]:
        if self.reference.banned:
            yield self.t("## 禁令", "## What no local measure may do")
            yield ""
            headings = (
                self.t("禁令", "prohibition"), self.t("怎样检查", "how it is checked"), self.t("时间", "when"),
                self.t("依据", "basis"),
            )  # fmt: skip
            rows = (
                (self.say(b.words), self.say(b.check), self.say(period_words(b.valid)), self.cite(b.clause))
                for b in self.reference.banned
            )
            yield from self.table(headings, rows)

    def _cases(self) -> Iterator[str]:
        if not self.reference.cases:
            return
        yield self.t("## 案例", "## Worked cases")
        yield ""
        yield self.t(
            "案例写在规则包里，界线两边各有一个；`make test` 逐个算过。",
            "Cases stand in the pack, one on either side of a line; `make test` works out each.",
        )
        for of in dict.fromkeys(one.of for one in self.reference.cases):
            mine = [one for one in self.reference.cases if one.of == of]
            yield ""
            yield f"### {self.say(mine[0].title)} `{of}`"
            yield ""
            if not mine[0].source:
                # What a course of days comes to is long; the names tell what is tried.
                yield from (f"- {one.name}" for one in mine)
                continue
            headings = (self.t("案例", "case"), self.t("情况", "facts"), self.t("应得", "expected"))
            rows = (
                (self.say(Words(c.name, c.name)), f"{c.on}; {self.say(c.facts)}", self.say(c.expected))
                for c in mine
            )
            yield from self.table(headings, rows)

    def _open(self) -> Iterator[str]:
        if self.reference.open:
            yield ""
            yield self.t("## 没有查实的数字，由谁来填", "## Open numbers and who can fill them")
            yield ""
            headings = (
                self.t("数字", "number"), self.t("区域", "area"), self.t("依据", "basis"),
                self.t("由谁来填", "who can fill it"),
            )  # fmt: skip
            found: dict[tuple[str, str, str], list[str]] = {}
            for o in self.reference.open:
                asked = self.say(o.asked_of) or self.t("未写明", "nobody is named")
                key = (f"{self.say(o.label)} `{o.parameter}`", f"{self.say(o.document)} {o.article}", asked)
                found.setdefault(key, []).append(o.area_code)
            rows = (
                (what, self._areas(areas), source, asked) for (what, source, asked), areas in found.items()
            )
            yield from self.table(headings, rows)
