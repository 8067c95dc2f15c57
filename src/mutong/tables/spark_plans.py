"""What a physical plan of Spark says about the rows of a file: through which steps they go, and whether they move."""

import re

_NODE = re.compile(r"^(?P<branches>[\s:+-]*)(?:\*\(\d+\) )?(?P<name>[A-Za-z]\w*)")
_SCANS = ("FileScan", "Scan", "BatchScan")


def steps_above_scan(plan: str) -> tuple[str, ...]:
    """The names of the steps above the first scan of a file, from the outermost inwards; empty where there is none.

    `plan` is what Spark's `explain` prints.
    """
    above: list[tuple[int, str]] = []
    for line in plan.splitlines():
        found = _NODE.match(line)
        if found is None:
            continue
        depth, name = len(found["branches"]), found["name"]
        above = [step for step in above if step[0] < depth]
        if name in _SCANS:
            return tuple(one for _, one in above)
        above.append((depth, name))
    return ()


def rows_stay_where_they_are(plan: str) -> bool:
    """Whether the rows of the file are neither sent about nor sorted, and are joined with what was broadcast."""
    steps = steps_above_scan(plan)
    moves = [name for name in steps if "Exchange" in name or "Shuffle" in name or name.startswith("Sort")]
    return not moves and "BroadcastHashJoin" in steps
