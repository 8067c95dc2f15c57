"""The choices signed on the desk, as rows."""

from mutong.records.register.models import Choice

_COLUMNS = (
    "pack",
    "parameter",
    "area_code",
    "value",
    "reason",
    "signed_by",
    "signed_at",
    "valid_from",
    "valid_to",
)


def signed_choices() -> list[dict[str, object]]:
    """Every choice signed, oldest first; a later one of the same parameter and area takes over from its day."""
    return list(Choice.objects.order_by("signed_at", "id").values(*_COLUMNS))
