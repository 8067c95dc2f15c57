"""Invented names of people and of places below the county."""

import numpy as np

from mutong.worlds.people import Household

SUB_DISTRICT = ("140109901", "听汾街道")
COMMUNITIES = (
    "云杉", "望泉", "柏影", "汾溪", "青岚", "桐荫", "禾沐", "枕泉", "槐序",
    "锦棠", "兰皋", "沁芳", "杏雨", "梧声", "竹影", "芦汀", "月泊", "清棠",
)  # fmt: skip
TOWNSHIP = ("140122901", "云栗乡")
VILLAGE = ("140122901201", "石棠村")

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_FIRST = (
    "建国志文晓春秀玉海明德永云桂金俊雪思子雨嘉佳欣家振宏兴"
    "庆立新美丽凤兰月红彩书景清承启宗润安怀乐予知言星若沐以"
)
_MALE = "强军伟杰涛斌鹏辉宇轩浩然博峰磊刚勇林生福来顺江山柱亮成东平虎龙泽航"
_FEMALE = "芳娟敏静燕霞萍莲花英梅珍香婷倩颖洁妍琴琳琪瑶涵怡彤雯蓉慧莹月仙"


def name_people(households: list[Household], rng: np.random.Generator) -> None:
    """Give every person a name; children bear the surname of the household's first member."""
    people = [(h, p) for h in households for p in h.members]
    count = len(people)
    surnames = rng.integers(0, len(_SURNAMES), count)
    firsts = rng.integers(0, len(_FIRST), count)
    males, females = rng.integers(0, len(_MALE), count), rng.integers(0, len(_FEMALE), count)
    two = rng.random(count) < 0.8
    for i, (household, one) in enumerate(people):
        if one.name:
            continue
        own = one is household.members[0] or one.role not in ("child", "infant", "student")
        surname = _SURNAMES[surnames[i]] if own else household.members[0].name[0]
        last = _MALE[males[i]] if one.sex == "male" else _FEMALE[females[i]]
        one.name = surname + (_FIRST[firsts[i]] if two[i] else "") + last
