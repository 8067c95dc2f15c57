"""A plan as a list of things to do, month by month: who does what, how much, in plain sentences.

The plan counts sheep as expectations with fractions; here they are whole. What a month rounds away is carried on to the
next, so that a year's tasks add up to the plan's own total within one head.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words
from mutong.village.flock_states import CLASSES
from mutong.village.programme.goods_list import goods
from mutong.village.programme.holdings import crop_kinds
from mutong.village.programme.results import PlanMonth, PlanYear, VillagePlan

TEAMS: dict[str, Words] = {
    "flock": Words("养殖组", "Flock"),
    "health": Words("防疫员", "Health"),
    "fields": Words("种植组", "Fields"),
    "feed": Words("草料组", "Feed"),
    "people": Words("用工", "Work"),
    "money": Words("财务", "Money"),
}
BOUGHT = {"ewe_open": Words("种母羊", "breeding ewes"), "ram": Words("种公羊", "breeding rams")}
SOLD = {"ewe_open": Words("淘汰母羊", "culled ewes"), "ram": Words("淘汰公羊", "culled rams")}
_NO_REMARK = Words("", "")
_KEPT = {"ewe_lamb": Words("后备母羔", "weaned ewe lambs"), "ram_lamb": Words("后备公羔", "weaned ram lambs")}
_EWES = Words("母羊", "ewes")
_BUY, _SELL = Words("购入", "buy"), Words("出售", "sell")
_BOUGHT_HOW = Words(
    "（启运前取得检疫证明，进场隔离观察）", " (with a quarantine certificate; kept apart on arrival)"
)
_SOLD_HOW = Words("（出售前申报检疫）", " (apply for quarantine first)")
_SLIGHT_KG, _SLIGHT_YUAN, _SLIGHT_DAYS, _SLIGHT_MU = 50.0, 100.0, 0.5, 0.05


@dataclass(frozen=True)
class Task:
    """One thing to do in a month. `what` is the class of sheep, crop or good, '' where there is none; `amount` is in
    `unit`: head, mu, kg (as weighed), kgN, day, yuan. `verb`, `thing` and `remark` make its sentence."""

    team: str
    kind: str
    what: str
    amount: float
    unit: str
    verb: Words
    thing: Words
    remark: Words = _NO_REMARK


@dataclass(frozen=True)
class MonthTasks:
    """The tasks of one month, in the order of TEAMS."""

    month: int
    day: date
    tasks: tuple[Task, ...]

    def by_team(self) -> list[tuple[str, Words]]:
        """For each team (a key of TEAMS) that has something to do, what; like things are told in one go."""
        found = []
        for team in TEAMS:
            kinds: dict[str, list[Task]] = {}
            for one in self.tasks:
                if one.team == team:
                    kinds.setdefault(one.kind, []).append(one)
            said = [_said(of) for of in kinds.values()]
            if said:
                zh, en = "；".join(one.zh for one in said), "; ".join(one.en for one in said)
                found.append((team, Words(f"{zh}。", f"{en}.")))
        return found

    def sentences(self) -> list[Words]:
        """One sentence for each team that has something to do, its name in front."""
        return [
            Words(f"{TEAMS[team].zh}：{said.zh}", f"{TEAMS[team].en}: {said.en}")
            for team, said in self.by_team()
        ]


def _said(tasks: list[Task]) -> Words:
    first = tasks[0]
    things = [one.thing for one in tasks]
    return Words(
        f"{first.verb.zh}{'、'.join(one.zh for one in things)}{first.remark.zh}",
        f"{first.verb.en} {', '.join(one.en for one in things)}{first.remark.en}".strip(),
    )


def monthly_tasks(plan: VillagePlan) -> list[tuple[date, list[Words]]]:
    """For each month its first day and its sentences; nothing where there is no plan."""
    return [(one.day, one.sentences()) for one in tasks_of(plan)]


def tasks_of(plan: VillagePlan) -> list[MonthTasks]:
    """For each month of a plan its tasks."""
    whole, found, before = _Whole(), [], None
    last_of = {year.last_day: year for year in plan.years}
    capital = sum(one.capital for one in plan.households)
    for month in plan.month_list:
        tasks = [
            *_flock(month, whole),
            *_fields(month),
            *_feed(month),
            *_people(month),
            *_money(month, before, last_of.get(month.day), capital if month.month == 1 else 0.0),
        ]
        order = list(TEAMS)
        found.append(
            MonthTasks(month.month, month.day, tuple(sorted(tasks, key=lambda one: order.index(one.team))))
        )
        before = month
    return found


def kind_of_state(label: str) -> str:
    """The class of a state's label: ewe_open of ewe_open_0."""
    head, _, tail = label.rpartition("_")
    return head if tail.isdigit() and head in CLASSES else label


