"""The rules of places tried on each group of meetings, as a loop for the compiler; the same as `judging` by columns."""


def run(first, last, groups, met, seen, exposers, rules, numbers, fits, conditions, within, parts, offsets, bits,
        truths, open_for, won, sets, count):  # fmt: skip
    """For groups first to last (rows of `groups`): the first rule in order that says yes or unknown.

    `met` has a line for each column of the meetings (exposer, kind, air, seat, other seat, sure from, sure to, from,
    to), `seen` for its truths (open end, unsure where, lives with), `exposers` for theirs (sure from, sure to, causes
    of the start, causes of the end). `rules`, `numbers`, `fits`, `conditions`, `within`, `parts`, `offsets` and `bits`
    are as `compiled_judging` makes them; `truths` and `open_for` are room for one group. Writes a column of `won` (row
    of the meetings, rule, verdict, first, last, seconds together, risk) and of `sets` (causes, causes of the risk) for
    each group that a rule wins, from `count[0]` on.
    """
    far = 9223372036854775807
    for group in range(first, last):
        begin, end = groups[group], groups[group + 1]
        kind = met[1][begin]
        for turn in range(fits.shape[1]):
            rule = fits[kind, turn]
            if rule < 0:
                break
            switch, of_kind, air, home = rules[rule, 1], rules[rule, 2], rules[rule, 3], rules[rule, 4]
            needs, seats, seats_end = rules[rule, 7], rules[rule, 10], rules[rule, 11]
            by_distance, unprotected = rules[rule, 5] == 1, rules[rule, 6] == 1
            head, sure_at_all = -1, False
            low, high, reached, may_reach = 0, 0, 0, 0
            for row in range(begin, end):
                truth, causes = switch, 0
                if of_kind == 1 and kind == 0:
                    truth = min(truth, 1)
                    causes |= bits[0]
                if air > -2:
                    if met[2][row] == 0:
                        truth = min(truth, 1)
                        causes |= bits[1]
                    elif met[2][row] != air:
                        truth = 0
                if home > 0 and seen[2][row] != (home == 1):
                    truth = 0
                for asked in range(seats, seats_end):
                    if truth == 0:
                        break
                    at = offsets[conditions[asked, 1], kind]
                    size = offsets[conditions[asked, 1], len(fits)]
                    own = parts[at + (met[3][row] + size) % size] if at >= 0 else -2
                    other = parts[at + (met[4][row] + size) % size] if at >= 0 else -2
                    what = conditions[asked, 0]
                    answer = 2
                    if what == 0:
                        if other == -2:
                            answer = 1
                        elif other == -1:
                            answer = 0
                    elif what == 1:
                        if own >= 0 or other >= 0:
                            answer = 0
                        elif own == -2 or other == -2:
                            answer = 1
                    elif own == -1 or other == -1:
                        answer = 0
                    elif own == -2 or other == -2 or what == 4:
                        answer = 1
                    elif what == 2:
                        answer = 2 if own == other else 0
                    else:
                        answer = 2 if abs(own - other) <= within[asked] else 0
                    if answer == 1:
                        causes |= bits[2]
                    truth = min(truth, answer)
                if by_distance:
                    truth = min(truth, 1)
                    causes |= bits[3]
                if unprotected:
                    truth = min(truth, 1)
                    causes |= bits[4]
                if needs != 0:
                    truth = min(truth, 1)
                    causes |= needs
                truths[row - begin] = truth
                open_for[row - begin] = causes
                if truth == 0:
                    continue
                if head < 0:
                    head = row
                surely = met[5][row]
                until = surely
                if truth == 2 and met[6][row] > surely:
                    until = met[6][row]
                    sure_at_all = True
                low += max(until - max(surely, reached), 0)
                reached = max(reached, until)
                upto = max(met[8][row], met[7][row])
                high += max(upto - max(met[7][row], may_reach), 0)
                may_reach = max(may_reach, upto)
            if head < 0:
                continue
            verdict = 2 if sure_at_all else 1
            if rules[rule, 8] == 2:
                verdict = 1
            elif rules[rule, 8] == 1:
                verdict = 2 if low / 60 >= numbers[rule, 0] else (0 if high / 60 < numbers[rule, 0] else 1)
            if verdict == 0:
                continue
            begun, over = far, -1
            for row in range(begin, end):
                truth = truths[row - begin]
                surely = truth == 2 and met[6][row] > met[5][row]
                if truth > 0 and (surely or verdict == 1):
                    begun = min(begun, met[5][row] if verdict == 2 else met[7][row])
                    over = max(over, met[6][row] if verdict == 2 else met[8][row])
            later = over if verdict == 2 else -1
            causes = 0 if verdict == 2 else rules[rule, 9]
            exposer = met[0][head]
            for row in range(begin, end):
                truth = truths[row - begin]
                surely = truth == 2 and met[6][row] > met[5][row]
                if truth == 0 or (surely and met[8][row] <= met[6][row]) or met[8][row] <= later:
                    continue
                causes |= open_for[row - begin]
                if seen[0][row]:
                    causes |= bits[5]
                if seen[1][row]:
                    causes |= bits[6]
                if later < 0 and met[7][row] < exposers[0][exposer]:
                    causes |= exposers[2][exposer]
                if met[8][row] > exposers[1][exposer]:
                    causes |= exposers[3][exposer]
            risk, why = rules[rule, 13], 0
            if rules[rule, 12] == 2:
                risk, why = 1, rules[rule, 14]
            elif rules[rule, 12] == 1:
                risk = 2 if low / 60 >= numbers[rule, 1] else (0 if high / 60 < numbers[rule, 1] else 1)
                why = bits[7] if risk == 1 else 0
            at = count[0]
            won[0, at], won[1, at], won[2, at], won[3, at], won[4, at] = (
                head,
                rules[rule, 0],
                verdict,
                begun,
                over,
            )
            won[5, at] = low if low == high and rules[rule, 15] == 0 else -1
            won[6, at] = risk
            sets[0, at], sets[1, at] = causes, why
            count[0] = at + 1
            break
