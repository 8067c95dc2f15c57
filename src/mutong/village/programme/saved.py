"""Plans as JSON, and back: every dataclass of results.py by its own fields."""

import json
import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.village.programme.results import VillagePlan

FORM = 1


def plan_as_data(plan: VillagePlan) -> dict[str, object]:
    """The plan as texts, numbers, lists and dictionaries."""
    return {"form": FORM, "plan": as_data(plan)}


def plan_of(data: Mapping[str, object]) -> VillagePlan:
    """The plan back. Raises MutongError not_a_plan for data of another form."""
    if data.get("form") != FORM or not isinstance(data.get("plan"), Mapping):
        raise MutongError(
            "not_a_plan",
            Words(
                "不是本版本保存的计划；请重新计算。",
                "This is no plan that this version kept; work it out again.",
            ),
        )
    return of_data(VillagePlan, data["plan"])


def save_plan(plan: VillagePlan, path: Path) -> None:
    """Write a plan as JSON."""
    path.write_text(json.dumps(plan_as_data(plan), ensure_ascii=False, indent=1), encoding="utf-8")


def load_plan(path: Path) -> VillagePlan:
    """Read a plan from JSON. Raises MutongError not_a_plan."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = {}
    return plan_of(found if isinstance(found, dict) else {})


def as_data(value: object) -> object:
    """Dataclasses as dictionaries, days as texts, words as zh and en; numbers to nine digits."""
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.9g}")
    return value


def of_data(kind: type, value: object) -> object:
    """Data back into a type as its fields are declared."""
    if kind is Words:
        return Words(value["zh"], value["en"])  # type: ignore[index]
    if kind is date:
        return date.fromisoformat(str(value))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{one.name: of_data(hints[one.name], value[one.name]) for one in fields(kind)})  # type: ignore[index]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(of_data(inner[0], one) for one in value)  # type: ignore[union-attr]
    if origin is not None and issubclass(origin, Mapping):
        return {key: of_data(inner[1], one) for key, one in value.items()}  # type: ignore[union-attr]
    if origin is types.UnionType:
        return None if value is None else of_data(inner[0], value)
    if kind is float:
        return float("nan") if value is None else float(value)  # type: ignore[arg-type]
    return value
