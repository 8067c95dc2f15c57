"""A made-up register with doubles: households, twins, shared phones, people of one name, and damaged second records.

Who is a double of whom is known, so that what is found can be held against it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mutong.register.same_person.columns import PeopleColumns
from mutong.tables.identity import check_character

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏"
_FIRST = "建国志文晓春秀玉海明德永云桂金俊雪思子雨嘉佳欣家振宏兴庆立新美丽凤月红彩书景清"
_LAST = "强军伟杰涛鹏辉宇轩浩然博峰磊刚勇林生福来顺江山芳娟敏静燕霞萍莲英梅香婷倩颖洁琴"
_OLD_FORMS = str.maketrans(
    "张刘陈杨赵黄吴孙马罗郑谢韩萧邓许吕苏伟强军轩", "張劉陳楊趙黃吳孫馬羅鄭謝韓蕭鄧許呂蘇偉強軍軒"
)
_COMMUNITIES = 120
_FIRST_BIRTH, _BIRTH_DAYS = date(1935, 1, 1), 31_000
COPIED = 0.05


@dataclass
class MadePerson:
    """One record while it is made; '' where it says nothing."""

    name: str
    sex: str
    birth: date | None
    number: str
    phone: str
    area: str
    home: str


def doubled_register(people: int, seed: int = 7) -> tuple[PeopleColumns, set[tuple[str, str]]]:
    """So many people and a twentieth as many damaged second records, in no order; and the true pairs of ids."""
    rng = np.random.default_rng(seed)
    made = _families(people, rng)
    copied = np.sort(rng.permutation(people)[: int(people * COPIED)]).tolist()
    records = [*made, *(_damaged(made[i], rng) for i in copied)]
    ids = [f"P{k:07d}" for k in rng.permutation(len(records)).tolist()]
    truth = {tuple(sorted((ids[i], ids[people + k]))) for k, i in enumerate(copied)}
    columns = PeopleColumns(
        person_id=ids,
        name=[one.name for one in records],
        sex=[one.sex for one in records],
        birth_date=[one.birth for one in records],
        id_number=[one.number for one in records],
        phone=[one.phone for one in records],
        area_code=[one.area for one in records],
        home=[one.home for one in records],
    )
    return columns, truth


def _families(count: int, rng: np.random.Generator) -> list[MadePerson]:
    """Households of one to five; children carry the first member's surname and mostly a parent's phone; some twins."""
    made: list[MadePerson] = []
    home = 0
    orders: dict[tuple[date, str], int] = {}
    while len(made) < count:
        home += 1
        area = f"14010990{int(rng.integers(_COMMUNITIES)):04d}"
        door = f"{area}-B{int(rng.integers(40)):02d}-{home}"
        size = min(int(rng.integers(1, 6)), count - len(made))
        grown = min(size, 2)
        surname, phone, twins = "", "", rng.random() < 0.02
        birth = _FIRST_BIRTH
        for place in range(size):
            child = place >= grown
            if not (child and place > grown and twins):
                birth = _FIRST_BIRTH + timedelta(days=int(rng.integers(20_000 if child else 0, _BIRTH_DAYS)))
            sex = "female" if rng.random() < 0.5 else "male"
            own = surname if child else _SURNAMES[_skewed(len(_SURNAMES), rng)]
            surname = surname or own
            if not child and rng.random() < 0.7:
                phone = f"1{int(rng.integers(30, 100)):02d}{int(rng.integers(10**8)):08d}"
            has_phone = rng.random() < (0.5 if child else 0.8)
            made.append(
                MadePerson(
                    own + _given(rng), sex, birth, _number(area, birth, sex, orders) if rng.random() < 0.5 else "",
                    phone if has_phone else "", area, door,
                )
            )  # fmt: skip
    return made


def _damaged(one: MadePerson, rng: np.random.Generator) -> MadePerson:
    """A second record: another list, with what such lists leave out and get wrong."""
    chance = rng.random(8)
    name = one.name
    if chance[0] < 0.12:
        place = int(rng.integers(1, len(name)))
        name = name[:place] + _LAST[_skewed(len(_LAST), rng)] + name[place + 1 :]
    elif chance[0] < 0.18:
        name = name.translate(_OLD_FORMS)
    elif chance[0] < 0.22:
        name = f"{name[0]} {name[1:]}"
    birth = one.birth
    if chance[1] < 0.04 and birth.day <= 12:
        birth = birth.replace(month=birth.day, day=min(birth.month, 28))
    elif chance[1] < 0.08:
        birth = birth + timedelta(days=int(rng.integers(1, 9)))
    elif chance[1] < 0.12:
        birth = None
    number = one.number
    if chance[2] < 0.5:
        number = ""
    elif chance[2] < 0.55 and number:
        number = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    elif chance[2] < 0.65 and number.startswith("1401") and number[6:8] == "19":
        number = number[:6] + number[8:17]
    phone = one.phone
    if chance[3] < 0.4:
        phone = ""
    elif chance[3] < 0.5:
        phone = f"1{int(rng.integers(30, 100)):02d}{int(rng.integers(10**8)):08d}"
    elif chance[3] < 0.6 and phone:
        phone = f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}"
    area, home = one.area, one.home
    if chance[4] < 0.3:
        area, home = f"14010990{int(rng.integers(_COMMUNITIES)):04d}", ""
    elif chance[4] < 0.7:
        home = ""
    return MadePerson(name, one.sex if chance[5] < 0.9 else "", birth, number, phone, area, home)


def _given(rng: np.random.Generator) -> str:
    first = _FIRST[_skewed(len(_FIRST), rng)] if rng.random() < 0.75 else ""
    return first + _LAST[_skewed(len(_LAST), rng)]


def _skewed(size: int, rng: np.random.Generator) -> int:
    """A place in a list whose first entries are the common ones."""
    return int(size * rng.random() ** 2)


def _number(area: str, birth: date, sex: str, orders: dict[tuple[date, str], int]) -> str:
    """A valid number, given once as far as the thousand orders of a day go."""
    order = orders.get((birth, sex), 0)
    orders[birth, sex] = order + 1
    first = f"{area[:6]}{birth:%Y%m%d}{order * 2 % 1000 + (sex == 'male'):03d}"
    return first + check_character(first)
