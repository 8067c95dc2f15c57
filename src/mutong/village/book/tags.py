"""Ear tags: fifteen digits, the kind of animal, the county that gave it out and a number in sequence.

Rules of 2006 on marks of livestock (畜禽标识和养殖档案管理办法) Arts 7–8 and 11–13; 3 is sheep and goats. A lamb bears
a number of the farm's own until it is tagged.
"""

import re
import unicodedata
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

DIGITS = 15
SHEEP = "3"
_COUNTY = slice(1, 7)
_SERIAL = slice(7, 15)
_KINDS = {"1": Words("猪", "pigs"), "2": Words("牛", "cattle"), "3": Words("羊", "sheep")}
# The first digit of a division code is one of the country's eight regions (GB/T 2260).
_REGIONS = "12345678"
_OWN = re.compile(r"^[A-Z]{1,3}\d{2}-\d{4}$")
_BETWEEN = re.compile(r"[\s,，、;；|]+")


@dataclass(frozen=True)
class Tag:
    """An ear tag as it is written on the sheep."""

    digits: str

    @property
    def county(self) -> str:
        """The code of the county that gave it out."""
        return self.digits[_COUNTY]

    @property
    def serial(self) -> str:
        """The number in the county's sequence."""
        return self.digits[_SERIAL]

    @property
    def spaced(self) -> str:
        """In groups, as people read it out: 3 140122 00000001."""
        return f"{self.digits[0]} {self.county} {self.serial}"


def read_tag(text: str) -> Tag:
    """The tag in a text; blanks, hyphens and full-width digits are understood.

    Raises MutongError with what is wrong and what would be right: `tag_not_digits`, `tag_length`,
    `tag_of_another_kind`, `tag_county`, `tag_serial`.
    """
    said = text.strip()
    digits = re.sub(r"[\s\-·]", "", unicodedata.normalize("NFKC", said))
    if not digits.isascii() or not digits.isdigit():
        raise _wrong(
            "tag_not_digits",
            said,
            Words(
                f"“{said}”里有数字以外的字符，耳标是 15 位数字",
                f"“{said}” holds more than digits; a tag is 15 digits",
            ),
        )
    if len(digits) != DIGITS:
        raise _wrong(
            "tag_length",
            said,
            Words(
                f"“{said}”是 {len(digits)} 位，耳标是 15 位：3、6 位县代码、8 位序号",
                f"“{said}” has {len(digits)} digits; a tag has 15: 3, the county's 6, and 8 in sequence",
            ),
        )
    if digits[0] != SHEEP:
        kind = _KINDS.get(digits[0])
        of = f"（{digits[0]} 是{kind.zh}的耳标）" if kind else ""
        of_en = f" ({digits[0]} is for {kind.en})" if kind else ""
        raise _wrong(
            "tag_of_another_kind",
            said,
            Words(
                f"“{said}”的第一位不是 3{of}，羊的耳标以 3 开头",
                f"“{said}” does not begin with 3{of_en}, as sheep's tags do",
            ),
        )
    county = digits[_COUNTY]
    if county[0] not in _REGIONS or county.endswith("00"):
        raise _wrong(
            "tag_county",
            said,
            Words(
                f"“{said}”的第 2～7 位“{county}”不是县级代码",
                f"digits 2 to 7 of “{said}”, “{county}”, are no county's code",
            ),
        )
    if int(digits[_SERIAL]) == 0:
        raise _wrong(
            "tag_serial",
            said,
            Words(f"“{said}”的序号全是 0", f"the number in sequence of “{said}” is nought"),
        )
    return Tag(digits)


def foreign_county(tag: Tag, area_code: str) -> Words | None:
    """What to say of a tag that another county gave out; None where it is the area's own.

    A sheep bought elsewhere rightly keeps its tag, so this is no error.
    """
    if len(area_code) < 6 or tag.county == area_code[:6]:
        return None
    return Words(
        f"耳标 {tag.digits} 由外县（{tag.county}）发放；外购的羊保留原耳标，本地出生的请核对。",
        f"Tag {tag.digits} was given out by another county ({tag.county}); right for a sheep bought there.",
    )


def is_own_number(text: str) -> bool:
    """Whether a text has the form of a number of the farm's own (L22-0001)."""
    return bool(_OWN.match(plain_key(text)))


def own_number(year: int, nth: int, letter: str = "L") -> str:
    """The farm's own number of its nth sheep of a year: L22-0001. It stands until the lamb is tagged."""
    return f"{letter}{year % 100:02d}-{nth:04d}"


def plain_key(text: str) -> str:
    """A tag or own number as it is looked up: half-width, capitals, no blanks; hyphens only in own numbers."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    digits = plain.replace("-", "").replace("·", "")
    return digits if digits.isascii() and digits.isdigit() else plain


def split_pasted(text: str) -> list[str]:
    """What was pasted or scanned, one number a line or with commas between; each once, in its order.

    A number in groups ("3 140122 00000001") on a line of its own stays one.
    """
    found: dict[str, None] = {}
    for line in unicodedata.normalize("NFKC", text).splitlines():
        whole = plain_key(line)
        if len(whole) == DIGITS and whole.isdigit():
            found[whole] = None
            continue
        for part in _BETWEEN.split(line.strip()):
            if part:
                found[plain_key(part)] = None
    return list(found)


def _wrong(code: str, tag: str, words: Words) -> MutongError:
    return MutongError(
        code,
        Words(f"{words.zh}；请对照羊耳上的耳标重写。", f"{words.en}; read it from the sheep's ear again."),
        field="tag",
        value=tag,
    )
