"""The kinds of column that models are made of, one for each type of schemas.csv.

Optional columns are null when missing, text too: an empty text would be a value that nobody gave (T1).
"""

from django.db import models

from mutong.register.areas import short_code

ID_LENGTH = 120
CODE_LENGTH = 40


def id_column(*, required: bool = True, **more: object) -> models.CharField:
    """An id: text of at most ID_LENGTH characters."""
    return models.CharField(max_length=ID_LENGTH, null=not required, **more)


def code_column(*, required: bool = True, **more: object) -> models.CharField:
    """A word of a closed list; the list stands in schemas.csv and is checked on landing."""
    return models.CharField(max_length=CODE_LENGTH, null=not required, **more)


def text_column(*, required: bool = True, **more: object) -> models.TextField:
    """Free text."""
    return models.TextField(null=not required, **more)


def date_column(*, required: bool = True, **more: object) -> models.DateField:
    """A civil day."""
    return models.DateField(null=not required, **more)


def instant_column(*, required: bool = True, **more: object) -> models.DateTimeField:
    """An instant with its zone."""
    return models.DateTimeField(null=not required, **more)


def number_column(*, required: bool = True, **more: object) -> models.FloatField:
    """A number; whole fen stay exact up to 2**53."""
    return models.FloatField(null=not required, **more)


def integer_column(*, required: bool = True, **more: object) -> models.BigIntegerField:
    """A whole number."""
    return models.BigIntegerField(null=not required, **more)


def area_range(area_code: str, column: str = "area_code") -> models.Q:
    """Rows in the area or anywhere below it; every row for "0", the whole country.

    Area codes hold only digits and a child's code begins with its parent's, each level having its own length
    (checked when areas land), so an area is a range of codes; a range uses the plain index on both databases.
    """
    if area_code == "0":
        return models.Q()
    start = short_code(area_code)
    beyond = str(int(start) + 1).zfill(len(start))
    here = models.Q(**{f"{column}__gte": start})
    return here if len(beyond) > len(start) else here & models.Q(**{f"{column}__lt": beyond})
