"""The words that every document has: marks, captions, headings of the contents and of the sources."""

from mutong.kernel.words import Words

TABLE = Words("表", "Table")
FIGURE = Words("图", "Figure")
CONTENTS = Words("目录", "Contents")
SOURCES = Words("来源", "Sources")
NOTE = Words("注：", "Note: ")
NOT_KNOWN = Words("未知", "not known")
NO_ROWS = Words("（没有内容）", "(nothing to show)")
OPEN_MARK = Words("［待核实］", " [to be verified]")
GAPS = Words("空缺处数字未知，不是零。", "A gap is a number not known, not nought.")
PAGE = Words("第 {page} 页　共 {pages} 页", "Page {page} of {pages}")
REFRESH = Words("（在 Word 中按 F9 更新页码）", "(press F9 in Word to bring the page numbers up to date)")
DIFFERENT_KINDS = Words(
    "颜色不同的流向单位不同，粗细不能互相比较。",
    "Bands of different colours have different units; do not compare their widths.",
)


def source_words(words: Words, grade: str) -> Words:
    """A source with its grade behind it, where it has one."""
    return Words(f"{words.zh}（{grade}）", f"{words.en} ({grade})") if grade else words


def dated_words(year: int, month: int, day: int) -> Words:
    """A day as a title page has it."""
    return Words(f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}")
