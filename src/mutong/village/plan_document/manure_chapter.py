"""Manure and nitrogen between flock and fields; pens, yards and buildings."""

from mutong.kernel.words import Words
from mutong.tables.documents import Column, Heading, Paragraph, Table
from mutong.tables.documents.blocks import RIGHT
from mutong.village.flock_states import CLASSES
from mutong.village.plan_document.given import Chapter, Given, year_name
from mutong.village.plan_document.say import (
    SQUARE_METRES,
    WAN,
    both,
    money,
    money_cell,
    month_of,
    tonnes,
    whole,
)
from mutong.village.programme.plan_tables import building_words
from mutong.village.programme.results import PlanMonth

_KG_N = Words("公斤氮", "kg N")
# Whose floor each class of sheep takes up, as the numbers name it.
FLOOR = {
    "ewe_open": "ewe.house_area",
    "ewe_pregnant": "ewe_pregnant_or_nursing.house_area",
    "ewe_nursing": "ewe_pregnant_or_nursing.house_area",
    "ewe_lamb": "ewe_lamb.house_area",
    "ram_lamb": "ewe_lamb.house_area",
    "fattening_female": "grower.house_area",
    "fattening_male": "grower.house_area",
    "ram": "ram.house_area",
}


def manure(given: Given) -> Chapter:
    """Nitrogen kept, spread, sold and spared, year by year."""
    years = given.plan.years
    made, spread, sold, spared = (
        [getattr(y, name) for y in years] for name in ("manure_n", "manure_spread", "manure_sold", "n_spared")
    )
    in_compost = given.value("composted_manure.n")
    said = Words("", "")
    if in_compost:
        t = tonnes(sum(made) / len(years) / in_compost * 1000)
        said = Words(f"，折堆腐羊粪约 {t.zh}", f", about {t.en} of composted manure")
    n = whole(sum(made) / len(years))
    return [
        Heading(Words("粪肥与养分平衡", "Manure and nitrogen"), 2),
        Paragraph(
            Words(
                f"平均每年可收集粪氮 {n} 公斤{said.zh}。还田量不超过入社土地和愿意接收的社外农田的作物吸收量，"
                "只在可施粪的月份施用，多余的出售；粪污全部收集堆腐，不外排。",
                f"About {n} kg of manure nitrogen can be collected a year{said.en}. Fields get no more than "
                "their crops take "
                "up, in the months for spreading; the rest is sold. All manure is collected and composted.",
            )
        ),
        Table(
            Words("各年粪氮收支", "Nitrogen of the manure by year"),
            (
                Column(Words("项目", "Figure"), share=1.8),
                *(Column(year_name(y), _KG_N, RIGHT) for y in years),
            ),
            tuple(
                (name, *(both(whole(one)) for one in values))
                for name, values in (
                    (Words("收集入堆（扣除损失）", "collected, losses taken off"), made),
                    (Words("还田", "spread on fields"), spread),
                    (Words("出售", "sold"), sold),
                    (Words("替代化学氮肥", "fertiliser spared"), spared),
                )
            ),
            Words(
                "收集与还田、出售之差为堆存量的增减。",
                "The difference between collected and used is what the store gains or loses.",
            ),
        ),
    ]


def pens(given: Given) -> Chapter:
    """Floor needed at the peak, sheds and yards leased, what is built."""
    plan = given.plan
    shed, yard = sum(h.shed_m2 for h in given.households), sum(h.yard_m2 for h in given.households)
    peak = max(plan.month_list, key=lambda m: _floor(given, m))
    need = _floor(given, peak)
    rows = []
    for kind, key in FLOOR.items():
        count, area = peak.heads.get(kind, 0.0), given.value(key)
        if count >= 0.5:
            total = None if area is None else both(whole(count * area))
            rows.append((CLASSES[kind], both(whole(count)), given.number(key), total))
    found: list = [
        Heading(Words("圈舍与建设", "Pens and buildings"), 2),
        Paragraph(
            Words(
                f"用圈最多在{month_of(peak.day).zh}，需舍内面积 {whole(need)} 平方米。租用农户棚圈 "
                f"{whole(shed)} 平方米、"
                f"院落 {whole(yard)} 平方米。",
                f"Most floor is needed in {month_of(peak.day).en}: {whole(need)} m². {whole(shed)} m² of sheds and "
                f"{whole(yard)} m² of yards are leased from households.",
            )
        ),
    ]
    if rows:
        found.append(
            Table(
                Words("高峰月圈舍需要", "Floor needed in the peak month"),
                (
                    Column(Words("羊别", "Class"), share=1.3),
                    Column(Words("只数", "Head"), None, RIGHT, 0.7),
                    Column(Words("每只面积", "Floor a head"), None, RIGHT, 1.5),
                    Column(Words("合计", "All"), SQUARE_METRES, RIGHT),
                ),
                tuple(rows),
                Words("哺乳羔羊随母羊。", "Suckling lambs stand with their mothers."),
            )
        )
    built = {
        code: [y.built.get(code, 0.0) for y in plan.years]
        for code in dict.fromkeys(
            c for y in plan.years for c, n in y.built.items() if c != "yuan" and n >= 0.5
        )
    }
    paid = [y.built.get("yuan", 0.0) for y in plan.years]
    if not built:
        found.append(
            Paragraph(
                Words(
                    "规划期内不新建羊舍和青贮窖：现有棚圈修整后使用，秸秆和干草存放要防雨防火。",
                    "Nothing is built: sheds that stand are repaired; straw and hay are kept from rain and fire.",
                )
            )
        )
        return found
    found.append(
        Table(
            Words("建设安排", "Buildings"),
            (
                Column(Words("项目", "Building"), share=1.4),
                *(Column(year_name(y), None, RIGHT) for y in plan.years),
            ),
            (
                *(
                    (building_words(c), *(both(whole(n) if n >= 0.5 else "") for n in of))
                    for c, of in built.items()
                ),
                (Words(f"建设投资（{WAN.zh}）", f"cost ({WAN.en})"), *(money_cell(one) for one in paid)),
            ),
            Words(
                f"合计 {money(sum(paid)).zh}；开工前先办设施农业用地手续。",
                f"{money(sum(paid)).en} in all; the land is settled before building begins.",
            ),
            total=True,
        )
    )
    return found


def _floor(given: Given, month: PlanMonth) -> float:
    return sum(month.heads.get(kind, 0.0) * (given.value(key) or 0.0) for kind, key in FLOOR.items())
