"""Breeds by the codes of the coefficients, and as people write them; another breed stays as it was written."""

from mutong.kernel.words import Words

BREEDS: dict[str, Words] = {
    "small_tail_han": Words("小尾寒羊", "Small-tail Han"),
    "hu": Words("湖羊", "Hu"),
    "dorper_cross": Words("杜泊杂交", "Dorper cross"),
    "tan": Words("滩羊", "Tan"),
    "lvliang_black_goat": Words("吕梁黑山羊", "Lüliang black goat"),
    "jinlan_cashmere_goat": Words("晋岚绒山羊", "Jinlan cashmere goat"),
}


def breed_code(text: str | None) -> str | None:
    """The code of a breed written as a code or in words; the text itself where none fits, None for nothing."""
    said = (text or "").strip()
    for code, words in BREEDS.items():
        if said.lower() in (code, words.zh, words.en.lower()):
            return code
    return said or None
