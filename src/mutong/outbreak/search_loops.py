"""Where values of a run pass a limit, as a loop for the compiler; the same as `stays._by_columns`."""


def run(first, last, ascending, low, high, limit, found):
    """For queries first to last: the first place in [low, high) of `ascending` with a value above the limit."""
    for query in range(first, last):
        below, above, most = low[query], high[query], limit[query]
        while below < above:
            middle = (below + above) >> 1
            if int(ascending[middle]) > most:
                above = middle
            else:
                below = middle + 1
        found[query] = below
