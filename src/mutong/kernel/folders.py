"""Where the data files that ship with Mutong lie, in a checkout and in an installed wheel."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent


def _shipped(name: str) -> Path:
    in_checkout = _CHECKOUT / name
    return in_checkout if in_checkout.is_dir() else _PACKAGE / f"_{name}"


def packs_folder() -> Path:
    """The folder of packs: MUTONG_PACKS, or the packs that ship with Mutong."""
    return Path(os.environ.get("MUTONG_PACKS") or _shipped("packs"))


def coefficients_folder() -> Path:
    """The folder of cited numbers of nature and trade (feeds, yields, flocks): MUTONG_COEFFICIENTS, or what ships."""
    return Path(os.environ.get("MUTONG_COEFFICIENTS") or _shipped("coefficients"))


def deployment_folder() -> Path:
    """What one place has chosen or filled in: MUTONG_DEPLOYMENT, or the sample's folder."""
    return Path(os.environ.get("MUTONG_DEPLOYMENT") or _shipped("deployment") / "sample")


def var_folder() -> Path:
    """Where a register keeps what changes (database, store, keys): MUTONG_VAR, or ./var."""
    return Path(os.environ.get("MUTONG_VAR") or "var")
