"""Which ids the register knows: every row that names another must name one that is there."""

from collections.abc import Iterable

from mutong.records.outbreak.models import Case
from mutong.records.register.models import Area, Household, Organisation, Person, Place, Post

SUBJECT_TABLES = {
    "person": "people",
    "household": "households",
    "place": "places",
    "area": "areas",
    "organisation": "organisations",
}
_MODELS = {
    "areas": Area,
    "places": Place,
    "households": Household,
    "people": Person,
    "organisations": Organisation,
    "posts": Post,
    "cases": Case,
}
ASKED_AT_ONCE = 2000
_DIGITS = 20
_TOLD_ABOUT_ZEROS = 200


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """The distinct values, sorted, in lists short enough for one query."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), ASKED_AT_ONCE):
        yield ordered[start : start + ASKED_AT_ONCE]


class KnownIds:
    """Remembers which ids were found, table by table, so that a file asks for each only once."""

    def __init__(self) -> None:
        self._found: dict[str, set[str]] = {}

    def add(self, table: str, ids: Iterable[str]) -> None:
        """Ids that are about to land in the same file."""
        self._found.setdefault(table, set()).update(ids)

    def look_up(self, table: str, ids: Iterable[str]) -> set[str]:
        """Every id known so far of the table, after asking the database for those of `ids` not known yet."""
        found = self._found.setdefault(table, set())
        for chunk in chunks(i for i in ids if i is not None and i not in found):
            found.update(_MODELS[table].objects.filter(pk__in=chunk).values_list("pk", flat=True))
        return found

    def zeros_apart(self, table: str, values: Iterable[str]) -> dict[str, str]:
        """Of ids that are not there, the one that is there and differs in leading zeros only; of the first few ids."""
        wanted = sorted({value for value in values if value.isascii() and value.isdigit()})[
            :_TOLD_ABOUT_ZEROS
        ]
        forms = {value: _with_other_zeros(value) for value in wanted}
        found = self.look_up(table, (form for several in forms.values() for form in several))
        near = {value: [form for form in several if form in found] for value, several in forms.items()}
        return {value: several[0] for value, several in near.items() if several}


def _with_other_zeros(value: str) -> list[str]:
    bare = value.lstrip("0") or "0"
    return [form for n in range(len(bare), _DIGITS + 1) if (form := bare.zfill(n)) != value]
