"""Money is whole fen; yuan is only a way to write it."""

from decimal import ROUND_HALF_UP, Decimal


def fen_of(yuan: str | int | Decimal) -> int:
    """Yuan as written ("730", "94.50") in whole fen. Raises ValueError when it holds a part of a fen."""
    fen = Decimal(yuan) * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{yuan} yuan is not a whole number of fen")
    return int(fen)


def yuan_of(fen: int | float) -> str:
    """Fen as yuan, without needless zeros: 73000 is "730", 9450 is "94.50"."""
    amount = (Decimal(fen) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{int(amount):,}" if amount == amount.to_integral_value() else f"{amount:,}"
