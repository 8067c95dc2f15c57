"""The strictest classes of each case and person, as a loop for the compiler; the same as `strictest.by_columns`."""


def run(first, last, case, person, rank, verdict, over, none, slots, pairs, place, kept):
    """For rows first to last whether each is kept. `slots` (filled with -1, a power of two long), `pairs` (key, best
    rank, latest end, strictest unsure rank; a line for each case and person) and `place` (of rows) are room."""
    mask, size = len(slots) - 1, 0
    for row in range(first, last):
        key = (int(case[row]) << 32) | int(person[row])
        spot = ((key * 7046029254386353131) >> 24) & mask
        while slots[spot] != -1 and pairs[slots[spot], 0] != key:
            spot = (spot + 1) & mask
        if slots[spot] == -1:
            slots[spot] = size
            pairs[size, 0], pairs[size, 1], pairs[size, 2], pairs[size, 3] = key, none, -1, none
            size += 1
        pair = slots[spot]
        place[row] = pair
        if verdict[row] == 2:
            pairs[pair, 1] = min(pairs[pair, 1], rank[row])
    for row in range(first, last):
        pair = place[row]
        if verdict[row] == 2:
            if rank[row] == pairs[pair, 1]:
                pairs[pair, 2] = max(pairs[pair, 2], over[row])
        elif verdict[row] == 1 and rank[row] < pairs[pair, 1]:
            pairs[pair, 3] = min(pairs[pair, 3], rank[row])
    for row in range(first, last):
        pair = place[row]
        if verdict[row] == 2:
            kept[row] = rank[row] == pairs[pair, 1]
        elif verdict[row] == 1:
            kept[row] = (rank[row] < pairs[pair, 1] and rank[row] == pairs[pair, 3]) or (
                rank[row] == pairs[pair, 1] and over[row] > pairs[pair, 2]
            )
        else:
            kept[row] = False
