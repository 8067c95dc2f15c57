"""Different people in each run of rows, as a loop for the compiler; the same as `visitors._by_numpy`."""


def run(first, last, low, high, start, left, open_rows, open_ends, person, seen, count):
    """For queries first to last: how many people have a row in [low, high) whose possible end lies after the start.

    `seen` holds for each person the last query it was counted in, plus one. The greatest end is one that nobody knows.
    """
    unknown = 4294967295
    for query in range(first, last):
        since = start[query]
        found = 0
        for stay in range(low[query], high[query]):
            who = person[stay]
            if seen[who] == query + 1:
                continue
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
                seen[who] = query + 1
                found += 1
        count[query] = found
