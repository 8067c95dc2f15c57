"""How many subjects a round has to reach."""

from mutong.records.columns import area_range
from mutong.records.register.models import Household, Person, Place

_MODELS = {"household": Household, "person": Person, "place": Place}


def count_in_area(kind: str, area_code: str) -> int:
    """How many subjects of a kind an area and all below it hold."""
    return _MODELS[kind].objects.filter(area_range(area_code)).count() if kind in _MODELS else 0