class _Whole:
    """Whole numbers whose running sum is never half a head or more away from that of the fractions."""

    def __init__(self) -> None:
        self.sums: dict[str, float] = {}
        self.given: dict[str, int] = {}

    def take(self, key: str, amount: float) -> int:
        self.sums[key] = self.sums.get(key, 0.0) + amount
        upto = int(self.sums[key] + 0.5)
        now = upto - self.given.get(key, 0)
        self.given[key] = upto
        return now


def _by_class(heads: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, count in heads.items():
        kind = kind_of_state(label)
        found[kind] = found.get(kind, 0.0) + count
    return found


def _flock(month: PlanMonth, whole: _Whole) -> Iterator[Task]:
    for kind, heads in _by_class(month.bought).items():
        if n := whole.take(f"bought {kind}", heads):
            yield Task(
                "flock",
                "buy_sheep",
                kind,
                n,
                "head",
                _BUY,
                _count(n, BOUGHT.get(kind, CLASSES[kind])),
                _BOUGHT_HOW,
            )
    if n := whole.take("mated", month.mated):
        yield Task("flock", "mate", "ewe_open", n, "head", Words("配种", "mate"), _count(n, _EWES))
    lambing, born = whole.take("lambing", month.lambing), whole.take("born", month.born)
    if lambing or born:
        thing = Words(
            f"预计产羔母羊 {lambing} 只、羔羊 {born} 只", f"{lambing} ewes with {born} lambs expected"
        )
        yield Task("flock", "lamb", "ewe_pregnant", lambing, "head", Words("接羔：", "lambing:"), thing)
    if born:
        yield Task("health", "tag", "lamb", born, "head", Words("按期给", "in time tag, enter and vaccinate"), Words(
            f"羔羊 {born} 只戴耳标、登记系谱并按程序首免", f"{born} lambs",
        ))  # fmt: skip
    for kind, heads in (("ewe_lamb", month.kept_female), ("ram_lamb", month.kept_male)):
        if n := whole.take(f"kept {kind}", heads):
            yield Task(
                "flock",
                "keep",
                kind,
                n,
                "head",
                Words("断奶时选留", "keep for breeding"),
                _count(n, _KEPT[kind]),
            )
    for kind, heads in _by_class(month.sold).items():
        if n := whole.take(f"sold {kind}", heads):
            yield Task(
                "flock",
                "sell_sheep",
                kind,
                n,
                "head",
                _SELL,
                _count(n, SOLD.get(kind, CLASSES[kind])),
                _SOLD_HOW,
            )


def _count(n: int, words: Words) -> Words:
    return Words(f"{words.zh} {n} 只", f"{n} {words.en}")


def _fields(month: PlanMonth) -> Iterator[Task]:
    for crop, mu in month.sown.items():
        if mu < _SLIGHT_MU:
            continue
        kind = crop_kinds()[crop]
        # What stands for years is in the table of sowing each spring: its costs and work come again.
        again = kind.lasting and month.month > 12
        verb = Words("田间管护", "tend") if again else Words("播种", "sow")
        thing = Words(f"{kind.words.zh} {mu:,.1f} 亩", f"{mu:,.1f} mu of {kind.words.en}")
        yield Task("fields", "tend" if again else "sow", crop, mu, "mu", verb, thing)
    for crop, kg in month.cut.items():
        if kg >= _SLIGHT_KG:
            yield Task(
                "fields",
                "cut",
                crop,
                kg,
                "kg",
                Words("收获", "harvest"),
                _weight(kg, crop_kinds()[crop].words),
            )
    if month.spread_n >= 1:
        n = f"{month.spread_n:,.0f}"
        thing = Words(f"腐熟羊粪（含氮 {n} 公斤）", f"rotted manure ({n} kg of nitrogen)")
        yield Task("fields", "spread", "", month.spread_n, "kgN", Words("施", "spread"), thing)


def _weight(kg: float, words: Words) -> Words:
    return Words(f"{words.zh} {kg / 1000:,.1f} 吨", f"{kg / 1000:,.1f} t of {words.en}")


def _feed(month: PlanMonth) -> Iterator[Task]:
    if month.ensiled >= _SLIGHT_KG:
        thing = Words(f"秸秆 {month.ensiled / 1000:,.1f} 吨", f"{month.ensiled / 1000:,.1f} t of stover")
        yield Task("feed", "ensile", "", month.ensiled, "kg", Words("青贮入窖", "put into silage"), thing)
    for kind, amounts, verb in (
        ("buy_goods", month.buys, Words("购进", "buy")),
        ("sell_goods", month.sells, Words("售出", "sell")),
    ):
        for good, kg in amounts.items():
            if kg >= _SLIGHT_KG:
                yield Task("feed", kind, good, kg, "kg", verb, _weight(kg, goods()[good].words))


def _people(month: PlanMonth) -> Iterator[Task]:
    if month.days_needed < _SLIGHT_DAYS:
        return
    own = month.days_needed - month.days_outside
    zh, en = f"社员出工 {own:,.0f} 个工日", f"{own:,.0f} days by members"
    if month.days_outside >= _SLIGHT_DAYS:
        zh, en = f"{zh}，外雇 {month.days_outside:,.0f} 个", f"{en}, {month.days_outside:,.0f} by hired hands"
    yield Task("people", "work", "", month.days_needed, "day", Words("", ""), Words(zh, en))


def _money(
    month: PlanMonth, before: PlanMonth | None, ends: PlanYear | None, capital: float
) -> Iterator[Task]:
    if capital >= _SLIGHT_YUAN:
        yield _paid("capital", capital, "收齐社员入股现金", "take in the members' contributions,")
    # A loan of before the plan shows itself by its interest in the first month.
    known = before is not None or month.cost.get("interest", 0.0) == 0
    change = month.loan - (before.loan if before else 0.0)
    if known and change >= _SLIGHT_YUAN:
        yield _paid("borrow", change, "借入", "borrow")
    elif known and change <= -_SLIGHT_YUAN:
        yield _paid("repay", -change, "归还贷款", "pay back")
    if ends is None:
        return
    rents = ends.cost.get("rents_paid", 0.0)
    if rents >= _SLIGHT_YUAN:
        yield _paid("rent", rents, "支付土地、棚圈租金", "pay rents of")
    if ends.dividend >= _SLIGHT_YUAN:
        yield _paid(
            "dividend",
            ends.dividend,
            "经成员大会通过后分配盈余",
            "share out, once the members' meeting has agreed,",
        )
    yield Task("money", "accounts", "", 0.0, "yuan", Words("年度结账，", "close the year's accounts;"), Words(
        "报告和分配方案置备查阅", "reports and the plan of distribution lie open",
    ))  # fmt: skip


def _paid(kind: str, yuan: float, zh: str, en: str) -> Task:
    thing = Words(f" {yuan / 10_000:,.2f} 万元", f"{round(yuan, -2):,.0f} yuan")
    return Task("money", kind, "", yuan, "yuan", Words(zh, en), thing)
