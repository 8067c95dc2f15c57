"""The look at each stay of a run, as a loop for the compiler; the same as `overlaps.by_numpy`."""


def run(first, last, low, high, start, left, open_rows, open_ends, which, row, ends, count):
    """For queries first to last: rows of [low, high) whose possible end lies after the start.

    Writes whose row it is, the row and its end from `count[0]` on. Ends are seconds without a sign; the greatest is one
    that nobody knows.
    """
    unknown = 4294967295
    at = count[0]
    for query in range(first, last):
        since = start[query]
        for stay in range(low[query], high[query]):
            end = left[stay]
            if end == unknown:
                below, above = 0, len(open_rows)
                while below < above:
                    middle = (below + above) // 2
                    if open_rows[middle] < stay:
                        below = middle + 1
                    else:
                        above = middle
                if below < len(open_rows) and open_rows[below] == stay:
                    end = open_ends[below]
            if end > since:
                which[at] = query
                row[at] = stay
                ends[at] = end
                at += 1
    count[0] = at
