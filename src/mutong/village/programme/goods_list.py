"""Everything that is fed, stored, bought or sold in a plan, from village_goods.csv."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words


@dataclass(frozen=True)
class Good:
    """Something that is fed, stored, bought or sold."""

    code: str
    words: Words
    kind: str
    price: str
    lost: str
    buy: bool
    sell: bool
    ensiled_into: str


@cache
def goods() -> dict[str, Good]:
    """Every good, in file order."""
    with (Path(__file__).parent / "village_goods.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["good"]: Good(
                row["good"], Words(row["zh"], row["en"]), row["kind"], row["price"], row["lost"], row["buy"] == "1",
                row["sell"] == "1", row["ensiled_into"],
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip
