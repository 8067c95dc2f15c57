"""Shares and law: who may be a member, how votes count, and the surplus of the first dividend split by the law."""

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Column, Heading, Paragraph, Table
from mutong.tables.documents.blocks import RIGHT
from mutong.village.law_numbers import LawNumbers
from mutong.village.members import Contribution, Member, percent
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.households_chapter import groups_of
from mutong.village.plan_document.say import WAN, both, money, money_cell, whole, yuan_cell
from mutong.village.programme.results import PlanYear
from mutong.village.shares import CharterTerms, Surplus, YearsResult, split_surplus
from mutong.village.splitting import shared_out

_MEMBERS = (
    "members_least", "farmers_least", "organisations_most", "member_kinds_barred", "contribution_forms",
    "entry_matter", "exit_notice_months", "exit_refunded",
)  # fmt: skip
_VOTES = (
    "votes_each",
    "extra_votes_most",
    "quorum_share",
    "ordinary_share",
    "meetings_a_year",
    "accounts_open_days",
)
_SHARING = (
    "reserve_share",
    "account_entries",
    "distributable_after",
    "return_by_trade_least",
    "capitalised_matter",
)


def shares(given: Given) -> Chapter:
    """The chapter."""
    found: list = [
        Heading(Words("组织、股份与分配", "Members, shares and the surplus")),
        Paragraph(
            Words(
                "组织形式为农民专业合作社：党组织引领，农户以现金、土地经营权、棚圈等入社，村集体经济组织可"
                "以依法参股。"
                "具有管理公共事务职能的村民委员会不以自己的名义入社。",
                "A farmers' professional cooperative, with the Party organisation's guidance: households "
                "put in cash, the right "
                "to manage land, sheds; the village's collective economic organisation may join by law. The "
                "village committee, "
                "which has functions of public administration, does not join in its own name.",
            )
        ),
    ]
    if given.law is None:
        return [
            *found,
            Paragraph(
                Words(
                    "没有载入合作社法规则包，成员、表决和分配的条款须另行核对。",
                    "The pack of the cooperative's law was not given: check members, votes and sharing by hand.",
                )
            ),
            *_first_dividend(given),
        ]
    law = given.law
    return [
        *found,
        Heading(Words("成员与出资", "Members and contributions"), 2),
        Bullets(asked_by(law, _MEMBERS)),
        Heading(Words("会议与表决", "Meetings and votes"), 2),
        Bullets(asked_by(law, _VOTES)),
        Heading(Words("盈余分配", "Sharing the surplus"), 2),
        Bullets(asked_by(law, _SHARING)),
        *_first_dividend(given),
    ]


def asked_by(law: LawNumbers, names: tuple[str, ...]) -> tuple[Words, ...]:
    """What the clauses behind some numbers say, once each, with the article."""
    found: dict[str, Words] = {}
    for name in names:
        for row in law.parameters.parameters.rows.get(name, ()):
            clause = row.clause
            found.setdefault(
                clause.full_id,
                Words(
                    f"{clause.words.zh}（{clause.citation.zh}）。",
                    f"{clause.words.en} ({clause.citation.en}).",
                ),
            )
    return tuple(found.values())


def first_dividend(given: Given) -> PlanYear | None:
    """The first year in which the plan shares anything out."""
    return next((y for y in given.plan.years if y.dividend > 1), None)


def split_of(given: Given, year: PlanYear) -> tuple[Surplus, dict[str, Member]]:
    """What a year shares out, split by the law: trade counted by land put in, contributions by cash put in.

    Raises MutongError as split_surplus does (nothing to share by, no number in force).
    """
    law = given.law
    assert law is not None
    fen = round(year.dividend * 100)
    land = shared_out(10**9, {h.household_id: round(h.land_in_mu * 1000) for h in given.households})
    members = [
        Member(
            h.household_id,
            contributions=(Contribution("money", round(h.capital * 100)),) if h.capital > 0 else (),
            trade_fen=land[h.household_id],
        )
        for h in given.households
    ]
    least = law.share("return_by_trade_least")
    # The reserve was taken off before: what the plan pays is distributable.
    terms = CharterTerms(0, least if least is not None else 1, "trade")  # type: ignore[arg-type]
    split = split_surplus(members, YearsResult(fen), terms, law)
    return split, {one.member_id: one for one in members}


