"""What else than a fact a source can declare itself complete for: a kind of event, or the list of area statuses."""

EVENTS = "events:"
AREA_STATUS = "area_status"


def is_no_fact(word: str) -> bool:
    """Whether the column `fact` of a row of completeness names events (events:test) or area statuses, and no fact."""
    return word == AREA_STATUS or word.startswith(EVENTS)
