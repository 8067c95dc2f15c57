"""Keep how the columns of somebody's sheet are called, under a name."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.register.models import SavedMapping


def save_mapping(
    viewer: Viewer, table: str, name: str, lines: Sequence[Mapping[str, str]], *, purpose: str
) -> None:
    """Save the lines of a mapping of a table under a name, in place of one of that name. Raises AccessDenied."""
    holding = check_anywhere(viewer, "import_tables", purpose)
    with transaction.atomic():
        SavedMapping.objects.update_or_create(
            table=table, name=name, defaults={"columns": [dict(line) for line in lines]}
        )
        log_deed(viewer, holding, "save_mapping", purpose, query=f"table={table}")
