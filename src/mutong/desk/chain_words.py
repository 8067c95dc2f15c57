"""How the links of a chain are said: probability, what speaks for it, who else it may have been."""

from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.outbreak.chain_book import SURE, ChainBook
from mutong.records.reads.chain_rows import DrawnCase
from mutong.workflows.deployment import load_deployment

_BASES = {
    "": Words("", ""),
    "link": Words("写明的链接", "a written link"),
    "source_case": Words("报告时写明的来源", "the source named in the report"),
    "place": Words("同一地点", "the same place"),
    "timing": Words("只凭时间与地区", "timing and area alone"),
}


def chance_words(chance: float) -> str:
    """A probability in whole per cent; what is neither certain nor impossible is not written as 100 % or 0 %."""
    if chance >= SURE:
        return "100%"
    return f"{min(99, max(1, round(100 * chance)))}%"


class LinkWords:
    """Says the links of one book, with the names a page may show; the words of each basis are looked up once."""

    def __init__(self, book: ChainBook, names: Mapping[str, DrawnCase]) -> None:
        self.book, self.names = book, names
        self._bases = dict(_BASES)

    def name(self, case: int) -> str:
        """What a case is called: its person's name, or its id."""
        case_id = str(self.book.ids[case])
        return self.names[case_id].name if case_id in self.names else case_id

    def basis(self, case: int) -> Words:
        """What speaks for the link by which a case hangs."""
        return self._basis(str(self.book.words[self.book.basis[case]]))

    def infectors(self, case: int) -> list[Words]:
        """Who infected a case (certain, or probable with what speaks for it, or not found) and who else it may be."""
        book, parent, lines = self.book, int(self.book.parent[case]), []
        if parent >= 0:
            lines.append(self._hangs(case, parent))
        elif book.unlinked[case]:
            lines.append(
                Words(
                    "来源未找到：未连到任何人，也不是输入", "source not found: hangs on nobody, not imported"
                )
            )
        for other, chance, basis in book.infectors_of(case):
            if other != parent:
                who, said, why = self.name(other), chance_words(chance), self._basis(basis)
                lines.append(Words(f"也可能由 {who}：{said}（{why.zh}）", f"or by {who}: {said} ({why.en})"))
        return lines + self._elsewhere(case)

    def _elsewhere(self, case: int) -> list[Words]:
        """The probability of further cases together, and of a source that is not in the data."""
        lines, unseen = [], float(self.book.unseen[case])
        rest = 1 - unseen - sum(chance for _, chance, _ in self.book.infectors_of(case))
        if rest > 1 - SURE:
            said = chance_words(rest)
            lines.append(Words(f"其余可能的病例合计：{said}", f"further cases together: {said}"))
        if 0 < unseen < SURE:
            said = chance_words(unseen)
            lines.append(Words(f"来源不在数据中：{said}", f"a source that is not in the data: {said}"))
        return lines

    def _hangs(self, case: int, parent: int) -> Words:
        who, why = self.name(parent), self.basis(case)
        if self.book.is_certain(case):
            return Words(f"由 {who} 传染（{why.zh}）", f"infected by {who} ({why.en})")
        said = chance_words(float(self.book.probability[case]))
        return Words(f"可能由 {who} 传染：{said}（{why.zh}）", f"probably by {who}: {said} ({why.en})")

    def _basis(self, word: str) -> Words:
        if word not in self._bases:
            rule = _rule_words(word.rpartition(":")[2])
            self._bases[word] = Words(f"密接：{rule.zh}", f"contact: {rule.en}")
        return self._bases[word]


def _rule_words(name: str) -> Words:
    """The words of a contact rule, as the packs of this place name it."""
    for pack in load_deployment().packs_of("health"):
        for _, raw in pack.raw_contacts:
            for one in (*raw.get("rules", ()), *raw.get("second_degree", ())):
                if one.get("rule") == name and "words" in one:
                    return Words(one["words"]["zh"], one["words"]["en"])
    return Words(name, name.replace("_", " "))