def _first_dividend(given: Given) -> Chapter:
    year = first_dividend(given)
    if year is None:
        return [
            Paragraph(
                Words(
                    "规划期内没有可分配的盈余：有盈余以前不承诺分红，入股不等于固定回报。",
                    "Nothing can be shared out within the plan: no dividend is promised, and a share is no "
                    "fixed return.",
                )
            )
        ]
    before = [y for y in given.plan.years if y.year < year.year]
    reserve = given.number("cooperative.reserve_share")
    share = (given.value("cooperative.reserve_share") or 0.0) / 100
    upto = sum(y.surplus for y in before) + year.surplus
    paid_before = sum(y.dividend for y in before)
    losses = -sum(min(y.surplus, 0.0) for y in before)
    can = max(0.0, upto) * (1 - share) - paid_before
    rows: list = [
        (Words(f"第 {year.year} 年盈余", f"surplus of year {year.year}"), money_cell(year.surplus)),
        (Words("以前各年结转（含亏损）", "carried over from earlier years"), money_cell(upto - year.surplus)),
        (Words("提取公积金", "reserve"), money_cell(max(0.0, upto) * share)),
        (Words("可分配盈余（累计）", "may be shared out"), money_cell(can)),
        (Words("计划实际分配", "the plan shares out"), money_cell(year.dividend)),
    ]
    found: list = [
        Paragraph(
            (
                Words(
                    f"计划第一次分配在第 {year.year} 年（{year.last_day:%Y} 年底），分配 "
                    f"{money(year.dividend).zh}。"
                    f"以前各年亏损 {money(losses).zh} 先弥补，",
                    f"The first dividend comes in year {year.year} (end of {year.last_day:%Y}): "
                    f"{money(year.dividend).en}. "
                    f"Losses of earlier years, {money(losses).en}, are made up first; ",
                ),
                Words("公积金按 ", "the reserve is "),
                reserve if reserve is not None else Words("章程所定比例", "the charter's share"),
                Words("提取（比例由章程或成员大会定）。", " (the charter or the members' meeting sets it)."),
            )
        )
    ]
    split: Surplus | None = None
    if given.law is not None and given.households:
        try:
            split, _ = split_of(given, year)
        except MutongError as error:
            found.append(Paragraph(error.words))
    if split is not None:
        least = given.law.share("return_by_trade_least") if given.law else None
        told = percent(least) if least is not None else ""
        rows += [
            (
                Words(f"　其中按交易量返还（不低于 {told}）", f"  of it by trade (at least {told})"),
                money_cell(split.by_trade / 100),
            ),
            (Words("　其余按出资等比例分配", "  the rest by contributions"), money_cell(split.rest / 100)),
        ]
    found.append(
        Table(
            Words(f"第 {year.year} 年盈余分配测算", f"The surplus of year {year.year} shared out"),
            (Column(Words("项目", "Step"), share=2.2), Column(Words("金额", "Amount"), WAN, RIGHT)),
            tuple(rows),
            Words(
                "财政直接补助形成的财产平均量化到成员后也参加其余部分的分配；本规划没有核实到补助，按零计。",
                "Property made by state aid would weigh in the rest as equal shares; none was verified and "
                "none is counted.",
            ),
        )
    )
    if split is not None and given.by_household:
        found.append(_by_group(given, split))
    found.append(
        Paragraph(
            Words(
                "本测算把农户入社的土地折作与本社的交易量；交羔羊、交秸秆、寄养等怎样计交易量，须在章程里写明。"
                "只出现金的农户只能从其余部分分得，不得许诺固定回报。",
                "Here land put in stands for trade with the cooperative; how lambs, straw and sheep in "
                "custody count as trade is "
                "for the charter. Who puts in cash alone shares in the rest only; no fixed return is promised.",
            )
        )
    )
    return found


def _by_group(given: Given, split: Surplus) -> Table:
    rows = []
    for name, of in groups_of(given):
        parts = [split.parts[h.household_id] for h in of]
        trade, rest = sum(p.by_trade for p in parts) / 100, sum(p.from_rest for p in parts) / 100
        rows.append(
            (
                name,
                both(whole(len(of))),
                money_cell(trade),
                money_cell(rest),
                yuan_cell((trade + rest) / len(of)),
            )
        )
    rows.append(
        (
            Words("合计", "All"),
            both(whole(len(given.households))),
            money_cell(split.by_trade / 100),
            money_cell(split.rest / 100),
            yuan_cell(split.distributable / 100 / len(given.households)),
        )
    )
    return Table(
        Words("这次分配到各组农户", "What each group of households gets of it"),
        (
            Column(Words("组别", "Group"), share=1.8),
            Column(Words("户数", "Households"), None, RIGHT, 0.9),
            Column(Words("按交易量", "By trade"), WAN, RIGHT),
            Column(Words("按出资", "By contribution"), WAN, RIGHT),
            Column(Words("户均", "A household"), Words("元", "yuan"), RIGHT),
        ),
        tuple(rows),
        total=True,
    )
