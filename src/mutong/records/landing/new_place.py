"""A place that somebody names and the register lacks."""

import hashlib

from django.db import transaction

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.landing.land import land_batch
from mutong.records.landing.landed_table import table_of
from mutong.records.landing.references import KnownIds
from mutong.records.register.models import Place

_DIGITS = 16


def add_place(
    viewer: Viewer,
    right: str,
    *,
    name: str,
    kind: str,
    area_code: str,
    purpose: str,
    longitude: float | None = None,
    latitude: float | None = None,
) -> str:
    """The id of the place of that name, kind and area; written when there is none. `right` is that of the deed it
    belongs to.

    The id follows from name, kind and area, so that the same form sent twice makes one place. Raises AccessDenied;
    MutongError `place_refused` for an unknown kind or area or an empty name.
    """
    holding = check_anywhere(viewer, right, purpose)
    name = " ".join(name.split())
    there = Place.objects.filter(name=name, kind=kind, area_code=area_code).order_by("place_id").first()
    if there:
        return there.place_id
    table = table_of("places")
    if not name or kind not in table.schema.column("kind").codes:
        raise MutongError(
            "place_refused",
            Words("请写明新场所的名称和类别。", "Give the new place's name and kind."),
            column="name" if not name else "kind",
        )
    digest = hashlib.sha256(f"{name}\n{kind}\n{area_code}".encode()).hexdigest()[:_DIGITS]
    row = {
        "place_id": f"told-{digest}",
        "name": name,
        "kind": kind,
        "area_code": area_code,
        "longitude": longitude,
        "latitude": latitude,
    }
    with transaction.atomic():
        given = [tuple(row.get(column) for column in table.schema.names)]
        _, faults = land_batch(table, given, ("0",), KnownIds())
        if faults:
            column, _, words = faults[0]
            raise MutongError("place_refused", words, column=column)
        log_deed(viewer, holding, "add_place", purpose, subject=("place", str(row["place_id"])))
    return str(row["place_id"])
