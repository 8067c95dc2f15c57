"""Meetings at places in one look at each stay, as a loop for the compiler; the same as `meetings` by columns."""


def run(first, last, runs, own, seen, stays, certain, radius, limits, exposers, settled_from, settled, as_of, point,
        found, slots, heads, tails, known, numbers, truths, count):  # fmt: skip
    """For own stays first to last, those of one occasion together: whoever else was there in the exposer's window.

    `runs` is low, high and since of each own stay: rows of the store that may overlap. `own` are its exposer, occasion,
    place, kind, air, seat, arrival, sure end and possible end; `seen` whether its end is open and its place unsure.
    `stays` are the store's people, arrivals and ends (the greatest is one that nobody knows, limited by `limits`: rows
    and ends). `exposers` are their window (from, to, sure from, sure to), person, person of the case and case;
    About `settled[settled_from[case]:settled_from[case + 1]]` nothing is asked. `found`, `slots`, `heads` and `tails`
    are room for one occasion, `known` for those settled of one case. Writes `numbers` (exposer, occasion, person, sure
    from, sure to, from, to, place, kind, air, seat, row) and `truths` (open end, unsure where) by occasion, those of
    one person together by their start. `count` then says how many there are, and which own stay comes next: `last`, or
    an earlier one for want of room.
    """
    unknown = 4294967295
    at, here, block, about, mask = 0, 0, first, -1, 0
    for query in range(first, last):
        exposer = own[0][query]
        mine, cases = exposers[4][exposer], exposers[5][exposer]
        if len(settled) > 0 and exposers[6][exposer] != about:
            # Those settled of one case fit into the processor's nearest memory.
            about = exposers[6][exposer]
            mask = 1
            while mask < 2 * (settled_from[about + 1] - settled_from[about]) + 1:
                mask *= 2
            known[:mask] = -1
            mask -= 1
            for one in range(settled_from[about], settled_from[about + 1]):
                who = int(settled[one])
                spot = ((who * 7046029254386353131) >> 24) & mask
                while known[spot] != -1 and known[spot] != who:
                    spot = (spot + 1) & mask
                known[spot] = who
        for stay in range(runs[0][query], runs[1][query]):
            end = int(stays[2][stay])
            open_there = end == unknown
            if open_there:
                below, above = 0, len(limits[0])
                while below < above:
                    middle = (below + above) // 2
                    if limits[0][middle] < stay:
                        below = middle + 1
                    else:
                        above = middle
                if below < len(limits[0]) and limits[0][below] == stay:
                    end = int(limits[1][below])
            who = int(stays[0][stay])
            if end <= runs[2][query] or who in (mine, cases):
                continue
            if len(settled) > 0:
                spot = ((who * 7046029254386353131) >> 24) & mask
                while known[spot] != -1 and known[spot] != who:
                    spot = (spot + 1) & mask
                if known[spot] == who:
                    continue
            came = int(stays[1][stay])
            start = max(own[6][query], came)
            begin = max(start, exposers[0][exposer])
            over = min(min(own[8][query], as_of if end == unknown else end), exposers[1][exposer])
            if begin >= over:
                continue
            unsure = seen[1][query] or (certain[stay] == point and radius[stay] != 0)
            surely = max(start, exposers[2][exposer])
            until = min(min(own[7][query], came if open_there else end), exposers[3][exposer])
            found[0, here], found[1, here], found[2, here] = who, begin, query
            found[3, here], found[4, here], found[5, here] = stay, over, surely
            found[6, here] = surely if unsure else until
            found[7, here] = (1 if seen[0][query] or open_there else 0) + (2 if unsure else 0)
            here += 1
        if query + 1 < last and own[1][query + 1] == own[1][query]:
            continue
        if at + here > numbers.shape[1]:
            count[0], count[1] = at, block
            return
        # Each person's stays are chained by their start, people by the first of theirs: nothing is sorted.
        width = 1
        while width < 2 * here:
            width *= 2
        slots[:width] = -1
        people = 0
        for one in range(here):
            who, begin = int(found[0, one]), found[1, one]
            spot = ((who * 7046029254386353131) >> 24) & (width - 1)
            while slots[spot] >= 0 and found[0, heads[slots[spot]]] != who:
                spot = (spot + 1) & (width - 1)
            found[8, one] = -1
            if slots[spot] < 0:
                slots[spot] = people
                heads[people], tails[people] = one, one
                people += 1
                continue
            chain = slots[spot]
            if found[1, tails[chain]] <= begin:
                found[8, tails[chain]] = one
                tails[chain] = one
            elif begin < found[1, heads[chain]]:
                found[8, one] = heads[chain]
                heads[chain] = one
            else:
                before = heads[chain]
                while found[1, found[8, before]] <= begin:
                    before = found[8, before]
                found[8, one] = found[8, before]
                found[8, before] = one
        turn, one = 0, heads[0] if here > 0 else -1
        while one >= 0:
            whose = found[2, one]
            numbers[0, at], numbers[1, at], numbers[2, at] = own[0][whose], own[1][whose], found[0, one]
            numbers[3, at], numbers[4, at] = found[5, one], found[6, one]
            numbers[5, at], numbers[6, at] = found[1, one], found[4, one]
            numbers[7, at], numbers[8, at], numbers[9, at] = own[2][whose], own[3][whose], own[4][whose]
            numbers[10, at], numbers[11, at] = own[5][whose], found[3, one]
            truths[0, at], truths[1, at] = found[7, one] % 2 == 1, found[7, one] >= 2
            at += 1
            one = found[8, one]
            if one < 0 and turn + 1 < people:
                turn += 1
                one = heads[turn]
        here, block = 0, query + 1
    count[0], count[1] = at, last
