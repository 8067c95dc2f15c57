"""What the plan's keys are called: kinds of money, goods, crops, places of the flow picture."""

from mutong.kernel.words import Words
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import crop_kinds
from mutong.village.programme.reading_off import LEFT

MONEY: dict[str, Words] = {
    "sheep_income": Words("羊只销售", "sheep sold"),
    "goods_income": Words("粮草销售", "grain and fodder sold"),
    "manure_income": Words("羊粪销售", "manure sold"),
    "n_saving": Words("节省氮肥", "fertiliser spared"),
    "sheep_cost": Words("购羊", "sheep bought"),
    "feed_cost": Words("购料与制作青贮", "feed bought and silage made"),
    "straw_cost": Words("收购农户秸秆", "straw from households"),
    "crop_cost_paid": Words("种植投入", "growing crops"),
    "wages_paid": Words("工资", "wages"),
    "health_paid": Words("防疫", "animal health"),
    "interest": Words("利息", "interest"),
    "rents_paid": Words("土地与棚圈租金", "rents of land and sheds"),
    "overhead": Words("管理开支", "running the cooperative"),
    "wear": Words("建筑折旧", "wear of buildings"),
    "dividend": Words("盈余分配", "dividends"),
    "building": Words("建设", "building"),
}
# For boxes of a picture, where longer English words do not fit.
SHORT: dict[str, str] = {
    "goods_income": "grain, fodder", "n_saving": "fertiliser", "feed_cost": "feed", "straw_cost": "straw",
    "crop_cost_paid": "crops", "health_paid": "health", "rents_paid": "rents", "overhead": "overhead",
}  # fmt: skip
YOUNG = ("fattening_female", "fattening_male")
ADULT = ("ewe_open", "ram")


def money_name(key: str) -> Words:
    """A kind of income or cost; its key where there are no words for it yet."""
    return MONEY.get(key, Words(key, key))


def crop_name(key: str) -> Words:
    """A crop, or land left to its household."""
    if key == LEFT:
        return Words("农户自种", "left to its household")
    kinds = crop_kinds()
    return kinds[key].words if key in kinds else Words(key, key)


def good_name(key: str) -> Words:
    """A good that is fed, kept, bought or sold."""
    found = goods()
    return found[key].words if key in found else Words(key, key)


def is_feed(key: str) -> bool:
    """Whether sheep eat it."""
    found = goods()
    return key in found and found[key].kind != "product"
