"""Disease prevention: times that sources name for vaccines, tags and quarantine; the vet station confirms them."""

from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Cite, Column, Grade, Heading, Open, Paragraph, Source, Table
from mutong.village.coefficient_rows import Reading
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import NONE, plain

_FILE = "health.csv"
_LAW_GRADE = "G1"


def health(given: Given) -> Chapter:
    """The section; what nobody could verify is shown as open, what a law fixes is not."""
    rows = []
    for reading in readings(given):
        words = reading_words(reading)
        value = None if words is None else words if reading.grade == _LAW_GRADE else Open(words)
        source = Cite((f"number:{reading.source.name}",)) if reading.source else NONE
        rows.append((given.numbers[reading.key].label, value, Grade(reading.grade), source))
    found: list = [
        Heading(Words("防疫与检疫", "Disease prevention"), 2),
        Paragraph(
            Words(
                "免疫程序由乡镇畜牧兽医站按县里的计划确定、签字后执行；下表是查到的时间，出处不一，只供填写"
                "程序时参考。",
                "The vet station sets and signs the vaccination programme by the county's plan; the times "
                "below are what was "
                "found, of unlike sources, as a help in writing it.",
            )
        ),
    ]
    if rows:
        found.append(
            Table(
                Words("查到的免疫、标识与检疫时间", "Times found for vaccines, tags and quarantine"),
                (
                    Column(Words("项目", "What"), share=2.2),
                    Column(Words("数", "Number"), share=1.6),
                    Column(Words("等级", "Grade"), share=0.5),
                    Column(Words("来源", "Source"), share=0.5),
                ),
                tuple(rows),
            )
        )
    found.append(
        Bullets(
            (
                Words(
                    "进羊前申报检疫、备案运输车辆，进场隔离观察，合格后混群；跨省引进的按指定通道入省。",
                    "Before sheep come: quarantine, a registered carrier, apart on arrival, then into the "
                    "flock; from another "
                    "province by the set roads.",
                ),
                Words(
                    "每只羊戴标、建档：来源、繁殖、免疫、用药、发病、死亡、出栏逐项记。",
                    "Every head is tagged and has its record: origin, breeding, vaccines, drugs, illness, "
                    "death, sale.",
                ),
                Words(
                    "发现疑似疫病立即报告、隔离，停止一切出入；病死羊按规定无害化处理。",
                    "Suspicion is reported at once, the sheep kept apart, all moves stopped; dead sheep are "
                    "safely disposed of.",
                ),
                Words(
                    "饲养和接羔人员定期检查布病；患人畜共患病的人员不得直接养羊。",
                    "Who feeds and lambs is tested for brucellosis; nobody with a disease shared with "
                    "animals keeps sheep.",
                ),
            )
        )
    )
    return found


def readings(given: Given) -> list[Reading]:
    """Everything that the sources say of animal health, in the order of the file."""
    return [one for key in given.numbers for one in given.numbers[key].readings if one.file == _FILE]


def reading_words(one: Reading) -> Words | None:
    """28～35 天; None where nobody could verify it."""
    given = [value / one.unit.factor for value in (one.low, one.value, one.high) if value is not None]
    if not given:
        return None
    low, high = min(given), max(given)
    zh, en = one.unit.words.zh, one.unit.words.en
    if low == high:
        return Words(f"{plain(low)} {zh}", f"{plain(low)} {en}")
    return Words(f"{plain(low)}～{plain(high)} {zh}", f"{plain(low)} to {plain(high)} {en}")


def sources_of_health(given: Given) -> list[Source]:
    """Their sources, for the list at the end."""
    return [
        Source(
            f"number:{one.source.name}",
            Words(
                f"{one.source.citation}，{one.source.where_read}",
                f"{one.source.citation}, {one.source.where_read}",
            ),
            one.grade,
        )
        for one in readings(given)
        if one.source is not None
    ]
