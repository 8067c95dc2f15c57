"""Running accounts: a feed in a store, manure, cash. Each is a row of entries whose sum must never be what cannot be.

A count says what is really there; what it finds more or less than the book is shown, not smoothed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

COUNT = "count"
# A weighing bridge and a bag differ by less than this; it keeps sums of decimals from being called short.
_GRAIN = 1e-6


@dataclass(frozen=True)
class StockWord:
    """A kind of entry: `sign` 1 adds, −1 takes, 0 counts."""

    label: Words
    sign: int


FEED: dict[str, StockWord] = {
    "bought": StockWord(Words("购入", "bought"), 1),
    "harvested": StockWord(Words("自产入库", "harvested"), 1),
    "received": StockWord(Words("收到（不付钱）", "received (not paid)"), 1),
    "fed": StockWord(Words("饲喂", "fed"), -1),
    "loss": StockWord(Words("损耗、霉变", "lost or spoiled"), -1),
    "feed_sold": StockWord(Words("卖出", "sold"), -1),
    COUNT: StockWord(Words("盘点", "counted"), 0),
}
MANURE: dict[str, StockWord] = {
    "collected": StockWord(Words("清粪入堆", "collected"), 1),
    "manure_received": StockWord(Words("收到外来粪肥", "received"), 1),
    "spread": StockWord(Words("还田", "spread on a field"), -1),
    "manure_sold": StockWord(Words("卖出、送出", "sold or given away"), -1),
    "manure_lost": StockWord(Words("堆沤减重、流失", "lost in store"), -1),
    COUNT: StockWord(Words("盘点", "counted"), 0),
}


@dataclass(frozen=True)
class StockMove:
    """One entry of a store: so many kg as fed (manure: as it lies) on a day; `nth` in the order of writing."""

    entry_id: str
    item: str
    kind: str
    on: date
    kg: float
    nth: int = 0


@dataclass(frozen=True)
class StockLine:
    """An entry with the balance after it; `found` is what a count found beyond the book (below 0: missing)."""

    move: StockMove
    balance: float
    found: float = 0.0


def run(moves: Iterable[StockMove], words: dict[str, StockWord]) -> list[StockLine]:
    """The entries of one item in their order with the balance after each: by day, of a day as written, counts last."""
    lines: list[StockLine] = []
    balance = 0.0
    for move in sorted(moves, key=lambda one: (one.on, one.kind == COUNT, one.nth)):
        sign = words[move.kind].sign
        found = 0.0
        if sign == 0:
            found, balance = move.kg - balance, move.kg
        else:
            balance += sign * move.kg
        lines.append(StockLine(move, balance, found))
    return lines


def refuse_short(
    moves: Sequence[StockMove], new: StockMove, words: dict[str, StockWord], label: Words
) -> None:
    """Refuse an entry that takes more than there is, on its day or on any later one.

    Raises MutongError `short_stock`: with a count, what is really there can be entered first.
    """
    for line in run([*moves, new], words):
        if line.balance < -_GRAIN:
            taken = words[line.move.kind].label
            there = f"{max(line.balance + (line.move.kg if words[line.move.kind].sign < 0 else 0), 0):,.10g}"
            raise MutongError(
                "short_stock",
                Words(
                    f"{line.move.on} {label.zh}账上只有 {there} 公斤，不够“{taken.zh}”{line.move.kg:,.10g} 公斤。"
                    "若实际还有，请先记一次盘点；否则核对数量和日期。",
                    f"On {line.move.on} the book has only {there} kg of {label.en}, not enough for "
                    f"{line.move.kg:,.10g} kg “{taken.en}”. If there is more, enter a count first; "
                    "else check amount and day.",
                ),
                field="kg",
            )


def refuse_withdrawal(
    moves: Sequence[StockMove], entry_id: str, words: dict[str, StockWord], label: Words
) -> None:
    """Refuse to take back an entry that later ones live on. Raises MutongError `short_stock`."""
    for line in run([one for one in moves if one.entry_id != entry_id], words):
        if line.balance < -_GRAIN:
            raise MutongError(
                "short_stock",
                Words(
                    f"撤回后，{line.move.on} 的{label.zh}账会不够；请先撤回或更正后面的出库。",
                    f"Without it the book would be short of {label.en} on {line.move.on}; withdraw that first.",
                ),
            )


@dataclass(frozen=True)
class CashWord:
    """A kind of income (sign 1) or expense (−1), or the opening balance."""

    label: Words
    sign: int


CASH: dict[str, CashWord] = {
    "opening": CashWord(Words("期初余额", "opening balance"), 1),
    "sheep_sold": CashWord(Words("卖羊", "sheep sold"), 1),
    "crops_sold": CashWord(Words("卖粮、卖草料", "grain or feed sold"), 1),
    "manure_income": CashWord(Words("卖粪肥", "manure sold"), 1),
    "service_income": CashWord(Words("服务收入", "services"), 1),
    "shares_paid_in": CashWord(Words("成员出资", "members' contributions"), 1),
    "loan_received": CashWord(Words("借款", "loan received"), 1),
    "subsidy": CashWord(Words("财政补助", "subsidy"), 1),
    "claim": CashWord(Words("保险赔款", "insurance paid out"), 1),
    "other_income": CashWord(Words("其他收入", "other income"), 1),
    "sheep_bought": CashWord(Words("买羊", "sheep bought"), -1),
    "feed_bought": CashWord(Words("买饲草料", "feed bought"), -1),
    "crop_inputs": CashWord(Words("种子、化肥、机耕", "seed, fertiliser, field work"), -1),
    "health": CashWord(Words("防疫和兽药", "vaccines and drugs"), -1),
    "wages": CashWord(Words("工资、零工", "wages"), -1),
    "rent": CashWord(Words("土地、院落租金", "rent of land and yards"), -1),
    "building": CashWord(Words("圈舍、设备", "pens and equipment"), -1),
    "utilities": CashWord(Words("水电油", "water, power, fuel"), -1),
    "transport": CashWord(Words("运输、检疫", "transport and quarantine"), -1),
    "premium": CashWord(Words("保险费", "insurance premium"), -1),
    "interest": CashWord(Words("利息", "interest"), -1),
    "loan_repaid": CashWord(Words("还款", "loan repaid"), -1),
    "surplus_paid": CashWord(Words("返还和分红", "refunds and dividends"), -1),
    "other_expense": CashWord(Words("其他支出", "other expense"), -1),
}


@dataclass(frozen=True)
class CashMove:
    """One line of the cash book; `fen` is always above nought, its kind says which way it goes."""

    entry_id: str
    kind: str
    on: date
    fen: int
    nth: int = 0


@dataclass(frozen=True)
class CashLine:
    """An entry with the balance after it, in fen."""

    move: CashMove
    balance: int

    @property
    def signed(self) -> int:
        """The amount, below nought where it went out."""
        return CASH[self.move.kind].sign * self.move.fen


def run_cash(moves: Iterable[CashMove]) -> list[CashLine]:
    """The cash book in its order with the running balance; whole fen, so that nothing is rounded away.

    Of one day what came in stands first: a till is not short because its keeper wrote the purchase down first.
    """
    lines: list[CashLine] = []
    balance = 0
    for move in sorted(moves, key=lambda one: (one.on, -CASH[one.kind].sign, one.nth)):
        balance += CASH[move.kind].sign * move.fen
        lines.append(CashLine(move, balance))
    return lines


def short_cash(lines: Iterable[CashLine]) -> Words | None:
    """What to say where the balance goes below nought somewhere; None where it never does.

    A warning and no refusal: money paid is paid, but an income or a loan is not written down.
    """
    short = next((one for one in lines if one.balance < 0), None)
    if short is None:
        return None
    missing = -short.balance / 100
    return Words(
        f"{short.move.on} 起余额为负（差 {missing:,.2f} 元），可能漏记了收入、借款或期初余额，请核对。",
        f"From {short.move.on} on the balance is below nought (by ¥{missing:,.2f}); an income, a loan or the opening "
        "balance may be missing.",
    )
