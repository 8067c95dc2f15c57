"""What a process that traces again and again makes ready first, where the register has many stays."""

from mutong.outbreak import visitors
from mutong.outbreak.tracing_loops import keep_memory, load_loops
from mutong.records.outbreak.told_store import count_stays

# With fewer, tracing by columns answers before anybody notices: nothing is compiled or kept for them.
MANY_STAYS = 5_000_000


def get_ready_to_trace() -> bool:
    """Load the compiled loops and keep the memory of one tracing for the next; whether that was done.

    Takes half a second, and some seconds the first time, when the loops are compiled. Nothing is read of anybody.
    """
    if count_stays() < MANY_STAYS:
        return False
    keep_memory()
    return load_loops() and visitors.LOOP.load()
